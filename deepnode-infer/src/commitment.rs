//! Hashes that stand for a job and its result.
//!
//! Every hash is BLAKE3-256 over a label and then fields of fixed width, little endian, so that no two different
//! things hash the same bytes:
//!
//! ```text
//! input_hash  = H("dn/input" | n u32 | prompt ids u32 x n | sampler | limit u32 | stop_at_eos u8)
//!   sampler   = 0 u8                                                         greedy
//!             | 1 u8 | seed 32 bytes | temperature u32 Q16 | top_k u32 | top_p u32 Q16
//! output_hash = H("dn/out" | dtype u8 = 0 (token ids) | n u32 | ids u32 x n)
//! body_root   = H("dn/body" | output_hash | n u32 | finish u8 | fp_root | cell_root)
//! output_root = H("dn/root" | manifest_hash | input_hash | body_root)
//! ```
//!
//! `fp_root` and `cell_root` are the places of activation fingerprints and of the tree over exact cells. In the
//! f32 mode there are none and both are 32 zero bytes.
//!
//! Nothing in a root names a miner or an assignment: honest miners of one task have equal roots.

use crate::generate::{Finish, Generation, Job};
use crate::manifest::Manifest;
use crate::sampler::Sampler;

/// 32 bytes of BLAKE3.
pub(crate) type Hash = [u8; 32];

/// The root of a tree that this mode does not have.
const NO_ROOT: Hash = [0; 32];

/// The hash of what a job asks for: prompt, sampler settings, limit and whether an end token stops it.
///
/// ```
/// use deepnode_infer::{Job, input_hash};
///
/// let job = Job::greedy(vec![1, 2, 3], 16);
/// assert_ne!(input_hash(&job), input_hash(&Job { limit: 17, ..job.clone() }));
/// ```
pub fn input_hash(job: &Job) -> [u8; 32] {
    let mut hash = Hasher::new("dn/input");
    hash.ids(&job.prompt);
    match job.sampler {
        Sampler::Greedy => hash.u8(0),
        Sampler::Seeded { seed, temperature, top_k, top_p } => {
            hash.u8(1);
            hash.bytes(&seed);
            hash.u32(temperature.bits());
            hash.u32(top_k);
            hash.u32(top_p.bits());
        }
    }
    hash.u32(job.limit);
    hash.u8(job.stop_at_eos as u8);
    hash.finish()
}

/// The hash of generated tokens alone.
pub fn output_hash(generation: &Generation) -> [u8; 32] {
    let mut hash = Hasher::new("dn/out");
    hash.u8(0);
    hash.ids(&generation.tokens);
    hash.finish()
}

/// The hash of a result: tokens, their number, why it ended, and the places of later proofs.
pub fn body_root(generation: &Generation) -> [u8; 32] {
    let mut hash = Hasher::new("dn/body");
    hash.bytes(&output_hash(generation));
    hash.u32(generation.tokens.len() as u32);
    hash.u8(match generation.finish {
        Finish::Eos => 0,
        Finish::Limit => 1,
        Finish::Stopped => 2,
    });
    hash.bytes(&NO_ROOT);
    hash.bytes(&NO_ROOT);
    hash.finish()
}

/// The hash that a miner seals and a validator compares: the model, what was asked and what came out.
///
/// It is the same for everyone who ran the job honestly, on any machine where the tokens come out the same.
pub fn output_root(manifest: &Manifest, job: &Job, generation: &Generation) -> [u8; 32] {
    let mut hash = Hasher::new("dn/root");
    hash.bytes(&manifest.hash());
    hash.bytes(&input_hash(job));
    hash.bytes(&body_root(generation));
    hash.finish()
}

/// BLAKE3 over a label and fields of known width.
pub(crate) struct Hasher(blake3::Hasher);

impl Hasher {
    pub(crate) fn new(label: &str) -> Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(label.as_bytes());
        Hasher(hasher)
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes(&[value]);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    /// A text with its length.
    pub(crate) fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.bytes(text.as_bytes());
    }

    /// Token ids with their number.
    pub(crate) fn ids(&mut self, ids: &[u32]) {
        self.u32(ids.len() as u32);
        for id in ids {
            self.u32(*id);
        }
    }

    pub(crate) fn finish(&self) -> Hash {
        *self.0.finalize().as_bytes()
    }
}
