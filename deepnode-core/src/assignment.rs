//! One miner's attempt at one slot, and the verdicts on it.

use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::id::{TaskId, Time};
use crate::registry::Ix;
use crate::text::words;
use crate::word::{CloseReason, Severity, Verdict};

/// Where an assignment stands.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentStatus {
    /// The miner works until the lease is over.
    Leased {
        /// When that is.
        until: Time,
    },
    /// Delivered; it waits for a committee.
    Submitted {
        /// When this wait began.
        since: Time,
    },
    /// The committee of a round commits its verdicts.
    Committing {
        /// The round, from 1.
        round: u8,
        /// Until when.
        until: Time,
    },
    /// It reveals them.
    Revealing {
        /// The round, from 1.
        round: u8,
        /// Until when.
        until: Time,
    },
    /// Over.
    Ended(Outcome),
}

/// How an assignment ended.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Verified.
    Approved,
    /// Called incorrect by a majority.
    Rejected {
        /// The median of the severities (the lower middle).
        severity: Severity,
    },
    /// Out of time.
    TimedOut {
        /// Why.
        cause: TimeoutCause,
    },
    /// Given back.
    Declined,
    /// No decision was reached, through no fault of the miner's.
    Undecided,
}

words! {
    /// Why an assignment timed out.
    TimeoutCause {
        /// The lease was over.
        Lease = "lease",
        /// A majority could not get or read what the miner should have delivered.
        Unverifiable = "unverifiable",
        /// Its miner had to leave.
        Expelled = "expelled",
    }
}

impl Outcome {
    /// How a slot closes that gets no further assignment; `None` when it was approved.
    pub const fn close_reason(self) -> Option<CloseReason> {
        match self {
            Self::Approved => None,
            Self::Rejected { .. } => Some(CloseReason::Rejected),
            Self::TimedOut { .. } => Some(CloseReason::TimedOut),
            Self::Declined => Some(CloseReason::Declined),
            Self::Undecided => Some(CloseReason::Undecided),
        }
    }

    /// Whether a verdict fits it.
    pub const fn agrees(self, verdict: Verdict) -> bool {
        match self {
            Self::Approved => matches!(verdict, Verdict::Correct),
            Self::Rejected { .. } => verdict.severity().is_some(),
            Self::TimedOut { .. } | Self::Declined | Self::Undecided => false,
        }
    }
}

impl AssignmentStatus {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Leased { .. } => "leased",
            Self::Submitted { .. } => "submitted",
            Self::Committing { .. } => "committing",
            Self::Revealing { .. } => "revealing",
            Self::Ended(Outcome::Approved) => "approved",
            Self::Ended(Outcome::Rejected { .. }) => "rejected",
            Self::Ended(Outcome::TimedOut { .. }) => "timed_out",
            Self::Ended(Outcome::Declined) => "declined",
            Self::Ended(Outcome::Undecided) => "undecided",
        }
    }
}

/// A validator's place in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Seat {
    /// The hidden verdict.
    pub commitment: Option<Hash>,
    /// The shown one.
    pub verdict: Option<Verdict>,
    pub(crate) validator: Ix,
}

/// One committee and its verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Round {
    /// The committee, in the order in which it was drawn.
    pub seats: Vec<Seat>,
    /// When committing ends.
    pub commit_until: Time,
    /// When revealing ends, once it has begun.
    pub reveal_until: Option<Time>,
}

impl Round {
    /// Whether every seat has committed.
    pub fn all_committed(&self) -> bool {
        self.seats.iter().all(|seat| seat.commitment.is_some())
    }

    /// Whether every seat that committed has revealed.
    pub fn all_revealed(&self) -> bool {
        self.seats.iter().all(|seat| seat.commitment.is_none() || seat.verdict.is_some())
    }
}

/// An assignment. Its miner is named in JSON by its place in the order of registration, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Assignment {
    /// Its task.
    pub task: TaskId,
    /// The slot of the task, from 0.
    pub slot: u16,
    /// The version of the parameters under which it was leased.
    pub version: u64,
    /// When the lease ends or ended.
    pub lease_until: Time,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// Units of work done, by the miner's word; 0 before it delivers.
    pub units_done: u32,
    /// The sealed output, once delivered.
    pub seal: Option<Hash>,
    /// The committees it has had.
    pub rounds: Vec<Round>,
    /// Verified work units, once its task has settled.
    #[serde(with = "crate::text::decimal")]
    pub vwu: u128,
    pub(crate) miner: Ix,
}

impl Assignment {
    /// Every seat it has had, round after round.
    pub(crate) fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.rounds.iter().flat_map(|round| &round.seats)
    }

    /// The seats that revealed, in any round, a verdict that fits the final outcome.
    pub(crate) fn agreeing(&self) -> impl Iterator<Item = Ix> + '_ {
        let outcome = match self.status {
            AssignmentStatus::Ended(outcome) => Some(outcome),
            _ => None,
        };
        self.seats()
            .filter(move |seat| outcome.zip(seat.verdict).is_some_and(|(o, verdict)| o.agrees(verdict)))
            .map(|seat| seat.validator)
    }

    /// The round and seat of a validator; nobody is seated twice at one assignment.
    pub(crate) fn seat_of(&self, validator: Ix) -> Option<(&Round, &Seat)> {
        self.rounds.iter().find_map(|round| {
            round.seats.iter().find(|seat| seat.validator == validator).map(|seat| (round, seat))
        })
    }

    pub(crate) fn seat_mut(&mut self, validator: Ix) -> Option<&mut Seat> {
        self.rounds.iter_mut().flat_map(|round| &mut round.seats).find(|seat| seat.validator == validator)
    }

    /// The number of the last round, from 1; 0 before the first.
    pub(crate) const fn last_round(&self) -> u8 {
        // At most nine rounds, by the parameters.
        self.rounds.len() as u8
    }
}
