//! Forgetting what is over changes no future.

use std::collections::BTreeSet;
use std::fs;

use deepnode_core::Domain;
use deepnode_core::scenario::Scenario;
use serde_json::Value;

use crate::play::names_the_forgotten;
use crate::scenarios::files;

/// Everything that is not over is kept as it was, and so is what an open case is about.
fn keeps_what_is_live(whole: &Domain, compact: &Domain) {
    for (id, row) in whole.tasks().filter(|(_, row)| row.ended.is_none()) {
        assert_eq!(compact.task(id), Some(row), "task {id}");
    }
    for (id, row) in whole.cases().filter(|(_, row)| row.ended.is_none()) {
        assert_eq!(compact.case(id), Some(row), "case {id}");
        assert!(
            row.rejections.iter().all(|id| compact.assignment(*id) == whole.assignment(*id)),
            "case {id}"
        );
    }
    for (id, row) in whole.proposals().filter(|(_, row)| row.ended.is_none()) {
        assert_eq!(compact.proposal(id), Some(row), "proposal {id}");
    }
    for (id, row) in whole.assignments().filter(|(_, row)| compact.task(row.task).is_some()) {
        assert_eq!(compact.assignment(id), Some(row), "assignment {id}");
    }
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
                (Err(_), Err(refused)) if names_the_forgotten(&whole, refused) => {}
                _ => assert_eq!(found, expected, "{name}, step {index}"),
            }
            compact.compact(compact.time().saturating_add(1));
            assert_eq!(compact.audit(), Vec::<String>::new(), "{name}, step {index}");
            assert_eq!(compact.totals(), whole.totals(), "{name}, step {index}");
            if index % 16 == 0 {
                keeps_what_is_live(&whole, &compact);
            }
        }
        keeps_what_is_live(&whole, &compact);
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
