//! Event → state: the only code that changes a domain.

use serde::Serialize;
use thiserror::Error;

use crate::address::Address;
use crate::assignment::{Assignment, Round};
use crate::case::{Case, CaseStatus};
use crate::domain::{Domain, Unbonding};
use crate::event::{Event, Subject};
use crate::id::{AssignmentId, CaseId, ProposalId, TaskId};
use crate::ledger::{BadMove, Place};
use crate::miner::{Membership, Miner};
use crate::model::{Model, ModelStatus};
use crate::proposal::{Proposal, ProposalStatus};
use crate::registry::Ix;
use crate::routing::SumTree;
use crate::task::{Task, TaskStatus};
use crate::validator::Validator;
use crate::word::Role;

/// An event does not fit the state that it is replayed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize)]
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

mod assignments;
mod epochs;
mod members;
mod review;
mod tasks;
mod weights;

type Evolved = Result<(), Inconsistent>;

const fn missing(missing: &'static str) -> Inconsistent {
    Inconsistent { missing }
}

const fn fits(fits: bool, expected: &'static str) -> Evolved {
    if fits { Ok(()) } else { Err(missing(expected)) }
}

impl Domain {
    /// Changes the state by the facts of one applied command.
    pub(crate) fn replay_list(&mut self, events: &[Event]) -> Evolved {
        fits(!events.is_empty(), "at least one event of each command")?;
        events.iter().try_for_each(|event| self.evolve(event))?;
        self.seal_entry(events);
        Ok(())
    }

    /// Changes the state by one fact.
    pub(crate) fn evolve(&mut self, event: &Event) -> Evolved {
        match event {
            Event::NonceUsed { signer, nonce } => {
                fits(*nonce == self.nonce(signer), "the signer's next nonce")?;
                self.nonces.insert(*signer, nonce.checked_add(1).ok_or(missing("a nonce below 2^64-1"))?);
                Ok(())
            }
            Event::Clock { now } => {
                fits(*now >= self.now, "a later time")?;
                self.epochs.start.get_or_insert(*now);
                self.now = *now;
                Ok(())
            }
            Event::Moved { from, to, amount, .. } => self.money_moved(*from, *to, *amount),
            Event::ModelRegistered { model, creator, terms } => {
                fits(self.models.get(model).is_none(), "a new model")?;
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
            Event::TaskSubmitted { task, consumer, model, units, input, .. } => {
                fits(*task == self.tasks.next_id(), "the next task")?;
                self.task_submitted(*consumer, model, *units, *input)
            }
            Event::TaskCancelled { task } => {
                for slot in 0..self.task_row(*task)?.slots.len() {
                    self.stop_waiting((*task, slot as u16))?;
                }
                self.task_ended(*task, TaskStatus::Cancelled)
            }
            Event::TaskSettled { task, work, seats, .. } => self.task_settled(*task, work, seats),
            Event::TaskFailed { task, reason } => {
                self.task_ended(*task, TaskStatus::Failed { reason: *reason })
            }
            Event::SlotReopened { task, slot } => self.start_waiting((*task, *slot)),
            Event::SlotClosed { task, slot, reason } => self.slot_closed((*task, *slot), *reason),
            Event::Leased { assignment, task, slot, miner, until } => {
                fits(*assignment == self.assignments.next_id(), "the next assignment")?;
                self.leased((*task, *slot), miner, *until)
            }
            Event::ResultSubmitted { assignment, units_done, seal, .. } => {
                let row = self.assignment_row(*assignment)?;
                row.units_done = *units_done;
                row.seal = Some(*seal);
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
            Event::RoundUndecided { assignment } => self.await_seats(*assignment),
            Event::AssignmentEnded { assignment, outcome } => self.assignment_ended(*assignment, *outcome),
            Event::TrustChanged { subject, evidence } => {
                let epoch = self.epoch();
                match subject {
                    Subject::Miner(miner) => {
                        let ix = self.miner_ix(miner)?;
                        self.epochs.book_mut(epoch).seen_miners.insert(ix);
                        self.miner_at(ix)?.evidence = *evidence;
                        self.reweigh_miner(ix)
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
                        self.models.at_mut(ix).ok_or(missing("a model"))?.evidence = *evidence;
                        Ok(())
                    }
                }
            }
            Event::EvidenceReturned { miner, evidence } => {
                self.change_miner(miner, |row| row.evidence = *evidence)
            }
            Event::CaseOpened { case, miner, assignment, severity, until } => {
                fits(*case == self.cases.next_id(), "the next case")?;
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
                    ended: None,
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
            Event::CaseAppealed { case, until, .. } => {
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
                fits(*proposal == self.proposals.next_id(), "the next proposal")?;
                self.proposals.push(Proposal {
                    proposer: *proposer,
                    base: *base,
                    params: params.clone(),
                    voting_until: *until,
                    votes: Default::default(),
                    ended: None,
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
                        self.note_collateral(ix)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

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
