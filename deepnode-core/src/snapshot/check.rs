//! What has to hold of a state that was read, before anything follows from it.
//!
//! An audit looks at a domain that its own code has made. Here everything is a stranger's word: every reference has to
//! lead somewhere, every number has to lie where commands keep it, and nothing may be so large that it cannot grow.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::RestoreError;
use crate::amount::Amount;
use crate::assignment::{Assignment, AssignmentStatus, Outcome};
use crate::case::{Case, CaseStatus};
use crate::decide::model;
use crate::decide::register::{MAX_MODELS, MAX_SLOTS};
use crate::domain::Domain;
use crate::id::{AssignmentId, TaskId};
use crate::miner::{Membership, Miner};
use crate::model::ModelStatus;
use crate::proposal::{Proposal, ProposalStatus};
use crate::task::{Slot, SlotState, Task, TaskStatus};

/// Counters that no domain reaches by counting, and that leave room for as many more.
const MOST: u64 = u64::MAX / 2;

/// The same for totals of money that only grow.
const MOST_MONEY: u128 = u128::MAX / 4;

type Checked = Result<(), String>;

fn ensure(holds: bool, broken: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(broken()) }
}

impl Domain {
    pub(super) fn check(&self) -> Result<(), RestoreError> {
        self.check_params()?;
        let checks = || {
            self.check_counters()?;
            self.check_registered()?;
            self.check_money()?;
            self.check_tasks()?;
            self.check_assignments()?;
            self.check_cases()?;
            self.check_proposals()?;
            self.check_epochs()
        };
        checks().map_err(RestoreError::Inconsistent)
    }

    /// What can only be seen once everything that follows was found.
    pub(super) fn check_rebuilt(&self) -> Checked {
        for (id, task) in self.tasks.iter() {
            let max = self.version(task.version).queue.max_attempts;
            let waits = |state| task.ended.is_none() && matches!(state, SlotState::Waiting { .. });
            let may = |slot: &Slot| u64::from(slot.attempts) + u64::from(waits(slot.state)) <= max;
            ensure(task.slots.iter().all(may), || format!("task {id} was attempted too often"))?;
            let fits = match task.status {
                TaskStatus::Queued | TaskStatus::Cancelled => task.assignments.is_empty(),
                TaskStatus::Running | TaskStatus::Settled => !task.assignments.is_empty(),
                TaskStatus::Failed { .. } => true,
            };
            ensure(fits, || format!("task {id} is {}, against its assignments", task.status.word()))?;
        }
        self.miners.rows().try_for_each(|row| {
            let free = row.in_flight.is_empty() && row.case.is_none();
            ensure(row.membership == Membership::Member || free, || {
                format!("{} is leaving or out, but is at work or accused", row.address)
            })
        })
    }

    fn check_params(&self) -> Result<(), RestoreError> {
        let proposed = self.proposals.iter().map(|(_, row)| (row.base, &*row.params));
        let present = [(self.params_version(), &self.in_force)];
        for (version, params) in self.versions().chain(present).chain(proposed) {
            params.validate().map_err(|source| RestoreError::Params { version, source })?;
            if params.emission.epoch_ms != self.in_force.emission.epoch_ms {
                let broken = format!("version {version} of the parameters has epochs of another length");
                return Err(RestoreError::Inconsistent(broken));
            }
        }
        Ok(())
    }

    fn check_counters(&self) -> Checked {
        let given = [
            self.sequence,
            self.params_version(),
            self.tasks.given(),
            self.assignments.given(),
            self.cases.given(),
            self.proposals.given(),
            self.unbondings_made,
        ];
        ensure(given.iter().all(|count| *count <= MOST), || "a counter is larger than it can get".into())?;
        ensure(self.versions.keys().all(|version| *version > 0), || "versions are numbered from 1".into())?;
        ensure(self.nonces.values().all(|nonce| (1..=MOST).contains(nonce)), || {
            "a nonce is not one that its signer can have come to".into()
        })?;
        let numbered = self.unbondings.keys().all(|id| (1..=self.unbondings_made).contains(id));
        ensure(numbered, || "undelegations have other numbers than were given".into())?;
        let supply = self.supply();
        let totals = [supply.deposited, supply.withdrawn, supply.emitted, supply.burned];
        ensure(totals.iter().all(|total| *total <= MOST_MONEY), || "a total is larger than it can get".into())
    }

    fn check_registered(&self) -> Checked {
        for row in self.models.rows() {
            model::checked(&row.terms).map_err(|error| format!("model {}: {error}", row.id))?;
            let admitted = model::difficulty(row.difficulty.into()).is_some();
            let fits = match row.status {
                ModelStatus::Pending => row.difficulty == 0,
                ModelStatus::Admitted => admitted,
                ModelStatus::Retired => admitted || row.difficulty == 0,
            };
            ensure(fits, || format!("model {} has a difficulty of {}", row.id, row.difficulty))?;
        }
        self.miners.rows().try_for_each(|row| self.check_miner(row))?;
        self.validators.rows().try_for_each(|row| {
            let banned = row.membership == Membership::Banned;
            ensure(!banned, || format!("{} is a banned validator, but only miners are banned", row.address))
        })
    }

    fn check_miner(&self, row: &Miner) -> Checked {
        let who = row.address;
        ensure((1..=MAX_SLOTS).contains(&row.slots), || format!("{who} has {} slots", row.slots))?;
        let served = row.models.len() <= MAX_MODELS && row.models.is_sorted_by(|a, b| a < b);
        let known = row.models.last().is_none_or(|model| *model < self.models.len());
        ensure(served && known, || format!("{who} serves models that are not registered"))
    }

    fn check_money(&self) -> Checked {
        ensure(!self.ledger.keeps_nothing(), || "a place is kept with nothing in it".into())?;
        ensure(self.unbondings.values().all(|row| !row.amount.is_zero()), || {
            "nothing was undelegated, but it cools down".into()
        })?;
        self.money_of_nobody().next().map_or(Ok(()), |broken| Err(broken.into()))
    }

    fn check_tasks(&self) -> Checked {
        for (id, task) in self.tasks.iter() {
            self.check_task(id, task).map_err(|broken| format!("task {id} {broken}"))?;
        }
        Ok(())
    }

    fn check_task(&self, id: TaskId, task: &Task) -> Checked {
        let model = self.models.at(task.model).ok_or("is for a model that is not registered")?;
        self.versions.get(&task.version).ok_or("has parameters that are not kept")?;
        let price = task.unit_price.units() * u128::from(task.units);
        let priced = task.units > 0 && price > 0 && price <= Amount::MAX.units();
        ensure(priced, || format!("has a price of {price} base units"))?;
        ensure(model::difficulty(task.difficulty.into()).is_some(), || {
            format!("has a difficulty of {}", task.difficulty)
        })?;
        ensure(task.slots.len() == usize::from(model.terms.replicas), || {
            format!("has {} slots, but its model {}", task.slots.len(), model.terms.replicas)
        })?;
        let over = !matches!(task.status, TaskStatus::Queued | TaskStatus::Running);
        ensure(task.ended.is_some() == over, || {
            format!("is {}, but its end says otherwise", task.status.word())
        })?;
        let mut closed = task.slots.iter().filter_map(|slot| match slot.state {
            SlotState::Closed(reason) => Some(reason),
            _ => None,
        });
        let last = match task.last_close {
            Some(last) => closed.any(|reason| reason == last),
            None => closed.next().is_none(),
        };
        ensure(last, || "was not closed for the reason that it gives".into())?;
        let approved = task.approved().next().is_some();
        let fits = match task.status {
            TaskStatus::Queued | TaskStatus::Running | TaskStatus::Cancelled => true,
            TaskStatus::Settled => task.is_complete() && approved,
            TaskStatus::Failed { reason } => {
                task.is_complete() && !approved && task.last_close == Some(reason)
            }
        };
        ensure(fits, || format!("is {}, but its slots are not", task.status.word()))?;
        let done = task.slots.iter().zip(0..).all(|(slot, number)| match slot.state {
            SlotState::Approved(assignment) => self.assignments.get(assignment).is_some_and(|row| {
                let approved = row.status == AssignmentStatus::Ended(Outcome::Approved);
                approved && (row.task, row.slot) == (id, number)
            }),
            SlotState::Waiting { .. } | SlotState::Assigned(_) | SlotState::Closed(_) => true,
        });
        ensure(done, || "has an approved slot without approved work".into())
    }

    fn check_assignments(&self) -> Checked {
        for (id, row) in self.assignments.iter() {
            self.check_assignment(id, row).map_err(|broken| format!("assignment {id} {broken}"))?;
        }
        Ok(())
    }

    fn check_assignment(&self, id: AssignmentId, row: &Assignment) -> Checked {
        let task = self.tasks.get(row.task).ok_or("is for a task that is not there")?;
        let model = self.models.at(task.model).ok_or("is for a model that is not registered")?;
        let rules = self.versions.get(&row.version).ok_or("has parameters that are not kept")?;
        let slot = task.slots.get(usize::from(row.slot)).ok_or("is for a slot that its task has not")?;
        self.miners.at(row.miner).ok_or("is of a miner that is not registered")?;
        let state = match row.status {
            AssignmentStatus::Ended(Outcome::Approved) => Some(SlotState::Approved(id)),
            AssignmentStatus::Ended(_) => None,
            _ => Some(SlotState::Assigned(id)),
        };
        let held = [SlotState::Approved(id), SlotState::Assigned(id)].contains(&slot.state);
        ensure(state.map_or(!held, |state| slot.state == state), || "does not fit its slot".into())?;

        let delivered = row.seal.is_some() && (1..=task.units).contains(&row.units_done);
        let nothing = row.seal.is_none() && row.units_done == 0 && row.rounds.is_empty();
        let rounds = row.rounds.len() as u64;
        let last = row.rounds.last();
        let current = |round: u8| rounds > 0 && u64::from(round) == rounds && delivered;
        let fits = match row.status {
            AssignmentStatus::Leased { until } => until == row.lease_until && nothing,
            AssignmentStatus::Submitted { .. } => delivered && rounds < rules.queue.max_rounds,
            AssignmentStatus::Committing { round, until } => {
                current(round)
                    && last.is_some_and(|last| last.commit_until == until && last.reveal_until.is_none())
            }
            AssignmentStatus::Revealing { round, until } => {
                current(round) && last.is_some_and(|last| last.reveal_until == Some(until))
            }
            AssignmentStatus::Ended(Outcome::Approved | Outcome::Rejected { .. }) => delivered && rounds > 0,
            AssignmentStatus::Ended(_) => delivered || nothing,
        };
        ensure(fits && rounds <= rules.queue.max_rounds, || {
            format!("is {} after {rounds} rounds, which does not fit", row.status.word())
        })?;
        let mut needed = model.terms.committee as usize;
        for round in &row.rounds {
            let hidden = round.reveal_until.is_none();
            let seats = round.seats.iter();
            let shown = seats.filter(|seat| seat.verdict.is_some());
            let orderly = shown.clone().all(|seat| seat.commitment.is_some() && !hidden);
            ensure(round.seats.len() == needed && orderly, || "has a committee that cannot be".into())?;
            needed += 2;
        }
        let earlier = row.rounds.iter().rev().skip(1);
        let ended = earlier.into_iter().all(|round| round.reveal_until.is_some());
        ensure(ended, || "has a round that never ended".into())?;
        let mut judges: Vec<_> = row.seats().map(|seat| seat.validator).collect();
        judges.sort_unstable();
        let known = judges.last().is_none_or(|judge| *judge < self.validators.len());
        ensure(known && judges.is_sorted_by(|a, b| a < b), || {
            "is judged by somebody twice, or by nobody who is registered".into()
        })
    }

    fn check_cases(&self) -> Checked {
        for (id, case) in self.cases.iter() {
            self.check_case(case).map_err(|broken| format!("case {id} {broken}"))?;
        }
        Ok(())
    }

    fn check_case(&self, case: &Case) -> Checked {
        self.versions.get(&case.version).ok_or("has parameters that are not kept")?;
        self.miners.at(case.miner).ok_or("is about a miner that is not registered")?;
        let is_open = case.status.is_open();
        ensure(case.ended.is_some() != is_open, || "is open or over, against its end".into())?;
        ensure(matches!(case.phase, 1 | 2), || format!("was opened in phase {}", case.phase))?;
        ensure(case.severity <= case.reported, || "is graver than what was reported".into())?;
        let fits = match case.status {
            CaseStatus::UnderReview { until } => until == case.window_until && case.appeal_until.is_none(),
            CaseStatus::Decided { until } => case.appeal_until == Some(until),
            CaseStatus::Appealed { until } => until == case.window_until && case.appeal_until.is_some(),
            CaseStatus::Executed | CaseStatus::Dismissed | CaseStatus::Lapsed => true,
        };
        ensure(fits, || "has windows that do not fit its status".into())?;
        ensure(!case.rejections.is_empty(), || "is about nothing".into())?;
        // What a case that is over was about may be dropped.
        let rejected = |id| {
            let row = self.assignments.get(id);
            row.is_some_and(|row| {
                let rejected = matches!(row.status, AssignmentStatus::Ended(Outcome::Rejected { .. }));
                rejected && row.miner == case.miner
            })
        };
        let founded = !is_open || case.rejections.iter().all(|id| rejected(*id));
        ensure(founded, || "is about work of its miner that was not rejected".into())?;
        let distinct: BTreeSet<_> = case.rejections.iter().collect();
        ensure(distinct.len() == case.rejections.len(), || "names a rejection twice".into())
    }

    fn check_proposals(&self) -> Checked {
        for (id, row) in self.proposals.iter() {
            self.check_proposal(row).map_err(|broken| format!("proposal {id} {broken}"))?;
        }
        Ok(())
    }

    fn check_proposal(&self, row: &Proposal) -> Checked {
        self.versions.get(&row.base).ok_or("is based on parameters that are not kept")?;
        let fits = match row.status {
            ProposalStatus::Voting { until } => until == row.voting_until && row.ended.is_none(),
            ProposalStatus::Passed { .. } => row.ended.is_none(),
            ProposalStatus::Ended(_) => row.ended.is_some(),
        };
        ensure(fits, || format!("is {}, against its times", row.status.word()))
    }

    fn check_epochs(&self) -> Checked {
        let begun = self.epochs.start.map_or(self.now == 0, |start| start <= self.now);
        ensure(begun, || "it is earlier than the first command was".into())?;
        let registered = [self.models.len(), self.miners.len(), self.validators.len()];
        match self.epochs.audit(self.epoch(), registered, self.ledger.delegations()) {
            None => Ok(()),
            Some(broken) => Err(broken.into()),
        }
    }
}
