//! What happened in each epoch that is not closed.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::id::Time;
use crate::registry::Ix;

/// Weights of one epoch's legs, and who had a trust event in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct EpochBook {
    /// Whether a task was settled.
    pub(crate) settled: bool,
    /// VWU by model.
    pub(crate) models: BTreeMap<Ix, u128>,
    /// `VWU*score/10^9` by miner, rounded down at each approved assignment.
    pub(crate) miners: BTreeMap<Ix, u128>,
    /// Paid seats by validator.
    pub(crate) validators: BTreeMap<Ix, u128>,
    pub(crate) seen_models: BTreeSet<Ix>,
    pub(crate) seen_miners: BTreeSet<Ix>,
    pub(crate) seen_validators: BTreeSet<Ix>,
}

/// The least amounts that a delegation had, over time.
///
/// An entry `(e, low)` says: since the beginning of each epoch up to `e` (and after the entry before), the least
/// was `low`. For later epochs it is the present amount. Amounts ascend with the epochs, because a later epoch looks
/// back less far.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Lows(Vec<(u64, Amount)>);

impl Lows {
    fn change(&mut self, epoch: u64, before: Amount, after: Amount) {
        if after < before {
            while self.0.last().is_some_and(|(_, low)| *low >= after) {
                self.0.pop();
            }
        } else if self.0.last().is_none_or(|(last, _)| *last < epoch) {
            self.0.push((epoch, before));
        }
    }

    fn least_since(&self, epoch: u64, now: Amount) -> Amount {
        self.0.iter().find(|(last, _)| *last >= epoch).map_or(now, |(_, low)| *low)
    }
}

/// The epochs of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Epochs {
    /// The time of the first applied command; epoch 0 begins there.
    pub(crate) start: Option<Time>,
    /// The first epoch that is not closed.
    pub(crate) open: u64,
    /// The new money of the epoch closed last, before caps.
    pub(crate) last_new_money: Option<Amount>,
    books: BTreeMap<u64, EpochBook>,
    lows: BTreeMap<(Address, Address), Lows>,
}

impl Epochs {
    /// What does not fit between the first open epoch and the present one, `last`, or names somebody who is not
    /// registered, as a sentence. `registered` are the numbers of models, miners and validators.
    pub(crate) fn audit(
        &self,
        last: u64,
        registered: [Ix; 3],
        delegations: &BTreeMap<(Address, Address), Amount>,
    ) -> Option<&'static str> {
        let open = self.open;
        let [models, miners, validators] = registered;
        let no_start = self.start.is_none() && (open > 0 || !self.books.is_empty());
        if no_start || open > last || (open > 0) != self.last_new_money.is_some() {
            return Some("the first open epoch lies behind the present one, or was never reached");
        }
        for (epoch, book) in &self.books {
            let places = [
                (models, book.models.last_key_value().map(|row| row.0).max(book.seen_models.last())),
                (miners, book.miners.last_key_value().map(|row| row.0).max(book.seen_miners.last())),
                (
                    validators,
                    book.validators.last_key_value().map(|row| row.0).max(book.seen_validators.last()),
                ),
            ];
            if *epoch < open || *epoch > last {
                return Some("there is a book of an epoch that is closed, or has not begun");
            }
            if places.iter().any(|(registered, last)| last.is_some_and(|ix| ix >= registered)) {
                return Some("the book of an epoch names somebody who is not registered");
            }
            if book.validators.values().any(|seats| *seats > u64::MAX.into()) {
                return Some("the book of an epoch has more seats than there can be");
            }
        }
        for (pair, Lows(lows)) in &self.lows {
            let ascending = lows.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1);
            let within = lows.first().is_some_and(|(epoch, _)| *epoch >= open)
                && lows.last().is_some_and(|(epoch, _)| *epoch <= last);
            let covered = lows.last().zip(delegations.get(pair)).is_some_and(|((_, low), now)| low <= now);
            if !ascending || !within || !covered {
                return Some("the least amounts of a delegation do not fit what it is now");
            }
        }
        None
    }

    /// The epoch of a time.
    pub(crate) fn of(&self, now: Time, epoch_ms: Time) -> u64 {
        now.saturating_sub(self.start.unwrap_or(now)).checked_div(epoch_ms).unwrap_or(0)
    }

    /// When the first open epoch is over; `None` if that lies beyond all times.
    pub(crate) fn open_until(&self, epoch_ms: Time) -> Option<Time> {
        self.start?.checked_add(self.open.checked_add(1)?.checked_mul(epoch_ms)?)
    }

    pub(crate) fn book(&self, epoch: u64) -> Option<&EpochBook> {
        self.books.get(&epoch)
    }

    pub(crate) fn book_mut(&mut self, epoch: u64) -> &mut EpochBook {
        self.books.entry(epoch).or_default()
    }

    /// Ends the first open epoch and gives back its book.
    pub(crate) fn close(&mut self, new_money: Amount) -> EpochBook {
        let book = self.books.remove(&self.open).unwrap_or_default();
        self.last_new_money = Some(new_money);
        self.open += 1;
        let open = self.open;
        self.lows.retain(|_, lows| {
            lows.0.retain(|(last, _)| *last >= open);
            !lows.0.is_empty()
        });
        book
    }

    /// Notes that a delegation changed in an epoch.
    pub(crate) fn delegation_changed(
        &mut self,
        pair: (Address, Address),
        epoch: u64,
        before: Amount,
        after: Amount,
    ) {
        let lows = self.lows.entry(pair).or_default();
        lows.change(epoch, before, after);
        if lows.0.is_empty() {
            self.lows.remove(&pair);
        }
    }

    /// The least that a delegation was from before the first command of an open epoch until now.
    pub(crate) fn least_since(&self, pair: &(Address, Address), epoch: u64, now: Amount) -> Amount {
        self.lows.get(pair).map_or(now, |lows| lows.least_since(epoch, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_amount_since_an_epoch_began() {
        // (epoch, amount from then on), against a plain look at the whole history.
        let changes = [(0, 5), (1, 9), (1, 3), (2, 7), (2, 8), (4, 6), (4, 10), (5, 2), (7, 4), (7, 4)];
        let mut lows = Lows::default();
        let mut history: Vec<(u64, u64)> = Vec::new();
        for (epoch, amount) in changes {
            let before = history.last().map_or(0, |c| c.1);
            lows.change(epoch, Amount::from_units(before), Amount::from_units(amount));
            history.push((epoch, amount));
            for since in 0..10 {
                let at_start = history.iter().rfind(|c| c.0 < since).map_or(0, |c| c.1);
                let later = history.iter().filter(|c| c.0 >= since).map(|c| c.1);
                let least = later.chain([at_start]).min().unwrap_or(0);
                let found = lows.least_since(since, Amount::from_units(amount));
                assert_eq!(found, Amount::from_units(least), "since {since} after {history:?}");
            }
        }
    }
}
