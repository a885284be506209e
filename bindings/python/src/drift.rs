//! What the core knows, for the tests that hold the Python classes to it.

use std::collections::BTreeMap;

use deepnode_core as core;
use pyo3::prelude::*;
use serde::de::DeserializeOwned;

/// The codes of all refusals, in the core's order.
#[pyfunction]
pub(crate) fn _codes() -> Vec<&'static str> {
    core::Error::CODES.to_vec()
}

/// The words of each enum of the core, as its reader lists them when it is given another.
#[pyfunction]
pub(crate) fn _core_words() -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([
        ("AssignmentStatus", words::<core::AssignmentStatus>(WORD)),
        ("BurnBase", words::<core::BurnBase>(WORD)),
        ("CaseStatus", words::<core::CaseStatus>(WORD)),
        ("Choice", words::<core::Choice>(WORD)),
        ("CloseReason", words::<core::CloseReason>(WORD)),
        ("Command", words::<core::Command>(TAGGED)),
        ("Due", words::<core::Due>(WORD)),
        ("Event", words::<core::Event>(TAGGED)),
        ("Kind", words::<core::Kind>(WORD)),
        ("Membership", words::<core::Membership>(WORD)),
        ("MinerStatus", words::<core::MinerStatus>(WORD)),
        ("ModelStatus", words::<core::ModelStatus>(WORD)),
        ("Obstacle", words::<core::Obstacle>(TAGGED)),
        ("Outcome", words::<core::Outcome>(WORD)),
        ("Place", words::<core::Place>(WORD)),
        ("ProposalOutcome", words::<core::ProposalOutcome>(WORD)),
        ("ProposalStatus", words::<core::ProposalStatus>(WORD)),
        ("Reason", words::<core::Reason>(WORD)),
        ("Role", words::<core::Role>(WORD)),
        ("Severity", words::<core::Severity>(WORD)),
        ("SlotState", words::<core::SlotState>(WORD)),
        ("Subject", words::<core::Subject>(WORD)),
        ("TaskStatus", words::<core::TaskStatus>(WORD)),
        ("TimeoutCause", words::<core::TimeoutCause>(WORD)),
        ("ValidatorStatus", words::<core::ValidatorStatus>(WORD)),
        ("Verdict", words::<core::Verdict>(WORD)),
    ])
}

const WORD: &str = r#""?""#;
const TAGGED: &str = r#"{"type": "?"}"#;

/// ``unknown variant `?`, expected one of `yes`, `no` …``: every other piece between the quotes is a word.
fn words<T: DeserializeOwned>(wrong: &str) -> Vec<String> {
    let told = serde_json::from_str::<T>(wrong).err().map(|why| why.to_string()).unwrap_or_default();
    told.split('`').skip(1).step_by(2).filter(|word| *word != "?").map(String::from).collect()
}
