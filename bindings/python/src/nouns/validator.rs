//! Those who check the work.

use deepnode_core as core;
use deepnode_core::{Address, Amount, Domain, Evidence, Place, Score, Time, ValidatorStatus};

use super::miner;
use crate::records::nouns;
use crate::word::MembershipWord;

nouns! {
    /// A validator, from its first registration on.
    PyValidator = "Validator" in "deepnode": Validator {} {
        /// Who it is.
        address: Address,
        /// What it is at the moment.
        status: ValidatorStatus,
        /// In, leaving or out; a ban is kept with the miner of the same address.
        membership: MembershipWord,
        /// When its stake and its delegations come free, if it is leaving.
        until: Option<Time>,
        /// Its own stake, in base units.
        stake: Amount,
        /// What all stakers have behind it, in base units.
        delegated: Amount,
        /// What is known of its verdicts: `(good, bad)` in micro-units.
        evidence: Evidence,
        /// Its trust, in parts per billion.
        score: Score,
        /// Seats of rounds that are running.
        seated: usize,
    }
}

impl Validator {
    pub(crate) fn of(domain: &Domain, row: &core::Validator) -> Self {
        let (membership, until) = miner::membership(row.membership);
        Self {
            address: row.address,
            status: row.status(),
            membership,
            until,
            stake: domain.money(Place::Stake(row.address)),
            delegated: domain.delegated_to(&row.address),
            evidence: row.evidence,
            score: row.evidence.score(),
            seated: row.seated,
        }
    }
}
