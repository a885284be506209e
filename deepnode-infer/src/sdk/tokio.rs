//! The SDK's blocking work as futures of tokio.
//!
//! Each function moves the work onto tokio's threads for blocking work and gives a future that waits for it. A future
//! that is dropped cancels its work, which stops at the next token. The runtime is the caller's.
//!
//! ```
//! use std::sync::Arc;
//! use deepnode_core::keys::Key;
//! use deepnode_core::{AssignmentId, Hash, TaskId};
//! use deepnode_infer::sdk::{Lease, MemoryStore, Work, Worker, tokio};
//! use deepnode_infer::{Device, Input, Job, Model, input_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
//! # let model = Arc::new(Model::load(folder, Device::Cpu)?);
//! # let id = Hash(model.manifest().hash());
//! # let (input, assignment, task) = (Input::from(Job::greedy(vec![1, 2, 3], 8)), AssignmentId(1), TaskId(1));
//! # let posted = Hash(input_hash(&input));
//! # let lease = Lease { assignment, task, model: id, posted, input, units: 8, until: 60_000 };
//! # let worker = Worker::new(Key::create(), Hash([7; 32]), Arc::new(MemoryStore::default())).serving(model);
//! # let runtime = ::tokio::runtime::Builder::new_current_thread().build()?;
//! # runtime.block_on(async {
//! let work = tokio::work(Arc::new(worker), lease, || 1_000).await?;
//! assert!(matches!(work, Work::Sealed { .. }));
//! # Ok::<(), deepnode_infer::sdk::SdkError>(())
//! # })?;
//! # Ok(())
//! # }
//! ```

use std::panic::resume_unwind;
use std::sync::Arc;

use deepnode_core::Time;
use tokio::task::spawn_blocking;

use super::cancel::Cancel;
use super::error::SdkError;
use super::host::{MinerHost, ValidatorHost};
use super::task::{Lease, Seat};
use super::validator::{Judgement, Validator};
use super::worker::{Work, Worker};

/// [`Worker::work`].
///
/// # Errors
///
/// Those of [`Worker::work`], and [`SdkError::ShutDown`].
pub async fn work(
    worker: Arc<Worker>,
    lease: Lease,
    now: impl Fn() -> Time + Send + 'static,
) -> Result<Work, SdkError> {
    blocking(move |cancel| worker.work(&lease, &now, cancel)).await
}

/// [`Validator::judge`].
///
/// # Errors
///
/// Those of [`Validator::judge`], and [`SdkError::ShutDown`].
pub async fn judge(
    validator: Arc<Validator>,
    seat: Seat,
    parcels: Vec<Vec<u8>>,
    now: impl Fn() -> Time + Send + 'static,
) -> Result<Judgement, SdkError> {
    blocking(move |cancel| validator.judge(&seat, &parcels, &now, cancel)).await
}

/// [`Worker::run`]. Its host waits on a thread for blocking work; to wait for a future there, it can use
/// `Handle::block_on` of tokio.
///
/// # Errors
///
/// Those of [`Worker::run`], and [`SdkError::ShutDown`].
pub async fn run_worker(
    worker: Arc<Worker>,
    mut host: impl MinerHost + Send + 'static,
) -> Result<(), SdkError> {
    blocking(move |cancel| worker.run(&mut host, cancel)).await
}

/// [`Validator::run`], as [`run_worker`].
///
/// # Errors
///
/// Those of [`Validator::run`], and [`SdkError::ShutDown`].
pub async fn run_validator(
    validator: Arc<Validator>,
    mut host: impl ValidatorHost + Send + 'static,
) -> Result<(), SdkError> {
    blocking(move |cancel| validator.run(&mut host, cancel)).await
}

/// Cancels when it goes.
struct OnDrop(Cancel);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce(&Cancel) -> Result<T, SdkError> + Send + 'static,
) -> Result<T, SdkError> {
    let guard = OnDrop(Cancel::default());
    let cancel = guard.0.clone();
    match spawn_blocking(move || work(&cancel)).await {
        Ok(done) => done,
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(SdkError::ShutDown),
        },
    }
}
