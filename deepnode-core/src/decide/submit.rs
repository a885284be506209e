//! Consumers post and take back tasks; miners deliver or decline.

use alloc::vec::Vec;

use super::{Call, end, moved};
use crate::amount::Amount;
use crate::assignment::{Assignment, AssignmentStatus, Outcome};
use crate::error::Error;
use crate::event::{Event, Reason};
use crate::hash::Hash;
use crate::id::{AssignmentId, ModelId, TaskId};
use crate::ledger::Place;
use crate::model::ModelStatus;
use crate::task::TaskStatus;
use crate::word::Kind;

type Events = Result<Vec<Event>, Error>;

impl Call<'_> {
    pub(super) fn submit_task(&self, model: ModelId, kind: Kind, units: u64, input: Hash) -> Events {
        let row = self.model_in_service(model)?;
        if row.status != ModelStatus::Admitted {
            return Err(Error::ModelNotAdmitted { model });
        }
        if self.domain.in_force.phase == 1 && kind != Kind::Inference {
            return Err(Error::InferenceOnly);
        }
        if kind != row.terms.kind {
            return Err(Error::KindMismatch { expected: row.terms.kind, found: kind });
        }
        let units = valid_units(units, u32::MAX)?;
        // 96 bits times 32 bits: the product may be anything up to 128 bits.
        let price = row.terms.unit_price.units() * u128::from(units);
        let price = Amount::checked_from_units(price).ok_or(Error::AmountOverflow { found: price })?;
        self.covered(self.purse(), price.units())?;
        let task = self.domain.tasks.next_id();
        let mut events =
            alloc::vec![Event::TaskSubmitted { task, consumer: self.signer, model, kind, units, input }];
        events.extend(moved(self.purse(), Place::Escrow(task), price, Reason::Price));
        Ok(events)
    }

    pub(super) fn cancel_task(&self, task: TaskId) -> Events {
        let row = self.domain.tasks.get(task).ok_or(Error::UnknownTask { task })?;
        self.require(row.consumer)?;
        let found = row.status.word();
        match row.status {
            TaskStatus::Queued => {}
            TaskStatus::Cancelled => return Err(Error::WrongStatus { expected: "queued", found }),
            _ => return Err(Error::AlreadyAssigned { task, found }),
        }
        let escrow = self.domain.money(Place::Escrow(task));
        let mut events = alloc::vec![Event::TaskCancelled { task }];
        events.extend(moved(Place::Escrow(task), self.purse(), escrow, Reason::Refund));
        Ok(events)
    }

    pub(super) fn submit_result(&self, assignment: AssignmentId, units_done: u64, seal: Hash) -> Events {
        let row = self.own_lease(assignment)?;
        let paid_for = self.domain.tasks.get(row.task).map_or(0, |task| task.units);
        let units_done = valid_units(units_done, paid_for)?;
        let miner = self.domain.miners.at(row.miner);
        let (score, collateral) =
            miner.map_or((0, Amount::ZERO), |miner| (miner.evidence.score(), miner.collateral));
        Ok(alloc::vec![Event::ResultSubmitted { assignment, units_done, seal, score, collateral }])
    }

    pub(super) fn decline(&self, assignment: AssignmentId) -> Events {
        let row = self.own_lease(assignment)?;
        Ok(end::ended(self.domain, assignment, row, Outcome::Declined).collect())
    }

    /// A lease of the signer's that is not over.
    fn own_lease(&self, assignment: AssignmentId) -> Result<&Assignment, Error> {
        let row = self.domain.assignments.get(assignment).ok_or(Error::UnknownAssignment { assignment })?;
        let miner = self.domain.miners.at(row.miner).map(|miner| miner.address);
        self.require(miner.unwrap_or_default())?;
        self.in_time(row.lease_until)?;
        match row.status {
            AssignmentStatus::Leased { .. } => Ok(row),
            other => Err(Error::WrongStatus { expected: "leased", found: other.word() }),
        }
    }
}

fn valid_units(units: u64, max: u32) -> Result<u32, Error> {
    let narrow = u32::try_from(units).ok().filter(|n| (1..=max).contains(n));
    narrow.ok_or(Error::InvalidUnits { max: max.into(), found: units })
}
