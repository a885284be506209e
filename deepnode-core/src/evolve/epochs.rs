//! The end of an epoch, and the end of a proposal.

use super::{Evolved, missing};
use crate::amount::Amount;
use crate::domain::Domain;
use crate::epoch::EpochBook;
use crate::id::{ProposalId, Time};
use crate::proposal::{ProposalOutcome, ProposalStatus};
use crate::word::Role;

impl Domain {
    pub(super) fn epoch_closed(&mut self, new_money: Amount) -> Evolved {
        let EpochBook { seen_models, seen_miners, seen_validators, .. } = self.epochs.close(new_money);
        let idle = self.in_force.trust.idle_decay;
        for (row, ix) in self.models.rows_mut().zip(0..) {
            if !seen_models.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        for (row, ix) in self.miners.rows_mut().zip(0..) {
            if !seen_miners.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        for (row, ix) in self.validators.rows_mut().zip(0..) {
            if !seen_validators.contains(&ix) {
                row.evidence = row.evidence.decayed(idle);
            }
        }
        self.reweigh_everybody()
    }

    pub(super) fn proposal_ended(
        &mut self,
        proposal: ProposalId,
        outcome: ProposalOutcome,
        until: Option<Time>,
    ) -> Evolved {
        let now = self.now;
        let row = self.proposal_row(proposal)?;
        let due = match row.status {
            ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => until,
            ProposalStatus::Ended(_) => return Err(missing("a proposal that is not over")),
        };
        row.status = match until {
            Some(until) => ProposalStatus::Passed { until },
            None => ProposalStatus::Ended(outcome),
        };
        row.ended = until.is_none().then_some(now);
        let params = (outcome == ProposalOutcome::InForce).then(|| row.params.clone());
        self.agenda.proposals.clear(due, proposal);
        if let Some(until) = until {
            self.agenda.proposals.set(until, proposal);
        }
        if let Some(params) = params {
            let roles = core::mem::replace(&mut self.in_force, *params);
            for role in Role::ALL {
                *self.in_force.holder_mut(*role) = roles.holder(*role);
            }
            self.in_force.phase = roles.phase;
            self.versions.insert(self.params_version() + 1, self.in_force.clone());
            self.renew_judges();
            self.reweigh_everybody()?;
        }
        Ok(())
    }
}
