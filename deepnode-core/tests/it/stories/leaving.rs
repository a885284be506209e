//! Coming back, resting and leaving, with one's money.

use deepnode_core::{Command, MinerStatus, Place, ValidatorStatus, Verdict};

use crate::cast::*;

const COOLDOWN_MS: u64 = 604_800_000;

#[test]
fn a_miner_leaves_and_finds_its_trust_when_it_comes_back() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.run_task(10, Verdict::Correct);
    let earned = cast.balance(MIA);
    cast.make(MIA, &Command::ExitMiner {});
    assert_eq!(cast.refused(MIA, &Command::ExitMiner {}), "exiting");
    assert_eq!(cast.refused(MIA, &Command::TopUp { amount: units(1) }), "exiting");
    cast.advance_after(COOLDOWN_MS - 1);
    assert_eq!(cast.domain.miner(&MIA).unwrap().status(), MinerStatus::Exiting);
    cast.advance_after(1);
    assert_eq!(cast.domain.miner(&MIA).unwrap().status(), MinerStatus::Deregistered);
    assert_eq!(cast.balance(MIA).units() - earned.units(), 1001);
    assert_eq!(cast.refused(MIA, &Command::Pause {}), "unknown_miner");

    cast.join_as_miner(MEI, 1);
    cast.join_as_miner(MIA, 1);
    assert_eq!(cast.domain.miner(&MIA).unwrap().evidence.score(), 666_666_666);
    let order: Vec<_> = cast.domain.miners().map(|row| row.address).collect();
    assert_eq!(order, [MIA, MEI]);
}

#[test]
fn a_miner_at_work_is_busy() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.order(10);
    cast.advance();
    assert_eq!(cast.refused(MIA, &Command::ExitMiner {}), "busy");
}

#[test]
fn a_paused_miner_gets_nothing_until_it_resumes() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.make(MIA, &Command::Pause {});
    assert_eq!(cast.refused(MIA, &Command::Pause {}), "wrong_status");
    let task = cast.order(1);
    cast.advance();
    assert!(cast.work_on(task).is_empty());
    cast.make(MIA, &Command::Resume {});
    assert_eq!(cast.refused(MIA, &Command::Resume {}), "wrong_status");
    cast.advance();
    assert_eq!(cast.miner_of(cast.latest_of(task)), MIA);
}

/// Val has 1000, Sam 300 and Sue 40 behind her. Sam takes 100 back, then Val leaves.
#[test]
fn a_validator_leaves_with_its_stakers() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.delegate(SAM, VAL, units(300));
    cast.delegate(SUE, VAL, units(40));
    cast.make(SAM, &Command::Undelegate { validator: VAL, amount: units(100) });
    assert_eq!(cast.domain.delegated_to(&VAL), units(240));
    assert_eq!(cast.domain.money(Place::Unbonding(SAM)), units(100));
    cast.wait(5);
    cast.make(VAL, &Command::ExitValidator {});
    assert_eq!(cast.refused(SUE, &Command::Delegate { validator: VAL, amount: units(1) }), "exiting");

    cast.advance_after(COOLDOWN_MS - 5);
    assert_eq!([VAL, SAM, SUE].map(|who| cast.balance(who)), [0, 100, 0].map(units));
    cast.advance_after(5);
    assert_eq!(cast.domain.validator(&VAL).unwrap().status(), ValidatorStatus::Deregistered);
    assert_eq!([VAL, SAM, SUE].map(|who| cast.balance(who)), [1000, 300, 40].map(units));
    assert_eq!(cast.domain.delegated_to(&VAL), units(0));
}

/// A stake counts for seats until its validator asks to leave, and not after.
#[test]
fn who_leaves_is_not_seated() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let task = cast.order(10);
    cast.advance();
    cast.deliver(cast.latest_of(task), 10);
    cast.make(VAL, &Command::ExitValidator {});
    cast.advance();
    assert_eq!(cast.state_of(cast.latest_of(task)), "submitted");
    cast.join_as_validator(extra(1), units(1000));
    cast.advance();
    assert_eq!(cast.state_of(cast.latest_of(task)), "committing");
    assert_eq!(cast.refused(VERA, &Command::ExitValidator {}), "busy");
}
