# Written by stubs.py; change the Rust source and run it again.
"""
Every input that a domain takes.
"""

from collections.abc import Iterable
from typing import Any, Final, final

from deepnode.words import Choice, Kind, Role, Severity, Verdict
from typing_extensions import Self, disjoint_base

from . import Address, Hash, Params

__all__ = [
    "AcceptRole",
    "AddStake",
    "AdmitModel",
    "Advance",
    "Appeal",
    "BeginPhaseTwo",
    "CancelTask",
    "CaseVerdict",
    "Command",
    "CommitVerdict",
    "Decide",
    "Decline",
    "Delegate",
    "Deposit",
    "Dismiss",
    "ExitMiner",
    "ExitValidator",
    "HandOver",
    "Pause",
    "Propose",
    "RegisterMiner",
    "RegisterModel",
    "RegisterValidator",
    "Resume",
    "RetireModel",
    "RevealVerdict",
    "SubmitResult",
    "SubmitTask",
    "TopUp",
    "Transfer",
    "Undelegate",
    "Uphold",
    "Vote",
    "Withdraw",
]

@final
class AcceptRole(Command):
    """
    The signer takes a role that it was offered.
    """

    __match_args__: Final = ("role",)
    def __new__(cls, /, role: Role | str) -> AcceptRole: ...
    @property
    def role(self, /) -> Role:
        """
        The role.
        """

@final
class AddStake(Command):
    """
    A validator adds stake.
    """

    __match_args__: Final = ("amount",)
    def __new__(cls, /, amount: int) -> AddStake: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """

@final
class AdmitModel(Command):
    """
    The owner admits a model, or changes its difficulty for later tasks.
    """

    __match_args__: Final = ("model", "difficulty")
    def __new__(cls, /, model: Hash | str | bytes, difficulty: int) -> AdmitModel: ...
    @property
    def difficulty(self, /) -> int:
        """
        Verified work units per unit of work, in thousandths, 1..=1 000 000.
        """
    @property
    def model(self, /) -> Hash:
        """
        The model.
        """

@final
class Advance(Command):
    """
    The sequencer's heartbeat: everything that is due happens, then leases and seats are drawn.
    """

    __match_args__: Final = ("entropy", "next")
    def __new__(cls, /, entropy: Hash | str | bytes, next: Hash | str | bytes) -> Advance: ...
    @property
    def entropy(self, /) -> Hash:
        """
        Opens the `next` of the advance before.
        """
    @property
    def next(self, /) -> Hash:
        """
        The Keccak-256 of the coming advance's entropy.
        """

@final
class Appeal(Command):
    """
    A miner asks for a second look at its case.
    """

    __match_args__: Final = ("case", "statement")
    def __new__(cls, /, case: int, statement: str) -> Appeal: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """
    @property
    def statement(self, /) -> str:
        """
        Why, at most 4096 bytes.
        """

@final
class BeginPhaseTwo(Command):
    """
    The foundation begins phase 2.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> BeginPhaseTwo: ...

@final
class CancelTask(Command):
    """
    A consumer takes back a task that nobody has begun.
    """

    __match_args__: Final = ("task",)
    def __new__(cls, /, task: int) -> CancelTask: ...
    @property
    def task(self, /) -> int:
        """
        The task.
        """

@disjoint_base
class CaseVerdict:
    """
    The foundation's word on a case.
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

@disjoint_base
class Command:
    """
    What a signer asks of the domain.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> Command:
        """
        From its canonical bytes.

        Raises `deepnode.errors.Malformed` for bytes that are none.
        """
    @staticmethod
    def from_json(text: str) -> Command:
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
class CommitVerdict(Command):
    """
    A seated validator commits its verdict; see [`crate::commitment::verdict`].
    """

    __match_args__: Final = ("assignment", "commitment")
    def __new__(cls, /, assignment: int, commitment: Hash | str | bytes) -> CommitVerdict: ...
    @property
    def assignment(self, /) -> int:
        """
        What it judged.
        """
    @property
    def commitment(self, /) -> Hash:
        """
        The hidden verdict.
        """

@final
class Decide(Command):
    """
    The foundation decides a case.
    """

    __match_args__: Final = ("case", "verdict")
    def __new__(cls, /, case: int, verdict: CaseVerdict) -> Decide: ...
    @property
    def case(self, /) -> int:
        """
        The case.
        """
    @property
    def verdict(self, /) -> CaseVerdict:
        """
        How.
        """

@final
class Decline(Command):
    """
    A miner gives an assignment back.
    """

    __match_args__: Final = ("assignment",)
    def __new__(cls, /, assignment: int) -> Decline: ...
    @property
    def assignment(self, /) -> int:
        """
        Its assignment.
        """

@final
class Delegate(Command):
    """
    The signer stands behind a validator with its money.
    """

    __match_args__: Final = ("validator", "amount")
    def __new__(cls, /, validator: Address | str | bytes, amount: int) -> Delegate: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
    @property
    def validator(self, /) -> Address:
        """
        Whom it backs.
        """

@final
class Deposit(Command):
    """
    The bridge brings money in.
    """

    __match_args__: Final = ("to", "amount")
    def __new__(cls, /, to: Address | str | bytes, amount: int) -> Deposit: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
    @property
    def to(self, /) -> Address:
        """
        Who receives it.
        """

@final
class Dismiss(CaseVerdict):
    """
    The miner did nothing wrong.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Dismiss: ...

@final
class ExitMiner(Command):
    """
    A miner asks to leave.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> ExitMiner: ...

@final
class ExitValidator(Command):
    """
    A validator asks to leave.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> ExitValidator: ...

@final
class HandOver(Command):
    """
    The holder of a role offers it.
    """

    __match_args__: Final = ("role", "to")
    def __new__(cls, /, role: Role | str, to: Address | str | bytes) -> HandOver: ...
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
class Pause(Command):
    """
    A miner takes no tasks for a while.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Pause: ...

@final
class Propose(Command):
    """
    The owner or a validator proposes new parameters.
    """

    __match_args__: Final = ("base", "params")
    def __new__(cls, /, base: int, params: Params) -> Propose: ...
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

@final
class RegisterMiner(Command):
    """
    The signer becomes a miner.
    """

    __match_args__: Final = ("models", "slots", "collateral", "max_fee")
    def __new__(
        cls, /, models: Iterable[Hash | str | bytes], slots: int, collateral: int, max_fee: int
    ) -> RegisterMiner: ...
    @property
    def collateral(self, /) -> int:
        """
        What it puts at stake for its work.
        """
    @property
    def max_fee(self, /) -> int:
        """
        The most that it pays to register.
        """
    @property
    def models(self, /) -> tuple[Hash, ...]:
        """
        What it serves, at most 256 known models.
        """
    @property
    def slots(self, /) -> int:
        """
        Assignments that it takes at a time, 1..=1024.
        """

@final
class RegisterModel(Command):
    """
    The signer offers a model as its creator.
    """

    __match_args__: Final = (
        "model",
        "kind",
        "unit_price",
        "committee",
        "replicas",
        "lease_ms",
        "creator_share",
        "backers",
        "manifest",
    )
    def __new__(
        cls,
        /,
        model: Hash | str | bytes,
        kind: Kind | str,
        unit_price: int,
        committee: int,
        replicas: int,
        lease_ms: int,
        creator_share: int,
        backers: Iterable[tuple[Address | str | bytes, int]],
        manifest: str,
    ) -> RegisterModel: ...
    @property
    def backers(self, /) -> tuple[tuple[Address, int], ...]:
        """
        Who shares the rest, by weight, at most 64.
        """
    @property
    def committee(self, /) -> int:
        """
        Seats of the first round, odd, 1..=21.
        """
    @property
    def creator_share(self, /) -> int:
        """
        The creator's share of what the model's owners receive, in parts per billion.
        """
    @property
    def kind(self, /) -> Kind:
        """
        What it does.
        """
    @property
    def lease_ms(self, /) -> int:
        """
        Milliseconds for a miner to deliver, 1..=604 800 000.
        """
    @property
    def manifest(self, /) -> str:
        """
        Where or what the manifest is, at most 4096 bytes.
        """
    @property
    def model(self, /) -> Hash:
        """
        The hash of its manifest.
        """
    @property
    def replicas(self, /) -> int:
        """
        Miners that work on each task, 1..=16.
        """
    @property
    def unit_price(self, /) -> int:
        """
        Price of one unit of work in base units, at least 1.
        """

@final
class RegisterValidator(Command):
    """
    The signer becomes a validator.
    """

    __match_args__: Final = ("stake",)
    def __new__(cls, /, stake: int) -> RegisterValidator: ...
    @property
    def stake(self, /) -> int:
        """
        Its own stake.
        """

@final
class Resume(Command):
    """
    A miner takes tasks again.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Resume: ...

@final
class RetireModel(Command):
    """
    The creator takes a model out of service; running tasks finish.
    """

    __match_args__: Final = ("model",)
    def __new__(cls, /, model: Hash | str | bytes) -> RetireModel: ...
    @property
    def model(self, /) -> Hash:
        """
        The model.
        """

@final
class RevealVerdict(Command):
    """
    A seated validator shows the verdict that it committed.
    """

    __match_args__: Final = ("assignment", "verdict", "output_root", "seal_salt", "salt")
    def __new__(
        cls,
        /,
        assignment: int,
        verdict: Verdict | str,
        output_root: Hash | str | bytes,
        seal_salt: Hash | str | bytes,
        salt: Hash | str | bytes,
    ) -> RevealVerdict: ...
    @property
    def assignment(self, /) -> int:
        """
        What it judged.
        """
    @property
    def output_root(self, /) -> Hash:
        """
        The output's root; zero unless correct.
        """
    @property
    def salt(self, /) -> Hash:
        """
        What opens the commitment.
        """
    @property
    def seal_salt(self, /) -> Hash:
        """
        What opens the miner's seal; zero unless correct.
        """
    @property
    def verdict(self, /) -> Verdict:
        """
        What it found.
        """

@final
class SubmitResult(Command):
    """
    A miner seals its output; see [`crate::commitment::seal`].
    """

    __match_args__: Final = ("assignment", "units_done", "seal")
    def __new__(cls, /, assignment: int, units_done: int, seal: Hash | str | bytes) -> SubmitResult: ...
    @property
    def assignment(self, /) -> int:
        """
        Its assignment.
        """
    @property
    def seal(self, /) -> Hash:
        """
        The sealed output.
        """
    @property
    def units_done(self, /) -> int:
        """
        Units of work done, at most the task's.
        """

@final
class SubmitTask(Command):
    """
    A consumer posts work.
    """

    __match_args__: Final = ("model", "kind", "units", "input")
    def __new__(
        cls, /, model: Hash | str | bytes, kind: Kind | str, units: int, input: Hash | str | bytes
    ) -> SubmitTask: ...
    @property
    def input(self, /) -> Hash:
        """
        The hash of the input.
        """
    @property
    def kind(self, /) -> Kind:
        """
        The kind of work, the model's own.
        """
    @property
    def model(self, /) -> Hash:
        """
        The model to run.
        """
    @property
    def units(self, /) -> int:
        """
        How much work is paid for at most, 1..=2^32-1.
        """

@final
class TopUp(Command):
    """
    A miner adds collateral.
    """

    __match_args__: Final = ("amount",)
    def __new__(cls, /, amount: int) -> TopUp: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """

@final
class Transfer(Command):
    """
    Money moves from the signer's balance to another.
    """

    __match_args__: Final = ("to", "amount")
    def __new__(cls, /, to: Address | str | bytes, amount: int) -> Transfer: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
    @property
    def to(self, /) -> Address:
        """
        Who receives it.
        """

@final
class Undelegate(Command):
    """
    The signer takes delegated money back; it comes free after the cooldown.
    """

    __match_args__: Final = ("validator", "amount")
    def __new__(cls, /, validator: Address | str | bytes, amount: int) -> Undelegate: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
    @property
    def validator(self, /) -> Address:
        """
        From whom.
        """

@final
class Uphold(CaseVerdict):
    """
    It did.
    """

    __match_args__: Final = ("severity",)
    def __new__(cls, /, severity: Severity | str) -> Uphold: ...
    @property
    def severity(self, /) -> Severity:
        """
        How bad it was, at most what was reported.
        """

@final
class Vote(Command):
    """
    A validator or staker votes; the last vote counts.
    """

    __match_args__: Final = ("proposal", "choice")
    def __new__(cls, /, proposal: int, choice: Choice | str) -> Vote: ...
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

@final
class Withdraw(Command):
    """
    Money leaves the signer's balance and the domain.
    """

    __match_args__: Final = ("amount",)
    def __new__(cls, /, amount: int) -> Withdraw: ...
    @property
    def amount(self, /) -> int:
        """
        How much.
        """
