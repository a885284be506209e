//! What is due when.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::domain::Domain;
use crate::id::{AssignmentId, CaseId, ProposalId, TaskId, Time};

/// A deadline that an `advance` will see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deadline {
    /// When.
    pub until: Time,
    /// What.
    pub what: Due,
}

/// What becomes due.
///
/// More variants may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Due {
    /// A lease runs out.
    Lease(AssignmentId),
    /// A slot has waited too long for a miner.
    Wait {
        /// The task.
        task: TaskId,
        /// Its slot.
        slot: u16,
    },
    /// Committing or revealing ends, or the committee is done with it.
    Round(AssignmentId),
    /// Every slot of a task is approved or closed.
    Settlement(TaskId),
    /// Submitted work has waited too long for validators.
    Seating(AssignmentId),
    /// A window of a case ends.
    Case(CaseId),
    /// A miner's collateral comes free.
    MinerExit(Address),
    /// A validator's stake and its delegations come free.
    ValidatorExit(Address),
    /// Undelegated money comes free.
    Unbonding(Address),
    /// A vote or a timelock ends.
    Proposal(ProposalId),
    /// An epoch is over.
    Epoch(u64),
}

impl Domain {
    /// Every pending deadline, ascending by time; what is ready before its time is due now.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1_000, bridge, &Command::Deposit { to: ana, amount: Amount::dn(1) })?;
    /// let deadlines = domain.deadlines();
    /// assert_eq!(deadlines[0].what, deepnode_core::Due::Epoch(0));
    /// assert_eq!(domain.next_deadline(), Some(deadlines[0].until));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn deadlines(&self) -> Vec<Deadline> {
        let agenda = &self.agenda;
        let at = |until, what| Deadline { until, what };
        let mut all: Vec<Deadline> = agenda.leases.iter().map(|(t, id)| at(t, Due::Lease(id))).collect();
        all.extend(agenda.waits.iter().map(|(t, (task, slot))| at(t, Due::Wait { task, slot })));
        let round_end = |t: Time, id| if agenda.ready.contains(&id) { t.min(self.now) } else { t };
        all.extend(agenda.phases.iter().map(|(t, id)| at(round_end(t, id), Due::Round(id))));
        all.extend(agenda.complete.iter().map(|id| at(self.now, Due::Settlement(*id))));
        all.extend(agenda.undecided.iter().map(|(t, id)| at(t, Due::Seating(id))));
        all.extend(agenda.cases.iter().map(|(t, id)| at(t, Due::Case(id))));
        all.extend(
            agenda
                .miner_exits
                .iter()
                .filter_map(|(t, ix)| Some(at(t, Due::MinerExit(self.miners.at(ix)?.address)))),
        );
        all.extend(
            agenda
                .validator_exits
                .iter()
                .filter_map(|(t, ix)| Some(at(t, Due::ValidatorExit(self.validators.at(ix)?.address)))),
        );
        all.extend(
            agenda
                .unbondings
                .iter()
                .filter_map(|(t, id)| Some(at(t, Due::Unbonding(self.unbondings.get(&id)?.staker)))),
        );
        all.extend(agenda.proposals.iter().map(|(t, id)| at(t, Due::Proposal(id))));
        let epoch_end = self.epochs.open_until(self.in_force.emission.epoch_ms);
        all.extend(epoch_end.map(|until| at(until, Due::Epoch(self.epochs.open))));
        all.sort_unstable();
        all
    }
}
