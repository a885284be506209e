//! Runs real language models, turns their results into hashes, and checks those of others.
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
//! # Checking
//!
//! A miner's [`Claim`] comes to its committee in a [`Delivery`], signed for one assignment. [`verify`] looks at it by an
//! [`Engine`] and comes to a [`Finding`]: a [`Reason`], and the [`Distance`] from what the model gives. A [`Policy`] is
//! the table that turns findings into the ledger's verdicts.
//!
//! ```
//! use deepnode_core::Verdict;
//! use deepnode_infer::{Claim, Device, Distance, Finish, Generation, Input, Job, Model, Policy, Reason, verify};
//!
//! # fn main() -> Result<(), deepnode_infer::Error> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
//! let model = Model::load(folder, Device::Cpu)?;
//! let input = Input::from(Job::greedy(vec![1, 2, 3], 4));
//! let invented = Claim::from(Generation { tokens: vec![5, 5, 5, 5], finish: Finish::Limit });
//!
//! let finding = verify(&model, model.manifest(), &input, &invented)?;
//! assert_eq!(finding.reason, Reason::OtherOutput);
//! assert!(matches!(finding.distance, Distance::Text { tokens: 4, unequal: 1.., .. }));
//! // In floats, another kind of device may have another output.
//! assert_eq!(Policy::default().verdict(&finding), Verdict::Unverifiable);
//! # Ok(())
//! # }
//! ```
//!
//! What an engine cannot check, it says itself ([`Checks`]); such results are `unverifiable`, and never right by default.
//! Bytes from strangers are refused without a panic, and without more memory than they have themselves.
//!
//! Miner and validator software embeds the [`sdk`], which goes from leases to seals and from seats to verdicts, with
//! deadlines, cancellation, retries, and what has to survive a crash. A host brings its own inference (vLLM, llama.cpp)
//! as an [`Engine`].
//!
//! # Numbers
//!
//! A model is loaded in one of two [modes](Mode).
//!
//! - **Exact**: everything is computed in whole numbers, so a task has one result, bit for bit: on every processor, for
//!   every number of threads, in any batch, padded or not, read in one piece or in many, written token by token or read
//!   at once. The claim's `cell_root` is a root over the states of every layer at every token. A check is then one
//!   reading, and a comparison of 32 bytes. Weights have eight bits, what they are multiplied with has eight to eleven.
//! - **f32**: on one kind of processor the same task gives the same bits; on another, or in a batch of another size, the
//!   last bits of a logit may differ, and only tokens are hashed, or the numbers of an embedding in steps of 2^-24.
//!
//! ```
//! use std::ops::ControlFlow;
//! use deepnode_infer::{Device, Engine, Input, Job, Kernel, Model, Options};
//!
//! # fn main() -> Result<(), deepnode_infer::Error> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
//! let input = Input::from(Job::greedy(vec![1, 2, 3], 8));
//! let claim = |options: Options| {
//!     Model::load(folder, options)?.run(&input, &mut |_| ControlFlow::Continue(()))
//! };
//! let plain = Options::exact(Device::Cpu);
//! let slow = Options { kernel: Kernel::Scalar, piece: 2, pad: 30, ..plain };
//! assert_eq!(claim(plain)?, claim(slow)?);
//! # Ok(())
//! # }
//! ```
//!
//! A model whose numbers could leave the room that exact mode has for them is refused by the name of the tensor, and a
//! device that does not multiply whole numbers exactly is found out before it is used.
//!
//! The feature `cuda` adds NVIDIA GPUs; it builds without a toolkit and finds the driver when it runs. In f32 a GPU may
//! multiply matrices in TF32, with 10 bits of fraction, so its logits and embeddings are nearer to 1e-3 than to 1e-6 of
//! the CPU's.

#![forbid(unsafe_code)]

mod bert;
mod claim;
mod commitment;
mod config;
mod delivery;
mod device;
mod embed;
mod engine;
mod error;
mod exact;
mod finding;
mod generate;
mod json;
mod linear;
mod llama;
mod loader;
mod logits;
mod manifest;
mod model;
mod network;
mod options;
mod policy;
mod safetensors;
mod sampler;
mod seen;
mod tokens;
mod verify;
mod weights;

pub mod sdk;

pub use claim::{Claim, Input, Output};
pub use commitment::{body_root, input_hash, output_hash, output_root};
pub use config::{BertConfig, Config, Llama3, LlamaConfig, Rope};
pub use delivery::{Delivery, MAX_EMBEDDING, MAX_TOKENS, Malformed, Unopened};
pub use device::Device;
pub use engine::{Checks, Engine, Reading};
pub use error::Error;
pub use finding::{Distance, Finding, Reason};
pub use generate::{Finish, Generation, Job};
pub use manifest::{Manifest, NotAManifest};
pub use model::Model;
pub use options::{Kernel, Mode, Options};
pub use policy::{NotAllowed, Policy};
pub use sampler::{Q16, Sampler};
pub use seen::Seen;
pub use tokens::Tokenizer;
pub use verify::{verify, verify_until};
