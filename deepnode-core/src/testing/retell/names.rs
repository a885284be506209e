//! What the ids of one telling are called in another.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::assignment::AssignmentStatus;
use crate::command::Command;
use crate::domain::Domain;
use crate::event::Event;
use crate::id::{AssignmentId, CaseId, ProposalId, TaskId};

/// A task or a proposal is known by the index, in the longer story, of the step that made it; an assignment by its
/// task, its slot and the number of its attempt; a case by the assignment that opened it.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    tasks: BTreeMap<TaskId, usize>,
    proposals: BTreeMap<ProposalId, usize>,
    assignments: BTreeMap<AssignmentId, Attempt>,
    cases: BTreeMap<CaseId, AssignmentId>,
    attempts: BTreeMap<(TaskId, u16), u32>,
    /// Which assignment of this telling plays the part of one of the longer story.
    parts: BTreeMap<AssignmentId, AssignmentId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Attempt {
    task: TaskId,
    slot: u16,
    number: u32,
}

fn key_of<K: Copy>(map: &BTreeMap<K, usize>, made: usize) -> Option<K> {
    map.iter().find(|(_, by)| **by == made).map(|(key, _)| *key)
}

impl Names {
    /// Notes what a step has made.
    pub(super) fn learn<'e>(&mut self, step: usize, events: impl IntoIterator<Item = &'e Event>) {
        for event in events {
            match event {
                Event::TaskSubmitted { task, .. } => {
                    self.tasks.insert(*task, step);
                }
                Event::Proposed { proposal, .. } => {
                    self.proposals.insert(*proposal, step);
                }
                Event::Leased { assignment, task, slot, .. } => {
                    let number = self.attempts.entry((*task, *slot)).or_default();
                    *number += 1;
                    self.assignments
                        .insert(*assignment, Attempt { task: *task, slot: *slot, number: *number });
                }
                Event::CaseOpened { case, assignment, .. } => {
                    self.cases.insert(*case, *assignment);
                }
                _ => {}
            }
        }
    }

    /// The task that a step is about.
    pub(super) fn task_of(&self, step: usize, command: &Command) -> Option<TaskId> {
        let of_assignment = |id| Some(self.assignments.get(id)?.task);
        match command {
            Command::SubmitTask { .. } => key_of(&self.tasks, step),
            Command::CancelTask { task } => Some(*task),
            Command::SubmitResult { assignment, .. }
            | Command::Decline { assignment }
            | Command::CommitVerdict { assignment, .. }
            | Command::RevealVerdict { assignment, .. } => of_assignment(assignment),
            Command::Decide { case, .. } | Command::Appeal { case, .. } => {
                of_assignment(self.cases.get(case)?)
            }
            _ => None,
        }
    }

    /// The same task in another telling; the id itself, if there is none.
    pub(super) fn task_in(&self, other: &Self, id: TaskId) -> TaskId {
        self.tasks.get(&id).and_then(|made| key_of(&other.tasks, *made)).unwrap_or(id)
    }

    /// The same proposal in another telling; the id itself, if there is none.
    pub(super) fn proposal_in(&self, other: &Self, id: ProposalId) -> ProposalId {
        self.proposals.get(&id).and_then(|made| key_of(&other.proposals, *made)).unwrap_or(id)
    }

    /// The assignment that plays the part in another telling: the same attempt at the same slot, or else any of the
    /// same task whose miner has not delivered and that plays no part yet; the id itself, if there is none.
    pub(super) fn assignment_in(&self, other: &mut Self, domain: &Domain, id: AssignmentId) -> AssignmentId {
        if let Some(part) = other.parts.get(&id) {
            return *part;
        }
        let Some(attempt) = self.assignments.get(&id) else { return id };
        let task = self.task_in(other, attempt.task);
        let taken: BTreeSet<AssignmentId> = other.parts.values().copied().collect();
        let free = || other.assignments.iter().filter(|(id, row)| row.task == task && !taken.contains(id));
        let same = free().find(|(_, row)| row.slot == attempt.slot && row.number == attempt.number);
        let leased = |id| {
            let status = domain.assignment(id).map(|row| row.status);
            matches!(status, Some(AssignmentStatus::Leased { .. }))
        };
        let found = same.or_else(|| free().find(|(id, _)| leased(**id))).map(|(id, _)| *id);
        if let Some(found) = found {
            other.parts.insert(id, found);
        }
        found.unwrap_or(id)
    }

    /// The case that the same assignment opened in another telling, or the open one of its miner; the id itself, if
    /// there is none.
    pub(super) fn case_in(&self, other: &mut Self, domain: &Domain, id: CaseId) -> CaseId {
        let Some(opened_by) = self.cases.get(&id) else { return id };
        let assignment = self.assignment_in(other, domain, *opened_by);
        let same = other.cases.iter().find(|(_, by)| **by == assignment).map(|(case, _)| *case);
        let of_miner = || domain.miner_of(domain.assignment(assignment)?)?.case;
        same.or_else(of_miner).unwrap_or(id)
    }
}
