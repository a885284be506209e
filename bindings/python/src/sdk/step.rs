//! Calls of steps and loops.

use deepnode_infer::sdk::SdkError;
use pyo3::prelude::*;

use crate::infer::callback;
use crate::sdk::error;
use crate::value::{Out, ToPython};

/// Takes a step, and raises what it fails with.
pub(crate) fn take<T: Send>(
    py: Python<'_>,
    step: impl FnOnce() -> Result<T, SdkError> + Send,
) -> PyResult<T> {
    callback::call(py, step, |taken| taken.map_err(|why| error::sdk(py, &why)))
}

/// Takes a step, and shows what it gives.
pub(crate) fn show<'py, T: Send + ToPython>(
    py: Python<'py>,
    step: impl FnOnce() -> Result<T, SdkError> + Send,
) -> PyResult<Out<'py, T>> {
    callback::call(py, step, |taken| Out::new(py, &taken.map_err(|why| error::sdk(py, &why))?))
}
