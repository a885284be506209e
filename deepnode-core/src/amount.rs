//! Exact amounts of money.

use core::fmt;
use core::str::FromStr;

use borsh::io::{ErrorKind, Read, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A sum of money in whole base units: 10^18 of them are 1 DN, and no amount exceeds [`Amount::MAX`].
///
/// Text and JSON are a decimal string of base units; [`Amount::in_dn`] shows it to people.
///
/// ```
/// use deepnode_core::Amount;
///
/// let price = Amount::dn(3);
/// assert_eq!(price.to_string(), "3000000000000000000");
/// assert_eq!(price.in_dn().to_string(), "3 DN");
/// assert_eq!("1500000000000000000".parse::<Amount>()?.in_dn().to_string(), "1.5 DN");
/// assert!(Amount::MAX.checked_add(Amount::from_units(1)).is_none());
/// # Ok::<(), deepnode_core::InvalidAmount>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u128);

/// A text is not an amount, or it is more than [`Amount::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("expected a decimal number of base units without sign or leading zero, at most 2^96-1")]
pub struct InvalidAmount;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that can exist: 2^96 - 1 base units.
    pub const MAX: Self = Self((1 << 96) - 1);
    /// Base units in 1 DN.
    pub const UNITS_PER_DN: u128 = 1_000_000_000_000_000_000;

    /// A number of base units that fits by its type.
    pub const fn from_units(units: u64) -> Self {
        Self(units as u128)
    }

    /// Whole DN. A `u32` of them always fits.
    pub const fn dn(dn: u32) -> Self {
        Self(dn as u128 * Self::UNITS_PER_DN)
    }

    /// `units` base units, or `None` above [`Amount::MAX`].
    pub const fn checked_from_units(units: u128) -> Option<Self> {
        if units <= Self::MAX.0 { Some(Self(units)) } else { None }
    }

    /// The number of base units.
    pub const fn units(self) -> u128 {
        self.0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` above [`Amount::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::checked_from_units(self.0 + other.0)
    }

    /// The difference, or `None` below zero.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The difference, or nothing below zero.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// For people: DN with as many decimals as it takes.
    pub const fn in_dn(self) -> InDn {
        InDn(self.0)
    }
}

/// An amount shown in DN, without loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InDn(u128);

impl InDn {
    /// Any number of base units, also a total beyond [`Amount::MAX`].
    pub const fn of(units: u128) -> Self {
        Self(units)
    }
}

impl fmt::Display for InDn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / Amount::UNITS_PER_DN, self.0 % Amount::UNITS_PER_DN);
        if part == 0 {
            return write!(f, "{whole} DN");
        }
        let decimals = alloc::format!("{part:018}");
        write!(f, "{whole}.{} DN", decimals.trim_end_matches('0'))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.in_dn().fmt(f)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        if !plain {
            return Err(InvalidAmount);
        }
        text.parse().ok().and_then(Self::checked_from_units).ok_or(InvalidAmount)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::deserialize(deserializer)
    }
}

/// Canonical bytes: the base units as a 128-bit number, little endian.
impl BorshSerialize for Amount {
    fn serialize<W: Write>(&self, writer: &mut W) -> borsh::io::Result<()> {
        BorshSerialize::serialize(&self.0, writer)
    }
}

impl BorshDeserialize for Amount {
    fn deserialize_reader<R: Read>(reader: &mut R) -> borsh::io::Result<Self> {
        let units = u128::deserialize_reader(reader)?;
        let too_much = || borsh::io::Error::new(ErrorKind::InvalidData, "expected at most 2^96-1 base units");
        Self::checked_from_units(units).ok_or_else(too_much)
    }
}
