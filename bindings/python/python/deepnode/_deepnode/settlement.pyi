# Written by stubs.py; change the Rust source and run it again.
"""
How the revenue of a task is divided.
"""

from typing import Any, Final, final

from typing_extensions import Self

from . import Revenue

__all__ = ["Parts"]

@final
class Parts:
    """
    The parts of a gross revenue, in base units; they add up to it.

    >>> parts = deepnode.settlement.Parts.of(DN(100), Params().revenue)
    >>> parts.fees == DN(4), parts.burn == DN(1), parts.miners == DN(64)
    (True, True, True)
    """

    __match_args__: Final = (
        "fees",
        "burn",
        "buyback",
        "foundation",
        "owners",
        "domain",
        "emission",
        "validators",
        "miners",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        fees: int,
        burn: int,
        buyback: int,
        foundation: int,
        owners: int,
        domain: int,
        emission: int,
        validators: int,
        miners: int,
    ) -> Parts: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str:
        """
        A flow of where the revenue goes, for notebooks.
        """
    @property
    def burn(self, /) -> int:
        """
        Burned.
        """
    @property
    def buyback(self, /) -> int:
        """
        Bought back and burned.
        """
    @property
    def domain(self, /) -> int:
        """
        To the treasury.
        """
    @property
    def emission(self, /) -> int:
        """
        Into the pool.
        """
    @property
    def fees(self, /) -> int:
        """
        To the fee recipient.
        """
    @property
    def foundation(self, /) -> int:
        """
        To the foundation.
        """
    @property
    def miners(self, /) -> int:
        """
        Over the approved assignments.
        """
    @staticmethod
    def of(gross: int, rates: Revenue) -> Parts:
        """
        Divides a gross revenue, by rates that `Params.validate` has passed.
        """
    @property
    def owners(self, /) -> int:
        """
        To the model's creator and backers.
        """
    def replace(
        self,
        /,
        *,
        fees: int = ...,
        burn: int = ...,
        buyback: int = ...,
        foundation: int = ...,
        owners: int = ...,
        domain: int = ...,
        emission: int = ...,
        validators: int = ...,
        miners: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def validators(self, /) -> int:
        """
        Over the agreeing seats.
        """
