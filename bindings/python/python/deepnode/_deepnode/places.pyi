# Written by stubs.py; change the Rust source and run it again.
"""
Where money is.
"""

from typing import Any, Final, final

from typing_extensions import Self, disjoint_base

from . import Address

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

@final
class Balance(Place):
    """
    An address's own.
    """

    __match_args__: Final = ("address",)
    def __new__(cls, /, address: Address | str | bytes) -> Balance: ...
    @property
    def address(self, /) -> Address:
        """
        Whose.
        """

@final
class Burn(Place):
    """
    Where money ends.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Burn: ...

@final
class Collateral(Place):
    """
    A miner's collateral.
    """

    __match_args__: Final = ("miner",)
    def __new__(cls, /, miner: Address | str | bytes) -> Collateral: ...
    @property
    def miner(self, /) -> Address:
        """
        Whose.
        """

@final
class Delegation(Place):
    """
    What a staker has behind a validator.
    """

    __match_args__: Final = ("staker", "validator")
    def __new__(cls, /, staker: Address | str | bytes, validator: Address | str | bytes) -> Delegation: ...
    @property
    def staker(self, /) -> Address:
        """
        Whose money it is.
        """
    @property
    def validator(self, /) -> Address:
        """
        Whom it backs.
        """

@final
class Emission(Place):
    """
    Where new money comes from.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Emission: ...

@final
class Escrow(Place):
    """
    The price of a task that is not over.
    """

    __match_args__: Final = ("task",)
    def __new__(cls, /, task: int) -> Escrow: ...
    @property
    def task(self, /) -> int:
        """
        Which.
        """

@final
class Outside(Place):
    """
    Outside of the domain: money comes in by deposits and leaves by withdrawals.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Outside: ...

@disjoint_base
class Place:
    """
    Where money is, comes from or goes to.
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
class Pool(Place):
    """
    Revenue that epochs pay out again.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Pool: ...

@final
class ProposalDeposit(Place):
    """
    What a proposer has put down.
    """

    __match_args__: Final = ("proposal",)
    def __new__(cls, /, proposal: int) -> ProposalDeposit: ...
    @property
    def proposal(self, /) -> int:
        """
        For which proposal.
        """

@final
class Stake(Place):
    """
    A validator's own stake.
    """

    __match_args__: Final = ("validator",)
    def __new__(cls, /, validator: Address | str | bytes) -> Stake: ...
    @property
    def validator(self, /) -> Address:
        """
        Whose.
        """

@final
class Unbonding(Place):
    """
    Undelegated money in its cooldown.
    """

    __match_args__: Final = ("staker",)
    def __new__(cls, /, staker: Address | str | bytes) -> Unbonding: ...
    @property
    def staker(self, /) -> Address:
        """
        Whose.
        """
