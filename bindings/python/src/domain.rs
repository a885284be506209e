//! The domain, and who may touch it when.

mod batch;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use deepnode_core::{Address, Amount, Domain, Event, Params, Time};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;

use crate::command::PyCommand;
use crate::error::refused;
use crate::events::{List, PyEvents, Times};
use crate::value::{In, Out};

pub(crate) use batch::{PyResults, PySteps};

/// The state of a domain, which commands change and nothing else does.
///
/// A plain value: it has no clock, network or randomness, and the same commands give the same state on every machine. The
/// caller brings each command with its time, in milliseconds, and its signer, whom it has authenticated.
///
/// Threads may share one: each call sees the state before or after another, never amid it.
#[pyclass(frozen, module = "deepnode", name = "Domain")]
pub(crate) struct PyDomain {
    state: Mutex<State>,
}

/// The ledger, and the events that it has made, if they are kept.
pub(crate) struct State {
    pub(crate) domain: Domain,
    pub(crate) kept: Option<Vec<Arc<List>>>,
}

impl State {
    /// What a command at a time has brought about, just now; kept, if that is asked for.
    pub(crate) fn note(&mut self, now: Time, events: Vec<Event>) -> Arc<List> {
        self.note_all(events, Times::One(now))
    }

    /// The same for several commands.
    pub(crate) fn note_all(&mut self, events: Vec<Event>, times: Times) -> Arc<List> {
        let first = self.domain.sequence() + 1 - events.len() as u64;
        let list = Arc::new(List { first, events, times });
        if let Some(kept) = &mut self.kept {
            kept.push(Arc::clone(&list));
        }
        list
    }
}

/// A call panicked amid a change.
fn poisoned<T>(_: PoisonError<T>) -> PyErr {
    PyRuntimeError::new_err(
        "a call on this domain ended amid a change and left it undefined; restore it from a snapshot",
    )
}

impl PyDomain {
    pub(crate) const fn of(domain: Domain, kept: Option<Vec<Arc<List>>>) -> Self {
        Self { state: Mutex::new(State { domain, kept }) }
    }

    /// The state, for a moment in which nothing calls back into Python. Who waits for another thread lets Python go on
    /// meanwhile.
    pub(crate) fn lock(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(state) => Ok(state),
            Err(TryLockError::WouldBlock) => self.state.lock_py_attached(py).map_err(poisoned),
            Err(TryLockError::Poisoned(error)) => Err(poisoned(error)),
        }
    }

    /// A longer look, while Python goes on.
    pub(crate) fn reading<T: Send>(
        &self,
        py: Python<'_>,
        look: impl FnOnce(&Domain) -> PyResult<T> + Send,
    ) -> PyResult<T> {
        py.detach(|| look(&self.state.lock().map_err(poisoned)?.domain))
    }

    /// A longer change, while Python goes on.
    pub(crate) fn changing<T: Send>(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut State) -> T + Send,
    ) -> PyResult<T> {
        py.detach(|| Ok(change(&mut *self.state.lock().map_err(poisoned)?)))
    }
}

#[pymethods]
impl PyDomain {
    /// An empty domain.
    #[new]
    #[pyo3(signature = (chain_id, contract, params, *, keep_events = false))]
    fn new(
        py: Python<'_>,
        chain_id: In<u64>,
        contract: In<Address>,
        params: In<Params>,
        keep_events: bool,
    ) -> PyResult<Self> {
        let domain = Domain::new(chain_id.0, contract.0, params.0);
        let domain = domain.map_err(|invalid| refused(py, &invalid.into()))?;
        Ok(Self::of(domain, keep_events.then(Vec::new)))
    }

    /// Applies a command.
    fn apply(
        &self,
        py: Python<'_>,
        now: In<u64>,
        signer: In<Address>,
        command: &Bound<'_, PyCommand>,
    ) -> PyResult<PyEvents> {
        let mut state = self.lock(py)?;
        match state.domain.apply(now.0, signer.0, &command.get().0) {
            Ok(events) => Ok(PyEvents::one(state.note(now.0, events))),
            Err(error) => {
                drop(state);
                Err(refused(py, &error))
            }
        }
    }

    /// What an address can spend, in base units.
    fn balance<'py>(&self, py: Python<'py>, who: In<Address>) -> PyResult<Out<'py, Amount>> {
        let amount = self.lock(py)?.domain.balance(&who.0);
        Out::new(py, &amount)
    }

    /// The parameters in force.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Params>> {
        let params = self.lock(py)?.domain.params().clone();
        Out::new(py, &params)
    }

    /// The time of the last applied command.
    #[getter]
    fn time<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, u64>> {
        let time = self.lock(py)?.domain.time();
        Out::new(py, &time)
    }
}
