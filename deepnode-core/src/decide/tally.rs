//! Committees: from committing to revealing, and from revealing to an outcome.

use alloc::vec::Vec;

use super::{Story, end, review};
use crate::assignment::{Assignment, AssignmentStatus, Outcome, Round, TimeoutCause};
use crate::domain::Domain;
use crate::event::{Event, Subject};
use crate::id::AssignmentId;
use crate::params::TrustWeights;
use crate::word::{Severity, Verdict};

impl Story<'_> {
    /// Each assignment takes at most one step: to revealing, or to its tally.
    pub(super) fn turn_phases(&mut self) {
        let agenda = &self.domain.agenda;
        let mut ids = agenda.phases.due(self.domain.now);
        ids.extend(&agenda.ready);
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let Some(row) = self.domain.assignments.get(id) else { continue };
            match row.status {
                AssignmentStatus::Committing { .. } => {
                    let reveal_ms = self.domain.version(row.version).queue.reveal_ms;
                    let until = self.domain.now.saturating_add(reveal_ms);
                    self.record([Event::RevealingStarted { assignment: id, until }]);
                }
                AssignmentStatus::Revealing { .. } => self.tally(id),
                _ => {}
            }
        }
    }

    fn tally(&mut self, id: AssignmentId) {
        let Some(row) = self.domain.assignments.get(id) else { return };
        let Some(round) = row.rounds.last() else { return };
        let outcome = outcome(round);
        let max_rounds = self.domain.version(row.version).queue.max_rounds;
        // Room for an end as well.
        let mut events = Vec::with_capacity(round.seats.len() + 5);
        events.extend(validators_trust(self.domain, row, round, outcome));
        match outcome {
            None if u64::from(row.last_round()) < max_rounds => {
                events.push(Event::RoundUndecided { assignment: id });
            }
            decided => {
                let outcome = decided.unwrap_or(Outcome::Undecided);
                events.extend(end::ended(self.domain, id, row, outcome));
                if let Outcome::Rejected { severity } = outcome {
                    events.extend(review::reported(self.domain, id, row, severity));
                }
            }
        }
        self.record(events);
    }
}

/// What a majority of all seats says: correct, incorrect of any severity (then the median of the incorrect ones, the
/// lower middle), or unverifiable. Otherwise nothing is decided.
fn outcome(round: &Round) -> Option<Outcome> {
    let majority = |votes: usize| 2 * votes > round.seats.len();
    let count = |verdict| round.seats.iter().filter(|seat| seat.verdict == Some(verdict)).count();
    let mut incorrect: Vec<Severity> =
        round.seats.iter().filter_map(|seat| seat.verdict?.severity()).collect();
    incorrect.sort_unstable();
    if majority(count(Verdict::Correct)) {
        Some(Outcome::Approved)
    } else if majority(incorrect.len()) {
        Some(Outcome::Rejected { severity: incorrect[(incorrect.len() - 1) / 2] })
    } else if majority(count(Verdict::Unverifiable)) {
        Some(Outcome::TimedOut { cause: TimeoutCause::Unverifiable })
    } else {
        None
    }
}

/// Trust events of a round: with a decision, agreeing reveals count for the validator and those of the minority
/// against it; without one, a reveal is no event. Whoever did not reveal is late either way.
fn validators_trust(
    domain: &Domain,
    row: &Assignment,
    round: &Round,
    outcome: Option<Outcome>,
) -> impl Iterator<Item = Event> {
    let TrustWeights { decay, good, late, minor, .. } = domain.version(row.version).trust;
    let decision = outcome.filter(|outcome| matches!(outcome, Outcome::Approved | Outcome::Rejected { .. }));
    round.seats.iter().filter_map(move |seat| {
        let validator = domain.validators.at(seat.validator)?;
        let evidence = match (seat.verdict, decision) {
            (None, _) => validator.evidence.with_bad(decay, late),
            (Some(_), None) => return None,
            (Some(verdict), Some(outcome)) if outcome.agrees(verdict) => {
                validator.evidence.with_good(decay, good)
            }
            (Some(_), Some(_)) => validator.evidence.with_bad(decay, minor),
        };
        Some(Event::TrustChanged { subject: Subject::Validator(validator.address), evidence })
    })
}
