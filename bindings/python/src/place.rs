//! Where money is: `deepnode.places`.

use deepnode_core as core;
use deepnode_core::{Address, ProposalId, TaskId};

use crate::variants::variants;

variants! {
    /// Where money is, comes from or goes to.
    PyPlace = "Place" in "deepnode.places": core::Place {}

    /// An address's own.
    Balance {
        /// Whose.
        address: Address,
    } = (core::Place::Balance(address))
    /// A miner's collateral.
    Collateral {
        /// Whose.
        miner: Address,
    } = (core::Place::Collateral(miner))
    /// A validator's own stake.
    Stake {
        /// Whose.
        validator: Address,
    } = (core::Place::Stake(validator))
    /// What a staker has behind a validator.
    Delegation {
        /// Whose money it is.
        staker: Address,
        /// Whom it backs.
        validator: Address,
    } = (core::Place::Delegation { staker, validator })
    /// Undelegated money in its cooldown.
    Unbonding {
        /// Whose.
        staker: Address,
    } = (core::Place::Unbonding(staker))
    /// The price of a task that is not over.
    Escrow {
        /// Which.
        task: TaskId,
    } = (core::Place::Escrow(task))
    /// What a proposer has put down.
    ProposalDeposit {
        /// For which proposal.
        proposal: ProposalId,
    } = (core::Place::Deposit(proposal))
    /// Revenue that epochs pay out again.
    Pool {} = (core::Place::Pool)
    /// Outside of the domain: money comes in by deposits and leaves by withdrawals.
    Outside {} = (core::Place::Outside)
    /// Where new money comes from.
    Emission {} = (core::Place::Emission)
    /// Where money ends.
    Burn {} = (core::Place::Burn)
}
