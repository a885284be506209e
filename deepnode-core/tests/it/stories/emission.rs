//! New money.

use deepnode_core::{Command, Emission, Params, Place, Rate, Verdict};

use crate::cast::*;

const DAY: u64 = 86_400_000;

/// E_0 = 2 000 000 halves with each epoch, up to 2 500 000 in all.
fn halving() -> Params {
    let emission = Emission {
        epoch_ms: DAY,
        first: units(2_000_000),
        decay: Rate::percent(50),
        cap: units(2_500_000),
        ..usual().emission
    };
    Params { emission, ..small() }
}

/// In epoch 1 a task of G = 10 000 is settled, with 100 into the pool: the budget is 1 000 000 + 100. Legs: foundation
/// 1 %, treasury 5 %, owners 9 %, stakers 10 %, validators 25 %, miners the rest.
#[test]
fn an_epoch_with_work_pays_every_leg() {
    let mut cast = Cast::with_model(halving(), &offer(1));
    cast.delegate(SAM, VAL, units(300));
    cast.delegate(SUE, VAL, units(100));
    // Epoch 0 has no settlement and issues nothing.
    cast.advance_after(DAY);
    assert_eq!(cast.domain.supply().emitted, 0);
    cast.run_task(10, Verdict::Correct);
    assert_eq!(cast.domain.money(Place::Pool), units(100));
    let everybody = [FOUNDATION, TREASURY, CLEO, BACKERS[0], BACKERS[1], SAM, SUE, VAL, VERA, VITO, MIA];
    let before = everybody.map(|who| cast.balance(who).units());

    cast.advance_after(DAY);

    let gained: Vec<_> =
        everybody.iter().zip(before).map(|(who, was)| cast.balance(*who).units() - was).collect();
    let (owners, stakers, judges) = ([54_005, 27_003, 9_001], [75_007, 25_003], [83_341, 83_342, 83_342]);
    assert_eq!(gained[..2], [10_001, 50_005]);
    assert_eq!(gained[2..5], owners);
    assert_eq!(gained[5..7], stakers);
    assert_eq!(gained[7..10], judges);
    assert_eq!(gained[10], 500_050);
    assert_eq!(gained.iter().sum::<u128>(), 1_000_100);
    assert_eq!((cast.domain.supply().emitted, cast.domain.money(Place::Pool)), (1_000_000, units(0)));
}

/// Nobody delegated before the epoch began: the stakers' 10 % are not made, and what is made comes out of the pool
/// first. The cap then stops it: 2 000 000 - 200 010 + 100 of the pool ... until 2 500 000 are out.
#[test]
fn a_leg_without_weights_is_not_made() {
    let mut cast = Cast::with_model(halving(), &offer(1));
    cast.delegate(SAM, VAL, units(300));
    cast.run_task(10, Verdict::Correct);
    cast.advance_after(DAY);
    // Budget 2 000 100, of which floor(2 000 100 * 10 %) = 200 010 are not issued; 100 of the rest were in the pool.
    assert_eq!(cast.domain.supply().emitted, 2_000_100 - 200_010 - 100);
    assert_eq!((cast.balance(SAM), cast.domain.money(Place::Pool)), (units(0), units(0)));

    // Epoch 1: min(1 000 000, 2 500 000 - 1 799 990) + 100 = 700 110, all issued, as Sam counts now.
    cast.run_task(10, Verdict::Correct);
    cast.advance_after(DAY);
    assert_eq!(cast.domain.supply().emitted, 2_500_000);
    assert_eq!(cast.balance(SAM), units(70_011));

    // Epoch 2: nothing new, but the pool's 100 go round: the foundation's 1, the miners' 51 and so on.
    let sam = cast.balance(SAM);
    cast.run_task(10, Verdict::Correct);
    cast.advance_after(DAY);
    assert_eq!(cast.domain.supply().emitted, 2_500_000);
    assert_eq!(cast.balance(SAM).units() - sam.units(), 10);
    assert_eq!(cast.domain.money(Place::Pool), units(0));
}

/// A staker counts with the least that it had behind a validator since the epoch began.
#[test]
fn what_is_taken_back_in_an_epoch_does_not_count_in_it() {
    let mut cast = Cast::with_model(halving(), &offer(1));
    cast.delegate(SAM, VAL, units(300));
    cast.delegate(SUE, VERA, units(100));
    cast.advance_after(DAY);
    let back = Command::Undelegate { validator: VAL, amount: units(200) };
    cast.make(SAM, &back);
    cast.delegate(SAM, VAL, units(900));
    cast.run_task(10, Verdict::Correct);
    cast.advance_after(DAY);
    // 100 010 over 100 and 100.
    assert_eq!((cast.balance(SAM), cast.balance(SUE)), (units(50_005), units(50_005)));
}

/// Two days without work: (1 000 000, 0) decays to 970 000 and 940 900.
#[test]
fn idle_trust_fades() {
    let mut cast = Cast::with_model(halving(), &offer(1));
    cast.run_task(10, Verdict::Correct);
    let good = |cast: &Cast| {
        (
            cast.domain.miner(&MIA).unwrap().evidence.good,
            cast.domain.validator(&VAL).unwrap().evidence.good,
            cast.domain.model(&offer(1).model).unwrap().evidence.good,
        )
    };
    cast.advance_after(DAY);
    assert_eq!(good(&cast), (1_000_000, 1_000_000, 1_000_000));
    cast.advance_after(DAY);
    assert_eq!(good(&cast), (970_000, 970_000, 970_000));
    cast.advance_after(DAY);
    assert_eq!(good(&cast), (940_900, 940_900, 940_900));
}
