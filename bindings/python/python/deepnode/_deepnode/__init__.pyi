# Written by stubs.py; change the Rust source and run it again.
"""
The native half of the package: import its names from `deepnode` and its modules.
"""

from collections.abc import Iterable
from typing import Any, Final, SupportsIndex, final, overload

from deepnode.words import BurnBase
from typing_extensions import Self

from . import commands as commands
from . import events as events
from . import places as places
from .commands import Command
from .events import Event

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
    Address('0x5aAeb6053F3E94C9b9A09F33669435E7Ef1BeAed')
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
class Domain:
    """
    The state of a domain, which commands change and nothing else does.
    """
    def __new__(cls, /, chain_id: int, contract: Address | str | bytes, params: Params) -> Domain:
        """
        An empty domain.
        """
    def apply(self, /, now: int, signer: Address | str | bytes, command: Command) -> Events:
        """
        Applies a command.
        """
    def balance(self, /, who: Address | str | bytes) -> int:
        """
        What an address can spend, in base units.
        """
    @property
    def params(self, /) -> Params:
        """
        The parameters in force.
        """
    @property
    def time(self, /) -> int:
        """
        The time of the last applied command.
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
class Events:
    """
    Facts in order: a sequence whose objects are made when they are looked at.

    >>> domain.apply(1_000, bridge, commands.Deposit(ana, DN(5)))
    Events([NonceUsed…])
    """
    def __eq__(self, value: object, /) -> bool: ...
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Event: ...
    @overload
    def __getitem__(self, index: slice, /) -> Events: ...
    def __len__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...

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

def keccak(*parts: bytes) -> Hash:
    """
    Keccak-256 of the parts, one behind the other.
    """
