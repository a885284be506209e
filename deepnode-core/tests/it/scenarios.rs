//! Scenario files with results from an independent implementation of the rules.

use std::fs;
use std::path::{Path, PathBuf};

use deepnode_core::scenario::{Action, Scenario};
use deepnode_core::{Domain, Receipt};

/// Every scenario file with its name, in order.
pub(crate) fn files() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| Some((path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned(), path)))
        .filter(|(name, _)| !name.ends_with(".expected"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_scenario_gives_the_expected_bytes() {
    let files = files();
    assert!(files.len() >= 43, "expected all scenarios, found {}", files.len());
    let mut failed = Vec::new();
    for (name, path) in files {
        let scenario = Scenario::parse(&fs::read(&path).unwrap()).unwrap();
        let expected = fs::read_to_string(path.with_extension("expected.json")).unwrap();
        match scenario.run(None) {
            Err(error) => failed.push(format!("{name}: {error}")),
            Ok(domain) => {
                let report = domain.report().to_string();
                if report != expected {
                    let mut lines = report.lines().zip(expected.lines());
                    let first = lines.find(|(found, expected)| found != expected);
                    failed.push(format!("{name}: first difference (found, expected): {first:?}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// After every step: nothing is broken, a preview tells what applying does, a refusal changes nothing, and the
/// events alone give the same state.
#[test]
fn every_step_keeps_the_promises() {
    for (name, path) in files() {
        let scenario = Scenario::parse(&fs::read(&path).unwrap()).unwrap();
        let mut domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
        let mut replayed = domain.clone();
        for (index, step) in scenario.steps.iter().enumerate() {
            let before = step.error.is_some().then(|| domain.clone());
            let result = match &step.action {
                Action::Trusted(command) => {
                    let preview = domain.preview(step.now, step.signer, command);
                    let result = step.give(&mut domain);
                    assert_eq!(preview.map(Receipt::Command), result, "{name}, step {index}");
                    result
                }
                Action::Signed(..) | Action::Batch(..) => step.give(&mut domain),
            };
            if let Some(before) = before {
                assert_eq!(before, domain, "{name}, step {index}: a refusal changed the state");
            }
            replayed.replay(result.iter().flat_map(Receipt::entries)).unwrap();
            let broken = domain.audit();
            assert!(broken.is_empty(), "{name}, step {index}: {broken:#?}");
        }
        assert_eq!(replayed, domain, "{name}: the events give another state");
    }
}
