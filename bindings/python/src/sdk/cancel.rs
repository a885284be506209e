//! Asking work to stop.

use deepnode_infer::sdk::Cancel;
use pyo3::prelude::*;

/// A switch that is off until somebody turns it on, for good.
///
/// >>> from deepnode.sdk import Cancel
/// >>> cancel = Cancel()
/// >>> cancel.cancel()
/// >>> cancel.is_cancelled
/// True
#[pyclass(frozen, module = "deepnode.sdk", name = "Cancel")]
#[derive(Default)]
pub(crate) struct PyCancel(pub(crate) Cancel);

#[pymethods]
impl PyCancel {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Asks whoever looks at it to stop.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether somebody has asked to stop.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn __repr__(&self) -> &'static str {
        if self.0.is_cancelled() { "<Cancel: on>" } else { "<Cancel: off>" }
    }
}

/// The switch that was given, or one that stays off.
pub(crate) fn or_off(cancel: Option<&Bound<'_, PyCancel>>) -> Cancel {
    cancel.map_or_else(Cancel::default, |cancel| cancel.get().0.clone())
}
