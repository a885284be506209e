//! How the rules change.

use deepnode_core::{
    Address, Choice, Command, Hash, Kind, ModelOffer, ProposalId, Rate, Role, TaskStatus, Verdict,
};

use crate::cast::*;

const VOTING_MS: u64 = 259_200_000;
const TIMELOCK_MS: u64 = 172_800_000;

/// Val and Vera have 1000 each; Sam has 600 and Sue 500 behind Val.
fn assembly() -> Cast {
    let mut cast = Cast::new(small());
    [VAL, VERA].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    cast.delegate(SAM, VAL, units(600));
    cast.delegate(SUE, VAL, units(500));
    cast
}

fn vote(cast: &mut Cast, proposal: ProposalId, who: Address, choice: Choice) {
    cast.make(who, &Command::Vote { proposal, choice });
}

fn word(cast: &Cast, proposal: ProposalId) -> &'static str {
    cast.domain.proposal(proposal).unwrap().status.word()
}

/// yes = 1000 of Val and 500 of silent Sue, no = 600 of Sam, of 3100 in all.
#[test]
fn a_staker_votes_against_its_validator_and_loses() {
    let mut cast = assembly();
    let proposal = cast.propose(|params| params.min_stake = units(5000));
    assert_eq!(cast.balance(OWNER), units(0));
    vote(&mut cast, proposal, VAL, Choice::Yes);
    vote(&mut cast, proposal, SAM, Choice::No);
    assert_eq!(cast.refused(ANA, &Command::Vote { proposal, choice: Choice::Yes }), "not_authorised");
    cast.wait(VOTING_MS);
    assert_eq!(cast.refused(VAL, &Command::Vote { proposal, choice: Choice::Yes }), "too_late");
    cast.advance();
    assert_eq!((word(&cast, proposal), cast.balance(OWNER)), ("passed", units(100)));
    assert_eq!(cast.domain.params_version(), 1);
    cast.advance_after(TIMELOCK_MS);
    assert_eq!((word(&cast, proposal), cast.domain.params_version()), ("in_force", 2));
    cast.fund(VITO, units(5000));
    assert_eq!(cast.refused(VITO, &Command::RegisterValidator { stake: units(4999) }), "insufficient_stake");
}

/// yes = 1000, no = 1100: not above half. The last vote counts.
#[test]
fn both_stakers_vote_against_their_validator_and_win() {
    let mut cast = assembly();
    let proposal = cast.propose(|params| params.min_stake = units(5000));
    vote(&mut cast, proposal, VAL, Choice::Yes);
    vote(&mut cast, proposal, SAM, Choice::No);
    vote(&mut cast, proposal, SUE, Choice::Yes);
    vote(&mut cast, proposal, SUE, Choice::No);
    cast.advance_after(VOTING_MS);
    assert_eq!((word(&cast, proposal), cast.balance(OWNER)), ("not_carried", units(100)));
}

/// Sam and Sue alone have 1100 of 3100, less than half; with Vera 2100.
#[test]
fn a_quorum_is_half_of_all_stake() {
    for (with_vera, expected) in [(false, "no_quorum"), (true, "passed")] {
        let mut cast = assembly();
        let proposal = cast.propose(|params| params.min_stake = units(5000));
        [SAM, SUE].into_iter().for_each(|who| vote(&mut cast, proposal, who, Choice::Yes));
        if with_vera {
            vote(&mut cast, proposal, VERA, Choice::Abstain);
        }
        cast.advance_after(VOTING_MS);
        assert_eq!((word(&cast, proposal), cast.balance(OWNER)), (expected, units(100)));
    }
}

/// yes = 1600 of Val and silent Sam, 500 abstain. Vera's 1000 of 3100 are less than 33.4 %, but 1100 of 3200 are more:
/// then the deposit is burned, although yes has more than half.
#[test]
fn a_veto_burns_the_deposit() {
    for (more, expected, returned) in [(0, "passed", 100), (100, "vetoed", 0)] {
        let mut cast = assembly();
        if more > 0 {
            cast.fund(VERA, units(more));
            cast.make(VERA, &Command::AddStake { amount: units(more) });
        }
        let proposal = cast.propose(|params| params.min_stake = units(5000));
        vote(&mut cast, proposal, VAL, Choice::Yes);
        vote(&mut cast, proposal, SUE, Choice::Abstain);
        vote(&mut cast, proposal, VERA, Choice::Veto);
        cast.advance_after(VOTING_MS);
        assert_eq!((word(&cast, proposal), cast.balance(OWNER)), (expected, units(returned)));
        assert_eq!(cast.domain.supply().burned, u128::from(100 - returned));
    }
}

/// What began under the old rules ends under them: Ana's task is paid with the fees of its day.
#[test]
fn a_task_keeps_the_rates_of_its_submission() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let proposal = cast.propose(|params| params.revenue.fees = Rate::percent(50));
    [VAL, VERA].into_iter().for_each(|who| vote(&mut cast, proposal, who, Choice::Yes));
    cast.advance_after(VOTING_MS);
    cast.wait(TIMELOCK_MS);
    let task = cast.order(10);
    cast.advance();
    assert_eq!(cast.domain.params_version(), 2);
    let id = cast.latest_of(task);
    cast.deliver(id, 10);
    cast.advance();
    cast.judge_alike(id, Verdict::Correct);
    // F = 500, of which 100 are burned; later ones pay F = 5000 - 1000.
    assert_eq!(cast.balance(FEE_RECIPIENT), units(400));
    cast.run_task(10, Verdict::Correct);
    assert_eq!(cast.balance(FEE_RECIPIENT), units(400 + 4000));
}

/// The heartbeat passes from one hand to another; the new one starts its own chain of entropy.
#[test]
fn a_sequencer_hands_over() {
    let mut cast = Cast::new(small());
    cast.fund(ANA, units(1));
    cast.advance();
    assert_eq!(cast.refused(SAM, &Command::AcceptRole { role: Role::Sequencer }), "not_authorised");
    cast.make(SEQUENCER, &Command::HandOver { role: Role::Sequencer, to: SUE });
    cast.make(SEQUENCER, &Command::HandOver { role: Role::Sequencer, to: SAM });
    assert_eq!(cast.refused(SUE, &Command::AcceptRole { role: Role::Sequencer }), "not_authorised");
    // Until then the old one beats on, bound by its chain.
    cast.advance();
    assert_eq!(cast.refused(SEQUENCER, &heartbeat(100)), "wrong_entropy");
    let beacon = cast.domain.beacon();
    cast.make(SAM, &Command::AcceptRole { role: Role::Sequencer });
    assert_eq!(cast.domain.beacon(), beacon);
    assert_eq!(cast.refused(SEQUENCER, &heartbeat(2)), "not_authorised");
    cast.make(SAM, &heartbeat(100));
    assert_eq!(cast.refused(SAM, &heartbeat(100)), "wrong_entropy");
    cast.make(SAM, &heartbeat(101));
    assert_eq!(cast.domain.params_version(), 1);
}

/// Training is for phase 2.
#[test]
fn phase_two_takes_training() {
    let mut cast = Cast::new(small());
    let model = cast.launch(&ModelOffer { kind: Kind::Training, ..offer(1) });
    cast.join_as_miner(MIA, 1);
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    cast.fund(ANA, units(1000));
    let input = Hash::ZERO;
    let task = |kind| Command::SubmitTask { model, kind, units: 1, input };
    assert_eq!(cast.refused(ANA, &task(Kind::Training)), "inference_only");
    assert_eq!(cast.refused(ANA, &task(Kind::Inference)), "kind_mismatch");
    cast.make(FOUNDATION, &Command::BeginPhaseTwo {});
    let task = cast.run_task(5, Verdict::Correct);
    assert_eq!(cast.status_of(task), TaskStatus::Settled);
}
