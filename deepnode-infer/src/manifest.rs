//! Which model, which weights, which way of computing: the identity of a model in a domain.

use crate::commitment::{Hash, Hasher};
use crate::config::Config;
use crate::exact::tables::TABLES;
use crate::options::Mode;
use crate::sampler;

/// Everything that two parties must share to get the same results from "the same model".
///
/// Its [`hash`](Manifest::hash) is the model's id in a domain. The bytes are, little endian,
///
/// ```text
/// "dnim1" | arch u16 | mode u8 | weights_root 32 | tables_hash 32 | tokenizer_hash 32 | sampler u8
///         | seg_len u16 | k u8 | q_bits u8 | tau2 u64 | margin_hard u32 | margin_mean u32
/// ```
///
/// The last six fields, from `seg_len` on, describe activation fingerprints; there are none yet, and they are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Manifest {
    /// The architecture: 1 is Llama, 2 is BERT.
    pub arch: u16,
    /// How numbers are computed: 0 is exact, 1 is f32.
    pub mode: u8,
    /// Covers the configuration numbers that change a result, and of every parameter its name, stored dtype,
    /// shape and bytes. The same numbers in one file or in several give the same root.
    pub weights_root: [u8; 32],
    /// The version of exact mode's way of computing, and its integer tables; zero in f32.
    pub tables_hash: [u8; 32],
    /// Covers the bytes of `tokenizer.json`.
    pub tokenizer_hash: [u8; 32],
    /// Version of the sampling rules; see [`Sampler`](crate::Sampler). Zero for encoders, which choose no tokens.
    pub sampler: u8,
    /// Tokens in one fingerprint.
    pub seg_len: u16,
    /// Numbers in one fingerprint.
    pub k: u8,
    /// Fraction bits of a fingerprint's numbers.
    pub q_bits: u8,
    /// Squared relative distance up to which two fingerprints agree, Q32.
    pub tau2: u64,
    /// Greatest accepted loss of one sampled token against the best, Q16.
    pub margin_hard: u32,
    /// Greatest accepted mean of that loss, Q16.
    pub margin_mean: u32,
}

impl Manifest {
    /// Length of the canonical bytes.
    pub const LEN: usize = 125;

    pub(crate) fn new(config: &Config, mode: Mode, weights_root: Hash, tokenizer_hash: Hash) -> Manifest {
        let (mode, tables_hash, sampler) = match mode {
            Mode::Exact => (0, TABLES.hash(), sampler::EXACT_VERSION),
            Mode::F32 => (1, [0; 32], sampler::VERSION),
        };
        let (arch, sampler) = match config {
            Config::Llama(_) => (1, sampler),
            Config::Bert(_) => (2, 0),
        };
        Manifest {
            arch,
            mode,
            weights_root,
            tables_hash,
            tokenizer_hash,
            sampler,
            seg_len: 0,
            k: 0,
            q_bits: 0,
            tau2: 0,
            margin_hard: 0,
            margin_mean: 0,
        }
    }

    /// The canonical bytes, as laid out above.
    pub fn to_bytes(&self) -> [u8; Manifest::LEN] {
        let mut bytes = [0; Manifest::LEN];
        let mut rest = &mut bytes[..];
        let mut put = |field: &[u8]| {
            let (here, after) = std::mem::take(&mut rest).split_at_mut(field.len());
            here.copy_from_slice(field);
            rest = after;
        };
        put(b"dnim1");
        put(&self.arch.to_le_bytes());
        put(&[self.mode]);
        put(&self.weights_root);
        put(&self.tables_hash);
        put(&self.tokenizer_hash);
        put(&[self.sampler]);
        put(&self.seg_len.to_le_bytes());
        put(&[self.k, self.q_bits]);
        put(&self.tau2.to_le_bytes());
        put(&self.margin_hard.to_le_bytes());
        put(&self.margin_mean.to_le_bytes());
        bytes
    }

    /// Reads the canonical bytes: those that a domain publishes, or that a host makes for an engine of its own.
    ///
    /// # Errors
    ///
    /// Another length, or another beginning than `dnim1`. What the fields mean is not judged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Manifest, NotAManifest> {
        let bytes: &[u8; Manifest::LEN] =
            bytes.try_into().map_err(|_| NotAManifest::Length { found: bytes.len() })?;
        let mut rest = bytes.strip_prefix(b"dnim1").ok_or(NotAManifest::Version)?;
        let manifest = Manifest {
            arch: u16::from_le_bytes(take(&mut rest)),
            mode: u8::from_le_bytes(take(&mut rest)),
            weights_root: take(&mut rest),
            tables_hash: take(&mut rest),
            tokenizer_hash: take(&mut rest),
            sampler: u8::from_le_bytes(take(&mut rest)),
            seg_len: u16::from_le_bytes(take(&mut rest)),
            k: u8::from_le_bytes(take(&mut rest)),
            q_bits: u8::from_le_bytes(take(&mut rest)),
            tau2: u64::from_le_bytes(take(&mut rest)),
            margin_hard: u32::from_le_bytes(take(&mut rest)),
            margin_mean: u32::from_le_bytes(take(&mut rest)),
        };
        Ok(manifest)
    }

    /// The model's id: BLAKE3 of `"dn/manifest"` and the canonical bytes.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Hasher::new("dn/manifest");
        hash.bytes(&self.to_bytes());
        hash.finish()
    }
}

/// Why bytes are no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAManifest {
    /// Of another length.
    #[error("expected {} bytes, found {found}", Manifest::LEN)]
    Length {
        /// The bytes there are.
        found: usize,
    },
    /// Of another version, or none.
    #[error("expected it to begin with `dnim1`")]
    Version,
}

/// The next field. The fields together are as long as the bytes, which have their length by type.
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (field, behind) = rest.split_first_chunk().expect("the fields are as long as the bytes");
    *rest = behind;
    *field
}
