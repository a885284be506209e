//! Work that consumers pay for.

use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::hash::Hash;
use crate::id::{AssignmentId, Time};
use crate::registry::Ix;
use crate::word::CloseReason;

/// Where a task stands.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// No slot was ever assigned.
    Queued,
    /// Somebody has worked on it.
    Running,
    /// Paid.
    Settled,
    /// Refunded without any approved work.
    Failed {
        /// How its last slot to close ended.
        reason: CloseReason,
    },
    /// Taken back by its consumer.
    Cancelled,
}

impl TaskStatus {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Settled => "settled",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where a slot of a task stands.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// For a miner, since a time.
    Waiting {
        /// When the wait began.
        since: Time,
    },
    /// A miner is on it.
    Assigned(AssignmentId),
    /// Done.
    Approved(AssignmentId),
    /// Given up.
    Closed(CloseReason),
}

/// One of a task's parallel executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Slot {
    /// Assignments it has had.
    #[borsh(skip)]
    pub attempts: u32,
    /// Where it stands.
    pub state: SlotState,
}

/// A task. Its model is named in JSON by its place in the order of registration, from 0, as everybody is in the rows of
/// a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Task {
    /// Who pays.
    pub consumer: Address,
    /// Units of work paid for at most.
    pub units: u32,
    /// The model's price when it was submitted.
    pub unit_price: Amount,
    /// The model's difficulty when it was submitted.
    pub difficulty: u32,
    /// The hash of its input.
    pub input: Hash,
    /// The version of the parameters under which it was submitted.
    pub version: u64,
    /// Where it stands.
    pub status: TaskStatus,
    /// Its parallel executions.
    pub slots: Vec<Slot>,
    /// Every assignment it has had, ascending.
    #[borsh(skip)]
    pub assignments: Vec<AssignmentId>,
    /// How the last slot to close ended.
    pub last_close: Option<CloseReason>,
    /// When it was settled, failed or cancelled.
    pub ended: Option<Time>,
    pub(crate) model: Ix,
}

impl Task {
    /// Whether every slot is approved or closed.
    pub fn is_complete(&self) -> bool {
        self.slots.iter().all(|s| matches!(s.state, SlotState::Approved(_) | SlotState::Closed(_)))
    }

    /// The approved assignments, in order of slot.
    pub fn approved(&self) -> impl Iterator<Item = AssignmentId> + '_ {
        self.slots.iter().filter_map(|slot| match slot.state {
            SlotState::Approved(assignment) => Some(assignment),
            _ => None,
        })
    }
}
