//! Private keys: for wallets and hosts, outside of the state machine.
//!
//! ```
//! use deepnode_core::keys::Key;
//! use deepnode_core::{Address, Amount, Command, Content, Domain, Params};
//!
//! let mut domain = Domain::new(8453, Address([9; 20]), Params::default())?;
//! let key = Key::create();
//! let command = Command::Withdraw { amount: Amount::dn(1) };
//! let envelope = key.seal(&domain, Content::Command(command), u64::MAX);
//! // The signature is good; there is just no money yet.
//! assert_eq!(domain.apply_signed(1_000, &envelope).unwrap_err().code(), "insufficient_balance");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};

use eth_keystore::{EthKeystore, KdfparamsType};
use k256::ecdsa::SigningKey;
use rand::RngCore;
use rand::rngs::OsRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::address::Address;
use crate::domain::Domain;
use crate::envelope::{Content, Envelope, Signed};
use crate::hash::{Hash, keccak};
use crate::id::Time;
use crate::signature::Signature;

/// A private key of the curve secp256k1. Its memory is wiped when it goes; `Debug` shows the address only.
#[derive(Clone)]
pub struct Key(SigningKey);

/// Why there is no key.
///
/// More variants may come.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Zero, or not below the curve's order.
    #[error("expected a private key between 1 and the order of secp256k1 less 1")]
    OutOfRange,
    /// Not 32 bytes in hex.
    #[error("expected 64 hex digits, with or without 0x before them")]
    NotHex,
    /// A file that could not be read or written.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A file of another form than a keystore of version 3.
    #[error("{path}: expected an Ethereum keystore of version 3 (aes-128-ctr, scrypt or pbkdf2): {why}")]
    NotAKeystore {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another password than that which the file was made with, or a damaged file.
    #[error("{path}: the password does not open this keystore")]
    WrongPassword {
        /// Which.
        path: PathBuf,
    },
}

impl Key {
    /// A new key, from the randomness of the operating system.
    ///
    /// # Panics
    ///
    /// If the operating system has none, in which case no key would be safe.
    #[must_use]
    pub fn create() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            OsRng.fill_bytes(bytes.as_mut());
            if let Ok(key) = Self::from_bytes(&bytes) {
                return key;
            }
        }
    }

    /// A key that was made elsewhere, in big endian.
    ///
    /// # Errors
    ///
    /// Zero, or a number that is not below the curve's order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        SigningKey::from_slice(bytes).map(Self).map_err(|_| KeyError::OutOfRange)
    }

    /// A key that was made elsewhere, as 64 hex digits with or without `0x` before them.
    ///
    /// # Errors
    ///
    /// Another text, or a number out of range.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        const_hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| KeyError::NotHex)?;
        Self::from_bytes(&bytes)
    }

    /// The key itself, to be kept secret; wiped when it goes.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The address that it signs for.
    pub fn address(&self) -> Address {
        let point = self.0.verifying_key().to_sec1_point(false);
        // The first byte says that both coordinates follow.
        let hash = keccak(&[&point.as_bytes()[1..]]);
        hash.0.last_chunk().copied().map(Address).unwrap_or_default()
    }

    /// Signs a digest, with the nonce of RFC 6979: `r`, `s` in the lower half, and `v` of 27 or 28.
    pub fn sign(&self, digest: Hash) -> Signature {
        let (signature, id) = self.0.sign_prehash_recoverable(&digest.0);
        let mut bytes = signature.to_bytes().to_vec();
        bytes.push(27 + id.to_byte());
        Signature(bytes)
    }

    /// Signs a command or a batch for a domain of this [id](Domain::id).
    pub fn seal_for(&self, domain_id: Hash, content: Content, nonce: u64, valid_until: Time) -> Envelope {
        let signature = self.sign(content.digest(domain_id, nonce, valid_until));
        Envelope { signer: self.address(), content, signed: Signed { nonce, valid_until, signature } }
    }

    /// Signs a command or a batch with the signer's next nonce in a domain.
    pub fn seal(&self, domain: &Domain, content: Content, valid_until: Time) -> Envelope {
        self.seal_for(domain.id(), content, domain.nonce(&self.address()), valid_until)
    }

    /// Reads a keystore file of version 3, as geth and other wallets write them.
    ///
    /// It takes as long and as much memory as the file asks for, up to 1 GiB. The key is wiped when it goes, and what was
    /// read of it here; copies inside of the library that decrypts are not.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is no keystore, or another password.
    #[allow(clippy::disallowed_methods, reason = "a keystore is a file, and no part of the state machine")]
    pub fn load(path: &Path, password: &str) -> Result<Self, KeyError> {
        let no_keystore =
            |why: &dyn ToString| KeyError::NotAKeystore { path: path.into(), why: why.to_string() };
        let text =
            fs::read(path).map_err(|why| KeyError::File { path: path.into(), why: why.to_string() })?;
        let keystore: EthKeystore = serde_json::from_slice(&text).map_err(|why| no_keystore(&why))?;
        check(&keystore).map_err(|why| no_keystore(&why))?;
        // The library reads a file: it gets the bytes that were checked.
        let write = || -> std::io::Result<tempfile::NamedTempFile> {
            let mut file = tempfile::NamedTempFile::new()?;
            file.write_all(&text)?;
            Ok(file)
        };
        let checked = write().map_err(|why| KeyError::File { path: path.into(), why: why.to_string() })?;
        let bytes = eth_keystore::decrypt_key(checked.path(), password).map(Zeroizing::new).map_err(
            |why| match why {
                eth_keystore::KeystoreError::MacMismatch => KeyError::WrongPassword { path: path.into() },
                other => no_keystore(&other),
            },
        )?;
        let bytes = bytes.as_slice().try_into().map_err(|_| no_keystore(&"expected a key of 32 bytes"))?;
        Self::from_bytes(bytes)
    }

    /// Writes a keystore file of version 3, which opens with the password only, and says where. An existing file of this
    /// name is replaced at once or not at all. On Unix nobody but its owner can read it.
    ///
    /// The password is stretched by scrypt with n = 8192, r = 8 and p = 1, which makes guesses cost milliseconds and no
    /// more: choose a long one.
    ///
    /// # Errors
    ///
    /// A name that is a path, or a folder that cannot be written to.
    pub fn save(&self, folder: &Path, name: &str, password: &str) -> Result<PathBuf, KeyError> {
        let path = folder.join(name);
        let failed = |why: &dyn ToString| KeyError::File { path: path.clone(), why: why.to_string() };
        if Path::new(name).file_name() != Some(name.as_ref()) {
            return Err(failed(&"expected the name of a file, without folders"));
        }
        // A folder that only its owner can look into, until the file is whole.
        let apart = tempfile::Builder::new().prefix(".key").tempdir_in(folder).map_err(|why| failed(&why))?;
        eth_keystore::encrypt_key(apart.path(), &mut OsRng, self.to_bytes(), password, Some(name))
            .map_err(|why| failed(&why))?;
        let written = apart.path().join(name);
        keep_private(&written).and_then(|()| fs::rename(&written, &path)).map_err(|why| failed(&why))?;
        Ok(path)
    }
}

#[cfg(unix)]
fn keep_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(file, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// What the library takes for granted, and limits on the work that a file may ask for.
fn check(keystore: &EthKeystore) -> Result<(), &'static str> {
    const MEMORY: u64 = 1 << 30;

    let crypto = &keystore.crypto;
    let ensure = |holds: bool, expected| if holds { Ok(()) } else { Err(expected) };
    ensure(keystore.version == 3, "expected version 3")?;
    ensure(crypto.cipher == "aes-128-ctr", "expected the cipher aes-128-ctr")?;
    ensure(crypto.cipherparams.iv.len() == 16, "expected an iv of 16 bytes")?;
    ensure(crypto.ciphertext.len() == 32, "expected a ciphertext of 32 bytes")?;
    let dklen = match &crypto.kdfparams {
        KdfparamsType::Pbkdf2 { c, dklen, prf, .. } => {
            ensure((1..=10_000_000).contains(c), "expected 1..=10 000 000 rounds")?;
            ensure(prf == "hmac-sha256", "expected hmac-sha256")?;
            dklen
        }
        KdfparamsType::Scrypt { dklen, n, p, r, .. } => {
            ensure(*n > 1 && n.is_power_of_two(), "expected n to be a power of two")?;
            ensure((1..=16).contains(p) && *r > 0, "expected p of 1..=16 and r above 0")?;
            // Blocks of the table, of the input and of what is worked on.
            let blocks = u64::from(*n) + u64::from(*p) + 1;
            let memory = blocks.saturating_mul(u64::from(*r) * 128);
            ensure(memory <= MEMORY, "expected scrypt parameters that take at most 1 GiB")?;
            dklen
        }
    };
    ensure(*dklen == 32, "expected a dklen of 32")
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Key of {}", self.address())
    }
}
