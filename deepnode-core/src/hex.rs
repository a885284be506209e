//! Fixed-size byte strings that are written as `0x` hex.

use thiserror::Error;

/// A text is not the expected number of hex digits behind `0x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("expected 0x and {} hex digits (either case)", .bytes * 2)]
pub struct InvalidHex {
    /// The number of bytes expected.
    pub bytes: usize,
}

/// Reads `0x` and exactly `2 * N` hex digits of either case.
pub(crate) fn parse<const N: usize>(text: &str) -> Result<[u8; N], InvalidHex> {
    let digits = text.strip_prefix("0x").ok_or(InvalidHex { bytes: N })?;
    // The decoder strips a second prefix by itself, hence the length check.
    if digits.len() != 2 * N {
        return Err(InvalidHex { bytes: N });
    }
    const_hex::decode_to_array(digits).map_err(|_| InvalidHex { bytes: N })
}

/// Declares a newtype over `[u8; N]` with the text and JSON form `0x` + lower-case hex; canonical bytes are the
/// bytes themselves.
macro_rules! fixed_bytes {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash,
            borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        pub struct $name(
            /// The bytes.
            pub [u8; $len],
        );

        impl $name {
            /// All bytes zero.
            pub const ZERO: Self = Self([0; $len]);
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&const_hex::encode_prefixed(self.0))
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::hex::InvalidHex;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::hex::parse(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&const_hex::encode_prefixed(self.0))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::text::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use fixed_bytes;
