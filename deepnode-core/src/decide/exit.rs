//! Money that comes free at the end of a cooldown.

use alloc::vec::Vec;

use super::{Story, moved};
use crate::event::{Event, Reason};
use crate::ledger::Place;

impl Story<'_> {
    /// Miners, then validators with their stakers, then undelegations in order of creation.
    pub(super) fn release_money(&mut self) {
        let now = self.domain.now;
        for ix in self.domain.agenda.miner_exits.due(now) {
            let Some(miner) = self.domain.miners.at(ix).map(|miner| miner.address) else { continue };
            self.record([Event::MinerLeft { miner, banned: false }]);
            self.release(Place::Collateral(miner), Place::Balance(miner));
        }
        for ix in self.domain.agenda.validator_exits.due(now) {
            let Some(validator) = self.domain.validators.at(ix).map(|row| row.address) else { continue };
            self.record([Event::ValidatorLeft { validator }]);
            self.release(Place::Stake(validator), Place::Balance(validator));
            let stakers: Vec<_> =
                self.domain.ledger.delegators_of(validator).map(|(staker, _)| staker).collect();
            for staker in stakers {
                self.release(Place::Delegation { staker, validator }, Place::Balance(staker));
            }
        }
        for id in self.domain.agenda.unbondings.due(now) {
            let Some(row) = self.domain.unbondings.get(&id).copied() else { continue };
            let places = (Place::Unbonding(row.staker), Place::Balance(row.staker));
            self.record([Event::UnbondingEnded { unbonding: id }]);
            self.record(moved(places.0, places.1, row.amount, Reason::Release));
        }
    }

    /// Moves all that is in a place.
    fn release(&mut self, from: Place, to: Place) {
        let all = self.domain.money(from);
        self.record(moved(from, to, all, Reason::Release));
    }
}
