//! What a miner computes with, and a validator checks with.

use std::ops::ControlFlow;

use crate::claim::{Claim, Input};
use crate::error::Error;
use crate::manifest::Manifest;

/// How far the results of an engine can be checked by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Checks {
    /// The same bits everywhere: reading the claimed text once decides.
    Exact,
    /// The same bits from the same engine on the same kind of processor only.
    SameEngine,
    /// None yet: no two runs need to agree.
    None,
}

/// Something that runs tasks. [`Model`](crate::Model) is one; a host can plug in its own (vLLM, llama.cpp).
///
/// An engine whose results nobody can check yet needs to do no more than run:
///
/// ```
/// use std::ops::ControlFlow;
/// use deepnode_infer::{Checks, Claim, Engine, Error, Finish, Generation, Input, Manifest, Reading};
///
/// struct Server {
///     manifest: Manifest,
/// }
///
/// impl Engine for Server {
///     fn manifest(&self) -> &Manifest {
///         &self.manifest
///     }
///
///     fn checks(&self) -> Checks {
///         Checks::None
///     }
///
///     fn is_end(&self, token: u32) -> bool {
///         token == 2
///     }
///
///     fn run(
///         &self,
///         input: &Input,
///         on_token: &mut dyn FnMut(u32) -> ControlFlow<()>,
///     ) -> Result<Claim, Error> {
///         let Input::Generate(job) = input else {
///             return Err(Error::NotThisModel { expected: "an encoder", found: "a decoder" });
///         };
///         let mut generation = Generation { tokens: Vec::new(), finish: Finish::Limit };
///         while generation.tokens.len() < job.limit as usize {
///             let token = 5; // what the server answers next
///             generation.tokens.push(token);
///             if on_token(token).is_break() {
///                 generation.finish = Finish::Stopped;
///                 break;
///             }
///         }
///         Ok(generation.into())
///     }
///
///     fn read(&self, _: &Input, _: &Claim) -> Result<Reading, Error> {
///         Err(Error::Backend("this server reads no claims".to_owned()))
///     }
/// }
/// ```
pub trait Engine: Send + Sync {
    /// The promise that its results keep.
    fn manifest(&self) -> &Manifest;

    /// How its results can be checked.
    fn checks(&self) -> Checks;

    /// Whether a token is one of the model's end tokens. An encoder has none.
    fn is_end(&self, token: u32) -> bool;

    /// Runs a task. `on_token` sees each token as it comes and can stop the run; an encoder has none to show.
    ///
    /// # Errors
    ///
    /// Why the task cannot be run.
    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error>;

    /// Runs the task as a validator does: reads the claimed output once instead of generating it. For what the engine
    /// itself has made, it shows the same choices and the same root. Needed for [`Checks::Exact`], and for
    /// [`Checks::SameEngine`] to measure how far off another output is.
    ///
    /// # Errors
    ///
    /// Why the task cannot be run, or the output cannot be read. A claimed token that the model does not have is
    /// [`Error::TokenOutOfRange`], its position counted from the beginning of the prompt; it is held against the
    /// miner, every other error is the reader's own.
    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error>;
}

/// What reading a claimed output shows, by the reader's own model.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Of a text.
    Text {
        /// What the sampler chooses after the prompt and each claimed token but the last: one for each claimed
        /// token, and one more that would follow.
        chosen: Vec<u32>,
        /// By how much the claimed token's score falls short of the chosen one's, for each claimed token, in logits.
        shortfall: Vec<f64>,
        /// The root over states, in exact mode; zero in f32.
        cell_root: [u8; 32],
    },
    /// Of an embedding.
    Embedding {
        /// What the reader's model computes.
        numbers: Vec<i32>,
        /// The root over states.
        cell_root: [u8; 32],
    },
}
