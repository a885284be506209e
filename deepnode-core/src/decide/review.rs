//! Cases: reported, decided, appealed, and what becomes of a window that nobody used.

use alloc::vec::Vec;

use super::{Call, Story};
use crate::assignment::{Assignment, AssignmentStatus, Outcome};
use crate::case::{Case, CaseStatus};
use crate::command::CaseVerdict;
use crate::domain::Domain;
use crate::error::Error;
use crate::event::{Event, Subject};
use crate::id::{AssignmentId, CaseId};
use crate::params::TrustWeights;
use crate::word::Severity;

const MAX_STATEMENT: usize = 4096;

/// A rejection opens a case, or is appended to the miner's open one, whose review then starts anew.
pub(super) fn reported(
    domain: &Domain,
    assignment: AssignmentId,
    row: &Assignment,
    severity: Severity,
) -> Option<Event> {
    let miner = domain.miners.at(row.miner)?;
    Some(match miner.case.and_then(|case| Some((case, domain.cases.get(case)?))) {
        Some((case, open)) => {
            let window_ms = domain.version(open.version).review.window_ms;
            let until = domain.now.saturating_add(window_ms);
            Event::CaseAppended { case, assignment, severity: severity.max(open.reported), until }
        }
        None => {
            let until = domain.now.saturating_add(domain.in_force.review.window_ms);
            let case = domain.cases.next_id();
            Event::CaseOpened { case, miner: miner.address, assignment, severity, until }
        }
    })
}

impl Call<'_> {
    /// The events, and whether the case executes at once.
    pub(super) fn decide_case(
        &self,
        case: CaseId,
        verdict: CaseVerdict,
    ) -> Result<(Vec<Event>, bool), Error> {
        self.require(self.domain.in_force.foundation)?;
        let row = self.domain.cases.get(case).ok_or(Error::UnknownCase { case })?;
        self.in_time(row.window_until)?;
        // The second decision may not be harder than the first.
        let (max, second) = match row.status {
            CaseStatus::UnderReview { .. } => (row.reported, false),
            CaseStatus::Appealed { .. } => (row.severity, true),
            other => {
                let expected = "under_review or appealed";
                return Err(Error::WrongStatus { expected, found: other.word() });
            }
        };
        match verdict {
            CaseVerdict::Dismiss => Ok((dismissed(self.domain, case, row), false)),
            CaseVerdict::Uphold { severity } if severity > max => {
                Err(Error::SeverityTooHigh { max, found: severity })
            }
            CaseVerdict::Uphold { severity } => {
                let until = (!second).then(|| appeal_until(self.domain, row, self.now));
                Ok((alloc::vec![Event::CaseDecided { case, severity, until }], second))
            }
        }
    }

    pub(super) fn appeal(&self, case: CaseId, statement: &str) -> Result<Vec<Event>, Error> {
        let row = self.domain.cases.get(case).ok_or(Error::UnknownCase { case })?;
        let miner = self.domain.miners.at(row.miner).map(|miner| miner.address);
        self.require(miner.unwrap_or_default())?;
        let wrong_status = Error::WrongStatus { expected: "decided", found: row.status.word() };
        let Some(until) = row.appeal_until else { return Err(wrong_status) };
        self.in_time(until)?;
        if !matches!(row.status, CaseStatus::Decided { .. }) {
            return Err(wrong_status);
        }
        if statement.len() > MAX_STATEMENT {
            return Err(Error::InvalidStatement { found: statement.len() });
        }
        let window_ms = self.domain.version(row.version).review.window_ms;
        let until = self.now.saturating_add(window_ms);
        Ok(alloc::vec![Event::CaseAppealed { case, statement: statement.into(), until }])
    }
}

fn appeal_until(domain: &Domain, case: &Case, now: crate::Time) -> crate::Time {
    now.saturating_add(domain.version(case.version).review.appeal_ms)
}

/// The miner's evidence gets each rejection's undecayed weight back, and the seats that agreed with it have a minor
/// event against them.
fn dismissed(domain: &Domain, case: CaseId, row: &Case) -> Vec<Event> {
    let mut events = alloc::vec![Event::CaseDismissed { case }];
    let Some(miner) = domain.miners.at(row.miner) else { return events };
    let mut evidence = miner.evidence;
    // A validator may have agreed with several of the rejections.
    let mut judged = alloc::collections::BTreeMap::new();
    for rejection in row.rejections.iter().filter_map(|id| domain.assignments.get(*id)) {
        let AssignmentStatus::Ended(Outcome::Rejected { severity }) = rejection.status else { continue };
        let weights = &domain.version(rejection.version).trust;
        let TrustWeights { decay, minor, .. } = *weights;
        evidence = evidence.without_bad(weights.of(severity));
        events.push(Event::EvidenceReturned { miner: miner.address, evidence });
        for ix in rejection.agreeing() {
            let Some(validator) = domain.validators.at(ix) else { continue };
            let after = judged.entry(ix).or_insert(validator.evidence);
            *after = after.with_bad(decay, minor);
            let subject = Subject::Validator(validator.address);
            events.push(Event::TrustChanged { subject, evidence: *after });
        }
    }
    events
}

impl Story<'_> {
    /// Sees to each case whose window is over.
    pub(super) fn close_windows(&mut self) {
        for id in self.domain.agenda.cases.due(self.domain.now) {
            let Some(row) = self.domain.cases.get(id) else { continue };
            match row.status {
                CaseStatus::Decided { .. } => self.execute(id),
                CaseStatus::UnderReview { .. } | CaseStatus::Appealed { .. } if row.phase == 1 => {
                    self.record([Event::CaseLapsed { case: id }]);
                }
                CaseStatus::UnderReview { .. } => {
                    let until = Some(appeal_until(self.domain, row, self.domain.now));
                    let severity = row.reported;
                    self.record([Event::CaseDecided { case: id, severity, until }]);
                }
                CaseStatus::Appealed { .. } => self.execute(id),
                CaseStatus::Executed | CaseStatus::Dismissed | CaseStatus::Lapsed => {}
            }
        }
    }
}
