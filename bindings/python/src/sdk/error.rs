//! Why the SDK could not do its part, as the exceptions of `deepnode.sdk.errors`.

use deepnode_infer::sdk::{Decline, HostError, SdkError, StoreError};
use pyo3::prelude::*;

use crate::error::raise_of;
use crate::fields::Named;
use crate::infer::error::failed;
use crate::value::ToPython;

const MODULE: &str = "deepnode.sdk.errors";

/// An error of a step or a loop.
pub(crate) fn sdk(py: Python<'_>, error: &SdkError) -> PyErr {
    let message = error.to_string();
    match error {
        SdkError::Store(error) => store(py, error),
        SdkError::Engine { assignment, why } => {
            let fields = assignment.to_py(py).map(|assignment| vec![("assignment", assignment)]);
            caused(py, "Engine", &message, fields, Some(failed(py, why)))
        }
        SdkError::Host(why) => caused(py, "Host", &message, Ok(Vec::new()), behind(py, why)),
        // The loops log what they give up, and a runtime that can shut down is not here.
        _ => caused(py, "Other", &message, Ok(Vec::new()), None),
    }
}

/// A host's failure where there is no other way to tell of it.
pub(crate) fn host(py: Python<'_>, raised: PyErr) -> PyErr {
    let message = format!("the host failed: {raised}");
    caused(py, "Host", &message, Ok(Vec::new()), Some(raised))
}

/// A failure to keep or to read.
pub(crate) fn store(py: Python<'_>, error: &StoreError) -> PyErr {
    let message = error.to_string();
    let named = |fields: &[(&'static str, &str)]| {
        fields.iter().map(|(name, value)| Ok((*name, value.to_py(py)?))).collect::<PyResult<Named<'_>>>()
    };
    match error {
        StoreError::Io { path, why } => {
            let fields = path
                .to_py(py)
                .and_then(|path| Ok(vec![("path", path), ("reason", why.to_string().to_py(py)?)]));
            let cause = why.get_ref().and_then(|why| why.downcast_ref::<PyErr>());
            caused(py, "StoreIo", &message, fields, cause.map(|cause| cause.clone_ref(py)))
        }
        StoreError::InUse { path } => {
            caused(py, "StoreInUse", &message, path.to_py(py).map(|path| vec![("path", path)]), None)
        }
        StoreError::Damaged { name, why } => {
            caused(py, "StoreDamaged", &message, named(&[("name", name), ("reason", why)]), None)
        }
        StoreError::Name { name } => caused(py, "StoreName", &message, named(&[("name", name)]), None),
        _ => caused(py, "Other", &message, Ok(Vec::new()), None),
    }
}

/// Why a lease is given back.
pub(crate) fn decline(py: Python<'_>, why: &Decline) -> PyErr {
    let message = why.to_string();
    let tokens = |tokens: &usize| tokens.to_py(py).map(|tokens| vec![("tokens", tokens)]);
    match why {
        Decline::NoEngine(model) => {
            caused(py, "NoEngine", &message, model.to_py(py).map(|model| vec![("model", model)]), None)
        }
        Decline::OtherInput { posted, found } => {
            let fields =
                posted.to_py(py).and_then(|posted| Ok(vec![("posted", posted), ("found", found.to_py(py)?)]));
            caused(py, "OtherInput", &message, fields, None)
        }
        Decline::OutOfTime { tokens: done } => caused(py, "OutOfTime", &message, tokens(done), None),
        Decline::Cancelled { tokens: done } => caused(py, "Cancelled", &message, tokens(done), None),
        Decline::Failed(error) => caused(py, "Failed", &message, Ok(Vec::new()), Some(failed(py, error))),
    }
}

fn caused(
    py: Python<'_>,
    class: &str,
    message: &str,
    fields: PyResult<Named<'_>>,
    cause: Option<PyErr>,
) -> PyErr {
    let fields = match fields {
        Ok(fields) => fields,
        Err(error) => return error,
    };
    let raised = raise_of(py, MODULE, class, message, fields);
    if let Some(cause) = cause {
        raised.set_cause(py, Some(cause));
    }
    raised
}

/// The exception that a host has raised, if one is behind its failure.
fn behind(py: Python<'_>, why: &HostError) -> Option<PyErr> {
    why.downcast_ref::<PyErr>().map(|raised| raised.clone_ref(py))
}
