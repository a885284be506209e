"""Tables and flows for notebooks, beyond what objects show by themselves.

Everything here returns an :class:`Html`, which notebooks render. Nothing in it comes from a network, and every text is
escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from . import _html

if TYPE_CHECKING:
    from . import Address, Miner
    from .events import Event

__all__ = ["Html", "miners", "settlements"]


class Html(str):
    """Markup that a notebook renders; elsewhere it is its own text."""

    def _repr_html_(self) -> str:
        return self

    def __repr__(self) -> str:
        return f"<Html of {len(self)} characters>"


def settlements(events: Iterable[Event], names: Mapping[Address, str] | None = None) -> Html:
    """Where the revenue went, of all settlements among the events: a flow and a table.

    ``names`` says what to call an address. Amounts in the table are exact.

    >>> from deepnode.places import Balance, Burn, Escrow
    >>> ana = Address("0x" + "0a" * 20)
    >>> paid = [
    ...     events.Moved(Escrow(1), Balance(ana), DN(4), "mining"),
    ...     events.Moved(Escrow(1), Burn(), DN(1), "buyback"),
    ... ]
    >>> page = show.settlements(paid, {ana: "Ana"})
    >>> "Ana" in page and "80.0 %" in page
    True
    """
    return Html(_html.settlements(events, names))


def miners(rows: Iterable[Miner], names: Mapping[Address, str] | None = None) -> Html:
    """Miners as a table, for instance ``show.miners(domain.miners())``."""
    return Html(_html.miners(rows, names))
