//! The parameters in words, for those who have to live with them.

use core::fmt;

use super::{Admission, Params, Penalty};
use crate::id::Time;
use crate::rate::Rate;
use crate::word::{BurnBase, Role, Severity};

/// Milliseconds in the largest units that say them exactly.
struct Span(Time);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")];
        let mut rest = self.0;
        let mut written = false;
        for (length, unit) in units {
            let count = rest / length;
            rest %= length;
            if count > 0 {
                write!(f, "{}{count} {unit}", if written { " " } else { "" })?;
                written = true;
            }
        }
        if written { Ok(()) } else { f.write_str("0 ms") }
    }
}

/// Micro-units as pieces of work.
struct Weight(u64);

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let decimals = alloc::format!("{part:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

fn penalty(f: &mut fmt::Formatter<'_>, severity: Severity, penalty: &Penalty) -> fmt::Result {
    let Penalty { slash, treasury, returned, deregister, suspend, ban } = penalty;
    write!(
        f,
        "  {severity}: {slash} of the collateral is slashed ({treasury} of it to the treasury, the rest burned)"
    )?;
    if *deregister {
        write!(f, ", {returned} is returned, what is left goes to the treasury, and the miner has to go")?;
    } else {
        write!(f, ", the miner stays")?;
    }
    if *ban {
        write!(f, " for good")?;
    }
    if *suspend {
        write!(f, "; no tasks while the case is open")?;
    }
    writeln!(f)
}

/// A page of text: who holds which role, what it costs to take part, where the revenue goes, what work does to trust,
/// and how long everything takes; rates in percent, money in DN.
///
/// ```
/// let text = deepnode_core::Params::default().to_string();
/// assert!(text.contains("fees 5 % (20 % of them burned)"));
/// assert!(text.contains("A miner needs 1000 DN of collateral and 100 DN for each slot"));
/// ```
impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = self;
        writeln!(
            f,
            "Phase {}{}",
            p.phase,
            if p.phase == 1 { ": inference only; no case executes undecided" } else { "" }
        )?;
        for role in Role::ALL {
            writeln!(f, "  {role}: {}", p.holder(*role))?;
        }

        writeln!(f, "Taking part")?;
        match &p.admission {
            Admission::Open => writeln!(f, "  Anybody may register.")?,
            Admission::List(list) => writeln!(f, "  {} listed addresses may register.", list.len())?,
        }
        writeln!(
            f,
            "  A miner pays {} to register, {} of it burned, the rest to the treasury.",
            p.registration_fee.in_dn(),
            p.registration_burn
        )?;
        writeln!(
            f,
            "  A miner needs {} of collateral and {} for each slot; a validator needs {} of stake, and at most {} counts.",
            p.min_collateral.in_dn(),
            p.collateral_per_slot.in_dn(),
            p.min_stake.in_dn(),
            p.stake_cap.in_dn()
        )?;
        writeln!(f, "  Who leaves has its money after {}.", Span(p.exit_cooldown_ms))?;

        let r = &p.revenue;
        writeln!(f, "Revenue of a task")?;
        let burned = match r.burn_base {
            BurnBase::Fees => alloc::format!("fees {} ({} of them burned)", r.fees, r.burn),
            BurnBase::Gross => alloc::format!("fees {}, burn {}", r.fees, r.burn),
        };
        writeln!(
            f,
            "  {burned}, buyback {}, foundation {}, creator and backers {}, domain {}, emission pool {};",
            r.buyback, r.foundation, r.owners, r.domain, r.emission
        )?;
        writeln!(f, "  of the rest, {} to validators and {} to miners.", r.validators, r.validators.rest())?;

        let t = &p.trust;
        writeln!(f, "Trust")?;
        writeln!(
            f,
            "  Good work counts {}, late {}, minor {}, major {}, critical {}.",
            Weight(t.good),
            Weight(t.late),
            Weight(t.minor),
            Weight(t.major),
            Weight(t.critical)
        )?;
        writeln!(
            f,
            "  Each event leaves {} of earlier evidence, each idle epoch {}; no tasks below a score of {}.",
            t.decay, t.idle_decay, t.floor
        )?;

        let q = &p.queue;
        writeln!(f, "Queue")?;
        writeln!(
            f,
            "  A slot waits at most {} for a miner and has at most {} of them; work waits at most {} for validators.",
            Span(q.wait_ms),
            q.max_attempts,
            Span(q.undecided_after_ms)
        )?;
        writeln!(
            f,
            "  Verdicts: {} to commit, {} to reveal, at most {} rounds.",
            Span(q.commit_ms),
            Span(q.reveal_ms),
            q.max_rounds
        )?;

        writeln!(f, "Misbehaviour")?;
        for severity in Severity::ALL {
            penalty(f, *severity, p.severity.of(*severity))?;
        }
        writeln!(
            f,
            "  The foundation has {} to decide, the miner {} to appeal; each seat that agreed gets {}.",
            Span(p.review.window_ms),
            Span(p.review.appeal_ms),
            p.rejection_pay.in_dn()
        )?;

        let e = &p.emission;
        let legs = [e.foundation, e.domain, e.owners, e.stakers, e.validators];
        // Also of parameters that nobody has checked.
        let miners = legs.iter().fold(Rate::ONE, |rest, leg| Rate(rest.0.saturating_sub(leg.0)));
        writeln!(f, "Emission")?;
        writeln!(
            f,
            "  {} in the first epoch of {}, then {} of the epoch before, at most {} ever.",
            e.first.in_dn(),
            Span(e.epoch_ms),
            e.decay,
            e.cap.in_dn()
        )?;
        writeln!(
            f,
            "  Foundation {}, domain {}, creators and backers {}, stakers {}, validators {}, miners {miners}.",
            e.foundation, e.domain, e.owners, e.stakers, e.validators
        )?;

        let g = &p.governance;
        writeln!(f, "Governance")?;
        writeln!(
            f,
            "  A proposal costs a deposit of {}, is voted on for {} and takes effect {} later;",
            g.deposit.in_dn(),
            Span(g.voting_ms),
            Span(g.timelock_ms)
        )?;
        write!(
            f,
            "  it needs {} of the stake to vote; a veto of more than {} of the voted stake burns the deposit.",
            g.quorum, g.veto
        )
    }
}
