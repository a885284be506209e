"""What notebooks show: the numbers in it, and that nothing in it is markup but what we made."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from deepnode import (
    DN,
    Address,
    Domain,
    Params,
    Revenue,
    demo,
    events,
    format_dn,
    format_rate,
    percent,
    places,
    settlement,
    show,
)
from deepnode._html.parts import Html, moment, number, share, span, table, text, weight

VOID = {"br", "img", "rect"}


class Page(HTMLParser):
    """The tables of a page as rows of cells, and its other text. A tag that is not closed is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.drawn: list[str] = []
        self.tags: set[str] = set()
        self._open: list[str] = []
        self._rows: list[list[str]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
        elif tag == "caption":
            self._caption = ""
        elif tag == "text":
            self.drawn.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "table":
            self.tables[self._caption] = self._rows

    def handle_data(self, data: str) -> None:
        if "caption" in self._open:
            self._caption += data
        elif "td" in self._open or "th" in self._open:
            self._rows[-1][-1] += data
        elif self._open and self._open[-1] == "text":
            self.drawn[-1] += data

    def row(self, caption: str, first: str) -> list[str]:
        """The cells beside the first one of a row."""
        return next(row[1:] for row in self.tables[caption] if row[0] == first)


def addresses(count: int) -> list[Address]:
    return [Address(bytes([n]) * 20) for n in range(1, count + 1)]


def paid() -> list[events.Event]:
    """What the usual parameters make of 100 DN, and 20 DN that are refunded."""
    escrow = places.Escrow(1)
    fees, foundation, treasury, creator, one, two, miner, consumer = map(places.Balance, addresses(8))
    return [
        events.Moved(escrow, fees, DN(4), "fees"),
        events.Moved(escrow, places.Burn(), DN(1), "revenue_burn"),
        events.Moved(escrow, places.Burn(), DN(1), "buyback"),
        events.Moved(escrow, foundation, DN(1), "foundation"),
        events.Moved(escrow, treasury, DN(2), "domain"),
        events.Moved(escrow, places.Pool(), DN(1), "emission"),
        events.Moved(escrow, creator, DN(10), "owners"),
        events.Moved(escrow, one, DN(8), "validation"),
        events.Moved(escrow, two, DN(8), "validation"),
        events.Moved(escrow, miner, DN(64), "mining"),
        events.Moved(escrow, consumer, DN(20), "refund"),
    ]


def test_parameters_are_said_in_dn_percent_and_words() -> None:
    params = Params(
        registration_fee=DN("2.5"),
        exit_cooldown_ms=90_000,
        revenue=Revenue(fees=percent("12.5")),
        owner="0x" + "ab" * 20,
    )
    page = Page(params._repr_html_())
    assert page.row("Taking part", "registration fee") == ["2.5 DN", "50 % of it burned"]
    assert page.row("Taking part", "cooldown after leaving")[0] == "1 min 30 s"
    assert page.row("Revenue of a task", "fees") == ["12.5 %", "of the gross"]
    assert page.row("Revenue of a task", "miners") == ["80 %", "of the rest"]
    assert page.row("Trust", "late")[0] == "0.5"
    assert page.row("Roles, phase 1: inference only", "owner") == [str(params.owner)]
    assert page.row("What a case costs, of the collateral", "critical")[-1].startswith("has to go for good")
    assert page.row("Governance", "voting") == ["3 d"]


def test_every_parameter_is_shown() -> None:
    """A value that stands out, in each place in turn, changes the page."""
    usual: Any = Params()
    before = usual._repr_html_()
    for name in Params.__match_args__:
        value = getattr(usual, name)
        if isinstance(value, int):
            assert usual.replace(**{name: value + 1})._repr_html_() != before, name
        elif isinstance(value, Address):
            assert usual.replace(**{name: "0x" + "ab" * 20})._repr_html_() != before, name
        elif not isinstance(value, str):
            for part in type(value).__match_args__:
                inner = getattr(value, part)
                if isinstance(inner, bool) or not isinstance(inner, int):
                    continue
                changed = usual.replace(**{name: value.replace(**{part: inner + 1})})
                assert changed._repr_html_() != before, f"{name}.{part}"


def test_a_settlement_is_said_exactly() -> None:
    miner = addresses(8)[6]
    page = Page(show.settlements(paid(), {miner: "Mia"}))
    went = page.tables["Where the revenue went"]
    assert page.row("Where the revenue went", "■ miners") == ["Mia", "64 DN", "64.0 %"]
    assert page.row("Where the revenue went", "■ validators")[1:] == ["16 DN", "16.0 %"]
    assert page.row("Where the revenue went", "■ refunded, not done")[1:] == ["20 DN", ""]
    assert page.row("Where the revenue went", "gross revenue")[1:] == ["100 DN", "100.0 %"]
    assert len(went) == 1 + 10 + 1


def test_bands_are_as_wide_as_their_amounts() -> None:
    html = show.settlements(paid())
    widths = [float(height) for height in re.findall(r'<rect x="470.0" [^>]*height="([0-9.]+)"', html)]
    (whole,) = (float(height) for height in re.findall(r'<rect x="144.0" [^>]*height="([0-9.]+)"', html))
    assert sum(widths) == pytest.approx(whole, abs=0.1)
    amounts = [64, 16, 10, 4, 2, 1, 1, 1, 1, 20]
    assert widths == pytest.approx([whole * amount / 120 for amount in amounts], abs=0.01)
    page = Page(html)
    assert page.drawn[:2] == ["price of task 1", "120 DN"]
    assert "miners, 53.3 %" in page.drawn


def test_several_tasks_are_added_up() -> None:
    again = [e.replace(from_=places.Escrow(2)) for e in paid() if isinstance(e, events.Moved)]
    page = Page(show.settlements([*paid(), *again]))
    assert page.row("Where the revenue went", "gross revenue")[1] == "200 DN"
    assert page.drawn[0] == "price of 2 tasks"


def test_other_money_is_no_revenue() -> None:
    deposit = events.Moved(places.Outside(), places.Balance(addresses(1)[0]), DN(5), "deposit")
    assert "No task was settled" in show.settlements([deposit])


def test_what_a_stranger_wrote_is_no_markup() -> None:
    evil = "<script>alert('x')</script>&\""
    miner = addresses(8)[6]
    for html in (show.settlements(paid(), {miner: evil}), table(evil, [(evil, number(evil))], (evil, evil))):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
    page = Page(show.settlements(paid(), {miner: evil}))
    assert page.row("Where the revenue went", "■ miners")[0] == evil
    assert "script" not in page.tags


def test_nothing_comes_from_elsewhere() -> None:
    for html in (Params()._repr_html_(), show.settlements(paid())):
        assert "http" not in html
        assert "url(" not in html
        assert "@import" not in html


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (span(0), "0 ms"),
        (span(604_800_000), "7 d"),
        (moment(1_234_567), "1 234 567 ms"),
        (share(1, 3), "33.3 %"),
        (share(2, 3), "66.7 %"),
        (share(0, 0), "0.0 %"),
        (weight(20_000_000), "20"),
        (weight(1), "0.000001"),
        (text(Html("<b>")), "<b>"),
        (text("<b>"), "&lt;b&gt;"),
    ],
)
def test_parts(said: str, expected: str) -> None:
    assert said == expected


@pytest.fixture(scope="module")
def played() -> demo.Play:
    return demo.play(30, 7)


def test_a_domain_says_where_it_stands(played: demo.Play) -> None:
    domain = played.domain
    page = Page(domain._repr_html_())
    assert page.row("Domain", "time") == [moment(domain.time)]
    assert page.row("Money", "deposited") == [format_dn(domain.supply.deposited)]
    assert page.row("Money", "= circulating") == [format_dn(domain.supply.circulating)]
    assert page.row("Where it is", "in all places") == [format_dn(domain.supply.circulating), "100.0 %"]
    assert page.row("Where it is", "pool")[0] == format_dn(domain.totals.pool)
    assert page.row("In it", "tasks")[0] == "30"
    assert page.row("In it", "miners") == ["5", "4 active, 1 deregistered"]


def test_an_empty_domain_too() -> None:
    page = Page(Domain(1, Address.ZERO, Params())._repr_html_())
    assert page.row("Where it is", "in all places") == ["0 DN", ""]
    assert page.row("Domain", "next deadline") == ["none"]


def test_miners(played: demo.Play) -> None:
    rows = played.domain.miners()
    page = Page(show.miners(rows, played.names))
    ada = rows[0]
    status, trust, vwu, collateral, in_flight, case = page.row("Miners: 5", "Ada")
    assert (status, trust, collateral) == ("active", format_rate(ada.score), format_dn(ada.collateral))
    assert int(vwu.replace(".", "")) == ada.vwu
    assert (in_flight, case) == ("0 of 2", "")
    one = Page(ada._repr_html_())
    assert one.row("Miner", "address") == [str(ada.address)]
    assert one.row("Miner", "collateral") == [format_dn(ada.collateral)]


def test_a_task(played: demo.Play) -> None:
    task = played.domain.tasks()[0]
    page = Page(task._repr_html_())
    assert page.row("Task 1", "consumer") == [str(task.consumer)]
    price = format_dn(task.unit_price * task.units)
    assert page.row("Task 1", "price") == [f"{price}: {task.units} units at {format_dn(task.unit_price)}"]
    assert page.row("Slots", "0")[:2] == ["approved", str(task.slots[0].assignment)]


def test_events_of_a_play_are_added_up(played: demo.Play) -> None:
    page = Page(show.settlements(played.events, played.names))
    revenue = sum(
        event.amount
        for event in played.events
        if isinstance(event, events.Moved)
        and isinstance(event.from_, places.Escrow)
        and event.reason != "refund"
    )
    assert page.row("Where the revenue went", "gross revenue")[1] == format_dn(revenue)


def test_a_list_of_events_is_listed_and_added_up(played: demo.Play) -> None:
    html = played.events._repr_html_()
    page = Page(html)
    listed = page.tables[f"Events: {len(played.events)}"]
    assert [row[0] for row in listed[:25]] == [type(event).__name__ for event in played.events[:25]]
    assert listed[25] == ["…", f"{len(played.events) - 25} more"]
    assert "gross revenue" in [row[0] for row in page.tables["Where the revenue went"]]
    few = Page(played.events[:2]._repr_html_())
    assert list(few.tables) == ["Events: 2"]
    assert few.row("Events: 2", "Moved")[0].endswith("amount 10000 DN, reason deposit")


def test_parts_of_a_revenue() -> None:
    parts = settlement.Parts.of(DN(100), Params().revenue)
    page = Page(parts._repr_html_())
    assert page.row("Where it goes", "■ miners") == ["64 DN", "64.0 %"]
    assert page.row("Where it goes", "gross revenue") == ["100 DN", "100.0 %"]
    assert "There is nothing" in settlement.Parts.of(0, Params().revenue)._repr_html_()
