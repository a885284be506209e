"""What a domain remembers. Rows are in order of registration, or by id in order of creation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from . import hashes
from .money import AMOUNT_MAX, U64_MAX, U128_MAX, floor, later, split
from .params import ROLES, Params
from .trust import Evidence

Event = dict[str, Any]

Place = tuple[str, Any]
"""Where money is: its kind, and whose it is, such as `("balance", address)` or `("escrow", 3)`."""

PLACES = ("balance", "collateral", "stake", "delegation", "unbonding", "escrow", "deposit", "pool")
"""Kinds of places. Money also comes from `outside` and `emission`, and goes to `outside` and `burn`."""

POOL: Place = ("pool", None)
OUTSIDE: Place = ("outside", None)
EMISSION: Place = ("emission", None)
BURN: Place = ("burn", None)


@dataclass(slots=True)
class Model:
    id: str
    creator: str
    kind: str
    unit_price: int
    committee: int
    replicas: int
    lease_ms: int
    creator_share: int
    backers: list[tuple[str, int]]
    manifest: str
    status: str = "pending"
    difficulty: int = 0
    evidence: Evidence = field(default_factory=Evidence)
    vwu: int = 0

    def divide(self, amount: int) -> list[tuple[str, int]]:
        """What the owners receive: the creator its share, the backers the rest, or the creator all of it."""
        creator = floor(amount, self.creator_share)
        shares = split(amount - creator, [weight for _, weight in self.backers])
        if shares is None:
            return [(self.creator, amount)]
        backers = zip((backer for backer, _ in self.backers), shares, strict=True)
        return [(self.creator, creator), *backers]


@dataclass(slots=True)
class Miner:
    address: str
    membership: str = "deregistered"
    """`member`, `exiting` until a time, `deregistered` or `banned`."""
    until: int = 0
    paused: bool = False
    suspended: bool = False
    slots: int = 0
    models: frozenset[str] = frozenset()
    in_flight: list[int] = field(default_factory=list)
    """Assignments that are not over, ascending."""
    evidence: Evidence = field(default_factory=Evidence)
    vwu: int = 0
    case: Case | None = None

    @property
    def registered(self) -> bool:
        return self.membership in ("member", "exiting")

    @property
    def status(self) -> str:
        """The first that applies."""
        if self.membership != "member":
            return self.membership
        return "suspended" if self.suspended else "paused" if self.paused else "active"


@dataclass(slots=True)
class Validator:
    address: str
    membership: str = "deregistered"
    """`member`, `exiting` until a time, or `deregistered`. A ban is kept with the miner of its address."""
    until: int = 0
    evidence: Evidence = field(default_factory=Evidence)
    seated: int = 0
    """Seats of rounds that are running."""

    @property
    def registered(self) -> bool:
        return self.membership in ("member", "exiting")

    @property
    def active(self) -> bool:
        return self.membership == "member"

    @property
    def status(self) -> str:
        return "active" if self.active else self.membership


@dataclass(slots=True)
class Slot:
    state: str
    """`waiting` since a time, `assigned`, `approved` or `closed`."""
    since: int
    attempts: int = 0
    approved: Assignment | None = None


@dataclass(slots=True)
class Task:
    id: int
    consumer: str
    model: Model
    units: int
    unit_price: int
    difficulty: int
    rules: Params
    """Those under which it was submitted."""
    slots: list[Slot]
    status: str = "queued"
    assignments: list[Assignment] = field(default_factory=list)
    last_close: str = ""
    """How the last slot to close ended."""

    @property
    def complete(self) -> bool:
        return all(slot.state in ("approved", "closed") for slot in self.slots)


@dataclass(slots=True)
class Seat:
    validator: Validator
    commitment: str | None = None
    verdict: str | None = None


@dataclass(slots=True)
class Round:
    seats: list[Seat]
    commit_until: int
    reveal_until: int | None = None

    @property
    def all_committed(self) -> bool:
        return all(seat.commitment is not None for seat in self.seats)

    @property
    def all_revealed(self) -> bool:
        """Whether every seat that committed has revealed."""
        return all(seat.commitment is None or seat.verdict is not None for seat in self.seats)


@dataclass(slots=True)
class Assignment:
    id: int
    task: Task
    slot: int
    miner: Miner
    rules: Params
    """Those under which it was leased."""
    lease_until: int
    status: str = "leased"
    since: int = 0
    """When the wait for seats began."""
    units_done: int = 0
    seal: str | None = None
    rounds: list[Round] = field(default_factory=list)
    severity: str = ""
    """Of a rejection."""
    vwu: int = 0

    def agreeing(self) -> list[Validator]:
        """Who revealed, in any round, a verdict that fits the outcome, in order of round and seat."""
        if self.status not in ("approved", "rejected"):
            return []
        seats = (seat for round_ in self.rounds for seat in round_.seats)
        return [seat.validator for seat in seats if agrees(self.status, seat.verdict)]


def agrees(outcome: str, verdict: str | None) -> bool:
    """Whether a verdict fits an outcome."""
    if outcome == "approved":
        return verdict == "correct"
    return outcome == "rejected" and verdict in ("minor", "major", "critical")


@dataclass(slots=True)
class Case:
    id: int
    miner: Miner
    rules: Params
    """Those under which it was opened."""
    phase: int
    """The phase in which it was opened."""
    rejections: list[Assignment]
    reported: str
    """The largest severity reported."""
    severity: str
    """The one that would execute now, or did."""
    status: str
    until: int
    """When the present window is over."""
    window_until: int
    """When the foundation's latest window is or was over."""
    appeal_until: int | None = None
    """When the time to appeal the decision is or was over."""


@dataclass(slots=True)
class Proposal:
    id: int
    proposer: str
    base: int
    rules: Params
    """Those under which it was made."""
    params: Params
    voting_until: int
    until: int
    """When voting or the timelock is over."""
    status: str = "voting"
    votes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Unbonding:
    staker: str
    amount: int
    until: int


@dataclass(slots=True)
class Delegation:
    """What a staker has behind a validator, and the least that it was.

    A pair `(e, low)` of `lows` says: since the beginning of each epoch up to `e`, and after the pair
    before, the least was `low`. For later epochs it is the present amount.
    """

    amount: int = 0
    lows: list[tuple[int, int]] = field(default_factory=list)

    def change(self, epoch: int, amount: int) -> None:
        lows = self.lows
        if amount < self.amount:
            while lows and lows[-1][1] >= amount:
                lows.pop()
        elif not lows or lows[-1][0] < epoch:
            lows.append((epoch, self.amount))
        self.amount = amount

    def least_since(self, epoch: int) -> int:
        """The least from before the first command of an open epoch until now."""
        return next((low for last, low in self.lows if last >= epoch), self.amount)

    def forget(self, before: int) -> None:
        """Drops what is known of epochs before this one."""
        self.lows = [pair for pair in self.lows if pair[0] >= before]


@dataclass(slots=True)
class Book:
    """Weights of one epoch's legs, and who had a trust event in it."""

    settled: bool = False
    models: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    miners: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    validators: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seen_models: set[str] = field(default_factory=set)
    seen_miners: set[str] = field(default_factory=set)
    seen_validators: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Supply:
    """Totals that only grow."""

    deposited: int = 0
    withdrawn: int = 0
    emitted: int = 0
    burned: int = 0

    @property
    def circulating(self) -> int:
        return self.deposited + self.emitted - self.withdrawn - self.burned

    @property
    def room(self) -> int:
        """How much more there may be."""
        return min(AMOUNT_MAX - self.circulating, U128_MAX - self.deposited - self.emitted)


Row = Model | Miner | Validator


class State:
    """The whole state of a domain, and the events of the command that is being applied."""

    def __init__(self, chain_id: int, contract: str, params: Params) -> None:
        self.id = hashes.domain_id(chain_id, contract)
        self.now = 0
        self.events: list[Event] = []

        self.version = 1
        self.rules = params
        """The parameters in force, but for phase and roles."""
        self.phase = params.phase
        self.roles: dict[str, str] = {role: getattr(params, role) for role in ROLES}
        self.offers: dict[str, str] = {}

        self.places: dict[str, dict[Any, int]] = {kind: {} for kind in PLACES if kind != "delegation"}
        self.delegations: dict[tuple[str, str], Delegation] = {}
        self.delegated: dict[str, int] = defaultdict(int)
        """Sums of the delegations to each validator."""
        self.supply = Supply()

        self.models: dict[str, Model] = {}
        self.miners: dict[str, Miner] = {}
        self.validators: dict[str, Validator] = {}
        self.tasks: dict[int, Task] = {}
        self.assignments: dict[int, Assignment] = {}
        self.cases: dict[int, Case] = {}
        self.proposals: dict[int, Proposal] = {}
        self.unbondings: dict[int, Unbonding] = {}
        self.unbondings_made = 0

        # What is not over, so that an advance need not look at the rest. Ids ascend in all of them.
        self.open_tasks: dict[int, Task] = {}
        self.live: dict[int, Assignment] = {}
        self.open_cases: dict[int, Case] = {}
        self.open_proposals: dict[int, Proposal] = {}

        self.beacon = hashes.ZERO
        self.next: str | None = None
        self.start: int | None = None
        """The time of the first command."""
        self.open_epoch = 0
        self.last_new_money: int | None = None
        self.books: dict[int, Book] = defaultdict(Book)

    def emit(self, kind: str, /, **facts: Any) -> None:
        """Adds an event in the form of JSON."""
        self.events.append({"type": kind, **facts})

    # Money

    def money(self, place: Place) -> int:
        """What is in a place, in base units."""
        kind, key = place
        if kind == "delegation":
            delegation = self.delegations.get(key)
            return delegation.amount if delegation else 0
        return self.places[kind].get(key, 0)

    def move(self, source: Place, target: Place, amount: int, reason: str) -> None:
        """Moves money; nothing happens where it is nothing. The source was seen to have it."""
        if amount == 0:
            return
        self._put(source, -amount)
        self._put(target, amount)
        named = {"from": place_json(source), "to": place_json(target)}
        self.emit("moved", **named, amount=str(amount), reason=reason)

    def _put(self, place: Place, change: int) -> None:
        kind, key = place
        supply = self.supply
        if kind == "outside":
            if change < 0:
                supply.deposited -= change
            else:
                supply.withdrawn += change
        elif kind == "emission":
            supply.emitted -= change
        elif kind == "burn":
            supply.burned += change
        elif kind == "delegation":
            delegation = self.delegations.setdefault(key, Delegation())
            delegation.change(self.epoch, delegation.amount + change)
            self.delegated[key[1]] += change
            if not delegation.amount:
                del self.delegations[key]
        else:
            held = self.places[kind]
            after = held.get(key, 0) + change
            if after < 0:
                raise AssertionError(f"{place} has less than it should pay")
            if after:
                held[key] = after
            else:
                del held[key]

    def stake_behind(self, validator: str) -> int:
        """A validator's own stake and what is delegated to it."""
        return self.places["stake"].get(validator, 0) + self.delegated.get(validator, 0)

    # Time

    @property
    def epoch(self) -> int:
        """The epoch of the present time."""
        if self.start is None:
            return 0
        return (self.now - self.start) // self.rules.emission.epoch_ms

    @property
    def open_epoch_until(self) -> int | None:
        """When the first open epoch is over; `None` if that lies beyond all times."""
        if self.start is None:
            return None
        until = self.start + (self.open_epoch + 1) * self.rules.emission.epoch_ms
        return until if until <= U64_MAX else None

    def after(self, duration: int) -> int:
        """The time that is so many milliseconds from now."""
        return later(self.now, duration)

    # Validators

    def is_active(self, address: str) -> bool:
        """Whether an address is a validator that may be seated and votes."""
        row = self.validators.get(address)
        return row is not None and row.active

    def begin_exit(self, row: Validator) -> None:
        """A validator leaves after the cooldown, by its own wish or because it is banned."""
        row.membership, row.until = "exiting", self.after(self.rules.exit_cooldown_ms)
        self.emit("validator_exiting", validator=row.address, until=row.until)

    # Trust

    def trust_event(self, row: Row, good: bool, decay: int, weight: int) -> None:
        """An event for or against somebody, who is then not idle in this epoch."""
        book = self.books[self.epoch]
        if isinstance(row, Miner):
            book.seen_miners.add(row.address)
            subject = {"miner": row.address}
        elif isinstance(row, Validator):
            book.seen_validators.add(row.address)
            subject = {"validator": row.address}
        else:
            book.seen_models.add(row.id)
            subject = {"model": row.id}
        if good:
            row.evidence.add_good(decay, weight)
        else:
            row.evidence.add_bad(decay, weight)
        self.emit("trust_changed", subject=subject, evidence=row.evidence.json())


def place_json(place: Place) -> Any:
    """A place as JSON."""
    kind, key = place
    if key is None:
        return kind
    if kind == "delegation":
        return {kind: {"staker": key[0], "validator": key[1]}}
    return {kind: key}
