//! Every fact that a domain records. Replaying the facts gives the state.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::assignment::Outcome;
use crate::hash::Hash;
use crate::id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
use crate::ledger::Place;
use crate::model::ModelTerms;
use crate::params::Params;
use crate::proposal::ProposalOutcome;
use crate::text::words;
use crate::trust::{Evidence, Score};
use crate::word::{Choice, CloseReason, Kind, Role, Severity, Verdict};

words! {
    /// Why money moved.
    Reason {
        /// Brought in over the bridge.
        Deposit = "deposit",
        /// Taken out.
        Withdrawal = "withdrawal",
        /// From one balance to another.
        Transfer = "transfer",
        /// A miner's registration fee.
        RegistrationFee = "registration_fee",
        /// Collateral put down.
        Collateral = "collateral",
        /// Stake put down.
        Stake = "stake",
        /// Stake of others.
        Delegation = "delegation",
        /// Delegated money on its way back.
        Undelegation = "undelegation",
        /// Money that comes free at the end of a cooldown.
        Release = "release",
        /// The price of a task.
        Price = "price",
        /// What a task did not cost.
        Refund = "refund",
        /// Revenue: fees.
        Fees = "fees",
        /// Revenue: burned.
        RevenueBurn = "revenue_burn",
        /// Revenue: bought back and burned.
        Buyback = "buyback",
        /// Revenue or emission: the foundation's.
        Foundation = "foundation",
        /// Revenue or emission: a creator's or backer's.
        Owners = "owners",
        /// Revenue or emission: the domain's.
        Domain = "domain",
        /// Revenue into the pool, or new money into it.
        Emission = "emission",
        /// Revenue or emission: a validator's.
        Validation = "validation",
        /// Revenue or emission: a miner's.
        Mining = "mining",
        /// Emission: a staker's.
        Staking = "staking",
        /// Collateral slashed.
        Slash = "slash",
        /// Collateral returned, or forfeited to the treasury, when a miner has to go.
        Expulsion = "expulsion",
        /// From the treasury to a seat that agreed with a rejection.
        RejectionPay = "rejection_pay",
        /// A proposer's deposit.
        Proposal = "proposal",
    }
}

/// Whose trust.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A miner's.
    Miner(Address),
    /// A validator's.
    Validator(Address),
    /// A model's.
    Model(ModelId),
}

/// An approved assignment in its settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct VerifiedWork {
    /// The assignment.
    pub assignment: AssignmentId,
    /// `units_paid * difficulty`.
    #[serde(with = "crate::text::decimal")]
    pub vwu: u128,
    /// The miner's score at that moment.
    pub score: Score,
}

/// A fact. Times are in milliseconds, money in base units.
///
/// ```
/// use deepnode_core::Event;
///
/// let event = Event::Clock { now: 1_000 };
/// let json = r#"{"type":"clock","now":1000}"#;
/// assert_eq!(serde_json::to_string(&event)?, json);
/// assert_eq!(serde_json::from_str::<Event>(json)?, event);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// More variants may come, behind those that there are: the order of variants and fields is part of the schema of
/// [canonical bytes](crate::log#canonical-bytes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A signed command, or a batch of them, was let in: its nonce will not be taken again.
    NonceUsed {
        /// Who signed.
        signer: Address,
        /// The nonce.
        nonce: u64,
    },
    /// The time of the command that the following events belong to, where it differs from the one before.
    Clock {
        /// The host's time.
        now: Time,
    },
    /// Money moved. No other event moves any.
    Moved {
        /// Where it was.
        from: Place,
        /// Where it is.
        to: Place,
        /// How much, above zero.
        amount: Amount,
        /// Why.
        reason: Reason,
    },
    /// A creator offered a model.
    ModelRegistered {
        /// Its id.
        model: ModelId,
        /// Whose it is.
        creator: Address,
        /// Its terms.
        terms: Box<ModelTerms>,
    },
    /// The owner admitted a model, or changed its difficulty.
    ModelAdmitted {
        /// The model.
        model: ModelId,
        /// Thousandths.
        difficulty: u32,
    },
    /// A creator took a model out of service.
    ModelRetired {
        /// The model.
        model: ModelId,
    },
    /// A miner registered, or came back.
    MinerRegistered {
        /// Who.
        miner: Address,
        /// What it serves.
        models: Vec<ModelId>,
        /// How many assignments it takes at a time.
        slots: u32,
    },
    /// A miner paused itself, or went on.
    MinerPaused {
        /// Who.
        miner: Address,
        /// Whether it takes no tasks now.
        paused: bool,
    },
    /// A miner asked to leave.
    MinerExiting {
        /// Who.
        miner: Address,
        /// When its collateral comes free.
        until: Time,
    },
    /// A miner is out.
    MinerLeft {
        /// Who.
        miner: Address,
        /// Whether for good.
        banned: bool,
    },
    /// A validator registered, or came back.
    ValidatorRegistered {
        /// Who.
        validator: Address,
    },
    /// A validator asked to leave, or was banned.
    ValidatorExiting {
        /// Who.
        validator: Address,
        /// When its stake and its delegations come free.
        until: Time,
    },
    /// A validator is out.
    ValidatorLeft {
        /// Who.
        validator: Address,
    },
    /// Undelegated money began its cooldown.
    UnbondingStarted {
        /// Whose it is.
        staker: Address,
        /// How much.
        amount: Amount,
        /// When it comes free.
        until: Time,
    },
    /// Undelegated money came free.
    UnbondingEnded {
        /// Its number in order of creation, from 1.
        unbonding: u64,
    },
    /// A consumer posted work.
    TaskSubmitted {
        /// Its id.
        task: TaskId,
        /// Who pays.
        consumer: Address,
        /// What is to be run.
        model: ModelId,
        /// The kind of work.
        kind: Kind,
        /// Units paid for at most.
        units: u32,
        /// The hash of the input.
        input: Hash,
    },
    /// A consumer took work back.
    TaskCancelled {
        /// The task.
        task: TaskId,
    },
    /// A task was paid.
    TaskSettled {
        /// The task.
        task: TaskId,
        /// The smallest `units_done` of the approved assignments.
        units_paid: u32,
        /// The approved assignments, in order of slot.
        work: Vec<VerifiedWork>,
        /// The agreeing seats, in order of assignment, round and seat.
        seats: Vec<Address>,
    },
    /// A task was refunded without any approved work.
    TaskFailed {
        /// The task.
        task: TaskId,
        /// How its last slot to close ended.
        reason: CloseReason,
    },
    /// A slot waits for a miner again.
    SlotReopened {
        /// The task.
        task: TaskId,
        /// The slot.
        slot: u16,
    },
    /// A slot was given up.
    SlotClosed {
        /// The task.
        task: TaskId,
        /// The slot.
        slot: u16,
        /// Why.
        reason: CloseReason,
    },
    /// A miner was drawn for a slot.
    Leased {
        /// The new assignment.
        assignment: AssignmentId,
        /// The task.
        task: TaskId,
        /// The slot.
        slot: u16,
        /// Who works.
        miner: Address,
        /// Until when.
        until: Time,
    },
    /// A miner delivered.
    ResultSubmitted {
        /// The assignment.
        assignment: AssignmentId,
        /// Units of work done.
        units_done: u32,
        /// The sealed output.
        seal: Hash,
        /// The miner's score at that moment.
        score: Score,
        /// Its collateral at that moment.
        collateral: Amount,
    },
    /// A committee was drawn.
    Seated {
        /// The assignment.
        assignment: AssignmentId,
        /// The round, from 1.
        round: u8,
        /// Who judges, in the order of the draw.
        validators: Vec<Address>,
        /// When committing ends.
        until: Time,
    },
    /// A seat committed its verdict.
    VerdictCommitted {
        /// The assignment.
        assignment: AssignmentId,
        /// Who judged.
        validator: Address,
        /// The hidden verdict.
        commitment: Hash,
    },
    /// Revealing began.
    RevealingStarted {
        /// The assignment.
        assignment: AssignmentId,
        /// When it ends.
        until: Time,
    },
    /// A seat showed its verdict.
    VerdictRevealed {
        /// The assignment.
        assignment: AssignmentId,
        /// Who judged.
        validator: Address,
        /// What it found.
        verdict: Verdict,
        /// The root of the output that it had; zero unless correct.
        output_root: Hash,
    },
    /// A round ended without a decision, and another one follows.
    RoundUndecided {
        /// The assignment.
        assignment: AssignmentId,
    },
    /// An assignment is over.
    AssignmentEnded {
        /// The assignment.
        assignment: AssignmentId,
        /// How it ended.
        outcome: Outcome,
    },
    /// A trust event.
    TrustChanged {
        /// Whose trust.
        subject: Subject,
        /// The evidence after it.
        evidence: Evidence,
    },
    /// A dismissed rejection left a miner's evidence; no trust event.
    EvidenceReturned {
        /// The miner.
        miner: Address,
        /// The evidence after it.
        evidence: Evidence,
    },
    /// A rejection opened a case.
    CaseOpened {
        /// Its id.
        case: CaseId,
        /// Against whom.
        miner: Address,
        /// The rejection.
        assignment: AssignmentId,
        /// How bad it was called.
        severity: Severity,
        /// When the foundation's window ends.
        until: Time,
    },
    /// A rejection was appended to an open case, and its review starts anew.
    CaseAppended {
        /// The case.
        case: CaseId,
        /// The rejection.
        assignment: AssignmentId,
        /// The largest severity reported by now.
        severity: Severity,
        /// When the foundation's window ends.
        until: Time,
    },
    /// A case was decided.
    CaseDecided {
        /// The case.
        case: CaseId,
        /// How bad it is.
        severity: Severity,
        /// When the time to appeal ends; `None` for a second decision, which executes at once.
        until: Option<Time>,
    },
    /// A miner appealed.
    CaseAppealed {
        /// The case.
        case: CaseId,
        /// Why, in the miner's words, for the foundation to read.
        statement: String,
        /// When the foundation's second window ends.
        until: Time,
    },
    /// A case was carried out.
    CaseExecuted {
        /// The case.
        case: CaseId,
    },
    /// A case came to nothing.
    CaseDismissed {
        /// The case.
        case: CaseId,
    },
    /// Nobody decided a case.
    CaseLapsed {
        /// The case.
        case: CaseId,
    },
    /// The heartbeat turned the beacon.
    BeaconTurned {
        /// `keccak(beacon || entropy || u64be(now))`.
        beacon: Hash,
        /// The hash of the coming entropy.
        next: Hash,
    },
    /// An epoch is over and its legs are paid.
    EpochClosed {
        /// Its number, from 0.
        epoch: u64,
        /// E_k: its new money before caps.
        new_money: Amount,
    },
    /// New parameters were proposed.
    Proposed {
        /// The proposal.
        proposal: ProposalId,
        /// By whom.
        proposer: Address,
        /// The version in force.
        base: u64,
        /// The whole new set.
        params: Box<Params>,
        /// When voting ends.
        until: Time,
    },
    /// Somebody voted.
    Voted {
        /// On what.
        proposal: ProposalId,
        /// Who.
        voter: Address,
        /// How.
        choice: Choice,
    },
    /// The votes were counted, or a timelock ended.
    ProposalEnded {
        /// The proposal.
        proposal: ProposalId,
        /// How.
        outcome: ProposalOutcome,
        /// When it takes effect, if it has passed.
        until: Option<Time>,
    },
    /// A role was offered.
    RoleOffered {
        /// The role.
        role: Role,
        /// To whom.
        to: Address,
    },
    /// A role was taken over.
    RoleAccepted {
        /// The role.
        role: Role,
        /// By whom.
        holder: Address,
    },
    /// Phase 2 began.
    PhaseTwoBegun {},
}
