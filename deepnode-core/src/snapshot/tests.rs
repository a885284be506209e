//! Each check of a restored state, by a state that breaks just that.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::amount::Amount;
use crate::assignment::{Assignment, AssignmentStatus, Outcome};
use crate::case::Case;
use crate::command::Command;
use crate::domain::Domain;
use crate::id::{AssignmentId, CaseId, TaskId};
use crate::ledger::Place;
use crate::miner::{Membership, Miner};
use crate::params::MAX_DURATION_MS;
use crate::proposal::ProposalStatus;
use crate::task::{SlotState, Task, TaskStatus};
use crate::testing::Workload;

/// What a restore says of the first made-up domain that can be tampered with in this way.
fn refusal(tamper: impl Fn(&mut Domain) -> Option<()>) -> String {
    for seed in 0..40 {
        let mut workload = Workload::new(seed);
        let params = workload.params().clone();
        let mut domain =
            Domain::new(Workload::CHAIN_ID, Workload::CONTRACT, params).expect("its parameters hold");
        for number in 1..=1_200 {
            let step = workload.next(&domain);
            let _ = step.give(&mut domain);
            if number % 40 == 0 {
                let mut tampered = domain.clone();
                if tamper(&mut tampered).is_some() {
                    let restored = Domain::restore(&tampered.snapshot());
                    return restored.err().map_or("it was restored".into(), |error| error.to_string());
                }
            }
        }
    }
    "no domain can be tampered with like that".into()
}

/// Tampers with the first assignment of a kind.
fn assignment(domain: &mut Domain, is: impl Fn(&Assignment) -> bool) -> Option<&mut Assignment> {
    let id: AssignmentId = domain.assignments.iter().find(|(_, row)| is(row))?.0;
    domain.assignments.get_mut(id)
}

fn task(domain: &mut Domain, is: impl Fn(&Task) -> bool) -> Option<&mut Task> {
    let id: TaskId = domain.tasks.iter().find(|(_, row)| is(row))?.0;
    domain.tasks.get_mut(id)
}

fn open_case(domain: &mut Domain) -> Option<&mut Case> {
    let id: CaseId = domain.cases.iter().find(|(_, row)| row.status.is_open())?.0;
    domain.cases.get_mut(id)
}

fn miner(domain: &mut Domain, is: impl Fn(&Miner) -> bool) -> Option<&mut Miner> {
    domain.miners.rows_mut().find(|row| is(row))
}

const fn is_live(row: &Assignment) -> bool {
    !matches!(row.status, AssignmentStatus::Ended(_))
}

/// Asserts what a restore says of each.
macro_rules! tampered {
    ($($name:ident: $tamper:expr => $expected:literal;)+) => {$(
        #[test]
        fn $name() {
            let found = refusal($tamper);
            assert!(found.contains($expected), "expected {:?} in {found:?}", $expected);
        }
    )+};
}

tampered! {
    parameters_hold: |d| {
        d.versions.values_mut().next()?.queue.max_rounds = 255;
        Some(())
    } => "params.queue.max_rounds";
    epochs_keep_their_length: |d| {
        let mut proposals = d.proposals.iter().map(|(id, _)| id);
        let id = proposals.next()?;
        drop(proposals);
        let emission = &mut d.proposals.get_mut(id)?.params.emission;
        emission.epoch_ms = if emission.epoch_ms == MAX_DURATION_MS { 60_000 } else { MAX_DURATION_MS };
        Some(())
    } => "epochs of another length";
    a_sequence_can_grow: |d| {
        d.sequence = u64::MAX;
        Some(())
    } => "a counter is larger";
    undelegations_can_be_numbered: |d| {
        d.unbondings_made = u64::MAX;
        Some(())
    } => "a counter is larger";
    a_nonce_can_grow: |d| {
        d.nonces.insert(d.contract, u64::MAX);
        Some(())
    } => "a nonce is not one";
    a_nonce_that_is_kept_was_used: |d| {
        d.nonces.insert(d.contract, 0);
        Some(())
    } => "a nonce is not one";
    money_is_not_made: |d| {
        let (one, to) = (Amount::from_units(1), Place::Balance(d.contract));
        let mut other = d.ledger.clone();
        other.transfer(Place::Outside, to, one).ok()?;
        let supply = d.ledger.supply();
        d.ledger = other;
        d.ledger.forge(supply);
        Some(())
    } => "deposited + emitted is";
    totals_can_grow: |d| {
        let mut supply = d.ledger.supply();
        supply.deposited = u128::MAX;
        supply.withdrawn = u128::MAX;
        d.ledger.forge(supply);
        Some(())
    } => "a total is larger";
    terms_hold: |d| {
        d.models.rows_mut().next()?.terms.committee = 2;
        Some(())
    } => "invalid committee";
    a_miner_has_slots: |d| {
        miner(d, |_| true)?.slots = 1025;
        Some(())
    } => "has 1025 slots";
    a_miner_serves_known_models: |d| {
        miner(d, |_| true)?.models.push(u32::MAX);
        Some(())
    } => "serves models that are not registered";
    who_works_is_in: |d| {
        miner(d, |row| !row.in_flight.is_empty())?.membership = Membership::Exiting { until: 1 };
        Some(())
    } => "is leaving or out";
    validators_are_not_banned: |d| {
        d.validators.rows_mut().next()?.membership = Membership::Banned;
        Some(())
    } => "is a banned validator";
    a_task_has_a_known_model: |d| {
        task(d, |_| true)?.model = u32::MAX;
        Some(())
    } => "is for a model that is not registered";
    a_task_has_known_parameters: |d| {
        task(d, |_| true)?.version = 77_777;
        Some(())
    } => "has parameters that are not kept";
    a_task_has_a_price: |d| {
        task(d, |_| true)?.unit_price = Amount::MAX;
        Some(())
    } => "has a price of";
    a_task_has_its_slots: |d| {
        task(d, |_| true)?.slots.clear();
        Some(())
    } => "has 0 slots";
    a_task_that_is_over_has_an_end: |d| {
        task(d, |row| row.ended.is_none())?.ended = Some(1);
        Some(())
    } => "but its end says otherwise";
    a_settled_task_has_approved_work: |d| {
        let row = task(d, |row| row.status == TaskStatus::Settled && row.last_close.is_none())?;
        row.slots.iter_mut().for_each(|slot| slot.state = SlotState::Waiting { since: 0 });
        Some(())
    } => "but its slots are not";
    a_slot_is_attempted_so_often: |d| {
        let waits = |row: &Task| {
            row.ended.is_none() && row.slots.iter().any(|slot| {
                slot.attempts > 0 && matches!(slot.state, SlotState::Waiting { .. })
            })
        };
        let version = task(d, waits)?.version;
        d.versions.get_mut(&version)?.queue.max_attempts = 1;
        Some(())
    } => "was attempted too often";
    an_assignment_is_for_a_task: |d| {
        assignment(d, |_| true)?.task = TaskId(u64::MAX);
        Some(())
    } => "is for a task that is not there";
    an_assignment_is_for_a_slot: |d| {
        assignment(d, |_| true)?.slot = u16::MAX;
        Some(())
    } => "is for a slot that its task has not";
    an_assignment_is_of_a_miner: |d| {
        assignment(d, |_| true)?.miner = u32::MAX;
        Some(())
    } => "is of a miner that is not registered";
    an_assignment_fits_its_slot: |d| {
        assignment(d, is_live)?.status = AssignmentStatus::Ended(Outcome::Undecided);
        Some(())
    } => "does not fit its slot";
    a_round_is_one_that_there_is: |d| {
        let committing = |row: &Assignment| matches!(row.status, AssignmentStatus::Committing { .. });
        let row = assignment(d, committing)?;
        if let AssignmentStatus::Committing { round, .. } = &mut row.status {
            *round = 255;
        }
        Some(())
    } => "rounds, which does not fit";
    rounds_are_limited: |d| {
        let row = assignment(d, |row| !row.rounds.is_empty())?;
        let round = row.rounds.first()?.clone();
        row.rounds.resize(300, round);
        Some(())
    } => "after 300 rounds, which does not fit";
    a_committee_is_complete: |d| {
        assignment(d, |row| !row.rounds.is_empty())?.rounds.last_mut()?.seats.pop();
        Some(())
    } => "has a committee that cannot be";
    nobody_has_two_seats: |d| {
        let row = assignment(d, |row| row.rounds.iter().any(|round| round.seats.len() > 1))?;
        let seats = &mut row.rounds.iter_mut().find(|round| round.seats.len() > 1)?.seats;
        seats[1].validator = seats[0].validator;
        Some(())
    } => "is judged by somebody twice";
    judges_are_registered: |d| {
        assignment(d, |row| !row.rounds.is_empty())?.rounds.last_mut()?.seats.last_mut()?.validator = u32::MAX;
        Some(())
    } => "is judged by somebody twice, or by nobody who is registered";
    a_case_is_about_a_miner: |d| {
        open_case(d)?.miner = u32::MAX;
        Some(())
    } => "is about a miner that is not registered";
    a_case_is_about_rejections: |d| {
        open_case(d)?.rejections = alloc::vec![AssignmentId(u64::MAX)];
        Some(())
    } => "is about work of its miner that was not rejected";
    a_case_is_about_each_rejection_once: |d| {
        let rejections = &mut open_case(d)?.rejections;
        rejections.push(*rejections.first()?);
        Some(())
    } => "names a rejection twice";
    a_case_has_the_window_of_its_status: |d| {
        let case = open_case(d)?;
        case.window_until += 1;
        case.appeal_until = case.appeal_until.map(|until| until + 1);
        Some(())
    } => "has windows that do not fit";
    a_proposal_has_a_base: |d| {
        let ids: Vec<_> = d.proposals.iter().map(|(id, _)| id).collect();
        d.proposals.get_mut(*ids.first()?)?.base = 77_777;
        Some(())
    } => "is based on parameters that are not kept";
    a_proposal_has_the_times_of_its_status: |d| {
        let ids: Vec<_> = d.proposals.iter().map(|(id, _)| id).collect();
        let row = d.proposals.get_mut(*ids.first()?)?;
        row.ended = if matches!(row.status, ProposalStatus::Ended(_)) { None } else { Some(1) };
        Some(())
    } => "against its times";
    an_epoch_was_reached: |d| {
        d.epochs.open = u64::MAX;
        Some(())
    } => "the first open epoch lies behind";
    a_book_names_who_is_registered: |d| {
        let epoch = d.epoch();
        d.epochs.book_mut(epoch).seen_miners.insert(u32::MAX);
        Some(())
    } => "names somebody who is not registered";
    a_book_is_of_an_epoch_that_has_begun: |d| {
        let epoch = d.epoch() + 1;
        d.epochs.book_mut(epoch);
        Some(())
    } => "a book of an epoch";
    time_has_passed_since_the_first_command: |d| {
        d.epochs.start = d.now.checked_add(1);
        d.epochs.start.map(|_| ())
    } => "earlier than the first command";
}

/// A state that was not tampered with is restored, or the others would show nothing.
#[test]
fn an_honest_state_is_restored() {
    assert_eq!(refusal(|_| Some(())), "it was restored");
    let mut domain = Domain::new(1, crate::Address::ZERO, crate::Params::default()).expect("they hold");
    assert_eq!(Domain::restore(&domain.snapshot()).as_ref(), Ok(&domain));
    let advance = Command::Advance { entropy: crate::Hash::ZERO, next: crate::Hash::ZERO };
    domain.apply(u64::MAX, crate::Address::ZERO, &advance).expect("the sequencer may");
    assert_eq!(Domain::restore(&domain.snapshot()).as_ref(), Ok(&domain));
}
