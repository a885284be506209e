"""The play: whoever is due does their part, and the heartbeat does the rest."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from .. import Address, Domain, Events, Hash, Params, commitment, keccak
from ..commands import (
    AdmitModel,
    Advance,
    Command,
    CommitVerdict,
    Decide,
    Deposit,
    RegisterMiner,
    RegisterModel,
    RegisterValidator,
    RevealVerdict,
    SubmitResult,
    SubmitTask,
    Uphold,
)
from ..errors import TooLate, WrongStatus
from ..events import (
    CaseDismissed,
    CaseExecuted,
    CaseLapsed,
    CaseOpened,
    Event,
    Leased,
    Moved,
    RevealingStarted,
    Seated,
    TaskFailed,
    TaskSettled,
    TaskSubmitted,
    VerdictRevealed,
)
from ..money import DN, percent
from ..places import Balance
from ..progress import Progress, bar
from ..words import Kind, Reason, Verdict
from .cast import (
    BACKERS,
    CONSUMERS,
    CREATOR,
    MINERS,
    ROLES,
    VALIDATORS,
    Miner,
    Validator,
    address,
    usual_params,
)

__all__ = ["Answering", "Play", "play"]

BEAT_MS = 1_000
"""Between two heartbeats, while there is work."""

Answering = Callable[[str], Hash]
"""What turns a prompt into the root of the model's answer."""


OPENINGS = (
    "In the beginning",
    "The LORD is",
    "And Moses said unto",
    "Blessed are",
    "The fear of the LORD",
    "And it came to pass",
    "A wise man",
    "Behold, I",
)
"""What is asked."""


def hashed(prompt: str) -> Hash:
    """An answer for a play without a model."""
    return keccak(b"the answer to ", prompt.encode())


@dataclass
class Play:
    """A domain that was played, and who is who in it."""

    domain: Domain
    names: dict[Address, str]
    """What to call an address."""
    prompts: dict[int, str] = field(default_factory=dict)
    """What each task asks."""
    miners: tuple[Miner, ...] = MINERS
    """Who worked."""
    validators: tuple[Validator, ...] = VALIDATORS
    """Who judged."""
    seats: Counter[Address] = field(default_factory=Counter)
    """How many verdicts each validator revealed."""

    @property
    def events(self) -> Events:
        """Everything that happened."""
        return self.domain.events

    def earned(self, *reasons: Reason) -> Counter[Address]:
        """What each address received into its balance for these reasons, in base units."""
        sums: Counter[Address] = Counter()
        for event in self.events:
            match event:
                case Moved(_, Balance(who), amount, reason) if reason in reasons:
                    sums[who] += amount
        return sums


def play(
    tasks: int = 12,
    seed: int = 7,
    *,
    params: Params | None = None,
    miners: Iterable[Miner] = MINERS,
    validators: Iterable[Validator] = VALIDATORS,
    answering: Answering = hashed,
    progress: Progress = False,
) -> Play:
    """Plays until every task and every case is over, and the epoch too.

    ``params`` are the usual ones unless given; who holds the roles has to be :func:`deepnode.demo.address` of their names.
    ``miners`` and ``validators`` take part instead of the usual ones; ``answering`` runs a model.

    Raises :class:`deepnode.errors.Refused` where parameters make a step of the play impossible, such as collateral that
    nobody has.
    """
    stage = _Stage(seed, params or usual_params(), tuple(miners), tuple(validators), answering)
    stage.open()
    stage.run(tasks, progress)
    return stage.play


class _Stage:
    """The state of the play while it runs."""

    def __init__(
        self,
        seed: int,
        params: Params,
        miners: tuple[Miner, ...],
        validators: tuple[Validator, ...],
        answering: Answering,
    ) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.answering = answering
        self.now = 1_000
        self.beats = 0
        self.order = count()
        self.agenda: list[tuple[int, int, Callable[[], object]]] = []
        self.miners = {address(miner.name): miner for miner in miners}
        self.validators = {address(validator.name): validator for validator in validators}
        self.open_tasks = self.open_cases = self.ended = 0
        people = [*ROLES, CREATOR, *CONSUMERS, *(name for name, _ in BACKERS)]
        people += [*(one.name for one in miners), *(one.name for one in validators)]
        domain = Domain(8453, "0x" + "99" * 20, params, keep_events=True)
        names = {address(name): name.replace("_", " ") for name in people}
        self.play = Play(domain, names, miners=miners, validators=validators)
        self.domain = domain
        self.model = keccak(b"deepnode/demo/model")
        self.delivered: dict[int, tuple[Hash, Hash]] = {}
        """What reaches validators beside the ledger: the root and the salt of each assignment."""
        self.hidden: dict[tuple[int, Address], tuple[Verdict, Hash, Hash, Hash]] = {}
        """What a seat will reveal."""

    def salt(self, *parts: object) -> Hash:
        """A secret of somebody's; everything secret follows from the seed."""
        return keccak(f"{self.seed} {parts}".encode())

    def tell(self, signer: str | Address, command: Command) -> Events:
        """Somebody signs a command."""
        who = address(signer) if isinstance(signer, str) else signer
        events = self.domain.apply(self.now, who, command)
        for event in events:
            match event:
                case TaskSubmitted():
                    self.open_tasks += 1
                case TaskSettled() | TaskFailed():
                    self.open_tasks -= 1
                    self.ended += 1
                case CaseOpened():
                    self.open_cases += 1
                case CaseExecuted() | CaseDismissed() | CaseLapsed():
                    self.open_cases -= 1
        return events

    def later(self, delay_ms: int, act: Callable[[], object]) -> None:
        """Something to do after a while."""
        heapq.heappush(self.agenda, (self.now + delay_ms, next(self.order), act))

    def open(self) -> None:
        """Money comes in, the model is offered and admitted, miners and validators register."""
        domain = self.domain
        workers = [*(one.name for one in self.play.miners), *(one.name for one in self.play.validators)]
        for name in (*CONSUMERS, *workers):
            self.tell("bridge", Deposit(address(name), DN(10_000)))
        offer = RegisterModel(
            model=self.model,
            kind=Kind.INFERENCE,
            unit_price=DN("0.037"),
            committee=3,
            replicas=1,
            lease_ms=30_000,
            creator_share=percent(60),
            backers=[(address(name), weight) for name, weight in BACKERS],
            manifest="a model of the demo",
        )
        self.tell(CREATOR, offer)
        self.tell("owner", AdmitModel(self.model, difficulty=1_000))
        for miner in self.play.miners:
            least = domain.params.min_collateral + miner.slots * domain.params.collateral_per_slot
            fee = domain.params.registration_fee
            self.tell(miner.name, RegisterMiner([self.model], miner.slots, least, fee))
        for validator in self.play.validators:
            self.tell(validator.name, RegisterValidator(validator.stake))

    def run(self, tasks: int, progress: Progress) -> None:
        """Until nothing is open."""
        for number in range(tasks):
            self.later(self.random.randrange(60_000), partial(self.ask, number))
        with bar(tasks, "tasks", progress) as shown:
            while self.agenda or self.open_tasks or self.open_cases:
                self.step()
                shown.update(self.ended)
        # The first epoch ends and pays those who worked in it.
        self.now = self.domain.next_deadline or self.now
        self.advance()

    def step(self) -> None:
        """The next thing that somebody does, and a heartbeat."""
        coming = self.now + BEAT_MS
        if not self.open_tasks:
            # Nobody works: on to the next window that ends.
            coming = max(coming, self.domain.next_deadline or coming)
        if self.agenda:
            coming = min(coming, max(self.agenda[0][0], self.now))
        self.now = coming
        while self.agenda and self.agenda[0][0] <= self.now:
            heapq.heappop(self.agenda)[2]()
        self.advance()

    def advance(self) -> None:
        """The heartbeat. Its entropy was promised by the one before."""
        entropy, coming = self.salt("beat", self.beats), self.salt("beat", self.beats + 1)
        self.beats += 1
        self.hear(self.tell("sequencer", Advance(entropy, keccak(bytes(coming)))))

    def hear(self, events: Iterable[Event]) -> None:
        """Miners, validators and the foundation see what concerns them."""
        for event in events:
            match event:
                case Leased(assignment, task, _, who, _):
                    self.work(assignment, task, who)
                case Seated(assignment, number, committee, _):
                    for seat in committee:
                        self.later(self.random.randrange(1_000, 5_000), self.judge(assignment, number, seat))
                case RevealingStarted(assignment, _):
                    for judged, seat in list(self.hidden):
                        if judged == assignment:
                            self.later(self.random.randrange(1_000, 5_000), self.reveal(assignment, seat))
                case CaseOpened(case, _, _, severity, _):
                    uphold = Decide(case, Uphold(severity))
                    self.later(3_600_000, partial(self.unless_over, "foundation", uphold))

    def ask(self, number: int) -> None:
        """A consumer posts a task."""
        prompt = OPENINGS[number % len(OPENINGS)]
        units = self.random.randrange(20, 120)
        submit = SubmitTask(self.model, Kind.INFERENCE, units, keccak(prompt.encode()))
        for event in self.tell(self.random.choice(CONSUMERS), submit):
            match event:
                case TaskSubmitted(task):
                    self.play.prompts[task] = prompt

    def work(self, assignment: int, task: int, who: Address) -> None:
        """A miner begins, and will deliver."""
        miner: Miner = self.miners[who]
        prompt = self.play.prompts[task]
        row = self.domain.task(task)
        assert row is not None, "a leased task is there"
        fake = self.random.random() < miner.cheats
        root = keccak(b"made up", prompt.encode()) if fake else self.answering(prompt)
        salt = self.salt("seal", assignment)

        def deliver() -> None:
            self.delivered[assignment] = (root, salt)
            seal = commitment.seal(self.domain.id, assignment, who, root, salt)
            self.unless_over(who, SubmitResult(assignment, row.units, seal))

        self.later(row.units * miner.ms_per_unit, deliver)

    def judge(self, assignment: int, number: int, seat: Address) -> Callable[[], None]:
        """A validator looks, and commits its verdict."""

        def commit() -> None:
            validator: Validator = self.validators[seat]
            row = self.domain.assignment(assignment)
            assert row is not None, "a seat's assignment is there"
            root, seal_salt = self.delivered[assignment]
            right = not validator.looks or self.answering(self.play.prompts[row.task]) == root
            verdict = Verdict.CORRECT if right else Verdict.MAJOR
            shown = (root, seal_salt) if right else (Hash.ZERO, Hash.ZERO)
            salt = self.salt("verdict", assignment, number, seat)
            hidden = commitment.verdict(self.domain.id, assignment, number, seat, verdict, shown[0], salt)
            self.hidden[assignment, seat] = (verdict, *shown, salt)
            self.unless_over(seat, CommitVerdict(assignment, hidden))

        return commit

    def reveal(self, assignment: int, seat: Address) -> Callable[[], None]:
        """A validator shows the verdict that it committed."""

        def show() -> None:
            verdict, root, seal_salt, salt = self.hidden.pop((assignment, seat))
            told = self.unless_over(seat, RevealVerdict(assignment, verdict, root, seal_salt, salt))
            self.play.seats[seat] += any(isinstance(event, VerdictRevealed) for event in told)

        return show

    def unless_over(self, signer: str | Address, command: Command) -> list[Event]:
        """What is refused where the assignment or the case has ended meanwhile: its miner was expelled, or time ran out."""
        try:
            return list(self.tell(signer, command))
        except (TooLate, WrongStatus):
            return []
