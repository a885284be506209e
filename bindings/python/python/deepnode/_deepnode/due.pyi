# Written by stubs.py; change the Rust source and run it again.
"""
What becomes due.
"""

from typing import Any, Final, final

from typing_extensions import Self, disjoint_base

from . import Address

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

@final
class CaseWindow(Due):
    """
    A window of a case ends.
    """

    __match_args__: Final = ("case",)
    def __new__(cls, /, case: int) -> CaseWindow: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """

@disjoint_base
class Due:
    """
    What becomes due.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """

@final
class EpochEnd(Due):
    """
    An epoch is over.
    """

    __match_args__: Final = ("epoch",)
    def __new__(cls, /, epoch: int) -> EpochEnd: ...
    @property
    def epoch(self, /) -> int:
        """
        Its number, from 0.
        """

@final
class LeaseEnd(Due):
    """
    A lease runs out.
    """

    __match_args__: Final = ("assignment",)
    def __new__(cls, /, assignment: int) -> LeaseEnd: ...
    @property
    def assignment(self, /) -> int:
        """
        Whose.
        """

@final
class MinerExit(Due):
    """
    A miner's collateral comes free.
    """

    __match_args__: Final = ("miner",)
    def __new__(cls, /, miner: Address | str | bytes) -> MinerExit: ...
    @property
    def miner(self, /) -> Address:
        """
        Whose.
        """

@final
class ProposalEnd(Due):
    """
    A vote or a timelock ends.
    """

    __match_args__: Final = ("proposal",)
    def __new__(cls, /, proposal: int) -> ProposalEnd: ...
    @property
    def proposal(self, /) -> int:
        """
        On which proposal.
        """

@final
class RoundEnd(Due):
    """
    Committing or revealing ends, or the committee is done with it.
    """

    __match_args__: Final = ("assignment",)
    def __new__(cls, /, assignment: int) -> RoundEnd: ...
    @property
    def assignment(self, /) -> int:
        """
        Of what.
        """

@final
class Seating(Due):
    """
    Submitted work has waited too long for validators.
    """

    __match_args__: Final = ("assignment",)
    def __new__(cls, /, assignment: int) -> Seating: ...
    @property
    def assignment(self, /) -> int:
        """
        The work.
        """

@final
class Settlement(Due):
    """
    Every slot of a task is approved or closed.
    """

    __match_args__: Final = ("task",)
    def __new__(cls, /, task: int) -> Settlement: ...
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@final
class UnbondingEnd(Due):
    """
    Undelegated money comes free.
    """

    __match_args__: Final = ("staker",)
    def __new__(cls, /, staker: Address | str | bytes) -> UnbondingEnd: ...
    @property
    def staker(self, /) -> Address:
        """
        Whose.
        """

@final
class ValidatorExit(Due):
    """
    A validator's stake and its delegations come free.
    """

    __match_args__: Final = ("validator",)
    def __new__(cls, /, validator: Address | str | bytes) -> ValidatorExit: ...
    @property
    def validator(self, /) -> Address:
        """
        Whose.
        """

@final
class Wait(Due):
    """
    A slot has waited too long for a miner.
    """

    __match_args__: Final = ("task", "slot")
    def __new__(cls, /, task: int, slot: int) -> Wait: ...
    @property
    def slot(self, /) -> int:
        """
        Its slot.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """
