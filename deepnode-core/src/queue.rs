//! Who waits, and what is due when. Nothing here is looked for: every deadline lies in order of its time.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::id::{AssignmentId, CaseId, ProposalId, TaskId, Time};
use crate::registry::Ix;

/// Deadlines in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timers<K: Ord>(BTreeSet<(Time, K)>);

impl<K: Ord> Default for Timers<K> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<K: Ord + Copy> Timers<K> {
    pub(crate) fn set(&mut self, until: Time, what: K) {
        self.0.insert((until, what));
    }

    pub(crate) fn clear(&mut self, until: Time, what: K) {
        self.0.remove(&(until, what));
    }

    pub(crate) fn first(&self) -> Option<Time> {
        self.0.first().map(|(until, _)| *until)
    }

    pub(crate) fn has(&self, until: Time, what: K) -> bool {
        self.0.contains(&(until, what))
    }

    /// Everything that is due some time, in order of its time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Time, K)> {
        self.0.iter().copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What is due by now, ascending by id.
    pub(crate) fn due(&self, now: Time) -> Vec<K> {
        let mut due: Vec<K> = self.0.iter().take_while(|(t, _)| *t <= now).map(|(_, what)| *what).collect();
        due.sort_unstable();
        due
    }
}

/// A slot of a task.
pub(crate) type SlotKey = (TaskId, u16);

/// Everything that waits for a time or for an `advance`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Agenda {
    pub(crate) leases: Timers<AssignmentId>,
    pub(crate) waits: Timers<SlotKey>,
    /// Commit and reveal times.
    pub(crate) phases: Timers<AssignmentId>,
    /// Assignments whose committee has done its part before the time.
    pub(crate) ready: BTreeSet<AssignmentId>,
    /// Tasks whose slots are all approved or closed.
    pub(crate) complete: BTreeSet<TaskId>,
    pub(crate) cases: Timers<CaseId>,
    pub(crate) miner_exits: Timers<Ix>,
    pub(crate) validator_exits: Timers<Ix>,
    pub(crate) unbondings: Timers<u64>,
    pub(crate) proposals: Timers<ProposalId>,
    /// Submitted assignments without a committee, by the seats they need.
    pub(crate) seats: BTreeSet<(u32, AssignmentId)>,
    /// When these end undecided.
    pub(crate) undecided: Timers<AssignmentId>,
}

impl Agenda {
    /// The earliest deadline, epochs apart; now, where something is ready before its time.
    pub(crate) fn next_deadline(&self, now: Time) -> Option<Time> {
        let ready = !self.ready.is_empty() || !self.complete.is_empty();
        [
            ready.then_some(now),
            self.leases.first(),
            self.waits.first(),
            self.phases.first(),
            self.cases.first(),
            self.miner_exits.first(),
            self.validator_exits.first(),
            self.unbondings.first(),
            self.proposals.first(),
            self.undecided.first(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
