//! A whole domain: real inference, signed commands, honest people and cheats, from leases to settlement.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use deepnode_core::{
    Address, AssignmentStatus, Command, Content, Hash, Outcome, Severity, TaskStatus, TimeoutCause, Verdict,
};
use deepnode_infer::sdk::{Cancel, MemoryStore, Reply, Validator, Worker};
use deepnode_infer::{Claim, Engine, Input, Job, Sampler};

use crate::load_exact;
use crate::toy::{Liar, Toy, honest, text, text_mut};
use crate::world::{Host, World, domain_id, key};

/// Everybody does what there is to do, beat after beat.
fn live(world: &Arc<Mutex<World>>, miners: &mut [(Worker, Host)], validators: &mut [(Validator, Host)]) {
    let off = Cancel::default();
    for _ in 0..200 {
        world.lock().unwrap().beat();
        // Miners deliver what validators then fetch.
        for (worker, host) in miners.iter_mut() {
            worker.run(host, &off).unwrap();
        }
        for (validator, host) in validators.iter_mut() {
            validator.run(host, &off).unwrap();
        }
        let world = world.lock().unwrap();
        assert_eq!(world.domain.audit(), [""; 0]);
        let over = |status| !matches!(status, TaskStatus::Queued | TaskStatus::Running);
        if world.domain.tasks().all(|(_, task)| over(task.status)) {
            return;
        }
    }
    panic!("tasks that never end");
}

fn committee(
    world: &Arc<Mutex<World>>,
    engine: &Arc<dyn Engine>,
    numbers: impl Iterator<Item = u8>,
) -> Vec<(Validator, Host)> {
    let seats = numbers.map(|number| {
        let me = key(number).address();
        world.lock().unwrap().validator(me);
        let validator = Validator::new(key(number), domain_id(), Arc::new(MemoryStore::default()));
        (validator.trusting(engine.clone()), Host::new(world, me))
    });
    seats.collect()
}

fn miner(world: &Arc<Mutex<World>>, number: u8, model: Hash, engine: Arc<dyn Engine>) -> (Worker, Host) {
    let me = key(number).address();
    world.lock().unwrap().miner(me, model);
    let worker = Worker::new(key(number), domain_id(), Arc::new(MemoryStore::default()));
    (worker.serving(engine), Host::new(world, me))
}

/// How each miner's assignments ended.
fn fates(world: &World) -> BTreeMap<Address, Vec<Outcome>> {
    let mut fates: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (_, row) in world.domain.assignments() {
        let miner = world.domain.miner_of(row).unwrap().address;
        let AssignmentStatus::Ended(outcome) = row.status else { panic!("{:?}", row.status) };
        fates.entry(miner).or_default().push(outcome);
    }
    fates
}

#[test]
fn with_a_real_model() {
    let model = load_exact("f16-tied");
    let (id, manifest) = (Hash(model.manifest().hash()), *model.manifest());
    let other = load_exact("bf16-tied");
    let engine: Arc<dyn Engine> = Arc::new(model.clone());
    let world = World::new(3).shared();
    world.lock().unwrap().model(id);

    let truth = model.clone();
    let short = Liar {
        manifest,
        lie: move |input: &Input| {
            let mut claim = honest(&truth, input);
            let tokens = &mut text_mut(&mut claim).tokens;
            tokens.truncate(tokens.len() / 2);
            claim
        },
    };
    let foreign = Liar { manifest, lie: move |input: &Input| honest(&other, input) };
    let (truth, first) = (model.clone(), Mutex::new(None));
    let copier = Liar {
        manifest,
        lie: move |input: &Input| {
            let mut first = first.lock().unwrap();
            first.get_or_insert_with(|| honest(&truth, input)).clone()
        },
    };
    let mut miners = vec![
        miner(&world, 11, id, engine.clone()),
        miner(&world, 12, id, engine.clone()),
        miner(&world, 13, id, Arc::new(short)),
        miner(&world, 14, id, Arc::new(foreign)),
        miner(&world, 15, id, Arc::new(copier)),
        miner(&world, 16, id, engine.clone()),
    ];
    miners[5].1.silent = true;
    let mut validators = committee(&world, &engine, 21..28);
    for number in 0..30 {
        let sampler = if number % 2 == 0 { Sampler::Greedy } else { Sampler::seeded([number; 32]) };
        let job = Job { sampler, stop_at_eos: false, ..Job::greedy(vec![3 + u32::from(number), 40], 12) };
        world.lock().unwrap().post(id, 12, job.into());
    }
    live(&world, &mut miners, &mut validators);

    let world = world.lock().unwrap();
    let fates = fates(&world);
    let of = |number: u8| &fates[&key(number).address()];
    let only = |number, outcome| {
        assert!(of(number).iter().all(|fate| *fate == outcome), "{number}: {:?}", of(number));
    };
    only(11, Outcome::Approved);
    only(12, Outcome::Approved);
    only(13, Outcome::Rejected { severity: Severity::Minor });
    only(14, Outcome::Rejected { severity: Severity::Critical });
    only(16, Outcome::TimedOut { cause: TimeoutCause::Unverifiable });
    // The copier's first answer is its own; what it copies then is called a copy by those who saw the original, and
    // wrong by the others.
    let copied = of(15).iter().filter(|fate| matches!(fate, Outcome::Rejected { .. })).count();
    assert!(copied > 0 && copied + 1 >= of(15).len(), "{:?}", of(15));

    // Nobody's command was refused, and money went to the honest.
    for (envelope, reply) in &world.sent {
        assert_eq!(*reply, Reply::Applied, "{envelope:?}");
    }
    let settled = world.domain.tasks().filter(|(_, task)| task.status == TaskStatus::Settled).count();
    assert!(settled >= 25, "{settled} of 30 tasks");
    let earned = |number: u8| world.domain.balance(&key(number).address()).units();
    let before = 5_000 - 2_000 - 10;
    for number in [11, 12] {
        assert!(earned(number) > before * 10_u128.pow(18), "{number} has earned");
    }
    for number in [13, 14, 16] {
        assert_eq!(earned(number), before * 10_u128.pow(18), "{number} has not");
    }
}

#[test]
fn in_exact_mode_fraud_has_its_name() {
    let toy = Toy::new(1);
    let id = toy.id();
    let engine: Arc<dyn Engine> = Arc::new(toy.clone());
    let world = World::new(3).shared();
    world.lock().unwrap().model(id);
    let other = Toy { weights: 2, ..toy.clone() };
    let foreign = Liar { manifest: toy.manifest, lie: move |input: &Input| honest(&other, input) };
    let truth = toy.clone();
    let null = Liar {
        manifest: toy.manifest,
        lie: move |input: &Input| Claim { cell_root: [0; 32], ..honest(&truth, input) },
    };
    let truth = toy.clone();
    let swapper = Liar {
        manifest: toy.manifest,
        lie: move |input: &Input| {
            let mut claim = honest(&truth, input);
            text_mut(&mut claim).tokens[0] ^= 1;
            let Input::Generate(job) = input else { unreachable!() };
            claim.cell_root = truth.states(&job.prompt, &text(&claim).tokens);
            claim
        },
    };
    let mut miners = vec![
        miner(&world, 11, id, engine.clone()),
        miner(&world, 12, id, Arc::new(foreign)),
        miner(&world, 13, id, Arc::new(null)),
        miner(&world, 14, id, Arc::new(swapper)),
    ];
    let mut validators = committee(&world, &engine, 21..28);
    for number in 0..12 {
        world.lock().unwrap().post(id, 16, Job::greedy(vec![number, 40], 16).into());
    }
    live(&world, &mut miners, &mut validators);
    let world = world.lock().unwrap();
    let fates = fates(&world);
    let rejected = |severity| Outcome::Rejected { severity };
    for (number, outcome) in [
        (11, Outcome::Approved),
        (12, rejected(Severity::Critical)),
        (13, rejected(Severity::Critical)),
        (14, rejected(Severity::Major)),
    ] {
        let of = &fates[&key(number).address()];
        assert!(of.iter().all(|fate| *fate == outcome), "{number}: {of:?}");
    }
}

#[test]
fn a_verdict_of_one_validator_is_of_no_use_to_another() {
    let toy = Toy::new(1);
    let engine: Arc<dyn Engine> = Arc::new(toy.clone());
    let world = World::new(3).shared();
    world.lock().unwrap().model(toy.id());
    let (worker, mut host) = miner(&world, 11, toy.id(), engine.clone());
    let mut validators = committee(&world, &engine, 21..24);
    let off = Cancel::default();
    world.lock().unwrap().post(toy.id(), 16, Job::greedy(vec![1, 2], 16).into());
    world.lock().unwrap().beat();
    worker.run(&mut host, &off).unwrap();
    world.lock().unwrap().beat();
    worker.run(&mut host, &off).unwrap();

    // The first one judges; the others copy its commitment, and later what it reveals.
    let seat = world.lock().unwrap().seat(1.into());
    let parcels = world.lock().unwrap().mail[&seat.assignment].clone();
    let (first, _) = &validators[0];
    let judgement = first.judge(&seat, &parcels, &|| 0, &off).unwrap();
    assert_eq!(judgement.verdict, Verdict::Correct);
    let commit = first.commit(&seat, &judgement).unwrap();
    let reveal = first.reveal(seat.assignment).unwrap().unwrap();
    let tell = |validator: &Validator, command: &Command| {
        let mut world = world.lock().unwrap();
        let nonce = world.domain.nonce(&validator.address());
        let envelope = validator.sign(command.clone(), nonce, u64::MAX);
        assert_eq!(envelope.content, Content::Command(command.clone()));
        world.receive(&envelope)
    };
    for (validator, _) in &validators {
        assert_eq!(tell(validator, &commit), Reply::Applied);
    }
    world.lock().unwrap().beat();
    assert_eq!(tell(&validators[0].0, &reveal), Reply::Applied);
    for (validator, _) in &mut validators[1..] {
        let Reply::Refused { code, .. } = tell(validator, &reveal) else {
            panic!("a copied verdict counted")
        };
        assert_eq!(code, "commitment_mismatch");
    }
}

/// One task, sealed, delivered and seated.
fn seated(toy: &Toy) -> (Arc<Mutex<World>>, Host) {
    let world = World::new(1).shared();
    world.lock().unwrap().model(toy.id());
    let (worker, mut host) = miner(&world, 11, toy.id(), Arc::new(toy.clone()));
    world.lock().unwrap().validator(key(21).address());
    world.lock().unwrap().post(toy.id(), 16, Job::greedy(vec![1, 2], 16).into());
    for _ in 0..2 {
        world.lock().unwrap().beat();
        worker.run(&mut host, &Cancel::default()).unwrap();
    }
    world.lock().unwrap().sent.clear();
    let host = Host::new(&world, key(21).address());
    (world, host)
}

#[test]
fn a_validator_that_cannot_judge_says_nothing() {
    let toy = Toy::new(1);
    let judge = |engine: Arc<dyn Engine>| {
        Validator::new(key(21), domain_id(), Arc::new(MemoryStore::default())).trusting(engine)
    };
    // Too late to look at it.
    let (world, mut host) = seated(&toy);
    let slow = judge(Arc::new(toy.clone())).with_spare_ms(1_000_000);
    slow.run(&mut host, &Cancel::default()).unwrap();
    assert!(world.lock().unwrap().sent.is_empty());

    // An engine that fails; its word would have counted.
    let (world, mut host) = seated(&toy);
    let broken = judge(Arc::new(crate::verify::Broken(toy.clone(), || {
        Err(deepnode_infer::Error::Backend("out of memory".to_owned()))
    })));
    broken.run(&mut host, &Cancel::default()).unwrap();
    assert!(world.lock().unwrap().sent.is_empty());

    // Somebody has stopped it.
    let (world, mut host) = seated(&toy);
    let cancel = Cancel::default();
    cancel.cancel();
    judge(Arc::new(toy.clone())).run(&mut host, &cancel).unwrap();
    assert!(world.lock().unwrap().sent.is_empty());
}

#[test]
fn a_validators_loop_goes_on_through_lost_sends_and_lost_answers() {
    let toy = Toy::new(1);
    for (lost, unanswered) in [(0, 0), (2, 0), (0, 1), (3, 1)] {
        let (world, mut host) = seated(&toy);
        let validator = Validator::new(key(21), domain_id(), Arc::new(MemoryStore::default()))
            .trusting(Arc::new(toy.clone()));
        for _ in 0..2 {
            (host.world().lost, host.world().unanswered) = (lost, unanswered);
            validator.run(&mut host, &Cancel::default()).unwrap();
            world.lock().unwrap().beat();
        }
        let world = world.lock().unwrap();
        assert_eq!(world.status(1), AssignmentStatus::Ended(Outcome::Approved), "{lost} {unanswered}");
        assert_eq!(world.sent.iter().filter(|(_, reply)| *reply == Reply::Applied).count(), 2);
    }
}
