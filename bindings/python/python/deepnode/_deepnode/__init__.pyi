# Written by stubs.py; change the Rust source and run it again.
"""
The native half of the package: import its names from `deepnode` and its modules.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, SupportsIndex, final, overload

from deepnode.errors import Refused
from deepnode.words import (
    AssignmentStatus,
    BurnBase,
    CaseStatus,
    Choice,
    CloseReason,
    Membership,
    MinerStatus,
    ModelStatus,
    ObstacleKind,
    ProposalStatus,
    Severity,
    SlotState,
    TaskStatus,
    ValidatorStatus,
    Verdict,
)
from typing_extensions import CapsuleType, Self

from . import commands as commands
from . import commitment as commitment
from . import due as due
from . import emissions as emissions
from . import events as events
from . import infer as infer
from . import log as log
from . import places as places
from . import scenario as scenario
from . import sdk as sdk
from . import settlement as settlement
from . import signing as signing
from . import slashing as slashing
from .commands import Command
from .due import Due
from .events import Event, ModelTerms, Outcome
from .log import Entry
from .places import Place
from .signing import Envelope, Receipt

__version__: Final[str]
"""
The version of the package and of the crates in it.
"""

@final
class Address:
    """
    A 20-byte address.

    Wherever one is expected, its hex text or its bytes do as well. `str` gives the EIP-55 form, with its checksum in
    the case of the letters; input takes either case and checks no checksum.

    >>> Address("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")
    Address('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')
    """

    ZERO: Final[Address]
    """
    All zeros.
    """
    def __bytes__(self, /) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, value: Address | str | bytes) -> Address:
        """
        From `0x` and hex digits, or from bytes.
        """
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...

@final
class Assignment:
    """
    One miner's attempt at one slot of a task.
    """

    __match_args__: Final = (
        "id",
        "task",
        "slot",
        "miner",
        "version",
        "lease_until",
        "status",
        "round",
        "until",
        "since",
        "outcome",
        "units_done",
        "seal",
        "rounds",
        "vwu",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        id: int,
        task: int,
        slot: int,
        miner: Address | str | bytes,
        version: int,
        lease_until: int,
        status: AssignmentStatus | str,
        round: int | None,
        until: int | None,
        since: int | None,
        outcome: Outcome | None,
        units_done: int,
        seal: Hash | str | bytes | None,
        rounds: Iterable[Round],
        vwu: int,
    ) -> Assignment: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def committee(self, /) -> tuple[Address, ...]:
        """
        Who judges in the present or last round, in the order of the draw.
        """
    @property
    def id(self, /) -> int:
        """
        Its id.
        """
    @property
    def lease_until(self, /) -> int:
        """
        When the lease ends or ended.
        """
    @property
    def miner(self, /) -> Address:
        """
        Who works.
        """
    @property
    def outcome(self, /) -> Outcome | None:
        """
        How it ended, with the severity or the cause, once it has.
        """
    def replace(
        self,
        /,
        *,
        id: int = ...,
        task: int = ...,
        slot: int = ...,
        miner: Address | str | bytes = ...,
        version: int = ...,
        lease_until: int = ...,
        status: AssignmentStatus | str = ...,
        round: int | None = ...,
        until: int | None = ...,
        since: int | None = ...,
        outcome: Outcome | None = ...,
        units_done: int = ...,
        seal: Hash | str | bytes | None = ...,
        rounds: Iterable[Round] = ...,
        vwu: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def round(self, /) -> int | None:
        """
        The round, from 1, while it is judged.
        """
    @property
    def rounds(self, /) -> tuple[Round, ...]:
        """
        The committees it has had.
        """
    @property
    def seal(self, /) -> Hash | None:
        """
        The sealed output, once delivered.
        """
    @property
    def since(self, /) -> int | None:
        """
        When the wait for a committee began, while it lasts.
        """
    @property
    def slot(self, /) -> int:
        """
        The slot of the task, from 0.
        """
    @property
    def status(self, /) -> AssignmentStatus:
        """
        Where it stands, or how it ended.
        """
    @property
    def task(self, /) -> int:
        """
        Its task.
        """
    @property
    def units_done(self, /) -> int:
        """
        Units of work done, by the miner's word; 0 before it delivers.
        """
    @property
    def until(self, /) -> int | None:
        """
        When the lease, the committing or the revealing ends, while it lasts.
        """
    @property
    def version(self, /) -> int:
        """
        The version of the parameters under which it was leased.
        """
    @property
    def vwu(self, /) -> int:
        """
        Verified work units, once its task has settled.
        """

@final
class Attempt:
    """
    One miner's attempt.
    """

    __match_args__: Final = (
        "assignment",
        "slot",
        "miner",
        "status",
        "round",
        "until",
        "since",
        "outcome",
        "units_done",
        "rounds",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        assignment: int,
        slot: int,
        miner: Address | str | bytes,
        status: AssignmentStatus | str,
        round: int | None,
        until: int | None,
        since: int | None,
        outcome: Outcome | None,
        units_done: int,
        rounds: Iterable[Iterable[Judgement]],
    ) -> Attempt: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int:
        """
        The assignment.
        """
    @property
    def miner(self, /) -> Address:
        """
        Who worked.
        """
    @property
    def outcome(self, /) -> Outcome | None:
        """
        How it ended, with the severity or the cause, once it has.
        """
    def replace(
        self,
        /,
        *,
        assignment: int = ...,
        slot: int = ...,
        miner: Address | str | bytes = ...,
        status: AssignmentStatus | str = ...,
        round: int | None = ...,
        until: int | None = ...,
        since: int | None = ...,
        outcome: Outcome | None = ...,
        units_done: int = ...,
        rounds: Iterable[Iterable[Judgement]] = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def round(self, /) -> int | None:
        """
        The round, from 1, while it is judged.
        """
    @property
    def rounds(self, /) -> tuple[tuple[Judgement, ...], ...]:
        """
        Each round's committee, in the order of the draw.
        """
    @property
    def since(self, /) -> int | None:
        """
        When the wait for a committee began, while it lasts.
        """
    @property
    def slot(self, /) -> int:
        """
        The slot of the task.
        """
    @property
    def status(self, /) -> AssignmentStatus:
        """
        Where it stands, or how it ended.
        """
    @property
    def units_done(self, /) -> int:
        """
        Units of work done, by the miner's word.
        """
    @property
    def until(self, /) -> int | None:
        """
        When the lease, the committing or the revealing ends, while it lasts.
        """

@final
class Case:
    """
    A case: a review of a miner's rejected work.
    """

    __match_args__: Final = (
        "id",
        "miner",
        "version",
        "phase",
        "rejections",
        "reported",
        "severity",
        "status",
        "until",
        "window_until",
        "appeal_until",
        "ended",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        id: int,
        miner: Address | str | bytes,
        version: int,
        phase: int,
        rejections: Iterable[int],
        reported: Severity | str,
        severity: Severity | str,
        status: CaseStatus | str,
        until: int | None,
        window_until: int,
        appeal_until: int | None,
        ended: int | None,
    ) -> Case: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def appeal_until(self, /) -> int | None:
        """
        When the time to appeal the decision ends or ended, if there is one.
        """
    @property
    def ended(self, /) -> int | None:
        """
        When it was executed, dismissed or lapsed.
        """
    @property
    def id(self, /) -> int:
        """
        Its id.
        """
    @property
    def miner(self, /) -> Address:
        """
        Whom it is about.
        """
    @property
    def phase(self, /) -> int:
        """
        The phase in which it was opened.
        """
    @property
    def rejections(self, /) -> tuple[int, ...]:
        """
        The rejections it is about, in order.
        """
    def replace(
        self,
        /,
        *,
        id: int = ...,
        miner: Address | str | bytes = ...,
        version: int = ...,
        phase: int = ...,
        rejections: Iterable[int] = ...,
        reported: Severity | str = ...,
        severity: Severity | str = ...,
        status: CaseStatus | str = ...,
        until: int | None = ...,
        window_until: int = ...,
        appeal_until: int | None = ...,
        ended: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def reported(self, /) -> Severity:
        """
        The largest severity reported.
        """
    @property
    def severity(self, /) -> Severity:
        """
        The severity that would execute now, or did.
        """
    @property
    def status(self, /) -> CaseStatus:
        """
        Where it stands.
        """
    @property
    def until(self, /) -> int | None:
        """
        When the present window is over, while the case is open.
        """
    @property
    def version(self, /) -> int:
        """
        The version of the parameters under which it was opened.
        """
    @property
    def window_until(self, /) -> int:
        """
        When the foundation's latest window ends or ended.
        """

@final
class Claim:
    """
    A balance, and the proof that a root holds it. It needs no domain to be checked.
    """

    __match_args__: Final = ("address", "amount", "proof")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, address: Address | str | bytes, amount: int, proof: Iterable[Hash | str | bytes]
    ) -> Claim: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> Address:
        """
        Whose balance.
        """
    @property
    def amount(self, /) -> int:
        """
        How much, in base units.
        """
    @staticmethod
    def from_json(text: str) -> Claim:
        """
        From the JSON form.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    @property
    def proof(self, /) -> tuple[Hash, ...]:
        """
        The sibling of each node on the way from the leaf to the root.
        """
    def replace(
        self,
        /,
        *,
        address: Address | str | bytes = ...,
        amount: int = ...,
        proof: Iterable[Hash | str | bytes] = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    def to_json(self, /) -> str:
        """
        The JSON form.
        """
    def verify(self, /, root: Hash | str | bytes) -> bool:
        """
        Whether a root holds this balance, as OpenZeppelin's `MerkleProof.verify` would say.
        """

@final
class Claims(Sequence[Claim]):
    """
    Every balance above zero, provable against one root: a sequence of claims, ascending by address.

    The tree is the `StandardMerkleTree` of the npm package `@openzeppelin/merkle-tree` over `[address, uint256]`, so that
    the Solidity library `MerkleProof` verifies its proofs.

    >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    >>> claims = domain.claims()
    >>> claims.claim_of(ana).verify(claims.root)
    True
    """
    def __eq__(self, value: object, /) -> bool: ...
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Claim: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Claim, ...]:
        """
        A claim, or the claims of a slice.
        """
    def __len__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    def claim_of(self, /, address: Address | str | bytes) -> Claim | None:
        """
        The claim of one address, or `None` if it has no balance.
        """
    def count(self, value: Any, /) -> int:
        """
        How many items equal this one.
        """
    def index(
        self, value: Any, start: SupportsIndex | None = None, stop: SupportsIndex | None = None, /
    ) -> int:
        """
        The place of the first item that equals this one, from `start` to before `stop`.
        """
    @property
    def root(self, /) -> Hash:
        """
        What a contract or a phone has to know to check any of the claims.
        """
    def to_json(self, /) -> str:
        """
        The JSON form: `{"root", "claims": [...]}`.
        """

@final
class Deadline:
    """
    A deadline that an advance will see to.
    """

    __match_args__: Final = ("until", "what")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, until: int, what: Due) -> Deadline: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, *, until: int = ..., what: Due = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def until(self, /) -> int:
        """
        When.
        """
    @property
    def what(self, /) -> Due:
        """
        What.
        """

@final
class Domain:
    """
    The state of a domain, which commands change and nothing else does.

    A plain value: it has no clock and no randomness of its own, and the same commands give the same state on every
    machine. Several threads may use one.

    >>> domain = Domain(8453, "0x" + "99" * 20, Params(bridge=bridge))
    >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    >>> domain.balance(ana) == DN(5)
    True
    >>> domain.audit()
    []
    """
    def __copy__(self, /) -> Domain: ...
    def __deepcopy__(self, /, _memo: dict[int, Any]) -> Domain: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __new__(
        cls, /, chain_id: int, contract: Address | str | bytes, params: Params, *, keep_events: bool = False
    ) -> Domain:
        """
        An empty domain.

        `chain_id` and `contract` are those of the contract that it settles with; they make up the domain's `id`, which
        seals, commitments and signatures are bound to. With `keep_events` all events stay in memory, for `events`.

        Raises `deepnode.errors.InvalidParams` for parameters that break a rule.
        """
    def __reduce__(self, /) -> tuple[Any, ...]:
        """
        Pickled as its snapshot. Events that were kept stay behind.
        """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str:
        """
        A table for notebooks.
        """
    def accounts_table(self, /) -> Table:
        """
        Everybody who has money in the domain: `address, balance, collateral, stake, delegated, unbonding`.

        >>> domain.accounts_table().column_names
        ['address', 'balance', 'collateral', 'stake', 'delegated', 'unbonding']
        """
    def advance(
        self,
        /,
        now: int,
        signer: Address | str | bytes,
        entropy: Hash | str | bytes,
        next: Hash | str | bytes,
    ) -> Events:
        """
        The heartbeat: applies `commands.Advance(entropy, next)`.

        All that is due happens, then leases and seats are drawn. `next` is the Keccak-256 of the entropy of the advance
        after this one.
        """
    def apply(self, /, now: int, signer: Address | str | bytes, command: Command) -> Events:
        """
        Applies a command of a signer that you have authenticated, at your time in milliseconds.

        Gives what happened. Raises the first check that fails, as a `deepnode.errors.Refused`; then nothing has changed.

        >>> domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))[-1].reason
        Reason.DEPOSIT
        >>> domain.apply(1_001, ana, commands.Withdraw(amount=DN(600)))
        Traceback (most recent call last):
        deepnode.errors.InsufficientBalance: insufficient balance: have 5 DN, need 600 DN
        """
    def apply_all(
        self,
        /,
        steps: Steps | Iterable[tuple[int, Address | str | bytes, Command]],
        *,
        progress: bool | Callable[[int, int], object] | None = None,
    ) -> Results:
        """
        Applies many commands in order, while other threads go on.

        `steps` are `Steps`, or any iterable of `(now, signer, command)`. A refused command changes nothing, and the next one
        is tried; the results say which were refused and why. `progress` is called with the steps done and their number,
        about twenty times a second, or is `True` for a bar.

        Ctrl-C ends it between two commands; what was applied stays, and `domain.sequence` says how far it came. Calls of
        other threads on the same domain may come in between.
        """
    def apply_signed(self, /, now: int, envelope: Envelope) -> Receipt:
        """
        Applies what somebody has signed, at your time in milliseconds.

        Raises `deepnode.errors.InvalidBatch`, `BadSignature`, `WrongNonce`, `Expired` or `TimeWentBack`, or the command's own
        refusal; then nothing has changed, and the nonce is still good. The refusals of a batch's commands are in its
        receipt: it uses its nonce even if they all are refused.
        """
    def apply_signed_all(self, /, now: int, envelopes: Iterable[Envelope]) -> list[Receipt | Refused]:
        """
        Applies what many have signed, in order, and says of each what became of it: its receipt, or the
        `deepnode.errors.Refused` that `apply_signed` would have raised.

        Signatures are most of the work: they are checked on all cores, and other threads go on meanwhile; their calls on
        the same domain may come in between. Ctrl-C is heard throughout: while signatures are checked, nothing was applied;
        later, it ends the call between two envelopes, what was applied stays, and the nonces say how far it came.
        """
    def assignment(self, /, assignment: int) -> Assignment | None:
        """
        An assignment; `None` if there is none of this id, or it was dropped with its task.
        """
    def assignments(self, /) -> list[Assignment]:
        """
        Every assignment, ascending.
        """
    def audit(self, /) -> list[str]:
        """
        Every broken invariant as a sentence; empty on every state that commands lead to.
        """
    def balance(self, /, who: Address | str | bytes) -> int:
        """
        What an address can spend, in base units.
        """
    @property
    def beacon(self, /) -> Hash:
        """
        The randomness of the latest advance.
        """
    def case(self, /, case: int) -> Case | None:
        """
        A case; `None` if there is none of this id, or it was dropped.
        """
    def cases(self, /) -> list[Case]:
        """
        Every case, ascending.
        """
    @property
    def chain_id(self, /) -> int:
        """
        The chain of the contract that the domain settles with.
        """
    def claims(self, /) -> Claims | None:
        """
        The Merkle tree of every balance above zero, or `None` where nobody has one.

        It takes three hashes for each balance and is not kept; what is in escrow, at stake or in a cooldown is no
        balance.
        """
    def compact(self, /, before: int) -> None:
        """
        Drops tasks with their assignments, cases, proposals and versions of the parameters that are over since before a
        time, so that the state stays proportional to what is live.

        Nothing later changes by it, except that a command which names a dropped id is refused as unknown, and that
        queries leave it out. Miners, validators and models stay.
        """
    @property
    def contract(self, /) -> Address:
        """
        The contract that the domain settles with.
        """
    def copy(self, /) -> Domain:
        """
        A domain with the same state, which goes its own way from here, and the same kept events.
        """
    def deadlines(self, /) -> list[Deadline]:
        """
        Every pending deadline, ascending by time; what is ready before its time is due now.

        >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
        >>> domain.deadlines()
        [Deadline(until=86401000, what=EpochEnd(epoch=0))]
        """
    def delegated_to(self, /, validator: Address | str | bytes) -> int:
        """
        What all stakers have behind a validator, in base units.
        """
    @property
    def event_lists(self, /) -> list[Events]:
        """
        The same, as one `Events` for each applied command: what `replay` takes.
        """
    @property
    def events(self, /) -> Events:
        """
        Everything that happened, in order, in a domain that was made with `keep_events=True`; in one that was restored
        with it, everything since.

        Raises `deepnode.errors.EventsNotKept` otherwise.

        >>> domain = Domain(8453, "0x" + "99" * 20, Params(bridge=bridge), keep_events=True)
        >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
        >>> [type(event).__name__ for event in domain.events]
        ['Clock', 'Moved']
        """
    def follow(self, /, entries: Iterable[Entry]) -> None:
        """
        Replays entries of the log that come next: each begins behind the domain's last event and ends in the head that it
        says, so that none is left out, taken twice or changed.

        Raises `deepnode.errors.BrokenChain` for the first entry that is not the next one, with which nothing was done, or
        `deepnode.errors.Inconsistent`, after which the domain is in no defined state.
        """
    @property
    def head(self, /) -> Hash:
        """
        The hash that all events so far end in.

        Two domains of the same chain and contract with the same head have the same state, but for what `compact` has
        dropped from one of them.
        """
    def history(self, /, task: int) -> TaskHistory | None:
        """
        What became of a task, with every attempt and every verdict; `None` if there is none of this id, or it was
        dropped.
        """
    @property
    def id(self, /) -> Hash:
        """
        The EIP-712 domain separator, which seals, commitments and signatures are bound to.
        """
    def miner(self, /, miner: Address | str | bytes) -> Miner | None:
        """
        A miner, also one that has left; `None` if it never registered.
        """
    def miners(self, /) -> list[Miner]:
        """
        Every miner in order of registration, also those that have left.
        """
    def miners_table(self, /) -> Table:
        """
        Every miner in order of registration: `address, status, score, good, bad, vwu, collateral, slots, in_flight, case`.
        """
    def model(self, /, model: Hash | str | bytes) -> Model | None:
        """
        A model; `None` if nobody has registered it.
        """
    def models(self, /) -> list[Model]:
        """
        Every model in order of registration, also those that are retired.
        """
    def money(self, /, place: Place) -> int:
        """
        What is in a place, in base units; nothing in the three that have no end.

        >>> domain.money(places.Balance(ana)) == domain.balance(ana)
        True
        """
    @property
    def next_deadline(self, /) -> int | None:
        """
        The earliest time at which an advance has something to see to; it may lie in the past. `None` in a domain without
        any command.
        """
    def nonce(self, /, signer: Address | str | bytes) -> int:
        """
        The nonce that a signer's next signed command has to carry.
        """
    def nonces(self, /) -> dict[Address, int]:
        """
        Every signer that has used a nonce, with the next one.
        """
    @property
    def params(self, /) -> Params:
        """
        The parameters in force, with the present holders of the roles and the present phase.
        """
    @property
    def params_version(self, /) -> int:
        """
        The number of the parameters in force, from 1.
        """
    def preview(self, /, now: int, signer: Address | str | bytes, command: Command) -> Events:
        """
        What `apply` would answer, without applying: it gives what would happen, or raises why the command would be
        refused.

        >>> would = domain.preview(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
        >>> domain.balance(ana)
        0
        >>> domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5))) == would
        True
        """
    def proposal(self, /, proposal: int) -> Proposal | None:
        """
        A proposal; `None` if there is none of this id, or it was dropped.
        """
    def proposals(self, /) -> list[Proposal]:
        """
        Every proposal, ascending.
        """
    def replay(self, /, lists: Iterable[Iterable[Event]]) -> None:
        """
        Applies recorded events, one list for each applied command: the same lists, in the same order, give the same
        state with the same `head`.

        It believes what the events say: take a record that somebody else has kept with `follow`. The lists may come from a
        generator. Ctrl-C stops between two lists; what was replayed stays.

        Raises `deepnode.errors.Inconsistent` for an event that does not fit the state, or a list without any. The domain
        is then in no defined state, and every later call says so.

        >>> replica = domain.copy()
        >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
        >>> replica.replay([events])
        >>> replica == domain
        True
        """
    def report(self, /) -> dict[str, Any]:
        """
        The state in words: a dict of plain values, as the replay tool prints it. Amounts are decimal strings.

        >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
        >>> domain.report()["supply"]["deposited"]
        '1000000000000000000'
        """
    def report_json(self, /) -> str:
        """
        The same as JSON with sorted keys, an indent of two spaces and a line feed at the end: byte for byte what the
        replay tool prints.
        """
    @staticmethod
    def restore(snapshot: bytes, *, keep_events: bool = False) -> Domain:
        """
        The domain that `snapshot` was asked of.

        Bytes of a stranger are safe to restore: they give an error or a domain that its audit finds nothing wrong with.
        Whether it is the domain that the stranger says it is, only its `head` can tell.

        Raises `deepnode.errors.RestoreError`.
        """
    @property
    def sequence(self, /) -> int:
        """
        How many events there are so far, which is also the number of the last one: the first has number 1.
        """
    def snapshot(self, /) -> bytes:
        """
        The whole state as bytes. The same state gives the same bytes on every machine.

        >>> Domain.restore(domain.snapshot()) == domain
        True
        """
    def standing(self, /, miner: Address | str | bytes) -> Standing | None:
        """
        Where a miner stands in the draws for leases, and what keeps tasks from it; `None` if it never registered.
        """
    @property
    def supply(self, /) -> Supply:
        """
        What has come in, gone out, been made and been destroyed.
        """
    def task(self, /, task: int) -> Task | None:
        """
        A task; `None` if there is none of this id, or it was dropped.
        """
    def tasks(self, /) -> list[Task]:
        """
        Every task, ascending.
        """
    def tasks_table(self, /) -> Table:
        """
        Every task, ascending: `task, model, consumer, status, reason, units, unit_price, escrow, slots, attempts, ended`.
        """
    @property
    def time(self, /) -> int:
        """
        The time of the last applied command, in milliseconds; 0 before the first.
        """
    @property
    def totals(self, /) -> Totals:
        """
        What is in all places of each kind.
        """
    def validator(self, /, validator: Address | str | bytes) -> Validator | None:
        """
        A validator, also one that has left; `None` if it never registered.
        """
    def validators(self, /) -> list[Validator]:
        """
        Every validator in order of registration, also those that have left.
        """
    def validators_table(self, /) -> Table:
        """
        Every validator in order of registration: `address, status, score, good, bad, stake, delegated, seated`.
        """
    def versions(self, /) -> dict[int, Params]:
        """
        The versions of the parameters that something still refers to, by their numbers; the last is that in force. Of
        roles and phase, a version says only what they were when it took effect.
        """

@final
class Emission:
    """
    New money, epoch by epoch.
    """

    __match_args__: Final = (
        "epoch_ms",
        "first",
        "decay",
        "cap",
        "foundation",
        "domain",
        "owners",
        "stakers",
        "validators",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        epoch_ms: int | None = None,
        first: int | None = None,
        decay: int | None = None,
        cap: int | None = None,
        foundation: int | None = None,
        domain: int | None = None,
        owners: int | None = None,
        stakers: int | None = None,
        validators: int | None = None,
    ) -> Emission: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cap(self, /) -> int:
        """
        The most that may ever be emitted.
        """
    @property
    def decay(self, /) -> int:
        """
        What an epoch's new money keeps of the one before.
        """
    @property
    def domain(self, /) -> int:
        """
        The treasury's leg, at most 10 %.
        """
    @property
    def epoch_ms(self, /) -> int:
        """
        Length of an epoch, at least 60 000, fixed for the domain's life.
        """
    @property
    def first(self, /) -> int:
        """
        New money of epoch 0.
        """
    @property
    def foundation(self, /) -> int:
        """
        The foundation's leg.
        """
    @property
    def owners(self, /) -> int:
        """
        The creators' and backers' leg.
        """
    def replace(
        self,
        /,
        *,
        epoch_ms: int = ...,
        first: int = ...,
        decay: int = ...,
        cap: int = ...,
        foundation: int = ...,
        domain: int = ...,
        owners: int = ...,
        stakers: int = ...,
        validators: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def stakers(self, /) -> int:
        """
        The stakers' leg.
        """
    @property
    def validators(self, /) -> int:
        """
        The validators' leg; the miners have the rest.
        """

@final
class Events(Sequence[Event]):
    """
    Facts in order.

    A sequence; the objects of its events are made when they are looked at. `table()` gives all of it at
    once.

    >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    >>> len(events)
    2
    >>> events[-1].reason
    Reason.DEPOSIT
    """
    def __contains__(self, event: Any, /) -> bool: ...
    def __eq__(self, other: object, /) -> bool:
        """
        The same facts in the same order; where they were recorded does not count.
        """
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Event: ...
    @overload
    def __getitem__(self, index: slice, /) -> Events: ...
    def __len__(self, /) -> int: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def _of(bytes: bytes) -> Events:
        """
        From what `pickle` kept.
        """
    def _repr_html_(self, /) -> str:
        """
        A list for notebooks, and where the revenue went if tasks were settled.
        """
    def count(self, event: Event, /) -> int:
        """
        How many events equal this one.
        """
    def index(
        self, event: Event, start: SupportsIndex | None = None, stop: SupportsIndex | None = None, /
    ) -> int:
        """
        The place of the first event that equals this one, from `start` to before `stop`.
        """
    def table(self, /, kind: type[Event] | None = None) -> Table:
        """
        A table for polars, pandas, DuckDB and whoever else reads Arrow.

        Without a kind: one row for each event, with what events have in common, and nothing where an event has none of
        it: `sequence, time, type, task, assignment, case, model, miner, validator, from_place, from, to_place, to, amount,
        reason`. With a class of `deepnode.events`: the events of this kind, with each of their fields.

        Money is in DN, as exact decimals with 18 places; addresses and hashes are texts.

        >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
        >>> events.table().column_names[:3]
        ['sequence', 'time', 'type']
        >>> len(events.table(deepnode.events.Moved))
        1
        """

@final
class Governance:
    """
    How parameters are changed.
    """

    __match_args__: Final = ("timelock_ms", "voting_ms", "quorum", "veto", "deposit")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        timelock_ms: int | None = None,
        voting_ms: int | None = None,
        quorum: int | None = None,
        veto: int | None = None,
        deposit: int | None = None,
    ) -> Governance: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def deposit(self, /) -> int:
        """
        Held while a proposal is voted on.
        """
    @property
    def quorum(self, /) -> int:
        """
        Voted share of all stake below which a proposal fails.
        """
    def replace(
        self,
        /,
        *,
        timelock_ms: int = ...,
        voting_ms: int = ...,
        quorum: int = ...,
        veto: int = ...,
        deposit: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def timelock_ms(self, /) -> int:
        """
        Time between passing and taking effect.
        """
    @property
    def veto(self, /) -> int:
        """
        Veto share of the voted stake above which it fails and its deposit is burned.
        """
    @property
    def voting_ms(self, /) -> int:
        """
        Time to vote.
        """

@final
class Hash:
    """
    A 32-byte Keccak-256 digest, or another 32-byte value such as a salt.

    Wherever one is expected, its hex text or its bytes do as well.

    >>> keccak(b"")
    Hash('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
    """

    ZERO: Final[Hash]
    """
    All zeros.
    """
    def __bytes__(self, /) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, value: Hash | str | bytes) -> Hash:
        """
        From `0x` and hex digits, or from bytes.
        """
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...

@final
class Judgement:
    """
    What a seat has said.
    """

    __match_args__: Final = ("validator", "committed", "verdict")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, validator: Address | str | bytes, committed: bool, verdict: Verdict | str | None
    ) -> Judgement: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def committed(self, /) -> bool:
        """
        Whether it committed a verdict.
        """
    def replace(
        self,
        /,
        *,
        validator: Address | str | bytes = ...,
        committed: bool = ...,
        verdict: Verdict | str | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def validator(self, /) -> Address:
        """
        Who judged.
        """
    @property
    def verdict(self, /) -> Verdict | None:
        """
        The verdict that it revealed.
        """

@final
class Miner:
    """
    A miner, from its first registration on.
    """

    __match_args__: Final = (
        "address",
        "status",
        "membership",
        "until",
        "paused",
        "suspended",
        "models",
        "slots",
        "in_flight",
        "collateral",
        "evidence",
        "score",
        "vwu",
        "case",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        address: Address | str | bytes,
        status: MinerStatus | str,
        membership: Membership | str,
        until: int | None,
        paused: bool,
        suspended: bool,
        models: Iterable[Hash | str | bytes],
        slots: int,
        in_flight: Iterable[int],
        collateral: int,
        evidence: tuple[int, int],
        score: int,
        vwu: int,
        case: int | None,
    ) -> Miner: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str:
        """
        A table for notebooks.
        """
    @property
    def address(self, /) -> Address:
        """
        Who it is.
        """
    @property
    def case(self, /) -> int | None:
        """
        Its open case.
        """
    @property
    def collateral(self, /) -> int:
        """
        What it has at stake, in base units.
        """
    @property
    def evidence(self, /) -> tuple[int, int]:
        """
        What is known of its work: `(good, bad)` in micro-units.
        """
    @property
    def in_flight(self, /) -> tuple[int, ...]:
        """
        Assignments that are not over, ascending.
        """
    @property
    def membership(self, /) -> Membership:
        """
        In, leaving or out.
        """
    @property
    def models(self, /) -> tuple[Hash, ...]:
        """
        What it serves, in the order of the models' registration.
        """
    @property
    def paused(self, /) -> bool:
        """
        Whether it paused itself.
        """
    def replace(
        self,
        /,
        *,
        address: Address | str | bytes = ...,
        status: MinerStatus | str = ...,
        membership: Membership | str = ...,
        until: int | None = ...,
        paused: bool = ...,
        suspended: bool = ...,
        models: Iterable[Hash | str | bytes] = ...,
        slots: int = ...,
        in_flight: Iterable[int] = ...,
        collateral: int = ...,
        evidence: tuple[int, int] = ...,
        score: int = ...,
        vwu: int = ...,
        case: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def score(self, /) -> int:
        """
        Its trust, in parts per billion.
        """
    @property
    def slots(self, /) -> int:
        """
        Assignments that it takes at a time.
        """
    @property
    def status(self, /) -> MinerStatus:
        """
        What it is at the moment: the first that applies.
        """
    @property
    def suspended(self, /) -> bool:
        """
        Whether its open case keeps tasks from it.
        """
    @property
    def until(self, /) -> int | None:
        """
        When its collateral comes free, if it is leaving.
        """
    @property
    def vwu(self, /) -> int:
        """
        Verified work units of settled tasks, in thousandths of a unit of difficulty 1.
        """

@final
class Model:
    """
    A model as its creator offered it, and what has become of it.
    """

    __match_args__: Final = ("id", "creator", "terms", "status", "difficulty", "evidence", "score", "vwu")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        id: Hash | str | bytes,
        creator: Address | str | bytes,
        terms: ModelTerms,
        status: ModelStatus | str,
        difficulty: int,
        evidence: tuple[int, int],
        score: int,
        vwu: int,
    ) -> Model: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def creator(self, /) -> Address:
        """
        Whose it is.
        """
    @property
    def difficulty(self, /) -> int:
        """
        Verified work units per unit of work, in thousandths; 0 until it is admitted.
        """
    @property
    def evidence(self, /) -> tuple[int, int]:
        """
        What is known of its work: `(good, bad)` in micro-units.
        """
    @property
    def id(self, /) -> Hash:
        """
        The hash of its manifest.
        """
    def replace(
        self,
        /,
        *,
        id: Hash | str | bytes = ...,
        creator: Address | str | bytes = ...,
        terms: ModelTerms = ...,
        status: ModelStatus | str = ...,
        difficulty: int = ...,
        evidence: tuple[int, int] = ...,
        score: int = ...,
        vwu: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def score(self, /) -> int:
        """
        Its trust, in parts per billion.
        """
    @property
    def status(self, /) -> ModelStatus:
        """
        Whether it takes tasks.
        """
    @property
    def terms(self, /) -> ModelTerms:
        """
        Its terms.
        """
    @property
    def vwu(self, /) -> int:
        """
        Verified work units of settled tasks.
        """

@final
class Obstacle:
    """
    Something that keeps tasks from a miner.
    """

    __match_args__: Final = ("kind", "sentence", "status", "have", "need", "slots")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        kind: ObstacleKind | str,
        sentence: str,
        status: MinerStatus | str | None,
        have: int | None,
        need: int | None,
        slots: int | None,
    ) -> Obstacle: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def have(self, /) -> int | None:
        """
        What it has of trust or collateral ...
        """
    @property
    def kind(self, /) -> ObstacleKind:
        """
        What it is.
        """
    @property
    def need(self, /) -> int | None:
        """
        ... and what it needs.
        """
    def replace(
        self,
        /,
        *,
        kind: ObstacleKind | str = ...,
        sentence: str = ...,
        status: MinerStatus | str | None = ...,
        have: int | None = ...,
        need: int | None = ...,
        slots: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def sentence(self, /) -> str:
        """
        The same as a sentence that says what to do.
        """
    @property
    def slots(self, /) -> int | None:
        """
        How many slots it has, all of them taken.
        """
    @property
    def status(self, /) -> MinerStatus | None:
        """
        What the miner is instead of active.
        """

@final
class Params:
    """
    Everything that a domain may set for itself.

    What is left out has its usual value; nobody holds a role until you name who does. Amounts are `int` in base units,
    rates `int` in parts per billion, times milliseconds.

    >>> params = Params(registration_fee=DN("2.5"), owner="0x" + "11" * 20)
    >>> params.registration_fee
    2500000000000000000
    >>> params.revenue.owners == percent(10)
    True
    """

    __match_args__: Final = (
        "phase",
        "owner",
        "foundation",
        "treasury",
        "fee_recipient",
        "bridge",
        "sequencer",
        "registration_fee",
        "registration_burn",
        "admission",
        "min_collateral",
        "collateral_per_slot",
        "min_stake",
        "stake_cap",
        "exit_cooldown_ms",
        "revenue",
        "trust",
        "queue",
        "severity",
        "review",
        "rejection_pay",
        "emission",
        "governance",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        phase: int | None = None,
        owner: Address | str | bytes | None = None,
        foundation: Address | str | bytes | None = None,
        treasury: Address | str | bytes | None = None,
        fee_recipient: Address | str | bytes | None = None,
        bridge: Address | str | bytes | None = None,
        sequencer: Address | str | bytes | None = None,
        registration_fee: int | None = None,
        registration_burn: int | None = None,
        admission: str | Iterable[Address | str | bytes] | None = None,
        min_collateral: int | None = None,
        collateral_per_slot: int | None = None,
        min_stake: int | None = None,
        stake_cap: int | None = None,
        exit_cooldown_ms: int | None = None,
        revenue: Revenue | None = None,
        trust: TrustWeights | None = None,
        queue: QueueRules | None = None,
        severity: Penalties | None = None,
        review: Review | None = None,
        rejection_pay: int | None = None,
        emission: Emission | None = None,
        governance: Governance | None = None,
    ) -> Params: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str:
        """
        What the parameters mean, in words.
        """
    def _repr_html_(self, /) -> str:
        """
        A table for notebooks.
        """
    @property
    def admission(self, /) -> str | frozenset[Address]:
        """
        Who may register as miner or validator.
        """
    @property
    def bridge(self, /) -> Address:
        """
        Holder of `Role.Bridge`.
        """
    @property
    def collateral_per_slot(self, /) -> int:
        """
        ... and what it needs beside that for each slot.
        """
    @property
    def emission(self, /) -> Emission:
        """
        New money.
        """
    @property
    def exit_cooldown_ms(self, /) -> int:
        """
        Time between asking to leave and the money coming free, in milliseconds.
        """
    @property
    def fee_recipient(self, /) -> Address:
        """
        Holder of `Role.FeeRecipient`.
        """
    @property
    def foundation(self, /) -> Address:
        """
        Holder of `Role.Foundation`.
        """
    @staticmethod
    def from_bytes(bytes: bytes) -> Params:
        """
        From its canonical bytes.

        Raises `deepnode.errors.Malformed` for bytes that are none.
        """
    @staticmethod
    def from_json(text: str) -> Params:
        """
        From the JSON form, with nothing missing.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    @property
    def governance(self, /) -> Governance:
        """
        How parameters are changed.
        """
    @property
    def min_collateral(self, /) -> int:
        """
        The collateral that every miner needs ...
        """
    @property
    def min_stake(self, /) -> int:
        """
        A validator's least stake of its own.
        """
    @property
    def owner(self, /) -> Address:
        """
        Holder of `Role.Owner`.
        """
    @property
    def phase(self, /) -> int:
        """
        1 or 2. In phase 1 only inference tasks are taken and only the foundation's decision slashes.
        """
    @property
    def queue(self, /) -> QueueRules:
        """
        How tasks go through the queue.
        """
    @property
    def registration_burn(self, /) -> int:
        """
        Share of the registration fee that is burned; the rest goes to the treasury.
        """
    @property
    def registration_fee(self, /) -> int:
        """
        What a miner pays to register.
        """
    @property
    def rejection_pay(self, /) -> int:
        """
        Paid by the treasury to each seat that agreed with a rejection, when its case is executed.
        """
    def replace(
        self,
        /,
        *,
        phase: int = ...,
        owner: Address | str | bytes = ...,
        foundation: Address | str | bytes = ...,
        treasury: Address | str | bytes = ...,
        fee_recipient: Address | str | bytes = ...,
        bridge: Address | str | bytes = ...,
        sequencer: Address | str | bytes = ...,
        registration_fee: int = ...,
        registration_burn: int = ...,
        admission: str | Iterable[Address | str | bytes] = ...,
        min_collateral: int = ...,
        collateral_per_slot: int = ...,
        min_stake: int = ...,
        stake_cap: int = ...,
        exit_cooldown_ms: int = ...,
        revenue: Revenue = ...,
        trust: TrustWeights = ...,
        queue: QueueRules = ...,
        severity: Penalties = ...,
        review: Review = ...,
        rejection_pay: int = ...,
        emission: Emission = ...,
        governance: Governance = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def revenue(self, /) -> Revenue:
        """
        How the revenue of a task is divided.
        """
    @property
    def review(self, /) -> Review:
        """
        How long reviews and appeals take.
        """
    @property
    def sequencer(self, /) -> Address:
        """
        Holder of `Role.Sequencer`.
        """
    @property
    def severity(self, /) -> Penalties:
        """
        What a case of each severity costs.
        """
    @property
    def stake_cap(self, /) -> int:
        """
        The most stake (with delegations) that counts when seats are drawn.
        """
    def to_bytes(self, /) -> bytes:
        """
        The canonical bytes.
        """
    def to_json(self, /) -> str:
        """
        The JSON form, as scenario files have it.
        """
    @property
    def treasury(self, /) -> Address:
        """
        Holder of `Role.Treasury`.
        """
    @property
    def trust(self, /) -> TrustWeights:
        """
        What work does to trust.
        """
    def validate(self, /) -> None:
        """
        Checks the whole set.

        Raises `deepnode.errors.InvalidParams` with the first field that breaks a rule.
        """

@final
class Penalties:
    """
    What a case costs, by its severity.
    """

    __match_args__: Final = ("minor", "major", "critical")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, *, minor: Penalty | None = None, major: Penalty | None = None, critical: Penalty | None = None
    ) -> Penalties: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def critical(self, /) -> Penalty:
        """
        Of fraud.
        """
    @property
    def major(self, /) -> Penalty:
        """
        Of wrong work.
        """
    @property
    def minor(self, /) -> Penalty:
        """
        Of a mistake.
        """
    def replace(self, /, *, minor: Penalty = ..., major: Penalty = ..., critical: Penalty = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class Penalty:
    """
    What a case of one severity costs.
    """

    __match_args__: Final = ("slash", "treasury", "returned", "deregister", "suspend", "ban")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, slash: int, treasury: int, returned: int, deregister: bool, suspend: bool, ban: bool
    ) -> Penalty: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def ban(self, /) -> bool:
        """
        Whether it may never come back, in any role.
        """
    @property
    def deregister(self, /) -> bool:
        """
        Whether the miner has to go.
        """
    def replace(
        self,
        /,
        *,
        slash: int = ...,
        treasury: int = ...,
        returned: int = ...,
        deregister: bool = ...,
        suspend: bool = ...,
        ban: bool = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def returned(self, /) -> int:
        """
        f: the share of the collateral that is returned when the miner is deregistered.
        """
    @property
    def slash(self, /) -> int:
        """
        e: the share of the collateral that is slashed, rounded up.
        """
    @property
    def suspend(self, /) -> bool:
        """
        Whether the miner gets no tasks while the case is open.
        """
    @property
    def treasury(self, /) -> int:
        """
        The share of the slashed part that goes to the treasury for the cost of verification; the rest is burned.
        """

@final
class Proposal:
    """
    A proposal of new parameters, and the votes on it.
    """

    __match_args__: Final = (
        "id",
        "proposer",
        "deposit",
        "base",
        "params",
        "voting_until",
        "votes",
        "status",
        "until",
        "ended",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        id: int,
        proposer: Address | str | bytes,
        deposit: int,
        base: int,
        params: Params,
        voting_until: int,
        votes: dict[Address | str | bytes, Choice | str],
        status: ProposalStatus | str,
        until: int | None,
        ended: int | None,
    ) -> Proposal: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> int:
        """
        The version that was in force when it was made.
        """
    @property
    def deposit(self, /) -> int:
        """
        What is held of the proposer's deposit, in base units.
        """
    @property
    def ended(self, /) -> int | None:
        """
        When it failed or took effect.
        """
    @property
    def id(self, /) -> int:
        """
        Its id.
        """
    @property
    def params(self, /) -> Params:
        """
        The whole new set.
        """
    @property
    def proposer(self, /) -> Address:
        """
        Who made it.
        """
    def replace(
        self,
        /,
        *,
        id: int = ...,
        proposer: Address | str | bytes = ...,
        deposit: int = ...,
        base: int = ...,
        params: Params = ...,
        voting_until: int = ...,
        votes: dict[Address | str | bytes, Choice | str] = ...,
        status: ProposalStatus | str = ...,
        until: int | None = ...,
        ended: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def status(self, /) -> ProposalStatus:
        """
        Where it stands.
        """
    @property
    def until(self, /) -> int | None:
        """
        When voting ends, or the timelock, while it does.
        """
    @property
    def votes(self, /) -> dict[Address, Choice]:
        """
        The last vote of each voter.
        """
    @property
    def voting_until(self, /) -> int:
        """
        When voting ends or ended.
        """

@final
class QueueRules:
    """
    How tasks go through the queue.
    """

    __match_args__: Final = (
        "max_attempts",
        "max_rounds",
        "commit_ms",
        "reveal_ms",
        "undecided_after_ms",
        "wait_ms",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        max_attempts: int | None = None,
        max_rounds: int | None = None,
        commit_ms: int | None = None,
        reveal_ms: int | None = None,
        undecided_after_ms: int | None = None,
        wait_ms: int | None = None,
    ) -> QueueRules: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commit_ms(self, /) -> int:
        """
        Time to commit a verdict.
        """
    @property
    def max_attempts(self, /) -> int:
        """
        Assignments that a slot may have, 1..=2^32-1.
        """
    @property
    def max_rounds(self, /) -> int:
        """
        Rounds of verdicts that an assignment may have, 1..=9.
        """
    def replace(
        self,
        /,
        *,
        max_attempts: int = ...,
        max_rounds: int = ...,
        commit_ms: int = ...,
        reveal_ms: int = ...,
        undecided_after_ms: int = ...,
        wait_ms: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def reveal_ms(self, /) -> int:
        """
        Time to reveal it.
        """
    @property
    def undecided_after_ms(self, /) -> int:
        """
        The longest that submitted work waits for enough validators, in each round.
        """
    @property
    def wait_ms(self, /) -> int:
        """
        The longest that a slot waits for a miner.
        """

@final
class Results(Sequence[Events | Refused]):
    """
    What became of a batch: for each step its events, or why it was refused.

    >>> good = (1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
    >>> bad = (1_000, ana, commands.Withdraw(amount=DN(999)))
    >>> results = domain.apply_all([good, bad, good])
    >>> results.refused
    [(1, InsufficientBalance('insufficient balance: have 1 DN, need 999 DN'))]
    >>> results[1].code
    'insufficient_balance'
    >>> len(results.events.table())
    3
    """
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Events | Refused: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Events | Refused, ...]:
        """
        The `Events` of a step, or the `Refused` that says why it was refused; or those of a slice.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def check(self, /) -> None:
        """
        Raises the first refusal, if there is one.
        """
    def count(self, value: Any, /) -> int:
        """
        How many items equal this one.
        """
    @property
    def events(self, /) -> Events:
        """
        All events of all steps, in order.
        """
    def index(
        self, value: Any, start: SupportsIndex | None = None, stop: SupportsIndex | None = None, /
    ) -> int:
        """
        The place of the first item that equals this one, from `start` to before `stop`.
        """
    @property
    def refused(self, /) -> list[tuple[int, Refused]]:
        """
        The places of the steps that were refused, each with the exception.
        """

@final
class Revenue:
    """
    Shares of the gross revenue of a task, in parts per billion.
    """

    __match_args__: Final = (
        "fees",
        "burn",
        "burn_base",
        "buyback",
        "foundation",
        "owners",
        "domain",
        "emission",
        "validators",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        fees: int | None = None,
        burn: int | None = None,
        burn_base: BurnBase | str | None = None,
        buyback: int | None = None,
        foundation: int | None = None,
        owners: int | None = None,
        domain: int | None = None,
        emission: int | None = None,
        validators: int | None = None,
    ) -> Revenue: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def burn(self, /) -> int:
        """
        d: the burn, of the fees or of the gross.
        """
    @property
    def burn_base(self, /) -> BurnBase:
        """
        What `burn` is taken of.
        """
    @property
    def buyback(self, /) -> int:
        """
        Bought back and burned.
        """
    @property
    def domain(self, /) -> int:
        """
        The domain's part, to the treasury.
        """
    @property
    def emission(self, /) -> int:
        """
        z: into the emission pool.
        """
    @property
    def fees(self, /) -> int:
        """
        y: fees and payment processors.
        """
    @property
    def foundation(self, /) -> int:
        """
        The foundation's part.
        """
    @property
    def owners(self, /) -> int:
        """
        w: the model's creator and backers.
        """
    def replace(
        self,
        /,
        *,
        fees: int = ...,
        burn: int = ...,
        burn_base: BurnBase | str = ...,
        buyback: int = ...,
        foundation: int = ...,
        owners: int = ...,
        domain: int = ...,
        emission: int = ...,
        validators: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def validators(self, /) -> int:
        """
        The validators' share of what is left after all of these; the miners have the rest.
        """

@final
class Review:
    """
    Windows of a review.
    """

    __match_args__: Final = ("window_ms", "appeal_ms")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, window_ms: int | None = None, appeal_ms: int | None = None) -> Review: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def appeal_ms(self, /) -> int:
        """
        For the miner to appeal.
        """
    def replace(self, /, *, window_ms: int = ..., appeal_ms: int = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def window_ms(self, /) -> int:
        """
        For the foundation to decide.
        """

@final
class Round:
    """
    One committee and its verdicts.
    """

    __match_args__: Final = ("seats", "commit_until", "reveal_until")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, seats: Iterable[Seat], commit_until: int, reveal_until: int | None) -> Round: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commit_until(self, /) -> int:
        """
        When committing ends.
        """
    def replace(
        self, /, *, seats: Iterable[Seat] = ..., commit_until: int = ..., reveal_until: int | None = ...
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def reveal_until(self, /) -> int | None:
        """
        When revealing ends, once it has begun.
        """
    @property
    def seats(self, /) -> tuple[Seat, ...]:
        """
        The committee, in the order in which it was drawn.
        """

@final
class Seat:
    """
    A validator's place in a round.
    """

    __match_args__: Final = ("validator", "commitment", "verdict")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        validator: Address | str | bytes,
        commitment: Hash | str | bytes | None,
        verdict: Verdict | str | None,
    ) -> Seat: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commitment(self, /) -> Hash | None:
        """
        The hidden verdict.
        """
    def replace(
        self,
        /,
        *,
        validator: Address | str | bytes = ...,
        commitment: Hash | str | bytes | None = ...,
        verdict: Verdict | str | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def validator(self, /) -> Address:
        """
        Who holds it.
        """
    @property
    def verdict(self, /) -> Verdict | None:
        """
        The shown one.
        """

@final
class Slot:
    """
    One of a task's parallel executions.
    """

    __match_args__: Final = ("attempts", "state", "since", "assignment", "reason")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        attempts: int,
        state: SlotState | str,
        since: int | None,
        assignment: int | None,
        reason: CloseReason | str | None,
    ) -> Slot: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def assignment(self, /) -> int | None:
        """
        The assignment, if a miner is on it or its work was approved.
        """
    @property
    def attempts(self, /) -> int:
        """
        Assignments it has had.
        """
    @property
    def reason(self, /) -> CloseReason | None:
        """
        Why it was given up, if it was.
        """
    def replace(
        self,
        /,
        *,
        attempts: int = ...,
        state: SlotState | str = ...,
        since: int | None = ...,
        assignment: int | None = ...,
        reason: CloseReason | str | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def since(self, /) -> int | None:
        """
        When the wait began, if it waits for a miner.
        """
    @property
    def state(self, /) -> SlotState:
        """
        Where it stands.
        """

@final
class Standing:
    """
    Where a miner stands in the draws for leases.
    """

    __match_args__: Final = ("status", "score", "collateral", "free_slots", "weight", "obstacles")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        status: MinerStatus | str,
        score: int,
        collateral: int,
        free_slots: int,
        weight: int,
        obstacles: Iterable[Obstacle],
    ) -> Standing: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def collateral(self, /) -> int:
        """
        Its collateral, in base units.
        """
    @property
    def free_slots(self, /) -> int:
        """
        Assignments that it could take beside those in flight.
        """
    @property
    def obstacles(self, /) -> tuple[Obstacle, ...]:
        """
        What keeps tasks from it; empty if it can be drawn for a slot that waits.
        """
    def replace(
        self,
        /,
        *,
        status: MinerStatus | str = ...,
        score: int = ...,
        collateral: int = ...,
        free_slots: int = ...,
        weight: int = ...,
        obstacles: Iterable[Obstacle] = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def score(self, /) -> int:
        """
        Its trust, in parts per billion.
        """
    @property
    def status(self, /) -> MinerStatus:
        """
        What it is at the moment.
        """
    @property
    def weight(self, /) -> int:
        """
        Its weight in a draw, or nothing where it cannot be drawn.
        """

@final
class Steps(Sequence[tuple[int, Address, Command]]):
    """
    Commands that are ready to be applied, each with its time and signer.

    Made once from `(now, signer, command)` of any iterable; applying it costs nothing beside the ledger's own time.

    >>> steps = Steps([(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))] * 3)
    >>> len(steps)
    3
    """
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> tuple[int, Address, Command]: ...
    @overload
    def __getitem__(self, index: slice, /) -> Steps:
        """
        A step as `(now, signer, command)`, or the steps of a slice.
        """
    def __len__(self, /) -> int: ...
    def __new__(cls, /, steps: Iterable[tuple[int, Address | str | bytes, Command]]) -> Steps: ...
    def __repr__(self, /) -> str: ...
    def count(self, value: Any, /) -> int:
        """
        How many items equal this one.
        """
    def index(
        self, value: Any, start: SupportsIndex | None = None, stop: SupportsIndex | None = None, /
    ) -> int:
        """
        The place of the first item that equals this one, from `start` to before `stop`.
        """

@final
class Supply:
    """
    Totals that only grow, in base units.
    """

    __match_args__: Final = ("deposited", "withdrawn", "emitted", "burned")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, deposited: int, withdrawn: int, emitted: int, burned: int) -> Supply: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def burned(self, /) -> int:
        """
        Destroyed.
        """
    @property
    def circulating(self, /) -> int:
        """
        What is in the domain now: deposited and emitted, less withdrawn and burned.
        """
    @property
    def deposited(self, /) -> int:
        """
        Brought in over the bridge.
        """
    @property
    def emitted(self, /) -> int:
        """
        Newly made.
        """
    def replace(
        self, /, *, deposited: int = ..., withdrawn: int = ..., emitted: int = ..., burned: int = ...
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def room(self, /) -> int:
        """
        How much more there may be.
        """
    @property
    def withdrawn(self, /) -> int:
        """
        Taken out.
        """

@final
class Table:
    """
    A table of columns: `polars.DataFrame(record)`, `pandas.DataFrame.from_arrow(record)`, `pyarrow.table(record)`, or
    `duckdb.sql("select … from record")` read it without a copy, by Arrow's C interface.
    """
    def __arrow_c_schema__(self, /) -> CapsuleType:
        """
        Arrow's C interface: names and types of the columns.
        """
    def __arrow_c_stream__(self, /, requested_schema: object | None = None) -> CapsuleType:
        """
        Arrow's C interface: the table as a stream of one piece.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    @property
    def column_names(self, /) -> list[str]:
        """
        The names of the columns, in order.
        """
    @property
    def nbytes(self, /) -> int:
        """
        How many bytes the columns take.
        """
    @property
    def num_rows(self, /) -> int:
        """
        How many rows there are.
        """

@final
class Task:
    """
    A task.
    """

    __match_args__: Final = (
        "id",
        "consumer",
        "model",
        "units",
        "unit_price",
        "difficulty",
        "input",
        "version",
        "status",
        "reason",
        "escrow",
        "slots",
        "assignments",
        "last_close",
        "ended",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        id: int,
        consumer: Address | str | bytes,
        model: Hash | str | bytes,
        units: int,
        unit_price: int,
        difficulty: int,
        input: Hash | str | bytes,
        version: int,
        status: TaskStatus | str,
        reason: CloseReason | str | None,
        escrow: int,
        slots: Iterable[Slot],
        assignments: Iterable[int],
        last_close: CloseReason | str | None,
        ended: int | None,
    ) -> Task: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str:
        """
        A table for notebooks.
        """
    @property
    def assignments(self, /) -> tuple[int, ...]:
        """
        Every assignment it has had, ascending.
        """
    @property
    def consumer(self, /) -> Address:
        """
        Who pays.
        """
    @property
    def difficulty(self, /) -> int:
        """
        The model's difficulty when it was submitted, in thousandths.
        """
    @property
    def ended(self, /) -> int | None:
        """
        When it was settled, failed or cancelled.
        """
    @property
    def escrow(self, /) -> int:
        """
        What is held of its price, in base units.
        """
    @property
    def id(self, /) -> int:
        """
        Its id.
        """
    @property
    def input(self, /) -> Hash:
        """
        The hash of its input.
        """
    @property
    def last_close(self, /) -> CloseReason | None:
        """
        How the last slot to close ended.
        """
    @property
    def model(self, /) -> Hash:
        """
        What is run.
        """
    @property
    def reason(self, /) -> CloseReason | None:
        """
        How its last slot to close ended, if it has failed.
        """
    def replace(
        self,
        /,
        *,
        id: int = ...,
        consumer: Address | str | bytes = ...,
        model: Hash | str | bytes = ...,
        units: int = ...,
        unit_price: int = ...,
        difficulty: int = ...,
        input: Hash | str | bytes = ...,
        version: int = ...,
        status: TaskStatus | str = ...,
        reason: CloseReason | str | None = ...,
        escrow: int = ...,
        slots: Iterable[Slot] = ...,
        assignments: Iterable[int] = ...,
        last_close: CloseReason | str | None = ...,
        ended: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def slots(self, /) -> tuple[Slot, ...]:
        """
        Its parallel executions.
        """
    @property
    def status(self, /) -> TaskStatus:
        """
        Where it stands.
        """
    @property
    def unit_price(self, /) -> int:
        """
        The model's price of a unit when it was submitted, in base units.
        """
    @property
    def units(self, /) -> int:
        """
        Units of work paid for at most.
        """
    @property
    def version(self, /) -> int:
        """
        The version of the parameters under which it was submitted.
        """

@final
class TaskHistory:
    """
    A task with every attempt at it.
    """

    __match_args__: Final = (
        "consumer",
        "model",
        "units",
        "unit_price",
        "status",
        "reason",
        "slots",
        "attempts",
        "ended",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        consumer: Address | str | bytes,
        model: Hash | str | bytes,
        units: int,
        unit_price: int,
        status: TaskStatus | str,
        reason: CloseReason | str | None,
        slots: Iterable[Slot],
        attempts: Iterable[Attempt],
        ended: int | None,
    ) -> TaskHistory: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def attempts(self, /) -> tuple[Attempt, ...]:
        """
        Every assignment, ascending.
        """
    @property
    def consumer(self, /) -> Address:
        """
        Who pays.
        """
    @property
    def ended(self, /) -> int | None:
        """
        When it was settled, failed or cancelled.
        """
    @property
    def model(self, /) -> Hash:
        """
        What is run.
        """
    @property
    def reason(self, /) -> CloseReason | None:
        """
        How its last slot to close ended, if it has failed.
        """
    def replace(
        self,
        /,
        *,
        consumer: Address | str | bytes = ...,
        model: Hash | str | bytes = ...,
        units: int = ...,
        unit_price: int = ...,
        status: TaskStatus | str = ...,
        reason: CloseReason | str | None = ...,
        slots: Iterable[Slot] = ...,
        attempts: Iterable[Attempt] = ...,
        ended: int | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def slots(self, /) -> tuple[Slot, ...]:
        """
        Its slots, in order.
        """
    @property
    def status(self, /) -> TaskStatus:
        """
        Where it stands.
        """
    @property
    def unit_price(self, /) -> int:
        """
        The price of a unit, in base units.
        """
    @property
    def units(self, /) -> int:
        """
        Units of work paid for at most.
        """

@final
class Totals:
    """
    What is in all places of each kind together, in base units.
    """

    __match_args__: Final = (
        "balances",
        "collateral",
        "stake",
        "delegations",
        "unbonding",
        "escrow",
        "deposits",
        "pool",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        balances: int,
        collateral: int,
        stake: int,
        delegations: int,
        unbonding: int,
        escrow: int,
        deposits: int,
        pool: int,
    ) -> Totals: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def balances(self, /) -> int:
        """
        In balances.
        """
    @property
    def collateral(self, /) -> int:
        """
        In miners' collateral.
        """
    @property
    def delegations(self, /) -> int:
        """
        In delegations.
        """
    @property
    def deposits(self, /) -> int:
        """
        In proposers' deposits.
        """
    @property
    def escrow(self, /) -> int:
        """
        In escrow for tasks.
        """
    @property
    def pool(self, /) -> int:
        """
        In the emission pool.
        """
    def replace(
        self,
        /,
        *,
        balances: int = ...,
        collateral: int = ...,
        stake: int = ...,
        delegations: int = ...,
        unbonding: int = ...,
        escrow: int = ...,
        deposits: int = ...,
        pool: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def stake(self, /) -> int:
        """
        In validators' own stake.
        """
    def sum(self, /) -> int:
        """
        All places together; it is what circulates.
        """
    @property
    def unbonding(self, /) -> int:
        """
        In cooldowns after undelegating.
        """

@final
class TrustWeights:
    """
    Weights of trust events in micro-units (1 000 000 is one good piece of work).
    """

    __match_args__: Final = ("decay", "idle_decay", "good", "late", "minor", "major", "critical", "floor")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        *,
        decay: int | None = None,
        idle_decay: int | None = None,
        good: int | None = None,
        late: int | None = None,
        minor: int | None = None,
        major: int | None = None,
        critical: int | None = None,
        floor: int | None = None,
    ) -> TrustWeights: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def critical(self, /) -> int:
        """
        Work rejected as critical.
        """
    @property
    def decay(self, /) -> int:
        """
        What an event leaves of earlier evidence.
        """
    @property
    def floor(self, /) -> int:
        """
        Below this score a miner gets no tasks.
        """
    @property
    def good(self, /) -> int:
        """
        Approved work; an agreeing verdict.
        """
    @property
    def idle_decay(self, /) -> int:
        """
        What an epoch without an event leaves of it.
        """
    @property
    def late(self, /) -> int:
        """
        A lease or a reveal missed.
        """
    @property
    def major(self, /) -> int:
        """
        Work rejected as major.
        """
    @property
    def minor(self, /) -> int:
        """
        Work rejected as minor; a verdict in the minority.
        """
    def replace(
        self,
        /,
        *,
        decay: int = ...,
        idle_decay: int = ...,
        good: int = ...,
        late: int = ...,
        minor: int = ...,
        major: int = ...,
        critical: int = ...,
        floor: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """

@final
class Validator:
    """
    A validator, from its first registration on.
    """

    __match_args__: Final = (
        "address",
        "status",
        "membership",
        "until",
        "stake",
        "delegated",
        "evidence",
        "score",
        "seated",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        address: Address | str | bytes,
        status: ValidatorStatus | str,
        membership: Membership | str,
        until: int | None,
        stake: int,
        delegated: int,
        evidence: tuple[int, int],
        score: int,
        seated: int,
    ) -> Validator: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> Address:
        """
        Who it is.
        """
    @property
    def delegated(self, /) -> int:
        """
        What all stakers have behind it, in base units.
        """
    @property
    def evidence(self, /) -> tuple[int, int]:
        """
        What is known of its verdicts: `(good, bad)` in micro-units.
        """
    @property
    def membership(self, /) -> Membership:
        """
        In, leaving or out; a ban is kept with the miner of the same address.
        """
    def replace(
        self,
        /,
        *,
        address: Address | str | bytes = ...,
        status: ValidatorStatus | str = ...,
        membership: Membership | str = ...,
        until: int | None = ...,
        stake: int = ...,
        delegated: int = ...,
        evidence: tuple[int, int] = ...,
        score: int = ...,
        seated: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def score(self, /) -> int:
        """
        Its trust, in parts per billion.
        """
    @property
    def seated(self, /) -> int:
        """
        Seats of rounds that are running.
        """
    @property
    def stake(self, /) -> int:
        """
        Its own stake, in base units.
        """
    @property
    def status(self, /) -> ValidatorStatus:
        """
        What it is at the moment.
        """
    @property
    def until(self, /) -> int | None:
        """
        When its stake and its delegations come free, if it is leaving.
        """

def _codes() -> list[str]:
    """
    The codes of all refusals, in the core's order.
    """

def _core_words() -> dict[str, list[str]]:
    """
    The words of each enum of the core, as its reader lists them when it is given another.
    """

def _restore(snapshot: bytes, keep_events: bool) -> Domain:
    """
    What a pickle calls.
    """

def keccak(*parts: bytes) -> Hash:
    """
    Keccak-256 of the parts, one behind the other.
    """

def split(amount: int, weights: Iterable[int]) -> list[int] | None:
    """
    Divides an amount over weights: with `Wk = w1 + … + wk` and `W = Wn`, `share_k = amount*Wk/W - amount*W(k-1)/W`, both
    rounded down.

    The shares add up to the amount, and each is within one base unit of the exact quotient. `None` if the weights add up
    to zero.

    >>> deepnode.split(100, [1, 1, 1])
    [33, 33, 34]
    """

__all__ = [
    "Address",
    "Assignment",
    "Attempt",
    "Case",
    "Claim",
    "Claims",
    "Deadline",
    "Domain",
    "Emission",
    "Events",
    "Governance",
    "Hash",
    "Judgement",
    "Miner",
    "Model",
    "Obstacle",
    "Params",
    "Penalties",
    "Penalty",
    "Proposal",
    "QueueRules",
    "Results",
    "Revenue",
    "Review",
    "Round",
    "Seat",
    "Slot",
    "Standing",
    "Steps",
    "Supply",
    "Table",
    "Task",
    "TaskHistory",
    "Totals",
    "TrustWeights",
    "Validator",
    "__version__",
    "_codes",
    "_core_words",
    "_restore",
    "commands",
    "commitment",
    "due",
    "emissions",
    "events",
    "infer",
    "keccak",
    "log",
    "places",
    "scenario",
    "sdk",
    "settlement",
    "signing",
    "slashing",
    "split",
]
