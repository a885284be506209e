//! Scenario files: commands with their times, and what is expected of them.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::address::Address;
use crate::command::Command;
use crate::domain::Domain;
use crate::envelope::{Content, Envelope, Receipt, Signed};
use crate::id::Time;
use crate::params::{InvalidParams, Params};
use crate::signature::Signature;
use crate::text;

/// A domain's parameters and the commands that it is given.
///
/// ```
/// use deepnode_core::{Params, scenario::Scenario};
///
/// let params = serde_json::to_string(&Params::default())?;
/// let json = format!(
///     r#"{{"chain_id": 8453, "contract": "0x{}", "params": {params}, "steps": []}}"#,
///     "00".repeat(20),
/// );
/// let domain = Scenario::parse(json.as_bytes())?.run(None)?;
/// assert_eq!(domain.params_version(), 1);
/// assert!(Scenario::parse(b"{}").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Scenario {
    /// For readers.
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The chain of the contract.
    pub chain_id: u64,
    /// The contract that the domain settles with.
    pub contract: Address,
    /// Version 1 of the parameters.
    pub params: Params,
    /// The commands, in order.
    pub steps: Vec<Step>,
}

/// What somebody asks for, and whether it is expected to be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StepJson", into = "StepJson")]
pub struct Step {
    /// The host's time, in milliseconds.
    pub now: Time,
    /// Who asks.
    pub signer: Address,
    /// For what.
    pub action: Action,
    /// The code of the refusal that is expected, of the whole envelope if it is a signed one.
    pub error: Option<String>,
    /// For readers.
    pub note: Option<String>,
}

/// What a step gives to the domain.
///
/// The set is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command of a signer that the host has authenticated.
    Trusted(Command),
    /// A signed command.
    Signed(Command, Signed),
    /// A signed batch.
    Batch(Vec<Item>, Signed),
}

/// A command of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Item {
    /// What is asked for.
    pub command: Command,
    /// The code of the refusal that is expected; it means nothing where the whole envelope is refused.
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A step as files have it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct StepJson {
    now: Time,
    signer: Address,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    batch: Option<Vec<Item>>,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    signed: Option<Signed>,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl TryFrom<StepJson> for Step {
    type Error = &'static str;

    fn try_from(json: StepJson) -> Result<Self, Self::Error> {
        let StepJson { now, signer, command, batch, signed, error, note } = json;
        let action = match (command, batch, signed) {
            (Some(command), None, None) => Action::Trusted(command),
            (Some(command), None, Some(signed)) => Action::Signed(command, signed),
            (None, Some(items), Some(signed)) => Action::Batch(items, signed),
            (None, Some(_), None) => return Err("expected `signed` beside `batch`"),
            (Some(_), Some(_), _) => return Err("expected one of `command` and `batch`, found both"),
            (None, None, _) => return Err("missing field `command` (or `batch`)"),
        };
        Ok(Self { now, signer, action, error, note })
    }
}

impl From<Step> for StepJson {
    fn from(step: Step) -> Self {
        let Step { now, signer, action, error, note } = step;
        let (command, batch, signed) = match action {
            Action::Trusted(command) => (Some(command), None, None),
            Action::Signed(command, signed) => (Some(command), None, Some(signed)),
            Action::Batch(items, signed) => (None, Some(items), Some(signed)),
        };
        Self { now, signer, command, batch, signed, error, note }
    }
}

text::objects!(Scenario, StepJson, Item);

/// A file is not a scenario.
///
/// More variants may come.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Malformed {
    /// Not the expected JSON.
    #[error("malformed scenario: {0}")]
    Json(#[from] serde_json::Error),
    /// Parameters that break a rule.
    #[error("malformed scenario: {0}")]
    Params(#[from] InvalidParams),
}

/// A step went otherwise than announced.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("step {step}{}: expected {expected}, found {found}", .item.map(|item| alloc::format!(", item {item}")).unwrap_or_default())]
pub struct Unexpected {
    /// Its index, from 0.
    pub step: usize,
    /// The index of the command in its batch, from 0, if it is one of them that did.
    pub item: Option<usize>,
    /// What the file announces.
    pub expected: String,
    /// What became of it.
    pub found: String,
}

impl Scenario {
    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// JSON of another form, with unknown or missing members or values of another type, or parameters that break a
    /// rule.
    pub fn parse(json: &[u8]) -> Result<Self, Malformed> {
        let scenario: Self = serde_json::from_slice(json)?;
        scenario.params.validate()?;
        Ok(scenario)
    }

    /// Runs the first `until` steps, or all of them.
    ///
    /// # Errors
    ///
    /// The first step that is refused although the file does not say so, or with another code, or that is applied
    /// although the file announces a refusal.
    pub fn run(&self, until: Option<usize>) -> Result<Domain, RunError> {
        let mut domain = Domain::new(self.chain_id, self.contract, self.params.clone())?;
        for (index, step) in self.steps.iter().enumerate().take(until.unwrap_or(usize::MAX)) {
            step.run(&mut domain, index)?;
        }
        Ok(domain)
    }
}

/// Why a scenario did not run to its end.
///
/// More variants may come.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Parameters that break a rule; not those of a parsed file.
    #[error(transparent)]
    Params(#[from] InvalidParams),
    /// A step went otherwise than announced.
    #[error(transparent)]
    Unexpected(#[from] Unexpected),
}

impl Step {
    /// A command of a signer that the host has authenticated, expected to be applied.
    pub const fn trusted(now: Time, signer: Address, command: Command) -> Self {
        Self { now, signer, action: Action::Trusted(command), error: None, note: None }
    }

    /// The command, unless it is a batch of them.
    pub const fn command(&self) -> Option<&Command> {
        match &self.action {
            Action::Trusted(command) | Action::Signed(command, _) => Some(command),
            Action::Batch(..) => None,
        }
    }

    /// The command, to change it; a signature will not fit it any more.
    pub const fn command_mut(&mut self) -> Option<&mut Command> {
        match &mut self.action {
            Action::Trusted(command) | Action::Signed(command, _) => Some(command),
            Action::Batch(..) => None,
        }
    }

    /// The signature, of a signed step.
    pub const fn signature(&self) -> Option<&Signature> {
        match &self.action {
            Action::Trusted(_) => None,
            Action::Signed(_, signed) | Action::Batch(_, signed) => Some(&signed.signature),
        }
    }

    /// What is or would be signed, with the nonce and the validity of the step; 0 and the end of time where it has none.
    pub fn content(&self) -> (Content, u64, Time) {
        let (content, signed) = match &self.action {
            Action::Trusted(command) => (Content::Command(command.clone()), None),
            Action::Signed(command, signed) => (Content::Command(command.clone()), Some(signed)),
            Action::Batch(items, signed) => {
                let commands = items.iter().map(|item| item.command.clone()).collect();
                (Content::Batch(commands), Some(signed))
            }
        };
        let (nonce, valid_until) = signed.map_or((0, Time::MAX), |signed| (signed.nonce, signed.valid_until));
        (content, nonce, valid_until)
    }

    /// Gives the step to a domain, whatever it announces.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn give(&self, domain: &mut Domain) -> Result<Receipt, crate::Error> {
        let Self { now, signer, action, .. } = self;
        let signed = match action {
            Action::Trusted(command) => return domain.apply(*now, *signer, command).map(Receipt::Command),
            Action::Signed(_, signed) | Action::Batch(_, signed) => signed.clone(),
        };
        let (content, ..) = self.content();
        domain.apply_signed(*now, &Envelope { signer: *signer, content, signed })
    }

    /// Gives the step to a domain.
    ///
    /// # Errors
    ///
    /// If it goes otherwise than announced.
    pub fn run(&self, domain: &mut Domain, index: usize) -> Result<(), Unexpected> {
        let result = self.give(domain);
        let same = |item, expected: &Option<String>, refusal| match differs(expected.as_deref(), refusal) {
            Some((expected, found)) => Err(Unexpected { step: index, item, expected, found }),
            None => Ok(()),
        };
        same(None, &self.error, result.as_ref().err())?;
        if let (Action::Batch(items, _), Ok(Receipt::Batch { results, .. })) = (&self.action, &result) {
            for (place, (item, result)) in items.iter().zip(results).enumerate() {
                same(Some(place), &item.error, result.as_ref().err())?;
            }
        }
        Ok(())
    }
}

/// What was expected and what was found, in words, if that is not the same.
fn differs(expected: Option<&str>, refusal: Option<&crate::Error>) -> Option<(String, String)> {
    if expected == refusal.map(crate::Error::code) {
        return None;
    }
    let found = match refusal {
        Some(error) => alloc::format!("{} ({error})", error.code()),
        None => "that it was applied".into(),
    };
    Some((expected.unwrap_or("it to be applied").into(), found))
}
