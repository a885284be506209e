//! New money, epoch by epoch.
//!
//! Epoch `k` covers `[start + k*epoch_ms, start + (k+1)*epoch_ms)`, `start` being the time of the first applied command.
//!
//! ```text
//! E_0    = first,   E_k = floor(E_(k-1), decay)
//! budget = min(E_k, cap - emitted, AMOUNT_MAX - circulating) + pool
//! ```
//!
//! Each leg is `floor(budget, rate)`, the miners' leg the rest. The owners' leg goes over the models by the VWU
//! settled in the epoch (within a model as at a settlement), the stakers' over the delegations by the least amount
//! held since the epoch began, the validators' over their paid seats, the miners' over `VWU*score/10^9`. A leg whose
//! weights are all zero is not issued, and an epoch without a settlement issues nothing. What is issued comes out of
//! the pool first; the rest is new.
//!
//! With `first` = 4000 DN, a decay of 99 %, a cap of 1 000 000 DN and 1040 DN in the pool: `E_1` = 3960 DN, so the budget
//! of epoch 1 is 5000 DN. By the default rates the foundation gets 50, the treasury 250, owners 450, stakers 500,
//! validators 1250 and miners 2500 DN. If nobody delegates, the stakers' 500 are not issued: 1040 of the 4500 come out of
//! the pool, and 3460 are new.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Story, moved};
use crate::address::Address;
use crate::amount::Amount;
use crate::domain::Domain;
use crate::epoch::EpochBook;
use crate::event::{Event, Reason};
use crate::ledger::Place;
use crate::params::Emission;
use crate::split::split;

/// Epochs that one `advance` closes at most; the rest is closed by the next.
const MAX_EPOCHS: usize = 64;

impl Story<'_> {
    pub(super) fn close_epochs(&mut self) {
        for _ in 0..MAX_EPOCHS {
            let epoch_ms = self.domain.in_force.emission.epoch_ms;
            match self.domain.epochs.open_until(epoch_ms) {
                Some(until) if until <= self.domain.now => self.record(closed(self.domain)),
                _ => break,
            }
        }
    }
}

/// The legs of a budget; they add up to it.
///
/// ```
/// use deepnode_core::{Amount, Params, emissions::Legs};
///
/// // The default rates: 1 %, 5 %, 9 %, 10 %, 25 %, and the rest to the miners.
/// let legs = Legs::of(Amount::dn(5000), &Params::default().emission);
/// assert_eq!((legs.foundation, legs.treasury, legs.owners), (Amount::dn(50), Amount::dn(250), Amount::dn(450)));
/// assert_eq!((legs.stakers, legs.validators, legs.miners), (Amount::dn(500), Amount::dn(1250), Amount::dn(2500)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legs {
    /// To the foundation.
    pub foundation: Amount,
    /// To the treasury: the domain's leg.
    pub treasury: Amount,
    /// Over the models, then within each.
    pub owners: Amount,
    /// Over the delegations.
    pub stakers: Amount,
    /// Over the paid seats.
    pub validators: Amount,
    /// Over the miners' work.
    pub miners: Amount,
}

impl Legs {
    /// Divides a budget by rates that [`Params::validate`](crate::Params::validate) has passed.
    pub fn of(budget: Amount, rules: &Emission) -> Self {
        let rates = [rules.foundation, rules.domain, rules.owners, rules.stakers, rules.validators];
        let [foundation, treasury, owners, stakers, validators] = rates.map(|rate| rate.floor(budget));
        let miners = [foundation, treasury, owners, stakers, validators]
            .into_iter()
            .fold(budget, Amount::saturating_sub);
        Self { foundation, treasury, owners, stakers, validators, miners }
    }
}

/// A payment of a leg.
type Payment = (Address, Amount, Reason);

/// The payments of the first open epoch, and its end.
fn closed(domain: &Domain) -> Vec<Event> {
    let rules = &domain.in_force.emission;
    let epoch = domain.epochs.open;
    let new_money = match domain.epochs.last_new_money {
        None => rules.first,
        Some(before) => rules.decay.floor(before),
    };
    let supply = domain.supply();
    let under_cap = rules.cap.units().saturating_sub(supply.emitted);
    let fresh =
        new_money.min(Amount::checked_from_units(under_cap).unwrap_or(Amount::MAX)).min(supply.room());
    let pool = domain.money(Place::Pool);
    // The pool is part of what circulates, and the fresh money fits beside it.
    let budget = fresh.checked_add(pool).unwrap_or(Amount::MAX);

    let payments = match domain.epochs.book(epoch) {
        Some(book) if book.settled => legs(domain, epoch, book, budget),
        _ => Vec::new(),
    };
    let issued = payments.iter().fold(0, |sum, (_, amount, _)| sum + amount.units());
    let emitted = Amount::checked_from_units(issued.saturating_sub(pool.units())).unwrap_or(Amount::ZERO);

    let mut events: Vec<Event> =
        moved(Place::Emission, Place::Pool, emitted, Reason::Emission).into_iter().collect();
    let paid = payments.into_iter();
    events.extend(paid.filter_map(|(to, amount, why)| moved(Place::Pool, Place::Balance(to), amount, why)));
    events.push(Event::EpochClosed { epoch, new_money });
    events
}

fn legs(domain: &Domain, epoch: u64, book: &EpochBook, budget: Amount) -> Vec<Payment> {
    let roles = &domain.in_force;
    let Legs { foundation, treasury, owners, stakers, validators, miners } =
        Legs::of(budget, &domain.in_force.emission);
    let mut payments = alloc::vec![
        (roles.foundation, foundation, Reason::Foundation),
        (roles.treasury, treasury, Reason::Domain),
    ];
    let models = book.models.iter().filter_map(|(ix, vwu)| Some((domain.models.at(*ix)?, *vwu)));
    payments.extend(
        shared(owners, models)
            .flat_map(|(model, share)| model.divide_among_owners(share))
            .map(|(to, share)| (to, share, Reason::Owners)),
    );
    let delegations = domain.ledger.delegations().iter().map(|(pair, now)| {
        let least = domain.epochs.least_since(pair, epoch, *now);
        (pair.0, least.units())
    });
    payments.extend(shared(stakers, delegations).map(|(to, share)| (to, share, Reason::Staking)));
    let judges = book.validators.iter();
    let judges = judges.filter_map(|(ix, seats)| Some((domain.validators.at(*ix)?.address, *seats)));
    payments.extend(shared(validators, judges).map(|(to, share)| (to, share, Reason::Validation)));
    let workers = book.miners.iter();
    let workers = workers.filter_map(|(ix, work)| Some((domain.miners.at(*ix)?.address, *work)));
    payments.extend(shared(miners, workers).map(|(to, share)| (to, share, Reason::Mining)));
    payments
}

/// Splits a leg by weight; nothing if all weights are zero.
fn shared<T>(leg: Amount, weighted: impl Iterator<Item = (T, u128)>) -> impl Iterator<Item = (T, Amount)> {
    let (payees, weights): (Vec<T>, Vec<u128>) = weighted.unzip();
    payees.into_iter().zip(split(leg, &weights).unwrap_or_default())
}
