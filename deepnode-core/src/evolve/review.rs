//! Cases.

use super::{Evolved, missing};
use crate::case::CaseStatus;
use crate::domain::Domain;
use crate::id::CaseId;

impl Domain {
    pub(super) fn set_case_status(&mut self, case: CaseId, status: CaseStatus) -> Evolved {
        let row = self.case_row(case)?;
        let before = row.status.until();
        row.status = status;
        if let Some(until) = before {
            self.agenda.cases.clear(until, case);
        }
        self.note_window(case)
    }

    /// Puts the end of an open case's window onto the agenda.
    pub(crate) fn note_window(&mut self, case: CaseId) -> Evolved {
        let row = self.cases.get(case).ok_or(missing("a case"))?;
        if let Some(until) = row.status.until() {
            self.agenda.cases.set(until, case);
        }
        Ok(())
    }

    /// Suspends the miner, or lets it work, by the severity that would execute now.
    pub(crate) fn case_changed(&mut self, case: CaseId) -> Evolved {
        let row = self.cases.get(case).ok_or(missing("a case"))?;
        let suspended = row.status.is_open() && self.version(row.version).severity.of(row.severity).suspend;
        let ix = row.miner;
        self.miner_at(ix)?.suspended = suspended;
        self.reweigh_miner(ix)
    }

    pub(super) fn case_ended(&mut self, case: CaseId, status: CaseStatus) -> Evolved {
        self.set_case_status(case, status)?;
        let now = self.now;
        let row = self.case_row(case)?;
        row.ended = Some(now);
        let miner = row.miner;
        self.miner_at(miner)?.case = None;
        self.case_changed(case)
    }
}
