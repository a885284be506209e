//! Miners come, change and go.

use alloc::collections::BTreeSet;

use super::Evolved;
use crate::address::Address;
use crate::domain::Domain;
use crate::id::ModelId;
use crate::miner::{Membership, Miner};
use crate::registry::Ix;

impl Domain {
    pub(super) fn miner_registered(&mut self, miner: &Address, models: &[ModelId], slots: u32) -> Evolved {
        let served: BTreeSet<Ix> = models.iter().filter_map(|model| self.models.ix(model)).collect();
        let ix = match self.miners.ix(miner) {
            Some(ix) => ix,
            None => self.miners.push(*miner, Miner::new(*miner)),
        };
        // Who was out has no weight in the models of an earlier registration.
        let row = self.miner_at(ix)?;
        row.membership = Membership::Member;
        row.paused = false;
        row.slots = slots;
        row.models = served.into_iter().collect();
        self.note_collateral(ix)
    }

    pub(super) fn miner_left(&mut self, miner: &Address, banned: bool) -> Evolved {
        let ix = self.miner_ix(miner)?;
        if let Membership::Exiting { until } = self.miner_at(ix)?.membership {
            self.agenda.miner_exits.clear(until, ix);
        }
        let left = if banned { Membership::Banned } else { Membership::Deregistered };
        self.change_miner(miner, |row| row.membership = left)
    }

    pub(super) fn change_miner(&mut self, miner: &Address, change: impl FnOnce(&mut Miner)) -> Evolved {
        let ix = self.miner_ix(miner)?;
        change(self.miner_at(ix)?);
        self.reweigh_miner(ix)
    }
}
