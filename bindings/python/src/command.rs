//! Every input that a domain takes: `deepnode.commands`.

use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, CaseVerdict, Choice, Hash, Kind, ModelId, Params, ProposalId,
    Rate, Role, Severity, TaskId, Time, Verdict,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::text;
use crate::variants::variants;

variants! {
    /// What a signer asks of the domain.
    PyCommand = "Command" in "deepnode.commands": core::Command {
        /// The JSON form, as scenario files have it.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// From its JSON form.
        ///
        /// Raises `deepnode.errors.Malformed` for a text that is none.
        #[staticmethod]
        fn from_json(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
            text::from_json::<core::Command>(text)
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
            text::from_bytes::<core::Command>(bytes)
        }
    }

    /// The bridge brings money in.
    Deposit {
        /// Who receives it.
        to: Address,
        /// How much.
        amount: Amount,
    } = (core::Command::Deposit { to, amount })
    /// Money leaves the signer's balance and the domain.
    Withdraw {
        /// How much.
        amount: Amount,
    } = (core::Command::Withdraw { amount })
    /// Money moves from the signer's balance to another.
    Transfer {
        /// Who receives it.
        to: Address,
        /// How much.
        amount: Amount,
    } = (core::Command::Transfer { to, amount })
    /// The signer offers a model as its creator.
    RegisterModel {
        /// The hash of its manifest.
        model: ModelId,
        /// What it does.
        kind: Kind,
        /// Price of one unit of work in base units, at least 1.
        unit_price: Amount,
        /// Seats of the first round, odd, 1..=21.
        committee: u64,
        /// Miners that work on each task, 1..=16.
        replicas: u64,
        /// Milliseconds for a miner to deliver, 1..=604 800 000.
        lease_ms: Time,
        /// The creator's share of what the model's owners receive, in parts per billion.
        creator_share: Rate,
        /// Who shares the rest, by weight, at most 64.
        backers: Vec<(Address, u64)>,
        /// Where or what the manifest is, at most 4096 bytes.
        manifest: String,
    } = (core::Command::RegisterModel(core::ModelOffer {
        model, kind, unit_price, committee, replicas, lease_ms, creator_share, backers, manifest
    }))
    /// The owner admits a model, or changes its difficulty for later tasks.
    AdmitModel {
        /// The model.
        model: ModelId,
        /// Verified work units per unit of work, in thousandths, 1..=1 000 000.
        difficulty: u64,
    } = (core::Command::AdmitModel { model, difficulty })
    /// The creator takes a model out of service; running tasks finish.
    RetireModel {
        /// The model.
        model: ModelId,
    } = (core::Command::RetireModel { model })
    /// The signer becomes a miner.
    RegisterMiner {
        /// What it serves, at most 256 known models.
        models: Vec<ModelId>,
        /// Assignments that it takes at a time, 1..=1024.
        slots: u64,
        /// What it puts at stake for its work.
        collateral: Amount,
        /// The most that it pays to register.
        max_fee: Amount,
    } = (core::Command::RegisterMiner { models, slots, collateral, max_fee })
    /// A miner adds collateral.
    TopUp {
        /// How much.
        amount: Amount,
    } = (core::Command::TopUp { amount })
    /// A miner takes no tasks for a while.
    Pause {} = (core::Command::Pause {})
    /// A miner takes tasks again.
    Resume {} = (core::Command::Resume {})
    /// A miner asks to leave.
    ExitMiner {} = (core::Command::ExitMiner {})
    /// The signer becomes a validator.
    RegisterValidator {
        /// Its own stake.
        stake: Amount,
    } = (core::Command::RegisterValidator { stake })
    /// A validator adds stake.
    AddStake {
        /// How much.
        amount: Amount,
    } = (core::Command::AddStake { amount })
    /// A validator asks to leave.
    ExitValidator {} = (core::Command::ExitValidator {})
    /// The signer stands behind a validator with its money.
    Delegate {
        /// Whom it backs.
        validator: Address,
        /// How much.
        amount: Amount,
    } = (core::Command::Delegate { validator, amount })
    /// The signer takes delegated money back; it comes free after the cooldown.
    Undelegate {
        /// From whom.
        validator: Address,
        /// How much.
        amount: Amount,
    } = (core::Command::Undelegate { validator, amount })
    /// A consumer posts work.
    SubmitTask {
        /// The model to run.
        model: ModelId,
        /// The kind of work, the model's own.
        kind: Kind,
        /// How much work is paid for at most, 1..=2^32-1.
        units: u64,
        /// The hash of the input.
        input: Hash,
    } = (core::Command::SubmitTask { model, kind, units, input })
    /// A consumer takes back a task that nobody has begun.
    CancelTask {
        /// The task.
        task: TaskId,
    } = (core::Command::CancelTask { task })
    /// A miner seals its output; see [`crate::commitment::seal`].
    SubmitResult {
        /// Its assignment.
        assignment: AssignmentId,
        /// Units of work done, at most the task's.
        units_done: u64,
        /// The sealed output.
        seal: Hash,
    } = (core::Command::SubmitResult { assignment, units_done, seal })
    /// A miner gives an assignment back.
    Decline {
        /// Its assignment.
        assignment: AssignmentId,
    } = (core::Command::Decline { assignment })
    /// A seated validator commits its verdict; see [`crate::commitment::verdict`].
    CommitVerdict {
        /// What it judged.
        assignment: AssignmentId,
        /// The hidden verdict.
        commitment: Hash,
    } = (core::Command::CommitVerdict { assignment, commitment })
    /// A seated validator shows the verdict that it committed.
    RevealVerdict {
        /// What it judged.
        assignment: AssignmentId,
        /// What it found.
        verdict: Verdict,
        /// The output's root; zero unless correct.
        output_root: Hash,
        /// What opens the miner's seal; zero unless correct.
        seal_salt: Hash,
        /// What opens the commitment.
        salt: Hash,
    } = (core::Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt })
    /// The sequencer's heartbeat: everything that is due happens, then leases and seats are drawn.
    Advance {
        /// Opens the `next` of the advance before.
        entropy: Hash,
        /// The Keccak-256 of the coming advance's entropy.
        next: Hash,
    } = (core::Command::Advance { entropy, next })
    /// The foundation decides a case.
    Decide {
        /// The case.
        case: CaseId,
        /// How.
        verdict: CaseVerdict,
    } = (core::Command::Decide { case, verdict })
    /// A miner asks for a second look at its case.
    Appeal {
        /// The case.
        case: CaseId,
        /// Why, at most 4096 bytes.
        statement: String,
    } = (core::Command::Appeal { case, statement })
    /// The owner or a validator proposes new parameters.
    Propose {
        /// The version in force.
        base: u64,
        /// The whole new set.
        params: Box<Params>,
    } = (core::Command::Propose { base, params })
    /// A validator or staker votes; the last vote counts.
    Vote {
        /// On what.
        proposal: ProposalId,
        /// How.
        choice: Choice,
    } = (core::Command::Vote { proposal, choice })
    /// The holder of a role offers it.
    HandOver {
        /// The role.
        role: Role,
        /// To whom.
        to: Address,
    } = (core::Command::HandOver { role, to })
    /// The signer takes a role that it was offered.
    AcceptRole {
        /// The role.
        role: Role,
    } = (core::Command::AcceptRole { role })
    /// The foundation begins phase 2.
    BeginPhaseTwo {} = (core::Command::BeginPhaseTwo {})
}

variants! {
    /// The foundation's word on a case.
    PyCaseVerdict = "CaseVerdict" in "deepnode.commands": CaseVerdict {}

    /// The miner did nothing wrong.
    Dismiss {} = (CaseVerdict::Dismiss)
    /// It did.
    Uphold {
        /// How bad it was, at most what was reported.
        severity: Severity,
    } = (CaseVerdict::Uphold { severity })
}
