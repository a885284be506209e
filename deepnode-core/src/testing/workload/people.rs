//! Miners, validators and stakers come, rest, add money and go.

use super::{Wish, Workload, models, opening, terms};
use crate::address::Address;
use crate::amount::Amount;
use crate::command::Command;
use crate::domain::Domain;
use crate::ledger::Place;
use crate::miner::Membership;

impl Workload {
    pub(super) fn come_or_go(&mut self, domain: &Domain) -> Option<Wish> {
        match self.chance.weighted([50, 30, 20]) {
            0 => {
                let miner = self.chance.pick(&self.cast.miners)?;
                let anybody = self.anybody();
                let who = if self.chance.hits(30) { anybody } else { miner };
                self.miner(domain, who)
            }
            1 => {
                let validator = self.chance.pick(&self.cast.validators)?;
                let anybody = self.anybody();
                let who = if self.chance.hits(30) { anybody } else { validator };
                self.validator(domain, who)
            }
            _ => {
                let staker = self.chance.pick(&self.cast.stakers)?;
                let anybody = self.anybody();
                let who = if self.chance.hits(200) { anybody } else { staker };
                self.staker(domain, who)
            }
        }
    }

    fn miner(&mut self, domain: &Domain, who: Address) -> Option<Wish> {
        let params = domain.params();
        let row = domain.miner(&who);
        match row.map_or(Membership::Deregistered, |row| row.membership) {
            Membership::Banned | Membership::Exiting { .. } => None,
            Membership::Deregistered => {
                let wish = self.registration(who, params, &models(domain));
                let need = params.registration_fee.units() + params.minimum_collateral(5);
                Some(if domain.balance(&who).units() < need { self.grant(domain, who) } else { wish })
            }
            Membership::Member => {
                let row = row?;
                let collateral = domain.money(Place::Collateral(who)).units();
                let missing = params.minimum_collateral(row.slots).saturating_sub(collateral);
                let wish = match self.chance.weighted([60, 15, 15, 6]) {
                    0 if missing > 0 => {
                        Command::TopUp { amount: Amount::checked_from_units(missing).unwrap_or(Amount::MAX) }
                    }
                    1 => Command::TopUp { amount: self.share_of(domain.balance(&who)) },
                    2 if row.paused => Command::Resume {},
                    2 if self.chance.hits(300) => Command::Pause {},
                    3 => Command::ExitMiner {},
                    _ => return None,
                };
                Some((who, wish))
            }
        }
    }

    fn validator(&mut self, domain: &Domain, who: Address) -> Option<Wish> {
        let row = domain.validator(&who);
        match row.map_or(Membership::Deregistered, |row| row.membership) {
            Membership::Banned | Membership::Exiting { .. } => None,
            Membership::Deregistered => {
                let least = domain.params().min_stake;
                if domain.balance(&who) < least {
                    return Some(self.grant(domain, who));
                }
                let extra = terms::amount(&mut self.chance, self.mood.unit * 10);
                let stake = least.checked_add(extra).unwrap_or(least).min(domain.balance(&who));
                Some((who, Command::RegisterValidator { stake }))
            }
            Membership::Member if self.chance.hits(80) => Some((who, Command::ExitValidator {})),
            Membership::Member if self.chance.hits(300) => {
                Some((who, Command::AddStake { amount: self.share_of(domain.balance(&who)) }))
            }
            Membership::Member => None,
        }
    }

    fn staker(&mut self, domain: &Domain, who: Address) -> Option<Wish> {
        let behind: alloc::vec::Vec<(Address, Amount)> = domain.ledger.delegations_of(who).collect();
        if let Some((validator, held)) = self.chance.pick(&behind)
            && self.chance.hits(400)
        {
            let amount = if self.chance.hits(300) { held } else { self.share_of(held) };
            return Some((who, Command::Undelegate { validator, amount }));
        }
        let validator = self.chance.pick(&self.cast.validators)?;
        let amount = self.share_of(domain.balance(&who));
        Some((who, Command::Delegate { validator, amount }))
    }

    /// A part of some money, at least one base unit.
    pub(super) fn share_of(&mut self, of: Amount) -> Amount {
        let most = of.units() / u128::from(self.chance.one_of([2u64, 10, 100]));
        self.chance.up_to(most).max(Amount::from_units(1))
    }

    /// The bridge brings somebody money.
    pub(super) fn grant(&mut self, domain: &Domain, to: Address) -> Wish {
        let amount = opening::wealth(domain.params(), self.mood.unit);
        (domain.params().bridge, Command::Deposit { to, amount: amount.max(Amount::from_units(1)) })
    }
}
