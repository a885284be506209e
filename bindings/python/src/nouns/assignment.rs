//! Attempts at a slot, and the verdicts on them.

use deepnode_core as core;
use deepnode_core::{Address, AssignmentId, AssignmentStatus, Domain, Hash, Outcome, TaskId, Time, Verdict};

use crate::records::nouns;
use crate::value::Out;
use crate::word::AssignmentWord;

nouns! {
    /// One miner's attempt at one slot of a task.
    PyAssignment = "Assignment" in "deepnode": Assignment {
        /// Who judges in the present or last round, in the order of the draw.
        #[getter]
        fn committee<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<Out<'py, Vec<Address>>> {
            let seats = self.0.rounds.last().into_iter().flat_map(|round| &round.seats);
            Out::new(py, &seats.map(|seat| seat.validator).collect())
        }
    } {
        /// Its id.
        id: AssignmentId,
        /// Its task.
        task: TaskId,
        /// The slot of the task, from 0.
        slot: u16,
        /// Who works.
        miner: Address,
        /// The version of the parameters under which it was leased.
        version: u64,
        /// When the lease ends or ended.
        lease_until: Time,
        /// Where it stands, or how it ended.
        status: AssignmentWord,
        /// The round, from 1, while it is judged.
        round: Option<u8>,
        /// When the lease, the committing or the revealing ends, while it lasts.
        until: Option<Time>,
        /// When the wait for a committee began, while it lasts.
        since: Option<Time>,
        /// How it ended, with the severity or the cause, once it has.
        outcome: Option<Outcome>,
        /// Units of work done, by the miner's word; 0 before it delivers.
        units_done: u32,
        /// The sealed output, once delivered.
        seal: Option<Hash>,
        /// The committees it has had.
        rounds: Vec<Round>,
        /// Verified work units, once its task has settled.
        vwu: u128,
    }

    /// One committee and its verdicts.
    PyRound = "Round" in "deepnode": Round {} {
        /// The committee, in the order in which it was drawn.
        seats: Vec<Seat>,
        /// When committing ends.
        commit_until: Time,
        /// When revealing ends, once it has begun.
        reveal_until: Option<Time>,
    }

    /// A validator's place in a round.
    PySeat = "Seat" in "deepnode": Seat {} {
        /// Who holds it.
        validator: Address,
        /// The hidden verdict.
        commitment: Option<Hash>,
        /// The shown one.
        verdict: Option<Verdict>,
    }
}

/// A status taken apart.
pub(super) struct Standing {
    pub(super) status: AssignmentWord,
    pub(super) round: Option<u8>,
    pub(super) until: Option<Time>,
    pub(super) since: Option<Time>,
    pub(super) outcome: Option<Outcome>,
}

impl Standing {
    pub(super) const fn of(status: AssignmentStatus) -> Self {
        let (round, until, since, outcome) = match status {
            AssignmentStatus::Leased { until } => (None, Some(until), None, None),
            AssignmentStatus::Submitted { since } => (None, None, Some(since), None),
            AssignmentStatus::Committing { round, until } | AssignmentStatus::Revealing { round, until } => {
                (Some(round), Some(until), None, None)
            }
            AssignmentStatus::Ended(outcome) => (None, None, None, Some(outcome)),
        };
        Self { status: AssignmentWord::of(status.word()), round, until, since, outcome }
    }
}

impl Assignment {
    pub(crate) fn of(domain: &Domain, id: AssignmentId, row: &core::Assignment) -> Self {
        let Standing { status, round, until, since, outcome } = Standing::of(row.status);
        Self {
            id,
            task: row.task,
            slot: row.slot,
            miner: domain.miner_of(row).expect("miners stay, also those that have left").address,
            version: row.version,
            lease_until: row.lease_until,
            status,
            round,
            until,
            since,
            outcome,
            units_done: row.units_done,
            seal: row.seal,
            rounds: row.rounds.iter().map(|round| Round::of(domain, round)).collect(),
            vwu: row.vwu,
        }
    }
}

impl Round {
    fn of(domain: &Domain, row: &core::Round) -> Self {
        let seat = |seat: &core::Seat| Seat {
            validator: domain.validator_of(seat).expect("validators stay, also those that have left").address,
            commitment: seat.commitment,
            verdict: seat.verdict,
        };
        Self {
            seats: row.seats.iter().map(seat).collect(),
            commit_until: row.commit_until,
            reveal_until: row.reveal_until,
        }
    }
}
