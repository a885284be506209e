//! Evidence and the score that follows from it.
//!
//! Each miner, validator and model has evidence `(good, bad)` in micro-units, at first `(0, 0)`. An event of weight
//! `u` first lets both decay, then adds `u` to its side:
//!
//! ```text
//! both  := floor(both, decay);   side := side + u
//! score  = (good + 10^6) * 10^9 / (good + bad + 2*10^6), rounded down
//! ```
//!
//! A newcomer has a score of one half. An epoch without an event lets both decay by `idle_decay`.
//!
//! With the default decay of 98 % and weights: a newcomer's first approved work gives `(1 000 000, 0)` and a score of
//! `2/3` = 666 666 666. A rejection as major then gives `(980 000, 6 000 000)`, a score of
//! `1 980 000 / 8 980 000` = 220 489 977; dismissing it takes its 6 000 000 back, which leaves `(980 000, 0)` and
//! 664 429 530.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::rate::Rate;
use crate::split::mul_div;

/// Parts per billion; `500_000_000` is a newcomer's.
pub type Score = u64;

/// What is known of somebody's work, in micro-units.
///
/// A side grows by less than 2^32 an event, so 128 bits are never left.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Evidence {
    /// For it.
    #[serde(with = "crate::text::decimal")]
    pub good: u128,
    /// Against it.
    #[serde(with = "crate::text::decimal")]
    pub bad: u128,
}

impl Evidence {
    /// The score, rounded down.
    ///
    /// ```
    /// use deepnode_core::Evidence;
    ///
    /// assert_eq!(Evidence::default().score(), 500_000_000);
    /// assert_eq!(Evidence { good: 1_000_000, bad: 0 }.score(), 666_666_666);
    /// ```
    pub fn score(&self) -> Score {
        let micro = 1_000_000;
        // No sum of events comes near 128 bits; a damaged record may say anything.
        let good = self.good.saturating_add(micro);
        let all = good.saturating_add(self.bad).saturating_add(micro);
        mul_div(good, Rate::ONE.0.into(), all) as Score
    }

    /// Both sides after a decay.
    #[must_use]
    pub(crate) fn decayed(self, decay: Rate) -> Self {
        Self { good: decay.floor_of(self.good), bad: decay.floor_of(self.bad) }
    }

    /// After an event in favour.
    #[must_use]
    pub(crate) fn with_good(self, decay: Rate, weight: u64) -> Self {
        let Self { good, bad } = self.decayed(decay);
        Self { good: good.saturating_add(weight.into()), bad }
    }

    /// After an event against.
    #[must_use]
    pub(crate) fn with_bad(self, decay: Rate, weight: u64) -> Self {
        let Self { good, bad } = self.decayed(decay);
        Self { good, bad: bad.saturating_add(weight.into()) }
    }

    /// With a weight taken back out of `bad`, as far as it is there.
    #[must_use]
    pub(crate) const fn without_bad(self, weight: u64) -> Self {
        Self { good: self.good, bad: self.bad.saturating_sub(weight as u128) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence() -> impl Strategy<Value = Evidence> {
        (any::<u64>(), any::<u64>()).prop_map(|(good, bad)| Evidence { good: good.into(), bad: bad.into() })
    }

    #[test]
    fn the_worked_example() {
        let decay = Rate::percent(98);
        let good = Evidence::default().with_good(decay, 1_000_000);
        assert_eq!(good.score(), 666_666_666);
        let bad = good.with_bad(decay, 6_000_000);
        assert_eq!((bad, bad.score()), (Evidence { good: 980_000, bad: 6_000_000 }, 220_489_977));
        let returned = bad.without_bad(6_000_000);
        assert_eq!((returned, returned.score()), (Evidence { good: 980_000, bad: 0 }, 664_429_530));
    }

    proptest! {
        /// Against the formula in plain numbers.
        #[test]
        fn an_event_lets_both_sides_decay_and_adds_to_its_own(
            before in evidence(),
            decay in 0..=1_000_000_000u64,
            weight in 0..=u64::from(u32::MAX),
        ) {
            let left = |side: u128| side * u128::from(decay) / 1_000_000_000;
            let (good, bad) = (left(before.good), left(before.bad));
            let decay = Rate(decay);
            prop_assert_eq!(before.decayed(decay), Evidence { good, bad });
            let weight_units = u128::from(weight);
            prop_assert_eq!(before.with_good(decay, weight), Evidence { good: good + weight_units, bad });
            prop_assert_eq!(before.with_bad(decay, weight), Evidence { good, bad: bad + weight_units });
        }

        /// A dismissed rejection leaves nothing behind but the decay.
        #[test]
        fn a_weight_taken_back_leaves_the_decay_only(
            before in evidence(),
            decay in 0..=1_000_000_000u64,
            weight in 0..=u64::from(u32::MAX),
        ) {
            let after = before.with_bad(Rate(decay), weight).without_bad(weight);
            prop_assert_eq!(after, before.decayed(Rate(decay)));
        }
    }
}
