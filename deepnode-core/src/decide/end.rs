//! How an assignment ends, and what becomes of its slot.

use crate::assignment::{Assignment, Outcome, TimeoutCause};
use crate::domain::Domain;
use crate::event::{Event, Subject};
use crate::id::AssignmentId;
use crate::params::TrustWeights;
use crate::trust::Evidence;

/// The end of an assignment: its trust events (not the validators', which belong to their tally), and its slot
/// waiting again or closed.
pub(super) fn ended(
    domain: &Domain,
    id: AssignmentId,
    row: &Assignment,
    outcome: Outcome,
) -> impl Iterator<Item = Event> + use<> {
    let events = [
        Some(Event::AssignmentEnded { assignment: id, outcome }),
        miner_trust(domain, row, outcome),
        model_trust(domain, row, outcome),
        slot_after(domain, row, outcome),
    ];
    events.into_iter().flatten()
}

/// What a miner's evidence becomes: approved work counts for it, a missed lease or unreadable work as late, a
/// rejection by its severity, a declined lease as half of late. Leaving by expulsion is no event.
fn miner_trust(domain: &Domain, row: &Assignment, outcome: Outcome) -> Option<Event> {
    let weights = &domain.version(row.version).trust;
    let miner = domain.miners.at(row.miner)?;
    let TrustWeights { decay, good, late, .. } = *weights;
    let evidence = match outcome {
        Outcome::Approved => miner.evidence.with_good(decay, good),
        Outcome::Rejected { severity } => miner.evidence.with_bad(decay, weights.of(severity)),
        Outcome::TimedOut { cause: TimeoutCause::Lease | TimeoutCause::Unverifiable } => {
            miner.evidence.with_bad(decay, late)
        }
        Outcome::Declined => miner.evidence.with_bad(decay, late / 2),
        Outcome::TimedOut { cause: TimeoutCause::Expelled } | Outcome::Undecided => return None,
    };
    Some(Event::TrustChanged { subject: Subject::Miner(miner.address), evidence })
}

/// What a model's evidence becomes: approved work counts for it, undecided work against it.
fn model_trust(domain: &Domain, row: &Assignment, outcome: Outcome) -> Option<Event> {
    let TrustWeights { decay, good, minor, .. } = domain.version(row.version).trust;
    let model = domain.models.at(domain.tasks.get(row.task)?.model)?;
    let evidence: Evidence = match outcome {
        Outcome::Approved => model.evidence.with_good(decay, good),
        Outcome::Undecided => model.evidence.with_bad(decay, minor),
        _ => return None,
    };
    Some(Event::TrustChanged { subject: Subject::Model(model.id), evidence })
}

/// The slot waits again while it may have further assignments; an undecided one closes without fault.
fn slot_after(domain: &Domain, row: &Assignment, outcome: Outcome) -> Option<Event> {
    let Assignment { task, slot, .. } = *row;
    let reason = outcome.close_reason()?;
    let of = domain.tasks.get(task)?;
    let max_attempts = domain.version(of.version).queue.max_attempts;
    let attempts = of.slots.get(usize::from(slot))?.attempts;
    Some(if outcome != Outcome::Undecided && u64::from(attempts) < max_attempts {
        Event::SlotReopened { task, slot }
    } else {
        Event::SlotClosed { task, slot, reason }
    })
}
