//! What a task costs and who is paid.

use deepnode_core::{Amount, CloseReason, Command, ModelOffer, Place, TaskStatus, Verdict};

use crate::cast::*;

/// The worked example of the settlement: G = 100 DN, F = 5, B = 20 % of F = 1, BB = 1, FD = 1, W = 10, D = 2, Z = 1,
/// so R = 80, V = 16, M = 64.
#[test]
fn a_hundred_dn_are_divided() {
    let terms = ModelOffer { unit_price: Amount::dn(1), ..offer(1) };
    let mut cast = Cast::with_model(usual(), &terms);
    // Mia's registration: 5 DN burned, 5 DN to the treasury.
    assert_eq!(cast.balance(TREASURY), Amount::dn(5));
    assert_eq!(cast.domain.supply().burned, Amount::dn(5).units());

    let task = cast.run_task(100, Verdict::Correct);

    assert_eq!(cast.status_of(task), TaskStatus::Settled);
    assert_eq!(cast.balance(ANA), Amount::ZERO);
    assert_eq!(cast.balance(FEE_RECIPIENT), Amount::dn(4));
    assert_eq!(cast.domain.supply().burned, Amount::dn(5 + 1 + 1).units());
    assert_eq!(cast.balance(FOUNDATION), Amount::dn(1));
    assert_eq!([CLEO, BACKERS[0], BACKERS[1]].map(|who| cast.balance(who)), [6, 3, 1].map(Amount::dn));
    assert_eq!(cast.balance(TREASURY), Amount::dn(5 + 2));
    assert_eq!(cast.domain.money(Place::Pool), Amount::dn(1));
    assert_eq!(cast.balance(MIA), Amount::dn(64));
    let seats = cast.committee_of(cast.latest_of(task)).into_iter().map(|who| cast.balance(who));
    let sixteen =
        [5_333_333_333_333_333_333, 5_333_333_333_333_333_333, 5_333_333_333_333_333_334].map(units);
    assert!(seats.eq(sixteen));
}

/// Three miners run the same task; what all of them have done is paid, the rest returns. G = 70 000, F = 3500 (B = 700
/// of it burned), BB = FD = Z = 700, W = 7000, D = 1400, so R = 56 000, V = 11 200, M = 44 800.
#[test]
fn replicas_are_paid_for_what_all_have_done() {
    let terms = ModelOffer { replicas: 3, committee: 1, ..offer(1) };
    let mut cast = Cast::with_model(small(), &terms);
    let task = cast.order(100);
    cast.advance();
    let work = cast.work_on(task);
    for (id, done) in work.iter().zip([100, 70, 90]) {
        cast.deliver(*id, done);
    }
    cast.advance();
    for id in &work {
        assert_eq!(cast.status_of(task), TaskStatus::Running);
        cast.judge_alike(*id, Verdict::Correct);
    }

    assert_eq!(cast.status_of(task), TaskStatus::Settled);
    assert_eq!(cast.balance(ANA), units(30_000));
    assert_eq!(cast.balance(FEE_RECIPIENT), units(2800));
    assert_eq!(cast.balance(FOUNDATION), units(700));
    // 6 from each of three registrations.
    assert_eq!(cast.balance(TREASURY), units(18 + 1400));
    assert_eq!([CLEO, BACKERS[0], BACKERS[1]].map(|who| cast.balance(who)), [4200, 2100, 700].map(units));
    let miners = work.iter().map(|id| cast.balance(cast.miner_of(*id)));
    assert!(miners.eq([14_933, 14_933, 14_934].map(units)));
    let judges = [VAL, VERA, VITO].map(|who| cast.balance(who).units());
    assert_eq!(judges.iter().sum::<u128>(), 11_200);
    for id in work {
        assert_eq!(cast.domain.assignment(id).unwrap().vwu, 70_000);
    }
}

/// Mia declined once and has 4/9 of trust before her work, and Mei 1/2. After it: Mia's evidence is (1 000 000,
/// 245 000), so 2/3.245; Mei's (1 000 000, 0), so 2/3.
#[test]
fn the_more_trusted_replica_earns_more() {
    let terms = ModelOffer { replicas: 2, ..offer(1) };
    let mut cast = Cast::with_model(small(), &terms);
    let first = cast.order(1);
    cast.advance();
    let of_mia = cast.work_on(first).into_iter().find(|id| cast.miner_of(*id) == MIA).unwrap();
    cast.make(MIA, &Command::Decline { assignment: of_mia });
    assert_eq!(cast.domain.miner(&MIA).unwrap().evidence.score(), 444_444_444);
    let of_mei = cast.work_on(first).into_iter().find(|id| cast.miner_of(*id) == MEI).unwrap();
    cast.deliver(of_mei, 1);
    cast.make(MEI, &Command::Pause {});
    cast.advance();
    cast.judge_alike(of_mei, Verdict::Unverifiable);
    cast.advance_until_tasks_end();
    cast.make(MEI, &Command::Resume {});
    // Unreadable work is late work: 0.5/1 of bad. Scores: 2 000 000/3 245 000 and 2 000 000/3 490 000.
    let before = [MIA, MEI].map(|who| cast.balance(who));

    let task = cast.run_task(10, Verdict::Correct);

    assert_eq!(cast.status_of(task), TaskStatus::Settled);
    let scores = [MIA, MEI].map(|who| cast.domain.miner(&who).unwrap().evidence.score());
    assert_eq!(scores, [616_332_819, 573_065_902]);
    // M = 6400: floor(6400 * 616 332 819 / 1 189 398 721) = 3316 for the first of the two slots if it is Mia's.
    let earned =
        [(MIA, before[0]), (MEI, before[1])].map(|(who, was)| cast.balance(who).units() - was.units());
    assert_eq!(earned.iter().sum::<u128>(), 6400);
    assert!(matches!(earned, [3316, 3084] | [3317, 3083]), "{earned:?}");
}

#[test]
fn nobody_delivers_and_ana_has_her_money_back() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.join_as_miner(MEI, 1);
    cast.join_as_miner(MAX, 1);
    let task = cast.order(100);
    assert_eq!((cast.balance(ANA), cast.domain.money(Place::Escrow(task))), (units(0), units(100_000)));
    for _ in 0..3 {
        assert!(matches!(cast.status_of(task), TaskStatus::Queued | TaskStatus::Running));
        cast.advance();
        cast.wait(10_000);
    }
    cast.advance();

    let reason = CloseReason::TimedOut;
    assert_eq!(cast.status_of(task), TaskStatus::Failed { reason });
    assert_eq!((cast.balance(ANA), cast.domain.money(Place::Escrow(task))), (units(100_000), units(0)));
    for miner in [MIA, MEI, MAX] {
        let evidence = cast.domain.miner(&miner).unwrap().evidence;
        assert_eq!((evidence.good, evidence.bad, evidence.score()), (0, 500_000, 400_000_000));
        assert_eq!(cast.balance(miner), units(0));
    }
}

#[test]
fn a_task_that_nobody_has_begun_can_be_taken_back() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let task = cast.order(3);
    cast.make(ANA, &Command::CancelTask { task });
    assert_eq!((cast.status_of(task), cast.balance(ANA)), (TaskStatus::Cancelled, units(3000)));
    assert_eq!(cast.refused(ANA, &Command::CancelTask { task }), "wrong_status");

    let task = cast.order(3);
    cast.advance();
    assert_eq!(cast.refused(ANA, &Command::CancelTask { task }), "already_assigned");
}

/// One correct, one minor, one unverifiable: no decision. Five others agree in the second round, and the one of the
/// first who said the same is paid with them: V = 1600 over six seats.
#[test]
fn the_seat_of_an_earlier_round_that_agreed_is_paid_too() {
    let mut cast = Cast::with_model(small(), &offer(1));
    (0..5).for_each(|n| cast.join_as_validator(extra(n), units(1000)));
    let task = cast.order(10);
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 10);
    cast.advance();
    let first = cast.committee_of(id);
    cast.judge(id, &[Verdict::Minor, Verdict::Correct, Verdict::Unverifiable]);
    let second = cast.committee_of(id);
    assert_eq!(second.len(), 5);
    assert!(second.iter().all(|who| !first.contains(who)));

    cast.judge_alike(id, Verdict::Correct);

    assert_eq!(cast.status_of(task), TaskStatus::Settled);
    let paid: Vec<_> = [first[1]].into_iter().chain(second).map(|who| cast.balance(who)).collect();
    assert_eq!(paid, [266, 267, 267, 266, 267, 267].map(units));
    assert_eq!([first[0], first[2]].map(|who| cast.balance(who)), [units(0); 2]);
    // A round without a decision is no event for those who revealed.
    assert_eq!(cast.domain.validator(&first[0]).unwrap().evidence.score(), 500_000_000);
}
