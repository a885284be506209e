//! A miner's work.

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Envelope, Hash, Time};
use deepnode_infer::sdk::{Lease, Work, Worker};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::infer::engine::AnyEngine;
use crate::infer::slot::Slots;
use crate::sdk::cancel::{PyCancel, or_off};
use crate::sdk::clock::Clock;
use crate::sdk::error;
use crate::sdk::host::Miner;
use crate::sdk::party::party;
use crate::sdk::step;
use crate::sdk::store::AnyStore;
use crate::value::{In, Out, ToPython};

/// `Sealed`, `Declined` or `Late`, of `deepnode.sdk.work`.
impl ToPython for Work {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.sdk.work", "Work");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let module = py.import("deepnode.sdk.work")?;
        match self {
            Self::Sealed { command } => module.call_method1("Sealed", (command.to_py(py)?,)),
            Self::Declined { command, why } => {
                module.call_method1("Declined", (command.to_py(py)?, error::decline(py, why).into_value(py)))
            }
            Self::Late => module.call_method0("Late"),
        }
    }
}

/// A miner: its key, its engines, and where it keeps what opens its seals.
///
/// `key` signs, in the domain of the id `domain`. An engine is a `deepnode.infer.Model` or a host's own, and serves the model
/// of its manifest. `spare_ms` is the time that is left for sending when a run is stopped; a second by default. A worker can
/// be used from several threads at once, for a miner with several slots.
///
/// >>> from deepnode import infer
/// >>> from deepnode.sdk import Lease, MemoryStore, Worker
/// >>> from deepnode.signing import Key
/// >>> model = infer.load(MODELS / "f16-tied")
/// >>> worker = Worker(Key.create(), keccak(b"a domain"), MemoryStore(), [model])
/// >>> job = infer.Job([1, 2, 3], 8)
/// >>> lease = Lease(1, 1, model.manifest.hash(), infer.input_hash(job), job, units=8, until=60_000)
/// >>> worker.work(lease, now=1_000).command.assignment
/// 1
/// >>> len(worker.parcel(1)) > 0  # what the committee gets when it is seated, also after a restart
/// True
#[pyclass(frozen, module = "deepnode.sdk", name = "Worker")]
pub(crate) struct PyWorker {
    worker: Worker,
    held: Slots,
}

#[pymethods]
impl PyWorker {
    #[new]
    #[pyo3(signature = (key, domain, store, engines = In(Vec::new()), *, spare_ms = None))]
    fn new(
        key: In<Key>,
        domain: In<Hash>,
        store: AnyStore,
        engines: In<Vec<AnyEngine>>,
        spare_ms: Option<In<Time>>,
    ) -> Self {
        let held = Slots::of(engines.0.iter().map(AnyEngine::slot).chain([store.slot]));
        let mut worker = Worker::new(key.0, domain.0, store.store);
        for engine in engines.0 {
            worker = worker.serving(engine.shared());
        }
        if let Some(spare_ms) = spare_ms {
            worker = worker.with_spare_ms(spare_ms.0);
        }
        Self { worker, held }
    }

    /// Whom it signs for.
    #[getter]
    fn address<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Address>> {
        Out::new(py, &self.worker.address())
    }

    /// Runs a lease and seals the result: `Sealed(command)`, `Declined(command, why)`, or `Late()` where nothing is taken
    /// any more. What was sealed once is not run again.
    ///
    /// `now` is the ledger's time in milliseconds, or a callable that gives it. It is looked at before the run and after
    /// each token; `cancel` is, too.
    ///
    /// Raises a `deepnode.sdk.errors.StoreError` if what opens the seal cannot be kept, or what was kept cannot be read.
    #[pyo3(signature = (lease, now, cancel = None))]
    fn work<'py>(
        &self,
        py: Python<'py>,
        lease: In<Lease>,
        now: Clock,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Out<'py, Work>> {
        let cancel = or_off(cancel);
        step::show(py, || self.worker.work(&lease.0, &|| now.now(), &cancel))
    }

    /// What the committee of an assignment is given; None if nothing was sealed for it, or it was forgotten.
    fn parcel<'py>(
        &self,
        py: Python<'py>,
        assignment: In<AssignmentId>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let parcel = step::take(py, || self.worker.parcel(assignment.0))?;
        Ok(parcel.map(|parcel| PyBytes::new(py, &parcel)))
    }

    /// Drops what is kept for an assignment, when nobody can ask for it any more.
    fn forget(&self, py: Python<'_>, assignment: In<AssignmentId>) -> PyResult<()> {
        step::take(py, || self.worker.forget(assignment.0))
    }

    /// Signs a command of this miner, with a nonce, to be taken before `valid_until` only.
    fn sign<'py>(
        &self,
        py: Python<'py>,
        command: In<Command>,
        nonce: In<u64>,
        valid_until: In<Time>,
    ) -> PyResult<Out<'py, Envelope>> {
        Out::new(py, &self.worker.sign(command.0, nonce.0, valid_until.0))
    }

    /// Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.
    ///
    /// Everything happens on this thread, the host's methods too. Raises `deepnode.sdk.errors.Host` if the host cannot say
    /// what is next or what time it is, with its own exception as the cause, or a `StoreError`. What could not be sent or
    /// delivered after several attempts is logged and kept; the seals among it are sent at the next start. Ctrl-C ends it.
    #[pyo3(signature = (host, cancel = None))]
    fn run(&self, py: Python<'_>, host: Miner, cancel: Option<&Bound<'_, PyCancel>>) -> PyResult<()> {
        let (Miner(mut host), cancel) = (host, or_off(cancel));
        step::take(py, || self.worker.run(&mut host, &cancel))
    }

    /// Sends the seals that were kept and of which nobody knows whether they were sent, as long as their leases last.
    ///
    /// Raises as `run` does.
    fn resume(&self, py: Python<'_>, host: Miner) -> PyResult<()> {
        let Miner(mut host) = host;
        step::take(py, || self.worker.resume(&mut host))
    }
}

party!(PyWorker, worker: Miner, "Worker");
