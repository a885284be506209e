# Written by stubs.py; change the Rust source and run it again.
"""
Every fact that a domain records.
"""

from collections.abc import Iterable
from typing import Any, Final, final

from deepnode.words import (
    Choice,
    CloseReason,
    Kind,
    ProposalOutcome,
    Reason,
    Role,
    Severity,
    TimeoutCause,
    Verdict,
)
from typing_extensions import Self, disjoint_base

from . import Address, Hash, Params
from .places import Place

__all__ = [
    "Approved",
    "AssignmentEnded",
    "BeaconTurned",
    "CaseAppealed",
    "CaseAppended",
    "CaseDecided",
    "CaseDismissed",
    "CaseExecuted",
    "CaseLapsed",
    "CaseOpened",
    "Clock",
    "Declined",
    "EpochClosed",
    "Event",
    "EvidenceReturned",
    "Leased",
    "MinerExiting",
    "MinerLeft",
    "MinerPaused",
    "MinerRegistered",
    "ModelAdmitted",
    "ModelRegistered",
    "ModelRetired",
    "ModelTerms",
    "Moved",
    "NonceUsed",
    "OfMiner",
    "OfModel",
    "OfValidator",
    "Outcome",
    "PhaseTwoBegun",
    "ProposalEnded",
    "Proposed",
    "Rejected",
    "ResultSubmitted",
    "RevealingStarted",
    "RoleAccepted",
    "RoleOffered",
    "RoundUndecided",
    "Seated",
    "SlotClosed",
    "SlotReopened",
    "Subject",
    "TaskCancelled",
    "TaskFailed",
    "TaskSettled",
    "TaskSubmitted",
    "TimedOut",
    "TrustChanged",
    "UnbondingEnded",
    "UnbondingStarted",
    "Undecided",
    "ValidatorExiting",
    "ValidatorLeft",
    "ValidatorRegistered",
    "VerdictCommitted",
    "VerdictRevealed",
    "VerifiedWork",
    "Voted",
]

@final
class Approved(Outcome):
    """
    Verified.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Approved: ...

@final
class AssignmentEnded(Event):
    """
    An assignment is over.
    """

    __match_args__: Final = ("assignment", "outcome")
    def __new__(cls, /, assignment: int, outcome: Outcome) -> AssignmentEnded: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def outcome(self, /) -> Outcome:
        """
        How it ended.
        """

@final
class BeaconTurned(Event):
    """
    The heartbeat turned the beacon.
    """

    __match_args__: Final = ("beacon", "next")
    def __new__(cls, /, beacon: Hash | str | bytes, next: Hash | str | bytes) -> BeaconTurned: ...
    @property
    def beacon(self, /) -> Hash:
        """
        `keccak(beacon || entropy || u64be(now))`.
        """
    @property
    def next(self, /) -> Hash:
        """
        The hash of the coming entropy.
        """

@final
class CaseAppealed(Event):
    """
    A miner appealed.
    """

    __match_args__: Final = ("case", "statement", "until")
    def __new__(cls, /, case: int, statement: str, until: int) -> CaseAppealed: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """
    @property
    def statement(self, /) -> str:
        """
        Why, in the miner's words, for the foundation to read.
        """
    @property
    def until(self, /) -> int:
        """
        When the foundation's second window ends.
        """

@final
class CaseAppended(Event):
    """
    A rejection was appended to an open case, and its review starts anew.
    """

    __match_args__: Final = ("case", "assignment", "severity", "until")
    def __new__(cls, /, case: int, assignment: int, severity: Severity | str, until: int) -> CaseAppended: ...
    @property
    def assignment(self, /) -> int:
        """
        The rejection.
        """
    @property
    def case(self, /) -> int:
        """
        The case.
        """
    @property
    def severity(self, /) -> Severity:
        """
        The largest severity reported by now.
        """
    @property
    def until(self, /) -> int:
        """
        When the foundation's window ends.
        """

@final
class CaseDecided(Event):
    """
    A case was decided.
    """

    __match_args__: Final = ("case", "severity", "until")
    def __new__(cls, /, case: int, severity: Severity | str, until: int | None) -> CaseDecided: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """
    @property
    def severity(self, /) -> Severity:
        """
        How bad it is.
        """
    @property
    def until(self, /) -> int | None:
        """
        When the time to appeal ends; `None` for a second decision, which executes at once.
        """

@final
class CaseDismissed(Event):
    """
    A case came to nothing.
    """

    __match_args__: Final = ("case",)
    def __new__(cls, /, case: int) -> CaseDismissed: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """

@final
class CaseExecuted(Event):
    """
    A case was carried out.
    """

    __match_args__: Final = ("case",)
    def __new__(cls, /, case: int) -> CaseExecuted: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """

@final
class CaseLapsed(Event):
    """
    Nobody decided a case.
    """

    __match_args__: Final = ("case",)
    def __new__(cls, /, case: int) -> CaseLapsed: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """

@final
class CaseOpened(Event):
    """
    A rejection opened a case.
    """

    __match_args__: Final = ("case", "miner", "assignment", "severity", "until")
    def __new__(
        cls, /, case: int, miner: Address | str | bytes, assignment: int, severity: Severity | str, until: int
    ) -> CaseOpened: ...
    @property
    def assignment(self, /) -> int:
        """
        The rejection.
        """
    @property
    def case(self, /) -> int:
        """
        Its id.
        """
    @property
    def miner(self, /) -> Address:
        """
        Against whom.
        """
    @property
    def severity(self, /) -> Severity:
        """
        How bad it was called.
        """
    @property
    def until(self, /) -> int:
        """
        When the foundation's window ends.
        """

@final
class Clock(Event):
    """
    The time of the command that the following events belong to, where it differs from the one before.
    """

    __match_args__: Final = ("now",)
    def __new__(cls, /, now: int) -> Clock: ...
    @property
    def now(self, /) -> int:
        """
        The host's time.
        """

@final
class Declined(Outcome):
    """
    Given back.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Declined: ...

@final
class EpochClosed(Event):
    """
    An epoch is over and its legs are paid.
    """

    __match_args__: Final = ("epoch", "new_money")
    def __new__(cls, /, epoch: int, new_money: int) -> EpochClosed: ...
    @property
    def epoch(self, /) -> int:
        """
        Its number, from 0.
        """
    @property
    def new_money(self, /) -> int:
        """
        E_k: its new money before caps.
        """

@disjoint_base
class Event:
    """
    A fact. Times are in milliseconds, money in base units.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> Event:
        """
        From its canonical bytes.

        Raises `deepnode.errors.Malformed` for bytes that are none.
        """
    @staticmethod
    def from_json(text: str) -> Event:
        """
        From its JSON form.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """
    def to_bytes(self, /) -> bytes:
        """
        The canonical bytes, which the log and commitments are made of.
        """
    def to_json(self, /) -> str:
        """
        The JSON form, as scenario files have it.
        """

@final
class EvidenceReturned(Event):
    """
    A dismissed rejection left a miner's evidence; no trust event.
    """

    __match_args__: Final = ("miner", "evidence")
    def __new__(cls, /, miner: Address | str | bytes, evidence: tuple[int, int]) -> EvidenceReturned: ...
    @property
    def evidence(self, /) -> tuple[int, int]:
        """
        The evidence after it.
        """
    @property
    def miner(self, /) -> Address:
        """
        The miner.
        """

@final
class Leased(Event):
    """
    A miner was drawn for a slot.
    """

    __match_args__: Final = ("assignment", "task", "slot", "miner", "until")
    def __new__(
        cls, /, assignment: int, task: int, slot: int, miner: Address | str | bytes, until: int
    ) -> Leased: ...
    @property
    def assignment(self, /) -> int:
        """
        The new assignment.
        """
    @property
    def miner(self, /) -> Address:
        """
        Who works.
        """
    @property
    def slot(self, /) -> int:
        """
        The slot.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """
    @property
    def until(self, /) -> int:
        """
        Until when.
        """

@final
class MinerExiting(Event):
    """
    A miner asked to leave.
    """

    __match_args__: Final = ("miner", "until")
    def __new__(cls, /, miner: Address | str | bytes, until: int) -> MinerExiting: ...
    @property
    def miner(self, /) -> Address:
        """
        Who.
        """
    @property
    def until(self, /) -> int:
        """
        When its collateral comes free.
        """

@final
class MinerLeft(Event):
    """
    A miner is out.
    """

    __match_args__: Final = ("miner", "banned")
    def __new__(cls, /, miner: Address | str | bytes, banned: bool) -> MinerLeft: ...
    @property
    def banned(self, /) -> bool:
        """
        Whether for good.
        """
    @property
    def miner(self, /) -> Address:
        """
        Who.
        """

@final
class MinerPaused(Event):
    """
    A miner paused itself, or went on.
    """

    __match_args__: Final = ("miner", "paused")
    def __new__(cls, /, miner: Address | str | bytes, paused: bool) -> MinerPaused: ...
    @property
    def miner(self, /) -> Address:
        """
        Who.
        """
    @property
    def paused(self, /) -> bool:
        """
        Whether it takes no tasks now.
        """

@final
class MinerRegistered(Event):
    """
    A miner registered, or came back.
    """

    __match_args__: Final = ("miner", "models", "slots")
    def __new__(
        cls, /, miner: Address | str | bytes, models: Iterable[Hash | str | bytes], slots: int
    ) -> MinerRegistered: ...
    @property
    def miner(self, /) -> Address:
        """
        Who.
        """
    @property
    def models(self, /) -> tuple[Hash, ...]:
        """
        What it serves.
        """
    @property
    def slots(self, /) -> int:
        """
        How many assignments it takes at a time.
        """

@final
class ModelAdmitted(Event):
    """
    The owner admitted a model, or changed its difficulty.
    """

    __match_args__: Final = ("model", "difficulty")
    def __new__(cls, /, model: Hash | str | bytes, difficulty: int) -> ModelAdmitted: ...
    @property
    def difficulty(self, /) -> int:
        """
        Thousandths.
        """
    @property
    def model(self, /) -> Hash:
        """
        The model.
        """

@final
class ModelRegistered(Event):
    """
    A creator offered a model.
    """

    __match_args__: Final = ("model", "creator", "terms")
    def __new__(
        cls, /, model: Hash | str | bytes, creator: Address | str | bytes, terms: ModelTerms
    ) -> ModelRegistered: ...
    @property
    def creator(self, /) -> Address:
        """
        Whose it is.
        """
    @property
    def model(self, /) -> Hash:
        """
        Its id.
        """
    @property
    def terms(self, /) -> ModelTerms:
        """
        Its terms.
        """

@final
class ModelRetired(Event):
    """
    A creator took a model out of service.
    """

    __match_args__: Final = ("model",)
    def __new__(cls, /, model: Hash | str | bytes) -> ModelRetired: ...
    @property
    def model(self, /) -> Hash:
        """
        The model.
        """

@final
class ModelTerms:
    """
    A model's terms, fixed by its creator at registration.
    """

    __match_args__: Final = (
        "kind",
        "unit_price",
        "committee",
        "replicas",
        "lease_ms",
        "creator_share",
        "backers",
        "manifest",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        kind: Kind | str,
        unit_price: int,
        committee: int,
        replicas: int,
        lease_ms: int,
        creator_share: int,
        backers: Iterable[tuple[Address | str | bytes, int]],
        manifest: str,
    ) -> ModelTerms: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def backers(self, /) -> tuple[tuple[Address, int], ...]:
        """
        Who shares the rest, by weight.
        """
    @property
    def committee(self, /) -> int:
        """
        Seats of the first round.
        """
    @property
    def creator_share(self, /) -> int:
        """
        The creator's share of what the owners receive, in parts per billion.
        """
    @property
    def kind(self, /) -> Kind:
        """
        What it does.
        """
    @property
    def lease_ms(self, /) -> int:
        """
        Milliseconds for a miner to deliver.
        """
    @property
    def manifest(self, /) -> str:
        """
        Where or what the manifest is.
        """
    def replace(
        self,
        /,
        *,
        kind: Kind | str = ...,
        unit_price: int = ...,
        committee: int = ...,
        replicas: int = ...,
        lease_ms: int = ...,
        creator_share: int = ...,
        backers: Iterable[tuple[Address | str | bytes, int]] = ...,
        manifest: str = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def replicas(self, /) -> int:
        """
        Miners that work on each task.
        """
    @property
    def unit_price(self, /) -> int:
        """
        Price of one unit of work in base units.
        """

@final
class Moved(Event):
    """
    Money moved. No other event moves any.
    """

    __match_args__: Final = ("from_", "to", "amount", "reason")
    def __new__(cls, /, from_: Place, to: Place, amount: int, reason: Reason | str) -> Moved: ...
    @property
    def amount(self, /) -> int:
        """
        How much, above zero.
        """
    @property
    def from_(self, /) -> Place:
        """
        Where it was.
        """
    @property
    def reason(self, /) -> Reason:
        """
        Why.
        """
    @property
    def to(self, /) -> Place:
        """
        Where it is.
        """

@final
class NonceUsed(Event):
    """
    A signed command, or a batch of them, was let in: its nonce will not be taken again.
    """

    __match_args__: Final = ("signer", "nonce")
    def __new__(cls, /, signer: Address | str | bytes, nonce: int) -> NonceUsed: ...
    @property
    def nonce(self, /) -> int:
        """
        The nonce.
        """
    @property
    def signer(self, /) -> Address:
        """
        Who signed.
        """

@final
class OfMiner(Subject):
    """
    A miner's.
    """

    __match_args__: Final = ("miner",)
    def __new__(cls, /, miner: Address | str | bytes) -> OfMiner: ...
    @property
    def miner(self, /) -> Address:
        """
        Who it is.
        """

@final
class OfModel(Subject):
    """
    A model's.
    """

    __match_args__: Final = ("model",)
    def __new__(cls, /, model: Hash | str | bytes) -> OfModel: ...
    @property
    def model(self, /) -> Hash:
        """
        Which it is.
        """

@final
class OfValidator(Subject):
    """
    A validator's.
    """

    __match_args__: Final = ("validator",)
    def __new__(cls, /, validator: Address | str | bytes) -> OfValidator: ...
    @property
    def validator(self, /) -> Address:
        """
        Who it is.
        """

@disjoint_base
class Outcome:
    """
    How an assignment ended.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """

@final
class PhaseTwoBegun(Event):
    """
    Phase 2 began.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> PhaseTwoBegun: ...

@final
class ProposalEnded(Event):
    """
    The votes were counted, or a timelock ended.
    """

    __match_args__: Final = ("proposal", "outcome", "until")
    def __new__(
        cls, /, proposal: int, outcome: ProposalOutcome | str, until: int | None
    ) -> ProposalEnded: ...
    @property
    def outcome(self, /) -> ProposalOutcome:
        """
        How.
        """
    @property
    def proposal(self, /) -> int:
        """
        The proposal.
        """
    @property
    def until(self, /) -> int | None:
        """
        When it takes effect, if it has passed.
        """

@final
class Proposed(Event):
    """
    New parameters were proposed.
    """

    __match_args__: Final = ("proposal", "proposer", "base", "params", "until")
    def __new__(
        cls, /, proposal: int, proposer: Address | str | bytes, base: int, params: Params, until: int
    ) -> Proposed: ...
    @property
    def base(self, /) -> int:
        """
        The version in force.
        """
    @property
    def params(self, /) -> Params:
        """
        The whole new set.
        """
    @property
    def proposal(self, /) -> int:
        """
        The proposal.
        """
    @property
    def proposer(self, /) -> Address:
        """
        By whom.
        """
    @property
    def until(self, /) -> int:
        """
        When voting ends.
        """

@final
class Rejected(Outcome):
    """
    Called incorrect by a majority.
    """

    __match_args__: Final = ("severity",)
    def __new__(cls, /, severity: Severity | str) -> Rejected: ...
    @property
    def severity(self, /) -> Severity:
        """
        The median of the severities (the lower middle).
        """

@final
class ResultSubmitted(Event):
    """
    A miner delivered.
    """

    __match_args__: Final = ("assignment", "units_done", "seal", "score", "collateral")
    def __new__(
        cls, /, assignment: int, units_done: int, seal: Hash | str | bytes, score: int, collateral: int
    ) -> ResultSubmitted: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def collateral(self, /) -> int:
        """
        Its collateral at that moment.
        """
    @property
    def score(self, /) -> int:
        """
        The miner's score at that moment.
        """
    @property
    def seal(self, /) -> Hash:
        """
        The sealed output.
        """
    @property
    def units_done(self, /) -> int:
        """
        Units of work done.
        """

@final
class RevealingStarted(Event):
    """
    Revealing began.
    """

    __match_args__: Final = ("assignment", "until")
    def __new__(cls, /, assignment: int, until: int) -> RevealingStarted: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def until(self, /) -> int:
        """
        When it ends.
        """

@final
class RoleAccepted(Event):
    """
    A role was taken over.
    """

    __match_args__: Final = ("role", "holder")
    def __new__(cls, /, role: Role | str, holder: Address | str | bytes) -> RoleAccepted: ...
    @property
    def holder(self, /) -> Address:
        """
        By whom.
        """
    @property
    def role(self, /) -> Role:
        """
        The role.
        """

@final
class RoleOffered(Event):
    """
    A role was offered.
    """

    __match_args__: Final = ("role", "to")
    def __new__(cls, /, role: Role | str, to: Address | str | bytes) -> RoleOffered: ...
    @property
    def role(self, /) -> Role:
        """
        The role.
        """
    @property
    def to(self, /) -> Address:
        """
        To whom.
        """

@final
class RoundUndecided(Event):
    """
    A round ended without a decision, and another one follows.
    """

    __match_args__: Final = ("assignment",)
    def __new__(cls, /, assignment: int) -> RoundUndecided: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """

@final
class Seated(Event):
    """
    A committee was drawn.
    """

    __match_args__: Final = ("assignment", "round", "validators", "until")
    def __new__(
        cls, /, assignment: int, round: int, validators: Iterable[Address | str | bytes], until: int
    ) -> Seated: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def round(self, /) -> int:
        """
        The round, from 1.
        """
    @property
    def until(self, /) -> int:
        """
        When committing ends.
        """
    @property
    def validators(self, /) -> tuple[Address, ...]:
        """
        Who judges, in the order of the draw.
        """

@final
class SlotClosed(Event):
    """
    A slot was given up.
    """

    __match_args__: Final = ("task", "slot", "reason")
    def __new__(cls, /, task: int, slot: int, reason: CloseReason | str) -> SlotClosed: ...
    @property
    def reason(self, /) -> CloseReason:
        """
        Why.
        """
    @property
    def slot(self, /) -> int:
        """
        The slot.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@final
class SlotReopened(Event):
    """
    A slot waits for a miner again.
    """

    __match_args__: Final = ("task", "slot")
    def __new__(cls, /, task: int, slot: int) -> SlotReopened: ...
    @property
    def slot(self, /) -> int:
        """
        The slot.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@disjoint_base
class Subject:
    """
    Whose trust.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """

@final
class TaskCancelled(Event):
    """
    A consumer took work back.
    """

    __match_args__: Final = ("task",)
    def __new__(cls, /, task: int) -> TaskCancelled: ...
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@final
class TaskFailed(Event):
    """
    A task was refunded without any approved work.
    """

    __match_args__: Final = ("task", "reason")
    def __new__(cls, /, task: int, reason: CloseReason | str) -> TaskFailed: ...
    @property
    def reason(self, /) -> CloseReason:
        """
        How its last slot to close ended.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@final
class TaskSettled(Event):
    """
    A task was paid.
    """

    __match_args__: Final = ("task", "units_paid", "work", "seats")
    def __new__(
        cls,
        /,
        task: int,
        units_paid: int,
        work: Iterable[VerifiedWork],
        seats: Iterable[Address | str | bytes],
    ) -> TaskSettled: ...
    @property
    def seats(self, /) -> tuple[Address, ...]:
        """
        The agreeing seats, in order of assignment, round and seat.
        """
    @property
    def task(self, /) -> int:
        """
        The task.
        """
    @property
    def units_paid(self, /) -> int:
        """
        The smallest `units_done` of the approved assignments.
        """
    @property
    def work(self, /) -> tuple[VerifiedWork, ...]:
        """
        The approved assignments, in order of slot.
        """

@final
class TaskSubmitted(Event):
    """
    A consumer posted work.
    """

    __match_args__: Final = ("task", "consumer", "model", "kind", "units", "input")
    def __new__(
        cls,
        /,
        task: int,
        consumer: Address | str | bytes,
        model: Hash | str | bytes,
        kind: Kind | str,
        units: int,
        input: Hash | str | bytes,
    ) -> TaskSubmitted: ...
    @property
    def consumer(self, /) -> Address:
        """
        Who pays.
        """
    @property
    def input(self, /) -> Hash:
        """
        The hash of the input.
        """
    @property
    def kind(self, /) -> Kind:
        """
        The kind of work.
        """
    @property
    def model(self, /) -> Hash:
        """
        What is to be run.
        """
    @property
    def task(self, /) -> int:
        """
        Its id.
        """
    @property
    def units(self, /) -> int:
        """
        Units paid for at most.
        """

@final
class TimedOut(Outcome):
    """
    Out of time.
    """

    __match_args__: Final = ("cause",)
    def __new__(cls, /, cause: TimeoutCause | str) -> TimedOut: ...
    @property
    def cause(self, /) -> TimeoutCause:
        """
        Why.
        """

@final
class TrustChanged(Event):
    """
    A trust event.
    """

    __match_args__: Final = ("subject", "evidence")
    def __new__(cls, /, subject: Subject, evidence: tuple[int, int]) -> TrustChanged: ...
    @property
    def evidence(self, /) -> tuple[int, int]:
        """
        The evidence after it.
        """
    @property
    def subject(self, /) -> Subject:
        """
        Whose trust.
        """

@final
class UnbondingEnded(Event):
    """
    Undelegated money came free.
    """

    __match_args__: Final = ("unbonding",)
    def __new__(cls, /, unbonding: int) -> UnbondingEnded: ...
    @property
    def unbonding(self, /) -> int:
        """
        Its number in order of creation, from 1.
        """

@final
class UnbondingStarted(Event):
    """
    Undelegated money began its cooldown.
    """

    __match_args__: Final = ("staker", "amount", "until")
    def __new__(cls, /, staker: Address | str | bytes, amount: int, until: int) -> UnbondingStarted: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
    @property
    def staker(self, /) -> Address:
        """
        Whose it is.
        """
    @property
    def until(self, /) -> int:
        """
        When it comes free.
        """

@final
class Undecided(Outcome):
    """
    No decision was reached, through no fault of the miner's.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Undecided: ...

@final
class ValidatorExiting(Event):
    """
    A validator asked to leave, or was banned.
    """

    __match_args__: Final = ("validator", "until")
    def __new__(cls, /, validator: Address | str | bytes, until: int) -> ValidatorExiting: ...
    @property
    def until(self, /) -> int:
        """
        When its stake and its delegations come free.
        """
    @property
    def validator(self, /) -> Address:
        """
        Who.
        """

@final
class ValidatorLeft(Event):
    """
    A validator is out.
    """

    __match_args__: Final = ("validator",)
    def __new__(cls, /, validator: Address | str | bytes) -> ValidatorLeft: ...
    @property
    def validator(self, /) -> Address:
        """
        Who.
        """

@final
class ValidatorRegistered(Event):
    """
    A validator registered, or came back.
    """

    __match_args__: Final = ("validator",)
    def __new__(cls, /, validator: Address | str | bytes) -> ValidatorRegistered: ...
    @property
    def validator(self, /) -> Address:
        """
        Who.
        """

@final
class VerdictCommitted(Event):
    """
    A seat committed its verdict.
    """

    __match_args__: Final = ("assignment", "validator", "commitment")
    def __new__(
        cls, /, assignment: int, validator: Address | str | bytes, commitment: Hash | str | bytes
    ) -> VerdictCommitted: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def commitment(self, /) -> Hash:
        """
        The hidden verdict.
        """
    @property
    def validator(self, /) -> Address:
        """
        Who judged.
        """

@final
class VerdictRevealed(Event):
    """
    A seat showed its verdict.
    """

    __match_args__: Final = ("assignment", "validator", "verdict", "output_root")
    def __new__(
        cls,
        /,
        assignment: int,
        validator: Address | str | bytes,
        verdict: Verdict | str,
        output_root: Hash | str | bytes,
    ) -> VerdictRevealed: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def output_root(self, /) -> Hash:
        """
        The root of the output that it had; zero unless correct.
        """
    @property
    def validator(self, /) -> Address:
        """
        Who judged.
        """
    @property
    def verdict(self, /) -> Verdict:
        """
        What it found.
        """

@final
class VerifiedWork:
    """
    An approved assignment in its settlement.
    """

    __match_args__: Final = ("assignment", "vwu", "score")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, assignment: int, vwu: int, score: int) -> VerifiedWork: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    def replace(self, /, *, assignment: int = ..., vwu: int = ..., score: int = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def score(self, /) -> int:
        """
        The miner's score at that moment, in parts per billion.
        """
    @property
    def vwu(self, /) -> int:
        """
        Verified work units: `units_paid * difficulty`.
        """

@final
class Voted(Event):
    """
    Somebody voted.
    """

    __match_args__: Final = ("proposal", "voter", "choice")
    def __new__(cls, /, proposal: int, voter: Address | str | bytes, choice: Choice | str) -> Voted: ...
    @property
    def choice(self, /) -> Choice:
        """
        How.
        """
    @property
    def proposal(self, /) -> int:
        """
        On what.
        """
    @property
    def voter(self, /) -> Address:
        """
        Who.
        """
