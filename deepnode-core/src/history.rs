//! What became of a task: who worked on it, who judged, and how.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::assignment::{Assignment, AssignmentStatus, Round};
use crate::domain::Domain;
use crate::id::{AssignmentId, ModelId, TaskId, Time};
use crate::task::{Slot, TaskStatus};
use crate::word::Verdict;

/// A task with every attempt at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskHistory {
    /// Who pays.
    pub consumer: Address,
    /// What is run.
    pub model: ModelId,
    /// Units of work paid for at most.
    pub units: u32,
    /// The price of a unit.
    pub unit_price: Amount,
    /// Where it stands.
    pub status: TaskStatus,
    /// Its slots, in order.
    pub slots: Vec<Slot>,
    /// Every assignment, ascending.
    pub attempts: Vec<Attempt>,
    /// When it was settled, failed or cancelled, in milliseconds.
    pub ended: Option<Time>,
}

/// One miner's attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The slot of the task.
    pub slot: u16,
    /// Who worked.
    pub miner: Address,
    /// Where it stands, or how it ended.
    pub status: AssignmentStatus,
    /// Units of work done, by the miner's word.
    pub units_done: u32,
    /// Each round's committee, in the order of the draw.
    pub rounds: Vec<Vec<Judgement>>,
}

/// What a seat has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Who judged.
    pub validator: Address,
    /// Whether it committed a verdict.
    pub committed: bool,
    /// The verdict that it revealed.
    pub verdict: Option<Verdict>,
}

impl Domain {
    /// What became of a task; `None` if there is none of this id, or it was dropped.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// assert!(domain.history(1.into()).is_none(), "nobody has posted a task yet");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn history(&self, task: TaskId) -> Option<TaskHistory> {
        let row = self.tasks.get(task)?;
        let attempts = row.assignments.iter().filter_map(|id| Some(self.attempt(*id, self.assignment(*id)?)));
        Some(TaskHistory {
            consumer: row.consumer,
            model: self.model_of(row)?.id,
            units: row.units,
            unit_price: row.unit_price,
            status: row.status,
            slots: row.slots.clone(),
            attempts: attempts.collect(),
            ended: row.ended,
        })
    }

    fn attempt(&self, assignment: AssignmentId, row: &Assignment) -> Attempt {
        Attempt {
            assignment,
            slot: row.slot,
            miner: self.miner_of(row).map(|miner| miner.address).unwrap_or_default(),
            status: row.status,
            units_done: row.units_done,
            rounds: row.rounds.iter().map(|round| self.judgements(round)).collect(),
        }
    }

    fn judgements(&self, round: &Round) -> Vec<Judgement> {
        let seats = round.seats.iter().filter_map(|seat| {
            let validator = self.validators.at(seat.validator)?.address;
            Some(Judgement { validator, committed: seat.commitment.is_some(), verdict: seat.verdict })
        });
        seats.collect()
    }
}
