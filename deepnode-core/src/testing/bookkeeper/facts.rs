//! What the events have told so far.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::address::Address;
use crate::assignment::Outcome;
use crate::event::Event;
use crate::id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
use crate::model::ModelTerms;
use crate::params::Params;
use crate::proposal::ProposalOutcome;
use crate::word::{Role, Severity, Verdict};

/// Parameters, holders of roles, and who and what there is, in order of registration.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) start: Option<Time>,
    pub(super) now: Time,
    pub(super) versions: Vec<Params>,
    pub(super) roles: BTreeMap<Role, Address>,
    proposed: BTreeMap<ProposalId, Params>,
    pub(super) models: Vec<ModelFacts>,
    pub(super) miners: Vec<Address>,
    pub(super) validators: Vec<Address>,
    pub(super) tasks: BTreeMap<TaskId, TaskFacts>,
    pub(super) assignments: BTreeMap<AssignmentId, AssignmentFacts>,
    pub(super) cases: BTreeMap<CaseId, CaseFacts>,
}

#[derive(Clone, Debug)]
pub(super) struct ModelFacts {
    pub(super) id: ModelId,
    pub(super) creator: Address,
    pub(super) terms: ModelTerms,
    pub(super) difficulty: u32,
}

#[derive(Clone, Debug)]
pub(super) struct TaskFacts {
    pub(super) consumer: Address,
    pub(super) model: ModelId,
    pub(super) unit_price: u128,
    pub(super) difficulty: u32,
    /// From 1.
    pub(super) version: usize,
    pub(super) assignments: Vec<AssignmentId>,
}

#[derive(Clone, Debug)]
pub(super) struct AssignmentFacts {
    pub(super) task: TaskId,
    pub(super) slot: u16,
    pub(super) miner: Address,
    pub(super) version: usize,
    pub(super) units_done: u32,
    /// Of all rounds, in order.
    pub(super) seats: Vec<(Address, Option<Verdict>)>,
    /// Where the last round begins among the seats.
    pub(super) round: usize,
    pub(super) revealing: bool,
    pub(super) outcome: Option<Outcome>,
}

#[derive(Clone, Debug)]
pub(super) struct CaseFacts {
    pub(super) miner: Address,
    pub(super) version: usize,
    pub(super) severity: Severity,
    pub(super) rejections: Vec<AssignmentId>,
}

impl AssignmentFacts {
    /// The seats whose verdict, of whichever round, fits the final outcome.
    pub(super) fn agreeing(&self) -> impl Iterator<Item = Address> + '_ {
        self.seats.iter().filter(|(_, verdict)| fits(*verdict, self.outcome)).map(|(seat, _)| *seat)
    }
}

/// Whether a verdict agrees with an outcome.
pub(super) const fn fits(verdict: Option<Verdict>, outcome: Option<Outcome>) -> bool {
    match outcome {
        Some(Outcome::Approved) => matches!(verdict, Some(Verdict::Correct)),
        Some(Outcome::Rejected { .. }) => {
            matches!(verdict, Some(Verdict::Minor | Verdict::Major | Verdict::Critical))
        }
        _ => false,
    }
}

impl Facts {
    pub(super) fn new(params: Params) -> Self {
        Self {
            start: None,
            now: 0,
            roles: Role::ALL.iter().map(|role| (*role, params.holder(*role))).collect(),
            versions: alloc::vec![params],
            proposed: BTreeMap::new(),
            models: Vec::new(),
            miners: Vec::new(),
            validators: Vec::new(),
            tasks: BTreeMap::new(),
            assignments: BTreeMap::new(),
            cases: BTreeMap::new(),
        }
    }

    /// The parameters of a version, from 1.
    pub(super) fn version(&self, number: usize) -> &Params {
        &self.versions[number - 1]
    }

    pub(super) fn in_force(&self) -> &Params {
        self.version(self.versions.len())
    }

    pub(super) fn holder(&self, role: Role) -> Address {
        self.roles[&role]
    }

    pub(super) fn model(&self, id: ModelId) -> Option<&ModelFacts> {
        self.models.iter().find(|model| model.id == id)
    }

    pub(super) fn note(&mut self, event: &Event) {
        let version = self.versions.len();
        match event {
            Event::Clock { now } => {
                self.start.get_or_insert(*now);
                self.now = *now;
            }
            Event::ModelRegistered { model, creator, terms } => {
                let (id, creator, terms) = (*model, *creator, (**terms).clone());
                self.models.push(ModelFacts { id, creator, terms, difficulty: 0 });
            }
            Event::ModelAdmitted { model, difficulty } => {
                let found = self.models.iter_mut().filter(|row| row.id == *model);
                found.for_each(|row| row.difficulty = *difficulty);
            }
            Event::MinerRegistered { miner, .. } if !self.miners.contains(miner) => self.miners.push(*miner),
            Event::ValidatorRegistered { validator } if !self.validators.contains(validator) => {
                self.validators.push(*validator);
            }
            Event::TaskSubmitted { task, consumer, model, .. } => {
                let terms = self.model(*model);
                let row = TaskFacts {
                    consumer: *consumer,
                    model: *model,
                    unit_price: terms.map_or(0, |row| row.terms.unit_price.units()),
                    difficulty: terms.map_or(0, |row| row.difficulty),
                    version,
                    assignments: Vec::new(),
                };
                self.tasks.insert(*task, row);
            }
            Event::Leased { assignment, task, slot, miner, .. } => {
                let row = AssignmentFacts {
                    task: *task,
                    slot: *slot,
                    miner: *miner,
                    version,
                    units_done: 0,
                    seats: Vec::new(),
                    round: 0,
                    revealing: false,
                    outcome: None,
                };
                self.assignments.insert(*assignment, row);
                self.tasks.entry(*task).and_modify(|row| row.assignments.push(*assignment));
            }
            Event::CaseOpened { case, miner, assignment, severity, .. } => {
                let (miner, severity, rejections) = (*miner, *severity, alloc::vec![*assignment]);
                self.cases.insert(*case, CaseFacts { miner, version, severity, rejections });
            }
            Event::CaseAppended { case, assignment, severity, .. } => {
                self.cases.entry(*case).and_modify(|row| {
                    row.rejections.push(*assignment);
                    row.severity = *severity;
                });
            }
            Event::CaseDecided { case, severity, .. } => {
                self.cases.entry(*case).and_modify(|row| row.severity = *severity);
            }
            Event::Proposed { proposal, params, .. } => {
                self.proposed.insert(*proposal, (**params).clone());
            }
            Event::ProposalEnded { proposal, outcome: ProposalOutcome::InForce, .. } => {
                self.versions.extend(self.proposed.get(proposal).cloned());
            }
            Event::RoleAccepted { role, holder } => {
                self.roles.insert(*role, *holder);
            }
            _ => self.note_work(event),
        }
    }

    fn note_work(&mut self, event: &Event) {
        let (Event::ResultSubmitted { assignment, .. }
        | Event::Seated { assignment, .. }
        | Event::RevealingStarted { assignment, .. }
        | Event::VerdictRevealed { assignment, .. }
        | Event::RoundUndecided { assignment }
        | Event::AssignmentEnded { assignment, .. }) = event
        else {
            return;
        };
        let Some(row) = self.assignments.get_mut(assignment) else { return };
        match event {
            Event::ResultSubmitted { units_done, .. } => row.units_done = *units_done,
            Event::Seated { validators, .. } => {
                row.round = row.seats.len();
                row.seats.extend(validators.iter().map(|validator| (*validator, None)));
            }
            Event::RevealingStarted { .. } => row.revealing = true,
            Event::VerdictRevealed { validator, verdict, .. } => {
                let seat = row.seats.iter_mut().rfind(|(seat, _)| seat == validator);
                seat.into_iter().for_each(|(_, shown)| *shown = Some(*verdict));
            }
            Event::RoundUndecided { .. } => row.revealing = false,
            Event::AssignmentEnded { outcome, .. } => row.outcome = Some(*outcome),
            _ => {}
        }
    }
}
