//! The exact, deterministic ledger of a DeepNode domain.
//!
//! Miners register with a fee and collateral, take tasks from the domain's queue and seal what they deliver;
//! validators check it behind commitments; correct work is paid out of the consumer's escrow, wrong work costs trust
//! and, after a review, collateral. A [`Domain`] is a value: commands go in with their time, facts come out, and the
//! same commands give the same state on every machine.
//!
//! It owns no clock, socket, thread, file, float or unseeded randomness.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod address;
mod amount;
mod assignment;
mod audit;
mod case;
mod command;
mod compact;
mod deadline;
mod decide;
mod domain;
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
mod split;
mod standing;
mod table;
mod task;
mod text;
mod validator;
mod word;

pub mod commitment;
pub mod scenario;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trust;

pub use address::Address;
pub use amount::{Amount, InDn, InvalidAmount};
pub use assignment::{Assignment, AssignmentStatus, Outcome, Round, Seat, TimeoutCause};
pub use case::{Case, CaseStatus};
pub use command::{CaseVerdict, Command, ModelOffer};
pub use deadline::{Deadline, Due};
pub use decide::emit as emissions;
pub use decide::execute as slashing;
pub use decide::settle as settlement;
pub use domain::Domain;
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
pub use split::split;
pub use standing::{Obstacle, Standing};
pub use task::{Slot, SlotState, Task, TaskStatus};
pub use text::UnknownWord;
pub use trust::{Evidence, Score};
pub use validator::{Validator, ValidatorStatus};
pub use word::{BurnBase, Choice, CloseReason, Kind, Role, Severity, Verdict};
