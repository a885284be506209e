"""Where money is, comes from or goes to."""

from ._deepnode.places import (
    Balance,
    Burn,
    Collateral,
    Delegation,
    Emission,
    Escrow,
    Outside,
    Place,
    Pool,
    ProposalDeposit,
    Stake,
    Unbonding,
)

__all__ = [
    "Balance",
    "Burn",
    "Collateral",
    "Delegation",
    "Emission",
    "Escrow",
    "Outside",
    "Place",
    "Pool",
    "ProposalDeposit",
    "Stake",
    "Unbonding",
]
