//! The same story with fewer steps.
//!
//! Where steps are left out, later ones mean something else: ids move up, an advance no longer opens the `next` before
//! it, another beacon draws another miner. So a step that is kept is retold: its ids become those of the same tasks,
//! assignments, cases and proposals in the shorter story; what a miner, a seat or the holder of a role did is done by
//! whoever has that place now, with a seal or a commitment of its own; advances are chained anew.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use self::names::Names;
use crate::address::Address;
use crate::command::Command;
use crate::commitment;
use crate::domain::Domain;
use crate::envelope::Receipt;
use crate::hash::{Hash, keccak};
use crate::id::{AssignmentId, CaseId, TaskId};
use crate::scenario::{Scenario, Step};
use crate::word::{Role, Verdict};

mod names;

/// A seat by its round and its place in it.
type Place = (usize, usize);

/// Whose place a step was done from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The signer's own.
    Self_,
    /// The holder's of a role.
    Holder(Role),
    /// The miner's of an assignment or a case.
    Miner,
    /// A seat's.
    Seat(Place),
}

/// What a revealed verdict shows.
#[derive(Clone, Copy, Debug)]
struct Shown {
    verdict: Verdict,
    output_root: Hash,
    seal_salt: Hash,
    salt: Hash,
}

/// A whole telling, and what its steps were about.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) scenario: Scenario,
    names: Names,
    /// The domain after all but the last step, which may be the one that panics.
    domain: Domain,
    parts: Vec<Part>,
    /// What opened each seat's commitment.
    shown: BTreeMap<(AssignmentId, Address), Shown>,
}

impl Story {
    /// Reads a story by playing it. `None` if its parameters break a rule.
    pub(super) fn read(mut scenario: Scenario) -> Option<Self> {
        let steps = core::mem::take(&mut scenario.steps);
        let domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).ok()?;
        let (names, parts, shown) = (Names::default(), Vec::new(), BTreeMap::new());
        let mut story = Self { scenario, names, domain, parts, shown };
        for (index, mut step) in steps.iter().cloned().enumerate() {
            story.look_at(&step);
            if index + 1 < steps.len() {
                let result = step.give(&mut story.domain);
                step.error = result.as_ref().err().map(|error| String::from(error.code()));
                story.names.learn(index, result.iter().flat_map(Receipt::entries).flatten());
            }
            story.scenario.steps.push(step);
        }
        Some(story)
    }

    fn look_at(&mut self, step: &Step) {
        let Some(command) = step.command() else {
            self.parts.push(Part::Self_);
            return;
        };
        let (domain, signer) = (&self.domain, step.signer);
        let holder =
            |role| if domain.params().holder(role) == signer { Part::Holder(role) } else { Part::Self_ };
        let seat = |id| place_of(domain, id, signer).map_or(Part::Self_, Part::Seat);
        let miner = |found| if found == Some(signer) { Part::Miner } else { Part::Self_ };
        let part = match *command {
            Command::Deposit { .. } => holder(Role::Bridge),
            Command::AdmitModel { .. } | Command::Propose { .. } => holder(Role::Owner),
            Command::Advance { .. } => holder(Role::Sequencer),
            Command::Decide { .. } | Command::BeginPhaseTwo {} => holder(Role::Foundation),
            Command::HandOver { role, .. } => holder(role),
            Command::SubmitResult { assignment, .. } | Command::Decline { assignment } => {
                miner(miner_of(domain, assignment))
            }
            Command::Appeal { case, .. } => miner(accused_in(domain, case)),
            Command::CommitVerdict { assignment, .. } | Command::RevealVerdict { assignment, .. } => {
                seat(assignment)
            }
            _ => Part::Self_,
        };
        self.parts.push(part);
        if let (
            Part::Seat(place),
            Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt },
        ) = (part, command)
        {
            let (verdict, output_root, seal_salt, salt) = (*verdict, *output_root, *seal_salt, *salt);
            let shown = Shown { verdict, output_root, seal_salt, salt };
            // Of several tries the one that opens the commitment counts.
            if self.opens(*assignment, place, signer, &shown) {
                self.shown.insert((*assignment, signer), shown);
            }
        }
    }

    fn opens(&self, assignment: AssignmentId, (round, seat): Place, who: Address, shown: &Shown) -> bool {
        let row = self.domain.assignment(assignment);
        let seat = row.and_then(|row| row.rounds.get(round)?.seats.get(seat));
        let hidden = hide(&self.domain, assignment, round, who, shown);
        seat.is_some_and(|seat| seat.commitment == Some(hidden))
    }

    /// Whether a step was applied; the last one counts as if it was.
    fn applied(&self, index: usize) -> bool {
        self.scenario.steps.get(index).is_some_and(|step| step.error.is_none())
    }

    /// Steps that go together: those of a person, about a model, about a task, and those that were refused.
    pub(super) fn groups(&self) -> Vec<BTreeSet<usize>> {
        let mut refused = BTreeSet::new();
        let mut people: BTreeMap<Address, BTreeSet<usize>> = BTreeMap::new();
        let mut models: BTreeMap<Hash, BTreeSet<usize>> = BTreeMap::new();
        let mut tasks: BTreeMap<TaskId, BTreeSet<usize>> = BTreeMap::new();
        for (index, step) in self.scenario.steps.iter().enumerate() {
            if !self.applied(index) {
                refused.insert(index);
            }
            people.entry(step.signer).or_default().insert(index);
            let Some(command) = step.command() else { continue };
            match command {
                Command::Deposit { to: other, .. }
                | Command::Transfer { to: other, .. }
                | Command::HandOver { to: other, .. }
                | Command::Delegate { validator: other, .. } => {
                    people.entry(*other).or_default().insert(index);
                }
                Command::RegisterModel(offer) => {
                    models.entry(offer.model).or_default().insert(index);
                }
                Command::AdmitModel { model, .. }
                | Command::RetireModel { model }
                | Command::SubmitTask { model, .. } => {
                    models.entry(*model).or_default().insert(index);
                }
                _ => {}
            }
            if let Some(task) = self.names.task_of(index, command) {
                tasks.entry(task).or_default().insert(index);
            }
        }
        let groups = core::iter::once(refused).chain(tasks.into_values()).chain(models.into_values());
        groups.chain(people.into_values()).filter(|group| !group.is_empty()).collect()
    }

    /// The story with some of its steps only, announcing what happens to each.
    pub(super) fn retold(&self, kept: &[usize]) -> Option<Scenario> {
        let Scenario { chain_id, contract, ref params, .. } = self.scenario;
        let mut domain = Domain::new(chain_id, contract, params.clone()).ok()?;
        let mut names = Names::default();
        let mut steps = Vec::with_capacity(kept.len());
        for (at, index) in kept.iter().enumerate() {
            let mut step = self.scenario.steps.get(*index)?.clone();
            self.retell(&mut step, *index, &kept[at + 1..], &mut names, &domain);
            if at + 1 < kept.len() {
                let result = step.give(&mut domain);
                step.error = result.as_ref().err().map(|error| String::from(error.code()));
                names.learn(*index, result.iter().flat_map(Receipt::entries).flatten());
            }
            steps.push(step);
        }
        let about = self.scenario.about.clone();
        Some(Scenario { about, chain_id, contract, params: params.clone(), steps })
    }

    /// A refused step stays as it was: what it names may not be there yet, and it is the first to go.
    fn retell(&self, step: &mut Step, index: usize, later: &[usize], names: &mut Names, domain: &Domain) {
        if !self.applied(index) {
            return;
        }
        let told = step.clone();
        let Some(command) = step.command_mut() else { return };
        match command {
            Command::CancelTask { task } => *task = self.names.task_in(names, *task),
            Command::SubmitResult { assignment, .. }
            | Command::Decline { assignment }
            | Command::CommitVerdict { assignment, .. }
            | Command::RevealVerdict { assignment, .. } => {
                *assignment = self.names.assignment_in(names, domain, *assignment);
            }
            Command::Decide { case, .. } | Command::Appeal { case, .. } => {
                *case = self.names.case_in(names, domain, *case);
            }
            Command::Vote { proposal, .. } => *proposal = self.names.proposal_in(names, *proposal),
            Command::RegisterMiner { models, .. } => {
                models.retain(|model| domain.model(model).is_some());
            }
            Command::Propose { base, params } => {
                // What a proposal may not change is what it is now.
                *base = domain.params_version();
                params.phase = domain.params().phase;
                params.emission.epoch_ms = domain.params().emission.epoch_ms;
                for role in Role::ALL {
                    *params.holder_mut(*role) = domain.params().holder(*role);
                }
            }
            Command::Advance { next, .. } => {
                let coming = later.iter().find_map(|later| self.entropy(*later));
                *next = coming.map_or(*next, |entropy| keccak(&[&entropy.0]));
            }
            _ => {}
        }
        let found = match self.parts.get(index) {
            Some(Part::Holder(role)) => Some(domain.params().holder(*role)),
            Some(Part::Miner) => match *command {
                Command::SubmitResult { assignment, .. } | Command::Decline { assignment } => {
                    miner_of(domain, assignment)
                }
                Command::Appeal { case, .. } => accused_in(domain, case),
                _ => None,
            },
            Some(Part::Seat(place)) => match *command {
                Command::CommitVerdict { assignment, .. } | Command::RevealVerdict { assignment, .. } => {
                    seated_at(domain, assignment, *place)
                }
                _ => None,
            },
            Some(Part::Self_) | None => None,
        };
        step.signer = found.unwrap_or(step.signer);
        self.seal_again(&told, step, index, domain);
    }

    /// What a step brings to the beacon.
    fn entropy(&self, index: usize) -> Option<Hash> {
        match *self.scenario.steps.get(index)?.command()? {
            Command::Advance { entropy, .. } if self.applied(index) => Some(entropy),
            _ => None,
        }
    }

    /// A seal or a commitment of who stands in for who told it first.
    fn seal_again(&self, told: &Step, step: &mut Step, index: usize, domain: &Domain) {
        let signer = step.signer;
        let (Some(told_command), Some(command)) = (told.command(), step.command_mut()) else { return };
        match (told_command, command) {
            (
                Command::SubmitResult { assignment: before, .. },
                Command::SubmitResult { assignment, seal, .. },
            ) => {
                if let Some(Shown { output_root, seal_salt, .. }) = self.opened(*before, *seal) {
                    *seal = commitment::seal(domain.id(), *assignment, signer, output_root, seal_salt);
                }
            }
            (
                Command::CommitVerdict { assignment: before, .. },
                Command::CommitVerdict { assignment, commitment: hidden },
            ) => {
                let shown = self.shown.get(&(*before, told.signer));
                if let (Some(shown), Some(Part::Seat((round, _)))) = (shown, self.parts.get(index)) {
                    *hidden = hide(domain, *assignment, *round, signer, shown);
                }
            }
            _ => {}
        }
    }

    /// What opens a seal, if somebody has shown it.
    fn opened(&self, id: AssignmentId, seal: Hash) -> Option<Shown> {
        let miner = miner_of(&self.domain, id)?;
        let shown = self.shown.range((id, Address::ZERO)..).take_while(|((of, _), _)| *of == id);
        let opens = |shown: &&Shown| {
            commitment::seal(self.domain.id(), id, miner, shown.output_root, shown.seal_salt) == seal
        };
        shown.map(|(_, shown)| shown).find(opens).copied()
    }
}

fn hide(domain: &Domain, id: AssignmentId, round: usize, who: Address, shown: &Shown) -> Hash {
    let Shown { verdict, output_root, salt, .. } = *shown;
    commitment::verdict(domain.id(), id, round as u8 + 1, who, verdict, output_root, salt)
}

fn miner_of(domain: &Domain, id: AssignmentId) -> Option<Address> {
    Some(domain.miner_of(domain.assignment(id)?)?.address)
}

fn accused_in(domain: &Domain, id: CaseId) -> Option<Address> {
    Some(domain.miner_in(domain.case(id)?)?.address)
}

fn place_of(domain: &Domain, id: AssignmentId, who: Address) -> Option<Place> {
    let ix = domain.validators.ix(&who)?;
    let mut rounds = domain.assignment(id)?.rounds.iter().enumerate();
    rounds.find_map(|(round, row)| Some((round, row.seats.iter().position(|seat| seat.validator == ix)?)))
}

fn seated_at(domain: &Domain, id: AssignmentId, (round, seat): Place) -> Option<Address> {
    let seat = domain.assignment(id)?.rounds.get(round)?.seats.get(seat)?;
    Some(domain.validators.at(seat.validator)?.address)
}
