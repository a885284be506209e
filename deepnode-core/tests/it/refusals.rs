//! Every refusal that there is.

use std::collections::BTreeSet;
use std::fs;

use deepnode_core::Error;
use deepnode_core::scenario::Scenario;

use crate::scenarios::files;

/// Somebody is refused with each code in one of the scenario files, and with no other; but no file has a batch of a wrong
/// length, which the tests of signatures have.
#[test]
fn every_code_is_met_in_a_scenario() {
    let met: BTreeSet<String> = files()
        .into_iter()
        .flat_map(|(_, path)| Scenario::parse(&fs::read(path).unwrap()).unwrap().steps)
        .filter_map(|step| step.error)
        .collect();
    let all: BTreeSet<String> = Error::CODES.iter().map(|code| (*code).into()).collect();
    let met: BTreeSet<String> = met.into_iter().chain(["invalid_batch".into()]).collect();
    assert_eq!(all.difference(&met).collect::<Vec<_>>(), [""; 0], "never met");
    assert_eq!(met.difference(&all).collect::<Vec<_>>(), [""; 0], "unknown");
}
