//! A validator's judgement of what came from a miner, or from somebody else.

use std::sync::Arc;

use deepnode_core::{AssignmentId, Command, Hash, Verdict};
use deepnode_infer::sdk::{
    Cancel, Judgement, Lease, MemoryStore, SdkError, Seat, Validator, Work, Worker, units,
};
use deepnode_infer::{Checks, Claim, Delivery, Finish, Generation, Input, Job, Policy, Reason, input_hash};

use crate::load;
use crate::toy::{Toy, honest, text_mut};
use crate::world::{domain_id, key};

const HERE: AssignmentId = AssignmentId(5);

fn ask(first: u32) -> Input {
    Job { stop_at_eos: false, ..Job::greedy(vec![first, 2, 3], 16) }.into()
}

fn validator(toy: &Toy) -> Validator {
    Validator::new(key(2), domain_id(), Arc::new(MemoryStore::default())).trusting(Arc::new(toy.clone()))
}

/// A seat at which the miner has sealed this claim, and the parcel that opens it.
fn case(toy: &Toy, input: Input, claim: Claim) -> (Seat, Vec<u8>) {
    case_at(toy, HERE, input, claim)
}

fn case_at(toy: &Toy, assignment: AssignmentId, input: Input, claim: Claim) -> (Seat, Vec<u8>) {
    let miner = key(1);
    let units_done = units(&input, &claim);
    let delivery = Delivery { claim, salt: [8; 32] };
    let seal = delivery.seal(&toy.manifest, &input, domain_id(), assignment, miner.address());
    let seat = Seat {
        assignment,
        round: 1,
        task: assignment.0.into(),
        model: toy.id(),
        posted: Hash(input_hash(&input)),
        units: 1_000,
        input,
        miner: miner.address(),
        units_done,
        seal,
        until: 10_000,
    };
    (seat, delivery.sign(&miner, domain_id(), assignment))
}

fn judge(validator: &Validator, seat: &Seat, parcels: &[Vec<u8>]) -> Judgement {
    validator.judge(seat, parcels, &|| 0, &Cancel::default()).unwrap()
}

#[test]
fn an_honest_miner_is_correct_and_its_seal_opens() {
    let toy = Toy::new(1);
    let input = ask(1);
    let (seat, parcel) = case(&toy, input.clone(), honest(&toy, &input));
    let judgement = judge(&validator(&toy), &seat, &[parcel]);
    assert_eq!((judgement.finding.reason, judgement.verdict), (Reason::Agrees, Verdict::Correct));
    assert_ne!(judgement.output_root, Hash::ZERO);
    assert_eq!(judgement.seal_salt, Hash([8; 32]));
}

#[test]
fn only_the_miners_own_word_counts() {
    let toy = Toy::new(1);
    let input = ask(1);
    let (seat, parcel) = case(&toy, input.clone(), honest(&toy, &input));
    let (validator, miner) = (validator(&toy), key(1));
    let reason = |parcels: &[&[u8]]| {
        let parcels: Vec<Vec<u8>> = parcels.iter().map(|p| p.to_vec()).collect();
        let judgement = judge(&validator, &seat, &parcels);
        assert_eq!(judgement.verdict == Verdict::Correct, judgement.output_root != Hash::ZERO);
        judgement.finding.reason
    };
    let garbage = vec![7; 300];
    let elsewhere = case_at(&toy, AssignmentId(6), input.clone(), honest(&toy, &input)).1;
    let delivery = Delivery { claim: honest(&toy, &input), salt: [8; 32] };
    let by_another = delivery.sign(&key(3), domain_id(), HERE);
    let other_domain = delivery.sign(&miner, Hash([1; 32]), HERE);
    let other_salt = Delivery { salt: [1; 32], ..delivery.clone() }.sign(&miner, domain_id(), HERE);
    let long = Claim::from(Generation { tokens: vec![1; 17], finish: Finish::Limit });
    let malformed = Delivery { claim: long, salt: [8; 32] }.sign(&miner, domain_id(), HERE);

    assert_eq!(reason(&[]), Reason::NotDelivered);
    for strange in [&garbage, &elsewhere, &by_another, &other_domain, &vec![]] {
        assert_eq!(reason(&[strange]), Reason::NotFromMiner);
    }
    assert_eq!(reason(&[&other_salt]), Reason::WrongSeal);
    assert_eq!(reason(&[&malformed]), Reason::Malformed);
    // Nobody can push an honest miner aside, nor hide its fault.
    assert_eq!(reason(&[&garbage, &by_another, &parcel, &elsewhere]), Reason::Agrees);
    assert_eq!(reason(&[&other_salt, &parcel]), Reason::Agrees);
    assert_eq!(reason(&[&garbage, &malformed, &by_another]), Reason::Malformed);

    // The same parcel, under a seal of somebody else's.
    let thief = Seat { miner: key(3).address(), ..seat.clone() };
    assert_eq!(judge(&validator, &thief, &[parcel]).finding.reason, Reason::NotFromMiner);
    assert_eq!(judge(&validator, &thief, &[by_another]).finding.reason, Reason::WrongSeal);
}

#[test]
fn lies_that_open_their_seal() {
    let (toy, other) = (Toy::new(1), Toy { weights: 2, ..Toy::new(1) });
    let input = ask(1);
    let truth = honest(&toy, &input);
    let verdict = |claim: Claim| {
        let (seat, parcel) = case(&toy, input.clone(), claim);
        let judgement = judge(&validator(&toy), &seat, &[parcel]);
        (judgement.finding.reason, judgement.verdict)
    };
    let mut cut = truth.clone();
    let tokens = &mut text_mut(&mut cut).tokens;
    tokens.truncate(9);
    cut.cell_root = toy.states(&[1, 2, 3], &tokens.clone());
    assert_eq!(verdict(cut), (Reason::Truncated, Verdict::Minor));
    assert_eq!(verdict(honest(&other, &input)), (Reason::OtherModel, Verdict::Critical));
    let null = Claim { cell_root: [0; 32], ..truth.clone() };
    assert_eq!(verdict(null), (Reason::NullProof, Verdict::Critical));

    let (seat, parcel) = case(&toy, input.clone(), truth);
    let padded = Seat { units_done: 17, ..seat.clone() };
    let judgement = judge(&validator(&toy), &padded, std::slice::from_ref(&parcel));
    assert_eq!((judgement.finding.reason, judgement.verdict), (Reason::WrongUnits, Verdict::Minor));
    assert_eq!(judgement.output_root, Hash::ZERO);
    let capped = Seat { units_done: 9, units: 9, ..seat };
    assert_eq!(judge(&validator(&toy), &capped, &[parcel]).finding.reason, Reason::Agrees);
}

#[test]
fn copies_are_named() {
    let toy = Toy::new(1);
    let validator = validator(&toy);
    let (first, second) = (ask(1), ask(2));
    let (seat, parcel) = case_at(&toy, AssignmentId(1), first.clone(), honest(&toy, &first));
    assert_eq!(judge(&validator, &seat, &[parcel]).finding.reason, Reason::Agrees);
    // The same task by somebody else, and again by the same validator: no copy.
    let (seat, parcel) = case_at(&toy, AssignmentId(2), first.clone(), honest(&toy, &first));
    assert_eq!(judge(&validator, &seat, std::slice::from_ref(&parcel)).finding.reason, Reason::Agrees);
    assert_eq!(judge(&validator, &seat, &[parcel]).finding.reason, Reason::Agrees);
    // The same answer to another task, with the stolen root, with none, and with a made-up one.
    for root in [honest(&toy, &first).cell_root, [0; 32], [5; 32]] {
        let claim = Claim { cell_root: root, ..honest(&toy, &first) };
        let (seat, parcel) = case_at(&toy, AssignmentId(3), second.clone(), claim);
        let judgement = judge(&validator, &seat, &[parcel]);
        assert_eq!((judgement.finding.reason, judgement.verdict), (Reason::Copied, Verdict::Critical));
    }
    // A right beginning is no copy, though it answers a shorter task in full.
    let longer = Input::from(Job { stop_at_eos: false, ..Job::greedy(vec![1, 2, 3], 32) });
    let (seat, parcel) = case_at(&toy, AssignmentId(5), longer, honest(&toy, &first));
    assert_eq!(judge(&validator, &seat, &[parcel]).finding.reason, Reason::Truncated);
    // An honest answer stays one, whoever has said it before.
    let (seat, parcel) = case_at(&toy, AssignmentId(4), second.clone(), honest(&toy, &second));
    assert_eq!(judge(&validator, &seat, &[parcel]).finding.reason, Reason::Agrees);
}

#[test]
fn what_cannot_be_judged_is_unverifiable() {
    let toy = Toy::new(1);
    let input = ask(1);
    let (seat, parcel) = case(&toy, input.clone(), honest(&toy, &input));
    let parcels = [parcel];
    let unchecked = validator(&Toy { checks: Checks::None, ..toy.clone() });
    let strangers = validator(&Toy::new(2));
    let mine = validator(&toy);
    let off = Cancel::default();
    let found = |validator: &Validator, seat: &Seat, now| {
        let judgement = validator.judge(seat, &parcels, &|| now, &off).unwrap();
        assert_eq!(judgement.verdict, Verdict::Unverifiable);
        assert_eq!((judgement.output_root, judgement.seal_salt), (Hash::ZERO, Hash::ZERO));
        judgement.finding.reason
    };
    assert_eq!(found(&unchecked, &seat, 0), Reason::Unchecked);
    assert_eq!(found(&strangers, &seat, 0), Reason::OtherManifest);
    assert_eq!(found(&mine, &seat, 9_500), Reason::OutOfTime);
    let other_input = Seat { input: ask(2), ..seat.clone() };
    assert_eq!(found(&mine, &other_input, 0), Reason::OtherInput);
}

#[test]
fn an_engine_that_fails_says_nothing() {
    let model = load("f16-tied");
    let id = Hash(model.manifest().hash());
    let input = Input::Embed(vec![1, 2]);
    let toy = Toy { manifest: *model.manifest(), ..Toy::new(1) };
    let (seat, parcel) = case(&toy, input.clone(), honest(&toy, &input));
    assert_eq!(seat.model, id);
    let validator =
        Validator::new(key(2), domain_id(), Arc::new(MemoryStore::default())).trusting(Arc::new(model));
    let failed = validator.judge(&seat, &[parcel], &|| 0, &Cancel::default());
    assert!(matches!(failed, Err(SdkError::Engine { assignment: HERE, .. })));
    assert!(validator.kept().unwrap().is_empty());
}

#[test]
fn who_has_committed_keeps_to_it() {
    let toy = Toy::new(1);
    let input = ask(1);
    let (seat, parcel) = case(&toy, input.clone(), honest(&toy, &input));
    let validator = validator(&toy);
    let judgement = judge(&validator, &seat, &[parcel]);
    assert_eq!(validator.reveal(HERE).unwrap(), None);
    let commit = validator.commit(&seat, &judgement).unwrap();
    let nothing = judge(&validator, &seat, &[]);
    assert_eq!(validator.commit(&seat, &nothing).unwrap(), commit);
    let reveal = validator.reveal(HERE).unwrap().unwrap();
    let Command::RevealVerdict { verdict: Verdict::Correct, output_root, seal_salt, salt, .. } = reveal
    else {
        panic!("{reveal:?}")
    };
    assert_eq!((output_root, seal_salt), (judgement.output_root, judgement.seal_salt));
    let me = validator.address();
    let commitment =
        deepnode_core::commitment::verdict(domain_id(), HERE, 1, me, Verdict::Correct, output_root, salt);
    assert_eq!(commit, Command::CommitVerdict { assignment: HERE, commitment });
    validator.forget(HERE).unwrap();
    assert_eq!(validator.reveal(HERE).unwrap(), None);
}

#[test]
fn the_table_decides() {
    let toy = Toy::new(1);
    let input = ask(1);
    let null = Claim { cell_root: [0; 32], ..honest(&toy, &input) };
    let (seat, parcel) = case(&toy, input, null);
    let mut policy = Policy::default();
    policy.set(Reason::NullProof, Verdict::Unverifiable).unwrap();
    let lenient = validator(&toy).with_policy(policy);
    assert_eq!(judge(&lenient, &seat, &[parcel]).verdict, Verdict::Unverifiable);
}

#[test]
fn a_worker_and_a_validator_understand_each_other() {
    let toy = Toy::new(1);
    let worker =
        Worker::new(key(1), domain_id(), Arc::new(MemoryStore::default())).serving(Arc::new(toy.clone()));
    for (number, input) in [(1, ask(1)), (2, Input::Embed(vec![4, 5]))] {
        let assignment = AssignmentId(number);
        let (task, posted) = (number.into(), Hash(input_hash(&input)));
        let (model, units, until) = (toy.id(), 100, 10_000);
        let lease = Lease { assignment, task, model, posted, input: input.clone(), units, until };
        let work = worker.work(&lease, &|| 0, &Cancel::default()).unwrap();
        let Work::Sealed { command: Command::SubmitResult { units_done, seal, .. } } = work else {
            panic!("{work:?}")
        };
        let (miner, units_done) = (worker.address(), units_done as u32);
        let seat =
            Seat { assignment, round: 1, task, model, posted, input, units, miner, units_done, seal, until };
        let parcel = worker.parcel(assignment).unwrap().unwrap();
        assert_eq!(judge(&validator(&toy), &seat, &[parcel]).finding.reason, Reason::Agrees);
    }
}
