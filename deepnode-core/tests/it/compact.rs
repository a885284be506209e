//! Forgetting what is over changes no future.

use std::collections::BTreeSet;
use std::fs;

use deepnode_core::scenario::Scenario;
use deepnode_core::{Domain, Error};
use serde_json::Value;

use crate::scenarios::files;

/// Whether a refusal is that of an id that was dropped.
fn names_the_forgotten(refused: &Error) -> bool {
    matches!(
        refused,
        Error::UnknownTask { .. }
            | Error::UnknownAssignment { .. }
            | Error::UnknownCase { .. }
            | Error::UnknownProposal { .. }
    )
}

/// Two domains go through every scenario; one of them forgets all it may after every step. They answer the same, but
/// for commands that name what was dropped, and end the same, but for what was dropped.
#[test]
fn compaction_changes_no_future() {
    let mut dropped_rows = 0;
    for (name, path) in files() {
        let scenario = Scenario::parse(&fs::read(&path).unwrap()).unwrap();
        let mut whole = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
        let mut compact = whole.clone();
        for (index, step) in scenario.steps.iter().enumerate() {
            let expected = step.give(&mut whole);
            let found = step.give(&mut compact);
            match (&expected, &found) {
                (Err(_), Err(refused)) if names_the_forgotten(refused) => {}
                _ => assert_eq!(found, expected, "{name}, step {index}"),
            }
            compact.compact(compact.time().saturating_add(1));
            assert_eq!(compact.audit(), Vec::<String>::new(), "{name}, step {index}");
            assert_eq!(compact.totals(), whole.totals(), "{name}, step {index}");
        }
        let all = serde_json::to_value(whole.report()).unwrap();
        let kept = serde_json::to_value(compact.report()).unwrap();
        for (part, all) in all.as_object().unwrap() {
            if ["tasks", "assignments", "cases", "proposals"].contains(&part.as_str()) {
                let kept = kept[part].as_object().unwrap();
                dropped_rows += all.as_object().unwrap().len() - kept.len();
                assert!(kept.iter().all(|(id, row)| all[id] == *row), "{name}: {part}");
            } else {
                assert_eq!(all, &kept[part], "{name}: {part}");
            }
        }
        assert!(
            open_ids(&kept, "tasks", &["queued", "running"])
                == open_ids(&all, "tasks", &["queued", "running"])
        );
    }
    assert!(dropped_rows > 1000, "expected many rows to be dropped, found {dropped_rows}");
}

fn open_ids(report: &Value, part: &str, open: &[&str]) -> BTreeSet<String> {
    let rows = report[part].as_object().unwrap().iter();
    rows.filter(|(_, row)| open.contains(&row["status"].as_str().unwrap()))
        .map(|(id, _)| id.clone())
        .collect()
}

#[test]
fn only_what_is_older_than_the_horizon_is_dropped() {
    let path = files().into_iter().find(|(name, _)| name == "one_task").unwrap().1;
    let mut domain = Scenario::parse(&fs::read(path).unwrap()).unwrap().run(None).unwrap();
    let task = deepnode_core::TaskId(1);
    let ended = domain.task(task).unwrap().ended.unwrap();
    domain.compact(ended);
    assert!(domain.task(task).is_some());
    domain.compact(ended + 1);
    assert!(domain.task(task).is_none() && domain.assignment(1.into()).is_none());
    assert!(domain.history(task).is_none());
}
