//! What follows from the state that is kept.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::amount::Amount;
use crate::domain::Domain;
use crate::eip712;
use crate::evolve::Inconsistent;
use crate::id::{AssignmentId, CaseId, TaskId};
use crate::ledger::BadMove;
use crate::miner::Membership;
use crate::proposal::ProposalStatus;
use crate::queue::SlotKey;
use crate::routing::SumTree;
use crate::task::SlotState;

impl Domain {
    /// Finds indices, sums, deadlines, queues and weights anew. Every reference was checked.
    pub(super) fn rebuild(&mut self) -> Result<(), String> {
        self.id = eip712::separator(self.chain_id, self.contract);
        self.rebuild_ledger().map_err(|BadMove| String::from("there is more money than there can be"))?;
        self.rebuild_agenda();
        self.rebuild_work().map_err(|broken| broken.to_string())
    }

    fn rebuild_ledger(&mut self) -> Result<(), BadMove> {
        let cooling = self.unbondings.values().map(|row| (row.staker, row.amount));
        let live = self.tasks.iter().filter(|(_, task)| task.ended.is_none());
        let price = |task: &crate::Task| {
            // 96 bits times 32 bits; that it is an amount was checked.
            Amount::checked_from_units(task.unit_price.units() * u128::from(task.units))
                .unwrap_or(Amount::MAX)
        };
        self.ledger.rebuild(cooling, live.map(|(id, task)| (id, price(task))))
    }

    /// The deadlines of everything but work and cases.
    fn rebuild_agenda(&mut self) {
        for (row, ix) in self.miners.rows().zip(0..) {
            if let Membership::Exiting { until } = row.membership {
                self.agenda.miner_exits.set(until, ix);
            }
        }
        for (row, ix) in self.validators.rows().zip(0..) {
            if let Membership::Exiting { until } = row.membership {
                self.agenda.validator_exits.set(until, ix);
            }
        }
        for (id, row) in &self.unbondings {
            self.agenda.unbondings.set(row.until, *id);
        }
        for (id, row) in self.proposals.iter() {
            match row.status {
                ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => {
                    self.agenda.proposals.set(until, id);
                }
                ProposalStatus::Ended(_) => {}
            }
        }
    }

    fn rebuild_work(&mut self) -> Result<(), Inconsistent> {
        let live: Vec<TaskId> =
            self.tasks.iter().filter(|(_, task)| task.ended.is_none()).map(|(id, _)| id).collect();
        for id in live {
            for (key, since) in self.waits_of(id) {
                self.note_waiting(key, since)?;
            }
            self.note_if_complete(id)?;
        }
        let assignments: Vec<AssignmentId> = self.assignments.iter().map(|(id, _)| id).collect();
        assignments.into_iter().try_for_each(|id| self.note_assignment(id))?;

        self.workers = alloc::vec![SumTree::default(); self.models.len() as usize];
        self.judges.clear();
        self.renew_judges();
        let open = self.cases.iter().filter(|(_, case)| case.status.is_open());
        let open: Vec<CaseId> = open.map(|(id, _)| id).collect();
        for id in open {
            self.note_window(id)?;
            if let Some(miner) =
                self.cases.get(id).map(|case| case.miner).and_then(|ix| self.miners.at_mut(ix))
            {
                miner.case = Some(id);
            }
            self.case_changed(id)?;
        }
        self.note_collaterals();
        self.reweigh_miners()
    }

    fn waits_of(&self, id: TaskId) -> Vec<(SlotKey, crate::Time)> {
        let slots = self.tasks.get(id).into_iter().flat_map(|task| &task.slots).zip(0..);
        let waits = slots.filter_map(|(slot, number)| match slot.state {
            SlotState::Waiting { since } => Some(((id, number), since)),
            SlotState::Assigned(_) | SlotState::Approved(_) | SlotState::Closed(_) => None,
        });
        waits.collect()
    }
}
