"""A domain with its heartbeat, and hosts between it and the SDK, all in Python."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

from deepnode import DN, Address, Domain, Hash, Params, QueueRules, commands, events, keccak
from deepnode.infer import Input, input_hash
from deepnode.sdk import Cancel, Deliver, Lease, Over, Reveal, Seat
from deepnode.signing import Envelope, Key
from deepnode.words import TaskStatus

LEASE_MS = 60_000
BRIDGE, OWNER, SEQUENCER, CREATOR, CONSUMER = (Address(bytes([n] * 20)) for n in range(1, 6))


def key(number: int) -> Key:
    """A private key that is the same in every process."""
    return Key.from_bytes(bytes([number] * 32))


class World:
    """The domain, its people, its clock, and the mail between miners and committees."""

    def __init__(self, committee: int = 3) -> None:
        params = Params(
            bridge=BRIDGE,
            owner=OWNER,
            sequencer=SEQUENCER,
            treasury=OWNER,
            foundation=OWNER,
            fee_recipient=OWNER,
            queue=QueueRules(commit_ms=5_000, reveal_ms=5_000),
        )
        self.domain = Domain(8453, bytes([9] * 20), params)
        self.committee = committee
        self.time = 1_000_000
        self.beats = 0
        self.lock = threading.RLock()
        self.inputs: dict[int, Input] = {}
        self.mail: dict[int, list[bytes]] = defaultdict(list)
        self.calls: dict[Address, deque[Lease | Seat | Deliver | Reveal | Over]] = defaultdict(deque)
        self.sent: list[Envelope] = []

    def apply(self, signer: Address, command: commands.Command) -> Iterable[events.Event]:
        with self.lock:
            happened = self.domain.apply(self.time, signer, command)
            self.react(happened)
            return happened

    def model(self, model: Hash) -> None:
        self.apply(
            CREATOR,
            commands.RegisterModel(
                model=model,
                kind="inference",
                unit_price=DN(1),
                committee=self.committee,
                replicas=1,
                lease_ms=LEASE_MS,
                creator_share=10**9,
                backers=[],
                manifest="ipfs://manifest",
            ),
        )
        self.apply(OWNER, commands.AdmitModel(model, 1_000))

    def miner(self, who: Address, model: Hash) -> None:
        self.apply(BRIDGE, commands.Deposit(who, DN(5_000)))
        self.apply(who, commands.RegisterMiner([model], 4, DN(2_000), DN(10)))

    def validator(self, who: Address) -> None:
        self.apply(BRIDGE, commands.Deposit(who, DN(5_000)))
        self.apply(who, commands.RegisterValidator(DN(1_000)))

    def post(self, model: Hash, units: int, input: Input) -> int:
        self.apply(BRIDGE, commands.Deposit(CONSUMER, DN(1_000)))
        submit = commands.SubmitTask(model, "inference", units, input_hash(input))
        task = next(e.task for e in self.apply(CONSUMER, submit) if isinstance(e, events.TaskSubmitted))
        self.inputs[task] = input
        return task

    def beat(self) -> None:
        """A second goes by, then the heartbeat."""
        self.time += 1_000
        entropy, following = (keccak(b"entropy", n.to_bytes(8, "big")) for n in (self.beats, self.beats + 1))
        self.beats += 1
        self.apply(SEQUENCER, commands.Advance(entropy, keccak(bytes(following))))

    def receive(self, envelope: Envelope) -> None:
        with self.lock:
            self.sent.append(envelope)
            self.react(self.domain.apply_signed(self.time, envelope).events)

    def react(self, happened: Iterable[events.Event]) -> None:
        """Tells everybody what they are called for."""
        for event in happened:
            match event:
                case events.Leased(assignment=assignment, miner=miner):
                    lease = Lease.of(self.domain, assignment, self.input_of(assignment))
                    assert lease is not None
                    self.calls[miner].append(lease)
                case events.Seated(assignment=assignment, validators=validators):
                    seat = Seat.of(self.domain, assignment, self.input_of(assignment))
                    assert seat is not None
                    self.calls[seat.miner].append(Deliver(assignment, validators))
                    for validator in validators:
                        self.calls[validator].append(seat)
                case events.RevealingStarted(assignment=assignment, until=until):
                    for validator in self.row(assignment).committee:
                        self.calls[validator].append(Reveal(assignment, until))
                case events.AssignmentEnded(assignment=assignment):
                    row = self.row(assignment)
                    for who in [row.miner, *row.committee]:
                        self.calls[who].append(Over(assignment))

    def row(self, assignment: int):  # type: ignore[no-untyped-def]
        row = self.domain.assignment(assignment)
        assert row is not None
        return row

    def input_of(self, assignment: int) -> Input:
        return self.inputs[self.row(assignment).task]

    def is_over(self) -> bool:
        open_ones = (TaskStatus.QUEUED, TaskStatus.RUNNING)
        rows = [self.domain.task(task) for task in self.inputs]
        return all(row is not None and row.status not in open_ones for row in rows)


class Host:
    """One participant's host, for a miner as for a validator."""

    def __init__(self, world: World, me: Address, *, patient: bool = False) -> None:
        self.world = world
        self.me = me
        self.patient = patient
        """Whether it waits for what is next until it is cancelled."""
        self.pauses = 0
        self.lost = 0
        """How many of the coming sends are lost on the way."""
        self.unanswered = 0
        """How many of the coming sends arrive without an answer."""
        self.threads: set[int] = set()
        self.waits = False

    def now(self) -> int:
        self.threads.add(threading.get_ident())
        return self.world.time

    def nonce(self, signer: Address) -> int:
        return self.world.domain.nonce(signer)

    def send(self, envelope: Envelope) -> None:
        if self.lost:
            self.lost -= 1
            raise ConnectionError("lost on the way")
        self.world.receive(envelope)
        if self.unanswered:
            self.unanswered -= 1
            raise TimeoutError("no answer")

    def pause(self, attempt: int) -> None:
        self.pauses += 1

    def next(self, cancel: Cancel) -> Any:
        while True:
            with self.world.lock:
                if self.world.calls[self.me]:
                    self.waits = False
                    return self.world.calls[self.me].popleft()
                self.waits = True
            if not self.patient or cancel.is_cancelled:
                return None
            time.sleep(0.002)

    @property
    def is_idle(self) -> bool:
        """Whether it waits, and there is nothing to be done."""
        with self.world.lock:
            return self.waits and not self.world.calls[self.me]

    def deliver(self, assignment: int, committee: tuple[Address, ...], parcel: bytes) -> None:
        assert committee
        self.world.mail[assignment].append(parcel)

    def fetch(self, seat: Seat, cancel: Cancel) -> list[bytes]:
        while self.patient and not self.world.mail[seat.assignment] and not cancel.is_cancelled:
            time.sleep(0.002)
        return self.world.mail[seat.assignment]
