# Written by stubs.py; change the Rust source and run it again.
"""
How an epoch's budget is divided.
"""

from typing import Any, Final, final

from typing_extensions import Self

from . import Emission

__all__ = ["Legs"]

@final
class Legs:
    """
    The legs of an epoch's budget, in base units; they add up to it.

    >>> legs = deepnode.emissions.Legs.of(DN(5000), Params().emission)
    >>> legs.stakers == DN(500), legs.miners == DN(2500)
    (True, True)
    """

    __match_args__: Final = ("foundation", "treasury", "owners", "stakers", "validators", "miners")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, foundation: int, treasury: int, owners: int, stakers: int, validators: int, miners: int
    ) -> Legs: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def foundation(self, /) -> int:
        """
        To the foundation.
        """
    @property
    def miners(self, /) -> int:
        """
        Over the miners' work.
        """
    @staticmethod
    def of(budget: int, rules: Emission) -> Legs:
        """
        Divides a budget, by rates that `Params.validate` has passed.
        """
    @property
    def owners(self, /) -> int:
        """
        Over the models, then within each.
        """
    def replace(
        self,
        /,
        *,
        foundation: int = ...,
        treasury: int = ...,
        owners: int = ...,
        stakers: int = ...,
        validators: int = ...,
        miners: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def stakers(self, /) -> int:
        """
        Over the delegations.
        """
    @property
    def treasury(self, /) -> int:
        """
        To the treasury: the domain's leg.
        """
    @property
    def validators(self, /) -> int:
        """
        Over the paid seats.
        """
