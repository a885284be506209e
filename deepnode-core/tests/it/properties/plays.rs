//! Whole plays of random commands: money is conserved, refusals change nothing, events give the state.

use std::collections::BTreeMap;

use deepnode_core::{Choice, Command, Event, MAX_DURATION_MS, Role, Verdict};
use proptest::prelude::*;

use crate::cast::*;
use crate::play::play;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each play asserts it after every command.
    #[test]
    fn what_must_hold_holds_after_every_command(bytes in prop::collection::vec(any::<u8>(), 0..1200)) {
        let play = play(&bytes);
        let supply = play.domain.supply();
        prop_assert!(supply.deposited + supply.emitted >= supply.withdrawn + supply.burned);
        let report = play.domain.report().to_string();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok());
    }
}

/// The decoder is of use: a good part of the commands is applied, and much of what can happen does.
#[test]
fn plays_are_lively() {
    let (mut applied, mut refused) = (0, 0);
    let mut happened: BTreeMap<String, usize> = BTreeMap::new();
    let mut state = 1u64;
    for _ in 0..10 {
        // Knuth's generator: any will do.
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        };
        let play = play(&(0..1500).map(|_| byte()).collect::<Vec<_>>());
        applied += play.applied;
        refused += play.refused;
        for (_, row) in play.domain.assignments() {
            *happened.entry(row.status.word().into()).or_default() += 1;
        }
        for (_, row) in play.domain.tasks() {
            *happened.entry(row.status.word().into()).or_default() += 1;
        }
        for (_, row) in play.domain.cases() {
            *happened.entry(row.status.word().into()).or_default() += 1;
        }
    }
    println!("{applied} applied, {refused} refused, {happened:#?}");
    assert!(applied > refused, "{applied} applied, {refused} refused");
    for word in
        ["approved", "rejected", "timed_out", "declined", "undecided", "settled", "failed", "cancelled"]
    {
        assert!(happened.get(word).is_some_and(|n| *n > 3), "{word}: {happened:?}");
    }
}

/// What an application stores comes back.
#[test]
fn events_are_read_as_they_are_written() {
    let mut cast = Cast::with_model(small(), &offer(1));
    cast.delegate(SAM, VAL, units(5));
    let proposal = cast.propose(|params| params.min_stake = units(5000));
    cast.make(VAL, &Command::Vote { proposal, choice: Choice::Yes });
    cast.run_task(10, Verdict::Correct);
    cast.run_task(10, Verdict::Critical);
    cast.dismiss(1);
    cast.make(BRIDGE, &Command::HandOver { role: Role::Bridge, to: ANA });
    cast.make(ANA, &Command::AcceptRole { role: Role::Bridge });
    cast.advance_after(MAX_DURATION_MS);
    for event in &cast.log {
        let json = serde_json::to_string(event).unwrap();
        let read: Event = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(&read, event);
    }
}
