"""Everything that can go wrong, as a tree under :class:`DeepNodeError`.

A refusal of the ledger is a :class:`Refused`; each has a stable ``code`` and the fields that say what was expected and
what was found. Amounts are in base units, times in milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ._deepnode import _codes

if TYPE_CHECKING:
    from ._deepnode import Address, Hash
    from .words import Kind, Severity


def _again(kind: type[DeepNodeError], message: str, fields: dict[str, object]) -> DeepNodeError:
    return kind(message, **fields)


class DeepNodeError(Exception):
    """The root of the tree. ``code`` says which error it is and does not change between versions."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, /, **fields: Any) -> None:
        super().__init__(message)
        for name, value in fields.items():
            setattr(self, name, value)
        self._fields = fields

    @property
    def fields(self) -> dict[str, Any]:
        """The fields by name."""
        return dict(self._fields)

    def __reduce__(self) -> Any:
        return _again, (type(self), str(self), self._fields)


class InvalidValue(DeepNodeError, ValueError):
    """A value that is out of its range, or not of its form."""

    code = "invalid_value"


class Malformed(DeepNodeError, ValueError):
    """A text, a file or bytes that cannot be read."""

    code = "malformed"


class Refused(DeepNodeError):
    """The ledger refused a command; nothing has changed."""

    code = "refused"


class InvalidBatch(Refused):
    """A batch without commands, or with too many."""

    code = "invalid_batch"
    found: int
    """How many."""


class BadSignature(Refused):
    """A signature that is not the named signer's."""

    code = "bad_signature"
    signer: Address
    """Who is said to have signed."""
    digest: Hash
    """What should have been signed."""


class WrongNonce(Refused):
    """A nonce that was used, or that lies ahead."""

    code = "wrong_nonce"
    expected: int
    """The signer's next nonce."""
    found: int
    """The nonce given."""


class Expired(Refused):
    """A signature that is not good any more."""

    code = "expired"
    until: int
    """It was taken before this time."""
    found: int
    """The time given."""


class TimeWentBack(Refused):
    """The host's time lies before that of the last applied command."""

    code = "time_went_back"
    expected: int
    """The least time expected."""
    found: int
    """The time given."""


class NotAuthorised(Refused):
    """The signer may not do this."""

    code = "not_authorised"
    signer: Address
    """Who tried."""


class ZeroAmount(Refused):
    """An amount of zero."""

    code = "zero_amount"


class AmountOverflow(Refused):
    """A sum would exceed the most that can exist."""

    code = "amount_overflow"
    found: int
    """The sum in base units, as far as it can be told."""


class InsufficientBalance(Refused):
    """Too little money for the command."""

    code = "insufficient_balance"
    have: int
    """What is there."""
    need: int
    """What it takes, in base units."""


class InvalidParams(Refused):
    """Parameters that break a rule."""

    code = "invalid_params"
    field: str
    """The field, with dots into groups."""
    reason: str
    """What was expected of it."""


class ModelExists(Refused):
    """A model of this id is there already."""

    code = "model_exists"
    model: Hash
    """Its id."""


class UnknownModel(Refused):
    """No such model."""

    code = "unknown_model"
    model: Hash
    """The id given."""


class ModelRetired(Refused):
    """A model out of service."""

    code = "model_retired"
    model: Hash
    """Its id."""


class ModelNotAdmitted(Refused):
    """A model that the owner has not admitted."""

    code = "model_not_admitted"
    model: Hash
    """Its id."""


class InvalidModel(Refused):
    """A model's terms break a rule."""

    code = "invalid_model"
    field: str
    """The field."""
    expected: str
    """What was expected of it."""


class NotAdmitted(Refused):
    """The domain admits a list of addresses, and this one is not on it."""

    code = "not_admitted"
    signer: Address
    """Who tried."""


class FeeTooHigh(Refused):
    """The registration fee is more than the signer allows."""

    code = "fee_too_high"
    fee: int
    """The fee in force."""
    max_fee: int
    """The most allowed."""


class Banned(Refused):
    """A banned address may not come back."""

    code = "banned"
    signer: Address
    """Who tried."""


class AlreadyRegistered(Refused):
    """Registered in this role already."""

    code = "already_registered"
    signer: Address
    """Who tried."""


class InvalidSlots(Refused):
    """A number of slots out of range."""

    code = "invalid_slots"
    found: int
    """The number given."""


class TooManyModels(Refused):
    """Too many models named."""

    code = "too_many_models"
    found: int
    """How many."""


class InsufficientCollateral(Refused):
    """Collateral under the minimum."""

    code = "insufficient_collateral"
    have: int
    """What is offered."""
    need: int
    """The minimum for the slots."""


class UnknownMiner(Refused):
    """Not a miner now."""

    code = "unknown_miner"
    miner: Address
    """Who was named."""


class Exiting(Refused):
    """On its way out already."""

    code = "exiting"
    until: int
    """When it is out."""


class WrongStatus(Refused):
    """Not in the status that the command is for."""

    code = "wrong_status"
    expected: str
    """The status expected."""
    found: str
    """The status found."""


class Busy(Refused):
    """Work is in flight, or seats are held."""

    code = "busy"
    open: int
    """How many assignments or seats."""


class CaseOpen(Refused):
    """A case is open."""

    code = "case_open"
    case: int
    """The case."""


class InsufficientStake(Refused):
    """Stake under the minimum."""

    code = "insufficient_stake"
    have: int
    """What is offered."""
    need: int
    """The minimum."""


class UnknownValidator(Refused):
    """Not a validator now."""

    code = "unknown_validator"
    validator: Address
    """Who was named."""


class InferenceOnly(Refused):
    """No training in phase 1."""

    code = "inference_only"


class KindMismatch(Refused):
    """A task of another kind than its model."""

    code = "kind_mismatch"
    expected: Kind
    """The model's kind."""
    found: Kind
    """The kind given."""


class InvalidUnits(Refused):
    """A number of units out of range."""

    code = "invalid_units"
    max: int
    """The most that is allowed; the least is 1."""
    found: int
    """The number given."""


class UnknownTask(Refused):
    """No such task."""

    code = "unknown_task"
    task: int
    """The id given."""


class AlreadyAssigned(Refused):
    """A slot of the task was assigned already."""

    code = "already_assigned"
    task: int
    """The task."""
    found: str
    """Its status."""


class UnknownAssignment(Refused):
    """No such assignment."""

    code = "unknown_assignment"
    assignment: int
    """The id given."""


class TooLate(Refused):
    """The time for it is over."""

    code = "too_late"
    until: int
    """When it ended."""
    found: int
    """The time given."""


class NotSeated(Refused):
    """Not a validator of this assignment."""

    code = "not_seated"
    signer: Address
    """Who tried."""
    assignment: int
    """The assignment."""


class AlreadyCommitted(Refused):
    """A verdict was committed already."""

    code = "already_committed"
    assignment: int
    """The assignment."""


class NotCommitted(Refused):
    """No verdict was committed."""

    code = "not_committed"
    assignment: int
    """The assignment."""


class AlreadyRevealed(Refused):
    """The verdict was revealed already."""

    code = "already_revealed"
    assignment: int
    """The assignment."""


class CommitmentMismatch(Refused):
    """What is revealed is not what was committed."""

    code = "commitment_mismatch"
    expected: Hash
    """The commitment."""
    found: Hash
    """What the revealed values give."""


class SealMismatch(Refused):
    """A correct verdict does not open the miner's seal."""

    code = "seal_mismatch"
    expected: Hash
    """The seal."""
    found: Hash
    """What the revealed values give."""


class WrongEntropy(Refused):
    """Entropy that does not open the last `next`."""

    code = "wrong_entropy"
    expected: Hash
    """The last `next`."""
    found: Hash
    """The hash of the entropy given."""


class UnknownCase(Refused):
    """No such case."""

    code = "unknown_case"
    case: int
    """The id given."""


class SeverityTooHigh(Refused):
    """Harder than the case allows."""

    code = "severity_too_high"
    max: Severity
    """The most allowed."""
    found: Severity
    """The severity given."""


class InvalidStatement(Refused):
    """A statement that is too long."""

    code = "invalid_statement"
    found: int
    """Its length in bytes."""


class StaleBase(Refused):
    """Parameters changed since the proposal's base."""

    code = "stale_base"
    expected: int
    """The version in force."""
    found: int
    """The base given."""


class UnknownProposal(Refused):
    """No such proposal."""

    code = "unknown_proposal"
    proposal: int
    """The id given."""


class WrongPhase(Refused):
    """The domain is in another phase."""

    code = "wrong_phase"
    expected: int
    """The phase that the command is for."""
    found: int
    """The phase found."""


class InvalidHex(InvalidValue):
    """A text that is not the hex of so many bytes."""

    code = "invalid_hex"
    bytes: int
    """How many were expected."""


class NotHex(InvalidValue):
    """A text that is not `0x` and an even number of hex digits."""

    code = "not_hex"


class UnknownWord(InvalidValue):
    """A text that is none of the words of a closed set."""

    code = "unknown_word"
    expected: str
    """The words of the set."""


class RestoreError(Malformed):
    """Bytes that are no snapshot, or not one of a domain that can be."""

    code = "not_restored"


class NoSnapshot(RestoreError):
    """Something else than a snapshot."""

    code = "no_snapshot"


class SnapshotVersion(RestoreError):
    """A snapshot of another version of the schema."""

    code = "snapshot_version"
    found: int
    """Its version."""


class SnapshotDamaged(RestoreError):
    """Some byte is missing, is too many, or is not what was written."""

    code = "snapshot_damaged"


class SnapshotUnreadable(RestoreError):
    """No canonical bytes of a state."""

    code = "snapshot_unreadable"
    found: str
    """What is wrong."""


class SnapshotParams(RestoreError):
    """Parameters in a snapshot that break a rule."""

    code = "snapshot_params"
    version: int
    """Which version of them."""
    field: str
    """The field, with dots into groups."""
    reason: str
    """What was expected of it."""


class SnapshotInconsistent(RestoreError):
    """A state that no commands lead to."""

    code = "snapshot_inconsistent"
    found: str
    """The first thing that is wrong."""


class MalformedEntry(Malformed):
    """Bytes that are not an entry of the log."""

    code = "malformed_entry"


class EntryVersion(MalformedEntry):
    """Written in another version of the schema, or no entry at all."""

    code = "entry_version"
    found: int
    """The first byte."""


class EntryTruncated(MalformedEntry):
    """The end of an entry is missing."""

    code = "entry_truncated"
    expected: int
    """How long it should be, as far as it can be told."""
    found: int
    """How long it is."""


class EntryTrailing(MalformedEntry):
    """There is more than an entry."""

    code = "entry_trailing"
    expected: int
    """How long it should be."""
    found: int
    """How long it is."""


class EntryDamaged(MalformedEntry):
    """Some byte of an entry is not what was written."""

    code = "entry_damaged"


class EntryUnreadable(MalformedEntry):
    """No canonical bytes of a list of events."""

    code = "entry_unreadable"
    found: str
    """What is wrong."""


class CannotFollow(DeepNodeError):
    """Entries or events that cannot be taken in."""

    code = "cannot_follow"


class BrokenChain(CannotFollow):
    """An entry that is not the next one of a log. Nothing was done with it."""

    code = "broken_chain"


class ChainSequence(BrokenChain):
    """The numbers of the events have a gap, or go back."""

    code = "chain_sequence"
    expected: int
    """The number of the first event that was expected."""
    found: int
    """The number that the entry says."""


class ChainHead(BrokenChain):
    """The events are not those that the head stands for."""

    code = "chain_head"
    sequence: int
    """The number of the entry's first event."""
    expected: Hash
    """The head that it says."""
    found: Hash
    """The head that its events give."""


class ChainEmpty(BrokenChain):
    """An entry without events: no command gives that."""

    code = "chain_empty"
    sequence: int
    """The number of its first event."""


class Inconsistent(CannotFollow):
    """An event that does not fit the state. The domain is then in no defined state and should be dropped."""

    code = "inconsistent"
    missing: str
    """What the event expected to find."""


class UndefinedState(DeepNodeError, RuntimeError):
    """A domain that an earlier call left half-way through a change: restore it from a snapshot."""

    code = "undefined_state"


class EventsNotKept(DeepNodeError):
    """A domain that was not made to keep its events."""

    code = "events_not_kept"


class MalformedScenario(Malformed):
    """A file that is no scenario."""

    code = "malformed_scenario"
    line: int
    """Where it is wrong, from 1."""
    column: int
    """Where in the line."""


class ScenarioParams(Malformed):
    """A scenario whose parameters break a rule."""

    code = "scenario_params"
    field: str
    """The field, with dots into groups."""
    reason: str
    """What was expected of it."""


class Unexpected(DeepNodeError):
    """A step of a scenario that went otherwise than announced."""

    code = "unexpected"
    step: int
    """Its index, from 0."""
    item: int | None
    """The index of the command in its batch, from 0, if it is one of them that did."""
    expected: str
    """What the file announces."""
    found: str
    """What became of it."""


class NoKey(DeepNodeError):
    """There is no private key."""

    code = "no_key"


class KeyOutOfRange(NoKey, ValueError):
    """Zero, or a number that is not below the curve's order."""

    code = "key_out_of_range"


class KeyNotHex(NoKey, ValueError):
    """A text that is not 32 bytes in hex."""

    code = "key_not_hex"


class KeyFile(NoKey):
    """A file that could not be read or written."""

    code = "key_file"
    path: str
    """Which."""
    why: str
    """What the system says."""


class NotAKeystore(NoKey):
    """A file of another form than a keystore of version 3."""

    code = "not_a_keystore"
    path: str
    """Which."""
    why: str
    """What is wrong with it."""


class WrongPassword(NoKey):
    """Another password than that which a keystore was made with, or a damaged file."""

    code = "wrong_password"
    path: str
    """Which."""


class InferenceError(DeepNodeError):
    """A model could not be loaded, or a task not be run; its kinds are in :mod:`deepnode.infer.errors`."""

    code = "inference"


class SdkError(DeepNodeError):
    """A step or a loop of a miner or validator failed; its kinds are in :mod:`deepnode.sdk.errors`."""

    code = "sdk"


def _refusals() -> dict[str, type[Refused]]:
    return {kind.code: kind for kind in Refused.__subclasses__()}


REFUSALS = _refusals()
"""Every kind of refusal by its code."""

CODES: tuple[str, ...] = tuple(_codes())
"""The codes of all refusals, in the ledger's order."""
