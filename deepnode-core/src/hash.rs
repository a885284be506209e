//! Keccak-256 digests.

use alloy_primitives::{Keccak256, keccak256};

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
    // Most of what is hashed is a handful of short parts: put together, they are absorbed at once.
    let mut bytes = [0; 256];
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if parts.len() > 1 && length <= bytes.len() {
        let mut rest = &mut bytes[..];
        for part in parts {
            let (here, behind) = rest.split_at_mut(part.len());
            here.copy_from_slice(part);
            rest = behind;
        }
        return Hash(keccak256(&bytes[..length]).0);
    }
    if let [whole] = parts {
        return Hash(keccak256(whole).0);
    }
    let mut hasher = Keccak256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().0)
}
