//! What went wrong elsewhere, and must not here.

use deepnode_core::{
    Address, Amount, AssignmentId, CaseStatus, Choice, Command, Event, Hash, Kind, MinerStatus, ModelOffer,
    Place, Rate, Severity, TaskStatus, ValidatorStatus, Verdict,
};

use crate::cast::*;

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const WINDOW_MS: u64 = 3 * DAY;
const APPEAL_MS: u64 = 2 * DAY;
const COOLDOWN_MS: u64 = 7 * DAY;

/// Polkadot: a slash that had been cancelled stayed in a queue and was applied later.
#[test]
fn a_dismissed_case_is_never_executed() {
    let mut params = small();
    params.phase = 2;
    let mut cast = Cast::with_model(params, &offer(1));
    cast.run_task(10, Verdict::Critical);
    cast.uphold(1, Severity::Critical);
    cast.appeal(MIA, 1);
    cast.dismiss(1);
    for _ in 0..100 {
        cast.advance_after(DAY);
    }
    assert_eq!(cast.case(1), CaseStatus::Dismissed);
    assert_eq!(cast.domain.money(Place::Collateral(MIA)), units(1001));
    assert_eq!(cast.domain.miner(&MIA).unwrap().status(), MinerStatus::Active);
}

/// Polkadot: a deferral was counted from the era of the offence and not from that of the report, so that late reports
/// left no time to look at them.
#[test]
fn a_window_is_a_whole_window_from_when_it_starts() {
    let mut params = small();
    params.severity.minor.deregister = false;
    let mut cast = Cast::with_model(params, &offer(1));
    cast.run_task(10, Verdict::Minor);
    cast.uphold(1, Severity::Minor);
    // A rejection that comes in the last millisecond of the appeal time starts a whole window.
    let task = cast.order(10);
    cast.join_as_miner(MEI, 1);
    cast.make(MEI, &Command::Pause {});
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 10);
    cast.advance();
    let committee = cast.committee_of(id);
    committee.iter().for_each(|who| cast.commit(id, *who, Verdict::Major));
    cast.advance();
    committee.iter().for_each(|who| cast.reveal(id, *who, Verdict::Major));
    cast.advance_after(APPEAL_MS);
    assert_eq!(cast.case(1), CaseStatus::UnderReview { until: cast.now + WINDOW_MS });
    assert_eq!(
        cast.refused(MIA, &Command::Appeal { case: 1.into(), statement: String::new() }),
        "wrong_status"
    );
    cast.wait(WINDOW_MS - 1);
    cast.uphold(1, Severity::Major);
    assert_eq!(cast.case(1), CaseStatus::Decided { until: cast.now + APPEAL_MS });
    cast.wait(APPEAL_MS - 1);
    cast.appeal(MIA, 1);
    assert_eq!(cast.case(1), CaseStatus::Appealed { until: cast.now + WINDOW_MS });
}

/// The same of a late heartbeat: seats have their whole time to reveal from when it starts.
#[test]
fn a_late_heartbeat_takes_nobody_s_time() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let task = cast.order(10);
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 10);
    cast.advance_after(HOUR);
    let committee = cast.committee_of(id);
    committee.iter().for_each(|who| cast.commit(id, *who, Verdict::Correct));
    cast.advance_after(HOUR);
    cast.wait(59_999);
    committee.iter().for_each(|who| cast.reveal(id, *who, Verdict::Correct));
    cast.advance();
    assert_eq!(cast.status_of(task), TaskStatus::Settled);
}

/// Livepeer: an orchestrator that had been slashed went on working on, and being paid for, the same job.
#[test]
fn an_expelled_miner_works_no_more() {
    let mut cast = Cast::new(small());
    cast.launch(&ModelOffer { lease_ms: 7 * DAY, ..offer(1) });
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    cast.join_as_miner(MIA, 3);
    let tasks = [cast.order(10), cast.order(10), cast.order(10)];
    cast.advance();
    let [wrong, leased, sealed] = tasks.map(|task| cast.latest_of(task));
    cast.deliver(wrong, 10);
    cast.advance();
    cast.judge_alike(wrong, Verdict::Critical);
    // While the case is open she may deliver what she has, but gets nothing new: not even the same slot.
    cast.deliver(sealed, 10);
    cast.advance();
    let committee = cast.committee_of(sealed);
    committee.iter().for_each(|who| cast.commit(sealed, *who, Verdict::Correct));
    cast.uphold(1, Severity::Critical);
    cast.appeal(MIA, 1);
    let last_id = cast.domain.assignments().count();
    assert_eq!(last_id, 3);

    cast.uphold(1, Severity::Critical);

    assert_eq!([leased, sealed].map(|id| cast.state_of(id)), ["timed_out"; 2]);
    let late = delivery(&cast.domain, leased, MIA, 10);
    assert_eq!(cast.refused(MIA, &late), "wrong_status");
    assert_eq!(cast.refused(MIA, &Command::Decline { assignment: leased }), "wrong_status");
    assert_eq!(cast.refused(VAL, &shown(sealed, VAL, Verdict::Correct)), "wrong_status");
    for _ in 0..10 {
        cast.advance_after(HOUR);
    }
    assert!(tasks.iter().all(|task| matches!(cast.status_of(*task), TaskStatus::Failed { .. })));
    assert_eq!(cast.domain.assignments().count(), 3);
    assert_eq!((cast.balance(MIA), cast.balance(ANA)), (units(0), units(30_000)));
}

/// Allora: one bounded loop paid out what was due, and what did not fit stayed for ever.
#[test]
fn everything_that_is_due_at_once_gets_done() {
    const CROWD: u32 = 150;
    let mut params = small();
    params.emission.epoch_ms = 60_000;
    let mut cast = Cast::with_model(params, &ModelOffer { lease_ms: COOLDOWN_MS, ..offer(1) });
    for n in 0..CROWD {
        cast.domain.apply(cast.now, BRIDGE, &Command::Deposit { to: extra(n), amount: units(5000) }).unwrap();
        let miner = Command::RegisterMiner {
            models: vec![offer(1).model],
            slots: 1,
            collateral: units(1001),
            max_fee: units(11),
        };
        let commands = [
            miner,
            Command::RegisterValidator { stake: units(1000) },
            Command::Delegate { validator: VAL, amount: units(30) },
            Command::Undelegate { validator: VAL, amount: units(10) },
            Command::Delegate { validator: extra(n), amount: units(7) },
        ];
        for command in commands {
            cast.domain.apply(cast.now, extra(n), &command).unwrap();
        }
    }
    let apply = |cast: &mut Cast, who: Address, command: &Command| {
        cast.domain.apply(cast.now, who, command).unwrap();
    };
    let order =
        Command::SubmitTask { model: offer(1).model, kind: Kind::Inference, units: 1, input: Hash::ZERO };
    apply(&mut cast, BRIDGE, &Command::Deposit { to: ANA, amount: units(1_000_000) });
    // Half of the miners get a lease that they let pass; the others and every validator leave.
    (0..CROWD / 2).for_each(|_| apply(&mut cast, ANA, &order));
    apply(&mut cast, SEQUENCER, &heartbeat(0));
    let idle: Vec<_> =
        (0..CROWD).map(extra).filter(|who| cast.domain.miner(who).unwrap().in_flight.is_empty()).collect();
    idle.iter().for_each(|who| apply(&mut cast, *who, &Command::ExitMiner {}));
    (0..CROWD).for_each(|n| apply(&mut cast, extra(n), &Command::ExitValidator {}));
    // And more tasks wait than there will be miners.
    (0..400).for_each(|_| apply(&mut cast, ANA, &order));

    cast.now += COOLDOWN_MS;
    apply(&mut cast, SEQUENCER, &heartbeat(1));

    assert_eq!(cast.domain.audit(), [""; 0]);
    for who in &idle {
        assert_eq!(cast.domain.miner(who).unwrap().status(), MinerStatus::Deregistered);
    }
    for who in (0..CROWD).map(extra) {
        assert_eq!(cast.domain.validator(&who).unwrap().status(), ValidatorStatus::Deregistered);
        assert_eq!(cast.domain.money(Place::Unbonding(who)), units(0));
        // All but the fee, the collateral of those who stay, and what is still behind Val.
        let stays = if idle.contains(&who) { 0 } else { 1001 };
        assert_eq!(cast.domain.balance(&who), units(5000 - 11 - 20 - stays));
    }
    // The waits of the 400 are over too, and the leases of the first ones.
    let leases = cast.domain.assignments().filter(|(_, row)| row.status.word() == "timed_out").count();
    assert_eq!(leases, CROWD as usize / 2);
    let failed = |cast: &Cast| {
        cast.domain.tasks().filter(|(_, task)| matches!(task.status, TaskStatus::Failed { .. })).count()
    };
    assert_eq!(failed(&cast), 400);
    // 10 080 epochs are over, 64 are closed at a time, and nothing else waits for them.
    let mut heartbeats = 2;
    while cast.domain.next_deadline().is_some_and(|due| due <= cast.now) {
        apply(&mut cast, SEQUENCER, &heartbeat(heartbeats));
        heartbeats += 1;
    }
    assert_eq!(heartbeats, 10_080u64.div_ceil(64) + 1);
    assert_eq!(cast.domain.audit(), [""; 0]);
}

/// Cosmos: a payout was one unit above what the books held, and every claim after it failed.
#[test]
fn everything_credited_can_be_withdrawn_to_the_last_unit() {
    let mut params = small();
    // Rates that leave remainders everywhere, and nothing into the pool.
    params.revenue.fees = Rate(33_333_333);
    params.revenue.owners = Rate(77_777_777);
    params.revenue.domain = Rate(11_111_111);
    params.revenue.validators = Rate(271_828_182);
    params.revenue.emission = Rate::ZERO;
    params.severity.minor.slash = Rate(123_456_789);
    params.severity.minor.treasury = Rate(314_159_265);
    params.severity.minor.returned = Rate(700_000_001);
    params.exit_cooldown_ms = DAY;
    let terms = ModelOffer { unit_price: units(997), replicas: 3, ..offer(1) };
    let mut cast = Cast::with_model(params, &terms);
    cast.delegate(SAM, VAL, units(333));
    cast.delegate(SUE, VAL, units(1));
    for (n, verdict) in [Verdict::Correct, Verdict::Correct, Verdict::Unverifiable].into_iter().enumerate() {
        cast.run_task(7 + 4 * n as u64, verdict);
        cast.advance_until_tasks_end();
    }
    cast.run_task(101, Verdict::Minor);
    (1..=3).for_each(|case| drop(cast.uphold(case, Severity::Minor)));
    cast.advance_after(APPEAL_MS);
    cast.advance_until_tasks_end();
    cast.make(SAM, &Command::Undelegate { validator: VAL, amount: units(33) });
    [VAL, VERA, VITO].into_iter().for_each(|who| drop(cast.make(who, &Command::ExitValidator {})));
    cast.advance_after(DAY);

    let people = [OWNER, FOUNDATION, TREASURY, FEE_RECIPIENT, ANA, CLEO, BACKERS[0], BACKERS[1]];
    let people = people.into_iter().chain([MIA, MEI, MAX, VAL, VERA, VITO, SAM, SUE]);
    for who in people {
        let amount = cast.balance(who);
        if !amount.is_zero() {
            cast.make(who, &Command::Withdraw { amount });
        }
        assert_eq!(cast.refused(who, &Command::Withdraw { amount: units(1) }), "insufficient_balance");
    }
    let supply = cast.domain.supply();
    assert_eq!(supply.circulating(), 0, "{supply:?}");
    assert_eq!(supply.deposited, supply.withdrawn + supply.burned);
}

/// Bittensor: the fee that a registration was quoted was not the one that it paid.
#[test]
fn nobody_pays_more_than_the_quoted_fee() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let quoted = cast.domain.params().registration_fee;
    let proposal = cast.propose(|params| params.registration_fee = units(12));
    [VAL, VERA]
        .into_iter()
        .for_each(|who| drop(cast.make(who, &Command::Vote { proposal, choice: Choice::Yes })));
    cast.fund(MEI, units(2000));
    cast.advance_after(WINDOW_MS);
    cast.advance_after(APPEAL_MS);
    assert_eq!(cast.domain.params_version(), 2);

    let register =
        |max_fee| Command::RegisterMiner { models: vec![], slots: 1, collateral: units(1001), max_fee };
    assert_eq!(cast.refused(MEI, &register(quoted)), "fee_too_high");
    assert_eq!(cast.balance(MEI), units(2000));
    // Who allows more pays what it is, not what it allows.
    cast.make(MEI, &register(units(500)));
    assert_eq!(cast.balance(MEI), units(2000 - 1001 - 12));
}

/// Akash: an escrow was settled twice within one block.
#[test]
fn an_advance_of_the_same_millisecond_does_nothing_twice() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.run_task(10, Verdict::Correct);
    cast.run_task(10, Verdict::Major);
    cast.uphold(1, Severity::Major);
    cast.make(VAL, &Command::ExitValidator {});
    cast.order(10);
    cast.advance_after(COOLDOWN_MS);
    assert_eq!(cast.case(1), CaseStatus::Executed);
    let before = cast.domain.report().to_string();
    for _ in 0..3 {
        let events = cast.advance();
        assert!(matches!(events[..], [Event::BeaconTurned { .. }]), "{events:?}");
    }
    let without_beacon = |report: &str| -> Vec<String> {
        report.lines().filter(|line| !line.contains("\"beacon\"")).map(str::to_owned).collect()
    };
    assert_eq!(without_beacon(&cast.domain.report().to_string()), without_beacon(&before));
}

/// Escrows that nobody could free, in more than one market: whatever fails, a task ends, and nothing stays in it.
#[test]
fn every_task_ends_and_frees_its_escrow() {
    let everybody = [VAL, VERA, VITO];
    let silent: fn(&mut Cast, AssignmentId) = |_, _| {};
    type Failure = (&'static str, fn(&mut Cast), fn(&mut Cast, AssignmentId));
    let failures: [Failure; 10] = [
        ("no miner takes it", |cast| drop(cast.make(MIA, &Command::Pause {})), silent),
        ("the miner leaves before", |cast| drop(cast.make(MIA, &Command::ExitMiner {})), silent),
        ("the miner is silent", |_| {}, silent),
        (
            "the miner declines",
            |_| {},
            |cast, assignment| drop(cast.make(MIA, &Command::Decline { assignment })),
        ),
        (
            "no validator is there",
            |cast| drop(cast.make(VAL, &Command::ExitValidator {})),
            |cast, id| {
                cast.deliver(id, 10);
            },
        ),
        ("all validators are silent", |_| {}, |cast, id| cast.deliver(id, 10)),
        (
            "nobody reveals",
            |_| {},
            |cast, id| {
                cast.deliver(id, 10);
                cast.advance();
                for who in cast.committee_of(id) {
                    cast.commit(id, who, Verdict::Correct);
                }
            },
        ),
        (
            "nobody can read it",
            |_| {},
            |cast, id| {
                cast.deliver(id, 10);
                cast.advance();
                cast.judge_alike(id, Verdict::Unverifiable);
            },
        ),
        (
            "it is wrong, and the case is left alone",
            |_| {},
            |cast, id| {
                cast.deliver(id, 10);
                cast.advance();
                cast.judge_alike(id, Verdict::Critical);
            },
        ),
        (
            "the miner is expelled over other work",
            |_| {},
            |cast, _| {
                let other = cast.order_of(offer(2).model, 1);
                cast.advance();
                let id = cast.latest_of(other);
                cast.deliver(id, 1);
                cast.advance();
                cast.judge_alike(id, Verdict::Critical);
                cast.uphold(1, Severity::Critical);
                cast.appeal(MIA, 1);
                cast.uphold(1, Severity::Critical);
            },
        ),
    ];
    for (name, before, then) in failures {
        let mut cast = Cast::new(small());
        let model = cast.launch(&ModelOffer { lease_ms: DAY, ..offer(1) });
        cast.launch(&offer(2));
        cast.join_as_miner(MIA, 2);
        everybody.into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
        let task = cast.order(10);
        before(&mut cast);
        cast.advance();
        // What else may change meanwhile: the model retires, and its creator has nothing left.
        cast.make(CLEO, &Command::RetireModel { model });
        let proposal = cast.propose(|params| {
            params.queue.max_attempts = 1;
            params.min_collateral = Amount::MAX;
        });
        for who in everybody {
            let _ = cast.try_to(who, &Command::Vote { proposal, choice: Choice::Yes });
        }
        if let Some(id) = cast.work_on(task).first() {
            then(&mut cast, *id);
        }
        cast.advance_until_tasks_end();

        assert!(
            matches!(cast.status_of(task), TaskStatus::Failed { .. }),
            "{name}: {:?}",
            cast.status_of(task)
        );
        assert_eq!(cast.domain.money(Place::Escrow(task)), units(0), "{name}");
        assert!(cast.balance(ANA) >= units(10_000), "{name}: Ana has {:?}", cast.balance(ANA));
    }
}

/// And what succeeds is paid, whoever has left by then: the creator's share waits in its balance.
#[test]
fn who_has_left_is_paid_all_the_same() {
    let mut params = small();
    params.exit_cooldown_ms = 1;
    let mut cast = Cast::with_model(params, &ModelOffer { replicas: 2, lease_ms: DAY, ..offer(1) });
    let task = cast.order(10);
    cast.advance();
    let [first, second] = cast.work_on(task)[..] else { panic!("two replicas") };
    let (early, late) = (cast.miner_of(first), cast.miner_of(second));
    cast.deliver(first, 10);
    cast.advance();
    let committee = cast.committee_of(first);
    cast.judge_alike(first, Verdict::Correct);
    cast.make(early, &Command::ExitMiner {});
    committee.iter().for_each(|who| drop(cast.make(*who, &Command::ExitValidator {})));
    cast.make(CLEO, &Command::RetireModel { model: offer(1).model });
    cast.advance_after(HOUR);
    assert_eq!(cast.domain.miner(&early).unwrap().status(), MinerStatus::Deregistered);
    // The other one lets its lease pass, and nobody takes its place.
    cast.advance_until_tasks_end();

    assert_eq!(cast.status_of(task), TaskStatus::Settled);
    // W = 1000, V = 1600, M = 6400.
    assert_eq!([CLEO, early, late].map(|who| cast.balance(who)), [600, 1001 + 6400, 0].map(units));
    let seats = committee.iter().map(|who| cast.balance(*who));
    assert!(seats.eq([1000 + 533, 1000 + 533, 1000 + 534].map(units)));
}
