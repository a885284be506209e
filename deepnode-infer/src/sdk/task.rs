//! Work as the ledger gives it out.

use deepnode_core::{Address, AssignmentId, AssignmentStatus, Domain, Hash, ModelId, TaskId, Time};

use crate::claim::{Claim, Input, Output};

/// An assignment that a miner has a lease on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The assignment.
    pub assignment: AssignmentId,
    /// Its task.
    pub task: TaskId,
    /// The model to run: the [hash](crate::Manifest::hash) of its manifest.
    pub model: ModelId,
    /// The input's hash on the ledger.
    pub posted: Hash,
    /// The input, as it came from the consumer.
    pub input: Input,
    /// Units paid for at most.
    pub units: u32,
    /// When the lease is over.
    pub until: Time,
}

/// An assignment that a validator has a seat at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The round, from 1.
    pub round: u8,
    /// Its task.
    pub task: TaskId,
    /// The promised model: the [hash](crate::Manifest::hash) of its manifest.
    pub model: ModelId,
    /// The input's hash on the ledger.
    pub posted: Hash,
    /// The input, as it came from the consumer.
    pub input: Input,
    /// Units paid for at most.
    pub units: u32,
    /// Whose work it is.
    pub miner: Address,
    /// Units done, by the miner's word.
    pub units_done: u32,
    /// The miner's seal on the ledger.
    pub seal: Hash,
    /// When committing ends.
    pub until: Time,
}

impl Lease {
    /// A lease as a domain has it, with the input that the consumer has given; `None` if the assignment is not leased.
    pub fn of(domain: &Domain, assignment: AssignmentId, input: Input) -> Option<Lease> {
        let row = domain.assignment(assignment)?;
        let AssignmentStatus::Leased { until } = row.status else { return None };
        let task = domain.task(row.task)?;
        let model = domain.model_of(task)?.id;
        Some(Lease { assignment, task: row.task, model, posted: task.input, input, units: task.units, until })
    }
}

impl Seat {
    /// A seat as a domain has it, with the input that the consumer has given; `None` if no committee is to commit its
    /// verdicts on the assignment now.
    pub fn of(domain: &Domain, assignment: AssignmentId, input: Input) -> Option<Seat> {
        let row = domain.assignment(assignment)?;
        let AssignmentStatus::Committing { round, until } = row.status else { return None };
        let task = domain.task(row.task)?;
        Some(Seat {
            assignment,
            round,
            task: row.task,
            model: domain.model_of(task)?.id,
            posted: task.input,
            input,
            units: task.units,
            miner: domain.miner_of(row)?.address,
            units_done: row.units_done,
            seal: row.seal?,
            until,
        })
    }
}

/// The units of work in a result: tokens generated, or tokens read for an embedding; at least one.
pub fn units(input: &Input, claim: &Claim) -> u32 {
    let tokens = match (input, &claim.output) {
        (_, Output::Generation(generation)) => generation.tokens.len(),
        (Input::Embed(tokens), Output::Embedding(_)) => tokens.len(),
        (Input::Generate(_), Output::Embedding(_)) => 0,
    };
    u32::try_from(tokens).unwrap_or(u32::MAX).max(1)
}
