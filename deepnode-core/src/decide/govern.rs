//! How parameters, roles and the phase change.
//!
//! Votes are by address and counted when voting ends: an active validator's own stake follows its vote; a delegation
//! to an active validator follows the staker's vote, or else the validator's; everything else is unvoted. With `all`
//! the stake and delegations of active validators, a proposal fails for want of a quorum if
//! `voted * ONE < all * quorum`, is vetoed if `veto * ONE > voted * rate`, and passes if `2 * yes > yes + no + veto`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Call, Story, moved};
use crate::address::Address;
use crate::domain::Domain;
use crate::error::Error;
use crate::event::{Event, Reason};
use crate::id::{ProposalId, Time};
use crate::ledger::Place;
use crate::params::{InvalidParams, Params};
use crate::proposal::{Proposal, ProposalOutcome, ProposalStatus};
use crate::rate::Rate;
use crate::validator::Validator;
use crate::word::{Choice, Role};

type Events = Result<Vec<Event>, Error>;

impl Call<'_> {
    pub(super) fn propose(&self, base: u64, params: &Params) -> Events {
        let domain = self.domain;
        if !is_active(domain, &self.signer) {
            self.require(domain.in_force.owner)?;
        }
        let expected = domain.params_version();
        if base != expected {
            return Err(Error::StaleBase { expected, found: base });
        }
        params.validate()?;
        fixed_fields(params, &domain.in_force)?;
        let deposit = domain.in_force.governance.deposit;
        self.covered(self.purse(), deposit.units())?;
        let proposal = domain.proposals.next_id();
        let until = self.now.saturating_add(domain.in_force.governance.voting_ms);
        let mut events = alloc::vec![Event::Proposed {
            proposal,
            proposer: self.signer,
            base,
            params: Box::new(params.clone()),
            until,
        }];
        events.extend(moved(self.purse(), Place::Deposit(proposal), deposit, Reason::Proposal));
        Ok(events)
    }

    pub(super) fn vote(&self, proposal: ProposalId, choice: Choice) -> Events {
        let domain = self.domain;
        let row = domain.proposals.get(proposal).ok_or(Error::UnknownProposal { proposal })?;
        let stakes = |(validator, _): (Address, _)| is_active(domain, &validator);
        if !is_active(domain, &self.signer) && !domain.ledger.delegations_of(self.signer).any(stakes) {
            return Err(Error::NotAuthorised { signer: self.signer });
        }
        self.in_time(row.voting_until)?;
        Ok(alloc::vec![Event::Voted { proposal, voter: self.signer, choice }])
    }

    pub(super) fn hand_over(&self, role: Role, to: Address) -> Events {
        self.require(self.domain.in_force.holder(role))?;
        Ok(alloc::vec![Event::RoleOffered { role, to }])
    }

    pub(super) fn accept_role(&self, role: Role) -> Events {
        if self.domain.offers.get(&role) != Some(&self.signer) {
            return Err(Error::NotAuthorised { signer: self.signer });
        }
        Ok(alloc::vec![Event::RoleAccepted { role, holder: self.signer }])
    }

    pub(super) fn begin_phase_two(&self) -> Events {
        self.require(self.domain.in_force.foundation)?;
        match self.domain.in_force.phase {
            1 => Ok(alloc::vec![Event::PhaseTwoBegun {}]),
            found => Err(Error::WrongPhase { expected: 1, found }),
        }
    }
}

fn is_active(domain: &Domain, who: &Address) -> bool {
    domain.validator(who).is_some_and(Validator::is_active)
}

/// Roles, phase and the length of an epoch are not a proposal's to change.
fn fixed_fields(params: &Params, now: &Params) -> Result<(), InvalidParams> {
    let fixed = |field, same| {
        let reason = "expected the value in force: a proposal cannot change it";
        if same { Ok(()) } else { Err(InvalidParams { field, reason }) }
    };
    fixed("phase", params.phase == now.phase)?;
    for role in Role::ALL {
        fixed(role.word(), params.holder(*role) == now.holder(*role))?;
    }
    fixed("emission.epoch_ms", params.emission.epoch_ms == now.emission.epoch_ms)
}

impl Story<'_> {
    /// Counts the votes of each proposal whose time is over, and puts into force those whose timelock is.
    pub(super) fn count_proposals(&mut self) {
        for id in self.domain.agenda.proposals.due(self.domain.now) {
            let Some(row) = self.domain.proposals.get(id) else { continue };
            let current = row.base == self.domain.params_version();
            let (outcome, until) = match row.status {
                ProposalStatus::Voting { .. } => match count(self.domain, row) {
                    ProposalOutcome::Passed if current => (ProposalOutcome::Passed, Some(self.timelock())),
                    ProposalOutcome::Passed => (ProposalOutcome::Stale, None),
                    failed => (failed, None),
                },
                ProposalStatus::Passed { .. } if current => (ProposalOutcome::InForce, None),
                ProposalStatus::Passed { .. } => (ProposalOutcome::Stale, None),
                ProposalStatus::Ended(_) => continue,
            };
            let deposit = Place::Deposit(id);
            let to = match outcome {
                ProposalOutcome::Vetoed => Place::Burn,
                _ => Place::Balance(row.proposer),
            };
            let held = self.domain.money(deposit);
            self.record([Event::ProposalEnded { proposal: id, outcome, until }]);
            self.record(moved(deposit, to, held, Reason::Proposal));
        }
    }

    const fn timelock(&self) -> Time {
        self.domain.now.saturating_add(self.domain.in_force.governance.timelock_ms)
    }
}

/// Powers behind each choice, in base units.
#[derive(Default)]
struct Powers {
    yes: u128,
    no: u128,
    abstain: u128,
    veto: u128,
}

impl Powers {
    const fn of(&mut self, choice: Choice) -> &mut u128 {
        match choice {
            Choice::Yes => &mut self.yes,
            Choice::No => &mut self.no,
            Choice::Abstain => &mut self.abstain,
            Choice::Veto => &mut self.veto,
        }
    }
}

fn count(domain: &Domain, proposal: &Proposal) -> ProposalOutcome {
    let rules = &domain.version(proposal.base).governance;
    let powers = powers(domain, proposal);
    let voted = powers.yes + powers.no + powers.abstain + powers.veto;
    let active = domain.validators().filter(|validator| validator.is_active());
    let all: u128 = active.map(|validator| domain.ledger.weight_of(validator.address).units()).sum();
    // Amounts have 96 bits and rates 30, so that both sides fit.
    let one = u128::from(Rate::ONE.0);
    if voted * one < all * u128::from(rules.quorum.0) {
        ProposalOutcome::NoQuorum
    } else if powers.veto * one > voted * u128::from(rules.veto.0) {
        ProposalOutcome::Vetoed
    } else if 2 * powers.yes > powers.yes + powers.no + powers.veto {
        ProposalOutcome::Passed
    } else {
        ProposalOutcome::NotCarried
    }
}

fn powers(domain: &Domain, proposal: &Proposal) -> Powers {
    let mut powers = Powers::default();
    for (voter, choice) in &proposal.votes {
        if is_active(domain, voter) {
            *powers.of(*choice) += domain.money(Place::Stake(*voter)).units();
            let silent = domain
                .ledger
                .delegators_of(*voter)
                .filter(|(staker, _)| !proposal.votes.contains_key(staker));
            *powers.of(*choice) += silent.map(|(_, amount)| amount.units()).sum::<u128>();
        }
        let own = domain.ledger.delegations_of(*voter).filter(|(validator, _)| is_active(domain, validator));
        *powers.of(*choice) += own.map(|(_, amount)| amount.units()).sum::<u128>();
    }
    powers
}
