//! Seeded randomness, and the few ways in which the workload uses it.

use alloc::vec::Vec;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::amount::Amount;
use crate::hash::Hash;

/// A generator that gives the same numbers for the same seed on every machine.
#[derive(Clone, Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `end`, which is above zero. (The bias of the remainder does not matter here.)
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }

    /// A number in `low..=high`.
    pub(super) fn within(&mut self, low: u64, high: u64) -> u64 {
        match (high - low).checked_add(1) {
            Some(span) => low + self.below(span),
            None => self.0.next_u64(),
        }
    }

    /// Whether something of this probability, in thousandths, happens.
    pub(super) fn hits(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// Any of a few values.
    pub(super) fn one_of<T: Copy, const N: usize>(&mut self, values: [T; N]) -> T {
        values[self.below(N as u64) as usize]
    }

    /// Any of a list's values; `None` if it is empty.
    pub(super) fn pick<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        if values.is_empty() { None } else { values.get(self.below(values.len() as u64) as usize).copied() }
    }

    /// Some of a list's values, in their order.
    pub(super) fn some_of<T: Copy>(&mut self, values: &[T], per_mille: u64) -> Vec<T> {
        values.iter().copied().filter(|_| self.hits(per_mille)).collect()
    }

    /// The place of a weight, each as likely as it is large.
    pub(super) fn weighted<const N: usize>(&mut self, weights: [u64; N]) -> usize {
        let mut at = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| {
                let here = at < *weight;
                at = at.saturating_sub(*weight);
                here
            })
            .unwrap_or(0)
    }

    /// Up to a number of base units.
    pub(super) fn up_to(&mut self, units: u128) -> Amount {
        let random = u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64());
        Amount::checked_from_units(random % units.saturating_add(1)).unwrap_or(Amount::MAX)
    }

    /// 32 bytes.
    pub(super) fn hash(&mut self) -> Hash {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        Hash(bytes)
    }
}
