//! Signed commands on their way to the host.

use deepnode_core::Envelope;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::text;

/// As its JSON text.
pub(crate) fn show<'py>(py: Python<'py>, envelope: &Envelope) -> PyResult<Bound<'py, PyString>> {
    Ok(PyString::new(py, &text::to_json(envelope)?))
}
