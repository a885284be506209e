//! A miner's steps and loop.

use std::cell::Cell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deepnode_core::{AssignmentId, AssignmentStatus, Command, Hash, Outcome};
use deepnode_infer::sdk::{
    Cancel, Decline, FileStore, Lease, MemoryStore, Reply, SdkError, Store, StoreError, Work, Worker,
    seal_salt, verdict_salt,
};
use deepnode_infer::{Delivery, Input, Job, input_hash};

use crate::toy::{Toy, honest};
use crate::world::{Host, LEASE_MS, World, domain_id, key};

fn ask(limit: u32) -> Input {
    Job { stop_at_eos: false, ..Job::greedy(vec![1, 2, 3], limit) }.into()
}

fn lease(toy: &Toy, input: Input) -> Lease {
    Lease {
        assignment: AssignmentId(5),
        task: 1.into(),
        model: toy.id(),
        posted: Hash(input_hash(&input)),
        units: 100,
        input,
        until: 10_000,
    }
}

fn worker(toy: &Toy) -> Worker {
    Worker::new(key(1), domain_id(), Arc::new(MemoryStore::default())).serving(Arc::new(toy.clone()))
}

fn declined(work: Work) -> Decline {
    match work {
        Work::Declined { command: Command::Decline { assignment: AssignmentId(5) }, why } => why,
        other => panic!("expected it to be declined, found {other:?}"),
    }
}

fn sealed(work: Work) -> Command {
    match work {
        Work::Sealed { command } => command,
        other => panic!("expected a seal, found {other:?}"),
    }
}

#[test]
fn a_seal_opens_with_what_is_kept() {
    let toy = Toy::new(1);
    let (worker, lease) = (worker(&toy), lease(&toy, ask(16)));
    let command = sealed(worker.work(&lease, &|| 0, &Cancel::default()).unwrap());
    let Command::SubmitResult { assignment, units_done: 16, seal } = command else { panic!("{command:?}") };
    let parcel = worker.parcel(assignment).unwrap().unwrap();
    let miner = worker.address();
    let delivery = Delivery::open(&parcel, &lease.input, domain_id(), assignment, miner).unwrap();
    assert_eq!(delivery.claim, honest(&toy, &lease.input));
    assert_eq!(delivery.seal(&toy.manifest, &lease.input, domain_id(), assignment, miner), seal);
    assert_eq!(worker.kept().unwrap(), [assignment]);
    worker.forget(assignment).unwrap();
    assert_eq!(worker.parcel(assignment).unwrap(), None);
    assert_eq!(worker.kept().unwrap(), []);
}

#[test]
fn units_are_tokens_but_never_more_than_are_paid() {
    let toy = Toy::new(1);
    let units = |input: Input, units| {
        let lease = Lease { units, ..lease(&toy, input) };
        match sealed(worker(&toy).work(&lease, &|| 0, &Cancel::default()).unwrap()) {
            Command::SubmitResult { units_done, .. } => units_done,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(units(ask(16), 100), 16);
    assert_eq!(units(ask(16), 9), 9);
    assert_eq!(units(ask(0), 9), 1);
    assert_eq!(units(Input::Embed(vec![1, 2, 3]), 9), 3);
}

#[test]
fn what_cannot_be_done_is_declined() {
    let (toy, now) = (Toy::new(1), || 0);
    let off = Cancel::default();
    let good = lease(&toy, ask(16));
    let worker = worker(&toy);
    let why = |lease: &Lease| declined(worker.work(lease, &now, &off).unwrap());
    let other_model = Lease { model: Hash([3; 32]), ..good.clone() };
    assert!(matches!(why(&other_model), Decline::NoEngine(_)));
    let other_input = Lease { posted: Hash([3; 32]), ..good.clone() };
    assert!(matches!(why(&other_input), Decline::OtherInput { .. }));
    let on = Cancel::default();
    on.cancel();
    let cancelled = declined(worker.work(&good, &now, &on).unwrap());
    assert!(matches!(cancelled, Decline::Cancelled { tokens: 0 }));
    assert_eq!(worker.kept().unwrap(), [], "nothing was sealed");
}

#[test]
fn a_run_that_would_outlast_its_lease_is_stopped() {
    let toy = Toy::new(1);
    // Time moves on by 700 with each look at it; a second before 10 000 it is too late.
    let time = Cell::new(0);
    let now = || time.replace(time.get() + 700);
    let why = declined(worker(&toy).work(&lease(&toy, ask(40)), &now, &Cancel::default()).unwrap());
    assert!(matches!(why, Decline::OutOfTime { tokens: 10..=14 }), "{why}");
    assert!(time.get() < 10_000 + 1_400);

    // Without time to spare, it is declined until the last moment, and then there is nothing to say.
    let at = |now| worker(&toy).work(&lease(&toy, ask(4)), &|| now, &Cancel::default()).unwrap();
    assert!(matches!(at(8_999), Work::Sealed { .. }));
    assert!(matches!(declined(at(9_000)), Decline::OutOfTime { tokens: 0 }));
    assert!(matches!(declined(at(9_999)), Decline::OutOfTime { tokens: 0 }));
    assert!(matches!(at(10_000), Work::Late));
    let patient = worker(&toy).with_spare_ms(0);
    let work = patient.work(&lease(&toy, ask(4)), &|| 9_999, &Cancel::default()).unwrap();
    assert!(matches!(work, Work::Sealed { .. }));

    // An engine that shows no tokens is seen to be late when it is done.
    let embedding = lease(&toy, Input::Embed(vec![1]));
    let time = Cell::new(0);
    let late = || time.replace(20_000);
    let work = worker(&toy).work(&embedding, &late, &Cancel::default()).unwrap();
    assert!(matches!(work, Work::Late));
}

#[test]
fn a_run_can_be_cancelled_from_elsewhere() {
    let slow = Toy { pace: Duration::from_millis(5), ..Toy::new(1) };
    let cancel = Cancel::default();
    let (worker, lease) = (worker(&slow), Lease { units: u32::MAX, ..lease(&slow, ask(1_000_000)) });
    let running = std::thread::scope(|scope| {
        let run = scope.spawn(|| worker.work(&lease, &|| 0, &cancel));
        std::thread::sleep(Duration::from_millis(50));
        cancel.cancel();
        run.join().unwrap()
    });
    let why = declined(running.unwrap());
    assert!(matches!(why, Decline::Cancelled { tokens: 1.. }), "{why}");
}

#[test]
fn the_same_seal_after_a_restart_with_and_without_the_store() {
    let toy = Toy::new(1);
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let store = FileStore::open(folder.path()).unwrap();
        Worker::new(key(1), domain_id(), Arc::new(store))
    };
    let lease = lease(&toy, ask(16));
    let first = open().serving(Arc::new(toy.clone()));
    let command = sealed(first.work(&lease, &|| 0, &Cancel::default()).unwrap());
    let parcel = first.parcel(lease.assignment).unwrap();
    drop(first);

    // With its store it need not even have the engine.
    let again = open();
    assert_eq!(sealed(again.work(&lease, &|| 0, &Cancel::default()).unwrap()), command);
    assert_eq!(again.parcel(lease.assignment).unwrap(), parcel);

    // Without, it works again and comes to the same.
    let fresh = worker(&toy);
    assert_eq!(sealed(fresh.work(&lease, &|| 0, &Cancel::default()).unwrap()), command);
    assert_eq!(fresh.parcel(lease.assignment).unwrap(), parcel);
}

#[test]
fn salts_differ_wherever_something_differs() {
    let salts = [
        seal_salt(&key(1), Hash([1; 32]), 1.into()),
        seal_salt(&key(2), Hash([1; 32]), 1.into()),
        seal_salt(&key(1), Hash([2; 32]), 1.into()),
        seal_salt(&key(1), Hash([1; 32]), 2.into()),
        verdict_salt(&key(1), Hash([1; 32]), 1.into(), 0),
        verdict_salt(&key(1), Hash([1; 32]), 1.into(), 1),
        verdict_salt(&key(1), Hash([1; 32]), 1.into(), 2),
        verdict_salt(&key(1), Hash([1; 32]), 256.into(), 1),
    ];
    for (i, salt) in salts.iter().enumerate() {
        assert!(!salts[..i].contains(salt), "salt {i}");
    }
    // For good: seals that are out there have to open.
    assert_eq!(salts[0].to_string(), "0xc287d099cc279e061054cbc1b0742871f4b1bafaacbbe0032b44cf27b8de4457");
}

/// Keeps nothing.
struct Full;

impl Store for Full {
    fn put(&self, name: &str, _: &[u8]) -> Result<(), StoreError> {
        let why = std::io::Error::new(std::io::ErrorKind::StorageFull, "no room");
        Err(StoreError::Io { path: name.into(), why })
    }

    fn get(&self, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn names(&self, _: &str) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    fn remove(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_kept_is_not_sent() {
    let toy = Toy::new(1);
    let worker = Worker::new(key(1), domain_id(), Arc::new(Full)).serving(Arc::new(toy.clone()));
    let refused = worker.work(&lease(&toy, ask(4)), &|| 0, &Cancel::default());
    assert!(matches!(refused, Err(SdkError::Store(StoreError::Io { .. }))));
}

/// One miner with one task, leased.
fn alone(toy: &Toy, units: u64, input: Input) -> (Arc<Mutex<World>>, Host) {
    let mut world = World::new(1);
    world.model(toy.id());
    world.miner(key(1).address(), toy.id());
    world.post(toy.id(), units, input);
    world.beat();
    let world = world.shared();
    let host = Host::new(&world, key(1).address());
    (world, host)
}

#[test]
fn the_loop_goes_on_through_lost_sends_and_lost_answers() {
    for (lost, unanswered) in [(0, 0), (3, 0), (0, 2), (2, 1)] {
        let toy = Toy::new(1);
        let (world, mut host) = alone(&toy, 8, ask(8));
        (host.world().lost, host.world().unanswered) = (lost, unanswered);
        worker(&toy).run(&mut host, &Cancel::default()).unwrap();
        assert_eq!(host.pauses, lost + unanswered);
        let world = world.lock().unwrap();
        assert!(matches!(world.status(1), AssignmentStatus::Submitted { .. }));
        let applied = world.sent.iter().filter(|(_, reply)| *reply == Reply::Applied).count();
        assert_eq!(applied, 1, "sealed once");
    }
}

#[test]
fn a_host_that_never_answers_is_given_up_and_the_seal_is_sent_at_the_next_start() {
    let toy = Toy::new(1);
    let (world, mut host) = alone(&toy, 8, ask(8));
    host.world().lost = 1_000;
    let worker = worker(&toy);
    worker.run(&mut host, &Cancel::default()).unwrap();
    assert!(matches!(world.lock().unwrap().status(1), AssignmentStatus::Leased { .. }));
    host.world().lost = 0;
    worker.run(&mut host, &Cancel::default()).unwrap();
    assert!(matches!(world.lock().unwrap().status(1), AssignmentStatus::Submitted { .. }));
    // And never again.
    worker.run(&mut host, &Cancel::default()).unwrap();
    assert_eq!(world.lock().unwrap().sent.len(), 1);
}

#[test]
fn the_loop_declines_in_time() {
    let toy = Toy::new(1);
    let (world, mut host) = alone(&toy, 50, ask(50));
    host.tick = LEASE_MS / 20;
    worker(&toy).with_spare_ms(10_000).run(&mut host, &Cancel::default()).unwrap();
    let status = world.lock().unwrap().status(1);
    assert_eq!(status, AssignmentStatus::Ended(Outcome::Declined));
}
