//! Runs real language models and turns their results into hashes that a validator can check.
//!
//! A [`Model`] is loaded from a folder in the Hugging Face layout and runs on a [`Device`] that the caller chooses. It
//! is a decoder (Llama), which continues texts, or an encoder (BERT, for instance MiniLM), which
//! [embeds](Model::embed) them. For a decoder, a [`Job`] says what to generate; the [`Generation`] that comes out, the
//! job and the model's [`Manifest`] give the [`output_root`], which is the same for everyone who ran the job honestly.
//!
//! ```
//! use std::ops::ControlFlow;
//! use deepnode_infer::{Claim, Device, Finish, Job, Model, output_root};
//!
//! # fn main() -> Result<(), deepnode_infer::Error> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f32-untied");
//! let model = Model::load(folder, Device::Cpu)?;
//!
//! let prompt = model.tokenizer().encode("the quick brown")?;
//! let job = Job::greedy(prompt, 8);
//! let mut streamed = Vec::new();
//! let generation = model.generate(&job, |token| {
//!     streamed.push(token);
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(streamed, generation.tokens);
//! assert!(generation.tokens.len() == 8 || generation.finish == Finish::Eos);
//!
//! // Whoever runs the same job with the same model gets the same root.
//! let again = model.generate(&job, |_| ControlFlow::Continue(()))?;
//! let input = job.into();
//! let root = output_root(model.manifest(), &input, &Claim::from(generation));
//! assert_eq!(root, output_root(model.manifest(), &input, &Claim::from(again)));
//! # Ok(())
//! # }
//! ```
//!
//! What a folder asks for is either done or refused with an [`Error`] that names the file and the field; nothing
//! is ignored that would change a result. No bytes in a folder make the crate panic.
//!
//! # Numbers
//!
//! Everything is computed in f32. On one kind of processor the same job gives the same bits; on another, or in a
//! batch of another size, the last bits of a logit may differ, and only tokens are hashed. Of an embedding the numbers
//! themselves are hashed, in steps of 2^-24, so only one kind of processor gives its root again. The feature `cuda`
//! adds NVIDIA GPUs; it builds without a toolkit and finds the driver when it runs. A GPU may multiply matrices in
//! TF32, with 10 bits of fraction, so its logits and embeddings are nearer to 1e-3 than to 1e-6 of the CPU's.

#![forbid(unsafe_code)]

mod bert;
mod claim;
mod commitment;
mod config;
mod device;
mod embed;
mod engine;
mod error;
mod generate;
mod json;
mod linear;
mod llama;
mod loader;
mod manifest;
mod model;
mod safetensors;
mod sampler;
mod tokens;
mod weights;

pub use claim::{Claim, Input, Output};
pub use commitment::{body_root, input_hash, output_hash, output_root};
pub use config::{BertConfig, Config, Llama3, LlamaConfig, Rope};
pub use device::Device;
pub use engine::{Checks, Engine, Reading};
pub use error::Error;
pub use generate::{Finish, Generation, Job};
pub use manifest::Manifest;
pub use model::Model;
pub use sampler::{Q16, Sampler};
pub use tokens::Tokenizer;
