//! The heartbeat: everything that is due, in its order.

use alloc::vec::Vec;

use super::{Call, Story};
use crate::error::Error;
use crate::event::Event;
use crate::hash::{Hash, keccak};

impl Call<'_> {
    pub(super) fn advance(&self, entropy: Hash, next: Hash) -> Result<Vec<Event>, Error> {
        let domain = self.domain;
        self.require(domain.in_force.sequencer)?;
        let found = keccak(&[&entropy.0]);
        if let Some(expected) = domain.next
            && expected != found
        {
            return Err(Error::WrongEntropy { expected, found });
        }
        let beacon = keccak(&[&domain.beacon.0, &entropy.0, &self.now.to_be_bytes()]);
        Ok(alloc::vec![Event::BeaconTurned { beacon, next }])
    }
}

impl Story<'_> {
    /// Ids ascend within each step, and each step sees what the ones before it did.
    pub(super) fn heartbeat(&mut self) {
        self.expire_leases();
        self.close_slots_that_waited();
        self.turn_phases();
        self.end_tasks();
        self.close_windows();
        self.release_money();
        self.count_proposals();
        self.close_epochs();
        self.lease();
        self.seat();
    }
}
