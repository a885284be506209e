//! Those who check the work.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::miner::Membership;
use crate::registry::Named;
use crate::text::words;
use crate::trust::Evidence;

words! {
    /// What a validator is at the moment.
    ValidatorStatus {
        /// May be seated and votes.
        Active = "active",
        /// On its way out: neither seated nor counted.
        Exiting = "exiting",
        /// Gone.
        Deregistered = "deregistered",
    }
}

/// A validator, from its first registration on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Validator {
    /// Who it is.
    pub address: Address,
    /// In, leaving or out (a ban is kept with the miner of the same address).
    pub membership: Membership,
    /// What is known of its verdicts.
    pub evidence: Evidence,
    /// Seats of rounds that are running.
    #[borsh(skip)]
    pub seated: usize,
}

impl Named<Address> for Validator {
    fn name(&self) -> Address {
        self.address
    }
}

impl Validator {
    pub(crate) const fn new(address: Address) -> Self {
        Self {
            address,
            membership: Membership::Deregistered,
            evidence: Evidence { good: 0, bad: 0 },
            seated: 0,
        }
    }

    /// What it is at the moment.
    pub const fn status(&self) -> ValidatorStatus {
        match self.membership {
            Membership::Member => ValidatorStatus::Active,
            Membership::Exiting { .. } => ValidatorStatus::Exiting,
            Membership::Deregistered | Membership::Banned => ValidatorStatus::Deregistered,
        }
    }

    /// Whether it may be seated and votes.
    pub const fn is_active(&self) -> bool {
        matches!(self.membership, Membership::Member)
    }
}
