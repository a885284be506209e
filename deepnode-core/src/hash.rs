//! Keccak-256 digests.

use alloy_primitives::Keccak256;

use crate::hex::fixed_bytes;

fixed_bytes! {
    /// A 32-byte Keccak-256 digest (or another 32-byte value such as a salt), `0x` hex in text and JSON.
    ///
    /// ```
    /// use deepnode_core::{Hash, keccak};
    ///
    /// let empty = keccak(&[]);
    /// assert_eq!(empty.to_string(), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    /// assert_eq!(empty.to_string().parse::<Hash>(), Ok(empty));
    /// ```
    Hash, 32
}

impl core::fmt::Display for Hash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&const_hex::encode_prefixed(self.0))
    }
}

/// Keccak-256 of the concatenation of `parts`.
pub fn keccak(parts: &[&[u8]]) -> Hash {
    let mut hasher = Keccak256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().0)
}
