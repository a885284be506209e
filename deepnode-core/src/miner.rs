//! Those who do the work.

use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::id::{AssignmentId, CaseId, Time};
use crate::registry::{Ix, Named};
use crate::text::words;
use crate::trust::Evidence;

/// Whether a miner or validator is in, on its way out, or out.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// Registered.
    Member,
    /// Asked to leave; its money comes free at `until`.
    Exiting {
        /// When.
        until: Time,
    },
    /// Gone; may register again.
    Deregistered,
    /// Gone for good.
    Banned,
}

words! {
    /// What a miner is at the moment: the first that applies.
    MinerStatus {
        /// Gone for good.
        Banned = "banned",
        /// Gone.
        Deregistered = "deregistered",
        /// On its way out.
        Exiting = "exiting",
        /// Without tasks because of an open case.
        Suspended = "suspended",
        /// Without tasks by its own choice.
        Paused = "paused",
        /// Working.
        Active = "active",
    }
}

/// A miner, from its first registration on.
///
/// Its canonical bytes, as those of every row of a domain, leave out what follows from other rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Miner {
    /// Who it is.
    pub address: Address,
    /// In, leaving or out.
    pub membership: Membership,
    /// Whether it paused itself.
    pub paused: bool,
    /// Whether its open case keeps tasks from it.
    #[borsh(skip)]
    pub suspended: bool,
    /// Assignments that it takes at a time.
    pub slots: u32,
    /// Assignments that are not over, ascending.
    #[borsh(skip)]
    pub in_flight: Vec<AssignmentId>,
    /// What is known of its work.
    pub evidence: Evidence,
    /// Verified work units of settled tasks, in thousandths of a unit of difficulty 1.
    #[serde(with = "crate::text::decimal")]
    pub vwu: u128,
    /// Its open case.
    #[borsh(skip)]
    pub case: Option<CaseId>,
    /// Places of the models that it serves, ascending.
    pub(crate) models: Vec<Ix>,
    /// What it has at stake, as in the ledger: every change of its weight asks for it.
    #[borsh(skip)]
    pub collateral: Amount,
    /// Its present weight in draws for leases.
    #[borsh(skip)]
    #[serde(with = "crate::text::decimal")]
    pub(crate) weight: u128,
}

impl Named<Address> for Miner {
    fn name(&self) -> Address {
        self.address
    }
}

impl Miner {
    pub(crate) const fn new(address: Address) -> Self {
        Self {
            address,
            membership: Membership::Deregistered,
            paused: false,
            suspended: false,
            slots: 0,
            in_flight: Vec::new(),
            evidence: Evidence { good: 0, bad: 0 },
            vwu: 0,
            case: None,
            models: Vec::new(),
            collateral: Amount::ZERO,
            weight: 0,
        }
    }

    /// What it is at the moment.
    pub const fn status(&self) -> MinerStatus {
        match self.membership {
            Membership::Banned => MinerStatus::Banned,
            Membership::Deregistered => MinerStatus::Deregistered,
            Membership::Exiting { .. } => MinerStatus::Exiting,
            Membership::Member if self.suspended => MinerStatus::Suspended,
            Membership::Member if self.paused => MinerStatus::Paused,
            Membership::Member => MinerStatus::Active,
        }
    }
}
