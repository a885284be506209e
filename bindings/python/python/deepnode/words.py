"""The closed sets of words that commands, events and states use.

Each member is also the text that JSON has for it, and that text does wherever a member is expected.
"""

from enum import Enum


class Word(str, Enum):
    """A word of a closed set; ``str`` gives its text."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class Kind(Word):
    """What a model does for its consumers."""

    INFERENCE = "inference"
    """Running a model."""
    TRAINING = "training"
    """Training a model; no such tasks in phase 1."""


class Severity(Word):
    """How bad a miner's wrong work is."""

    MINOR = "minor"
    """A mistake."""
    MAJOR = "major"
    """Wrong work."""
    CRITICAL = "critical"
    """Fraud."""


class Verdict(Word):
    """What a validator found."""

    CORRECT = "correct"
    """The output is what the model gives."""
    MINOR = "minor"
    """Incorrect, a mistake."""
    MAJOR = "major"
    """Incorrect."""
    CRITICAL = "critical"
    """Incorrect, and fraud."""
    UNVERIFIABLE = "unverifiable"
    """Nobody could get or read what the miner should have delivered."""


class Role(Word):
    """A role of the domain, held by one address."""

    OWNER = "owner"
    """Admits models; receives nothing by itself."""
    FOUNDATION = "foundation"
    """Reviews misbehaviour; receives its part of the revenue."""
    TREASURY = "treasury"
    """Holds the domain's part and pays validators for rejections."""
    FEE_RECIPIENT = "fee_recipient"
    """Receives fees for the payment processors."""
    BRIDGE = "bridge"
    """Brings money in."""
    SEQUENCER = "sequencer"
    """Sends the heartbeat."""


class Choice(Word):
    """A vote on a proposal."""

    YES = "yes"
    """For it."""
    NO = "no"
    """Against it."""
    ABSTAIN = "abstain"
    """Neither, but counted for the quorum."""
    VETO = "veto"
    """Against it, and against its proposer keeping the deposit."""


class BurnBase(Word):
    """What the burn's rate is taken of."""

    FEES = "fees"
    """Of the fees: what is burned comes out of them."""
    GROSS = "gross"
    """Of the gross revenue, beside the fees."""


class CloseReason(Word):
    """How a slot of a task was closed without an approved assignment."""

    NO_MINER = "no_miner"
    """It waited too long for a miner."""
    REJECTED = "rejected"
    """Its last assignment was rejected."""
    TIMED_OUT = "timed_out"
    """Its last assignment ran out of time, or could not be verified."""
    DECLINED = "declined"
    """Its last assignment was declined."""
    UNDECIDED = "undecided"
    """Its last assignment ended without a decision."""


class Reason(Word):
    """Why money moved."""

    DEPOSIT = "deposit"
    """Brought in over the bridge."""
    WITHDRAWAL = "withdrawal"
    """Taken out."""
    TRANSFER = "transfer"
    """From one balance to another."""
    REGISTRATION_FEE = "registration_fee"
    """A miner's registration fee."""
    COLLATERAL = "collateral"
    """Collateral put down."""
    STAKE = "stake"
    """Stake put down."""
    DELEGATION = "delegation"
    """Stake of others."""
    UNDELEGATION = "undelegation"
    """Delegated money on its way back."""
    RELEASE = "release"
    """Money that comes free at the end of a cooldown."""
    PRICE = "price"
    """The price of a task."""
    REFUND = "refund"
    """What a task did not cost."""
    FEES = "fees"
    """Revenue: fees."""
    REVENUE_BURN = "revenue_burn"
    """Revenue: burned."""
    BUYBACK = "buyback"
    """Revenue: bought back and burned."""
    FOUNDATION = "foundation"
    """Revenue or emission: the foundation's."""
    OWNERS = "owners"
    """Revenue or emission: a creator's or backer's."""
    DOMAIN = "domain"
    """Revenue or emission: the domain's."""
    EMISSION = "emission"
    """Revenue into the pool, or new money into it."""
    VALIDATION = "validation"
    """Revenue or emission: a validator's."""
    MINING = "mining"
    """Revenue or emission: a miner's."""
    STAKING = "staking"
    """Emission: a staker's."""
    SLASH = "slash"
    """Collateral slashed."""
    EXPULSION = "expulsion"
    """Collateral returned, or forfeited to the treasury, when a miner has to go."""
    REJECTION_PAY = "rejection_pay"
    """From the treasury to a seat that agreed with a rejection."""
    PROPOSAL = "proposal"
    """A proposer's deposit."""


class ProposalOutcome(Word):
    """How the count of a proposal's votes, or its timelock, ended."""

    PASSED = "passed"
    """Carried; it waits for its time."""
    IN_FORCE = "in_force"
    """It is the law."""
    NO_QUORUM = "no_quorum"
    """Too few voted."""
    VETOED = "vetoed"
    """Too many called it harmful."""
    NOT_CARRIED = "not_carried"
    """No majority."""
    STALE = "stale"
    """Another version came first."""


class ModelStatus(Word):
    """Whether a model takes tasks."""

    PENDING = "pending"
    """Not yet."""
    ADMITTED = "admitted"
    """It does."""
    RETIRED = "retired"
    """No more."""


class MinerStatus(Word):
    """What a miner is at the moment: the first that applies."""

    BANNED = "banned"
    """Gone for good."""
    DEREGISTERED = "deregistered"
    """Gone."""
    EXITING = "exiting"
    """On its way out."""
    SUSPENDED = "suspended"
    """Without tasks because of an open case."""
    PAUSED = "paused"
    """Without tasks by its own choice."""
    ACTIVE = "active"
    """Working."""


class ValidatorStatus(Word):
    """What a validator is at the moment."""

    ACTIVE = "active"
    """May be seated and votes."""
    EXITING = "exiting"
    """On its way out: neither seated nor counted."""
    DEREGISTERED = "deregistered"
    """Gone."""


class TimeoutCause(Word):
    """Why an assignment timed out."""

    LEASE = "lease"
    """The lease was over."""
    UNVERIFIABLE = "unverifiable"
    """A majority could not get or read what the miner should have delivered."""
    EXPELLED = "expelled"
    """Its miner had to leave."""


class TaskStatus(Word):
    """Where a task stands."""

    QUEUED = "queued"
    """No slot was ever assigned."""
    RUNNING = "running"
    """Somebody has worked on it."""
    SETTLED = "settled"
    """Paid."""
    FAILED = "failed"
    """Refunded without any approved work."""
    CANCELLED = "cancelled"
    """Taken back by its consumer."""


class AssignmentStatus(Word):
    """Where an assignment stands."""

    LEASED = "leased"
    """The miner works until the lease is over."""
    SUBMITTED = "submitted"
    """Delivered; it waits for a committee."""
    COMMITTING = "committing"
    """The committee of a round commits its verdicts."""
    REVEALING = "revealing"
    """It reveals them."""
    APPROVED = "approved"
    """Verified."""
    REJECTED = "rejected"
    """Called incorrect by a majority."""
    TIMED_OUT = "timed_out"
    """Out of time."""
    DECLINED = "declined"
    """Given back."""
    UNDECIDED = "undecided"
    """No decision was reached, through no fault of the miner's."""


class SlotState(Word):
    """Where a slot of a task stands."""

    WAITING = "waiting"
    """For a miner."""
    ASSIGNED = "assigned"
    """A miner is on it."""
    APPROVED = "approved"
    """Done."""
    CLOSED = "closed"
    """Given up."""


class Membership(Word):
    """Whether a miner or validator is in, on its way out, or out."""

    MEMBER = "member"
    """Registered."""
    EXITING = "exiting"
    """Asked to leave."""
    DEREGISTERED = "deregistered"
    """Gone; may register again."""
    BANNED = "banned"
    """Gone for good."""


class CaseStatus(Word):
    """Where a case stands."""

    UNDER_REVIEW = "under_review"
    """The foundation may decide."""
    DECIDED = "decided"
    """The miner may appeal."""
    APPEALED = "appealed"
    """The foundation may decide once more."""
    EXECUTED = "executed"
    """Carried out."""
    DISMISSED = "dismissed"
    """The miner did nothing wrong."""
    LAPSED = "lapsed"
    """Nobody decided."""


class ProposalStatus(Word):
    """Where a proposal stands."""

    VOTING = "voting"
    """Votes are taken."""
    PASSED = "passed"
    """Carried; it takes effect after its timelock."""
    IN_FORCE = "in_force"
    """It is the law."""
    NO_QUORUM = "no_quorum"
    """Too few voted."""
    VETOED = "vetoed"
    """Too many called it harmful."""
    NOT_CARRIED = "not_carried"
    """No majority."""
    STALE = "stale"
    """Another version came first."""


class ObstacleKind(Word):
    """What keeps tasks from a miner."""

    STATUS = "status"
    """It is not active."""
    TRUST = "trust"
    """Its trust is under the floor."""
    COLLATERAL = "collateral"
    """Its collateral is under the minimum, which may have changed since it registered."""
    BUSY = "busy"
    """All its slots are taken."""
    NO_MODEL = "no_model"
    """None of its models is admitted or has tasks left to do, so that no tasks come."""
    NO_TASK = "no_task"
    """No slot waits that it may take: there is no work for its models, or it is its own, or it has tried already."""
    NO_WEIGHT = "no_weight"
    """Its trust is so small that it rounds to no weight at all."""
