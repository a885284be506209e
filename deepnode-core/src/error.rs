//! Refusals, each with a stable code.

use serde::Serialize;
use thiserror::Error;

use crate::address::Address;
use crate::amount::{Amount, InDn};
use crate::hash::Hash;
use crate::id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
use crate::params::InvalidParams;
use crate::word::{Kind, Severity};

macro_rules! errors {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? })? = $code:literal: ($($format:tt)+);)+) => {
        /// Why a command was refused. A refused command changes nothing.
        ///
        /// The first failing check decides; the order of the checks is written at each command's decision. JSON has
        /// the code in `code` beside the fields.
        ///
        /// ```
        /// use deepnode_core::Error;
        ///
        /// let refused = Error::WrongNonce { expected: 3, found: 2 };
        /// assert_eq!(refused.code(), "wrong_nonce");
        /// assert_eq!(refused.to_string(), "wrong nonce: expected 3, found 2");
        /// assert_eq!(serde_json::to_string(&refused)?, r#"{"code":"wrong_nonce","expected":3,"found":2}"#);
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        ///
        /// More variants may come.
        #[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
        #[serde(tag = "code", rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* #[error($($format)+)] $variant $({ $($(#[$fdoc])* $field: $type),+ })?,)+
        }

        impl Error {
            /// The stable code, as scenario files and other languages know it.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// Every code, in the order of the declaration.
            pub const CODES: &'static [&'static str] = &[$($code),+];
        }
    };
}

errors! {
    /// A batch without commands, or with too many.
    InvalidBatch {
        /// How many.
        found: usize,
    } = "invalid_batch": ("expected a batch of 1..=1024 commands, found {found}");
    /// A signature that is not the named signer's.
    BadSignature {
        /// Who is said to have signed.
        signer: Address,
        /// What should have been signed.
        digest: Hash,
    } = "bad_signature": ("the signature is not that of {signer} over {digest} (65 bytes r, s, v; s in the lower half; v 0, 1, 27 or 28)");
    /// A nonce that was used, or that lies ahead.
    WrongNonce {
        /// The signer's next nonce.
        expected: u64,
        /// The nonce given.
        found: u64,
    } = "wrong_nonce": ("wrong nonce: expected {expected}, found {found}");
    /// A signature that is not good any more.
    Expired {
        /// It was taken before this time.
        until: Time,
        /// The time given.
        found: Time,
    } = "expired": ("expired: valid before {until}, found {found}");
    /// The host's time lies before that of the last applied command.
    TimeWentBack {
        /// The least time expected.
        expected: Time,
        /// The time given.
        found: Time,
    } = "time_went_back": ("time went back: expected at least {expected}, found {found}");
    /// The signer may not do this.
    NotAuthorised {
        /// Who tried.
        signer: Address,
    } = "not_authorised": ("{signer} is not authorised to do this");
    /// An amount of zero.
    ZeroAmount = "zero_amount": ("expected an amount above zero");
    /// A sum would exceed the most that can exist.
    AmountOverflow {
        /// The sum in base units, as far as it can be told.
        #[serde(serialize_with = "crate::text::decimal::serialize")]
        found: u128,
    } = "amount_overflow": ("expected at most 2^96-1 base units, found {found}");
    /// Too little money for the command.
    InsufficientBalance {
        /// What is there.
        have: Amount,
        /// What it takes, in base units.
        #[serde(serialize_with = "crate::text::decimal::serialize")]
        need: u128,
    } = "insufficient_balance": ("insufficient balance: have {}, need {}", .have.in_dn(), InDn::of(*.need));
    /// Parameters that break a rule.
    InvalidParams {
        /// The field, with dots into groups.
        field: &'static str,
        /// What was expected of it.
        reason: &'static str,
    } = "invalid_params": ("invalid params.{field}: {reason}");
    /// A model of this id is there already.
    ModelExists {
        /// Its id.
        model: ModelId,
    } = "model_exists": ("model {model} is registered already");
    /// No such model.
    UnknownModel {
        /// The id given.
        model: ModelId,
    } = "unknown_model": ("model {model} is not registered");
    /// A model out of service.
    ModelRetired {
        /// Its id.
        model: ModelId,
    } = "model_retired": ("model {model} is retired");
    /// A model that the owner has not admitted.
    ModelNotAdmitted {
        /// Its id.
        model: ModelId,
    } = "model_not_admitted": ("model {model} is not admitted yet");
    /// A model's terms break a rule.
    InvalidModel {
        /// The field.
        field: &'static str,
        /// What was expected of it.
        expected: &'static str,
    } = "invalid_model": ("invalid {field}: expected {expected}");
    /// The domain admits a list of addresses, and this one is not on it.
    NotAdmitted {
        /// Who tried.
        signer: Address,
    } = "not_admitted": ("{signer} is not on the admission list");
    /// The registration fee is more than the signer allows.
    FeeTooHigh {
        /// The fee in force.
        fee: Amount,
        /// The most allowed.
        max_fee: Amount,
    } = "fee_too_high": ("the registration fee is {}, more than the allowed {}", .fee.in_dn(), .max_fee.in_dn());
    /// A banned address may not come back.
    Banned {
        /// Who tried.
        signer: Address,
    } = "banned": ("{signer} is banned");
    /// Registered in this role already.
    AlreadyRegistered {
        /// Who tried.
        signer: Address,
    } = "already_registered": ("{signer} is registered already");
    /// A number of slots out of range.
    InvalidSlots {
        /// The number given.
        found: u64,
    } = "invalid_slots": ("expected 1..=1024 slots, found {found}");
    /// Too many models named.
    TooManyModels {
        /// How many.
        found: usize,
    } = "too_many_models": ("expected at most 256 models, found {found}");
    /// Collateral under the minimum.
    InsufficientCollateral {
        /// What is offered.
        have: Amount,
        /// The minimum for the slots.
        need: Amount,
    } = "insufficient_collateral": ("insufficient collateral: have {}, need {}", .have.in_dn(), .need.in_dn());
    /// Not a miner now.
    UnknownMiner {
        /// Who was named.
        miner: Address,
    } = "unknown_miner": ("{miner} is not registered as a miner");
    /// On its way out already.
    Exiting {
        /// When it is out.
        until: Time,
    } = "exiting": ("leaving already, until {until}");
    /// Not in the status that the command is for.
    WrongStatus {
        /// The status expected.
        expected: &'static str,
        /// The status found.
        found: &'static str,
    } = "wrong_status": ("wrong status: expected {expected}, found {found}");
    /// Work is in flight, or seats are held.
    Busy {
        /// How many assignments or seats.
        open: usize,
    } = "busy": ("busy: {open} assignments or seats are still open");
    /// A case is open.
    CaseOpen {
        /// The case.
        case: CaseId,
    } = "case_open": ("case {case} is still open");
    /// Stake under the minimum.
    InsufficientStake {
        /// What is offered.
        have: Amount,
        /// The minimum.
        need: Amount,
    } = "insufficient_stake": ("insufficient stake: have {}, need {}", .have.in_dn(), .need.in_dn());
    /// Not a validator now.
    UnknownValidator {
        /// Who was named.
        validator: Address,
    } = "unknown_validator": ("{validator} is not registered as a validator");
    /// No training in phase 1.
    InferenceOnly = "inference_only": ("phase 1 takes inference tasks only");
    /// A task of another kind than its model.
    KindMismatch {
        /// The model's kind.
        expected: Kind,
        /// The kind given.
        found: Kind,
    } = "kind_mismatch": ("the model's kind is {expected}, found {found}");
    /// A number of units out of range.
    InvalidUnits {
        /// The most that is allowed; the least is 1.
        max: u64,
        /// The number given.
        found: u64,
    } = "invalid_units": ("expected 1..={max} units, found {found}");
    /// No such task.
    UnknownTask {
        /// The id given.
        task: TaskId,
    } = "unknown_task": ("there is no task {task}");
    /// A slot of the task was assigned already.
    AlreadyAssigned {
        /// The task.
        task: TaskId,
        /// Its status.
        found: &'static str,
    } = "already_assigned": ("task {task} was assigned already (expected queued, found {found})");
    /// No such assignment.
    UnknownAssignment {
        /// The id given.
        assignment: AssignmentId,
    } = "unknown_assignment": ("there is no assignment {assignment}");
    /// The time for it is over.
    TooLate {
        /// When it ended.
        until: Time,
        /// The time given.
        found: Time,
    } = "too_late": ("too late: expected a time before {until}, found {found}");
    /// Not a validator of this assignment.
    NotSeated {
        /// Who tried.
        signer: Address,
        /// The assignment.
        assignment: AssignmentId,
    } = "not_seated": ("{signer} has no seat at assignment {assignment}");
    /// A verdict was committed already.
    AlreadyCommitted {
        /// The assignment.
        assignment: AssignmentId,
    } = "already_committed": ("a verdict on assignment {assignment} was committed already");
    /// No verdict was committed.
    NotCommitted {
        /// The assignment.
        assignment: AssignmentId,
    } = "not_committed": ("no verdict on assignment {assignment} was committed");
    /// The verdict was revealed already.
    AlreadyRevealed {
        /// The assignment.
        assignment: AssignmentId,
    } = "already_revealed": ("the verdict on assignment {assignment} was revealed already");
    /// What is revealed is not what was committed.
    CommitmentMismatch {
        /// The commitment.
        expected: Hash,
        /// What the revealed values give.
        found: Hash,
    } = "commitment_mismatch": ("the verdict does not open its commitment: expected {expected}, found {found} (and zero root and seal salt unless correct)");
    /// A correct verdict does not open the miner's seal.
    SealMismatch {
        /// The seal.
        expected: Hash,
        /// What the revealed values give.
        found: Hash,
    } = "seal_mismatch": ("the output does not open the miner's seal: expected {expected}, found {found}");
    /// Entropy that does not open the last `next`.
    WrongEntropy {
        /// The last `next`.
        expected: Hash,
        /// The hash of the entropy given.
        found: Hash,
    } = "wrong_entropy": ("wrong entropy: expected a preimage of {expected}, found one of {found}");
    /// No such case.
    UnknownCase {
        /// The id given.
        case: CaseId,
    } = "unknown_case": ("there is no case {case}");
    /// Harder than the case allows.
    SeverityTooHigh {
        /// The most allowed.
        max: Severity,
        /// The severity given.
        found: Severity,
    } = "severity_too_high": ("expected a severity of at most {max}, found {found}");
    /// A statement that is too long.
    InvalidStatement {
        /// Its length in bytes.
        found: usize,
    } = "invalid_statement": ("expected a statement of at most 4096 bytes, found {found}");
    /// Parameters changed since the proposal's base.
    StaleBase {
        /// The version in force.
        expected: u64,
        /// The base given.
        found: u64,
    } = "stale_base": ("stale base: expected version {expected}, found {found}");
    /// No such proposal.
    UnknownProposal {
        /// The id given.
        proposal: ProposalId,
    } = "unknown_proposal": ("there is no proposal {proposal}");
    /// The domain is in another phase.
    WrongPhase {
        /// The phase that the command is for.
        expected: u64,
        /// The phase found.
        found: u64,
    } = "wrong_phase": ("wrong phase: expected {expected}, found {found}");
}

impl From<InvalidParams> for Error {
    fn from(InvalidParams { field, reason }: InvalidParams) -> Self {
        Self::InvalidParams { field, reason }
    }
}
