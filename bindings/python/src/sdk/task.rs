//! Work as the ledger gives it out, and what a host calls for.

use deepnode_core::{Address, AssignmentId, Hash, TaskId, Time};
use deepnode_infer::sdk::{Lease, MinerCall, Seat, ValidatorCall};
use deepnode_infer::{Claim, Input};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::domain::PyDomain;
use crate::records::{nouns, records};
use crate::value::{In, Out};

records! {
    /// An assignment that a miner has a lease on. A miner's host gives it for "work on this".
    PyLease = "Lease" in "deepnode.sdk": Lease {
        /// A lease as a domain has it, with the input that the consumer has given; None if the assignment is not leased.
        #[staticmethod]
        fn of<'py>(
            py: Python<'py>,
            domain: &Bound<'py, PyDomain>,
            assignment: In<AssignmentId>,
            input: In<Input>,
        ) -> PyResult<Out<'py, Option<Lease>>> {
            let lease = domain.get().ask(py, |domain| Lease::of(domain, assignment.0, input.0))?;
            Out::new(py, &lease)
        }
    }
    {
        /// The assignment.
        assignment: AssignmentId,
        /// Its task.
        task: TaskId,
        /// The model to run: the hash of its manifest.
        model: Hash,
        /// The input's hash on the ledger.
        posted: Hash,
        /// The input, as it came from the consumer.
        input: Input,
        /// Units paid for at most.
        units: u32,
        /// When the lease is over.
        until: Time,
    }

    /// An assignment that a validator has a seat at. A validator's host gives it for "judge this".
    PySeat = "Seat" in "deepnode.sdk": Seat {
        /// A seat as a domain has it, with the input that the consumer has given; None if no committee is to commit its
        /// verdicts on the assignment now.
        #[staticmethod]
        fn of<'py>(
            py: Python<'py>,
            domain: &Bound<'py, PyDomain>,
            assignment: In<AssignmentId>,
            input: In<Input>,
        ) -> PyResult<Out<'py, Option<Seat>>> {
            let seat = domain.get().ask(py, |domain| Seat::of(domain, assignment.0, input.0))?;
            Out::new(py, &seat)
        }
    }
    {
        /// The assignment.
        assignment: AssignmentId,
        /// The round, from 1.
        round: u8,
        /// Its task.
        task: TaskId,
        /// The promised model: the hash of its manifest.
        model: Hash,
        /// The input's hash on the ledger.
        posted: Hash,
        /// The input, as it came from the consumer.
        input: Input,
        /// Units paid for at most.
        units: u32,
        /// Whose work it is.
        miner: Address,
        /// Units done, by the miner's word.
        units_done: u32,
        /// The miner's seal on the ledger.
        seal: Hash,
        /// When committing ends.
        until: Time,
    }
}

nouns! {
    /// A committee is seated and waits for what the miner has sealed.
    PyDeliver = "Deliver" in "deepnode.sdk": Deliver {}
    {
        /// Of which assignment.
        assignment: AssignmentId,
        /// Who judges.
        committee: Vec<Address>,
    }

    /// The verdicts on an assignment are revealed.
    PyReveal = "Reveal" in "deepnode.sdk": Reveal {}
    {
        /// Of which assignment.
        assignment: AssignmentId,
        /// Until when.
        until: Time,
    }

    /// Nobody can ask for this assignment any more: it is over, its case too, and its appeal.
    PyOver = "Over" in "deepnode.sdk": Over {}
    {
        /// Which.
        assignment: AssignmentId,
    }

    /// The ledger has refused a command, and nothing has changed. A host can raise a `deepnode.errors.Refused` as well.
    PyRefusal = "Refusal" in "deepnode.sdk": Refusal {}
    {
        /// The error's stable code.
        code: String,
        /// What was expected and found.
        message: String,
    }
}

/// What a miner's host gives: a `Lease`, a `Deliver`, an `Over` or None.
pub(crate) fn miner_call(value: &Bound<'_, PyAny>) -> PyResult<Option<MinerCall>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(lease) = value.cast::<PyLease>() {
        return Ok(Some(MinerCall::Work(lease.get().0.clone())));
    }
    if let Ok(deliver) = value.cast::<PyDeliver>() {
        let Deliver { assignment, committee } = deliver.get().0.clone();
        return Ok(Some(MinerCall::Deliver { assignment, committee }));
    }
    if let Ok(over) = value.cast::<PyOver>() {
        return Ok(Some(MinerCall::Over { assignment: over.get().0.assignment }));
    }
    let found = value.get_type().name()?;
    Err(PyTypeError::new_err(format!("expected a Lease, Deliver, Over or None from `next`, found {found}")))
}

/// What a validator's host gives: a `Seat`, a `Reveal`, an `Over` or None.
pub(crate) fn validator_call(value: &Bound<'_, PyAny>) -> PyResult<Option<ValidatorCall>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(seat) = value.cast::<PySeat>() {
        return Ok(Some(ValidatorCall::Judge(Box::new(seat.get().0.clone()))));
    }
    if let Ok(reveal) = value.cast::<PyReveal>() {
        let Reveal { assignment, until } = reveal.get().0;
        return Ok(Some(ValidatorCall::Reveal { assignment, until }));
    }
    if let Ok(over) = value.cast::<PyOver>() {
        return Ok(Some(ValidatorCall::Over { assignment: over.get().0.assignment }));
    }
    let found = value.get_type().name()?;
    Err(PyTypeError::new_err(format!("expected a Seat, Reveal, Over or None from `next`, found {found}")))
}

/// The units of work in a result: tokens generated, or tokens read for an embedding; at least one.
///
/// >>> from deepnode.infer import Claim, Generation, Job
/// >>> from deepnode.sdk import units
/// >>> units(Job([1, 2, 3], 16), Claim(Generation([5, 6], "eos")))
/// 2
#[pyfunction]
pub(crate) fn units(input: In<Input>, claim: In<Claim>) -> u32 {
    deepnode_infer::sdk::units(&input.0, &claim.0)
}
