//! Reviews of rejected work.

use deepnode_core as core;
use deepnode_core::{Address, AssignmentId, CaseId, Domain, Severity, Time};

use crate::records::nouns;
use crate::word::CaseWord;

nouns! {
    /// A case: a review of a miner's rejected work.
    PyCase = "Case" in "deepnode": Case {} {
        /// Its id.
        id: CaseId,
        /// Whom it is about.
        miner: Address,
        /// The version of the parameters under which it was opened.
        version: u64,
        /// The phase in which it was opened.
        phase: u64,
        /// The rejections it is about, in order.
        rejections: Vec<AssignmentId>,
        /// The largest severity reported.
        reported: Severity,
        /// The severity that would execute now, or did.
        severity: Severity,
        /// Where it stands.
        status: CaseWord,
        /// When the present window is over, while the case is open.
        until: Option<Time>,
        /// When the foundation's latest window ends or ended.
        window_until: Time,
        /// When the time to appeal the decision ends or ended, if there is one.
        appeal_until: Option<Time>,
        /// When it was executed, dismissed or lapsed.
        ended: Option<Time>,
    }
}

impl Case {
    pub(crate) fn of(domain: &Domain, id: CaseId, row: &core::Case) -> Self {
        Self {
            id,
            miner: domain.miner_in(row).expect("miners stay, also those that have left").address,
            version: row.version,
            phase: row.phase,
            rejections: row.rejections.clone(),
            reported: row.reported,
            severity: row.severity,
            status: CaseWord::of(row.status.word()),
            until: row.status.until(),
            window_until: row.window_until,
            appeal_until: row.appeal_until,
            ended: row.ended,
        }
    }
}
