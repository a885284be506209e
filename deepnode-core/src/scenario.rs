//! Scenario files: commands with their times, and what is expected of them.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::address::Address;
use crate::command::Command;
use crate::domain::Domain;
use crate::id::Time;
use crate::params::{InvalidParams, Params};

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
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
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

/// A command, and whether it is expected to be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Step {
    /// The host's time.
    pub now: Time,
    /// Who asks.
    pub signer: Address,
    /// For what.
    pub command: Command,
    /// The code of the refusal that is expected.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// For readers.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::text::objects!(Scenario, Step);

/// A member that may be left out, but is not `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

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
#[error("step {step}: expected {expected}, found {found}")]
pub struct Unexpected {
    /// Its index, from 0.
    pub step: usize,
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
    /// Gives the step to a domain.
    ///
    /// # Errors
    ///
    /// If it goes otherwise than announced.
    pub fn run(&self, domain: &mut Domain, index: usize) -> Result<(), Unexpected> {
        let result = domain.apply(self.now, self.signer, &self.command);
        let expected = self.error.as_deref();
        if expected == result.as_ref().err().map(|error| error.code()) {
            return Ok(());
        }
        let outcome = |code: Option<&str>| code.map_or(String::from("it to be applied"), String::from);
        Err(Unexpected {
            step: index,
            expected: outcome(expected),
            found: match result {
                Ok(_) => "that it was applied".into(),
                Err(error) => alloc::format!("{} ({error})", error.code()),
            },
        })
    }
}
