//! What nobody sensible would send.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::duty::Duty;
use super::{Wish, Workload, models, terms};
use crate::address::Address;
use crate::amount::Amount;
use crate::command::Command;
use crate::domain::Domain;
use crate::hash::Hash;
use crate::id::{AssignmentId, ProposalId, TaskId};
use crate::ledger::Place;
use crate::miner::Membership;
use crate::word::{Choice, Kind, Role, Verdict};

impl Workload {
    /// A sensible step by the wrong signer, an old one again, a seat at the wrong time, or anything at all.
    pub(super) fn noise(&mut self, domain: &Domain, duties: &[Duty]) -> Wish {
        match self.chance.weighted([10, 25, 25, 100]) {
            0 => {
                let (_, command) = self.wish(domain, duties);
                (self.anybody(), command)
            }
            1 => {
                let at = self.chance.below(self.recent.len() as u64) as usize;
                self.recent.get(at).cloned().unwrap_or_else(|| self.anything(domain))
            }
            2 => {
                let late = if self.chance.hits(300) { self.judge_in_vain(domain) } else { None };
                late.or_else(|| self.judge_at_random(domain)).unwrap_or_else(|| self.quarrel(domain))
            }
            _ => self.anything(domain),
        }
    }

    fn anything(&mut self, domain: &Domain) -> Wish {
        let anybody = self.anybody();
        let params = domain.params();
        match self.chance.below(30) {
            0 => {
                let bridge = if self.chance.hits(800) { params.bridge } else { anybody };
                (
                    bridge,
                    Command::Deposit {
                        to: anybody,
                        amount: self.odd_amount(domain, Place::Balance(anybody)),
                    },
                )
            }
            1 => (anybody, Command::Withdraw { amount: self.odd_amount(domain, Place::Balance(anybody)) }),
            2 => {
                let to = self.anybody();
                (anybody, Command::Transfer { to, amount: self.odd_amount(domain, Place::Balance(anybody)) })
            }
            3 => self.odd_offer(domain, anybody),
            4 => {
                let owner = if self.chance.hits(800) { params.owner } else { anybody };
                let difficulty = self.chance.one_of([0, 1, 1000, 1_000_001, u64::MAX]);
                (owner, Command::AdmitModel { model: self.some_model(domain), difficulty })
            }
            5 => {
                let model = self.some_model(domain);
                let creator = domain.model(&model).map(|row| row.creator).filter(|_| self.chance.hits(600));
                let retired =
                    domain.model(&model).is_some_and(|row| row.status == crate::ModelStatus::Retired);
                // Not every model that there is.
                let spared = creator.is_some() && !retired && self.chance.hits(900);
                (if spared { anybody } else { creator.unwrap_or(anybody) }, Command::RetireModel { model })
            }
            6 | 7 => self.odd_registration(domain),
            8 => self.odd_addition(domain),
            9 => {
                let miner = self.some_miner(domain);
                (miner, if self.chance.hits(500) { Command::Pause {} } else { Command::Resume {} })
            }
            10 => (self.leaver(domain), Command::ExitMiner {}),
            11 => {
                let who = self.chance.pick(&self.cast.validators).unwrap_or(anybody);
                let stake = self.odd_amount(domain, Place::Balance(who));
                let least = params.min_stake;
                (who, Command::RegisterValidator { stake: if self.chance.hits(500) { least } else { stake } })
            }
            12 => {
                let who = if self.chance.hits(200) { anybody } else { self.some_validator(domain) };
                // Most stay.
                let seated = domain.validator(&who).is_some_and(|row| row.seated > 0 || !row.is_active());
                if seated || self.chance.hits(50) {
                    (who, Command::ExitValidator {})
                } else {
                    self.odd_addition(domain)
                }
            }
            13 | 14 => {
                let validator = if self.chance.hits(200) { anybody } else { self.some_validator(domain) };
                let staker = self.chance.pick(&self.cast.stakers).unwrap_or(anybody);
                if self.chance.hits(500) {
                    let amount = self.odd_amount(domain, Place::Balance(staker));
                    (staker, Command::Delegate { validator, amount })
                } else {
                    let amount = self.odd_amount(domain, Place::Delegation { staker, validator });
                    (staker, Command::Undelegate { validator, amount })
                }
            }
            15 | 16 => self.odd_task(domain),
            17 => {
                let task = TaskId(self.some_id(domain.tasks().count()));
                let consumer = domain.task(task).map(|row| row.consumer).filter(|_| self.chance.hits(850));
                (consumer.unwrap_or(anybody), Command::CancelTask { task })
            }
            18 | 19 => self.odd_work(domain),
            20 => {
                let assignment = AssignmentId(self.some_id(domain.assignments().count()));
                let who = if self.chance.hits(300) { anybody } else { self.some_validator(domain) };
                (who, Command::CommitVerdict { assignment, commitment: self.chance.hash() })
            }
            21 => {
                let assignment = AssignmentId(self.some_id(domain.assignments().count()));
                let who = if self.chance.hits(300) { anybody } else { self.some_validator(domain) };
                let verdict = self.chance.pick(Verdict::ALL).unwrap_or(Verdict::Correct);
                let [output_root, seal_salt, salt] = [(); 3].map(|()| self.chance.hash());
                (who, Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt })
            }
            22 => {
                let (sequencer, honest) = self.heartbeat(domain);
                match self.chance.weighted([2, 2, 1]) {
                    0 => (anybody, honest),
                    1 => {
                        let (entropy, next) = (self.chance.hash(), self.coming_entropy(domain));
                        (params.sequencer, Command::Advance { entropy, next })
                    }
                    _ => (sequencer, honest),
                }
            }
            23 | 24 => self.quarrel(domain),
            25 => {
                let who = if self.chance.hits(600) { params.owner } else { self.some_validator(domain) };
                let who = if self.chance.hits(100) { anybody } else { who };
                self.odd_proposal(domain, who)
            }
            26 => {
                let proposal = ProposalId(self.some_id(domain.proposals().count()));
                let choice = self.chance.pick(Choice::ALL).unwrap_or(Choice::Abstain);
                let who = if self.chance.hits(500) { anybody } else { self.some_validator(domain) };
                (who, Command::Vote { proposal, choice })
            }
            27 => {
                let role = self.chance.pick(Role::ALL).unwrap_or(Role::Owner);
                (anybody, Command::HandOver { role, to: self.anybody() })
            }
            28 => {
                let role = self.chance.pick(Role::ALL).unwrap_or(Role::Owner);
                (anybody, Command::AcceptRole { role })
            }
            _ => {
                // Phase 1 should last for a while.
                let over = params.phase == 2 || self.chance.hits(20);
                (if over { params.foundation } else { anybody }, Command::BeginPhaseTwo {})
            }
        }
    }

    /// An id that was given out, or one beside those.
    fn some_id(&mut self, count: usize) -> u64 {
        let last = count as u64;
        match self.chance.weighted([10, 5, 1, 1, 1]) {
            0 => self.chance.within(1, last.max(1)),
            1 => self.chance.within(last.saturating_sub(5), last),
            2 => 0,
            3 => last + 1,
            _ => u64::MAX,
        }
    }

    fn odd_amount(&mut self, domain: &Domain, place: Place) -> Amount {
        let held = domain.money(place);
        let one = Amount::from_units(1);
        match self.chance.weighted([3, 2, 6, 1, 3, 1]) {
            0 => Amount::ZERO,
            1 => one,
            2 => self.share_of(held),
            3 => held,
            4 => held.checked_add(one).unwrap_or(Amount::MAX),
            _ => Amount::MAX,
        }
    }

    fn some_model(&mut self, domain: &Domain) -> Hash {
        let known = self.chance.pick(&models(domain)).filter(|_| self.chance.hits(850));
        known.unwrap_or_else(|| self.chance.hash())
    }

    fn some_miner(&mut self, domain: &Domain) -> Address {
        let known: Vec<_> = domain.miners().map(|row| row.address).collect();
        let anybody = self.anybody();
        self.chance.pick(&known).filter(|_| self.chance.hits(850)).unwrap_or(anybody)
    }

    fn some_validator(&mut self, domain: &Domain) -> Address {
        let known: Vec<_> = domain.validators().map(|row| row.address).collect();
        let anybody = self.anybody();
        self.chance.pick(&known).unwrap_or(anybody)
    }

    /// A miner that may not leave, or seldom one that may.
    fn leaver(&mut self, domain: &Domain) -> Address {
        let accused: Vec<_> = domain
            .miners()
            .filter(|row| row.case.is_some() && row.in_flight.is_empty())
            .map(|row| row.address)
            .collect();
        if let Some(miner) = self.chance.pick(&accused)
            && self.chance.hits(600)
        {
            return miner;
        }
        let free = |row: &&crate::Miner| row.membership == Membership::Member && row.in_flight.is_empty();
        let kept: Vec<_> = domain.miners().filter(|row| !free(row)).map(|row| row.address).collect();
        let anybody = self.anybody();
        self.chance.pick(&kept).filter(|_| self.chance.hits(900)).unwrap_or(anybody)
    }

    fn odd_offer(&mut self, domain: &Domain, creator: Address) -> Wish {
        let taken = self.chance.pick(&models(domain)).filter(|_| self.chance.hits(300));
        let model = taken.unwrap_or_else(|| self.chance.hash());
        (
            creator,
            Command::RegisterModel(terms::broken_offer(&mut self.chance, &self.cast, &self.mood, model)),
        )
    }

    /// A registration with one thing wrong.
    fn odd_registration(&mut self, domain: &Domain) -> Wish {
        let params = domain.params();
        let out: Vec<_> = self
            .cast
            .everybody
            .iter()
            .copied()
            .filter(|who| !domain.miner(who).is_some_and(|row| matches!(row.membership, Membership::Member)))
            .collect();
        let anybody = self.anybody();
        let who = self.chance.pick(&out).filter(|_| self.chance.hits(850)).unwrap_or(anybody);
        let known = models(domain);
        let (_, command) = self.registration(who, params, &known);
        let Command::RegisterMiner { mut models, mut slots, mut collateral, mut max_fee } = command else {
            return (who, command);
        };
        match self.chance.below(7) {
            0 => max_fee = max_fee.checked_sub(Amount::from_units(1)).unwrap_or(Amount::MAX),
            1 => slots = self.chance.one_of([0, 1025, u64::MAX]),
            2 => models = alloc::vec![known.first().copied().unwrap_or_default(); 257],
            3 => models.push(self.chance.hash()),
            4 => collateral = collateral.saturating_sub(Amount::from_units(1)).min(params.min_collateral),
            5 => slots = 1024,
            _ => collateral = Amount::MAX,
        }
        (who, Command::RegisterMiner { models, slots, collateral, max_fee })
    }

    /// Collateral or stake, often of somebody who has none down.
    fn odd_addition(&mut self, domain: &Domain) -> Wish {
        let anybody = self.anybody();
        if self.chance.hits(500) {
            let leaving: Vec<_> = domain
                .miners()
                .filter(|row| matches!(row.membership, Membership::Exiting { .. }))
                .map(|row| row.address)
                .collect();
            let who = self.chance.pick(&leaving).filter(|_| self.chance.hits(500));
            let who =
                who.unwrap_or_else(|| if self.chance.hits(200) { anybody } else { self.some_miner(domain) });
            (who, Command::TopUp { amount: self.odd_amount(domain, Place::Balance(who)) })
        } else {
            let who = if self.chance.hits(200) { anybody } else { self.some_validator(domain) };
            (who, Command::AddStake { amount: self.odd_amount(domain, Place::Balance(who)) })
        }
    }

    /// Of somebody who cannot pay, on the wrong base, or with parameters that break a rule.
    fn odd_proposal(&mut self, domain: &Domain, who: Address) -> Wish {
        let (now, params) = (domain.params_version(), domain.params());
        let short = |who: &Address| domain.balance(who) < params.governance.deposit;
        let active = domain.validators().filter(|row| row.is_active()).map(|row| row.address);
        let poor: Vec<_> = active.chain([params.owner]).filter(short).collect();
        if let Some(who) = self.chance.pick(&poor)
            && self.chance.hits(500)
        {
            return (who, Command::Propose { base: now, params: Box::new(params.clone()) });
        }
        let base = self.chance.one_of([now, now, now, 0, now + 1, u64::MAX]);
        let broken = self.chance.hits(700);
        let params = if broken { terms::broken(&mut self.chance, params) } else { Box::new(params.clone()) };
        (who, Command::Propose { base, params })
    }

    fn odd_task(&mut self, domain: &Domain) -> Wish {
        let anybody = self.anybody();
        let consumer =
            self.chance.pick(&self.cast.consumers).filter(|_| self.chance.hits(700)).unwrap_or(anybody);
        let model = self.some_model(domain);
        let row = domain.model(&model);
        let own = row.map_or(Kind::Inference, |row| row.terms.kind);
        let kind =
            if self.chance.hits(700) { own } else { self.chance.one_of([Kind::Inference, Kind::Training]) };
        let price = row.map_or(1, |row| row.terms.unit_price.units());
        let too_many =
            u64::try_from(domain.balance(&consumer).units() / price).unwrap_or(u64::MAX).saturating_add(1);
        let units = self.chance.one_of([0, 1, 1, 3, too_many, u32::MAX.into(), 1 << 32, u64::MAX]);
        (consumer, Command::SubmitTask { model, kind, units, input: self.chance.hash() })
    }

    fn odd_work(&mut self, domain: &Domain) -> Wish {
        let assignment = AssignmentId(self.some_id(domain.assignments().count()));
        let anybody = self.anybody();
        let row = domain.assignment(assignment);
        let miner = row.and_then(|row| domain.miner_of(row)).map(|miner| miner.address);
        let who = miner.filter(|_| self.chance.hits(850)).unwrap_or(anybody);
        if self.chance.hits(300) {
            // Most miners keep what they were given.
            let leased = row.is_some_and(|row| matches!(row.status, crate::AssignmentStatus::Leased { .. }));
            let who = if leased && self.chance.hits(800) { anybody } else { who };
            return (who, Command::Decline { assignment });
        }
        let units_done = self.chance.one_of([0, 1, u32::MAX.into(), u64::MAX]);
        (who, Command::SubmitResult { assignment, units_done, seal: self.chance.hash() })
    }
}
