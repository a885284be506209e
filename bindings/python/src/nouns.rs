//! What queries answer: plain records without the core's places in its tables.

pub(crate) mod assignment;
pub(crate) mod case;
pub(crate) mod claims;
pub(crate) mod due;
pub(crate) mod history;
pub(crate) mod miner;
pub(crate) mod model;
pub(crate) mod proposal;
pub(crate) mod shares;
pub(crate) mod standing;
pub(crate) mod supply;
pub(crate) mod task;
pub(crate) mod validator;

use pyo3::prelude::*;

/// What a notebook shows of an object, which Python files write.
pub(crate) fn html<'py>(of: &Bound<'py, PyAny>, what: &str) -> PyResult<Bound<'py, PyAny>> {
    of.py().import("deepnode._html")?.getattr(what)?.call1((of,))
}
