# Written by stubs.py; change the Rust source and run it again.
"""
What becomes of a collateral.
"""

from typing import Any, Final, final

from typing_extensions import Self

from . import Penalty

__all__ = ["Parts"]

@final
class Parts:
    """
    What becomes of a collateral when a case is carried out, in base units; the parts add up to it.

    >>> parts = deepnode.slashing.Parts.of(DN(1100), Params().severity.major)
    >>> parts.treasury == DN(275), parts.returned == DN(440), parts.kept
    (True, True, 0)
    """

    __match_args__: Final = ("treasury", "burned", "returned", "forfeited", "kept")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, treasury: int, burned: int, returned: int, forfeited: int, kept: int) -> Parts: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def burned(self, /) -> int:
        """
        Slashed and burned.
        """
    @property
    def forfeited(self, /) -> int:
        """
        The rest of the collateral of a miner that has to go, to the treasury.
        """
    @property
    def kept(self, /) -> int:
        """
        What a miner keeps at stake that may stay.
        """
    @staticmethod
    def of(collateral: int, penalty: Penalty) -> Parts:
        """
        Divides a collateral, by a penalty that `Params.validate` has passed.
        """
    def replace(
        self,
        /,
        *,
        treasury: int = ...,
        burned: int = ...,
        returned: int = ...,
        forfeited: int = ...,
        kept: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def returned(self, /) -> int:
        """
        Back to a miner that has to go.
        """
    @property
    def treasury(self, /) -> int:
        """
        Slashed, to the treasury for the cost of verification.
        """
