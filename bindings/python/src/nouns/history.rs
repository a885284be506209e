//! What became of a task: who worked on it, who judged, and how.

use deepnode_core as core;
use deepnode_core::{Address, Amount, AssignmentId, CloseReason, Judgement, ModelId, Outcome, Time, Verdict};

use super::assignment::Standing;
use super::task::{Slot, reason};
use crate::records::{nouns, records};
use crate::word::{AssignmentWord, TaskWord};

nouns! {
    /// A task with every attempt at it.
    PyTaskHistory = "TaskHistory" in "deepnode": TaskHistory {} {
        /// Who pays.
        consumer: Address,
        /// What is run.
        model: ModelId,
        /// Units of work paid for at most.
        units: u32,
        /// The price of a unit, in base units.
        unit_price: Amount,
        /// Where it stands.
        status: TaskWord,
        /// How its last slot to close ended, if it has failed.
        reason: Option<CloseReason>,
        /// Its slots, in order.
        slots: Vec<Slot>,
        /// Every assignment, ascending.
        attempts: Vec<Attempt>,
        /// When it was settled, failed or cancelled.
        ended: Option<Time>,
    }

    /// One miner's attempt.
    PyAttempt = "Attempt" in "deepnode": Attempt {} {
        /// The assignment.
        assignment: AssignmentId,
        /// The slot of the task.
        slot: u16,
        /// Who worked.
        miner: Address,
        /// Where it stands, or how it ended.
        status: AssignmentWord,
        /// The round, from 1, while it is judged.
        round: Option<u8>,
        /// When the lease, the committing or the revealing ends, while it lasts.
        until: Option<Time>,
        /// When the wait for a committee began, while it lasts.
        since: Option<Time>,
        /// How it ended, with the severity or the cause, once it has.
        outcome: Option<Outcome>,
        /// Units of work done, by the miner's word.
        units_done: u32,
        /// Each round's committee, in the order of the draw.
        rounds: Vec<Vec<Judgement>>,
    }
}

records! {
    /// What a seat has said.
    PyJudgement = "Judgement" in "deepnode": Judgement {} {
        /// Who judged.
        validator: Address,
        /// Whether it committed a verdict.
        committed: bool,
        /// The verdict that it revealed.
        verdict: Option<Verdict>,
    }
}

impl TaskHistory {
    pub(crate) fn of(row: core::TaskHistory) -> Self {
        Self {
            consumer: row.consumer,
            model: row.model,
            units: row.units,
            unit_price: row.unit_price,
            status: TaskWord::of(row.status.word()),
            reason: reason(row.status),
            slots: row.slots.iter().map(Slot::of).collect(),
            attempts: row.attempts.into_iter().map(Attempt::of).collect(),
            ended: row.ended,
        }
    }
}

impl Attempt {
    fn of(row: core::Attempt) -> Self {
        let Standing { status, round, until, since, outcome } = Standing::of(row.status);
        Self {
            assignment: row.assignment,
            slot: row.slot,
            miner: row.miner,
            status,
            round,
            until,
            since,
            outcome,
            units_done: row.units_done,
            rounds: row.rounds,
        }
    }
}
