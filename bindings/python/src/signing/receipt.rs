//! What became of signed commands.

use std::sync::Arc;

use deepnode_core::Error;
use pyo3::prelude::*;

use crate::error::refused;
use crate::events::{List, PyEvents};

/// What became of an envelope that was let in.
#[pyclass(frozen, eq, module = "deepnode.signing", name = "Receipt")]
#[derive(PartialEq)]
pub(crate) struct PyReceipt {
    /// Of a batch, the event that says that its nonce was used.
    pub(crate) nonce_used: Option<Arc<List>>,
    pub(crate) results: Vec<Result<Arc<List>, Error>>,
}

#[pymethods]
impl PyReceipt {
    /// Everything that happened, in order, beginning with the use of the nonce.
    #[getter]
    fn events(&self) -> PyEvents {
        PyEvents::many(self.all().cloned().collect())
    }

    /// The same as the log has it: of a batch, one list for the nonce and one for each applied command.
    ///
    /// Write them all at once, before you acknowledge any: behind a crash in between, the nonce would be used and some of
    /// the commands lost.
    #[getter]
    fn event_lists(&self) -> Vec<PyEvents> {
        self.all().cloned().map(PyEvents::one).collect()
    }

    /// For each command its events, or the `deepnode.errors.Refused` that says why it was refused.
    #[getter]
    fn results<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let each = self.results.iter().map(|result| match result {
            Ok(list) => Ok(Bound::new(py, PyEvents::one(Arc::clone(list)))?.into_any()),
            Err(error) => Ok(refused(py, error).into_value(py).into_bound(py).into_any()),
        });
        each.collect()
    }

    fn __repr__(&self) -> String {
        let applied = self.results.iter().filter(|result| result.is_ok()).count();
        format!("<Receipt: {applied} of {} applied>", self.results.len())
    }
}

impl PyReceipt {
    fn all(&self) -> impl Iterator<Item = &Arc<List>> {
        self.nonce_used.iter().chain(self.results.iter().flatten())
    }
}
