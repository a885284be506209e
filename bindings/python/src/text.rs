//! JSON and canonical bytes of the core's values.

use borsh::{BorshDeserialize, BorshSerialize};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::malformed;
use crate::value::ToPython;

pub(crate) fn to_json<T: Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

pub(crate) fn from_json<T: DeserializeOwned + ToPython>(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
    let value: T = serde_json::from_str(text.to_str()?).map_err(|error| malformed(text.py(), &error))?;
    Ok(value.to_py(text.py())?.unbind())
}

pub(crate) fn to_bytes<'py, T: BorshSerialize>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = borsh::to_vec(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok(PyBytes::new(py, &bytes))
}

pub(crate) fn from_bytes<T: BorshDeserialize + ToPython>(bytes: &Bound<'_, PyBytes>) -> PyResult<Py<PyAny>> {
    let value: T = borsh::from_slice(bytes.as_bytes()).map_err(|error| malformed(bytes.py(), &error))?;
    Ok(value.to_py(bytes.py())?.unbind())
}

/// A JSON text as plain dicts, lists, texts and numbers.
pub(crate) fn parse_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.getattr("loads")?.call1((text,))
}
