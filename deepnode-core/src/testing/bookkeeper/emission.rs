//! Section 11 of the rules: what an epoch issues.

use alloc::format;
use alloc::vec::Vec;

use super::arithmetic::{Payments, floor, shares};
use super::epochs::{Delegations, Settled, epoch_of};
use super::settlement::owners;
use super::{Around, Bookkeeper, Findings};
use crate::address::Address;
use crate::amount::Amount;
use crate::event::{Event, Reason};
use crate::ledger::Place;
use crate::word::Role;

impl Bookkeeper {
    pub(super) fn epoch(&self, epoch: u64, new_money: Amount, around: Around<'_>, findings: &mut Findings) {
        let rules = &self.facts.in_force().emission;
        if epoch != self.epochs.next || epoch >= epoch_of(&self.facts, self.facts.now) {
            findings.push(format!("epoch {epoch} was closed out of its turn"));
        }
        let expected = match self.epochs.last_new_money {
            None => rules.first.units(),
            Some(before) => floor(before, rules.decay),
        };
        if new_money.units() != expected {
            findings.push(format!("epoch {epoch} had {new_money:?} of new money, the rules say {expected}"));
        }

        let moves = || around.before.iter().rev();
        let out = |event: &&Event| matches!(event, Event::Moved { from: Place::Pool | Place::Emission, .. });
        let mut emitted = 0;
        let mut found = Payments::default();
        for event in moves().take_while(out) {
            let Event::Moved { from, to, amount, reason } = event else { continue };
            match from {
                Place::Emission => emitted += amount.units(),
                _ => found.add(*to, *reason, amount.units()),
            }
        }
        // The money as it was before the epoch was paid.
        let pool = self.money.at(Place::Pool) + found.total() - emitted;
        let under_cap = rules.cap.units().saturating_sub(self.money.emitted - emitted);
        let room = Amount::MAX.units() - (self.money.circulating() - emitted);
        let budget = expected.min(under_cap).min(room) + pool;

        let legs = self.epochs.settled.get(&epoch).map(|settled| self.legs(epoch, settled, budget));
        let legs = legs.unwrap_or_default();
        if found != legs {
            findings.push(format!("epoch {epoch} issues {found:?} of {budget}, the rules say {legs:?}"));
        }
        if emitted != legs.total().saturating_sub(pool) {
            findings.push(format!("epoch {epoch} emitted {emitted} beside the pool's {pool}"));
        }
    }

    fn legs(&self, epoch: u64, settled: &Settled, budget: u128) -> Payments {
        let rules = &self.facts.in_force().emission;
        let leg = |rate| floor(budget, rate);
        let miners = budget
            - leg(rules.foundation)
            - leg(rules.domain)
            - leg(rules.owners)
            - leg(rules.stakers)
            - leg(rules.validators);
        let mut payments = Payments::default();
        let role = |role| Place::Balance(self.facts.holder(role));
        payments.add(role(Role::Foundation), Reason::Foundation, leg(rules.foundation));
        payments.add(role(Role::Treasury), Reason::Domain, leg(rules.domain));

        let models = &self.facts.models;
        let vwu: Vec<u128> = models.iter().map(|m| settled.models.get(&m.id).copied().unwrap_or(0)).collect();
        for (model, share) in models.iter().zip(shares(leg(rules.owners), &vwu).unwrap_or_default()) {
            owners(model, share, &mut payments);
        }
        let none = Delegations::new();
        let stakers = self.epochs.least.get(&epoch).unwrap_or(&none);
        let staked = stakers.iter().map(|((staker, _), units)| (*staker, *units));
        pay(leg(rules.stakers), staked, Reason::Staking, &mut payments);
        let weight =
            |of: &alloc::collections::BTreeMap<Address, u128>, who| of.get(&who).copied().unwrap_or(0);
        let seats = self.facts.validators.iter().map(|who| (*who, weight(&settled.seats, *who)));
        pay(leg(rules.validators), seats, Reason::Validation, &mut payments);
        let work = self.facts.miners.iter().map(|who| (*who, weight(&settled.miners, *who)));
        pay(miners, work, Reason::Mining, &mut payments);
        payments
    }
}

/// A leg by weight; nothing if all weights are zero.
fn pay(leg: u128, weighted: impl Iterator<Item = (Address, u128)>, why: Reason, payments: &mut Payments) {
    let (payees, weights): (Vec<Address>, Vec<u128>) = weighted.unzip();
    for (payee, share) in payees.into_iter().zip(shares(leg, &weights).unwrap_or_default()) {
        payments.add(Place::Balance(payee), why, share);
    }
}
