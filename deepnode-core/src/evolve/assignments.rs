//! Assignments and their committees.

use alloc::vec::Vec;

use super::tasks::slot_of;
use super::{Evolved, missing};
use crate::address::Address;
use crate::assignment::{Assignment, AssignmentStatus, Outcome, Round, Seat};
use crate::domain::Domain;
use crate::id::{AssignmentId, Time};
use crate::queue::SlotKey;
use crate::task::{SlotState, TaskStatus};

impl Domain {
    pub(super) fn leased(&mut self, key: SlotKey, miner: &Address, until: Time) -> Evolved {
        self.stop_waiting(key)?;
        let ix = self.miner_ix(miner)?;
        let version = self.params_version();
        let id = self.assignments.push(Assignment {
            task: key.0,
            slot: key.1,
            version,
            lease_until: until,
            status: AssignmentStatus::Leased { until },
            units_done: 0,
            seal: None,
            rounds: alloc::vec![],
            vwu: 0,
            miner: ix,
        });
        let task = self.task_row(key.0)?;
        task.status = TaskStatus::Running;
        slot_of(task, key.1)?.state = SlotState::Assigned(id);
        self.note_assignment(id)?;
        self.reweigh_miner(ix)
    }

    /// Makes an assignment known to its task and, while it is not over, to its miner and to all that waits for it.
    pub(crate) fn note_assignment(&mut self, assignment: AssignmentId) -> Evolved {
        let row = self.assignments.get(assignment).ok_or(missing("an assignment"))?;
        let (miner, version, slot) = (row.miner, row.version, row.slot);
        let over = matches!(row.status, AssignmentStatus::Ended(_));
        let task = self.tasks.get_mut(row.task).ok_or(missing("a task"))?;
        task.assignments.push(assignment);
        slot_of(task, slot)?.attempts += 1;
        if over {
            return Ok(());
        }
        *self.live_by_version.entry(version).or_default() += 1;
        // Ids ascend, so that the list does.
        self.miner_at(miner)?.in_flight.push(assignment);
        self.enter_status(assignment)
    }

    /// The seats that the coming round of an assignment needs.
    pub(crate) fn seats_needed(&self, assignment: &Assignment) -> u32 {
        let task = self.tasks.get(assignment.task);
        let committee = task.and_then(|task| self.models.at(task.model)).map_or(1, |m| m.terms.committee);
        committee.saturating_add(2 * u32::from(assignment.last_round()))
    }

    pub(super) fn undecided_after(&self, assignment: &Assignment, since: Time) -> Time {
        since.saturating_add(self.version(assignment.version).queue.undecided_after_ms)
    }

    pub(super) fn await_seats(&mut self, assignment: AssignmentId) -> Evolved {
        self.leave_status(assignment)?;
        let since = self.now;
        self.assignment_row(assignment)?.status = AssignmentStatus::Submitted { since };
        self.enter_status(assignment)
    }

    /// Puts an assignment onto the agenda of its status, and its validators into their seats.
    fn enter_status(&mut self, assignment: AssignmentId) -> Evolved {
        let row = self.assignments.get(assignment).ok_or(missing("an assignment"))?;
        let round = row.rounds.last();
        match row.status {
            AssignmentStatus::Leased { until } => self.agenda.leases.set(until, assignment),
            AssignmentStatus::Submitted { since } => {
                let (needed, until) = (self.seats_needed(row), self.undecided_after(row, since));
                self.agenda.seats.insert((needed, assignment));
                self.agenda.undecided.set(until, assignment);
            }
            AssignmentStatus::Committing { until, .. } | AssignmentStatus::Revealing { until, .. } => {
                self.agenda.phases.set(until, assignment);
                let done = match row.status {
                    AssignmentStatus::Committing { .. } => round.is_some_and(Round::all_committed),
                    _ => round.is_some_and(Round::all_revealed),
                };
                if done {
                    self.agenda.ready.insert(assignment);
                }
                for seat in round.into_iter().flat_map(|round| &round.seats) {
                    self.validators.at_mut(seat.validator).ok_or(missing("a validator"))?.seated += 1;
                }
            }
            AssignmentStatus::Ended(_) => {}
        }
        Ok(())
    }

    /// Takes an assignment off the agenda of its status, and its validators out of their seats.
    pub(super) fn leave_status(&mut self, assignment: AssignmentId) -> Evolved {
        let row = self.assignments.get(assignment).ok_or(missing("an assignment"))?;
        match row.status {
            AssignmentStatus::Leased { until } => self.agenda.leases.clear(until, assignment),
            AssignmentStatus::Submitted { since } => {
                let (needed, until) = (self.seats_needed(row), self.undecided_after(row, since));
                self.agenda.seats.remove(&(needed, assignment));
                self.agenda.undecided.clear(until, assignment);
            }
            AssignmentStatus::Committing { until, .. } | AssignmentStatus::Revealing { until, .. } => {
                self.agenda.phases.clear(until, assignment);
                self.agenda.ready.remove(&assignment);
                for seat in row.rounds.last().into_iter().flat_map(|round| &round.seats) {
                    let judge = self.validators.at_mut(seat.validator).ok_or(missing("a validator"))?;
                    judge.seated = judge.seated.saturating_sub(1);
                }
            }
            AssignmentStatus::Ended(_) => return Err(missing("an assignment that is not over")),
        }
        Ok(())
    }

    pub(super) fn seated(
        &mut self,
        assignment: AssignmentId,
        validators: &[Address],
        until: Time,
    ) -> Evolved {
        self.leave_status(assignment)?;
        let mut seats = Vec::with_capacity(validators.len());
        for validator in validators {
            seats.push(Seat { commitment: None, verdict: None, validator: self.validator_ix(validator)? });
        }
        let row = self.assignment_row(assignment)?;
        row.rounds.push(Round { seats, commit_until: until, reveal_until: None });
        row.status = AssignmentStatus::Committing { round: row.last_round(), until };
        self.enter_status(assignment)
    }

    pub(super) fn revealing_started(&mut self, assignment: AssignmentId, until: Time) -> Evolved {
        self.leave_status(assignment)?;
        let row = self.assignment_row(assignment)?;
        let AssignmentStatus::Committing { round, .. } = row.status else {
            return Err(missing("an assignment whose committee commits"));
        };
        row.status = AssignmentStatus::Revealing { round, until };
        row.rounds.last_mut().ok_or(missing("a round"))?.reveal_until = Some(until);
        self.enter_status(assignment)
    }

    pub(super) fn assignment_ended(&mut self, assignment: AssignmentId, outcome: Outcome) -> Evolved {
        self.leave_status(assignment)?;
        let row = self.assignment_row(assignment)?;
        row.status = AssignmentStatus::Ended(outcome);
        let (miner, version, task, slot) = (row.miner, row.version, row.task, row.slot);
        if let Some(live) = self.live_by_version.get_mut(&version) {
            *live -= 1;
            if *live == 0 {
                self.live_by_version.remove(&version);
                if version != self.params_version() {
                    self.renew_judges();
                }
            }
        }
        self.miner_at(miner)?.in_flight.retain(|id| *id != assignment);
        self.reweigh_miner(miner)?;
        if outcome == Outcome::Approved {
            slot_of(self.task_row(task)?, slot)?.state = SlotState::Approved(assignment);
            self.note_if_complete(task)?;
        }
        Ok(())
    }
}
