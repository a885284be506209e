"""What becomes due, and when."""

from ._deepnode.due import (
    CaseWindow,
    Due,
    EpochEnd,
    LeaseEnd,
    MinerExit,
    ProposalEnd,
    RoundEnd,
    Seating,
    Settlement,
    UnbondingEnd,
    ValidatorExit,
    Wait,
)

__all__ = [
    "CaseWindow",
    "Due",
    "EpochEnd",
    "LeaseEnd",
    "MinerExit",
    "ProposalEnd",
    "RoundEnd",
    "Seating",
    "Settlement",
    "UnbondingEnd",
    "ValidatorExit",
    "Wait",
]
