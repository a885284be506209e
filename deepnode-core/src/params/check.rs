//! What makes a set of parameters usable.

use serde::Serialize;
use thiserror::Error;

use super::{Admission, Emission, Governance, Params, Penalty, QueueRules, Revenue, Review, TrustWeights};
use crate::id::Time;
use crate::rate::Rate;
use crate::word::BurnBase;

/// The longest duration that a parameter may have: 366 days.
pub const MAX_DURATION_MS: Time = 31_622_400_000;

const MIN_EPOCH_MS: Time = 60_000;
const MAX_ADMITTED: usize = 65_536;

/// A set of parameters breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize)]
#[error("params.{field}: {reason}")]
pub struct InvalidParams {
    /// The field, with dots into groups.
    pub field: &'static str,
    /// What was expected of it.
    pub reason: &'static str,
}

type Checked = Result<(), InvalidParams>;

const fn ensure(holds: bool, field: &'static str, reason: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(InvalidParams { field, reason }) }
}

const fn share(rate: Rate, field: &'static str) -> Checked {
    ensure(rate.is_share(), field, "expected a rate of at most 1000000000")
}

const fn duration(ms: Time, field: &'static str) -> Checked {
    ensure(ms > 0 && ms <= MAX_DURATION_MS, field, "expected 1..=31622400000 milliseconds (366 days)")
}

const fn weight(micro_units: u64, field: &'static str) -> Checked {
    ensure(micro_units <= u32::MAX as u64, field, "expected at most 2^32-1 micro-units")
}

/// Whether rates, each a share already, add up to no more than the whole.
fn within_whole(rates: &[Rate], field: &'static str) -> Checked {
    let sum: u64 = rates.iter().map(|r| r.0).sum();
    ensure(sum <= Rate::ONE.0, field, "expected shares that add up to at most 1000000000")
}

impl Params {
    /// Checks the whole set.
    ///
    /// # Errors
    ///
    /// The first field, in the order of the declaration, that breaks a rule.
    pub fn validate(&self) -> Result<(), InvalidParams> {
        ensure(matches!(self.phase, 1 | 2), "phase", "expected 1 or 2")?;
        share(self.registration_burn, "registration_burn")?;
        if let Admission::List(list) = &self.admission {
            // An address that stands twice in a file counts once.
            ensure(list.len() <= MAX_ADMITTED, "admission.list", "expected at most 65536 addresses")?;
        }
        duration(self.exit_cooldown_ms, "exit_cooldown_ms")?;
        revenue(&self.revenue)?;
        trust(&self.trust)?;
        queue(&self.queue)?;
        penalty(
            &self.severity.minor,
            [
                "severity.minor.slash",
                "severity.minor.treasury",
                "severity.minor.return",
                "severity.minor.ban",
            ],
        )?;
        penalty(
            &self.severity.major,
            [
                "severity.major.slash",
                "severity.major.treasury",
                "severity.major.return",
                "severity.major.ban",
            ],
        )?;
        penalty(
            &self.severity.critical,
            [
                "severity.critical.slash",
                "severity.critical.treasury",
                "severity.critical.return",
                "severity.critical.ban",
            ],
        )?;
        review(&self.review)?;
        emission(&self.emission)?;
        governance(&self.governance)
    }
}

fn revenue(r: &Revenue) -> Checked {
    share(r.fees, "revenue.fees")?;
    share(r.burn, "revenue.burn")?;
    share(r.buyback, "revenue.buyback")?;
    share(r.foundation, "revenue.foundation")?;
    share(r.owners, "revenue.owners")?;
    share(r.domain, "revenue.domain")?;
    share(r.emission, "revenue.emission")?;
    share(r.validators, "revenue.validators")?;
    let burn_beside_fees = match r.burn_base {
        BurnBase::Fees => Rate::ZERO,
        BurnBase::Gross => r.burn,
    };
    let legs = [r.fees, r.buyback, r.foundation, r.owners, r.domain, r.emission, burn_beside_fees];
    within_whole(&legs, "revenue")
}

fn trust(t: &TrustWeights) -> Checked {
    share(t.decay, "trust.decay")?;
    share(t.idle_decay, "trust.idle_decay")?;
    weight(t.good, "trust.good")?;
    weight(t.late, "trust.late")?;
    weight(t.minor, "trust.minor")?;
    weight(t.major, "trust.major")?;
    weight(t.critical, "trust.critical")?;
    share(t.floor, "trust.floor")
}

fn queue(q: &QueueRules) -> Checked {
    let attempts = 1 <= q.max_attempts && q.max_attempts <= u32::MAX.into();
    ensure(attempts, "queue.max_attempts", "expected 1..=2^32-1")?;
    ensure(matches!(q.max_rounds, 1..=9), "queue.max_rounds", "expected 1..=9")?;
    duration(q.commit_ms, "queue.commit_ms")?;
    duration(q.reveal_ms, "queue.reveal_ms")?;
    duration(q.undecided_after_ms, "queue.undecided_after_ms")?;
    duration(q.wait_ms, "queue.wait_ms")
}

fn penalty(p: &Penalty, [slash, treasury, returned, ban]: [&'static str; 4]) -> Checked {
    share(p.slash, slash)?;
    share(p.treasury, treasury)?;
    share(p.returned, returned)?;
    within_whole(&[p.slash, p.returned], returned)?;
    ensure(p.deregister || !p.ban, ban, "expected no ban without deregister")
}

fn review(r: &Review) -> Checked {
    duration(r.window_ms, "review.window_ms")?;
    duration(r.appeal_ms, "review.appeal_ms")
}

fn emission(e: &Emission) -> Checked {
    duration(e.epoch_ms, "emission.epoch_ms")?;
    ensure(e.epoch_ms >= MIN_EPOCH_MS, "emission.epoch_ms", "expected at least 60000 milliseconds")?;
    share(e.decay, "emission.decay")?;
    share(e.foundation, "emission.foundation")?;
    ensure(e.domain <= Rate::percent(10), "emission.domain", "expected at most 100000000 (10 %)")?;
    share(e.owners, "emission.owners")?;
    share(e.stakers, "emission.stakers")?;
    share(e.validators, "emission.validators")?;
    within_whole(&[e.foundation, e.domain, e.owners, e.stakers, e.validators], "emission")
}

fn governance(g: &Governance) -> Checked {
    duration(g.timelock_ms, "governance.timelock_ms")?;
    duration(g.voting_ms, "governance.voting_ms")?;
    share(g.quorum, "governance.quorum")?;
    share(g.veto, "governance.veto")
}
