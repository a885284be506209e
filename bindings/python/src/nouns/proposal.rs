//! Proposed parameters.

use std::collections::BTreeMap;

use deepnode_core as core;
use deepnode_core::{Address, Amount, Choice, Domain, Params, Place, ProposalId, ProposalStatus, Time};

use crate::records::nouns;
use crate::word::ProposalWord;

nouns! {
    /// A proposal of new parameters, and the votes on it.
    PyProposal = "Proposal" in "deepnode": Proposal {} {
        /// Its id.
        id: ProposalId,
        /// Who made it.
        proposer: Address,
        /// What is held of the proposer's deposit, in base units.
        deposit: Amount,
        /// The version that was in force when it was made.
        base: u64,
        /// The whole new set.
        params: Box<Params>,
        /// When voting ends or ended.
        voting_until: Time,
        /// The last vote of each voter.
        votes: BTreeMap<Address, Choice>,
        /// Where it stands.
        status: ProposalWord,
        /// When voting ends, or the timelock, while it does.
        until: Option<Time>,
        /// When it failed or took effect.
        ended: Option<Time>,
    }
}

impl Proposal {
    pub(crate) fn of(domain: &Domain, id: ProposalId, row: &core::Proposal) -> Self {
        let until = match row.status {
            ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => Some(until),
            ProposalStatus::Ended(_) => None,
        };
        Self {
            id,
            proposer: row.proposer,
            deposit: domain.money(Place::Deposit(id)),
            base: row.base,
            params: row.params.clone(),
            voting_until: row.voting_until,
            votes: row.votes.clone(),
            status: ProposalWord::of(row.status.word()),
            until,
            ended: row.ended,
        }
    }
}
