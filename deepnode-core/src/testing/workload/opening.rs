//! How every domain begins: money, models, validators, miners.

use alloc::collections::VecDeque;

use super::{Wish, Workload, terms};
use crate::amount::Amount;
use crate::command::Command;
use crate::hash::{Hash, keccak};
use crate::params::Params;

impl Workload {
    /// Everybody but the strangers brings money; models are offered, and most of them admitted; the groups register.
    pub(super) fn opening_moves(&mut self) -> VecDeque<Wish> {
        let params = self.params.clone();
        let wealth = wealth(&params, self.mood.unit);
        let mut moves = VecDeque::new();
        let rich = self.cast.everybody.iter().filter(|who| !self.cast.strangers.contains(who));
        moves.extend(rich.map(|to| (params.bridge, Command::Deposit { to: *to, amount: wealth })));
        for creator in self.cast.creators.clone() {
            for _ in 0..self.chance.within(1, 2) {
                let model = self.new_model();
                let offer = terms::offer(&mut self.chance, &self.cast, &self.mood, model);
                moves.push_back((creator, Command::RegisterModel(offer)));
                if self.chance.hits(900) {
                    let difficulty = self.chance.one_of([1, 500, 1000, 1000, 3000, 1_000_000]);
                    moves.push_back((params.owner, Command::AdmitModel { model, difficulty }));
                }
            }
        }
        for validator in self.cast.validators.clone() {
            if self.chance.hits(850) {
                let extra = terms::amount(&mut self.chance, self.mood.unit * 10);
                let stake = params.min_stake.checked_add(extra).unwrap_or(params.min_stake);
                moves.push_back((validator, Command::RegisterValidator { stake }));
            }
        }
        let models: alloc::vec::Vec<Hash> = (1..=self.models_made).map(|n| self.model_id(n)).collect();
        for miner in self.cast.miners.clone() {
            if self.chance.hits(700) {
                moves.push_back(self.registration(miner, &params, &models));
            }
        }
        for staker in self.cast.stakers.clone() {
            let validator = self.chance.pick(&self.cast.validators).unwrap_or_default();
            let amount = terms::amount(&mut self.chance, self.mood.unit * 10);
            moves.push_back((staker, Command::Delegate { validator, amount }));
        }
        moves
    }

    fn model_id(&self, number: u64) -> Hash {
        keccak(&[&self.secret.0, b"model", &number.to_be_bytes()])
    }

    /// An id that no model has yet.
    pub(super) fn new_model(&mut self) -> Hash {
        self.models_made += 1;
        self.model_id(self.models_made)
    }

    /// A miner comes, with as much collateral as it takes or a little more.
    pub(super) fn registration(&mut self, miner: crate::Address, params: &Params, models: &[Hash]) -> Wish {
        let slots = self.chance.one_of([1, 1, 2, 3, 5, 1024]);
        let minimum = params.minimum_collateral(slots);
        let extra = terms::amount(&mut self.chance, self.mood.unit).units();
        let collateral = Amount::checked_from_units(minimum.saturating_add(extra)).unwrap_or(Amount::MAX);
        let models = if self.chance.hits(600) { models.to_vec() } else { self.chance.some_of(models, 700) };
        let max_fee = params.registration_fee;
        (miner, Command::RegisterMiner { models, slots: slots.into(), collateral, max_fee })
    }
}

/// Enough to take part a few times, at most a small part of all that can exist.
pub(super) fn wealth(params: &Params, unit: u128) -> Amount {
    let part = params.registration_fee.units()
        + params.minimum_collateral(8)
        + params.min_stake.units()
        + params.governance.deposit.units()
        + unit * 100;
    let units = part.saturating_mul(2).min(Amount::MAX.units() / 256);
    Amount::checked_from_units(units).unwrap_or(Amount::MAX)
}
