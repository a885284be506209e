//! The exact, deterministic ledger of a DeepNode domain.
//!
//! Miners register with a fee and collateral, take tasks from the domain's queue and seal what they deliver;
//! validators check it behind commitments; correct work is paid out of the consumer's escrow, wrong work costs trust
//! and, after a review, collateral. A [`Domain`] is a value: commands go in with their time, facts come out, and the
//! same commands give the same state on every machine.
//!
//! The state machine owns no clock, socket, thread, file, float or unseeded randomness; the features `keys` and `parallel`
//! stand beside it.
//!
//! # A round
//!
//! One task, one miner, one validator, from the deposit to the payout:
//!
//! ```
//! use deepnode_core::{
//!     Address, Amount, AssignmentId, Command, Domain, Error, Event, Hash, Kind, ModelOffer, Params, Rate,
//!     Verdict, commitment, keccak,
//! };
//!
//! let [bridge, owner, sequencer, treasury] = [1, 2, 3, 4].map(|n| Address([n; 20]));
//! let [creator, consumer, miner, validator] = [5, 6, 7, 8].map(|n| Address([n; 20]));
//! let params = Params { bridge, owner, sequencer, treasury, ..Params::default() };
//! let mut domain = Domain::new(8453, Address([9; 20]), params).expect("the default parameters hold");
//!
//! let id = domain.id();
//!
//! // The host's clock, and a heartbeat that opens what the one before committed to.
//! let mut now = 1_000;
//! let mut beats = 0_u8;
//! let mut apply = |signer, command| -> Result<Vec<Event>, Error> {
//!     now += 100;
//!     domain.apply(now, signer, &command)
//! };
//! let mut advance = || {
//!     beats += 1;
//!     Command::Advance { entropy: Hash([beats; 32]), next: keccak(&[&[beats + 1; 32]]) }
//! };
//!
//! // Money comes in; a model is offered and admitted; a miner and a validator register.
//! for to in [consumer, miner, validator] {
//!     apply(bridge, Command::Deposit { to, amount: Amount::dn(2_000) })?;
//! }
//! let model = keccak(&[b"manifest"]);
//! apply(creator, Command::RegisterModel(ModelOffer {
//!     model,
//!     kind: Kind::Inference,
//!     unit_price: Amount::dn(1),
//!     committee: 1,
//!     replicas: 1,
//!     lease_ms: 60_000,
//!     creator_share: Rate::ONE,
//!     backers: vec![],
//!     manifest: "https://example.org/model.json".into(),
//! }))?;
//! apply(owner, Command::AdmitModel { model, difficulty: 1_000 })?;
//! let (models, slots, collateral, max_fee) = (vec![model], 1, Amount::dn(1_100), Amount::dn(10));
//! apply(miner, Command::RegisterMiner { models, slots, collateral, max_fee })?;
//! apply(validator, Command::RegisterValidator { stake: Amount::dn(1_000) })?;
//!
//! // A consumer posts 100 units of work; the heartbeat leases it to the miner, who seals its output.
//! let (kind, input) = (Kind::Inference, keccak(&[b"prompt"]));
//! apply(consumer, Command::SubmitTask { model, kind, units: 100, input })?;
//! apply(sequencer, advance())?;
//! let (assignment, output_root) = (AssignmentId(1), keccak(&[b"output"]));
//! let (seal_salt, salt) = (Hash([11; 32]), Hash([12; 32]));
//! let seal = commitment::seal(id, assignment, miner, output_root, seal_salt);
//! apply(miner, Command::SubmitResult { assignment, units_done: 100, seal })?;
//!
//! // The validator is seated, commits what it found, and shows it when everybody has committed.
//! apply(sequencer, advance())?;
//! let verdict = Verdict::Correct;
//! let commitment = commitment::verdict(id, assignment, 1, validator, verdict, output_root, salt);
//! apply(validator, Command::CommitVerdict { assignment, commitment })?;
//! apply(sequencer, advance())?;
//! apply(validator, Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt })?;
//!
//! // The tally approves the work and settles the task: of 100 DN, the miner has 64 and the validator 16.
//! apply(sequencer, advance())?;
//! assert_eq!(domain.balance(&miner), Amount::dn(2_000 - 10 - 1_100 + 64));
//! assert_eq!(domain.balance(&validator), Amount::dn(2_000 - 1_000 + 16));
//! assert!(domain.audit().is_empty());
//! # Ok::<(), Error>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod address;
mod amount;
mod assignment;
mod audit;
mod by_prefix;
mod case;
mod claims;
mod command;
mod compact;
mod deadline;
mod decide;
mod domain;
mod envelope;
mod epoch;
mod error;
mod event;
mod evolve;
mod hash;
mod hex;
mod history;
mod id;
mod ledger;
mod miner;
mod model;
mod params;
mod proposal;
mod queue;
mod rate;
mod registry;
mod report;
mod routing;
mod signature;
mod split;
mod standing;
mod table;
mod task;
mod text;
mod validator;
mod word;

pub mod commitment;
pub mod eip712;
#[cfg(feature = "keys")]
pub mod keys;
pub mod log;
pub mod scenario;
pub mod snapshot;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trust;

pub use address::Address;
pub use amount::{Amount, InDn, InvalidAmount};
pub use assignment::{Assignment, AssignmentStatus, Outcome, Round, Seat, TimeoutCause};
pub use case::{Case, CaseStatus};
pub use claims::{Claim, Claims};
pub use command::{CaseVerdict, Command, ModelOffer};
pub use deadline::{Deadline, Due};
pub use decide::emit as emissions;
pub use decide::execute as slashing;
pub use decide::settle as settlement;
pub use domain::Domain;
pub use envelope::{Checked, Content, Envelope, MAX_BATCH, Receipt, Signed};
pub use error::Error;
pub use event::{Event, Reason, Subject, VerifiedWork};
pub use evolve::Inconsistent;
pub use hash::{Hash, keccak};
pub use hex::InvalidHex;
pub use history::{Attempt, Judgement, TaskHistory};
pub use id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
pub use ledger::{Place, Supply, Totals};
pub use miner::{Membership, Miner, MinerStatus};
pub use model::{Model, ModelStatus, ModelTerms};
pub use params::{
    Admission, Emission, Governance, InvalidParams, MAX_DURATION_MS, Params, Penalties, Penalty, QueueRules,
    Revenue, Review, TrustWeights,
};
pub use proposal::{Proposal, ProposalOutcome, ProposalStatus};
pub use rate::Rate;
pub use report::Report;
pub use signature::{NotHex, Signature};
pub use split::split;
pub use standing::{Obstacle, Standing};
pub use task::{Slot, SlotState, Task, TaskStatus};
pub use text::UnknownWord;
pub use trust::{Evidence, Score};
pub use validator::{Validator, ValidatorStatus};
pub use word::{BurnBase, Choice, CloseReason, Kind, Role, Severity, Verdict};
