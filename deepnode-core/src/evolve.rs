//! Event → state: the only code that changes a domain.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use thiserror::Error;

use crate::address::Address;
use crate::assignment::{Assignment, AssignmentStatus, Outcome, Round, Seat};
use crate::case::{Case, CaseStatus};
use crate::domain::{Domain, Unbonding};
use crate::epoch::EpochBook;
use crate::event::{Event, Subject};
use crate::id::{AssignmentId, CaseId, ProposalId, TaskId, Time};
use crate::ledger::{BadMove, Place};
use crate::miner::{Membership, Miner, MinerStatus};
use crate::model::{Model, ModelStatus};
use crate::proposal::{Proposal, ProposalOutcome, ProposalStatus};
use crate::registry::Ix;
use crate::routing::SumTree;
use crate::task::{Slot, SlotState, Task, TaskStatus};
use crate::validator::Validator;
use crate::word::{CloseReason, Role};

/// An event does not fit the state that it is replayed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an event does not fit the state: {missing}")]
pub struct Inconsistent {
    /// What the event expected to find.
    pub missing: &'static str,
}

impl From<BadMove> for Inconsistent {
    fn from(_: BadMove) -> Self {
        Self { missing: "the money that moves" }
    }
}

type Evolved = Result<(), Inconsistent>;

const fn missing(missing: &'static str) -> Inconsistent {
    Inconsistent { missing }
}

impl Domain {
    /// Changes the state by one fact.
    pub(crate) fn evolve(&mut self, event: &Event) -> Evolved {
        match event {
            Event::Clock { now } => {
                self.epochs.start.get_or_insert(*now);
                self.now = *now;
                Ok(())
            }
            Event::Moved { from, to, amount, .. } => self.money_moved(*from, *to, *amount),
            Event::ModelRegistered { model, creator, terms } => {
                let row = Model {
                    id: *model,
                    creator: *creator,
                    terms: (**terms).clone(),
                    status: ModelStatus::Pending,
                    difficulty: 0,
                    evidence: Default::default(),
                    vwu: 0,
                };
                self.models.push(*model, row);
                self.workers.push(SumTree::default());
                Ok(())
            }
            Event::ModelAdmitted { model, difficulty } => {
                let row = self.model_mut(model)?;
                row.status = ModelStatus::Admitted;
                row.difficulty = *difficulty;
                Ok(())
            }
            Event::ModelRetired { model } => {
                self.model_mut(model)?.status = ModelStatus::Retired;
                Ok(())
            }
            Event::MinerRegistered { miner, models, slots } => self.miner_registered(miner, models, *slots),
            Event::MinerPaused { miner, paused } => self.change_miner(miner, |row| row.paused = *paused),
            Event::MinerExiting { miner, until } => {
                self.change_miner(miner, |row| row.membership = Membership::Exiting { until: *until })?;
                let ix = self.miner_ix(miner)?;
                self.agenda.miner_exits.set(*until, ix);
                Ok(())
            }
            Event::MinerLeft { miner, banned } => self.miner_left(miner, *banned),
            Event::ValidatorRegistered { validator } => {
                let ix = match self.validators.ix(validator) {
                    Some(ix) => ix,
                    None => self.validators.push(*validator, Validator::new(*validator)),
                };
                self.validator_at(ix)?.membership = Membership::Member;
                self.reweigh_validator(ix)
            }
            Event::ValidatorExiting { validator, until } => {
                let ix = self.validator_ix(validator)?;
                self.validator_at(ix)?.membership = Membership::Exiting { until: *until };
                self.agenda.validator_exits.set(*until, ix);
                self.reweigh_validator(ix)
            }
            Event::ValidatorLeft { validator } => {
                let ix = self.validator_ix(validator)?;
                let row = self.validator_at(ix)?;
                if let Membership::Exiting { until } = row.membership {
                    row.membership = Membership::Deregistered;
                    self.agenda.validator_exits.clear(until, ix);
                }
                Ok(())
            }
            Event::UnbondingStarted { staker, amount, until } => {
                self.unbondings_made += 1;
                let row = Unbonding { staker: *staker, amount: *amount, until: *until };
                self.unbondings.insert(self.unbondings_made, row);
                self.agenda.unbondings.set(*until, self.unbondings_made);
                Ok(())
            }
            Event::UnbondingEnded { unbonding } => {
                let row = self.unbondings.remove(unbonding).ok_or(missing("an unbonding"))?;
                self.agenda.unbondings.clear(row.until, *unbonding);
                Ok(())
            }
            Event::TaskSubmitted { consumer, model, units, input, .. } => {
                self.task_submitted(*consumer, model, *units, *input)
            }
            Event::TaskCancelled { task } => {
                for slot in 0..self.task_row(*task)?.slots.len() {
                    self.stop_waiting((*task, slot as u16))?;
                }
                self.task_row(*task)?.status = TaskStatus::Cancelled;
                Ok(())
            }
            Event::TaskSettled { task, work, seats, .. } => self.task_settled(*task, work, seats),
            Event::TaskFailed { task, reason } => {
                self.agenda.complete.remove(task);
                self.task_row(*task)?.status = TaskStatus::Failed { reason: *reason };
                Ok(())
            }
            Event::SlotReopened { task, slot } => self.start_waiting((*task, *slot)),
            Event::SlotClosed { task, slot, reason } => self.slot_closed((*task, *slot), *reason),
            Event::Leased { task, slot, miner, until, .. } => self.leased((*task, *slot), miner, *until),
            Event::ResultSubmitted { assignment, units_done, seal, .. } => {
                let row = self.assignment_row(*assignment)?;
                row.units_done = *units_done;
                row.seal = Some(*seal);
                let until = row.lease_until;
                self.agenda.leases.clear(until, *assignment);
                self.await_seats(*assignment)
            }
            Event::Seated { assignment, validators, until, .. } => {
                self.seated(*assignment, validators, *until)
            }
            Event::VerdictCommitted { assignment, validator, commitment } => {
                let ix = self.validator_ix(validator)?;
                let row = self.assignment_row(*assignment)?;
                row.seat_mut(ix).ok_or(missing("a seat"))?.commitment = Some(*commitment);
                if row.rounds.last().is_some_and(Round::all_committed) {
                    self.agenda.ready.insert(*assignment);
                }
                Ok(())
            }
            Event::RevealingStarted { assignment, until } => self.revealing_started(*assignment, *until),
            Event::VerdictRevealed { assignment, validator, verdict, .. } => {
                let ix = self.validator_ix(validator)?;
                let row = self.assignment_row(*assignment)?;
                row.seat_mut(ix).ok_or(missing("a seat"))?.verdict = Some(*verdict);
                if row.rounds.last().is_some_and(Round::all_revealed) {
                    self.agenda.ready.insert(*assignment);
                }
                Ok(())
            }
            Event::RoundUndecided { assignment } => {
                self.leave_status(*assignment)?;
                self.await_seats(*assignment)
            }
            Event::AssignmentEnded { assignment, outcome } => self.assignment_ended(*assignment, *outcome),
            Event::TrustChanged { subject, evidence } => {
                let epoch = self.epoch();
                match subject {
                    Subject::Miner(miner) => {
                        let ix = self.miner_ix(miner)?;
                        self.epochs.book_mut(epoch).seen_miners.insert(ix);
                        self.change_miner(miner, |row| row.evidence = *evidence)
                    }
                    Subject::Validator(validator) => {
                        let ix = self.validator_ix(validator)?;
                        self.epochs.book_mut(epoch).seen_validators.insert(ix);
                        self.validator_at(ix)?.evidence = *evidence;
                        self.reweigh_validator(ix)
                    }
                    Subject::Model(model) => {
                        let ix = self.models.ix(model).ok_or(missing("a model"))?;
                        self.epochs.book_mut(epoch).seen_models.insert(ix);
                        self.model_mut(model)?.evidence = *evidence;
                        Ok(())
                    }
                }
            }
            Event::EvidenceReturned { miner, evidence } => {
                self.change_miner(miner, |row| row.evidence = *evidence)
            }
            Event::CaseOpened { case, miner, assignment, severity, until } => {
                let ix = self.miner_ix(miner)?;
                self.cases.push(Case {
                    version: self.params_version(),
                    phase: self.in_force.phase,
                    rejections: alloc::vec![*assignment],
                    reported: *severity,
                    severity: *severity,
                    status: CaseStatus::UnderReview { until: *until },
                    window_until: *until,
                    appeal_until: None,
                    miner: ix,
                });
                self.agenda.cases.set(*until, *case);
                self.change_miner(miner, |row| row.case = Some(*case))?;
                self.case_changed(*case)
            }
            Event::CaseAppended { case, assignment, severity, until } => {
                self.set_case_status(*case, CaseStatus::UnderReview { until: *until })?;
                let row = self.case_row(*case)?;
                row.rejections.push(*assignment);
                row.reported = *severity;
                row.severity = *severity;
                row.window_until = *until;
                row.appeal_until = None;
                self.case_changed(*case)
            }
            Event::CaseDecided { case, severity, until } => {
                if let Some(until) = *until {
                    self.set_case_status(*case, CaseStatus::Decided { until })?;
                    self.case_row(*case)?.appeal_until = Some(until);
                }
                self.case_row(*case)?.severity = *severity;
                self.case_changed(*case)
            }
            Event::CaseAppealed { case, until } => {
                self.set_case_status(*case, CaseStatus::Appealed { until: *until })?;
                self.case_row(*case)?.window_until = *until;
                Ok(())
            }
            Event::CaseExecuted { case } => self.case_ended(*case, CaseStatus::Executed),
            Event::CaseDismissed { case } => self.case_ended(*case, CaseStatus::Dismissed),
            Event::CaseLapsed { case } => self.case_ended(*case, CaseStatus::Lapsed),
            Event::BeaconTurned { beacon, next } => {
                self.beacon = *beacon;
                self.next = Some(*next);
                Ok(())
            }
            Event::EpochClosed { new_money, .. } => self.epoch_closed(*new_money),
            Event::Proposed { proposal, proposer, base, params, until } => {
                self.proposals.push(Proposal {
                    proposer: *proposer,
                    base: *base,
                    params: params.clone(),
                    voting_until: *until,
                    votes: Default::default(),
                    status: ProposalStatus::Voting { until: *until },
                });
                self.agenda.proposals.set(*until, *proposal);
                Ok(())
            }
            Event::Voted { proposal, voter, choice } => {
                self.proposal_row(*proposal)?.votes.insert(*voter, *choice);
                Ok(())
            }
            Event::ProposalEnded { proposal, outcome, until } => {
                self.proposal_ended(*proposal, *outcome, *until)
            }
            Event::RoleOffered { role, to } => {
                self.offers.insert(*role, *to);
                Ok(())
            }
            Event::RoleAccepted { role, holder } => {
                self.offers.remove(role);
                let place = self.in_force.holder_mut(*role);
                if *role == Role::Sequencer && *place != *holder {
                    self.next = None;
                }
                *place = *holder;
                Ok(())
            }
            Event::PhaseTwoBegun {} => {
                self.in_force.phase = 2;
                Ok(())
            }
        }
    }

    fn money_moved(&mut self, from: Place, to: Place, amount: crate::Amount) -> Evolved {
        let delegation = [from, to].into_iter().find_map(|place| match place {
            Place::Delegation { staker, validator } => Some((place, (staker, validator))),
            _ => None,
        });
        let before = delegation.map(|(place, _)| self.ledger.at(place));
        self.ledger.transfer(from, to, amount)?;
        if let Some(((place, pair), before)) = delegation.zip(before) {
            let epoch = self.epoch();
            self.epochs.delegation_changed(pair, epoch, before, self.ledger.at(place));
            self.reweigh_validator(self.validator_ix(&pair.1)?)?;
        }
        for place in [from, to] {
            match place {
                // The money may come before the registration.
                Place::Stake(validator) => {
                    if let Some(ix) = self.validators.ix(&validator) {
                        self.reweigh_validator(ix)?;
                    }
                }
                Place::Collateral(miner) => {
                    if let Some(ix) = self.miners.ix(&miner) {
                        self.reweigh_miner(ix)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    // Miners.

    fn miner_registered(&mut self, miner: &Address, models: &[crate::ModelId], slots: u32) -> Evolved {
        let served: BTreeSet<Ix> = models.iter().filter_map(|model| self.models.ix(model)).collect();
        let ix = match self.miners.ix(miner) {
            Some(ix) => ix,
            None => self.miners.push(*miner, Miner::new(*miner)),
        };
        // Who was out has no weight in the models of an earlier registration.
        let row = self.miner_at(ix)?;
        row.membership = Membership::Member;
        row.paused = false;
        row.slots = slots;
        row.models = served.into_iter().collect();
        self.reweigh_miner(ix)
    }

    fn miner_left(&mut self, miner: &Address, banned: bool) -> Evolved {
        let ix = self.miner_ix(miner)?;
        if let Membership::Exiting { until } = self.miner_at(ix)?.membership {
            self.agenda.miner_exits.clear(until, ix);
        }
        let left = if banned { Membership::Banned } else { Membership::Deregistered };
        self.change_miner(miner, |row| row.membership = left)
    }

    fn change_miner(&mut self, miner: &Address, change: impl FnOnce(&mut Miner)) -> Evolved {
        let ix = self.miner_ix(miner)?;
        change(self.miner_at(ix)?);
        self.reweigh_miner(ix)
    }

    /// `floor(trust, trust) * (slots - in_flight)`, or nothing for a miner that may not get tasks now.
    pub(crate) fn lease_weight(&self, miner: &Miner) -> u128 {
        let score = miner.evidence.score();
        let free = u128::from(miner.slots).saturating_sub(miner.in_flight.len() as u128);
        let eligible = miner.status() == MinerStatus::Active
            && score >= self.in_force.trust.floor.0
            && self.ledger.at(Place::Collateral(miner.address)).units()
                >= self.in_force.minimum_collateral(miner.slots);
        if eligible { crate::Rate(score).floor_of(score.into()) * free } else { 0 }
    }

    fn reweigh_miner(&mut self, ix: Ix) -> Evolved {
        let weight = self.lease_weight(self.miners.at(ix).ok_or(missing("a miner"))?);
        let row = self.miners.at_mut(ix).ok_or(missing("a miner"))?;
        if row.weight != weight {
            row.weight = weight;
            for model in &row.models {
                self.workers.get_mut(*model as usize).ok_or(missing("a model"))?.set(ix, weight);
            }
        }
        Ok(())
    }

    // Validators.

    /// `floor(min(stake, cap), trust) / 10^12`, at least 1, or nothing for one that may not be seated.
    pub(crate) fn seat_weight(&self, validator: &Validator, cap: crate::Amount) -> u128 {
        if !validator.is_active() {
            return 0;
        }
        let stake = self.ledger.weight_of(validator.address).min(cap);
        let trusted = crate::Rate(validator.evidence.score()).floor(stake);
        (trusted.units() / 1_000_000_000_000).max(1)
    }

    fn reweigh_validator(&mut self, ix: Ix) -> Evolved {
        let row = self.validators.at(ix).ok_or(missing("a validator"))?;
        let weights: Vec<u128> = self.judges.keys().map(|cap| self.seat_weight(row, *cap)).collect();
        for (tree, weight) in self.judges.values_mut().zip(weights) {
            tree.set(ix, weight);
        }
        Ok(())
    }

    /// Builds the tree of the cap in force and drops those that no assignment needs any more.
    fn renew_judges(&mut self) {
        let mut caps: BTreeSet<crate::Amount> =
            self.live_by_version.keys().map(|version| self.version(*version).stake_cap).collect();
        caps.insert(self.in_force.stake_cap);
        self.judges.retain(|cap, _| caps.contains(cap));
        for cap in caps {
            if !self.judges.contains_key(&cap) {
                let mut tree = SumTree::default();
                for (row, ix) in self.validators.rows().zip(0..) {
                    tree.set(ix, self.seat_weight(row, cap));
                }
                self.judges.insert(cap, tree);
            }
        }
    }

    // Tasks and slots.

    fn task_submitted(
        &mut self,
        consumer: Address,
        model: &crate::ModelId,
        units: u32,
        input: crate::Hash,
    ) -> Evolved {
        let ix = self.models.ix(model).ok_or(missing("a model"))?;
        let row = self.models.at(ix).ok_or(missing("a model"))?;
        let replicas = row.terms.replicas;
        let slot = Slot { attempts: 0, state: SlotState::Waiting { since: self.now } };
        let task = self.tasks.push(Task {
            consumer,
            units,
            unit_price: row.terms.unit_price,
            difficulty: row.difficulty,
            input,
            version: self.params_version(),
            status: TaskStatus::Queued,
            slots: alloc::vec![slot; replicas.into()],
            assignments: alloc::vec![],
            last_close: None,
            model: ix,
        });
        (0..replicas).try_for_each(|slot| self.start_waiting((task, slot)))
    }

    fn start_waiting(&mut self, key: (TaskId, u16)) -> Evolved {
        let since = self.now;
        let task = self.task_row(key.0)?;
        slot_of(task, key.1)?.state = SlotState::Waiting { since };
        let (model, version) = (task.model, task.version);
        self.waiting.entry(model).or_default().insert(key);
        let until = since.saturating_add(self.version(version).queue.wait_ms);
        self.agenda.waits.set(until, key);
        Ok(())
    }

    fn stop_waiting(&mut self, key: (TaskId, u16)) -> Evolved {
        let task = self.task_row(key.0)?;
        let (model, version) = (task.model, task.version);
        if let SlotState::Waiting { since } = slot_of(task, key.1)?.state {
            let until = since.saturating_add(self.version(version).queue.wait_ms);
            self.agenda.waits.clear(until, key);
            if let Some(slots) = self.waiting.get_mut(&model) {
                slots.remove(&key);
                if slots.is_empty() {
                    self.waiting.remove(&model);
                }
            }
        }
        Ok(())
    }

    fn slot_closed(&mut self, key: (TaskId, u16), reason: CloseReason) -> Evolved {
        self.stop_waiting(key)?;
        let task = self.task_row(key.0)?;
        slot_of(task, key.1)?.state = SlotState::Closed(reason);
        task.last_close = Some(reason);
        self.note_if_complete(key.0)
    }

    fn note_if_complete(&mut self, task: TaskId) -> Evolved {
        if self.task_row(task)?.is_complete() {
            self.agenda.complete.insert(task);
        }
        Ok(())
    }

    fn task_settled(
        &mut self,
        task: TaskId,
        work: &[crate::event::VerifiedWork],
        seats: &[Address],
    ) -> Evolved {
        self.agenda.complete.remove(&task);
        let row = self.task_row(task)?;
        row.status = TaskStatus::Settled;
        let model = row.model;
        let epoch = self.epoch();
        for done in work {
            let row = self.assignment_row(done.assignment)?;
            row.vwu = done.vwu;
            let miner = row.miner;
            self.miner_at(miner)?.vwu += done.vwu;
            self.models.at_mut(model).ok_or(missing("a model"))?.vwu += done.vwu;
            let book = self.epochs.book_mut(epoch);
            *book.models.entry(model).or_default() += done.vwu;
            *book.miners.entry(miner).or_default() += crate::Rate(done.score).floor_of(done.vwu);
        }
        for seat in seats {
            let ix = self.validator_ix(seat)?;
            *self.epochs.book_mut(epoch).validators.entry(ix).or_default() += 1;
        }
        self.epochs.book_mut(epoch).settled = true;
        Ok(())
    }

    // Assignments.

    fn leased(&mut self, key: (TaskId, u16), miner: &Address, until: Time) -> Evolved {
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
        task.assignments.push(id);
        let slot = slot_of(task, key.1)?;
        slot.attempts += 1;
        slot.state = SlotState::Assigned(id);
        *self.live_by_version.entry(version).or_default() += 1;
        self.agenda.leases.set(until, id);
        self.change_miner(miner, |row| {
            row.in_flight.insert(id);
        })
    }

    /// The seats that the coming round of an assignment needs.
    pub(crate) fn seats_needed(&self, assignment: &Assignment) -> u32 {
        let task = self.tasks.get(assignment.task);
        let committee = task.and_then(|task| self.models.at(task.model)).map_or(1, |m| m.terms.committee);
        committee + 2 * u32::from(assignment.last_round())
    }

    fn undecided_after(&self, assignment: &Assignment, since: Time) -> Time {
        since.saturating_add(self.version(assignment.version).queue.undecided_after_ms)
    }

    fn await_seats(&mut self, assignment: AssignmentId) -> Evolved {
        let since = self.now;
        self.assignment_row(assignment)?.status = AssignmentStatus::Submitted { since };
        let row = self.assignments.get(assignment).ok_or(missing("an assignment"))?;
        let (needed, until) = (self.seats_needed(row), self.undecided_after(row, since));
        self.agenda.seats.insert((needed, assignment));
        self.agenda.undecided.set(until, assignment);
        Ok(())
    }

    /// Takes an assignment off the agenda of its status, and its validators out of their seats.
    fn leave_status(&mut self, assignment: AssignmentId) -> Evolved {
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

    fn seated(&mut self, assignment: AssignmentId, validators: &[Address], until: Time) -> Evolved {
        self.leave_status(assignment)?;
        let mut seats = Vec::with_capacity(validators.len());
        for validator in validators {
            let ix = self.validator_ix(validator)?;
            self.validator_at(ix)?.seated += 1;
            seats.push(Seat { commitment: None, verdict: None, validator: ix });
        }
        let row = self.assignment_row(assignment)?;
        row.rounds.push(Round { seats, commit_until: until, reveal_until: None });
        row.status = AssignmentStatus::Committing { round: row.last_round(), until };
        self.agenda.phases.set(until, assignment);
        Ok(())
    }

    fn revealing_started(&mut self, assignment: AssignmentId, until: Time) -> Evolved {
        let row = self.assignment_row(assignment)?;
        let AssignmentStatus::Committing { round, until: commit_until } = row.status else {
            return Err(missing("an assignment whose committee commits"));
        };
        row.status = AssignmentStatus::Revealing { round, until };
        let last = row.rounds.last_mut().ok_or(missing("a round"))?;
        last.reveal_until = Some(until);
        let nothing_to_reveal = last.all_revealed();
        self.agenda.phases.clear(commit_until, assignment);
        self.agenda.phases.set(until, assignment);
        self.agenda.ready.remove(&assignment);
        if nothing_to_reveal {
            self.agenda.ready.insert(assignment);
        }
        Ok(())
    }

    fn assignment_ended(&mut self, assignment: AssignmentId, outcome: Outcome) -> Evolved {
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
        self.miner_at(miner)?.in_flight.remove(&assignment);
        self.reweigh_miner(miner)?;
        if outcome == Outcome::Approved {
            slot_of(self.task_row(task)?, slot)?.state = SlotState::Approved(assignment);
            self.note_if_complete(task)?;
        }
        Ok(())
    }

    // Cases.

    fn set_case_status(&mut self, case: CaseId, status: CaseStatus) -> Evolved {
        let row = self.case_row(case)?;
        let before = row.status.until();
        row.status = status;
        if let Some(until) = before {
            self.agenda.cases.clear(until, case);
        }
        if let Some(until) = status.until() {
            self.agenda.cases.set(until, case);
        }
        Ok(())
    }

    /// Suspends the miner, or lets it work, by the severity that would execute now.
    fn case_changed(&mut self, case: CaseId) -> Evolved {
        let row = self.cases.get(case).ok_or(missing("a case"))?;
        let suspended = row.status.is_open() && self.version(row.version).severity.of(row.severity).suspend;
        let ix = row.miner;
        self.miner_at(ix)?.suspended = suspended;
        self.reweigh_miner(ix)
    }

    fn case_ended(&mut self, case: CaseId, status: CaseStatus) -> Evolved {
        self.set_case_status(case, status)?;
        let miner = self.case_row(case)?.miner;
        self.miner_at(miner)?.case = None;
        self.case_changed(case)
    }

    // Epochs and governance.

    fn epoch_closed(&mut self, new_money: crate::Amount) -> Evolved {
        let EpochBook { seen_models, seen_miners, seen_validators, .. } = self.epochs.close(new_money);
        let idle = self.in_force.trust.idle_decay;
        for (row, ix) in self.models.rows_mut().zip(0..) {
            if !seen_models.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        for (row, ix) in self.miners.rows_mut().zip(0..) {
            if !seen_miners.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        for (row, ix) in self.validators.rows_mut().zip(0..) {
            if !seen_validators.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        self.reweigh_everybody()
    }

    fn reweigh_everybody(&mut self) -> Evolved {
        (0..self.miners.len()).try_for_each(|ix| self.reweigh_miner(ix))?;
        (0..self.validators.len()).try_for_each(|ix| self.reweigh_validator(ix))
    }

    fn proposal_ended(
        &mut self,
        proposal: ProposalId,
        outcome: ProposalOutcome,
        until: Option<Time>,
    ) -> Evolved {
        let row = self.proposal_row(proposal)?;
        let due = match row.status {
            ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => until,
            ProposalStatus::Ended(_) => return Err(missing("a proposal that is not over")),
        };
        row.status = match until {
            Some(until) => ProposalStatus::Passed { until },
            None => ProposalStatus::Ended(outcome),
        };
        let params = row.params.clone();
        self.agenda.proposals.clear(due, proposal);
        if let Some(until) = until {
            self.agenda.proposals.set(until, proposal);
        }
        if outcome == ProposalOutcome::InForce {
            let roles = core::mem::replace(&mut self.in_force, *params);
            for role in Role::ALL {
                *self.in_force.holder_mut(*role) = roles.holder(*role);
            }
            self.in_force.phase = roles.phase;
            self.versions.push(self.in_force.clone());
            self.renew_judges();
            self.reweigh_everybody()?;
        }
        Ok(())
    }

    // Rows.

    fn miner_ix(&self, miner: &Address) -> Result<Ix, Inconsistent> {
        self.miners.ix(miner).ok_or(missing("a miner"))
    }

    fn miner_at(&mut self, ix: Ix) -> Result<&mut Miner, Inconsistent> {
        self.miners.at_mut(ix).ok_or(missing("a miner"))
    }

    fn validator_ix(&self, validator: &Address) -> Result<Ix, Inconsistent> {
        self.validators.ix(validator).ok_or(missing("a validator"))
    }

    fn validator_at(&mut self, ix: Ix) -> Result<&mut Validator, Inconsistent> {
        self.validators.at_mut(ix).ok_or(missing("a validator"))
    }

    fn model_mut(&mut self, model: &crate::ModelId) -> Result<&mut Model, Inconsistent> {
        let ix = self.models.ix(model).ok_or(missing("a model"))?;
        self.models.at_mut(ix).ok_or(missing("a model"))
    }

    fn task_row(&mut self, task: TaskId) -> Result<&mut Task, Inconsistent> {
        self.tasks.get_mut(task).ok_or(missing("a task"))
    }

    fn assignment_row(&mut self, assignment: AssignmentId) -> Result<&mut Assignment, Inconsistent> {
        self.assignments.get_mut(assignment).ok_or(missing("an assignment"))
    }

    fn case_row(&mut self, case: CaseId) -> Result<&mut Case, Inconsistent> {
        self.cases.get_mut(case).ok_or(missing("a case"))
    }

    fn proposal_row(&mut self, proposal: ProposalId) -> Result<&mut Proposal, Inconsistent> {
        self.proposals.get_mut(proposal).ok_or(missing("a proposal"))
    }
}

fn slot_of(task: &mut Task, slot: u16) -> Result<&mut Slot, Inconsistent> {
    task.slots.get_mut(usize::from(slot)).ok_or(missing("a slot"))
}
