//! Reviews of rejected work.

use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::{AssignmentId, Time};
use crate::registry::Ix;
use crate::word::Severity;

/// Where a case stands.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// The foundation may decide.
    UnderReview {
        /// Until when.
        until: Time,
    },
    /// It was decided; the miner may appeal.
    Decided {
        /// Until when.
        until: Time,
    },
    /// The foundation may decide once more.
    Appealed {
        /// Until when.
        until: Time,
    },
    /// Carried out.
    Executed,
    /// The miner did nothing wrong.
    Dismissed,
    /// Nobody decided.
    Lapsed,
}

impl CaseStatus {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnderReview { .. } => "under_review",
            Self::Decided { .. } => "decided",
            Self::Appealed { .. } => "appealed",
            Self::Executed => "executed",
            Self::Dismissed => "dismissed",
            Self::Lapsed => "lapsed",
        }
    }

    /// Whether anything can still come of it.
    pub const fn is_open(self) -> bool {
        self.until().is_some()
    }

    /// When the present window is over.
    pub const fn until(self) -> Option<Time> {
        match self {
            Self::UnderReview { until } | Self::Decided { until } | Self::Appealed { until } => Some(until),
            Self::Executed | Self::Dismissed | Self::Lapsed => None,
        }
    }
}

/// A case: a review of a miner's rejected work. Its miner is named in JSON by its place in the order of registration,
/// from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Case {
    /// The version of the parameters under which it was opened.
    pub version: u64,
    /// The phase in which it was opened.
    pub phase: u64,
    /// The rejections it is about, in order.
    pub rejections: Vec<AssignmentId>,
    /// The largest severity reported.
    pub reported: Severity,
    /// The severity that would execute now, or did.
    pub severity: Severity,
    /// Where it stands.
    pub status: CaseStatus,
    /// When the foundation's latest window ends or ended.
    pub window_until: Time,
    /// When the time to appeal the decision ends or ended, if there is one.
    pub appeal_until: Option<Time>,
    /// When it was executed, dismissed or lapsed.
    pub ended: Option<Time>,
    pub(crate) miner: Ix,
}
