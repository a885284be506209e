//! How a task is paid.
//!
//! `units_paid` is the smallest `units_done` of the approved assignments, and the gross `G = unit_price*units_paid`;
//! the rest of the escrow returns to the consumer. With the rates of the version under which the task was submitted:
//!
//! ```text
//! F  = floor(G, fees)              B  = floor(F or G, burn)      by burn_base
//! BB = floor(G, buyback)           FD = floor(G, foundation)
//! W  = floor(G, owners)            D  = floor(G, domain)         Z = floor(G, emission)
//! R  = G - F - BB - FD - W - D - Z (- B when the base is gross)
//! V  = floor(R, validators)        M  = R - V
//! ```
//!
//! The fee recipient gets `F - B` (`F` when the base is gross); `B` and `BB` are burned; the foundation gets `FD`, the
//! creator and the backers `W`, the treasury `D`, the pool `Z`. `V` is split evenly over the agreeing seats of all
//! the task's assignments, rejected ones included; without any it joins `M`, which is split over the approved
//! assignments by their miners' scores.
//!
//! With the default rates, 100 DN of gross revenue become: F = 5 (of which B = 1 is burned), BB = 1, FD = 1, W = 10,
//! D = 2, Z = 1, R = 80, V = 16 and M = 64.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Story, moved};
use crate::address::Address;
use crate::amount::Amount;
use crate::domain::Domain;
use crate::event::{Event, Reason, VerifiedWork};
use crate::id::TaskId;
use crate::ledger::Place;
use crate::params::Revenue;
use crate::split::split;
use crate::task::Task;
use crate::word::{BurnBase, CloseReason};

/// The parts of a gross revenue; they add up to it.
///
/// ```
/// use deepnode_core::{Amount, Params, settlement::Parts};
///
/// let parts = Parts::of(Amount::dn(100), &Params::default().revenue);
/// assert_eq!(parts.fees, Amount::dn(4));
/// assert_eq!(parts.burn, Amount::dn(1));
/// assert_eq!(parts.miners, Amount::dn(64));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// To the fee recipient.
    pub fees: Amount,
    /// Burned.
    pub burn: Amount,
    /// Bought back and burned.
    pub buyback: Amount,
    /// To the foundation.
    pub foundation: Amount,
    /// To the model's creator and backers.
    pub owners: Amount,
    /// To the treasury.
    pub domain: Amount,
    /// Into the pool.
    pub emission: Amount,
    /// Over the agreeing seats.
    pub validators: Amount,
    /// Over the approved assignments.
    pub miners: Amount,
}

impl Parts {
    /// Divides a gross revenue by rates that [`Params::validate`](crate::Params::validate) has passed.
    pub fn of(gross: Amount, rates: &Revenue) -> Self {
        let charged = rates.fees.floor(gross);
        let burn = match rates.burn_base {
            BurnBase::Fees => rates.burn.floor(charged),
            BurnBase::Gross => rates.burn.floor(gross),
        };
        let fees = match rates.burn_base {
            BurnBase::Fees => charged.saturating_sub(burn),
            BurnBase::Gross => charged,
        };
        let buyback = rates.buyback.floor(gross);
        let foundation = rates.foundation.floor(gross);
        let owners = rates.owners.floor(gross);
        let domain = rates.domain.floor(gross);
        let emission = rates.emission.floor(gross);
        // The rates add up to no more than the whole, so this never stops at zero early.
        let rest = [fees, burn, buyback, foundation, owners, domain, emission]
            .into_iter()
            .fold(gross, Amount::saturating_sub);
        let validators = rates.validators.floor(rest);
        let miners = rest.saturating_sub(validators);
        Self { fees, burn, buyback, foundation, owners, domain, emission, validators, miners }
    }
}

impl Story<'_> {
    /// Ends each task whose slots are all approved or closed.
    pub(super) fn end_tasks(&mut self) {
        let complete: Vec<TaskId> = self.domain.agenda.complete.iter().copied().collect();
        for id in complete {
            if let Some(task) = self.domain.tasks.get(id) {
                if task.approved().next().is_some() {
                    self.record(settled(self.domain, id, task));
                } else {
                    self.record(failed(self.domain, id, task));
                }
            }
        }
    }
}

fn failed(domain: &Domain, id: TaskId, task: &Task) -> impl Iterator<Item = Event> + use<> {
    let reason = task.last_close.unwrap_or(CloseReason::NoMiner);
    let escrow = Place::Escrow(id);
    let refund = moved(escrow, Place::Balance(task.consumer), domain.money(escrow), Reason::Refund);
    [Event::TaskFailed { task: id, reason }].into_iter().chain(refund)
}

fn settled(domain: &Domain, id: TaskId, task: &Task) -> impl Iterator<Item = Event> + use<> {
    let work: Vec<_> = task
        .approved()
        .filter_map(|id| {
            let row = domain.assignments.get(id)?;
            Some((id, row, domain.miners.at(row.miner)?))
        })
        .collect();
    let seats: Vec<Address> = task
        .assignments
        .iter()
        .filter_map(|id| domain.assignments.get(*id))
        .flat_map(|row| row.agreeing())
        .filter_map(|ix| Some(domain.validators.at(ix)?.address))
        .collect();
    let units_paid = work.iter().map(|(_, row, _)| row.units_done).min().unwrap_or(0);
    let vwu = u128::from(units_paid) * u128::from(task.difficulty);

    let escrow = Place::Escrow(id);
    let held = domain.money(escrow);
    // No more than the price in escrow, since nobody is paid for more units than were ordered.
    let gross = Amount::checked_from_units(task.unit_price.units() * u128::from(units_paid))
        .unwrap_or(held)
        .min(held);
    let parts = Parts::of(gross, &domain.version(task.version).revenue);
    let roles = &domain.in_force;

    let miners: Vec<Address> = work.iter().map(|(_, _, miner)| miner.address).collect();
    let scores: Vec<u128> = work.iter().map(|(_, _, miner)| miner.evidence.score().into()).collect();
    let (for_seats, for_miners) = match split(parts.validators, &alloc::vec![1; seats.len()]) {
        Some(shares) => (shares, parts.miners),
        None => (Vec::new(), parts.miners.checked_add(parts.validators).unwrap_or(gross)),
    };
    let for_miners = split(for_miners, &scores)
        .or_else(|| split(for_miners, &alloc::vec![1; scores.len()]))
        .unwrap_or_default();
    let for_owners =
        domain.models.at(task.model).map(|model| model.divide_among_owners(parts.owners)).unwrap_or_default();

    let done = work.iter().map(|(id, _, miner)| VerifiedWork {
        assignment: *id,
        vwu,
        score: miner.evidence.score(),
    });
    let to = Place::Balance;
    let fixed = [
        (to(roles.fee_recipient), parts.fees, Reason::Fees),
        (Place::Burn, parts.burn, Reason::RevenueBurn),
        (Place::Burn, parts.buyback, Reason::Buyback),
        (to(roles.foundation), parts.foundation, Reason::Foundation),
        (to(roles.treasury), parts.domain, Reason::Domain),
        (Place::Pool, parts.emission, Reason::Emission),
    ];
    let owners = for_owners.into_iter().map(move |(owner, share)| (to(owner), share, Reason::Owners));
    let judges = seats.clone().into_iter().zip(for_seats);
    let judges = judges.map(move |(judge, share)| (to(judge), share, Reason::Validation));
    let miners = miners.into_iter().zip(for_miners);
    let miners = miners.map(move |(miner, share)| (to(miner), share, Reason::Mining));
    let rest = [(to(task.consumer), held.saturating_sub(gross), Reason::Refund)];

    let moves = fixed.into_iter().chain(owners).chain(judges).chain(miners).chain(rest);
    let settled = Event::TaskSettled { task: id, units_paid, work: done.collect(), seats };
    core::iter::once(settled)
        .chain(moves.filter_map(move |(to, amount, reason)| moved(escrow, to, amount, reason)))
}
