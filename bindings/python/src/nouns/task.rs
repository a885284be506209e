//! Work that consumers pay for.

use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CloseReason, Domain, Hash, ModelId, Place, SlotState, TaskId, TaskStatus,
    Time,
};

use crate::records::nouns;
use crate::word::{SlotWord, TaskWord};

nouns! {
    /// A task.
    PyTask = "Task" in "deepnode": Task {
        /// A table for notebooks.
        fn _repr_html_<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
            crate::nouns::html(slf.as_any(), "task")
        }
    } {
        /// Its id.
        id: TaskId,
        /// Who pays.
        consumer: Address,
        /// What is run.
        model: ModelId,
        /// Units of work paid for at most.
        units: u32,
        /// The model's price of a unit when it was submitted, in base units.
        unit_price: Amount,
        /// The model's difficulty when it was submitted, in thousandths.
        difficulty: u32,
        /// The hash of its input.
        input: Hash,
        /// The version of the parameters under which it was submitted.
        version: u64,
        /// Where it stands.
        status: TaskWord,
        /// How its last slot to close ended, if it has failed.
        reason: Option<CloseReason>,
        /// What is held of its price, in base units.
        escrow: Amount,
        /// Its parallel executions.
        slots: Vec<Slot>,
        /// Every assignment it has had, ascending.
        assignments: Vec<AssignmentId>,
        /// How the last slot to close ended.
        last_close: Option<CloseReason>,
        /// When it was settled, failed or cancelled.
        ended: Option<Time>,
    }

    /// One of a task's parallel executions.
    PySlot = "Slot" in "deepnode": Slot {} {
        /// Assignments it has had.
        attempts: u32,
        /// Where it stands.
        state: SlotWord,
        /// When the wait began, if it waits for a miner.
        since: Option<Time>,
        /// The assignment, if a miner is on it or its work was approved.
        assignment: Option<AssignmentId>,
        /// Why it was given up, if it was.
        reason: Option<CloseReason>,
    }
}

impl Task {
    pub(crate) fn of(domain: &Domain, id: TaskId, row: &core::Task) -> Self {
        Self {
            id,
            consumer: row.consumer,
            model: domain.model_of(row).expect("models stay, also those that are retired").id,
            units: row.units,
            unit_price: row.unit_price,
            difficulty: row.difficulty,
            input: row.input,
            version: row.version,
            status: TaskWord::of(row.status.word()),
            reason: reason(row.status),
            escrow: domain.money(Place::Escrow(id)),
            slots: row.slots.iter().map(Slot::of).collect(),
            assignments: row.assignments.clone(),
            last_close: row.last_close,
            ended: row.ended,
        }
    }
}

pub(super) const fn reason(status: TaskStatus) -> Option<CloseReason> {
    match status {
        TaskStatus::Failed { reason } => Some(reason),
        TaskStatus::Queued | TaskStatus::Running | TaskStatus::Settled | TaskStatus::Cancelled => None,
    }
}

impl Slot {
    pub(super) const fn of(row: &core::Slot) -> Self {
        let (state, since, assignment, reason) = match row.state {
            SlotState::Waiting { since } => ("waiting", Some(since), None, None),
            SlotState::Assigned(assignment) => ("assigned", None, Some(assignment), None),
            SlotState::Approved(assignment) => ("approved", None, Some(assignment), None),
            SlotState::Closed(reason) => ("closed", None, None, Some(reason)),
        };
        Self { attempts: row.attempts, state: SlotWord::of(state), since, assignment, reason }
    }
}
