//! What goes into a task, what comes out of it, and what a miner says about its work.

use crate::commitment::NO_ROOT;
use crate::generate::{Generation, Job};

/// What a task asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A text to be continued, by a decoder.
    Generate(Job),
    /// A text to be embedded, by an encoder: its token ids, special ones included.
    Embed(Vec<u32>),
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// Tokens that continue a text.
    Generation(Generation),
    /// A direction of length 1, `[hidden_size]`, in steps of 2^-24.
    Embedding(Vec<i32>),
}

/// A result as a miner hands it to its committee: the output, and the root over what was computed on the way.
///
/// The [`output_root`](crate::output_root) of task, model and claim is what the miner's seal on the ledger hides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// What came out.
    pub output: Output,
    /// The root over the states of every layer at every token, in exact mode; zero in f32.
    pub cell_root: [u8; 32],
}

impl From<Job> for Input {
    fn from(job: Job) -> Input {
        Input::Generate(job)
    }
}

impl From<Generation> for Claim {
    /// The claim of an f32 run, which has no root over states.
    fn from(generation: Generation) -> Claim {
        Claim { output: Output::Generation(generation), cell_root: NO_ROOT }
    }
}
