//! The domain.

use std::sync::{Arc, Mutex, MutexGuard};

use deepnode_core::{Address, Amount, Domain, Params};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;

use crate::command::PyCommand;
use crate::error::refused;
use crate::events::PyEvents;
use crate::value::{In, Out};

/// The state of a domain, which commands change and nothing else does.
#[pyclass(frozen, module = "deepnode", name = "Domain")]
pub(crate) struct PyDomain {
    state: Mutex<Domain>,
}

impl PyDomain {
    /// The state, for a moment. Who waits for another thread lets Python go on meanwhile.
    pub(crate) fn lock(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, Domain>> {
        match self.state.try_lock() {
            Ok(state) => Ok(state),
            Err(_) => self.state.lock_py_attached(py).map_err(|_| {
                PyRuntimeError::new_err(
                    "a call on this domain panicked and left it undefined; restore it from a snapshot",
                )
            }),
        }
    }
}

#[pymethods]
impl PyDomain {
    /// An empty domain.
    #[new]
    fn new(py: Python<'_>, chain_id: In<u64>, contract: In<Address>, params: In<Params>) -> PyResult<Self> {
        let state =
            Domain::new(chain_id.0, contract.0, params.0).map_err(|invalid| refused(py, &invalid.into()))?;
        Ok(Self { state: Mutex::new(state) })
    }

    /// Applies a command.
    fn apply(
        &self,
        py: Python<'_>,
        now: In<u64>,
        signer: In<Address>,
        command: &Bound<'_, PyCommand>,
    ) -> PyResult<PyEvents> {
        let events =
            self.lock(py)?.apply(now.0, signer.0, &command.get().0).map_err(|error| refused(py, &error))?;
        Ok(PyEvents(Arc::new(events)))
    }

    /// What an address can spend, in base units.
    fn balance<'py>(&self, py: Python<'py>, who: In<Address>) -> PyResult<Out<'py, Amount>> {
        let amount = self.lock(py)?.balance(&who.0);
        Out::new(py, &amount)
    }

    /// The parameters in force.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Params>> {
        let params = self.lock(py)?.params().clone();
        Out::new(py, &params)
    }

    /// The time of the last applied command.
    #[getter]
    fn time(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.lock(py)?.time())
    }
}
