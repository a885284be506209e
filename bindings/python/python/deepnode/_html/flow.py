"""Where the revenue of settled tasks went: a flow, and the same in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .parts import Html, dn, page, share, short, table, text

if TYPE_CHECKING:
    from .. import Address
    from ..events import Event
    from ..places import Place
    from ..settlement import Parts

LEGS: dict[str, tuple[str, str]] = {
    "mining": ("miners", "#4e79a7"),
    "validation": ("validators", "#59a14f"),
    "owners": ("creator and backers", "#b07aa1"),
    "fees": ("fees", "#9c755f"),
    "domain": ("treasury", "#76b7b2"),
    "foundation": ("foundation", "#edc948"),
    "emission": ("emission pool", "#f28e2b"),
    "revenue_burn": ("burned", "#e15759"),
    "buyback": ("bought back and burned", "#ff9da7"),
    "refund": ("refunded, not done", "#8a8a8a"),
}
"""What a settlement pays, in the order in which it is shown: by the reason, its name and its colour."""

PARTS: dict[str, str] = {
    "mining": "miners",
    "validation": "validators",
    "owners": "owners",
    "fees": "fees",
    "domain": "domain",
    "foundation": "foundation",
    "emission": "emission",
    "revenue_burn": "burn",
    "buyback": "buyback",
}
"""Which part of a revenue is paid for which reason."""


@dataclass
class Flow:
    """What left the escrows of tasks, by reason and by place."""

    tasks: set[int]
    legs: dict[str, dict[Place, int]]

    @classmethod
    def of(cls, events: Iterable[Event]) -> Flow:
        """Of all moves out of an escrow: settlements and refunds."""
        from ..events import Moved
        from ..places import Escrow

        tasks: set[int] = set()
        legs: dict[str, dict[Place, int]] = {reason: defaultdict(int) for reason in LEGS}
        for event in events:
            if isinstance(event, Moved) and isinstance(event.from_, Escrow):
                tasks.add(event.from_.task)
                legs.setdefault(str(event.reason), defaultdict(int))[event.to] += event.amount
        return cls(tasks, {reason: dict(places) for reason, places in legs.items() if places})

    @property
    def total(self) -> int:
        """All that left the escrows."""
        return sum(self.leg(reason) for reason in self.legs)

    @property
    def gross(self) -> int:
        """What was earned: all but refunds."""
        return self.total - self.leg("refund")

    def leg(self, reason: str) -> int:
        """What was paid for a reason."""
        return sum(self.legs.get(reason, {}).values())


def settlements(events: Iterable[Event], names: Mapping[Address, str] | None = None) -> Html:
    """The flow and the table of the settlements among the events."""
    flow = Flow.of(events)
    if not flow.total:
        return page(Html("<p>No task was settled or refunded here.</p>"))
    return page(*told(flow, names or {}))


def told(flow: Flow, names: Mapping[Address, str]) -> tuple[Html, Html]:
    """The flow as a picture and as a table."""
    tasks = f"task {next(iter(flow.tasks))}" if len(flow.tasks) == 1 else f"{len(flow.tasks)} tasks"
    legs = {reason: flow.leg(reason) for reason in flow.legs}
    return picture(f"price of {tasks}", legs), _table(flow, names)


def settlement(parts: Parts) -> Html:
    """The flow and the table of a gross revenue that is divided."""
    legs = {reason: amount for reason, part in PARTS.items() if (amount := getattr(parts, part))}
    gross = sum(legs.values())
    if not gross:
        return page(Html("<p>There is nothing to divide.</p>"))
    rows = [(_key(reason), dn(amount), share(amount, gross)) for reason, amount in legs.items()]
    rows.append((Html("<b>gross revenue</b>"), dn(gross), "100.0 %"))
    return page(picture("gross revenue", legs), table("Where it goes", rows, ("", "amount", "share"), [1, 2]))


def picture(source_name: str, legs: Mapping[str, int]) -> Html:
    """One bar for what is divided, and from it a band for each leg, as wide as its amount."""
    total = sum(legs.values())
    height, gap, least, left, right, width = 240.0, 8.0, 15.0, 150.0, 470.0, 760
    unit = height / total
    source = target = 6.0
    bands: list[str] = []
    labels: list[str] = []
    for reason, amount in legs.items():
        name, colour = _named(reason)
        thick = max(amount * unit, 0.75)
        room = max(thick, least)
        above, below = source, source + thick
        top = target + (room - thick) / 2
        bottom, middle = top + thick, (left + right) / 2
        bands.append(
            f'<path fill="{colour}" fill-opacity=".75" d="M{left:.1f},{above:.2f} '
            f"C{middle:.1f},{above:.2f} {middle:.1f},{top:.2f} {right:.1f},{top:.2f} L{right:.1f},{bottom:.2f} "
            f'C{middle:.1f},{bottom:.2f} {middle:.1f},{below:.2f} {left:.1f},{below:.2f} Z">'
            f"<title>{text(name)}: {text(dn(amount))}</title></path>"
            f'<rect x="{right:.1f}" y="{top:.2f}" width="5" height="{thick:.2f}" fill="{colour}"/>'
        )
        labels.append(
            f'<text x="{right + 12:.1f}" y="{target + room / 2 + 4:.2f}">'
            f"{text(name)}, {text(share(amount, total))}</text>"
        )
        source, target = below, target + room + gap
    tall = max(source, target) + 6
    middle = (6.0 + source) / 2
    origin = (
        f'<rect x="{left - 6:.1f}" y="6" width="6" height="{source - 6:.2f}" fill="#8a8a8a"/>'
        f'<text x="{left - 14:.1f}" y="{middle:.2f}" text-anchor="end">{text(source_name)}</text>'
        f'<text x="{left - 14:.1f}" y="{middle + 16:.2f}" text-anchor="end">{text(_rounded(total))}</text>'
    )
    return Html(
        f'<svg role="img" aria-label="Where the {text(source_name)} goes" viewBox="0 0 {width} {tall:.0f}" '
        f'width="{width}" style="max-width:100%;height:auto">{origin}{"".join(bands)}{"".join(labels)}</svg>'
    )


def _table(flow: Flow, names: Mapping[Address, str]) -> Html:
    rows: list[tuple[object, ...]] = []
    for reason, places in flow.legs.items():
        amount = flow.leg(reason)
        gross = "" if reason == "refund" else share(amount, flow.gross)
        rows.append((_key(reason), _receivers(places, names), dn(amount), gross))
    rows.append((Html("<b>gross revenue</b>"), "", dn(flow.gross), "100.0 %" if flow.gross else ""))
    return table("Where the revenue went", rows, ("", "to", "amount", "of the gross"), [2, 3])


def _key(reason: str) -> Html:
    name, colour = _named(reason)
    return Html(f'<span style="color:{colour}">■</span> {text(name)}')


def _receivers(places: Mapping[Place, int], names: Mapping[Address, str]) -> Html:
    shown = [_place(place, names) for place in list(places)[:4]]
    more = f" and {len(places) - 4} more" if len(places) > 4 else ""
    return Html(", ".join(shown) + more)


def _place(place: Place, names: Mapping[Address, str]) -> Html:
    from ..places import Balance, Burn, Pool

    match place:
        case Balance(address):
            return text(names[address]) if address in names else short(address)
        case Pool():
            return text("the pool")
        case Burn():
            return text("nobody")
        case _:
            return text(place)


def _named(reason: str) -> tuple[str, str]:
    return LEGS.get(reason, (reason.replace("_", " "), "#8a8a8a"))


def _rounded(units: int) -> str:
    """DN for a picture, to four decimals; the table says them exactly."""
    tenthousandths = (units + 5 * 10**13) // 10**14
    whole, part = divmod(tenthousandths, 10_000)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".") + " DN"
