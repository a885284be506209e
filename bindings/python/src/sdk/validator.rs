//! A validator's work.

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Envelope, Hash, Time, Verdict};
use deepnode_infer::sdk::{Judgement, Validator};
use deepnode_infer::{Finding, Policy, sdk::Seat};
use pyo3::prelude::*;

use crate::infer::engine::AnyEngine;
use crate::infer::seen::PySeen;
use crate::infer::slot::Slots;
use crate::records::records;
use crate::sdk::cancel::{PyCancel, or_off};
use crate::sdk::clock::Clock;
use crate::sdk::host::{Judge, Parcel};
use crate::sdk::party::party;
use crate::sdk::step;
use crate::sdk::store::AnyStore;
use crate::value::{In, Out};

records! {
    /// What a validator thinks of a miner's work.
    PyJudgement = "Judgement" in "deepnode.sdk": Judgement {}
    {
        /// What it found.
        finding: Finding,
        /// What it will say, by its table.
        verdict: Verdict,
        /// The root of the right output; zero unless the verdict is correct.
        output_root: Hash,
        /// What opens the miner's seal; zero unless the verdict is correct.
        seal_salt: Hash,
    }
}

/// A validator: its key, its engines, its table of verdicts, and where it keeps what opens its commitments.
///
/// `key` signs, in the domain of the id `domain`. The word of each engine counts for the model of its manifest. `policy` is
/// the table of verdicts; `seen` the memory of earlier answers, of which it takes a copy; `spare_ms` the time that is left
/// for committing when judging is stopped, half a second by default.
///
/// >>> from deepnode.sdk import MemoryStore, Validator
/// >>> from deepnode.signing import Key
/// >>> Validator(Key.create(), keccak(b"a domain"), MemoryStore()).kept()
/// ()
#[pyclass(frozen, module = "deepnode.sdk", name = "Validator")]
pub(crate) struct PyValidator {
    validator: Validator,
    held: Slots,
}

#[pymethods]
impl PyValidator {
    #[new]
    #[pyo3(signature = (
        key, domain, store, engines = In(Vec::new()), *, policy = None, seen = None, spare_ms = None
    ))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        key: In<Key>,
        domain: In<Hash>,
        store: AnyStore,
        engines: In<Vec<AnyEngine>>,
        policy: Option<In<Policy>>,
        seen: Option<&Bound<'_, PySeen>>,
        spare_ms: Option<In<Time>>,
    ) -> Self {
        let held = Slots::of(engines.0.iter().map(AnyEngine::slot).chain([store.slot]));
        let mut validator = Validator::new(key.0, domain.0, store.store);
        for engine in engines.0 {
            validator = validator.trusting(engine.shared());
        }
        if let Some(policy) = policy {
            validator = validator.with_policy(policy.0);
        }
        if let Some(seen) = seen {
            validator = validator.with_seen(seen.get().memory().clone());
        }
        if let Some(spare_ms) = spare_ms {
            validator = validator.with_spare_ms(spare_ms.0);
        }
        Self { validator, held }
    }

    /// Whom it signs for.
    #[getter]
    fn address<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Address>> {
        Out::new(py, &self.validator.address())
    }

    /// Looks at the parcels that came for an assignment. The first that opens the miner's seal counts, whatever else came;
    /// if none does, what the miner has signed counts before what anybody could have sent.
    ///
    /// `now` is the ledger's time in milliseconds, or a callable that gives it. Raises `deepnode.sdk.errors.Engine` if the
    /// engine failed: then nothing should be said, rather than something about the miner.
    #[pyo3(signature = (seat, parcels, now, cancel = None))]
    fn judge<'py>(
        &self,
        py: Python<'py>,
        seat: In<Seat>,
        parcels: In<Vec<Parcel>>,
        now: Clock,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Out<'py, Judgement>> {
        let cancel = or_off(cancel);
        let parcels: Vec<Vec<u8>> = parcels.0.into_iter().map(|parcel| parcel.0).collect();
        step::show(py, || self.validator.judge(&seat.0, &parcels, &|| now.now(), &cancel))
    }

    /// Keeps what opens a commitment to a judgement, and gives the command that commits it. Who has committed once gets the
    /// same commitment again, whatever it thinks now.
    ///
    /// Raises a `deepnode.sdk.errors.StoreError` if it cannot be kept, or what was kept cannot be read.
    fn commit<'py>(
        &self,
        py: Python<'py>,
        seat: In<Seat>,
        judgement: In<Judgement>,
    ) -> PyResult<Out<'py, Command>> {
        step::show(py, || self.validator.commit(&seat.0, &judgement.0))
    }

    /// The command that opens the commitment on an assignment; None if there was none, or it was forgotten.
    fn reveal<'py>(
        &self,
        py: Python<'py>,
        assignment: In<AssignmentId>,
    ) -> PyResult<Out<'py, Option<Command>>> {
        step::show(py, || self.validator.reveal(assignment.0))
    }

    /// Drops what is kept for an assignment, when its verdicts were revealed or their time is over.
    fn forget(&self, py: Python<'_>, assignment: In<AssignmentId>) -> PyResult<()> {
        step::take(py, || self.validator.forget(assignment.0))
    }

    /// Signs a command of this validator, with a nonce, to be taken before `valid_until` only.
    fn sign<'py>(
        &self,
        py: Python<'py>,
        command: In<Command>,
        nonce: In<u64>,
        valid_until: In<Time>,
    ) -> PyResult<Out<'py, Envelope>> {
        Out::new(py, &self.validator.sign(command.0, nonce.0, valid_until.0))
    }

    /// Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.
    ///
    /// Everything happens on this thread, the host's methods too. Raises `deepnode.sdk.errors.Host` if the host cannot say
    /// what is next or what time it is, with its own exception as the cause, or a `StoreError`. Where its engine fails, its
    /// time is over, or it has not what judging takes, it says nothing and logs why. Ctrl-C ends it.
    #[pyo3(signature = (host, cancel = None))]
    fn run(&self, py: Python<'_>, host: Judge, cancel: Option<&Bound<'_, PyCancel>>) -> PyResult<()> {
        let (Judge(mut host), cancel) = (host, or_off(cancel));
        step::take(py, || self.validator.run(&mut host, &cancel))
    }

    /// Sends the commitments that were kept and of which nobody knows whether they were sent, as long as they are taken.
    ///
    /// Raises as `run` does.
    fn resume(&self, py: Python<'_>, host: Judge) -> PyResult<()> {
        let Judge(mut host) = host;
        step::take(py, || self.validator.resume(&mut host))
    }
}

party!(PyValidator, validator: Judge, "Validator");
