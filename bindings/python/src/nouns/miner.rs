//! Those who do the work.

use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, Domain, Evidence, Membership, MinerStatus, ModelId, Score, Time,
};

use crate::records::nouns;
use crate::word::MembershipWord;

nouns! {
    /// A miner, from its first registration on.
    PyMiner = "Miner" in "deepnode": Miner {
        /// A table for notebooks.
        fn _repr_html_<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
            crate::nouns::html(slf.as_any(), "miner")
        }
    } {
        /// Who it is.
        address: Address,
        /// What it is at the moment: the first that applies.
        status: MinerStatus,
        /// In, leaving or out.
        membership: MembershipWord,
        /// When its collateral comes free, if it is leaving.
        until: Option<Time>,
        /// Whether it paused itself.
        paused: bool,
        /// Whether its open case keeps tasks from it.
        suspended: bool,
        /// What it serves, in the order of the models' registration.
        models: Vec<ModelId>,
        /// Assignments that it takes at a time.
        slots: u32,
        /// Assignments that are not over, ascending.
        in_flight: Vec<AssignmentId>,
        /// What it has at stake, in base units.
        collateral: Amount,
        /// What is known of its work: `(good, bad)` in micro-units.
        evidence: Evidence,
        /// Its trust, in parts per billion.
        score: Score,
        /// Verified work units of settled tasks, in thousandths of a unit of difficulty 1.
        vwu: u128,
        /// Its open case.
        case: Option<CaseId>,
    }
}

impl Miner {
    pub(crate) fn of(domain: &Domain, row: &core::Miner) -> Self {
        let (membership, until) = membership(row.membership);
        Self {
            address: row.address,
            status: row.status(),
            membership,
            until,
            paused: row.paused,
            suspended: row.suspended,
            models: domain.served_by(row).map(|model| model.id).collect(),
            slots: row.slots,
            in_flight: row.in_flight.clone(),
            collateral: row.collateral,
            evidence: row.evidence,
            score: row.evidence.score(),
            vwu: row.vwu,
            case: row.case,
        }
    }
}

/// The word, and when somebody who leaves is out.
pub(super) const fn membership(membership: Membership) -> (MembershipWord, Option<Time>) {
    match membership {
        Membership::Member => (MembershipWord::of("member"), None),
        Membership::Exiting { until } => (MembershipWord::of("exiting"), Some(until)),
        Membership::Deregistered => (MembershipWord::of("deregistered"), None),
        Membership::Banned => (MembershipWord::of("banned"), None),
    }
}
