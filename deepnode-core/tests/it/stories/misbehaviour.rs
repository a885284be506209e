//! Wrong work: reviews, appeals, slashes and expulsions.

use deepnode_core::{
    CaseId, CaseStatus, CaseVerdict, Command, MinerStatus, ModelOffer, Params, Place, Rate, Severity,
    TaskStatus, ValidatorStatus, Verdict,
};

use crate::cast::*;

const WINDOW_MS: u64 = 259_200_000;
const APPEAL_MS: u64 = 172_800_000;

/// Mia's collateral is 1001, the treasury has 6 of her fee, and her first task was rejected.
fn rejected(verdict: Verdict) -> Cast {
    let mut cast = Cast::with_model(small(), &offer(1));
    let task = cast.run_task(10, verdict);
    assert_eq!(cast.state_of(cast.latest_of(task)), "rejected");
    cast
}

fn miner(cast: &Cast) -> MinerStatus {
    cast.domain.miner(&MIA).unwrap().status()
}

fn judges(cast: &Cast) -> [u128; 3] {
    [VAL, VERA, VITO].map(|who| cast.balance(who).units())
}

/// S = ceil(1001 * 5 %) = 51, T = 25, 26 are burned; X = floor(1001 * 95 %) = 950, which is all that is left.
#[test]
fn a_mistake_costs_a_twentieth() {
    let mut cast = rejected(Verdict::Minor);
    assert_eq!(miner(&cast), MinerStatus::Active);
    cast.uphold(1, Severity::Minor);
    let burned = cast.domain.supply().burned;
    cast.advance_after(APPEAL_MS);

    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Executed, MinerStatus::Deregistered));
    assert_eq!(cast.domain.supply().burned - burned, 26);
    assert_eq!(cast.balance(MIA), units(950));
    // 6 + 25, less 7 for each seat.
    assert_eq!((judges(&cast), cast.balance(TREASURY)), ([7, 7, 7], units(10)));
}

/// S = ceil(1001 * 50 %) = 501, T = 250, 251 are burned; X = floor(1001 * 40 %) = 400; 100 are left.
#[test]
fn wrong_work_costs_half_and_a_tenth() {
    let mut cast = rejected(Verdict::Major);
    assert_eq!(miner(&cast), MinerStatus::Suspended);
    assert_eq!(cast.refused(MIA, &Command::ExitMiner {}), "case_open");
    cast.uphold(1, Severity::Major);
    let burned = cast.domain.supply().burned;
    cast.advance_after(APPEAL_MS - 1);
    assert_eq!(cast.case(1), CaseStatus::Decided { until: cast.now + 1 });
    cast.advance_after(1);

    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Executed, MinerStatus::Deregistered));
    assert_eq!(cast.domain.supply().burned - burned, 251);
    assert_eq!(cast.balance(MIA), units(400));
    assert_eq!(cast.domain.money(Place::Collateral(MIA)), units(0));
    // 6 + 250 + 100, less 7 for each seat.
    assert_eq!((judges(&cast), cast.balance(TREASURY)), ([7, 7, 7], units(335)));
}

/// All of it: T = 500, 501 are burned. Mia is barred from both roles.
#[test]
fn fraud_costs_everything() {
    let mut cast = rejected(Verdict::Critical);
    cast.uphold(1, Severity::Critical);
    let burned = cast.domain.supply().burned;
    cast.advance_after(APPEAL_MS);

    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Executed, MinerStatus::Banned));
    assert_eq!(cast.domain.supply().burned - burned, 501);
    assert_eq!((judges(&cast), cast.balance(TREASURY)), ([7, 7, 7], units(6 + 500 - 21)));
    cast.fund(MIA, units(5000));
    assert_eq!(cast.refused(MIA, &Command::RegisterValidator { stake: units(1000) }), "banned");
    let again =
        Command::RegisterMiner { models: vec![], slots: 1, collateral: units(1001), max_fee: units(11) };
    assert_eq!(cast.refused(MIA, &again), "banned");
}

/// What the treasury cannot pay in full it does not pay: 6 of the fee are less than 7.
#[test]
fn an_empty_treasury_pays_no_seat() {
    let mut params = small();
    params.severity.minor.treasury = Rate::ZERO;
    let mut cast = Cast::with_model(params, &offer(1));
    cast.run_task(10, Verdict::Minor);
    cast.uphold(1, Severity::Minor);
    cast.advance_after(APPEAL_MS);
    assert_eq!((judges(&cast), cast.balance(TREASURY)), ([0, 0, 0], units(6)));

    // With 8 more it has enough for two of the three: here for the first two seats in order.
    let mut cast = Cast::with_model(cast.domain.params().clone(), &offer(1));
    let task = cast.run_task(10, Verdict::Minor);
    cast.fund(TREASURY, units(8));
    cast.uphold(1, Severity::Minor);
    cast.advance_after(APPEAL_MS);
    let seats = cast.committee_of(cast.domain.task(task).unwrap().assignments[0]);
    let paid: Vec<_> = seats.into_iter().map(|who| cast.balance(who)).collect();
    assert_eq!(paid, [7, 7, 0].map(units));
}

/// Two minor and one major: the median is minor. Two minor would be the lower middle of four as well.
#[test]
fn the_median_of_the_severities_counts() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let task = cast.order(10);
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 10);
    cast.advance();
    cast.judge(id, &[Verdict::Critical, Verdict::Correct, Verdict::Minor]);
    assert_eq!(cast.domain.case(CaseId(1)).unwrap().severity, Severity::Minor);
    // Late by none, wrong by one: the minority's evidence is (0, 2 000 000), the others' (1 000 000, 0).
    let scores =
        cast.committee_of(id).into_iter().map(|who| cast.domain.validator(&who).unwrap().evidence.score());
    assert!(scores.eq([666_666_666, 250_000_000, 666_666_666]));
}

#[test]
fn an_appeal_brings_a_milder_decision() {
    let mut cast = rejected(Verdict::Critical);
    cast.uphold(1, Severity::Major);
    cast.wait(1000);
    cast.appeal(MIA, 1);
    assert_eq!(cast.case(1), CaseStatus::Appealed { until: cast.now + WINDOW_MS });

    let decide = |severity| Command::Decide { case: CaseId(1), verdict: CaseVerdict::Uphold { severity } };
    assert_eq!(cast.refused(FOUNDATION, &decide(Severity::Critical)), "severity_too_high");
    cast.uphold(1, Severity::Minor);
    // At once, without another advance.
    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Executed, MinerStatus::Deregistered));
    assert_eq!(cast.balance(MIA), units(950));
    assert_eq!(cast.refused(FOUNDATION, &decide(Severity::Minor)), "wrong_status");
}

#[test]
fn an_appeal_that_nobody_hears_lapses_in_phase_one() {
    let mut cast = rejected(Verdict::Major);
    cast.uphold(1, Severity::Major);
    cast.appeal(MIA, 1);
    cast.advance_after(WINDOW_MS);
    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Lapsed, MinerStatus::Active));
    assert_eq!(cast.domain.money(Place::Collateral(MIA)), units(1001));
}

/// Mia's evidence goes from (0, 6 000 000) back to (0, 0); who judged her had (1 000 000, 0) and now has
/// (980 000, 2 000 000).
#[test]
fn a_dismissal_gives_the_evidence_back() {
    let mut cast = rejected(Verdict::Major);
    assert_eq!(cast.domain.miner(&MIA).unwrap().evidence.score(), 125_000_000);
    cast.dismiss(1);

    assert_eq!((cast.case(1), miner(&cast)), (CaseStatus::Dismissed, MinerStatus::Active));
    assert_eq!(cast.domain.miner(&MIA).unwrap().evidence.score(), 500_000_000);
    for validator in [VAL, VERA, VITO] {
        let evidence = cast.domain.validator(&validator).unwrap().evidence;
        assert_eq!((evidence.good, evidence.bad), (980_000, 2_000_000));
        assert_eq!(evidence.score(), 397_590_361);
    }
    assert_eq!((judges(&cast), cast.balance(TREASURY)), ([0, 0, 0], units(6)));
}

/// Mia works on two tasks. The first is rejected and goes to Mei at once; while her case is under review she might
/// finish the second, but she is expelled before: it goes to Mei too, and nobody's trust changes.
#[test]
fn work_in_flight_of_an_expelled_miner_goes_to_another() {
    let mut cast = Cast::new(small());
    let lease_ms = 604_800_000;
    cast.launch(&ModelOffer { lease_ms, ..offer(1) });
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    cast.join_as_miner(MIA, 2);
    let (first, second) = (cast.order(10), cast.order(10));
    cast.advance();
    let wrong = cast.latest_of(first);
    let left_alone = cast.latest_of(second);
    cast.deliver(wrong, 10);
    cast.advance();
    cast.judge_alike(wrong, Verdict::Major);
    cast.join_as_miner(MEI, 2);
    cast.advance();
    assert_eq!((cast.miner_of(cast.latest_of(first)), cast.miner_of(cast.latest_of(second))), (MEI, MIA));
    cast.uphold(1, Severity::Major);
    let evidence = cast.domain.miner(&MIA).unwrap().evidence;
    assert_eq!(cast.state_of(left_alone), "leased");

    cast.advance_after(APPEAL_MS);

    assert_eq!(miner(&cast), MinerStatus::Deregistered);
    assert_eq!(cast.state_of(left_alone), "timed_out");
    assert_eq!(cast.domain.miner(&MIA).unwrap().evidence, evidence);
    // Leased again in the same advance.
    for task in [first, second] {
        let id = cast.latest_of(task);
        assert_eq!((cast.miner_of(id), cast.state_of(id)), (MEI, "leased"));
        cast.deliver(id, 10);
        cast.advance();
        cast.judge_alike(id, Verdict::Correct);
        assert_eq!(cast.status_of(task), TaskStatus::Settled);
    }
}

/// A banned miner that is a validator too begins to exit, with the cooldown, and has its stake in the end.
#[test]
fn a_ban_ends_the_other_role_as_well() {
    let mut cast = rejected(Verdict::Critical);
    cast.join_as_validator(MIA, units(1000));
    cast.delegate(SAM, MIA, units(50));
    cast.uphold(1, Severity::Critical);
    cast.advance_after(APPEAL_MS);
    assert_eq!(cast.domain.validator(&MIA).unwrap().status(), ValidatorStatus::Exiting);
    cast.advance_after(604_800_000);
    assert_eq!(cast.domain.validator(&MIA).unwrap().status(), ValidatorStatus::Deregistered);
    assert_eq!((cast.balance(MIA), cast.balance(SAM)), (units(1000), units(50)));
}

/// In phase 2 the domain goes on without the foundation: the reported severity, after the time to appeal.
#[test]
fn in_phase_two_an_unused_window_decides_itself() {
    let mut cast = Cast::with_model(small(), &offer(1));
    assert_eq!(cast.refused(OWNER, &Command::BeginPhaseTwo {}), "not_authorised");
    cast.make(FOUNDATION, &Command::BeginPhaseTwo {});
    assert_eq!(cast.refused(FOUNDATION, &Command::BeginPhaseTwo {}), "wrong_phase");
    cast.run_task(10, Verdict::Major);

    cast.advance_after(WINDOW_MS + 5);
    assert_eq!(cast.case(1), CaseStatus::Decided { until: cast.now + APPEAL_MS });
    cast.advance_after(APPEAL_MS);
    assert_eq!((cast.case(1), cast.balance(MIA)), (CaseStatus::Executed, units(400)));
}

/// And an appeal that it does not hear executes the first decision.
#[test]
fn in_phase_two_an_unheard_appeal_executes() {
    let mut cast = Cast::with_model(Params { phase: 2, ..small() }, &offer(1));
    cast.run_task(10, Verdict::Major);
    cast.uphold(1, Severity::Minor);
    cast.appeal(MIA, 1);
    cast.advance_after(WINDOW_MS);
    assert_eq!((cast.case(1), cast.balance(MIA)), (CaseStatus::Executed, units(950)));
}
