//! Parts per billion.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::split::mul_div;

/// A share in parts per billion; [`Rate::ONE`] is the whole.
///
/// A rate above the whole can be written down, because a stranger may propose one; `Params::validate` and the
/// checks of a command refuse it before it is used.
///
/// Earnings round down ([`Rate::floor`]), penalties round up ([`Rate::ceil`]).
///
/// ```
/// use deepnode_core::{Amount, Rate};
///
/// let third = Rate(333_333_333);
/// assert_eq!(third.floor(Amount::from_units(10)), Amount::from_units(3));
/// assert_eq!(third.ceil(Amount::from_units(10)), Amount::from_units(4));
/// assert_eq!(Rate::percent(5).to_string(), "5 %");
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(transparent)]
pub struct Rate(
    /// Parts per billion.
    pub u64,
);

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole: 1 000 000 000.
    pub const ONE: Self = Self(1_000_000_000);

    /// Whole percent.
    pub const fn percent(percent: u8) -> Self {
        Self(percent as u64 * 10_000_000)
    }

    /// Whether it is no more than the whole.
    pub const fn is_share(self) -> bool {
        self.0 <= Self::ONE.0
    }

    /// What is left of the whole (nothing, if it exceeds it).
    pub const fn rest(self) -> Self {
        Self(Self::ONE.0.saturating_sub(self.0))
    }

    /// `amount * rate / ONE`, rounded down; at most `amount`.
    pub fn floor(self, amount: Amount) -> Amount {
        let units = mul_div(amount.units(), self.0.into(), Self::ONE.0.into());
        Amount::checked_from_units(units).unwrap_or(Amount::MAX).min(amount)
    }

    /// `amount * rate / ONE`, rounded up; at most `amount`.
    pub fn ceil(self, amount: Amount) -> Amount {
        let down = self.floor(amount);
        let exact = down == amount || mul_rem(amount.units(), self.0) == 0;
        if exact { down } else { down.checked_add(Amount::from_units(1)).unwrap_or(amount) }
    }

    /// `count * rate / ONE`, rounded down, for plain numbers such as evidence.
    pub(crate) fn floor_of(self, count: u128) -> u128 {
        mul_div(count, self.0.into(), Self::ONE.0.into())
    }
}

/// The remainder of `amount * rate / ONE`.
fn mul_rem(units: u128, rate: u64) -> u128 {
    let one = u128::from(Rate::ONE.0);
    (units % one) * u128::from(rate) % one
}

impl core::fmt::Display for Rate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (whole, part) = (self.0 / 10_000_000, self.0 % 10_000_000);
        if part == 0 {
            return write!(f, "{whole} %");
        }
        let decimals = alloc::format!("{part:07}");
        write!(f, "{whole}.{} %", decimals.trim_end_matches('0'))
    }
}
