"""A domain, and who and what is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .parts import Html, code, dn, moment, page, rate, share, short, table, text, weight

if TYPE_CHECKING:
    from .. import Address, Domain, Miner, Task


def domain(d: Domain) -> Html:
    """Where a domain stands: what it is, how much money there is and where, who takes part, what is open."""
    return page(_overview(d), _supply(d), _totals(d), _members(d))


def miner(m: Miner) -> Html:
    """One miner."""
    rows: list[tuple[object, object]] = [
        ("address", code(m.address)),
        ("status", m.status),
        ("collateral", dn(m.collateral)),
        ("trust", rate(m.score)),
        ("evidence", f"{weight(m.evidence[0])} good, {weight(m.evidence[1])} bad"),
        ("verified work units", _work(m.vwu)),
        ("in flight", f"{len(m.in_flight)} of {m.slots} slots"),
        ("serves", _several(m.models)),
    ]
    if m.until is not None:
        rows.append(("its money comes free at", moment(m.until)))
    if m.case is not None:
        rows.append(("open case", m.case))
    return page(table("Miner", rows))


def miners(rows: Iterable[Miner], names: Mapping[Address, str] | None = None) -> Html:
    """A list of miners."""
    header = ("miner", "status", "trust", "VWU", "collateral", "in flight", "case")
    lines = [
        (
            _named(m.address, names or {}),
            m.status,
            rate(m.score),
            _work(m.vwu),
            dn(m.collateral),
            f"{len(m.in_flight)} of {m.slots}",
            "" if m.case is None else m.case,
        )
        for m in rows
    ]
    return page(table(f"Miners: {len(lines)}", lines, header, range(2, 7)))


def task(t: Task) -> Html:
    """One task and its slots."""
    price = t.unit_price * t.units
    rows: list[tuple[object, object]] = [
        ("status", t.status if t.reason is None else f"{t.status}: {str(t.reason).replace('_', ' ')}"),
        ("consumer", code(t.consumer)),
        ("model", short(t.model)),
        ("price", f"{dn(price)}: {t.units} units at {dn(t.unit_price)}"),
        ("in escrow", dn(t.escrow)),
        ("input", short(t.input)),
    ]
    if t.ended is not None:
        rows.append(("ended", moment(t.ended)))
    slots = [
        (
            place,
            s.state if s.reason is None else f"{s.state}: {str(s.reason).replace('_', ' ')}",
            "" if s.assignment is None else s.assignment,
            s.attempts,
        )
        for place, s in enumerate(t.slots)
    ]
    return page(
        table(f"Task {t.id}", rows),
        table("Slots", slots, ("slot", "state", "assignment", "attempts"), [0, 2, 3]),
    )


def _overview(d: Domain) -> Html:
    due = d.next_deadline
    rows = [
        ("id", short(d.id)),
        ("contract", Html(f"{code(d.contract)} on chain {text(d.chain_id)}")),
        ("time", moment(d.time)),
        ("next deadline", "none" if due is None else moment(due)),
        ("events", d.sequence),
        ("head", short(d.head)),
        ("parameters", f"version {d.params_version}, phase {d.params.phase}"),
    ]
    return table("Domain", rows)


def _supply(d: Domain) -> Html:
    s = d.supply
    rows = [
        ("deposited", dn(s.deposited)),
        ("+ emitted", dn(s.emitted)),
        ("− withdrawn", dn(s.withdrawn)),
        ("− burned", dn(s.burned)),
        (Html("<b>= circulating</b>"), dn(s.circulating)),
    ]
    return table("Money", rows, numbers=[1])


def _totals(d: Domain) -> Html:
    t = d.totals
    whole = t.sum()
    places = ("balances", "collateral", "stake", "delegations", "unbonding", "escrow", "deposits", "pool")
    rows: list[tuple[object, ...]] = []
    for place in places:
        units: int = getattr(t, place)
        rows.append((place, dn(units), share(units, whole) if whole else ""))
    rows.append((Html("<b>in all places</b>"), dn(whole), "100.0 %" if whole else ""))
    return table("Where it is", rows, ("place", "amount", "share"), [1, 2])


def _members(d: Domain) -> Html:
    def counted(statuses: Iterable[object]) -> str:
        found = Counter(str(status) for status in statuses)
        return ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in sorted(found.items()))

    tasks, cases = d.tasks(), d.cases()
    rows = [
        ("models", len(d.models()), counted(m.status for m in d.models())),
        ("miners", len(d.miners()), counted(m.status for m in d.miners())),
        ("validators", len(d.validators()), counted(v.status for v in d.validators())),
        ("tasks", len(tasks), counted(t.status for t in tasks)),
        ("cases", len(cases), counted(c.status for c in cases)),
        ("proposals", len(d.proposals()), counted(p.status for p in d.proposals())),
    ]
    return table("In it", rows, ("", "", ""), [1])


def _work(vwu: int) -> str:
    """Thousandths as units of work."""
    return f"{vwu // 1000}.{vwu % 1000:03}"


def _several(values: Iterable[object]) -> Html:
    return Html(", ".join(short(value) for value in values) or "nothing")


def _named(who: Address, names: Mapping[Address, str]) -> Html:
    return text(names[who]) if who in names else short(who)
