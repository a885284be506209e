"""What happened: a list of events."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from .flow import Flow, told
from .parts import Html, dn, page, short, table, text

if TYPE_CHECKING:
    from ..events import Event

SHOWN = 25
"""The first so many events are listed."""

ADDED_UP = 100_000
"""In longer lists nobody looks for settlements unasked."""


def events(facts: Sequence[Event]) -> Html:
    """The first events, and where the revenue went if tasks were settled among them."""
    rows = [(type(fact).__name__, _fields(fact)) for fact in islice(facts, SHOWN)]
    more = len(facts) - len(rows)
    if more > 0:
        rows.append(("…", text(f"{more} more")))
    listed = table(f"Events: {len(facts)}", rows)
    flow = Flow.of(facts) if len(facts) <= ADDED_UP else Flow(set(), {})
    return page(listed, *(told(flow, {}) if flow.gross else ()))


def _fields(fact: Event) -> Html:
    names: tuple[str, ...] = type(fact).__match_args__  # type: ignore[attr-defined]
    said = [f"{text(name.rstrip('_'))} {_value(name, getattr(fact, name))}" for name in names]
    return Html(", ".join(said))


def _value(name: str, value: object) -> Html:
    if name in ("amount", "collateral", "new_money") and isinstance(value, int):
        return text(dn(value))
    shown = str(value)
    if shown.startswith("0x"):
        return short(value)
    return text(shown if len(shown) <= 80 else f"{shown[:80]}…")
