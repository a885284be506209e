//! Proposed parameters.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::id::Time;
use crate::params::Params;
use crate::text::words;
use crate::word::Choice;

words! {
    /// How the count of a proposal's votes, or its timelock, ended.
    ProposalOutcome {
        /// Carried; it waits for its time.
        Passed = "passed",
        /// It is the law.
        InForce = "in_force",
        /// Too few voted.
        NoQuorum = "no_quorum",
        /// Too many called it harmful.
        Vetoed = "vetoed",
        /// No majority.
        NotCarried = "not_carried",
        /// Another version came first.
        Stale = "stale",
    }
}

/// Where a proposal stands.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// Votes are taken.
    Voting {
        /// Until when.
        until: Time,
    },
    /// Carried; it takes effect after its timelock.
    Passed {
        /// When.
        until: Time,
    },
    /// Over, or waiting no more.
    Ended(ProposalOutcome),
}

impl ProposalStatus {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Voting { .. } => "voting",
            Self::Passed { .. } => ProposalOutcome::Passed.word(),
            Self::Ended(outcome) => outcome.word(),
        }
    }
}

/// A proposal of new parameters, and the votes on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Proposal {
    /// Whose deposit is held.
    pub proposer: Address,
    /// The version that was in force when it was made.
    pub base: u64,
    /// The whole new set.
    pub params: Box<Params>,
    /// When voting ends or ended.
    pub voting_until: Time,
    /// The last vote of each voter.
    pub votes: BTreeMap<Address, Choice>,
    /// Where it stands.
    pub status: ProposalStatus,
    /// When it failed or took effect.
    pub ended: Option<Time>,
}
