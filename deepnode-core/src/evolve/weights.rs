//! Who can be drawn, and how likely: kept up to date with every fact that changes it.

use alloc::collections::BTreeSet;

use super::{Evolved, missing};
use crate::amount::Amount;
use crate::domain::Domain;
use crate::ledger::Place;
use crate::miner::{Miner, MinerStatus};
use crate::rate::Rate;
use crate::registry::Ix;
use crate::routing::SumTree;
use crate::validator::Validator;

impl Domain {
    /// `floor(trust, trust) * (slots - in_flight)`, or nothing for a miner that may not get tasks now.
    pub(crate) fn lease_weight(&self, miner: &Miner) -> u128 {
        let score = miner.evidence.score();
        let free = u128::from(miner.slots).saturating_sub(miner.in_flight.len() as u128);
        let eligible = miner.status() == MinerStatus::Active
            && score >= self.in_force.trust.floor.0
            && miner.collateral.units() >= self.in_force.minimum_collateral(miner.slots);
        if eligible { Rate(score).floor_of(score.into()) * free } else { 0 }
    }

    pub(super) fn reweigh_miner(&mut self, ix: Ix) -> Evolved {
        let weight = self.lease_weight(self.miners.at(ix).ok_or(missing("a miner"))?);
        let row = self.miners.at_mut(ix).ok_or(missing("a miner"))?;
        if row.weight != weight {
            row.weight = weight;
            for model in &row.models {
                self.workers.get_mut(*model as usize).ok_or(missing("a model"))?.set(ix, weight);
            }
        }
        Ok(())
    }

    /// Looks up a miner's collateral after it moved, or when the miner registers.
    pub(super) fn note_collateral(&mut self, ix: Ix) -> Evolved {
        let row = self.miners.at_mut(ix).ok_or(missing("a miner"))?;
        row.collateral = self.ledger.at(Place::Collateral(row.address));
        self.reweigh_miner(ix)
    }

    /// Looks up everybody's collateral.
    pub(crate) fn note_collaterals(&mut self) {
        let collaterals = self.miners.join(self.ledger.collaterals());
        self.miners.rows_mut().zip(collaterals).for_each(|(row, collateral)| row.collateral = collateral);
    }

    pub(crate) fn reweigh_miners(&mut self) -> Evolved {
        (0..self.miners.len()).try_for_each(|ix| self.reweigh_miner(ix))
    }

    /// `floor(min(stake, cap), trust) / 10^12`, at least 1, or nothing for one that may not be seated.
    pub(crate) fn seat_weight(&self, validator: &Validator, cap: Amount) -> u128 {
        seat_weight(validator, self.ledger.weight_of(validator.address), cap)
    }

    pub(super) fn reweigh_validator(&mut self, ix: Ix) -> Evolved {
        let row = self.validators.at(ix).ok_or(missing("a validator"))?;
        let stake = self.ledger.weight_of(row.address);
        for (cap, tree) in &mut self.judges {
            tree.set(ix, seat_weight(row, stake, *cap));
        }
        Ok(())
    }

    /// Builds the tree of the cap in force and drops those that no assignment needs any more.
    pub(crate) fn renew_judges(&mut self) {
        let mut caps: BTreeSet<Amount> =
            self.live_by_version.keys().map(|version| self.version(*version).stake_cap).collect();
        caps.insert(self.in_force.stake_cap);
        self.judges.retain(|cap, _| caps.contains(cap));
        for cap in caps {
            if !self.judges.contains_key(&cap) {
                let mut tree = SumTree::default();
                for (row, ix) in self.validators.rows().zip(0..) {
                    tree.set(ix, self.seat_weight(row, cap));
                }
                self.judges.insert(cap, tree);
            }
        }
    }

    pub(super) fn reweigh_everybody(&mut self) -> Evolved {
        self.reweigh_miners()?;
        (0..self.validators.len()).try_for_each(|ix| self.reweigh_validator(ix))
    }
}

fn seat_weight(validator: &Validator, stake: Amount, cap: Amount) -> u128 {
    if !validator.is_active() {
        return 0;
    }
    let trusted = Rate(validator.evidence.score()).floor(stake.min(cap));
    (trusted.units() / 1_000_000_000_000).max(1)
}
