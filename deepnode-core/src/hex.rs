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
            Clone, Copy, Default, PartialEq, Eq, Hash,
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

        /// By the bytes. They are the keys of nearly every map, so they are compared in words instead of one by one.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                let (head, tail) = self.0.as_chunks::<16>();
                let (other_head, other_tail) = other.0.as_chunks::<16>();
                let heads = head.iter().zip(other_head);
                let difference = heads.map(|(a, b)| u128::from_be_bytes(*a).cmp(&u128::from_be_bytes(*b)));
                let tails = || {
                    let words = tail.as_chunks::<4>().0.iter().zip(other_tail.as_chunks::<4>().0);
                    words.map(|(a, b)| u32::from_be_bytes(*a).cmp(&u32::from_be_bytes(*b)))
                };
                difference.chain(tails()).find(|order| order.is_ne()).unwrap_or(core::cmp::Ordering::Equal)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $crate::by_prefix::Prefix for $name {
            fn prefix(&self) -> u32 {
                self.0.first_chunk().map_or(0, |head| u32::from_be_bytes(*head))
            }
        }

        // Nothing is left over behind the words.
        const _: () = assert!($len % 4 == 0);

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
