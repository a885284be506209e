//! A seeded workload plays, a naive second bookkeeper recounts, and a failure shrinks.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use deepnode_core::scenario::Scenario;
use deepnode_core::testing::{Bookkeeper, Coverage, Game, Workload, check, play};
use deepnode_core::{Amount, Domain, Event, Evidence, Receipt, Score};

/// Seeds of the run below, each with a domain of its own.
const SEEDS: u64 = 100;
const COMMANDS_EACH: usize = 2_500;

/// Says which seed it was that panicked.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("seed {}", self.0);
        }
    }
}

fn played(seed: u64, commands: usize) -> deepnode_core::testing::Played {
    let _seed = Seed(seed);
    play(&Game::new(seed, commands)).unwrap_or_else(|failure| panic!("{}", failure.shrunk(None)))
}

/// After every command the audit is empty and the bookkeeper counts the same; the other promises are sampled. Every
/// event, and every refusal that the table of the rules gives for a command, is reached by one of the seeds.
#[test]
fn every_promise_is_kept_and_everything_is_reached() {
    let next = AtomicU64::new(0);
    let reached = Mutex::new(Coverage::default());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    let coverage = played(seed, COMMANDS_EACH).coverage;
                    reached.lock().unwrap().extend(&coverage);
                }
            });
        }
    });
    let reached = reached.into_inner().unwrap();
    assert_eq!(reached.commands(), SEEDS * COMMANDS_EACH as u64);
    let missing = reached.missing();
    assert!(missing.is_empty(), "not reached: {missing:#?}");
}

#[test]
fn a_seed_gives_the_same_run_again() {
    let (first, second) = (played(11, 1_000), played(11, 1_000));
    assert_eq!(first.scenario, second.scenario);
    assert_eq!(first.domain, second.domain);
}

/// A run can be written down, read and replayed by whoever has the replay tool.
#[test]
fn a_run_is_a_scenario_file() {
    for seed in [3, 4, 5] {
        let played = played(seed, 1_000);
        let json = serde_json::to_vec(&played.scenario).unwrap();
        let scenario = Scenario::parse(&json).unwrap();
        assert_eq!(scenario, played.scenario);
        assert_eq!(scenario.run(None).unwrap(), played.domain);
    }
}

/// A check that is not true: the run that breaks it shrinks to little more than what it takes.
#[test]
fn a_failure_shrinks_to_a_handful_of_steps() {
    let nobody_is_banned = |_: &Domain, events: &[Event]| {
        let banned = |event: &Event| matches!(event, Event::MinerLeft { banned: true, .. });
        events.iter().any(banned).then(|| String::from("a miner was banned"))
    };
    let failure = (22..)
        .filter_map(|seed| play(&Game::new(seed, 1_000).with_property(nobody_is_banned)).err())
        .find(|failure| failure.scenario.steps.len() > 300)
        .unwrap();
    assert_eq!(failure.findings, ["a miner was banned"]);

    // Money and registrations of a miner and of validators; a model and a task; lease, result, verdicts, tally; a
    // decision and its execution.
    let short = failure.shrunk(Some(nobody_is_banned));
    assert_eq!(short.findings, ["a miner was banned"]);
    let steps = &short.scenario.steps;
    assert!(steps.len() <= 30, "{} steps are left:\n{short}", steps.len());
    assert!(steps.iter().all(|step| step.error.is_none()), "a refused step is left:\n{short}");

    // What it prints is a file that anybody can replay, and it shows the failure at its last step.
    let text = short.to_string();
    let json = &text[text.find('{').unwrap()..];
    let mut scenario = Scenario::parse(json.as_bytes()).unwrap();
    assert!(scenario.run(None).is_ok());
    assert!(check(&scenario, Some(nobody_is_banned)).is_err());
    scenario.steps.pop();
    assert!(check(&scenario, Some(nobody_is_banned)).is_ok());
}

/// Something in the events of a command that the bookkeeper must not believe.
fn forged(event: &Event) -> Option<Event> {
    let more = |amount: Amount| Amount::checked_from_units(amount.units() + 1).unwrap_or(Amount::ZERO);
    let better = |evidence: Evidence| Evidence { good: evidence.good + 1, ..evidence };
    let mut forged = event.clone();
    match &mut forged {
        Event::Moved { amount, .. } => *amount = more(*amount),
        Event::TaskSettled { seats, .. } if seats.len() > 1 => seats.truncate(1),
        Event::TaskSettled { units_paid, .. } => *units_paid ^= 1,
        Event::EpochClosed { new_money, .. } => *new_money = more(*new_money),
        Event::TrustChanged { evidence, .. } | Event::EvidenceReturned { evidence, .. } => {
            *evidence = better(*evidence);
        }
        _ => return None,
    }
    Some(forged)
}

/// The bookkeeper is no rubber stamp: one base unit too much, a unit of work, a bit of trust, and it objects.
#[test]
fn the_bookkeeper_finds_every_forgery() {
    let mut forgeries = 0;
    for seed in [1, 8, 21, 24] {
        let run = played(seed, 1_500).scenario;
        let mut domain = Domain::new(run.chain_id, run.contract, run.params.clone()).unwrap();
        let mut books = Bookkeeper::new(run.params.clone());
        for (index, step) in run.steps.iter().enumerate() {
            let Ok(Receipt::Command(events)) = step.give(&mut domain) else { continue };
            for (at, event) in events.iter().enumerate() {
                // All would take long; the numbers are coprime to whatever rhythm the run has.
                let Some(forged) = forged(event).filter(|_| (index + at) % 7 == 0) else { continue };
                let mut page = events.clone();
                page[at] = forged;
                let mut books = books.clone();
                let mut findings = books.record(&page);
                findings.extend(books.differences(&domain));
                assert!(!findings.is_empty(), "seed {seed}, step {index}: nobody noticed {:?}", page[at]);
                forgeries += 1;
            }
            assert!(books.record(&events).is_empty());
        }
    }
    assert!(forgeries > 500, "{forgeries}");
}

/// Others may drive the workload with a domain of their own.
#[test]
fn a_workload_needs_nothing_but_a_domain() {
    let mut workload = Workload::new(42);
    let mut domain = Domain::new(Workload::CHAIN_ID, Workload::CONTRACT, workload.params().clone()).unwrap();
    let mut best: Score = 0;
    for _ in 0..2_000 {
        let step = workload.next(&domain);
        let _ = step.give(&mut domain);
        best = domain.miners().map(|miner| miner.evidence.score()).chain([best]).max().unwrap();
    }
    assert!(domain.tasks().count() > 10);
    assert!(best > 500_000_000, "somebody has done good work");
}
