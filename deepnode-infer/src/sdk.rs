//! What miner and validator software embeds.
//!
//! A [`Worker`] takes leases, runs them and seals what comes out; a [`Validator`] looks at deliveries, commits its
//! verdicts and reveals them. Both come in two layers:
//!
//! - *Steps*, one method for each: they are told the time, do one thing and return the [`Command`] for the ledger.
//!   Whoever has a loop of their own, or simulates time, calls them.
//! - *Loops*, [`Worker::run`] and [`Validator::run`], which take what comes from a host and send what follows, with
//!   signatures, retries and resumption. A host is a trait, [`MinerHost`] or [`ValidatorHost`]: how it reaches ledger
//!   and committee is its own affair. The feature `tokio` has both as futures.
//!
//! ```
//! use std::sync::Arc;
//! use deepnode_core::keys::Key;
//! use deepnode_core::{AssignmentId, Command, Hash, TaskId};
//! use deepnode_infer::sdk::{Cancel, Lease, MemoryStore, Work, Worker};
//! use deepnode_infer::{Device, Input, Job, Model, input_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
//! let model = Arc::new(Model::load(folder, Device::Cpu)?);
//! let domain = Hash([7; 32]);
//! let worker = Worker::new(Key::create(), domain, Arc::new(MemoryStore::default())).serving(model.clone());
//!
//! let input = Input::from(Job::greedy(vec![1, 2, 3], 8));
//! let lease = Lease {
//!     assignment: AssignmentId(1),
//!     task: TaskId(1),
//!     model: Hash(model.manifest().hash()),
//!     posted: Hash(input_hash(&input)),
//!     input,
//!     units: 8,
//!     until: 60_000,
//! };
//! let Work::Sealed { command } = worker.work(&lease, &|| 1_000, &Cancel::default())? else {
//!     return Err("there was time enough".into());
//! };
//! assert!(matches!(command, Command::SubmitResult { .. }));
//! // What the committee gets when it is seated, also after a restart.
//! assert!(worker.parcel(lease.assignment)?.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! # What is promised
//!
//! - **Kept before sent.** Nothing leaves that could not be opened later: the parcel behind a seal, and what opens a
//!   commitment, are in the [`Store`] before their command is returned. A process that is killed at any moment goes on
//!   where it was, and never seals or commits a second, different thing.
//! - **Salts are derived** from the signing key and the ids, see [`seal_salt`]; so even where the store is lost, doing the
//!   work again opens what was sealed, as long as the engine repeats its results.
//! - **No clock, thread or runtime of its own.** Time comes from the host. Only [`Ledger::pause`] sleeps, unless the
//!   host does it in another way.
//! - **Never late.** A run that would outlast its lease is stopped and declined.
//! - **Nothing is judged by guess.** Where a validator's own device fails, it says nothing; where nobody could judge, it
//!   says `unverifiable`.
//!
//! What happens is told through [`tracing`](https://docs.rs/tracing), at `info` and `debug`; what goes wrong, at `warn`.
//!
//! [`Command`]: deepnode_core::Command

mod cancel;
mod error;
mod host;
mod party;
mod record;
mod salt;
mod store;
mod task;
#[cfg(feature = "tokio")]
pub mod tokio;
mod validator;
mod worker;

pub use cancel::Cancel;
pub use error::{HostError, SdkError};
pub use host::{Ledger, MinerCall, MinerHost, Reply, ValidatorCall, ValidatorHost};
pub use salt::{seal_salt, verdict_salt};
pub use store::{FileStore, MemoryStore, Store, StoreError};
pub use task::{Lease, Seat, units};
pub use validator::{Judgement, Validator};
pub use worker::{Decline, Work, Worker};
