//! The native half of the Python package `deepnode`.
//!
//! It translates names and types and decides nothing: every class holds the value of a Rust crate.

mod bytes;
mod command;
mod domain;
mod drift;
mod error;
mod event;
mod events;
mod failure;
mod fields;
mod infer;
mod lists;
mod log;
mod nouns;
mod number;
mod params;
mod place;
mod records;
mod scenario;
mod sdk;
mod sequence;
mod signing;
mod split;
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
    use pyo3::types::PySequence;

    /// The version of the package and of the crates in it.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::bytes::{PyAddress, PyHash, keccak};
    #[pymodule_export]
    use crate::domain::{_restore, PyDomain, PyResults, PySteps};
    #[pymodule_export]
    use crate::drift::{_codes, _core_words};
    #[pymodule_export]
    use crate::events::PyEvents;
    #[pymodule_export]
    use crate::params::{
        PyEmission, PyGovernance, PyParams, PyPenalties, PyPenalty, PyQueueRules, PyRevenue, PyReview,
        PyTrustWeights,
    };
    #[pymodule_export]
    use crate::table::PyTable;

    #[pymodule_export]
    use crate::nouns::{
        assignment::{PyAssignment, PyRound, PySeat},
        case::PyCase,
        claims::{PyClaim, PyClaims},
        due::PyDeadline,
        history::{PyAttempt, PyJudgement, PyTaskHistory},
        miner::PyMiner,
        model::PyModel,
        proposal::PyProposal,
        standing::{PyObstacle, PyStanding},
        supply::{PySupply, PyTotals},
        task::{PySlot, PyTask},
        validator::PyValidator,
    };
    #[pymodule_export]
    use crate::split::split;

    /// How the revenue of a task is divided.
    #[pymodule]
    mod settlement {
        #[pymodule_export]
        use crate::nouns::shares::settlement::PyParts;
    }

    /// How an epoch's budget is divided.
    #[pymodule]
    mod emissions {
        #[pymodule_export]
        use crate::nouns::shares::emissions::PyLegs;
    }

    /// What becomes of a collateral.
    #[pymodule]
    mod slashing {
        #[pymodule_export]
        use crate::nouns::shares::slashing::PySlashed;
    }

    /// What becomes due.
    #[pymodule]
    mod due {
        #[pymodule_export]
        use crate::nouns::due::{
            CaseWindow, EpochEnd, LeaseEnd, MinerExit, ProposalEnd, PyDue, RoundEnd, Seating, Settlement,
            UnbondingEnd, ValidatorExit, Wait,
        };
    }

    /// The log: what each applied command gave, in a chain of hashes.
    #[pymodule]
    mod log {
        #[pymodule_export]
        use crate::log::{PyEntry, entries, genesis, next_head, read_entries, verify};
    }

    /// Scenario files: commands with their times, and what is expected of them.
    #[pymodule]
    mod scenario {
        #[pymodule_export]
        use crate::scenario::{PyItem, PyScenario, PyStep};
    }

    /// Who signed what.
    #[pymodule]
    mod signing {
        #[pymodule_export]
        use crate::signing::{
            envelope::{PyEnvelope, PySigned, digest},
            key::PyKey,
            receipt::PyReceipt,
            signature::PySignature,
            typed_data::{typed_data, typed_data_of_batch},
        };

        /// The most commands in a batch.
        #[pymodule_export]
        const MAX_BATCH: usize = deepnode_core::MAX_BATCH;
    }

    /// What hides an output or a verdict until it is time to show it.
    #[pymodule]
    mod commitment {
        #[pymodule_export]
        use crate::signing::commitment::{seal, verdict};
    }

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

    /// Models, what they make, and checks of it.
    #[pymodule]
    mod infer {
        #[pymodule_export]
        use crate::infer::commitment::{body_root, input_hash, output_hash, output_root};
        #[pymodule_export]
        use crate::infer::config::{PyBertConfig, PyLlama3, PyLlamaConfig, PyRope};
        #[pymodule_export]
        use crate::infer::delivery::PyDelivery;
        #[pymodule_export]
        use crate::infer::device::{devices, has_cuda};
        #[pymodule_export]
        use crate::infer::finding::{
            EmbeddingDistance, EmbeddingReading, PyDistance, PyFinding, PyReading, TextDistance, TextReading,
            Unmeasured,
        };
        #[pymodule_export]
        use crate::infer::generating::Tokens;
        #[pymodule_export]
        use crate::infer::job::{PyClaim, PyEmbed, PyEmbedding, PyGeneration, PyJob};
        #[pymodule_export]
        use crate::infer::manifest::PyManifest;
        #[pymodule_export]
        use crate::infer::model::{PyModel, load};
        #[pymodule_export]
        use crate::infer::policy::PyPolicy;
        #[pymodule_export]
        use crate::infer::sampler::{Greedy, PySampler, Seeded};
        #[pymodule_export]
        use crate::infer::seen::PySeen;
        #[pymodule_export]
        use crate::infer::tokenizer::PyTokenizer;
        #[pymodule_export]
        use crate::infer::verify::verify;
    }

    /// What miner and validator software embeds.
    #[pymodule]
    mod sdk {
        #[pymodule_export]
        use crate::sdk::cancel::PyCancel;
        #[pymodule_export]
        use crate::sdk::salt::{seal_salt, verdict_salt};
        #[pymodule_export]
        use crate::sdk::store::{PyFileStore, PyMemoryStore};
        #[pymodule_export]
        use crate::sdk::task::{PyDeliver, PyLease, PyOver, PyRefusal, PyReveal, PySeat, units};
        #[pymodule_export]
        use crate::sdk::validator::{PyJudgement, PyValidator};
        #[pymodule_export]
        use crate::sdk::worker::PyWorker;
    }

    /// Makes the modules importable by their names, as those of files are, and the sequences known as such.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::infer::logging::start()?;
        PySequence::register::<PyClaims>(module.py())?;
        PySequence::register::<PyEvents>(module.py())?;
        PySequence::register::<PyResults>(module.py())?;
        PySequence::register::<PySteps>(module.py())?;
        let known = module.py().import("sys")?.getattr("modules")?;
        for name in [
            "commands",
            "commitment",
            "due",
            "emissions",
            "events",
            "infer",
            "log",
            "places",
            "scenario",
            "sdk",
            "settlement",
            "signing",
            "slashing",
        ] {
            known.set_item(format!("deepnode._deepnode.{name}"), module.getattr(name)?)?;
        }
        Ok(())
    }
}
