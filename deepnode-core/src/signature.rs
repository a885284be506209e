//! Signatures of Ethereum wallets, and the address that made one.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::address::Address;
use crate::hash::{Hash, keccak};
use crate::text;

/// A signature as it came: `r`, `s` and `v` in 65 bytes, if it is any good. Text and JSON are `0x` and hex digits.
///
/// A length other than 65 is a matter for the check, not for the reader.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(
    /// The bytes.
    pub Vec<u8>,
);

/// A text is not `0x` and an even number of hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 0x and an even number of hex digits (either case)")]
pub struct NotHex;

/// Half of the order of the curve, rounded down: `s` may not be above it, because `order - s` would be another
/// signature of the same.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d,
    0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

impl Signature {
    /// Who signed a digest; `None` if nobody can have: not 65 bytes, `v` other than 0, 1, 27 or 28, `r` or `s` zero
    /// or not below the curve's order, `s` above half of it, or no point of the curve.
    pub fn signer(&self, digest: Hash) -> Option<Address> {
        let bytes: &[u8; 65] = self.0.as_slice().try_into().ok()?;
        let (rs, v) = bytes.split_first_chunk::<64>()?;
        let is_odd = match v {
            [0 | 27] => false,
            [1 | 28] => true,
            _ => return None,
        };
        if rs[32..] > HALF_ORDER[..] {
            return None;
        }
        let point = recover(&digest, rs, is_odd)?;
        let hash = keccak(&[&point]);
        hash.0.last_chunk().copied().map(Address)
    }
}

/// The public key, as the 64 bytes of its two coordinates.
#[cfg(any(not(feature = "secp256k1"), test))]
fn recover_in_rust(digest: &Hash, rs: &[u8; 64], is_odd: bool) -> Option<[u8; 64]> {
    use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

    let signature = Signature::from_slice(rs).ok()?;
    let id = RecoveryId::new(is_odd, false);
    let key = VerifyingKey::recover_from_prehash(&digest.0, &signature, id).ok()?;
    key.to_sec1_point(false).as_bytes().last_chunk().copied()
}

#[cfg(not(feature = "secp256k1"))]
use recover_in_rust as recover;

/// The public key, as the 64 bytes of its two coordinates.
#[cfg(feature = "secp256k1")]
fn recover(digest: &Hash, rs: &[u8; 64], is_odd: bool) -> Option<[u8; 64]> {
    use secp256k1::Message;
    use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};

    let id = if is_odd { RecoveryId::One } else { RecoveryId::Zero };
    let signature = RecoverableSignature::from_compact(rs, id).ok()?;
    let key = signature.recover_ecdsa(Message::from_digest(digest.0)).ok()?;
    key.serialize_uncompressed().last_chunk().copied()
}

impl core::fmt::Display for Signature {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&const_hex::encode_prefixed(&self.0))
    }
}

impl core::fmt::Debug for Signature {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for Signature {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let digits = text.strip_prefix("0x").ok_or(NotHex)?;
        // The decoder strips a second prefix by itself.
        if digits.starts_with("0x") {
            return Err(NotHex);
        }
        const_hex::decode(digits).map(Self).map_err(|_| NotHex)
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::deserialize(deserializer)
    }
}

#[cfg(all(test, feature = "secp256k1"))]
mod tests {
    use super::*;

    /// Random signatures, of which half are on the curve, and the edges of what each number may be.
    #[test]
    fn both_libraries_recover_the_same() {
        let order: [u8; 32] = {
            let mut order = HALF_ORDER.map(|byte| byte << 1);
            for (byte, next) in order.iter_mut().zip(HALF_ORDER.iter().skip(1)) {
                *byte |= next >> 7;
            }
            order[31] |= 1;
            order
        };
        let mut above = order;
        above[31] += 1;
        let mut below = order;
        below[31] -= 1;
        let mut one = [0; 32];
        one[31] = 1;
        let edges = [[0; 32], one, below, order, above, [0xff; 32], HALF_ORDER];
        let (mut found, mut none) = (0, 0);
        for i in 0..2_000_u32 {
            let digest = keccak(&[b"digest", &i.to_be_bytes()]);
            let mut parts = [keccak(&[b"r", &i.to_be_bytes()]).0, keccak(&[b"s", &i.to_be_bytes()]).0];
            if i % 3 == 0 {
                parts[i as usize / 3 % 2] = edges[i as usize / 6 % edges.len()];
            }
            let mut rs = [0; 64];
            rs[..32].copy_from_slice(&parts[0]);
            rs[32..].copy_from_slice(&parts[1]);
            for is_odd in [false, true] {
                let key = recover(&digest, &rs, is_odd);
                assert_eq!(key, recover_in_rust(&digest, &rs, is_odd), "{rs:?}");
                *(if key.is_some() { &mut found } else { &mut none }) += 1;
            }
        }
        assert!(found > 1_000 && none > 1_000, "{found} keys, {none} refusals");
    }
}
