"""The economic parameters of a domain, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .form import Reader, address, amount, boolean, fields, list_of, number, word
from .money import ONE, U32_MAX

ROLES = ("owner", "foundation", "treasury", "fee_recipient", "bridge", "sequencer")
SEVERITIES = ("minor", "major", "critical")
MAX_DURATION_MS = 31_622_400_000
MIN_EPOCH_MS = 60_000
MAX_ADMITTED = 65_536


class InvalidParams(ValueError):
    """A set of parameters breaks a rule; `field` names it, with dots into groups."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"params.{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Revenue:
    """How the revenue of a task is divided."""

    fees: int
    burn: int
    burn_base: str
    buyback: int
    foundation: int
    owners: int
    domain: int
    emission: int
    validators: int


@dataclass(frozen=True, slots=True)
class Trust:
    """What an event leaves of earlier evidence, what it adds, and the floor for leases."""

    decay: int
    idle_decay: int
    good: int
    late: int
    minor: int
    major: int
    critical: int
    floor: int

    def of(self, severity: str) -> int:
        """The weight of a rejection."""
        return {"minor": self.minor, "major": self.major, "critical": self.critical}[severity]


@dataclass(frozen=True, slots=True)
class Queue:
    """How tasks go through the queue; times are in milliseconds."""

    max_attempts: int
    max_rounds: int
    commit_ms: int
    reveal_ms: int
    undecided_after_ms: int
    wait_ms: int


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a case of one severity costs."""

    slash: int
    treasury: int
    returned: int
    deregister: bool
    suspend: bool
    ban: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The windows of a case."""

    window_ms: int
    appeal_ms: int


@dataclass(frozen=True, slots=True)
class Emission:
    """New money, epoch by epoch."""

    epoch_ms: int
    first: int
    decay: int
    cap: int
    foundation: int
    domain: int
    owners: int
    stakers: int
    validators: int


@dataclass(frozen=True, slots=True)
class Governance:
    """How parameters are changed."""

    timelock_ms: int
    voting_ms: int
    quorum: int
    veto: int
    deposit: int


@dataclass(frozen=True, slots=True)
class Params:
    """A version of the parameters. Of roles and phase it says only what they were at first: see `State`."""

    phase: int
    owner: str
    foundation: str
    treasury: str
    fee_recipient: str
    bridge: str
    sequencer: str
    registration_fee: int
    registration_burn: int
    admission: frozenset[str] | None
    """Who may register; anybody if `None`."""
    min_collateral: int
    collateral_per_slot: int
    min_stake: int
    stake_cap: int
    exit_cooldown_ms: int
    revenue: Revenue
    trust: Trust
    queue: Queue
    severity: dict[str, Penalty]
    review: Review
    rejection_pay: int
    emission: Emission
    governance: Governance
    source: dict[str, Any]
    """The set as JSON, for the event of a proposal."""

    def minimum_collateral(self, slots: int) -> int:
        """What a miner with so many slots needs; it may be more than there can be."""
        return self.min_collateral + slots * self.collateral_per_slot

    def admits(self, who: str) -> bool:
        """Whether an address may register."""
        return self.admission is None or who in self.admission


def _admission(value: Any) -> frozenset[str] | None:
    if isinstance(value, str):
        word("open")(value)
        return None
    return frozenset(fields(value, {"list": list_of(address)})["list"])


def _group(cls: Any, readers: Mapping[str, Reader], rename: Mapping[str, str] | None = None) -> Reader:
    """Reads an object into a dataclass whose fields may have other names."""
    rename = rename or {}

    def read(value: Any) -> Any:
        return cls(**{rename.get(name, name): member for name, member in fields(value, readers).items()})

    return read


def _same(reader: Reader, names: str) -> dict[str, Reader]:
    return dict.fromkeys(names.split(), reader)


_REVENUE = {
    **_same(number, "fees burn buyback foundation owners domain emission validators"),
    "burn_base": word("fees", "gross"),
}
_TRUST = _same(number, "decay idle_decay good late minor major critical floor")
_QUEUE = _same(number, "max_attempts max_rounds commit_ms reveal_ms undecided_after_ms wait_ms")
_PENALTY = {**_same(number, "slash treasury return"), **_same(boolean, "deregister suspend ban")}
_REVIEW = _same(number, "window_ms appeal_ms")
_EMISSION = {
    **_same(number, "epoch_ms decay foundation domain owners stakers validators"),
    **_same(amount, "first cap"),
}
_GOVERNANCE = {**_same(number, "timelock_ms voting_ms quorum veto"), "deposit": amount}

_FIELDS: dict[str, Reader] = {
    "phase": number,
    **dict.fromkeys(ROLES, address),
    **_same(amount, "registration_fee min_collateral collateral_per_slot min_stake stake_cap rejection_pay"),
    **_same(number, "registration_burn exit_cooldown_ms"),
    "admission": _admission,
    "revenue": _group(Revenue, _REVENUE),
    "trust": _group(Trust, _TRUST),
    "queue": _group(Queue, _QUEUE),
    "severity": _group(dict, dict.fromkeys(SEVERITIES, _group(Penalty, _PENALTY, {"return": "returned"}))),
    "review": _group(Review, _REVIEW),
    "emission": _group(Emission, _EMISSION),
    "governance": _group(Governance, _GOVERNANCE),
}


def read_params(value: Any) -> Params:
    """Reads a set of the form that files and proposals have; `validate` checks it."""
    read = fields(value, _FIELDS)
    source = value | {role: read[role] for role in ROLES}
    if read["admission"] is not None:
        source["admission"] = {"list": sorted(read["admission"])}
    return Params(**read, source=source)


def _ensure(holds: bool, field: str, reason: str) -> None:
    if not holds:
        raise InvalidParams(field, reason)


def _shares(group: Any, prefix: str, names: str) -> None:
    for name in names.split():
        rate = getattr(group, name)
        _ensure(rate <= ONE, f"{prefix}{name}", "expected a rate of at most 1000000000")


def _durations(group: Any, prefix: str, names: str) -> None:
    for name in names.split():
        ms = getattr(group, name)
        reason = "expected 1..=31622400000 milliseconds (366 days)"
        _ensure(1 <= ms <= MAX_DURATION_MS, f"{prefix}{name}", reason)


def _whole(field: str, *rates: int) -> None:
    _ensure(sum(rates) <= ONE, field, "expected shares that add up to at most 1000000000")


def validate(params: Params) -> None:
    """Refuses the first field that breaks a rule, by `InvalidParams`."""
    _ensure(params.phase in (1, 2), "phase", "expected 1 or 2")
    _shares(params, "", "registration_burn")
    admitted = params.admission or ()
    _ensure(len(admitted) <= MAX_ADMITTED, "admission.list", "expected at most 65536 addresses")
    _durations(params, "", "exit_cooldown_ms")

    r = params.revenue
    _shares(r, "revenue.", "fees burn buyback foundation owners domain emission validators")
    beside_fees = r.burn if r.burn_base == "gross" else 0
    _whole("revenue", r.fees, r.buyback, r.foundation, r.owners, r.domain, r.emission, beside_fees)

    t = params.trust
    _shares(t, "trust.", "decay idle_decay")
    for name in ("good", "late", "minor", "major", "critical"):
        _ensure(getattr(t, name) <= U32_MAX, f"trust.{name}", "expected at most 2^32-1 micro-units")
    _shares(t, "trust.", "floor")

    q = params.queue
    _ensure(1 <= q.max_attempts <= U32_MAX, "queue.max_attempts", "expected 1..=2^32-1")
    _ensure(1 <= q.max_rounds <= 9, "queue.max_rounds", "expected 1..=9")
    _durations(q, "queue.", "commit_ms reveal_ms undecided_after_ms wait_ms")

    for severity in SEVERITIES:
        penalty = params.severity[severity]
        prefix = f"severity.{severity}."
        _ensure(penalty.slash <= ONE, f"{prefix}slash", "expected a rate of at most 1000000000")
        _ensure(penalty.treasury <= ONE, f"{prefix}treasury", "expected a rate of at most 1000000000")
        _ensure(penalty.returned <= ONE, f"{prefix}return", "expected a rate of at most 1000000000")
        _whole(f"{prefix}return", penalty.slash, penalty.returned)
        _ensure(penalty.deregister or not penalty.ban, f"{prefix}ban", "expected no ban without deregister")

    _durations(params.review, "review.", "window_ms appeal_ms")

    e = params.emission
    _durations(e, "emission.", "epoch_ms")
    _ensure(e.epoch_ms >= MIN_EPOCH_MS, "emission.epoch_ms", "expected at least 60000 milliseconds")
    _shares(e, "emission.", "decay foundation")
    _ensure(e.domain <= ONE // 10, "emission.domain", "expected at most 100000000 (10 %)")
    _shares(e, "emission.", "owners stakers validators")
    _whole("emission", e.foundation, e.domain, e.owners, e.stakers, e.validators)

    g = params.governance
    _durations(g, "governance.", "timelock_ms voting_ms")
    _shares(g, "governance.", "quorum veto")


def default_params() -> dict[str, Any]:
    """The usual values as JSON, with nobody in the roles: name who holds them."""
    percent, day, dn = ONE // 100, 86_400_000, 10**18

    def penalty(slash: int, returned: int, suspend: bool, ban: bool) -> dict[str, Any]:
        return {
            "slash": slash * percent,
            "treasury": 50 * percent,
            "return": returned * percent,
            "deregister": True,
            "suspend": suspend,
            "ban": ban,
        }

    return {
        "phase": 1,
        **dict.fromkeys(ROLES, "0x" + "00" * 20),
        "registration_fee": str(10 * dn),
        "registration_burn": 50 * percent,
        "admission": "open",
        "min_collateral": str(1000 * dn),
        "collateral_per_slot": str(100 * dn),
        "min_stake": str(1000 * dn),
        "stake_cap": str(1_000_000 * dn),
        "exit_cooldown_ms": 7 * day,
        "revenue": {
            "fees": 5 * percent,
            "burn": 20 * percent,
            "burn_base": "fees",
            "buyback": percent,
            "foundation": percent,
            "owners": 10 * percent,
            "domain": 2 * percent,
            "emission": percent,
            "validators": 20 * percent,
        },
        "trust": {
            "decay": 98 * percent,
            "idle_decay": 97 * percent,
            "good": 1_000_000,
            "late": 500_000,
            "minor": 2_000_000,
            "major": 6_000_000,
            "critical": 20_000_000,
            "floor": 0,
        },
        "queue": {
            "max_attempts": 3,
            "max_rounds": 2,
            "commit_ms": 60_000,
            "reveal_ms": 60_000,
            "undecided_after_ms": 3_600_000,
            "wait_ms": 3_600_000,
        },
        "severity": {
            "minor": penalty(5, 95, suspend=False, ban=False),
            "major": penalty(50, 40, suspend=True, ban=False),
            "critical": penalty(100, 0, suspend=True, ban=True),
        },
        "review": {"window_ms": 3 * day, "appeal_ms": 2 * day},
        "rejection_pay": "0",
        "emission": {
            "epoch_ms": day,
            "first": "0",
            "decay": ONE,
            "cap": "0",
            "foundation": percent,
            "domain": 5 * percent,
            "owners": 9 * percent,
            "stakers": 10 * percent,
            "validators": 25 * percent,
        },
        "governance": {
            "timelock_ms": 2 * day,
            "voting_ms": 3 * day,
            "quorum": 50 * percent,
            "veto": 334_000_000,
            "deposit": str(100 * dn),
        },
    }
