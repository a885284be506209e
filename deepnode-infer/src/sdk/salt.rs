//! Salts that need not be remembered.
//!
//! A salt has to be unknown to others until it is shown, and the same after a restart. So it is a keyed hash: the key of
//! the hash comes from the signing key by BLAKE3's `derive_key`, under a text that is used for nothing else, and the
//! message is what the salt is for. Whoever does not have the signing key cannot tell a salt from 32 random bytes,
//! however many others they have seen; none says anything about the signing key; and each domain, assignment and round
//! has its own. A signing key that leaks tells all salts, but whoever has it can sign in the miner's or validator's name
//! anyway.

use deepnode_core::keys::Key;
use deepnode_core::{AssignmentId, Hash};

/// The salt of a miner's seal on an assignment.
///
/// ```
/// use deepnode_core::keys::Key;
/// use deepnode_core::Hash;
/// use deepnode_infer::sdk::seal_salt;
///
/// let key = Key::from_bytes(&[1; 32])?;
/// let salt = seal_salt(&key, Hash::ZERO, 5.into());
/// assert_eq!(salt, seal_salt(&key, Hash::ZERO, 5.into()));
/// assert_ne!(salt, seal_salt(&key, Hash::ZERO, 6.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn seal_salt(key: &Key, domain: Hash, assignment: AssignmentId) -> Hash {
    derive("deepnode 2026-11 salt of a seal", key, &[&domain.0, &assignment.0.to_be_bytes()])
}

/// The salt of a validator's commitment in a round of an assignment.
pub fn verdict_salt(key: &Key, domain: Hash, assignment: AssignmentId, round: u8) -> Hash {
    derive("deepnode 2026-11 salt of a verdict", key, &[&domain.0, &assignment.0.to_be_bytes(), &[round]])
}

fn derive(context: &str, key: &Key, message: &[&[u8]]) -> Hash {
    let secret = blake3::derive_key(context, key.to_bytes().as_ref());
    let mut hasher = blake3::Hasher::new_keyed(&secret);
    for part in message {
        hasher.update(part);
    }
    Hash(*hasher.finalize().as_bytes())
}
