//! Why the SDK could not do its part.

use deepnode_core::AssignmentId;

use super::store::StoreError;
use crate::error::Error;

/// What a host says went wrong with it.
pub type HostError = Box<dyn std::error::Error + Send + Sync>;

/// Why a step or a loop ended without a result.
///
/// More variants may come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SdkError {
    /// What has to be kept could not be, or what was kept cannot be read. Nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A validator's own engine failed. It says nothing about the miner.
    #[error("the engine could not look at assignment {assignment}: {why}")]
    Engine {
        /// What was to be judged.
        assignment: AssignmentId,
        /// What failed.
        why: Error,
    },
    /// The host failed.
    #[error("the host failed: {0}")]
    Host(HostError),
    /// The host failed at the same thing again and again.
    #[error("gave up after {attempts} attempts: {why}")]
    GaveUp {
        /// How often it was tried.
        attempts: u32,
        /// What the host said at last.
        why: HostError,
    },
    /// A runtime was shut down before the work was done.
    #[error("the runtime has shut down")]
    ShutDown,
}
