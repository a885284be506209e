//! The native half of the Python package `deepnode`.
//!
//! It translates names and types and decides nothing: every class holds the value of a Rust crate.

mod bytes;
mod command;
mod domain;
mod error;
mod event;
mod events;
mod fields;
mod number;
mod params;
mod place;
mod records;
mod table;
mod text;
mod value;
mod variants;
mod word;

use pyo3::prelude::*;

/// The native half of the package: import its names from `deepnode` and its modules.
#[pymodule]
mod _deepnode {
    use pyo3::prelude::*;

    /// The version of the package and of the crates in it.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::bytes::{PyAddress, PyHash, keccak};
    #[pymodule_export]
    use crate::domain::{PyDomain, PyResults, PySteps};
    #[pymodule_export]
    use crate::events::PyEvents;
    #[pymodule_export]
    use crate::params::{
        PyEmission, PyGovernance, PyParams, PyPenalties, PyPenalty, PyQueueRules, PyRevenue, PyReview,
        PyTrustWeights,
    };
    #[pymodule_export]
    use crate::table::PyTable;

    /// Every input that a domain takes.
    #[pymodule]
    mod commands {
        #[pymodule_export]
        use crate::command::{
            AcceptRole, AddStake, AdmitModel, Advance, Appeal, BeginPhaseTwo, CancelTask, CommitVerdict,
            Decide, Decline, Delegate, Deposit, Dismiss, ExitMiner, ExitValidator, HandOver, Pause, Propose,
            PyCaseVerdict, PyCommand, RegisterMiner, RegisterModel, RegisterValidator, Resume, RetireModel,
            RevealVerdict, SubmitResult, SubmitTask, TopUp, Transfer, Undelegate, Uphold, Vote, Withdraw,
        };
    }

    /// Every fact that a domain records.
    #[pymodule]
    mod events {
        #[pymodule_export]
        use crate::event::{
            Approved, AssignmentEnded, BeaconTurned, CaseAppealed, CaseAppended, CaseDecided, CaseDismissed,
            CaseExecuted, CaseLapsed, CaseOpened, Clock, Declined, EpochClosed, EvidenceReturned, Leased,
            MinerExiting, MinerLeft, MinerPaused, MinerRegistered, ModelAdmitted, ModelRegistered,
            ModelRetired, Moved, NonceUsed, OfMiner, OfModel, OfValidator, PhaseTwoBegun, ProposalEnded,
            Proposed, PyEvent, PyModelTerms, PyOutcome, PySubject, PyVerifiedWork, Rejected, ResultSubmitted,
            RevealingStarted, RoleAccepted, RoleOffered, RoundUndecided, Seated, SlotClosed, SlotReopened,
            TaskCancelled, TaskFailed, TaskSettled, TaskSubmitted, TimedOut, TrustChanged, UnbondingEnded,
            UnbondingStarted, Undecided, ValidatorExiting, ValidatorLeft, ValidatorRegistered,
            VerdictCommitted, VerdictRevealed, Voted,
        };
    }

    /// Where money is.
    #[pymodule]
    mod places {
        #[pymodule_export]
        use crate::place::{
            Balance, Burn, Collateral, Delegation, Emission, Escrow, Outside, Pool, ProposalDeposit, PyPlace,
            Stake, Unbonding,
        };
    }

    /// Makes the modules importable by their names, as those of files are.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let known = module.py().import("sys")?.getattr("modules")?;
        for name in ["commands", "events", "places"] {
            known.set_item(format!("deepnode._deepnode.{name}"), module.getattr(name)?)?;
        }
        Ok(())
    }
}
