//! Forgetting what is over.

use alloc::collections::BTreeSet;

use crate::domain::Domain;
use crate::id::{AssignmentId, Time};

impl Domain {
    /// Drops tasks with their assignments, cases, proposals and versions of the parameters that are over since before
    /// a time, so that the state stays proportional to what is live.
    ///
    /// Nothing later changes by it, except that a command which names a dropped id gets its `unknown_...` code, and
    /// that queries and reports leave it out. Ids are never given twice. What an open case is about stays. Miners,
    /// validators and models stay too: who comes back finds its trust and its place.
    ///
    /// ```
    /// # use deepnode_core::{Address, Domain, Params};
    /// # let mut domain = Domain::new(1, Address::ZERO, Params::default())?;
    /// const WEEK_MS: u64 = 604_800_000;
    /// domain.compact(domain.time().saturating_sub(WEEK_MS));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact(&mut self, before: Time) {
        let is_old = |ended: Option<Time>| ended.is_some_and(|ended| ended < before);

        self.cases.retain(|_, case| !is_old(case.ended));
        self.proposals.retain(|_, proposal| !is_old(proposal.ended));

        let open = self.cases.iter().filter(|(_, case)| case.status.is_open());
        let under_review: BTreeSet<AssignmentId> =
            open.flat_map(|(_, case)| case.rejections.iter().copied()).collect();
        self.tasks.retain(|_, task| {
            !is_old(task.ended) || task.assignments.iter().any(|id| under_review.contains(id))
        });
        let tasks = &self.tasks;
        self.assignments.retain(|_, row| tasks.get(row.task).is_some());

        let used = self.versions_in_use();
        self.versions.retain(|version, _| used.contains(version));
    }

    /// The version in force, and those that something still goes by.
    pub(crate) fn versions_in_use(&self) -> BTreeSet<u64> {
        let of_tasks = self.tasks.iter().map(|(_, row)| row.version);
        let of_assignments = self.assignments.iter().map(|(_, row)| row.version);
        let of_cases = self.cases.iter().map(|(_, row)| row.version);
        let of_proposals = self.proposals.iter().map(|(_, row)| row.base);
        let used = of_tasks.chain(of_assignments).chain(of_cases).chain(of_proposals);
        used.chain([self.params_version()]).collect()
    }
}
