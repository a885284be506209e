//! What an operator asks of a domain.

use std::fs;

use deepnode_core::scenario::Scenario;
use deepnode_core::{Domain, Due, MinerStatus, Obstacle, TaskId, Verdict};

use crate::scenarios::files;

fn after(name: &str, steps: Option<usize>) -> Domain {
    let path = files().into_iter().find(|(found, _)| found == name).unwrap().1;
    Scenario::parse(&fs::read(path).unwrap()).unwrap().run(steps).unwrap()
}

#[test]
fn a_domain_can_be_sent_shared_and_cloned() {
    fn assert<T: Send + Sync + Clone>() {}
    assert::<Domain>();
}

#[test]
fn the_history_of_a_task_names_everybody() {
    let domain = after("rejected_and_slashed", None);
    let history = domain.history(TaskId(1)).unwrap();
    assert_eq!(history.attempts.len(), 2);
    let first = &history.attempts[0];
    assert_eq!((first.slot, first.status.word()), (0, "rejected"));
    let mut verdicts: Vec<_> = first.rounds[0].iter().filter_map(|seat| seat.verdict).collect();
    verdicts.sort();
    assert_eq!(verdicts, [Verdict::Minor, Verdict::Major, Verdict::Critical]);
    assert_eq!(history.attempts[1].status.word(), "approved");
    assert_ne!(first.miner, history.attempts[1].miner);
}

/// Whatever names a model or a validator by its place in a table can be asked by its name.
#[test]
fn everybody_is_named() {
    let domain = after("rejected_and_slashed", None);
    let models: Vec<_> = domain.models().map(|model| model.id).collect();
    assert!(!models.is_empty());
    assert!(models.iter().all(|id| domain.model(id).is_some()));
    for miner in domain.miners() {
        assert_eq!(domain.served_by(miner).map(|model| model.id).collect::<Vec<_>>(), models);
    }
    for (id, task) in domain.tasks() {
        let history = domain.history(id).unwrap();
        for attempt in history.attempts {
            let rounds = &domain.assignment(attempt.assignment).unwrap().rounds;
            let seats = rounds.iter().map(|round| &round.seats);
            let named: Vec<Vec<_>> = seats
                .map(|seats| seats.iter().map(|s| domain.validator_of(s).unwrap().address).collect())
                .collect();
            let told: Vec<Vec<_>> =
                attempt.rounds.iter().map(|seats| seats.iter().map(|s| s.validator).collect()).collect();
            assert_eq!(named, told, "task {id}, assignments {:?}", task.assignments);
        }
    }
}

#[test]
fn a_miner_is_told_why_it_gets_no_tasks() {
    let domain = after("phase_two", None);
    let expelled = domain.miners().find(|m| m.status() == MinerStatus::Banned).unwrap();
    let standing = domain.standing(&expelled.address).unwrap();
    assert_eq!(standing.weight, 0);
    assert!(standing.obstacles.contains(&Obstacle::Status { status: MinerStatus::Banned }));
    let working = domain.miners().find(|m| m.status() == MinerStatus::Active).unwrap();
    let standing = domain.standing(&working.address).unwrap();
    assert_eq!(standing.obstacles, [Obstacle::NoTask], "all work is done");
    assert!(standing.weight > 0);
}

#[test]
fn every_deadline_is_listed_and_the_first_is_the_next() {
    for (name, path) in files() {
        let scenario = Scenario::parse(&fs::read(&path).unwrap()).unwrap();
        let mut domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
        let mut begun = false;
        for (index, step) in scenario.steps.iter().enumerate() {
            step.run(&mut domain, index).unwrap();
            begun |= step.error.is_none();
            let deadlines = domain.deadlines();
            assert_eq!(deadlines.first().map(|d| d.until), domain.next_deadline(), "{name}, step {index}");
            let epoch = deadlines.iter().any(|d| matches!(d.what, Due::Epoch(_)));
            assert_eq!(epoch, begun, "{name}, step {index}");
        }
    }
}

#[test]
fn totals_are_what_circulates() {
    for (name, _) in files() {
        let domain = after(&name, None);
        assert_eq!(domain.totals().sum(), domain.supply().circulating(), "{name}");
    }
}

#[test]
fn versions_of_parameters_are_numbered() {
    let domain = after("governance_change", None);
    let numbers: Vec<u64> = domain.versions().map(|(number, _)| number).collect();
    assert_eq!(numbers, (1..=domain.params_version()).collect::<Vec<_>>());
    assert!(numbers.len() > 1);
}

#[test]
fn parameters_explain_themselves() {
    let domain = after("one_task", None);
    let text = domain.params().to_string();
    for line in [
        "  fees 5 % (20 % of them burned), buyback 1 %, foundation 1 %, creator and backers 10 %, domain 2 %, emission pool 1 %;",
        "  of the rest, 20 % to validators and 80 % to miners.",
        "  major: 20 % of the collateral is slashed (50 % of it to the treasury, the rest burned), 80 % is returned, what is left goes to the treasury, and the miner has to go; no tasks while the case is open",
        "  Good work counts 1, late 0.5, minor 2, major 6, critical 20.",
        "  5000 DN in the first epoch of 1 min 40 s, then 99 % of the epoch before, at most 1000000 DN ever.",
    ] {
        assert!(text.lines().any(|found| found == line), "{line:?} is not in\n{text}");
    }
}
