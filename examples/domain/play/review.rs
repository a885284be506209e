//! Cases: the foundation looks again, and who was found guilty may appeal.

use anyhow::{Context, Result};
use deepnode_core::{AssignmentId, CaseId, CaseStatus, CaseVerdict, Command, Severity};
use deepnode_infer::{Policy, verify};

use super::Play;
use crate::cast::address;

impl Play {
    /// The foundation reads the rejected answers itself, and upholds what it finds.
    pub(super) fn decide(&mut self, case: CaseId) -> Result<()> {
        let row = self.domain.case(case).context("a case that is not there")?;
        if !matches!(row.status, CaseStatus::UnderReview { .. } | CaseStatus::Appealed { .. }) {
            return Ok(());
        }
        let mut worst: Option<Severity> = None;
        for assignment in &row.rejections {
            worst = worst.max(self.severity(*assignment)?);
        }
        let verdict = match worst {
            None => CaseVerdict::Dismiss,
            Some(severity) => CaseVerdict::Uphold { severity: severity.min(row.severity) },
        };
        self.tell(address("foundation"), Command::Decide { case, verdict }).map(drop)
    }

    /// How bad a rejected answer is, by the foundation's own engine.
    fn severity(&self, assignment: AssignmentId) -> Result<Option<Severity>> {
        let input = self.job_at(assignment)?.clone().into();
        let claim = self.delivery(assignment)?.claim;
        let finding = verify(&*self.engine, self.model.manifest(), &input, &claim)?;
        Ok(Policy::default().verdict(&finding).severity())
    }

    pub(super) fn appeal(&mut self, case: CaseId) -> Result<()> {
        let row = self.domain.case(case).context("a case that is not there")?;
        let miner = self.domain.miner_in(row).context("a case without a miner")?.address;
        let worker = self.worker(miner)?.clone();
        let statement = "My answers are as good as the model's own.".to_owned();
        self.appealed.insert(case);
        let command = Command::Appeal { case, statement };
        self.tell_signed(miner, |nonce, until| worker.sign(command, nonce, until)).map(drop)
    }
}
