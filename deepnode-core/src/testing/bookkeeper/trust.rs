//! Section 8 of the rules: what work does to evidence.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec::Vec;

use super::epochs::epoch_of;
use super::facts::{Facts, fits};
use super::{Around, Bookkeeper, Findings, known};
use crate::address::Address;
use crate::assignment::{Outcome, TimeoutCause};
use crate::domain::Domain;
use crate::event::{Event, Subject};
use crate::id::{AssignmentId, CaseId, ModelId};
use crate::rate::Rate;
use crate::trust::{Evidence, Score};

/// Whose evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Miner(Address),
    Validator(Address),
    Model(ModelId),
}

impl Who {
    const fn is_validator(&self) -> bool {
        matches!(self, Self::Validator(_))
    }
}

impl From<Subject> for Who {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Miner(miner) => Self::Miner(miner),
            Subject::Validator(validator) => Self::Validator(validator),
            Subject::Model(model) => Self::Model(model),
        }
    }
}

/// Evidence as the events give it, less what idle epochs take.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    evidence: BTreeMap<Who, Evidence>,
    /// Who had an event in an epoch that is not closed.
    events: BTreeSet<(u64, Who)>,
    /// Whose evidence changed in this command, and what it was before.
    changes: Vec<(Who, Evidence)>,
}

fn decayed(units: u128, rate: Rate) -> u128 {
    units * u128::from(rate.0) / 1_000_000_000
}

/// Good or bad.
#[derive(Clone, Copy)]
enum Side {
    Good(u64),
    Bad(u64),
}

fn after(evidence: Evidence, decay: Rate, side: Side) -> Evidence {
    let (good, bad) = (decayed(evidence.good, decay), decayed(evidence.bad, decay));
    match side {
        Side::Good(weight) => Evidence { good: good + u128::from(weight), bad },
        Side::Bad(weight) => Evidence { good, bad: bad + u128::from(weight) },
    }
}

impl Trust {
    fn of(&self, who: Who) -> Evidence {
        self.evidence.get(&who).copied().unwrap_or_default()
    }

    pub(super) fn score_of_miner(&self, miner: Address) -> Score {
        let Evidence { good, bad } = self.of(Who::Miner(miner));
        let score = (good + 1_000_000) * 1_000_000_000 / (good + bad + 2_000_000);
        Score::try_from(score).unwrap_or(Score::MAX)
    }

    /// Another command begins.
    pub(super) fn turn_page(&mut self) {
        self.changes.clear();
    }

    pub(super) fn note(&mut self, event: &Event, facts: &Facts) {
        match event {
            Event::TrustChanged { subject, evidence } => {
                let who = Who::from(*subject);
                self.changes.push((who, self.of(who)));
                self.evidence.insert(who, *evidence);
                self.events.insert((epoch_of(facts, facts.now), who));
            }
            Event::EvidenceReturned { miner, evidence } => {
                self.evidence.insert(Who::Miner(*miner), *evidence);
            }
            Event::EpochClosed { epoch, .. } => {
                let idle = facts.in_force().trust.idle_decay;
                for (who, evidence) in &mut self.evidence {
                    if !self.events.contains(&(*epoch, *who)) {
                        let Evidence { good, bad } = *evidence;
                        *evidence = Evidence { good: decayed(good, idle), bad: decayed(bad, idle) };
                    }
                }
                self.events.retain(|(of, _)| of != epoch);
            }
            _ => {}
        }
    }

    pub(super) fn compare(&self, domain: &Domain, findings: &mut Findings) {
        let mut same = |who, found: Evidence| {
            let expected = self.of(who);
            if found != expected {
                findings.push(format!("{who:?} has {found:?}, the events say {expected:?}"));
            }
        };
        domain.miners().for_each(|row| same(Who::Miner(row.address), row.evidence));
        domain.validators().for_each(|row| same(Who::Validator(row.address), row.evidence));
        domain.models.rows().for_each(|row| same(Who::Model(row.id), row.evidence));
    }
}

/// The trust event that an event is.
fn changed(event: &Event) -> Option<(Who, Evidence)> {
    match event {
        Event::TrustChanged { subject, evidence } => Some((Who::from(*subject), *evidence)),
        _ => None,
    }
}

impl Bookkeeper {
    /// The seats' trust events, which come right before the end of their round.
    pub(super) fn tally(
        &self,
        id: AssignmentId,
        outcome: Option<Outcome>,
        around: Around<'_>,
        findings: &mut Findings,
    ) {
        let Some(row) = known(self.facts.assignments.get(&id), "assignment", id, findings) else { return };
        let weights = &self.facts.version(row.version).trust;
        let expelled = matches!(outcome, Some(Outcome::TimedOut { cause: TimeoutCause::Expelled }));
        let decided = matches!(outcome, Some(Outcome::Approved | Outcome::Rejected { .. }));
        let seats = if row.revealing && !expelled { &row.seats[row.round..] } else { &[] };
        let events = seats.iter().filter_map(|(seat, verdict)| {
            let side = match verdict {
                None => Side::Bad(weights.late),
                Some(_) if !decided => return None,
                Some(_) if fits(*verdict, outcome) => Side::Good(weights.good),
                Some(_) => Side::Bad(weights.minor),
            };
            Some((Who::Validator(*seat), side))
        });
        let events: Vec<(Who, Side)> = events.collect();

        let mut found: Vec<_> =
            around.before.iter().rev().map_while(changed).take_while(|(who, _)| who.is_validator()).collect();
        found.reverse();
        // They are booked by now; nobody sits twice in a round, so that what they were before is still known.
        let booked = self.trust.changes.len().saturating_sub(events.len());
        let before = self.trust.changes[booked..].iter();
        let expected: Vec<_> = events
            .iter()
            .zip(before)
            .map(|((who, side), (_, before))| (*who, after(*before, weights.decay, *side)))
            .collect();
        if found != expected || expected.len() != events.len() {
            findings.push(format!("the tally of {id} gives {found:?}, the rules say {expected:?}"));
        }
    }

    /// The miner's and the model's trust events, which come right after the end.
    pub(super) fn end_of_work(
        &self,
        id: AssignmentId,
        outcome: Outcome,
        around: Around<'_>,
        findings: &mut Findings,
    ) {
        let Some(row) = known(self.facts.assignments.get(&id), "assignment", id, findings) else { return };
        let Some(task) = known(self.facts.tasks.get(&row.task), "task", row.task, findings) else { return };
        let weights = &self.facts.version(row.version).trust;
        let (miner, model) = (Who::Miner(row.miner), Who::Model(task.model));
        let events: Vec<(Who, Side)> = match outcome {
            Outcome::Approved => {
                alloc::vec![(miner, Side::Good(weights.good)), (model, Side::Good(weights.good))]
            }
            Outcome::Rejected { severity } => alloc::vec![(miner, Side::Bad(weights.of(severity)))],
            Outcome::TimedOut { cause: TimeoutCause::Expelled } => Vec::new(),
            Outcome::TimedOut { .. } => alloc::vec![(miner, Side::Bad(weights.late))],
            Outcome::Declined => alloc::vec![(miner, Side::Bad(weights.late / 2))],
            Outcome::Undecided => alloc::vec![(model, Side::Bad(weights.minor))],
        };
        let expected: Vec<_> = events
            .iter()
            .map(|(who, side)| (*who, after(self.trust.of(*who), weights.decay, *side)))
            .collect();
        // The tally of another assignment may follow, and begins with its validators.
        let found: Vec<_> =
            around.after.iter().map_while(changed).take_while(|(who, _)| !who.is_validator()).collect();
        if found != expected {
            findings.push(format!("the end of {id} gives {found:?}, the rules say {expected:?}"));
        }
    }

    /// Each rejection's undecayed weight leaves the miner's bad side; each seat that agreed has a minor event.
    pub(super) fn dismissal(&self, id: CaseId, around: Around<'_>, findings: &mut Findings) {
        let Some(case) = known(self.facts.cases.get(&id), "case", id, findings) else { return };
        let mut book = self.trust.clone();
        let mut expected: Vec<(Who, Evidence)> = Vec::new();
        for rejection in case.rejections.iter().filter_map(|id| self.facts.assignments.get(id)) {
            let Some(Outcome::Rejected { severity }) = rejection.outcome else { continue };
            let weights = &self.facts.version(rejection.version).trust;
            let miner = Who::Miner(case.miner);
            let Evidence { good, bad } = book.of(miner);
            let returned = Evidence { good, bad: bad.saturating_sub(weights.of(severity).into()) };
            book.evidence.insert(miner, returned);
            expected.push((miner, returned));
            for seat in rejection.agreeing() {
                let seat = Who::Validator(seat);
                let evidence = after(book.of(seat), weights.decay, Side::Bad(weights.minor));
                book.evidence.insert(seat, evidence);
                expected.push((seat, evidence));
            }
        }
        let found: Vec<_> = around
            .after
            .iter()
            .map_while(|event| match event {
                Event::EvidenceReturned { miner, evidence } => Some((Who::Miner(*miner), *evidence)),
                _ => changed(event),
            })
            .collect();
        if found != expected {
            findings.push(format!("the dismissal of {id} gives {found:?}, the rules say {expected:?}"));
        }
    }
}
