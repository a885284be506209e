//! What is due when: `deepnode.due`.

use deepnode_core as core;
use deepnode_core::{Address, AssignmentId, CaseId, Deadline, ProposalId, TaskId, Time};

use crate::records::records;
use crate::variants::variants;

variants! {
    /// What becomes due.
    PyDue = "Due" in "deepnode.due": core::Due {}

    /// A lease runs out.
    LeaseEnd {
        /// Whose.
        assignment: AssignmentId,
    } = (core::Due::Lease(assignment))
    /// A slot has waited too long for a miner.
    Wait {
        /// The task.
        task: TaskId,
        /// Its slot.
        slot: u16,
    } = (core::Due::Wait { task, slot })
    /// Committing or revealing ends, or the committee is done with it.
    RoundEnd {
        /// Of what.
        assignment: AssignmentId,
    } = (core::Due::Round(assignment))
    /// Every slot of a task is approved or closed.
    Settlement {
        /// The task.
        task: TaskId,
    } = (core::Due::Settlement(task))
    /// Submitted work has waited too long for validators.
    Seating {
        /// The work.
        assignment: AssignmentId,
    } = (core::Due::Seating(assignment))
    /// A window of a case ends.
    CaseWindow {
        /// The case.
        case: CaseId,
    } = (core::Due::Case(case))
    /// A miner's collateral comes free.
    MinerExit {
        /// Whose.
        miner: Address,
    } = (core::Due::MinerExit(miner))
    /// A validator's stake and its delegations come free.
    ValidatorExit {
        /// Whose.
        validator: Address,
    } = (core::Due::ValidatorExit(validator))
    /// Undelegated money comes free.
    UnbondingEnd {
        /// Whose.
        staker: Address,
    } = (core::Due::Unbonding(staker))
    /// A vote or a timelock ends.
    ProposalEnd {
        /// On which proposal.
        proposal: ProposalId,
    } = (core::Due::Proposal(proposal))
    /// An epoch is over.
    EpochEnd {
        /// Its number, from 0.
        epoch: u64,
    } = (core::Due::Epoch(epoch))
}

records! {
    /// A deadline that an advance will see to.
    PyDeadline = "Deadline" in "deepnode": Deadline {} {
        /// When.
        until: Time,
        /// What.
        what: core::Due,
    }
}
