//! Cases: the foundation decides or does not, miners appeal or do not.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Wish, Workload};
use crate::address::Address;
use crate::case::{Case, CaseStatus};
use crate::command::{CaseVerdict, Command};
use crate::domain::Domain;
use crate::id::CaseId;
use crate::word::Severity;

impl Workload {
    pub(super) fn hold_court(&mut self, domain: &Domain) -> Option<Wish> {
        let open: Vec<(CaseId, &Case)> = domain.cases().filter(|(_, case)| case.status.is_open()).collect();
        let (id, case) = self.chance.pick(&open)?;
        let miner = domain.miner_in(case)?.address;
        // Each state of each case has its own fate.
        let turn = case.rejections.len() as u64 * 4;
        match case.status {
            CaseStatus::Decided { .. } => {
                self.omen_hits(500, "appeals", id.0 ^ turn << 32, miner).then(|| {
                    let length = if self.chance.hits(100) { 4097 } else { self.chance.below(60) as usize };
                    (miner, Command::Appeal { case: id, statement: "x".repeat(length) })
                })
            }
            CaseStatus::UnderReview { .. } | CaseStatus::Appealed { .. } => {
                let again = u64::from(matches!(case.status, CaseStatus::Appealed { .. }));
                let fate = id.0 ^ (turn + again) << 32;
                if self.omen_hits(self.mood.neglect, "neglects", fate, Address::ZERO) {
                    return None;
                }
                let verdict = if self.chance.hits(self.mood.mild) {
                    CaseVerdict::Dismiss
                } else {
                    let most = if again == 1 { case.severity } else { case.reported };
                    let fitting: Vec<Severity> =
                        Severity::ALL.iter().copied().filter(|severity| *severity <= most).collect();
                    let harsh = self.chance.hits(600);
                    let severity = if harsh { most } else { self.chance.pick(&fitting)? };
                    CaseVerdict::Uphold { severity }
                };
                Some((domain.params().foundation, Command::Decide { case: id, verdict }))
            }
            _ => None,
        }
    }

    /// Anybody decides or appeals anything.
    pub(super) fn quarrel(&mut self, domain: &Domain) -> Wish {
        let last = domain.cases().count() as u64;
        let id = match self.chance.weighted([6, 6, 1]) {
            0 => self.chance.within(0, last + 1),
            1 => last,
            _ => u64::MAX,
        };
        let id = CaseId(id);
        let miner = domain.case(id).and_then(|case| domain.miner_in(case)).map(|miner| miner.address);
        let anybody = self.anybody();
        if self.chance.hits(500) {
            let severity = self.chance.one_of([
                Severity::Minor,
                Severity::Major,
                Severity::Critical,
                Severity::Critical,
            ]);
            let foundation = domain.params().foundation;
            let who = if self.chance.hits(850) { foundation } else { anybody };
            let verdict =
                if self.chance.hits(150) { CaseVerdict::Dismiss } else { CaseVerdict::Uphold { severity } };
            (who, Command::Decide { case: id, verdict })
        } else {
            let who = miner.filter(|_| self.chance.hits(850)).unwrap_or(anybody);
            (who, Command::Appeal { case: id, statement: String::from("I did not") })
        }
    }
}
