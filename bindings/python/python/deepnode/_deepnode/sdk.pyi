# Written by stubs.py; change the Rust source and run it again.
"""
What miner and validator software embeds.
"""

from collections.abc import Callable, Coroutine, Iterable
from os import PathLike
from typing import Any, Final, final

from deepnode.errors import Refused
from deepnode.infer.engine import Engine
from deepnode.sdk.host import MinerHost, Store, ValidatorHost
from deepnode.sdk.work import Work
from deepnode.words import Verdict
from typing_extensions import Self

from . import Address, Domain, Hash
from .commands import Command
from .infer import Claim, Embed, Finding, Job, Model, Policy, Seen
from .signing import Envelope, Key

__all__ = [
    "Cancel",
    "Deliver",
    "FileStore",
    "Judgement",
    "Lease",
    "MemoryStore",
    "Over",
    "Refusal",
    "Reveal",
    "Seat",
    "Validator",
    "Worker",
    "seal_salt",
    "units",
    "verdict_salt",
]

@final
class Cancel:
    """
    A switch that is off until somebody turns it on, for good.

    >>> from deepnode.sdk import Cancel
    >>> cancel = Cancel()
    >>> cancel.cancel()
    >>> cancel.is_cancelled
    True
    """
    def __new__(cls, /) -> Cancel: ...
    def __repr__(self, /) -> str: ...
    def cancel(self, /) -> None:
        """
        Asks whoever looks at it to stop.
        """
    @property
    def is_cancelled(self, /) -> bool:
        """
        Whether somebody has asked to stop.
        """

@final
class Deliver:
    """
    A committee is seated and waits for what the miner has sealed.
    """

    __match_args__: Final = ("assignment", "committee")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, assignment: int, committee: Iterable[Address | str | bytes]) -> Deliver: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        Of which assignment.
        """
    @property
    def committee(self, /) -> tuple[Address, ...]:
        """
        Who judges.
        """
    def replace(self, /, *, assignment: int = ..., committee: Iterable[Address | str | bytes] = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class FileStore:
    """
    Records in a folder, one file for each, readable by their owner only.

    A crash leaves the old record or the new one, and a damaged or exchanged file is refused. One process has the folder
    at a time, for as long as the store, or a worker or validator that uses it, is held.
    """
    def __new__(cls, /, folder: str | PathLike[str]) -> FileStore:
        """
        Opens a folder, which is made if it is not there.

        Raises `deepnode.sdk.errors.StoreInUse` while another process, or another store of this one, has it.
        """
    def get(self, /, name: str) -> bytes | None:
        """
        The record of a name, as it was kept; None if there is none.

        Raises a `deepnode.sdk.errors.StoreError` if it cannot be read, or is not what was kept.
        """
    def names(self, /, prefix: str) -> list[str]:
        """
        The names that begin like this, ascending.
        """
    def put(self, /, name: str, record: bytes) -> None:
        """
        Keeps a record in place of any of that name. When it returns, the record is kept.

        Names are 1 to 200 of `a-z`, `0-9` and `-`. Raises a `deepnode.sdk.errors.StoreError` if it could not be
        kept; one of that name that there was before is still there.
        """
    def remove(self, /, name: str) -> None:
        """
        Drops the record of a name, if there is one.
        """

@final
class Judgement:
    """
    What a validator thinks of a miner's work.
    """

    __match_args__: Final = ("finding", "verdict", "output_root", "seal_salt")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        finding: Finding,
        verdict: Verdict | str,
        output_root: Hash | str | bytes,
        seal_salt: Hash | str | bytes,
    ) -> Judgement: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def finding(self, /) -> Finding:
        """
        What it found.
        """
    @property
    def output_root(self, /) -> Hash:
        """
        The root of the right output; zero unless the verdict is correct.
        """
    def replace(
        self,
        /,
        *,
        finding: Finding = ...,
        verdict: Verdict | str = ...,
        output_root: Hash | str | bytes = ...,
        seal_salt: Hash | str | bytes = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def seal_salt(self, /) -> Hash:
        """
        What opens the miner's seal; zero unless the verdict is correct.
        """
    @property
    def verdict(self, /) -> Verdict:
        """
        What it will say, by its table.
        """

@final
class Lease:
    """
    An assignment that a miner has a lease on. A miner's host gives it for "work on this".
    """

    __match_args__: Final = ("assignment", "task", "model", "posted", "input", "units", "until")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        assignment: int,
        task: int,
        model: Hash | str | bytes,
        posted: Hash | str | bytes,
        input: Job | Embed,
        units: int,
        until: int,
    ) -> Lease: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def input(self, /) -> Job | Embed:
        """
        The input, as it came from the consumer.
        """
    @property
    def model(self, /) -> Hash:
        """
        The model to run: the hash of its manifest.
        """
    @staticmethod
    def of(domain: Domain, assignment: int, input: Job | Embed) -> Lease | None:
        """
        A lease as a domain has it, with the input that the consumer has given; None if the assignment is not leased.
        """
    @property
    def posted(self, /) -> Hash:
        """
        The input's hash on the ledger.
        """
    def replace(
        self,
        /,
        *,
        assignment: int = ...,
        task: int = ...,
        model: Hash | str | bytes = ...,
        posted: Hash | str | bytes = ...,
        input: Job | Embed = ...,
        units: int = ...,
        until: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def task(self, /) -> int:
        """
        Its task.
        """
    @property
    def units(self, /) -> int:
        """
        Units paid for at most.
        """
    @property
    def until(self, /) -> int:
        """
        When the lease is over.
        """

@final
class MemoryStore:
    """
    Records in memory: for tests and simulations. Nothing survives the process.

    >>> from deepnode.sdk import MemoryStore
    >>> store = MemoryStore()
    >>> store.put("seal-1", b"what opens it")
    >>> store.get("seal-1"), store.names("seal-")
    (b'what opens it', ['seal-1'])
    """
    def __new__(cls, /) -> MemoryStore: ...
    def get(self, /, name: str) -> bytes | None:
        """
        The record of a name, as it was kept; None if there is none.

        Raises a `deepnode.sdk.errors.StoreError` if it cannot be read, or is not what was kept.
        """
    def names(self, /, prefix: str) -> list[str]:
        """
        The names that begin like this, ascending.
        """
    def put(self, /, name: str, record: bytes) -> None:
        """
        Keeps a record in place of any of that name. When it returns, the record is kept.

        Names are 1 to 200 of `a-z`, `0-9` and `-`. Raises a `deepnode.sdk.errors.StoreError` if it could not be
        kept; one of that name that there was before is still there.
        """
    def remove(self, /, name: str) -> None:
        """
        Drops the record of a name, if there is one.
        """

@final
class Over:
    """
    Nobody can ask for this assignment any more: it is over, its case too, and its appeal.
    """

    __match_args__: Final = ("assignment",)
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, assignment: int) -> Over: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        Which.
        """
    def replace(self, /, *, assignment: int = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class Refusal:
    """
    The ledger has refused a command, and nothing has changed. A host can raise a `deepnode.errors.Refused` as well.
    """

    __match_args__: Final = ("code", "message")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, code: str, message: str) -> Refusal: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The error's stable code.
        """
    @property
    def message(self, /) -> str:
        """
        What was expected and found.
        """
    def replace(self, /, *, code: str = ..., message: str = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class Reveal:
    """
    The verdicts on an assignment are revealed.
    """

    __match_args__: Final = ("assignment", "until")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, assignment: int, until: int) -> Reveal: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        Of which assignment.
        """
    def replace(self, /, *, assignment: int = ..., until: int = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def until(self, /) -> int:
        """
        Until when.
        """

@final
class Seat:
    """
    An assignment that a validator has a seat at. A validator's host gives it for "judge this".
    """

    __match_args__: Final = (
        "assignment",
        "round",
        "task",
        "model",
        "posted",
        "input",
        "units",
        "miner",
        "units_done",
        "seal",
        "until",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        assignment: int,
        round: int,
        task: int,
        model: Hash | str | bytes,
        posted: Hash | str | bytes,
        input: Job | Embed,
        units: int,
        miner: Address | str | bytes,
        units_done: int,
        seal: Hash | str | bytes,
        until: int,
    ) -> Seat: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def input(self, /) -> Job | Embed:
        """
        The input, as it came from the consumer.
        """
    @property
    def miner(self, /) -> Address:
        """
        Whose work it is.
        """
    @property
    def model(self, /) -> Hash:
        """
        The promised model: the hash of its manifest.
        """
    @staticmethod
    def of(domain: Domain, assignment: int, input: Job | Embed) -> Seat | None:
        """
        A seat as a domain has it, with the input that the consumer has given; None if no committee is to commit its
        verdicts on the assignment now.
        """
    @property
    def posted(self, /) -> Hash:
        """
        The input's hash on the ledger.
        """
    def replace(
        self,
        /,
        *,
        assignment: int = ...,
        round: int = ...,
        task: int = ...,
        model: Hash | str | bytes = ...,
        posted: Hash | str | bytes = ...,
        input: Job | Embed = ...,
        units: int = ...,
        miner: Address | str | bytes = ...,
        units_done: int = ...,
        seal: Hash | str | bytes = ...,
        until: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def round(self, /) -> int:
        """
        The round, from 1.
        """
    @property
    def seal(self, /) -> Hash:
        """
        The miner's seal on the ledger.
        """
    @property
    def task(self, /) -> int:
        """
        Its task.
        """
    @property
    def units(self, /) -> int:
        """
        Units paid for at most.
        """
    @property
    def units_done(self, /) -> int:
        """
        Units done, by the miner's word.
        """
    @property
    def until(self, /) -> int:
        """
        When committing ends.
        """

@final
class Validator:
    """
    A validator: its key, its engines, its table of verdicts, and where it keeps what opens its commitments.

    `key` signs, in the domain of the id `domain`. The word of each engine counts for the model of its manifest. `policy` is
    the table of verdicts; `seen` the memory of earlier answers, of which it takes a copy; `spare_ms` the time that is left
    for committing when judging is stopped, half a second by default.

    >>> from deepnode.sdk import MemoryStore, Validator
    >>> from deepnode.signing import Key
    >>> Validator(Key.create(), keccak(b"a domain"), MemoryStore()).kept()
    ()
    """
    def __new__(
        cls,
        /,
        key: Key,
        domain: Hash | str | bytes,
        store: MemoryStore | FileStore | Store,
        engines: Iterable[Model | Engine] = ...,
        *,
        policy: Policy | None = None,
        seen: Seen | None = None,
        spare_ms: int | None = None,
    ) -> Validator: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> Address:
        """
        Whom it signs for.
        """
    def commit(self, /, seat: Seat, judgement: Judgement) -> Command:
        """
        Keeps what opens a commitment to a judgement, and gives the command that commits it. Who has committed once gets the
        same commitment again, whatever it thinks now.

        Raises a `deepnode.sdk.errors.StoreError` if it cannot be kept, or what was kept cannot be read.
        """
    def forget(self, /, assignment: int) -> None:
        """
        Drops what is kept for an assignment, when its verdicts were revealed or their time is over.
        """
    def judge(
        self,
        /,
        seat: Seat,
        parcels: Iterable[bytes],
        now: int | Callable[[], int],
        cancel: Cancel | None = None,
    ) -> Judgement:
        """
        Looks at the parcels that came for an assignment. The first that opens the miner's seal counts, whatever else came;
        if none does, what the miner has signed counts before what anybody could have sent.

        `now` is the ledger's time in milliseconds, or a callable that gives it. Raises `deepnode.sdk.errors.Engine` if the
        engine failed: then nothing should be said, rather than something about the miner.
        """
    def kept(self, /) -> tuple[int, ...]:
        """
        The assignments for which something is kept, ascending.
        """
    def resume(self, /, host: ValidatorHost) -> None:
        """
        Sends the commitments that were kept and of which nobody knows whether they were sent, as long as they are taken.

        Raises as `run` does.
        """
    def reveal(self, /, assignment: int) -> Command | None:
        """
        The command that opens the commitment on an assignment; None if there was none, or it was forgotten.
        """
    def run(self, /, host: ValidatorHost, cancel: Cancel | None = None) -> None:
        """
        Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.

        Everything happens on this thread, the host's methods too. Raises `deepnode.sdk.errors.Host` if the host cannot say
        what is next or what time it is, with its own exception as the cause, or a `StoreError`. Where its engine fails, its
        time is over, or it has not what judging takes, it says nothing and logs why. Ctrl-C ends it.
        """
    def run_async(self, /, host: ValidatorHost, cancel: Cancel | None = None) -> Coroutine[Any, Any, None]:
        """
        `run` on another thread, to be awaited. Cancelling the task turns `cancel` on and waits for the loop to end.
        """
    def sign(self, /, command: Command, nonce: int, valid_until: int) -> Envelope:
        """
        Signs a command of this validator, with a nonce, to be taken before `valid_until` only.
        """

@final
class Worker:
    """
    A miner: its key, its engines, and where it keeps what opens its seals.

    `key` signs, in the domain of the id `domain`. An engine is a `deepnode.infer.Model` or a host's own, and serves the model
    of its manifest. `spare_ms` is the time that is left for sending when a run is stopped; a second by default. A worker can
    be used from several threads at once, for a miner with several slots.

    >>> from deepnode import infer
    >>> from deepnode.sdk import Lease, MemoryStore, Worker
    >>> from deepnode.signing import Key
    >>> model = infer.load(MODELS / "f16-tied")
    >>> worker = Worker(Key.create(), keccak(b"a domain"), MemoryStore(), [model])
    >>> job = infer.Job([1, 2, 3], 8)
    >>> lease = Lease(1, 1, model.manifest.hash(), infer.input_hash(job), job, units=8, until=60_000)
    >>> worker.work(lease, now=1_000).command.assignment
    1
    >>> len(worker.parcel(1)) > 0  # what the committee gets when it is seated, also after a restart
    True
    """
    def __new__(
        cls,
        /,
        key: Key,
        domain: Hash | str | bytes,
        store: MemoryStore | FileStore | Store,
        engines: Iterable[Model | Engine] = ...,
        *,
        spare_ms: int | None = None,
    ) -> Worker: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> Address:
        """
        Whom it signs for.
        """
    def forget(self, /, assignment: int) -> None:
        """
        Drops what is kept for an assignment, when nobody can ask for it any more.
        """
    def kept(self, /) -> tuple[int, ...]:
        """
        The assignments for which something is kept, ascending.
        """
    def parcel(self, /, assignment: int) -> bytes | None:
        """
        What the committee of an assignment is given; None if nothing was sealed for it, or it was forgotten.
        """
    def resume(self, /, host: MinerHost) -> None:
        """
        Sends the seals that were kept and of which nobody knows whether they were sent, as long as their leases last.

        Raises as `run` does.
        """
    def run(self, /, host: MinerHost, cancel: Cancel | None = None) -> None:
        """
        Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.

        Everything happens on this thread, the host's methods too. Raises `deepnode.sdk.errors.Host` if the host cannot say
        what is next or what time it is, with its own exception as the cause, or a `StoreError`. What could not be sent or
        delivered after several attempts is logged and kept; the seals among it are sent at the next start. Ctrl-C ends it.
        """
    def run_async(self, /, host: MinerHost, cancel: Cancel | None = None) -> Coroutine[Any, Any, None]:
        """
        `run` on another thread, to be awaited. Cancelling the task turns `cancel` on and waits for the loop to end.
        """
    def sign(self, /, command: Command, nonce: int, valid_until: int) -> Envelope:
        """
        Signs a command of this miner, with a nonce, to be taken before `valid_until` only.
        """
    def work(self, /, lease: Lease, now: int | Callable[[], int], cancel: Cancel | None = None) -> Work:
        """
        Runs a lease and seals the result: `Sealed(command)`, `Declined(command, why)`, or `Late()` where nothing is taken
        any more. What was sealed once is not run again.

        `now` is the ledger's time in milliseconds, or a callable that gives it. It is looked at before the run and after
        each token; `cancel` is, too.

        Raises a `deepnode.sdk.errors.StoreError` if what opens the seal cannot be kept, or what was kept cannot be read.
        """

def seal_salt(key: Key, domain: Hash | str | bytes, assignment: int) -> Hash:
    """
    The salt of a miner's seal on an assignment: the same after a restart, and unknown to whoever does not have the key.

    >>> from deepnode.sdk import seal_salt
    >>> key = deepnode.signing.Key.create()
    >>> seal_salt(key, Hash.ZERO, 5) == seal_salt(key, Hash.ZERO, 6)
    False
    """

def units(input: Job | Embed, claim: Claim) -> int:
    """
    The units of work in a result: tokens generated, or tokens read for an embedding; at least one.

    >>> from deepnode.infer import Claim, Generation, Job
    >>> from deepnode.sdk import units
    >>> units(Job([1, 2, 3], 16), Claim(Generation([5, 6], "eos")))
    2
    """

def verdict_salt(key: Key, domain: Hash | str | bytes, assignment: int, round: int) -> Hash:
    """
    The salt of a validator's commitment in a round of an assignment.
    """
