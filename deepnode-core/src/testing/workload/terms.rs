//! Parameters and models: usual ones, odd ones, and some that break a rule.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::cast::Cast;
use super::mood::Mood;
use crate::address::Address;
use crate::amount::Amount;
use crate::command::ModelOffer;
use crate::hash::Hash;
use crate::id::Time;
use crate::params::{Admission, MAX_DURATION_MS, Params, Penalty};
use crate::rate::Rate;
use crate::testing::chance::Chance;
use crate::word::{BurnBase, Kind};

/// Parameters under which a domain begins.
pub(super) fn starting(chance: &mut Chance, cast: &Cast, mood: &Mood) -> Params {
    let mut params = Params { phase: chance.one_of([1, 1, 2]), ..Params::default() };
    cast.fill_roles(&mut params);
    for group in 0..GROUPS {
        redraw(chance, cast, mood, &mut params, group);
    }
    // Above half, nobody new would ever work.
    params.trust.floor = params.trust.floor.min(Rate(499_999_999));
    let epoch = mood.tempo.saturating_mul(chance.within(5, 200));
    params.emission.epoch_ms = chance.one_of([epoch, epoch, epoch, 60_000, MAX_DURATION_MS]).max(60_000);
    params
}

/// What somebody would rather have: a few groups drawn anew.
pub(super) fn changed(chance: &mut Chance, cast: &Cast, mood: &Mood, now: &Params) -> Box<Params> {
    let mut params = Box::new(now.clone());
    for _ in 0..chance.within(1, 3) {
        let group = chance.below(GROUPS);
        redraw(chance, cast, mood, &mut params, group);
    }
    params
}

/// A set that breaks a rule, or changes what a proposal may not.
pub(super) fn broken(chance: &mut Chance, now: &Params) -> Box<Params> {
    let mut p = Box::new(now.clone());
    let much = Rate(Rate::ONE.0 + 1);
    match chance.below(22) {
        0 => p.phase = chance.one_of([0, 3, 3 - now.phase, u64::MAX]),
        1 => p.treasury = Address([0xee; 20]),
        2 => p.emission.epoch_ms += 1,
        3 => p.registration_burn = much,
        4 => p.exit_cooldown_ms = chance.one_of([0, MAX_DURATION_MS + 1, u64::MAX]),
        5 => p.revenue.fees = Rate(u64::MAX),
        6 => p.revenue.validators = much,
        7 => (p.revenue.fees, p.revenue.owners) = (Rate::ONE, Rate(1)),
        8 => p.trust.decay = much,
        9 => p.trust.critical = 1 << 32,
        10 => p.trust.floor = Rate(u64::MAX),
        11 => p.queue.max_attempts = chance.one_of([0, 1 << 32]),
        12 => p.queue.max_rounds = chance.one_of([0, 10, u64::MAX]),
        13 => p.queue.wait_ms = 0,
        14 => p.severity.minor = Penalty { slash: Rate::ONE, returned: Rate(1), ..p.severity.minor },
        15 => p.severity.major = Penalty { ban: true, deregister: false, ..p.severity.major },
        16 => p.review.window_ms = 0,
        17 => p.emission.decay = much,
        18 => p.emission.domain = Rate(100_000_001),
        19 => (p.emission.stakers, p.emission.validators) = (Rate::ONE, Rate::ONE),
        20 => p.governance.quorum = much,
        _ => p.governance.voting_ms = u64::MAX,
    }
    p
}

const GROUPS: u64 = 10;

/// Draws a group of the parameters anew. Roles, phase and the length of an epoch stay.
fn redraw(chance: &mut Chance, cast: &Cast, mood: &Mood, params: &mut Params, group: u64) {
    let usual = Params::default();
    let unit = mood.unit;
    match group {
        0 => {
            params.registration_fee = amount(chance, unit);
            params.registration_burn = rate(chance);
            let some = chance.some_of(&cast.everybody, 800).into_iter().collect();
            let list = chance.hits(150);
            params.admission = if list { Admission::List(some) } else { Admission::Open };
        }
        1 => {
            params.min_collateral = amount(chance, unit * 10);
            params.collateral_per_slot = match chance.weighted([20, 1]) {
                0 => amount(chance, unit),
                // A thousand slots would need more than can exist.
                _ => Amount::checked_from_units(Amount::MAX.units() / 1000).unwrap_or(Amount::MAX),
            };
            params.min_stake = amount(chance, unit * 10);
            params.stake_cap = match chance.weighted([6, 1, 1]) {
                0 => amount(chance, unit * 100),
                1 => Amount::MAX,
                _ => Amount::ZERO,
            };
        }
        2 => {
            params.exit_cooldown_ms = duration(chance, mood, 1, 100);
        }
        3 => {
            params.revenue = usual.revenue;
            if chance.hits(600) {
                redraw_revenue(chance, params);
            }
        }
        4 => {
            params.trust = usual.trust;
            if chance.hits(500) {
                let t = &mut params.trust;
                (t.decay, t.idle_decay) = (rate(chance), rate(chance));
                for weight in [&mut t.good, &mut t.late, &mut t.minor, &mut t.major, &mut t.critical] {
                    *weight = chance.one_of([0, 1, 500_000, 1_000_000, 20_000_000, u32::MAX.into()]);
                }
            }
            params.trust.floor = match chance.weighted([12, 4, 1]) {
                0 => Rate::ZERO,
                1 => Rate(chance.within(200_000_000, 450_000_000)),
                _ => Rate(chance.within(450_000_000, Rate::ONE.0)),
            };
        }
        5 => {
            let q = &mut params.queue;
            q.max_attempts = chance.one_of([1, 2, 3, 3, 5, u32::MAX.into()]);
            q.max_rounds = chance.one_of([1, 2, 2, 3, 9]);
            q.commit_ms = duration(chance, mood, 1, 3);
            q.reveal_ms = duration(chance, mood, 1, 3);
            q.undecided_after_ms = duration(chance, mood, 2, 30);
            q.wait_ms = duration(chance, mood, 5, 60);
        }
        6 => {
            params.severity = usual.severity;
            if chance.hits(500) {
                let s = &mut params.severity;
                for penalty in [&mut s.minor, &mut s.major, &mut s.critical] {
                    *penalty = redrawn_penalty(chance);
                }
            }
            params.rejection_pay = if chance.hits(500) { amount(chance, unit / 10) } else { Amount::ZERO };
        }
        7 => {
            params.review.window_ms = duration(chance, mood, 5, 80);
            params.review.appeal_ms = duration(chance, mood, 5, 80);
        }
        8 => redraw_emission(chance, mood, params),
        _ => {
            let g = &mut params.governance;
            g.timelock_ms = duration(chance, mood, 2, 30);
            g.voting_ms = duration(chance, mood, 5, 60);
            g.quorum = chance.one_of([Rate::ZERO, Rate(1), Rate::percent(20), Rate::percent(50), Rate::ONE]);
            g.veto = chance.one_of([Rate::ZERO, Rate(334_000_000), Rate(334_000_000), Rate::ONE]);
            g.deposit = amount(chance, unit);
        }
    }
}

fn redraw_revenue(chance: &mut Chance, params: &mut Params) {
    let r = &mut params.revenue;
    r.burn_base = chance.one_of([BurnBase::Fees, BurnBase::Gross]);
    r.validators = rate(chance);
    let mut left = Rate::ONE.0;
    let mut part = || {
        let rate = match chance.weighted([3, 12, 2]) {
            0 => 0,
            1 => chance.within(0, left / 4),
            _ => left,
        };
        left -= rate;
        Rate(rate)
    };
    (r.fees, r.buyback, r.foundation) = (part(), part(), part());
    (r.owners, r.domain, r.emission) = (part(), part(), part());
    r.burn = match r.burn_base {
        BurnBase::Gross => part(),
        BurnBase::Fees => rate(chance),
    };
}

fn redrawn_penalty(chance: &mut Chance) -> Penalty {
    let slash = rate(chance);
    let deregister = chance.hits(600);
    Penalty {
        slash,
        treasury: rate(chance),
        returned: Rate(chance.within(0, slash.rest().0)),
        deregister,
        suspend: chance.hits(500),
        ban: deregister && chance.hits(400),
    }
}

fn redraw_emission(chance: &mut Chance, mood: &Mood, params: &mut Params) {
    let e = &mut params.emission;
    let usual = Params::default().emission;
    e.first = match chance.weighted([3, 8, 1]) {
        0 => Amount::ZERO,
        1 => amount(chance, mood.unit.saturating_mul(100)),
        _ => Amount::MAX,
    };
    e.decay = chance.one_of([Rate::ONE, Rate::ZERO, Rate::percent(99), Rate(999_999_999)]);
    e.cap = match chance.weighted([2, 4, 4]) {
        0 => Amount::ZERO,
        1 => amount(chance, mood.unit.saturating_mul(1000)),
        _ => Amount::MAX,
    };
    (e.foundation, e.domain, e.owners) = (usual.foundation, usual.domain, usual.owners);
    (e.stakers, e.validators) = (usual.stakers, usual.validators);
    if chance.hits(400) {
        let mut left = Rate::ONE.0;
        let mut part = |most: u64| {
            let some = chance.within(0, most.min(left));
            let rate = chance.one_of([0, some, most.min(left)]);
            left -= rate;
            Rate(rate)
        };
        e.domain = part(100_000_000);
        (e.foundation, e.owners) = (part(300_000_000), part(300_000_000));
        (e.stakers, e.validators) = (part(500_000_000), part(Rate::ONE.0));
    }
}

/// About as much as people reckon in, at most all that can exist.
pub(super) fn amount(chance: &mut Chance, unit: u128) -> Amount {
    let units = match chance.weighted([1, 1, 4, 8]) {
        0 => 0,
        1 => 1,
        2 => unit.saturating_mul(chance.within(1, 20).into()),
        // Not a round number.
        _ => chance.up_to(unit.saturating_mul(10)).units(),
    };
    Amount::checked_from_units(units).unwrap_or(Amount::MAX)
}

pub(super) fn rate(chance: &mut Chance) -> Rate {
    let random = chance.within(0, Rate::ONE.0);
    chance.one_of([
        Rate::ZERO,
        Rate(1),
        Rate(random),
        Rate(random),
        Rate::percent(50),
        Rate::percent(98),
        Rate(Rate::ONE.0 - 1),
        Rate::ONE,
    ])
}

/// Some steps of work; rarely the shortest or the longest there is.
fn duration(chance: &mut Chance, mood: &Mood, from: u64, to: u64) -> Time {
    match chance.weighted([30, 1, 1]) {
        0 => mood.tempo.saturating_mul(chance.within(from, to)).clamp(1, MAX_DURATION_MS),
        1 => 1,
        _ => MAX_DURATION_MS,
    }
}

/// A model that can be offered.
pub(super) fn offer(chance: &mut Chance, cast: &Cast, mood: &Mood, model: Hash) -> ModelOffer {
    let price = amount(chance, mood.unit).max(Amount::from_units(1));
    let unit_price = if chance.hits(20) { Amount::MAX } else { price };
    let size = chance.one_of([0, 1, 2, 5]);
    let backers: Vec<(Address, u64)> = (0..size)
        .filter_map(|_| {
            let backer = chance.pick(&cast.backers)?;
            Some((backer, chance.one_of([1, 1, 3, 1000, u64::MAX])))
        })
        .collect();
    ModelOffer {
        model,
        kind: if chance.hits(200) { Kind::Training } else { Kind::Inference },
        unit_price,
        committee: chance.one_of([1, 1, 3, 3, 3, 5, 5, 7, 11, 21]),
        replicas: chance.one_of([1, 1, 1, 1, 2, 3, 16]),
        lease_ms: mood.tempo.saturating_mul(chance.within(1, 12)).min(604_800_000),
        creator_share: rate(chance),
        backers,
        manifest: String::from("a model"),
    }
}

/// An offer that breaks a rule.
pub(super) fn broken_offer(chance: &mut Chance, cast: &Cast, mood: &Mood, model: Hash) -> ModelOffer {
    let mut offer = offer(chance, cast, mood, model);
    match chance.below(7) {
        0 => offer.unit_price = Amount::ZERO,
        1 => offer.committee = chance.one_of([0, 2, 22, 23, u64::MAX]),
        2 => offer.replicas = chance.one_of([0, 17, 65_537]),
        3 => offer.lease_ms = chance.one_of([0, 604_800_001, u64::MAX]),
        4 => offer.creator_share = Rate(Rate::ONE.0 + 1),
        5 => {
            let (number, weight) = chance.one_of([(65, 1), (1, 0)]);
            offer.backers = alloc::vec![(Address([0xbb; 20]), weight); number];
        }
        _ => offer.manifest = "é".repeat(2049),
    }
    offer
}
