//! The weights of each epoch that is not closed, kept in the plainest way.

use alloc::collections::BTreeMap;

use super::facts::Facts;
use super::money::Money;
use crate::address::Address;
use crate::event::Event;
use crate::id::{ModelId, Time};
use crate::ledger::Place;

/// What was settled in one epoch.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    pub(super) models: BTreeMap<ModelId, u128>,
    pub(super) seats: BTreeMap<Address, u128>,
    pub(super) miners: BTreeMap<Address, u128>,
}

/// Delegations by staker and validator.
pub(super) type Delegations = BTreeMap<(Address, Address), u128>;

/// Epochs in which something happened and that are not closed.
#[derive(Clone, Debug, Default)]
pub(super) struct Epochs {
    pub(super) settled: BTreeMap<u64, Settled>,
    /// The least that each delegation was, from before the first command of the epoch until now.
    pub(super) least: BTreeMap<u64, Delegations>,
    pub(super) last_new_money: Option<u128>,
    pub(super) next: u64,
}

/// The epoch of a time.
pub(super) fn epoch_of(facts: &Facts, now: Time) -> u64 {
    (now - facts.start.unwrap_or(now)) / facts.in_force().emission.epoch_ms
}

impl Epochs {
    /// Comes after the money, and before the other facts.
    pub(super) fn note(&mut self, event: &Event, facts: &Facts, money: &Money) {
        match event {
            Event::Clock { now } => {
                self.least.entry(epoch_of(facts, *now)).or_insert_with(|| {
                    let delegations = money.places().filter_map(|(place, units)| match place {
                        Place::Delegation { staker, validator } => Some(((staker, validator), units)),
                        _ => None,
                    });
                    delegations.collect()
                });
            }
            Event::Moved { from, to, .. } => {
                for place in [*from, *to] {
                    let Place::Delegation { staker, validator } = place else { continue };
                    for least in self.least.values_mut() {
                        // One that was not there when the epoch began counts from the next.
                        least
                            .entry((staker, validator))
                            .and_modify(|units| *units = money.at(place).min(*units));
                    }
                }
            }
            Event::TaskSettled { task, work, seats, .. } => {
                let settled = self.settled.entry(epoch_of(facts, facts.now)).or_default();
                let Some(row) = facts.tasks.get(task) else { return };
                for done in work {
                    let Some(assignment) = facts.assignments.get(&done.assignment) else { continue };
                    *settled.models.entry(row.model).or_default() += done.vwu;
                    let weight = done.vwu * u128::from(done.score) / 1_000_000_000;
                    *settled.miners.entry(assignment.miner).or_default() += weight;
                }
                for seat in seats {
                    *settled.seats.entry(*seat).or_default() += 1;
                }
            }
            Event::EpochClosed { epoch, new_money } => {
                self.settled.remove(epoch);
                self.least.remove(epoch);
                self.last_new_money = Some(new_money.units());
                self.next = epoch + 1;
            }
            _ => {}
        }
    }
}
