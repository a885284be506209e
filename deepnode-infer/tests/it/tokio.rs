//! The SDK's work as futures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deepnode_core::{AssignmentStatus, Hash, Outcome, Verdict};
use deepnode_infer::sdk::{Lease, MemoryStore, Validator, Work, Worker, tokio as futures};
use deepnode_infer::{Input, Job, input_hash};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

use crate::toy::Toy;
use crate::world::{Host, World, domain_id, key};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

fn worker(toy: &Toy) -> Arc<Worker> {
    let store = Arc::new(MemoryStore::default());
    Arc::new(Worker::new(key(11), domain_id(), store).serving(Arc::new(toy.clone())))
}

#[test]
fn a_future_that_is_dropped_cancels_its_work() {
    let slow = Toy { pace: Duration::from_millis(2), ..Toy::new(1) };
    let input = Input::from(Job { stop_at_eos: false, ..Job::greedy(vec![1], 100_000) });
    let (model, posted) = (slow.id(), Hash(input_hash(&input)));
    let lease = Lease {
        assignment: 1.into(),
        task: 1.into(),
        model,
        posted,
        input,
        units: u32::MAX,
        until: u64::MAX,
    };
    // Each token asks for the time: how often it was asked says how far the work has come.
    let asked = Arc::new(AtomicU64::new(0));
    let counter = asked.clone();
    let worker = worker(&slow);
    runtime().block_on(async {
        let work = futures::work(worker.clone(), lease, move || counter.fetch_add(1, Ordering::Relaxed));
        assert!(timeout(Duration::from_millis(100), work).await.is_err(), "it takes minutes");
        // The runtime's other work goes on meanwhile.
        sleep(Duration::from_millis(50)).await;
        let far = asked.load(Ordering::Relaxed);
        assert!(far > 3, "it had begun");
        sleep(Duration::from_millis(100)).await;
        assert_eq!(asked.load(Ordering::Relaxed), far, "it has stopped");
    });
    assert!(worker.kept().unwrap().is_empty());
}

#[test]
fn loops_and_steps() {
    let toy = Toy::new(1);
    let mut world = World::new(1);
    world.model(toy.id());
    world.miner(key(11).address(), toy.id());
    world.validator(key(21).address());
    world.post(toy.id(), 16, Job::greedy(vec![1, 2, 3], 16).into());
    let world = world.shared();
    let worker = worker(&toy);
    let validator = Validator::new(key(21), domain_id(), Arc::new(MemoryStore::default()));
    let validator = Arc::new(validator.trusting(Arc::new(toy.clone())));
    let (miner_host, judge_host) =
        (Host::new(&world, key(11).address()), Host::new(&world, key(21).address()));
    runtime().block_on(async {
        for beat in 0..4 {
            world.lock().unwrap().beat();
            if beat == 0 {
                let (lease, now) = (world.lock().unwrap().lease(1.into()), 0);
                let work = futures::work(worker.clone(), lease, move || now).await.unwrap();
                assert!(matches!(work, Work::Sealed { .. }));
            }
            futures::run_worker(worker.clone(), miner_host.clone()).await.unwrap();
            if beat == 1 {
                let seat = world.lock().unwrap().seat(1.into());
                let parcels = world.lock().unwrap().mail[&seat.assignment].clone();
                let judged = futures::judge(validator.clone(), seat, parcels, || 0).await.unwrap();
                assert_eq!(judged.verdict, Verdict::Correct);
            }
            futures::run_validator(validator.clone(), judge_host.clone()).await.unwrap();
        }
    });
    assert_eq!(world.lock().unwrap().status(1), AssignmentStatus::Ended(Outcome::Approved));
}

#[test]
#[should_panic(expected = "no clock")]
fn a_panic_of_an_engine_comes_through() {
    let toy = Toy::new(1);
    let input = Input::from(Job::greedy(vec![1], 4));
    let posted = Hash(input_hash(&input));
    let (model, until) = (toy.id(), u64::MAX);
    let lease = Lease { assignment: 1.into(), task: 1.into(), model, posted, input, units: 4, until };
    let worker = worker(&toy);
    let _ = runtime().block_on(futures::work(worker, lease, || panic!("no clock")));
}
