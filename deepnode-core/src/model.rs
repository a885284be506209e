//! What miners run.

use alloc::string::String;
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::id::{ModelId, Time};
use crate::rate::Rate;
use crate::registry::Named;
use crate::split::split;
use crate::text::words;
use crate::trust::Evidence;
use crate::word::Kind;

words! {
    /// Whether a model takes tasks.
    ModelStatus {
        /// Not yet.
        Pending = "pending",
        /// It does.
        Admitted = "admitted",
        /// No more.
        Retired = "retired",
    }
}

/// A model's terms, fixed by its creator at registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ModelTerms {
    /// What it does.
    pub kind: Kind,
    /// Price of one unit of work.
    pub unit_price: Amount,
    /// Seats of the first round.
    pub committee: u32,
    /// Miners that work on each task.
    pub replicas: u16,
    /// Time for a miner to deliver.
    pub lease_ms: Time,
    /// The creator's share of what the owners receive.
    pub creator_share: Rate,
    /// Who shares the rest, by weight.
    pub backers: Vec<(Address, u64)>,
    /// Where or what the manifest is.
    pub manifest: String,
}

/// A model as its creator offered it, and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Model {
    /// The hash of its manifest.
    pub id: ModelId,
    /// Whose it is.
    pub creator: Address,
    /// Its terms.
    pub terms: ModelTerms,
    /// Whether it takes tasks.
    pub status: ModelStatus,
    /// Verified work units per unit of work, in thousandths; 0 until it is admitted.
    pub difficulty: u32,
    /// What is known of its work.
    pub evidence: Evidence,
    /// Verified work units of settled tasks.
    #[serde(with = "crate::text::decimal")]
    pub vwu: u128,
}

impl Named<ModelId> for Model {
    fn name(&self) -> ModelId {
        self.id
    }
}

impl Model {
    /// Divides what the owners receive: `creator = floor(amount, creator_share)`, the rest pro rata over the
    /// backers, or to the creator if there are none.
    pub(crate) fn divide_among_owners(&self, amount: Amount) -> Vec<(Address, Amount)> {
        let creator = self.terms.creator_share.floor(amount);
        let rest = amount.saturating_sub(creator);
        let weights: Vec<u128> = self.terms.backers.iter().map(|(_, weight)| u128::from(*weight)).collect();
        match split(rest, &weights) {
            Some(shares) => {
                let backers = self.terms.backers.iter().map(|(backer, _)| *backer).zip(shares);
                core::iter::once((self.creator, creator)).chain(backers).collect()
            }
            None => alloc::vec![(self.creator, amount)],
        }
    }
}
