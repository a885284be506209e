//! The rules' arithmetic a second time: slow and plain.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use ruint::aliases::U256;

use crate::event::{Event, Reason};
use crate::ledger::Place;
use crate::rate::Rate;

const ONE: u128 = 1_000_000_000;

/// `a * r / ONE` rounded down. Amounts have 96 bits and rates 30, so the product fits.
pub(super) const fn floor(amount: u128, rate: Rate) -> u128 {
    amount * rate.0 as u128 / ONE
}

/// `a * r / ONE` rounded up.
pub(super) const fn ceil(amount: u128, rate: Rate) -> u128 {
    (amount * rate.0 as u128).div_ceil(ONE)
}

/// `share_k = A*Wk/W - A*W(k-1)/W`; `None` if all weights are zero.
pub(super) fn shares(amount: u128, weights: &[u128]) -> Option<Vec<u128>> {
    let whole: U256 = weights.iter().map(|weight| U256::from(*weight)).sum();
    let upto = |k: usize| -> u128 {
        let running: U256 = weights[..k].iter().map(|weight| U256::from(*weight)).sum();
        (U256::from(amount) * running / whole).saturating_to()
    };
    (whole != U256::ZERO).then(|| (0..weights.len()).map(|k| upto(k + 1) - upto(k)).collect())
}

/// Payments by where they go and why; those of nothing are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Payments(pub(super) BTreeMap<(Place, Reason), u128>);

impl Payments {
    pub(super) fn add(&mut self, to: Place, why: Reason, units: u128) {
        if units > 0 {
            *self.0.entry((to, why)).or_default() += units;
        }
    }

    pub(super) fn total(&self) -> u128 {
        self.0.values().sum()
    }

    /// Moves that come out of a place, up to the first event that is none.
    pub(super) fn out_of<'e>(place: Place, events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut payments = Self::default();
        for event in events {
            match event {
                Event::Moved { from, to, amount, reason } if *from == place => {
                    payments.add(*to, *reason, amount.units());
                }
                _ => break,
            }
        }
        payments
    }
}
