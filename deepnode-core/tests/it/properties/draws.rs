//! Who is drawn how often: leases by `trust^2 * free slots`, seats by `min(stake, cap) * trust`, nobody twice.

use std::collections::{BTreeMap, BTreeSet};

use deepnode_core::{Address, Amount, Command, Event, Params, Rate, Role, Verdict, keccak};

use crate::cast::*;

/// What many heartbeats would draw from the present state, each with entropy of its own.
fn draws(cast: &mut Cast, times: u64) -> Vec<Vec<Event>> {
    // A new holder of the role starts a new chain, so that any entropy goes.
    cast.make(SEQUENCER, &Command::HandOver { role: Role::Sequencer, to: SUE });
    cast.make(SUE, &Command::AcceptRole { role: Role::Sequencer });
    let beat = |n: u64| {
        let entropy = keccak(&[b"draws", &n.to_be_bytes()]);
        Command::Advance { entropy, next: entropy }
    };
    (0..times).map(|n| cast.domain.preview(cast.now, SUE, &beat(n)).unwrap()).collect()
}

/// Pearson's statistic of counts against weights: the sum of `(count - expected)^2 / expected`.
fn chi_square(counts: &BTreeMap<Address, u64>, weights: &[(Address, f64)]) -> f64 {
    let total: u64 = counts.values().sum();
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let terms = weights.iter().map(|(who, weight)| {
        let expected = total as f64 * weight / sum;
        (counts.get(who).copied().unwrap_or(0) as f64 - expected).powi(2) / expected
    });
    terms.sum()
}

/// Mia has done good work and has one of three slots taken: 2/3 of trust, 2 free. Mei declined once: 4/9, 5 free. Max
/// is new: 1/2, 1 free. Weights: 0.888, 0.988, 0.25.
#[test]
fn leases_go_by_trust_squared_and_free_slots() {
    let mut cast = Cast::new(small());
    cast.launch(&offer(1));
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    cast.join_as_miner(MIA, 3);
    cast.run_task(1, Verdict::Correct);
    cast.order(1);
    cast.advance();
    cast.join_as_miner(MEI, 5);
    cast.make(MIA, &Command::Pause {});
    let task = cast.order(1);
    cast.advance();
    cast.make(MEI, &Command::Decline { assignment: cast.latest_of(task) });
    cast.make(MIA, &Command::Resume {});
    cast.join_as_miner(MAX, 1);
    let waiting = cast.order(1);

    let leases = draws(&mut cast, 3000).into_iter().flatten().filter_map(|event| match event {
        Event::Leased { task, miner, .. } if task == waiting => Some(miner),
        _ => None,
    });
    let mut counts = BTreeMap::new();
    leases.for_each(|miner| *counts.entry(miner).or_default() += 1);

    // The declined slot is served first, and takes a slot of Mia or Max before: condition on neither.
    let weight = |score: f64, free: f64| score * score * free;
    let (mia, mei, max) = (weight(2.0 / 3.0, 2.0), weight(4.0 / 9.0, 5.0), weight(0.5, 1.0));
    let first = [(MIA, mia / (mia + max)), (MAX, max / (mia + max))];
    let after = |drawn: Address| {
        let (mia, max) = if drawn == MIA { (mia / 2.0, max) } else { (mia, 0.0) };
        [mia, mei, max].map(|weight| weight / (mia + mei + max))
    };
    let expected: Vec<f64> =
        (0..3).map(|i| first.iter().map(|(who, chance)| chance * after(*who)[i]).sum()).collect();
    let weights: Vec<_> = [MIA, MEI, MAX].into_iter().zip(expected).collect();
    // Two degrees of freedom: more than 20.7 in one of 30 000 runs.
    let statistic = chi_square(&counts, &weights);
    assert!(statistic < 20.7, "{statistic}: {counts:?}");
}

/// Six validators; the last but one has a hundred times what counts. Vera was in a minority once: 1/4 of trust.
#[test]
fn seats_go_by_capped_stake_and_trust_and_nobody_sits_twice() {
    let params = Params {
        min_stake: Amount::dn(10),
        stake_cap: Amount::dn(50),
        rejection_pay: Amount::ZERO,
        ..small()
    };
    let mut cast = Cast::new(params);
    cast.launch(&offer(1));
    cast.join_as_miner(MIA, 2);
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, Amount::dn(20)));
    let task = cast.order(1);
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 1);
    cast.advance();
    let opinions: Vec<_> = cast
        .committee_of(id)
        .into_iter()
        .map(|who| if who == VERA { Verdict::Minor } else { Verdict::Correct })
        .collect();
    cast.judge(id, &opinions);
    for (n, stake) in [(1, 10), (2, 5000), (3, 30)] {
        cast.join_as_validator(extra(n), Amount::dn(stake));
    }
    cast.delegate(SAM, extra(3), Amount::dn(10));
    let task = cast.order(1);
    cast.advance();
    let id = cast.latest_of(task);
    cast.deliver(id, 1);

    let rounds: Vec<Vec<Address>> = draws(&mut cast, 4000)
        .into_iter()
        .flatten()
        .filter_map(|event| match event {
            Event::Seated { validators, .. } => Some(validators),
            _ => None,
        })
        .collect();
    assert_eq!(rounds.len(), 4000);
    let mut counts = [BTreeMap::new(), BTreeMap::new()];
    for round in &rounds {
        assert_eq!(round.iter().collect::<BTreeSet<_>>().len(), 3, "{round:?}");
        for (seat, count) in counts.iter_mut().enumerate() {
            *count.entry(round[seat]).or_default() += 1;
        }
    }

    let two_thirds = 2.0 / 3.0;
    let weights = [
        (VAL, 20.0 * two_thirds),
        (VERA, 20.0 * 0.25),
        (VITO, 20.0 * two_thirds),
        (extra(1), 10.0 * 0.5),
        (extra(2), 50.0 * 0.5),
        (extra(3), 40.0 * 0.5),
    ];
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    // Five degrees of freedom: more than 28.5 in one of 34 000 runs.
    let first = chi_square(&counts[0], &weights);
    assert!(first < 28.5, "first seats {first}: {:?}", counts[0]);
    let second = weights.map(|(who, weight)| {
        let others = weights.iter().filter(|(other, _)| *other != who);
        (who, others.map(|(_, gone)| gone / total * weight / (total - gone)).sum())
    });
    let second = chi_square(&counts[1], &second);
    assert!(second < 28.5, "second seats {second}: {:?}", counts[1]);
}

/// The miner, the consumer, the creator and the backers judge nothing of their own, whatever they have at stake.
#[test]
fn parties_are_never_drawn() {
    let mut cast = Cast::new(small());
    cast.launch(&offer(1));
    for party in [ANA, CLEO, BACKERS[0], BACKERS[1], MIA] {
        cast.join_as_validator(party, units(1_000_000));
    }
    [VAL, VERA, VITO].into_iter().for_each(|who| cast.join_as_validator(who, units(1000)));
    [ANA, CLEO, MIA].into_iter().for_each(|who| cast.join_as_miner(who, 10));
    for _ in 0..10 {
        let task = cast.order(1);
        cast.advance();
        let id = cast.latest_of(task);
        assert_eq!(cast.miner_of(id), MIA);
        cast.deliver(id, 1);
        cast.advance();
        let committee: BTreeSet<_> = cast.committee_of(id).into_iter().collect();
        assert_eq!(committee, BTreeSet::from([VAL, VERA, VITO]));
        cast.judge_alike(id, Verdict::Correct);
    }
}

/// A miner below the floor, under its minimum of collateral, or with no slot free gets nothing.
#[test]
fn who_may_not_work_is_never_drawn() {
    let mut params = small();
    params.trust.floor = Rate::percent(45);
    let mut cast = Cast::with_model(params, &offer(1));
    // Mia declines: 444 444 444 is below the floor.
    let task = cast.order(1);
    cast.advance();
    cast.make(MIA, &Command::Decline { assignment: cast.latest_of(task) });
    let other = cast.order(1);
    cast.join_as_miner(MEI, 1);
    for _ in 0..5 {
        cast.advance();
    }
    // Mei has one slot: the first task waits for nobody else, the second for it.
    assert_eq!((cast.miner_of(cast.latest_of(task)), cast.work_on(other).len()), (MEI, 0));
    // The minimum goes up: who is in keeps its work, but gets no more until it has topped up.
    cast.make(MEI, &Command::Decline { assignment: cast.latest_of(task) });
    assert_eq!(cast.domain.miner(&MEI).unwrap().evidence.score(), 444_444_444);
    cast.advance();
    assert_eq!(cast.work_on(other).len(), 0);
}
