//! The same story with fewer steps.
//!
//! Where steps are left out, later ones mean something else: ids move up, an advance no longer opens the `next` before
//! it, another beacon draws another miner. So a step that is kept is retold: its ids become those of the same tasks,
//! assignments, cases and proposals in the shorter story; what a miner or a seat did is done by whoever has its place
//! now, with a seal or a commitment of its own; advances are chained anew.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::address::Address;
use crate::command::Command;
use crate::commitment;
use crate::domain::Domain;
use crate::event::Event;
use crate::hash::{Hash, keccak};
use crate::id::{AssignmentId, CaseId, ProposalId, TaskId};
use crate::scenario::{Scenario, Step};
use crate::word::{Role, Verdict};

/// A task or proposal by the index of its step in the longer story.
type Made = usize;

/// An assignment by its task, its slot and the number of its attempt.
type Attempt = (Made, u16, u32);

/// A seat by its round and its place in it.
type Place = (usize, usize);

/// What the numbers of one telling stand for.
#[derive(Clone, Debug, Default)]
struct Names {
    tasks: Both<TaskId, Made>,
    assignments: Both<AssignmentId, Attempt>,
    cases: Both<CaseId, Attempt>,
    proposals: Both<ProposalId, Made>,
    attempts: BTreeMap<(Made, u16), u32>,
}

/// A map to be read both ways.
#[derive(Clone, Debug)]
struct Both<K, N> {
    names: BTreeMap<K, N>,
    ids: BTreeMap<N, K>,
}

impl<K, N> Default for Both<K, N> {
    fn default() -> Self {
        Self { names: BTreeMap::new(), ids: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, N: Ord + Copy> Both<K, N> {
    fn learn(&mut self, id: K, name: N) {
        self.names.insert(id, name);
        self.ids.insert(name, id);
    }

    /// What an id of this telling is called in another one.
    fn told(&self, id: K, there: &Self) -> Option<K> {
        there.ids.get(self.names.get(&id)?).copied()
    }
}

impl Names {
    fn learn(&mut self, step: usize, events: &[Event]) {
        for event in events {
            match event {
                Event::TaskSubmitted { task, .. } => self.tasks.learn(*task, step),
                Event::Proposed { proposal, .. } => self.proposals.learn(*proposal, step),
                Event::Leased { assignment, task, slot, .. } => {
                    let Some(made) = self.tasks.names.get(task) else { continue };
                    let attempt = self.attempts.entry((*made, *slot)).or_default();
                    *attempt += 1;
                    self.assignments.learn(*assignment, (*made, *slot, *attempt));
                }
                Event::CaseOpened { case, assignment, .. } => {
                    let Some(attempt) = self.assignments.names.get(assignment) else { continue };
                    self.cases.learn(*case, *attempt);
                }
                _ => {}
            }
        }
    }
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
pub(super) struct Story<'s> {
    scenario: &'s Scenario,
    names: Names,
    /// The domain after all but the last step, which may be the one that panics.
    domain: Domain,
    /// Steps that were applied.
    applied: Vec<bool>,
    /// Seats that a step was done from.
    seats: BTreeMap<usize, Place>,
    /// Steps that the miner of their assignment or case did.
    by_miner: Vec<bool>,
    shown: BTreeMap<(AssignmentId, Address), Shown>,
}

impl<'s> Story<'s> {
    /// Reads a story by playing it. `None` if its parameters break a rule.
    pub(super) fn read(scenario: &'s Scenario) -> Option<Self> {
        let domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).ok()?;
        let mut story = Self {
            scenario,
            names: Names::default(),
            domain,
            applied: Vec::new(),
            seats: BTreeMap::new(),
            by_miner: Vec::new(),
            shown: BTreeMap::new(),
        };
        for (index, step) in scenario.steps.iter().enumerate() {
            story.look_at(index, step);
            let last = index + 1 == scenario.steps.len();
            // The last step counts as applied, so that an advance at the end stays chained.
            let result =
                if last { None } else { Some(story.domain.apply(step.now, step.signer, &step.command)) };
            story.applied.push(!matches!(result, Some(Err(_))));
            if let Some(Ok(events)) = result {
                story.names.learn(index, &events);
            }
        }
        Some(story)
    }

    fn look_at(&mut self, index: usize, step: &Step) {
        let (domain, signer) = (&self.domain, step.signer);
        let mut by_miner = false;
        match step.command {
            Command::SubmitResult { assignment, .. } | Command::Decline { assignment } => {
                by_miner = miner_of(domain, assignment) == Some(signer);
            }
            Command::Appeal { case, .. } => {
                let miner = domain.case(case).and_then(|case| domain.miner_in(case));
                by_miner = miner.is_some_and(|miner| miner.address == signer);
            }
            Command::CommitVerdict { assignment, .. } => {
                self.seats.extend(place_of(domain, assignment, signer).map(|place| (index, place)));
            }
            Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt } => {
                let shown = Shown { verdict, output_root, seal_salt, salt };
                if let Some(place) = place_of(domain, assignment, signer) {
                    self.seats.insert(index, place);
                    // Of several tries the one that opens the commitment counts.
                    if self.opens(assignment, place, signer, &shown) {
                        self.shown.insert((assignment, signer), shown);
                    }
                }
            }
            _ => {}
        }
        self.by_miner.push(by_miner);
    }

    fn opens(&self, assignment: AssignmentId, place: Place, who: Address, shown: &Shown) -> bool {
        let seat =
            self.domain.assignment(assignment).and_then(|row| row.rounds.get(place.0)?.seats.get(place.1));
        let Shown { verdict, output_root, salt, .. } = *shown;
        let round = place.0 as u8 + 1;
        let hidden =
            commitment::verdict(self.domain.id(), assignment, round, who, verdict, output_root, salt);
        seat.is_some_and(|seat| seat.commitment == Some(hidden))
    }

    /// The story with some of its steps only, announcing what happens to each.
    pub(super) fn retold(&self, kept: &[usize]) -> Option<Scenario> {
        let Scenario { chain_id, contract, ref params, .. } = *self.scenario;
        let mut domain = Domain::new(chain_id, contract, params.clone()).ok()?;
        let mut names = Names::default();
        let mut steps = Vec::with_capacity(kept.len());
        for (at, index) in kept.iter().enumerate() {
            let mut step = self.scenario.steps.get(*index)?.clone();
            self.retell(&mut step, *index, &kept[at + 1..], &names, &domain);
            if at + 1 < kept.len() {
                let result = domain.apply(step.now, step.signer, &step.command);
                step.error = result.as_ref().err().map(|error| String::from(error.code()));
                names.learn(*index, &result.unwrap_or_default());
            }
            steps.push(step);
        }
        Some(Scenario { steps, ..self.scenario.clone() })
    }

    fn retell(&self, step: &mut Step, index: usize, later: &[usize], names: &Names, domain: &Domain) {
        match &mut step.command {
            Command::CancelTask { task } => {
                *task = self.names.tasks.told(*task, &names.tasks).unwrap_or(*task);
            }
            Command::Decline { assignment } => {
                *assignment = self.assignment(*assignment, names);
                self.by_the_miner(index, &mut step.signer, miner_of(domain, *assignment));
            }
            Command::SubmitResult { assignment, seal, .. } => {
                let opened = self.opened(*assignment, *seal);
                *assignment = self.assignment(*assignment, names);
                self.by_the_miner(index, &mut step.signer, miner_of(domain, *assignment));
                if let Some(shown) = opened {
                    let Shown { output_root, seal_salt, .. } = shown;
                    *seal = commitment::seal(domain.id(), *assignment, step.signer, output_root, seal_salt);
                }
            }
            Command::CommitVerdict { assignment, commitment: hidden } => {
                let shown = self.shown.get(&(*assignment, step.signer));
                *assignment = self.assignment(*assignment, names);
                let Some(place) = self.seats.get(&index) else { return };
                step.signer = seated_at(domain, *assignment, *place).unwrap_or(step.signer);
                if let Some(Shown { verdict, output_root, salt, .. }) = shown {
                    let (id, round) = (domain.id(), place.0 as u8 + 1);
                    *hidden = commitment::verdict(
                        id,
                        *assignment,
                        round,
                        step.signer,
                        *verdict,
                        *output_root,
                        *salt,
                    );
                }
            }
            Command::RevealVerdict { assignment, .. } => {
                *assignment = self.assignment(*assignment, names);
                let Some(place) = self.seats.get(&index) else { return };
                step.signer = seated_at(domain, *assignment, *place).unwrap_or(step.signer);
            }
            Command::Advance { entropy, next } if self.applied[index] => {
                // A chain of its own: each advance of this story has its index for entropy.
                let link = |index: usize| keccak(&[b"advance", &(index as u64).to_be_bytes()]);
                let is_advance = |index: &&usize| {
                    self.applied[**index]
                        && matches!(self.scenario.steps[**index].command, Command::Advance { .. })
                };
                *entropy = link(index);
                *next = keccak(&[&later.iter().find(is_advance).map_or(Hash::ZERO, |later| link(*later)).0]);
            }
            Command::Decide { case, .. } => {
                *case = self.names.cases.told(*case, &names.cases).unwrap_or(*case)
            }
            Command::Appeal { case, .. } => {
                *case = self.names.cases.told(*case, &names.cases).unwrap_or(*case);
                let miner = domain.case(*case).and_then(|case| domain.miner_in(case));
                self.by_the_miner(index, &mut step.signer, miner.map(|miner| miner.address));
            }
            Command::Propose { base, params } if self.applied[index] => {
                // What a proposal may not change is what it is now.
                *base = domain.params_version();
                params.phase = domain.params().phase;
                params.emission.epoch_ms = domain.params().emission.epoch_ms;
                for role in Role::ALL {
                    *params.holder_mut(*role) = domain.params().holder(*role);
                }
            }
            Command::Vote { proposal, .. } => {
                *proposal = self.names.proposals.told(*proposal, &names.proposals).unwrap_or(*proposal);
            }
            _ => {}
        }
    }

    fn assignment(&self, id: AssignmentId, names: &Names) -> AssignmentId {
        self.names.assignments.told(id, &names.assignments).unwrap_or(id)
    }

    fn by_the_miner(&self, index: usize, signer: &mut Address, miner: Option<Address>) {
        if self.by_miner[index] {
            *signer = miner.unwrap_or(*signer);
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

fn miner_of(domain: &Domain, id: AssignmentId) -> Option<Address> {
    Some(domain.miner_of(domain.assignment(id)?)?.address)
}

fn place_of(domain: &Domain, id: AssignmentId, who: Address) -> Option<Place> {
    let ix = domain.validators.ix(&who)?;
    let rounds = domain.assignment(id)?.rounds.iter().enumerate();
    rounds
        .filter_map(|(round, row)| Some((round, row.seats.iter().position(|seat| seat.validator == ix)?)))
        .next()
}

fn seated_at(domain: &Domain, id: AssignmentId, (round, seat): Place) -> Option<Address> {
    let seat = domain.assignment(id)?.rounds.get(round)?.seats.get(seat)?;
    Some(domain.validators.at(seat.validator)?.address)
}
