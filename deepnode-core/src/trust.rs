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
