//! Hashes that stand for a task and its result.
//!
//! Every hash is BLAKE3-256 over a label and then fields of known width, little endian. No label is the beginning of
//! another, so that no two different things hash the same bytes:
//!
//! ```text
//! input_hash  = H("dn/input" | n u32 | prompt ids u32 x n | sampler | limit u32 | stop_at_eos u8)     generate
//!             = H("dn/embed" | n u32 | ids u32 x n)                                                    embed
//!   sampler   = 0 u8                                                         greedy
//!             | 1 u8 | seed 32 bytes | temperature u32 Q16 | top_k u32 | top_p u32 Q16
//! output_hash = H("dn/out" | dtype u8 = 0 (token ids) | n u32 | ids u32 x n)
//!             = H("dn/out" | dtype u8 = 1 (i32, Q24)  | n u32 | numbers i32 x n)
//! body_root   = H("dn/body" | output_hash | n u32 | finish u8 | fp_root | cell_root)
//! output_root = H("dn/root" | manifest_hash | input_hash | body_root)
//! ```
//!
//! `finish` is 0 for an end token, 1 for the limit, 2 for stopped, 3 for an embedding. `fp_root` is the place of
//! activation fingerprints, of which there are none yet: 32 zero bytes. `cell_root` is the root over the states of
//! every layer at every token in exact mode, and zero in f32.
//!
//! Nothing in a root names a miner or an assignment: honest miners of one task have equal roots.

use crate::claim::{Claim, Input, Output};
use crate::generate::Finish;
use crate::manifest::Manifest;
use crate::sampler::Sampler;

/// 32 bytes of BLAKE3.
pub(crate) type Hash = [u8; 32];

/// The root of a tree that does not exist.
pub(crate) const NO_ROOT: Hash = [0; 32];

/// The hash of what a task asks for: for a generation its prompt, sampler settings, limit and whether an end token
/// stops it; for an embedding its tokens.
///
/// ```
/// use deepnode_infer::{Input, Job, input_hash};
///
/// let job = Job::greedy(vec![1, 2, 3], 16);
/// let longer = Job { limit: 17, ..job.clone() };
/// assert_ne!(input_hash(&Input::Generate(job)), input_hash(&Input::Generate(longer)));
/// ```
pub fn input_hash(input: &Input) -> [u8; 32] {
    let job = match input {
        Input::Generate(job) => job,
        Input::Embed(tokens) => {
            let mut hash = Hasher::new("dn/embed");
            hash.ids(tokens);
            return hash.finish();
        }
    };
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

/// The hash of what came out alone.
pub fn output_hash(output: &Output) -> [u8; 32] {
    let mut hash = Hasher::new("dn/out");
    match output {
        Output::Generation(generation) => {
            hash.u8(0);
            hash.ids(&generation.tokens);
        }
        Output::Embedding(numbers) => {
            hash.u8(1);
            hash.u32(numbers.len() as u32);
            for number in numbers {
                hash.bytes(&number.to_le_bytes());
            }
        }
    }
    hash.finish()
}

/// The hash of a result: what came out, why it ended, and the roots over what was computed on the way.
pub fn body_root(claim: &Claim) -> [u8; 32] {
    let (len, finish) = match &claim.output {
        Output::Generation(generation) => {
            let finish = match generation.finish {
                Finish::Eos => 0,
                Finish::Limit => 1,
                Finish::Stopped => 2,
            };
            (generation.tokens.len(), finish)
        }
        Output::Embedding(numbers) => (numbers.len(), 3),
    };
    let mut hash = Hasher::new("dn/body");
    hash.bytes(&output_hash(&claim.output));
    hash.u32(len as u32);
    hash.u8(finish);
    hash.bytes(&NO_ROOT);
    hash.bytes(&claim.cell_root);
    hash.finish()
}

/// The hash that a miner seals and a validator compares: the model, what was asked and what came out.
///
/// It is the same for everyone who ran the task honestly; in exact mode on any machine, in f32 where the tokens come
/// out the same.
pub fn output_root(manifest: &Manifest, input: &Input, claim: &Claim) -> [u8; 32] {
    let mut hash = Hasher::new("dn/root");
    hash.bytes(&manifest.hash());
    hash.bytes(&input_hash(input));
    hash.bytes(&body_root(claim));
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
