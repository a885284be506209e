//! Workload, proof and shrinking together.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::coverage::Coverage;
use super::kind::command_kind;
use super::proof::{Proof, Rigour};
use super::shrink::shrink;
use super::workload::Workload;
use crate::command::Command;
use crate::domain::Domain;
use crate::envelope::Receipt;
use crate::event::Event;
use crate::scenario::{Action, Scenario, Step};

/// One more promise, looked at after each applied command: what is broken, if anything.
pub type Property = fn(&Domain, &[Event]) -> Option<String>;

/// A run to be played.
#[derive(Clone, Debug)]
pub struct Game {
    /// Decides everything.
    pub seed: u64,
    /// How many commands are sent at most.
    pub commands: usize,
    /// How often the expensive checks are made.
    pub rigour: Rigour,
    /// A promise beside those of the [`Proof`].
    pub property: Option<Property>,
}

impl Game {
    /// A run with sampled checks.
    pub const fn new(seed: u64, commands: usize) -> Self {
        Self { seed, commands, rigour: Rigour::SAMPLED, property: None }
    }

    /// A scenario without steps yet: the parameters that the seed starts with.
    pub fn opening(&self) -> Scenario {
        Scenario {
            about: None,
            chain_id: Workload::CHAIN_ID,
            contract: Workload::CONTRACT,
            params: Workload::new(self.seed).params().clone(),
            steps: Vec::new(),
        }
    }

    /// The same run with one more promise.
    #[must_use]
    pub const fn with_property(self, property: Property) -> Self {
        Self { property: Some(property), ..self }
    }
}

/// A run in which every promise was kept.
#[derive(Clone, Debug)]
pub struct Played {
    /// What it reached.
    pub coverage: Coverage,
    /// Its steps, each with the code of its refusal, if it was refused.
    pub scenario: Scenario,
    /// The domain at its end.
    pub domain: Domain,
}

/// A run in which a promise was broken.
///
/// `Display` prints the findings and the scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed that found it.
    pub seed: u64,
    /// What was broken.
    pub findings: Vec<String>,
    /// The steps up to the one that broke it.
    pub scenario: Scenario,
}

impl Failure {
    /// The same failure in as few steps as can be found.
    #[must_use]
    pub fn shrunk(&self, property: Option<Property>) -> Self {
        let mut scenario = shrink(&self.scenario, |shorter| check(shorter, property).is_err());
        let findings = check(&scenario, property).err().unwrap_or_default();
        scenario.about = Some(format!("Seed {}: {}", self.seed, findings.join("; ")));
        Self { seed: self.seed, findings, scenario }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string_pretty(&self.scenario).map_err(|_| fmt::Error)?;
        writeln!(f, "seed {}, after {} steps:", self.seed, self.scenario.steps.len())?;
        for finding in &self.findings {
            writeln!(f, "- {finding}")?;
        }
        write!(f, "{json}")
    }
}

impl core::error::Error for Failure {}

/// Plays a run to its end.
///
/// # Errors
///
/// The first step that breaks a promise, with all the steps before it. It is not shrunk yet.
pub fn play(game: &Game) -> Result<Played, Box<Failure>> {
    let mut scenario = game.opening();
    match play_into(game, &mut scenario) {
        Ok((coverage, domain)) => Ok(Played { coverage, scenario, domain }),
        Err(findings) => Err(Box::new(Failure { seed: game.seed, findings, scenario })),
    }
}

/// Plays a run to its end, behind [`Game::opening`]. Each step is added before it is taken, so that whoever catches a
/// panic knows what led to it.
///
/// # Errors
///
/// What the last step that was added breaks.
pub fn play_into(game: &Game, scenario: &mut Scenario) -> Result<(Coverage, Domain), Vec<String>> {
    let mut workload = Workload::new(game.seed);
    let Scenario { chain_id, contract, ref params, .. } = *scenario;
    let mut proof = Proof::new(chain_id, contract, params.clone(), game.rigour, game.seed)
        .map_err(|error| alloc::vec![error.to_string()])?;
    let mut coverage = Coverage::default();
    for _ in 0..game.commands {
        let step = workload.next(proof.domain());
        scenario.steps.push(step.clone());
        let (code, findings) = taken(&mut proof, &step, game.property, &mut coverage);
        if let Some(last) = scenario.steps.last_mut() {
            last.error = code;
        }
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    let findings = proof.finish();
    if findings.is_empty() { Ok((coverage, proof.domain().clone())) } else { Err(findings) }
}

/// Checks a scenario with full rigour. What its steps announce is not looked at.
///
/// # Errors
///
/// What the first step that breaks a promise breaks.
pub fn check(scenario: &Scenario, property: Option<Property>) -> Result<(), Vec<String>> {
    let Scenario { chain_id, contract, params, steps, .. } = scenario;
    let mut proof = Proof::new(*chain_id, *contract, params.clone(), Rigour::FULL, 0)
        .map_err(|error| alloc::vec![error.to_string()])?;
    let mut coverage = Coverage::default();
    for step in steps {
        let (_, findings) = taken(&mut proof, step, property, &mut coverage);
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    let findings = proof.finish();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// One step: the code of its refusal, and all that is broken after it.
fn taken(
    proof: &mut Proof,
    step: &Step,
    property: Option<Property>,
    coverage: &mut Coverage,
) -> (Option<String>, Vec<String>) {
    let examined = proof.apply(step);
    let mut findings = examined.findings;
    let mut count = |command: &Command, result: Result<&[Event], &'static str>| {
        coverage.record(command, result);
        let kind = command_kind(command);
        if let Err(code) = result
            && !Coverage::is_listed(kind, code)
        {
            findings.push(format!("{kind} was refused with {code}"));
        }
    };
    match (&step.action, &examined.result) {
        (Action::Trusted(command) | Action::Signed(command, _), Ok(Receipt::Command(events))) => {
            count(command, Ok(events));
        }
        (Action::Trusted(command) | Action::Signed(command, _), Err(error)) => {
            count(command, Err(error.code()))
        }
        (Action::Batch(items, _), Ok(Receipt::Batch { results, .. })) => {
            for (item, result) in items.iter().zip(results) {
                count(&item.command, result.as_deref().map_err(crate::Error::code));
            }
        }
        _ => {}
    }
    if let (Some(property), Ok(receipt)) = (property, &examined.result) {
        findings.extend(receipt.entries().filter_map(|events| property(proof.domain(), events)));
    }
    (examined.result.err().map(|error| error.code().into()), findings)
}
