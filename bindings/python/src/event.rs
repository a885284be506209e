//! Every fact that a domain records: `deepnode.events`.

use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, Choice, CloseReason, Evidence, Hash, Kind, ModelId, ModelTerms,
    Outcome, Params, Place, ProposalId, ProposalOutcome, Rate, Reason, Role, Score, Severity, Subject,
    TaskId, Time, TimeoutCause, Verdict, VerifiedWork,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::records::records;
use crate::text;
use crate::variants::variants;

/// The events with their fields, for every macro that goes through them: `$then! { $head rows }`.
macro_rules! with_events {
    ($then:path { $($head:tt)* }) => {
        $then! {
            $($head)*

            /// A signed command, or a batch of them, was let in: its nonce will not be taken again.
            NonceUsed {
                /// Who signed.
                signer: Address,
                /// The nonce.
                nonce: u64,
            } = (core::Event::NonceUsed { signer, nonce })
            /// The time of the command that the following events belong to, where it differs from the one before.
            Clock {
                /// The host's time.
                now: Time,
            } = (core::Event::Clock { now })
            /// Money moved. No other event moves any.
            Moved {
                /// Where it was.
                from_: Place,
                /// Where it is.
                to: Place,
                /// How much, above zero.
                amount: Amount,
                /// Why.
                reason: Reason,
            } = (core::Event::Moved { from: from_, to, amount, reason })
            /// A creator offered a model.
            ModelRegistered {
                /// Its id.
                model: ModelId,
                /// Whose it is.
                creator: Address,
                /// Its terms.
                terms: Box<ModelTerms>,
            } = (core::Event::ModelRegistered { model, creator, terms })
            /// The owner admitted a model, or changed its difficulty.
            ModelAdmitted {
                /// The model.
                model: ModelId,
                /// Thousandths.
                difficulty: u32,
            } = (core::Event::ModelAdmitted { model, difficulty })
            /// A creator took a model out of service.
            ModelRetired {
                /// The model.
                model: ModelId,
            } = (core::Event::ModelRetired { model })
            /// A miner registered, or came back.
            MinerRegistered {
                /// Who.
                miner: Address,
                /// What it serves.
                models: Vec<ModelId>,
                /// How many assignments it takes at a time.
                slots: u32,
            } = (core::Event::MinerRegistered { miner, models, slots })
            /// A miner paused itself, or went on.
            MinerPaused {
                /// Who.
                miner: Address,
                /// Whether it takes no tasks now.
                paused: bool,
            } = (core::Event::MinerPaused { miner, paused })
            /// A miner asked to leave.
            MinerExiting {
                /// Who.
                miner: Address,
                /// When its collateral comes free.
                until: Time,
            } = (core::Event::MinerExiting { miner, until })
            /// A miner is out.
            MinerLeft {
                /// Who.
                miner: Address,
                /// Whether for good.
                banned: bool,
            } = (core::Event::MinerLeft { miner, banned })
            /// A validator registered, or came back.
            ValidatorRegistered {
                /// Who.
                validator: Address,
            } = (core::Event::ValidatorRegistered { validator })
            /// A validator asked to leave, or was banned.
            ValidatorExiting {
                /// Who.
                validator: Address,
                /// When its stake and its delegations come free.
                until: Time,
            } = (core::Event::ValidatorExiting { validator, until })
            /// A validator is out.
            ValidatorLeft {
                /// Who.
                validator: Address,
            } = (core::Event::ValidatorLeft { validator })
            /// Undelegated money began its cooldown.
            UnbondingStarted {
                /// Whose it is.
                staker: Address,
                /// How much.
                amount: Amount,
                /// When it comes free.
                until: Time,
            } = (core::Event::UnbondingStarted { staker, amount, until })
            /// Undelegated money came free.
            UnbondingEnded {
                /// Its number in order of creation, from 1.
                unbonding: u64,
            } = (core::Event::UnbondingEnded { unbonding })
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
            } = (core::Event::TaskSubmitted { task, consumer, model, kind, units, input })
            /// A consumer took work back.
            TaskCancelled {
                /// The task.
                task: TaskId,
            } = (core::Event::TaskCancelled { task })
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
            } = (core::Event::TaskSettled { task, units_paid, work, seats })
            /// A task was refunded without any approved work.
            TaskFailed {
                /// The task.
                task: TaskId,
                /// How its last slot to close ended.
                reason: CloseReason,
            } = (core::Event::TaskFailed { task, reason })
            /// A slot waits for a miner again.
            SlotReopened {
                /// The task.
                task: TaskId,
                /// The slot.
                slot: u16,
            } = (core::Event::SlotReopened { task, slot })
            /// A slot was given up.
            SlotClosed {
                /// The task.
                task: TaskId,
                /// The slot.
                slot: u16,
                /// Why.
                reason: CloseReason,
            } = (core::Event::SlotClosed { task, slot, reason })
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
            } = (core::Event::Leased { assignment, task, slot, miner, until })
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
            } = (core::Event::ResultSubmitted { assignment, units_done, seal, score, collateral })
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
            } = (core::Event::Seated { assignment, round, validators, until })
            /// A seat committed its verdict.
            VerdictCommitted {
                /// The assignment.
                assignment: AssignmentId,
                /// Who judged.
                validator: Address,
                /// The hidden verdict.
                commitment: Hash,
            } = (core::Event::VerdictCommitted { assignment, validator, commitment })
            /// Revealing began.
            RevealingStarted {
                /// The assignment.
                assignment: AssignmentId,
                /// When it ends.
                until: Time,
            } = (core::Event::RevealingStarted { assignment, until })
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
            } = (core::Event::VerdictRevealed { assignment, validator, verdict, output_root })
            /// A round ended without a decision, and another one follows.
            RoundUndecided {
                /// The assignment.
                assignment: AssignmentId,
            } = (core::Event::RoundUndecided { assignment })
            /// An assignment is over.
            AssignmentEnded {
                /// The assignment.
                assignment: AssignmentId,
                /// How it ended.
                outcome: Outcome,
            } = (core::Event::AssignmentEnded { assignment, outcome })
            /// A trust event.
            TrustChanged {
                /// Whose trust.
                subject: Subject,
                /// The evidence after it.
                evidence: Evidence,
            } = (core::Event::TrustChanged { subject, evidence })
            /// A dismissed rejection left a miner's evidence; no trust event.
            EvidenceReturned {
                /// The miner.
                miner: Address,
                /// The evidence after it.
                evidence: Evidence,
            } = (core::Event::EvidenceReturned { miner, evidence })
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
            } = (core::Event::CaseOpened { case, miner, assignment, severity, until })
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
            } = (core::Event::CaseAppended { case, assignment, severity, until })
            /// A case was decided.
            CaseDecided {
                /// The case.
                case: CaseId,
                /// How bad it is.
                severity: Severity,
                /// When the time to appeal ends; `None` for a second decision, which executes at once.
                until: Option<Time>,
            } = (core::Event::CaseDecided { case, severity, until })
            /// A miner appealed.
            CaseAppealed {
                /// The case.
                case: CaseId,
                /// Why, in the miner's words, for the foundation to read.
                statement: String,
                /// When the foundation's second window ends.
                until: Time,
            } = (core::Event::CaseAppealed { case, statement, until })
            /// A case was carried out.
            CaseExecuted {
                /// The case.
                case: CaseId,
            } = (core::Event::CaseExecuted { case })
            /// A case came to nothing.
            CaseDismissed {
                /// The case.
                case: CaseId,
            } = (core::Event::CaseDismissed { case })
            /// Nobody decided a case.
            CaseLapsed {
                /// The case.
                case: CaseId,
            } = (core::Event::CaseLapsed { case })
            /// The heartbeat turned the beacon.
            BeaconTurned {
                /// `keccak(beacon || entropy || u64be(now))`.
                beacon: Hash,
                /// The hash of the coming entropy.
                next: Hash,
            } = (core::Event::BeaconTurned { beacon, next })
            /// An epoch is over and its legs are paid.
            EpochClosed {
                /// Its number, from 0.
                epoch: u64,
                /// E_k: its new money before caps.
                new_money: Amount,
            } = (core::Event::EpochClosed { epoch, new_money })
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
            } = (core::Event::Proposed { proposal, proposer, base, params, until })
            /// Somebody voted.
            Voted {
                /// On what.
                proposal: ProposalId,
                /// Who.
                voter: Address,
                /// How.
                choice: Choice,
            } = (core::Event::Voted { proposal, voter, choice })
            /// The votes were counted, or a timelock ended.
            ProposalEnded {
                /// The proposal.
                proposal: ProposalId,
                /// How.
                outcome: ProposalOutcome,
                /// When it takes effect, if it has passed.
                until: Option<Time>,
            } = (core::Event::ProposalEnded { proposal, outcome, until })
            /// A role was offered.
            RoleOffered {
                /// The role.
                role: Role,
                /// To whom.
                to: Address,
            } = (core::Event::RoleOffered { role, to })
            /// A role was taken over.
            RoleAccepted {
                /// The role.
                role: Role,
                /// By whom.
                holder: Address,
            } = (core::Event::RoleAccepted { role, holder })
            /// Phase 2 began.
            PhaseTwoBegun {} = (core::Event::PhaseTwoBegun {})
        }
    };
}

pub(crate) use with_events;

with_events! { variants {
    /// A fact. Times are in milliseconds, money in base units.
    PyEvent = "Event" in "deepnode.events": core::Event {
        /// The JSON form, as scenario files have it.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// From its JSON form.
        ///
        /// Raises `deepnode.errors.Malformed` for a text that is none.
        #[staticmethod]
        fn from_json(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
            text::from_json::<core::Event>(text)
        }

        /// The canonical bytes, which the log and commitments are made of.
        fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
            text::to_bytes(py, &self.0)
        }

        /// From its canonical bytes.
        ///
        /// Raises `deepnode.errors.Malformed` for bytes that are none.
        #[staticmethod]
        fn from_bytes(bytes: &Bound<'_, PyBytes>) -> PyResult<Py<PyAny>> {
            text::from_bytes::<core::Event>(bytes)
        }
    }
} }

variants! {
    /// How an assignment ended.
    PyOutcome = "Outcome" in "deepnode.events": Outcome {}

    /// Verified.
    Approved {} = (Outcome::Approved)
    /// Called incorrect by a majority.
    Rejected {
        /// The median of the severities (the lower middle).
        severity: Severity,
    } = (Outcome::Rejected { severity })
    /// Out of time.
    TimedOut {
        /// Why.
        cause: TimeoutCause,
    } = (Outcome::TimedOut { cause })
    /// Given back.
    Declined {} = (Outcome::Declined)
    /// No decision was reached, through no fault of the miner's.
    Undecided {} = (Outcome::Undecided)
}

variants! {
    /// Whose trust.
    PySubject = "Subject" in "deepnode.events": Subject {}

    /// A miner's.
    OfMiner {
        /// Who it is.
        miner: Address,
    } = (Subject::Miner(miner))
    /// A validator's.
    OfValidator {
        /// Who it is.
        validator: Address,
    } = (Subject::Validator(validator))
    /// A model's.
    OfModel {
        /// Which it is.
        model: ModelId,
    } = (Subject::Model(model))
}

records! {
    /// An approved assignment in its settlement.
    PyVerifiedWork = "VerifiedWork" in "deepnode.events": VerifiedWork {} {
        /// The assignment.
        assignment: AssignmentId,
        /// Verified work units: `units_paid * difficulty`.
        vwu: u128,
        /// The miner's score at that moment, in parts per billion.
        score: Score,
    }

    /// A model's terms, fixed by its creator at registration.
    PyModelTerms = "ModelTerms" in "deepnode.events": ModelTerms {} {
        /// What it does.
        kind: Kind,
        /// Price of one unit of work in base units.
        unit_price: Amount,
        /// Seats of the first round.
        committee: u32,
        /// Miners that work on each task.
        replicas: u16,
        /// Milliseconds for a miner to deliver.
        lease_ms: Time,
        /// The creator's share of what the owners receive, in parts per billion.
        creator_share: Rate,
        /// Who shares the rest, by weight.
        backers: Vec<(Address, u64)>,
        /// Where or what the manifest is.
        manifest: String,
    }
}
