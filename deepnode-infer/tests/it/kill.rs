//! Processes that are killed between a promise and what opens it.
//!
//! The test's own executable is run again as a child that does one thing of a miner's or validator's, and is killed in
//! the middle of it. What it sent before is given to a domain; then another process, with the same key and folder, has
//! to open it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use deepnode_core::{Address, AssignmentId, AssignmentStatus, Envelope, Outcome, Time};
use deepnode_infer::sdk::{
    Cancel, FileStore, HostError, Ledger, MemoryStore, MinerCall, MinerHost, Reply, Seat, Validator,
    ValidatorCall, ValidatorHost, Worker,
};
use deepnode_infer::{Input, Job};

use crate::toy::Toy;
use crate::world::{Host, World, domain_id, key};

const FOLDER: &str = "DEEPNODE_TEST_CHILD_FOLDER";
const ROLE: &str = "DEEPNODE_TEST_CHILD_ROLE";
const MINER: u8 = 11;
const VALIDATOR: u8 = 21;

fn ask() -> Input {
    Job { stop_at_eos: false, ..Job::greedy(vec![1, 2, 3], 16) }.into()
}

fn worker(folder: &Path) -> Worker {
    let store = FileStore::open(folder.join("miner")).unwrap();
    Worker::new(key(MINER), domain_id(), Arc::new(store)).serving(Arc::new(Toy::new(1)))
}

fn validator(folder: &Path) -> Validator {
    let store = FileStore::open(folder.join("validator")).unwrap();
    Validator::new(key(VALIDATOR), domain_id(), Arc::new(store)).trusting(Arc::new(Toy::new(1)))
}

/// A domain in which assignment 1 is leased to the miner. It comes out the same in every process.
fn begin() -> World {
    let mut world = World::new(1);
    let model = Toy::new(1).id();
    world.model(model);
    world.miner(key(MINER).address(), model);
    world.validator(key(VALIDATOR).address());
    world.post(model, 16, ask());
    world.beat();
    world
}

/// The host of a child: it plays on a domain of its own, and stops for good where it is to be killed.
struct Doomed {
    host: Host,
    folder: PathBuf,
    /// Whether it is killed before the command is out, or after.
    is_before: bool,
}

impl Doomed {
    fn wait_for_the_end(&self) -> ! {
        fs::write(self.folder.join("ready"), b"").unwrap();
        loop {
            sleep(Duration::from_secs(1));
        }
    }
}

impl Ledger for Doomed {
    fn now(&self) -> Time {
        self.host.now()
    }

    fn nonce(&mut self, signer: Address) -> Result<u64, HostError> {
        self.host.nonce(signer)
    }

    fn send(&mut self, envelope: &Envelope) -> Result<Reply, HostError> {
        if !self.is_before {
            fs::write(self.folder.join("sent"), serde_json::to_vec(envelope)?)?;
        }
        self.wait_for_the_end()
    }
}

impl MinerHost for Doomed {
    fn next(&mut self, cancel: &Cancel) -> Result<Option<MinerCall>, HostError> {
        MinerHost::next(&mut self.host, cancel)
    }

    fn deliver(&mut self, _: AssignmentId, _: &[Address], _: &[u8]) -> Result<(), HostError> {
        self.wait_for_the_end()
    }
}

impl ValidatorHost for Doomed {
    fn next(&mut self, cancel: &Cancel) -> Result<Option<ValidatorCall>, HostError> {
        ValidatorHost::next(&mut self.host, cancel)
    }

    fn fetch(&mut self, seat: &Seat, cancel: &Cancel) -> Result<Vec<Vec<u8>>, HostError> {
        self.host.fetch(seat, cancel)
    }
}

/// What a child does; as a test of its own, nothing.
#[test]
fn child() {
    let (Ok(folder), Ok(role)) = (std::env::var(FOLDER), std::env::var(ROLE)) else { return };
    let folder = PathBuf::from(folder);
    let (who, moment) = role.split_once(' ').unwrap();
    let is_before = moment == "before";
    match who {
        "miner" => {
            let world = begin().shared();
            let host = Host::new(&world, key(MINER).address());
            worker(&folder).run(&mut Doomed { host, folder, is_before }, &Cancel::default()).unwrap();
        }
        "validator" => {
            let world = delivered().shared();
            let host = Host::new(&world, key(VALIDATOR).address());
            validator(&folder).run(&mut Doomed { host, folder, is_before }, &Cancel::default()).unwrap();
        }
        other => panic!("no such role: {other}"),
    }
    panic!("it should have been killed");
}

/// A domain in which the validator is seated and has what it needs.
fn delivered() -> World {
    let world = begin().shared();
    let mut host = Host::new(&world, key(MINER).address());
    let store = Arc::new(MemoryStore::default());
    let worker = Worker::new(key(MINER), domain_id(), store).serving(Arc::new(Toy::new(1)));
    worker.run(&mut host, &Cancel::default()).unwrap();
    world.lock().unwrap().beat();
    worker.run(&mut host, &Cancel::default()).unwrap();
    drop((host, worker));
    Arc::into_inner(world).unwrap().into_inner().unwrap()
}

/// Runs a child up to its moment, and kills it.
fn kill(folder: &Path, role: &str) {
    let mut child = Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--nocapture"])
        .env(FOLDER, folder)
        .env(ROLE, role)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    wait(&mut child, &folder.join("ready"));
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
}

fn wait(child: &mut Child, file: &Path) {
    let begun = Instant::now();
    while !file.exists() {
        if let Some(status) = child.try_wait().unwrap() {
            panic!("the child ended by itself: {status}");
        }
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("the child has done nothing for a minute");
        }
        sleep(Duration::from_millis(10));
    }
}

fn sent(folder: &Path) -> Envelope {
    serde_json::from_slice(&fs::read(folder.join("sent")).unwrap()).unwrap()
}

fn approved(world: &World) {
    assert_eq!(world.status(1), AssignmentStatus::Ended(Outcome::Approved));
    assert_eq!(world.domain.audit(), [""; 0]);
}

/// The rest of the round, with a validator that was never killed.
fn finish(world: World, folder: &Path) {
    let world = world.shared();
    let (worker, judge) = (worker(folder), validator(folder));
    let mut miner_host = Host::new(&world, key(MINER).address());
    let mut judge_host = Host::new(&world, key(VALIDATOR).address());
    for _ in 0..4 {
        worker.run(&mut miner_host, &Cancel::default()).unwrap();
        world.lock().unwrap().beat();
        worker.run(&mut miner_host, &Cancel::default()).unwrap();
        judge.run(&mut judge_host, &Cancel::default()).unwrap();
    }
    approved(&world.lock().unwrap());
    for (_, reply) in &world.lock().unwrap().sent {
        assert_eq!(*reply, Reply::Applied);
    }
}

#[test]
fn a_miner_killed_after_its_seal_still_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    kill(folder.path(), "miner after");
    let mut world = begin();
    assert_eq!(world.receive(&sent(folder.path())), Reply::Applied);
    assert!(matches!(world.status(1), AssignmentStatus::Submitted { .. }));
    let world = world.shared();
    let (again, mut host) = (worker(folder.path()), Host::new(&world, key(MINER).address()));
    // It does not know whether the seal has arrived, asks once, and is told so.
    again.resume(&mut host).unwrap();
    assert!(matches!(&host.world().sent[1].1, Reply::Refused { code, .. } if code == "wrong_status"));
    // What it has kept opens the seal.
    host.world().beat();
    let parcel = again.parcel(AssignmentId(1)).unwrap().unwrap();
    host.deliver(AssignmentId(1), &[key(VALIDATOR).address()], &parcel).unwrap();
    let judge = validator(folder.path());
    let mut judge_host = Host::new(&world, key(VALIDATOR).address());
    for _ in 0..3 {
        judge.run(&mut judge_host, &Cancel::default()).unwrap();
        world.lock().unwrap().beat();
    }
    approved(&world.lock().unwrap());
}

#[test]
fn a_miner_killed_before_its_seal_was_out_sends_it() {
    let folder = tempfile::tempdir().unwrap();
    kill(folder.path(), "miner before");
    finish(begin(), folder.path());
}

#[test]
fn a_validator_killed_after_its_commitment_still_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    kill(folder.path(), "validator after");
    let mut world = delivered();
    world.sent.clear();
    assert_eq!(world.receive(&sent(folder.path())), Reply::Applied);
    world.beat();
    assert!(matches!(world.status(1), AssignmentStatus::Revealing { .. }));
    let command = validator(folder.path()).reveal(AssignmentId(1)).unwrap().unwrap();
    let nonce = world.domain.nonce(&key(VALIDATOR).address());
    let envelope = validator(folder.path()).sign(command, nonce, u64::MAX);
    assert_eq!(world.receive(&envelope), Reply::Applied);
    world.beat();
    approved(&world);
}

#[test]
fn a_validator_killed_before_its_commitment_was_out_sends_it() {
    let folder = tempfile::tempdir().unwrap();
    kill(folder.path(), "validator before");
    let world = delivered();
    finish(world, folder.path());
}
