//! Validators: from a seat to a verdict, its commitment and what opens it.

use std::rc::Rc;
use std::slice;

use anyhow::{Context, Result};
use deepnode_core::{Address, AssignmentId, Hash, Verdict};
use deepnode_infer::sdk::{Cancel, Judgement, Seat};
use deepnode_infer::{Distance, Finding, Reason, output_root};

use super::{Juror, Play};
use crate::cast::ValidatorKind;
use crate::findings::Found;

impl Play {
    pub(super) fn commit(&mut self, assignment: AssignmentId, who: Address) -> Result<()> {
        let juror = self.juror(who)?;
        let input = self.job_at(assignment)?.clone().into();
        // The miner may have been expelled since.
        let Some(seat) = Seat::of(&self.domain, assignment, input) else { return Ok(()) };
        let judgement = match juror.role.kind {
            ValidatorKind::Honest => self.judge(&juror, &seat)?,
            ValidatorKind::RubberStamp => self.stamp(&seat)?,
        };
        let command = juror.validator.commit(&seat, &judgement)?;
        self.tell_signed(who, |nonce, until| juror.validator.sign(command, nonce, until)).map(drop)
    }

    fn judge(&mut self, juror: &Juror, seat: &Seat) -> Result<Judgement> {
        let parcels = self.parcels.get(&seat.assignment).map_or(&[][..], slice::from_ref);
        let judgement = juror.validator.judge(seat, parcels, &|| self.now, &Cancel::default())?;
        let Judgement { finding, verdict, .. } = judgement.clone();
        let Seat { assignment, task, miner, .. } = *seat;
        self.findings.push(Found {
            assignment,
            task,
            miner,
            validator: juror.validator.address(),
            finding,
            verdict,
        });
        Ok(judgement)
    }

    /// The opinion of somebody who opens the parcel and does not look at the text.
    fn stamp(&self, seat: &Seat) -> Result<Judgement> {
        let delivery = self.delivery(seat.assignment)?;
        let root = output_root(self.model.manifest(), &seat.input, &delivery.claim);
        Ok(Judgement {
            finding: Finding {
                reason: Reason::Agrees,
                distance: Distance::Unmeasured,
                detail: "not looked at".to_owned(),
            },
            verdict: Verdict::Correct,
            output_root: Hash(root),
            seal_salt: Hash(delivery.salt),
        })
    }

    pub(super) fn reveal(&mut self, assignment: AssignmentId, who: Address) -> Result<()> {
        let juror = self.juror(who)?;
        // Who has not committed has nothing to show.
        let Some(command) = juror.validator.reveal(assignment)? else { return Ok(()) };
        self.tell_signed(who, |nonce, until| juror.validator.sign(command, nonce, until)).map(drop)
    }

    fn juror(&self, who: Address) -> Result<Rc<Juror>> {
        self.jurors.get(&who).cloned().context("a stranger judges")
    }
}
