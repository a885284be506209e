//! What goes wrong in inference, as the exceptions of `deepnode.infer.errors`, and back.

use deepnode_infer::Error;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::error::raise_of;
use crate::fields::Named;
use crate::infer::callback;
use crate::value::ToPython;

const MODULE: &str = "deepnode.infer.errors";

/// An error of the crate as an exception.
pub(crate) fn failed(py: Python<'_>, error: &Error) -> PyErr {
    let (class, fields) = match named(py, error) {
        Ok(named) => named,
        Err(error) => return error,
    };
    let raised = raise_of(py, MODULE, class, &error.to_string(), fields);
    match error {
        Error::Backend(message) => {
            if let Some(cause) = callback::cause_of(py, message) {
                raised.set_cause(py, Some(cause));
            }
        }
        Error::InBatch { reason, .. } => raised.set_cause(py, Some(failed(py, reason))),
        _ => {}
    }
    raised
}

impl ToPython for Error {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.errors", "InferenceError");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(failed(py, self).into_value(py).into_bound(py).into_any())
    }
}

macro_rules! errors {
    ($($variant:ident { $($field:ident),* })+) => {
        /// The class and the fields of an error.
        fn named<'py>(py: Python<'py>, error: &Error) -> PyResult<(&'static str, Named<'py>)> {
            match error {
                $(Error::$variant { $($field),* } => {
                    Ok((stringify!($variant), vec![$((stringify!($field), $field.to_py(py)?)),*]))
                })+
                Error::UnknownDevice(found) => Ok(("UnknownDevice", vec![("found", found.to_py(py)?)])),
                Error::Backend(reason) => Ok(("Backend", vec![("reason", reason.to_py(py)?)])),
                other => Err(PyRuntimeError::new_err(other.to_string())),
            }
        }
    };
}

errors! {
    Io { file, reason }
    Json { file, message }
    Field { file, field, expected, found }
    Unsupported { file, field, found, supported }
    Safetensors { file, message }
    MissingTensor { file, tensor }
    UnexpectedTensor { file, tensor, reason }
    Shape { file, tensor, expected, found }
    Dtype { file, tensor, found }
    Tokenizer { file, message }
    TokenizerMismatch { file, highest, vocab_size }
    NoDevice { device, reason }
    NotThisModel { expected, found }
    EmptyPrompt {}
    TokenOutOfRange { token, position, vocab_size }
    TooLong { prompt, limit, context }
    Sampler { field, expected, found }
    NotFinite { token, value }
    NoDirection { index, value }
    InBatch { index, reason }
    Stopped { done, total }
    Overflow { tensor, what, found, limit }
    NotExact { reason }
}

/// What an engine written in Python has raised, as an error of the crate.
///
/// Those that say something about the task or the claim keep their meaning. All else is a failure of the engine, whose
/// exception is shown again as the cause when the failure comes back to Python.
pub(crate) fn from_engine(py: Python<'_>, raised: PyErr) -> Error {
    known(py, &raised).unwrap_or_else(|| {
        let message = raised.to_string();
        callback::keep_cause(py, &message, raised);
        Error::Backend(message)
    })
}

fn known(py: Python<'_>, raised: &PyErr) -> Option<Error> {
    let errors = py.import(MODULE).ok()?;
    let value = raised.value(py);
    let is = |class: &str| errors.getattr(class).and_then(|class| value.is_instance(&class)).unwrap_or(false);
    let number = |field: &str| value.getattr(field).ok()?.extract::<usize>().ok();
    if is("TokenOutOfRange") {
        let token = u32::try_from(number("token")?).ok()?;
        return Some(Error::TokenOutOfRange {
            token,
            position: number("position")?,
            vocab_size: number("vocab_size")?,
        });
    }
    if is("TooLong") {
        return Some(Error::TooLong {
            prompt: number("prompt")?,
            limit: number("limit")?,
            context: number("context")?,
        });
    }
    is("EmptyPrompt").then_some(Error::EmptyPrompt)
}
