//! Engines: models of the crate, and those that are written in Python.

use std::ops::ControlFlow;
use std::sync::Arc;

use deepnode_infer::{
    Checks, Claim, Engine, Error, Finish, Generation, Input, Manifest, Model, Output, Reading,
};
use pyo3::exceptions::{PyStopIteration, PyTypeError};
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::infer::callback;
use crate::infer::error::from_engine;
use crate::infer::job::PyClaim;
use crate::infer::model::PyModel;
use crate::infer::slot::Slot;
use crate::value::{FromPython, ToPython};

/// The argument `engine`: a `Model`, or an object of `deepnode.infer.Engine`.
pub(crate) enum AnyEngine {
    Model(Model),
    Python(PyEngine),
}

impl AnyEngine {
    /// Where an engine that is written in Python is held.
    pub(crate) fn slot(&self) -> Option<Slot> {
        match self {
            Self::Model(_) => None,
            Self::Python(engine) => Some(engine.object.clone()),
        }
    }

    pub(crate) fn shared(self) -> Arc<dyn Engine> {
        match self {
            Self::Model(model) => Arc::new(model),
            Self::Python(engine) => Arc::new(engine),
        }
    }
}

impl FromPython for AnyEngine {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        <PyModel as PyTypeInfo>::TYPE_HINT,
        type_hint_identifier!("deepnode.infer.engine", "Engine")
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(model) = value.cast::<PyModel>() {
            return Ok(Self::Model(model.get().0.clone()));
        }
        Ok(Self::Python(PyEngine {
            manifest: Manifest::from_py(value.getattr("manifest")?.as_borrowed())?,
            checks: Checks::from_py(value.getattr("checks")?.as_borrowed())?,
            ends: Vec::from_py(value.getattr("end_tokens")?.as_borrowed())?,
            object: Slot::new(value),
        }))
    }
}

/// An engine that is written in Python. What does not change is asked for once.
pub(crate) struct PyEngine {
    object: Slot,
    manifest: Manifest,
    checks: Checks,
    ends: Vec<u32>,
}

impl Engine for PyEngine {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn checks(&self) -> Checks {
        self.checks
    }

    fn is_end(&self, token: u32) -> bool {
        self.ends.contains(&token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        attached(|py| self.run_in(py, input, on_token))
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        attached(|py| {
            let arguments = (input.to_py(py)?, claim.to_py(py)?);
            let reading = self.object.bind(py)?.call_method1("read", arguments)?;
            Reading::from_py(reading.as_borrowed())
        })
    }
}

impl PyEngine {
    /// The engine gives its claim at once, or it yields tokens and returns the claim.
    fn run_in(
        &self,
        py: Python<'_>,
        input: &Input,
        on_token: &mut dyn FnMut(u32) -> ControlFlow<()>,
    ) -> PyResult<Claim> {
        let result = self.object.bind(py)?.call_method1("run", (input.to_py(py)?,))?;
        if let Ok(claim) = result.cast::<PyClaim>() {
            return Ok(claim.get().0.clone());
        }
        let mut tokens = Vec::new();
        loop {
            let next = result.call_method0("__next__");
            match next {
                Ok(token) => tokens.push(u32::from_py(token.as_borrowed())?),
                Err(end) if end.is_instance_of::<PyStopIteration>(py) => {
                    let claim = end.value(py).getattr("value")?;
                    return claim.cast::<PyClaim>().map(|claim| claim.get().0.clone()).map_err(|_| {
                        PyTypeError::new_err("expected `run` to return a deepnode.infer.Claim, or to yield tokens and then return one")
                    });
                }
                Err(other) => return Err(other),
            }
            if tokens.last().is_some_and(|token| on_token(*token).is_break()) || callback::is_over() {
                result.call_method0("close")?;
                let stopped = Generation { tokens, finish: Finish::Stopped };
                return Ok(Claim { output: Output::Generation(stopped), cell_root: [0; 32] });
            }
        }
    }
}

/// Calls Python, and turns what it raises into an error of the crate.
fn attached<T>(call: impl FnOnce(Python<'_>) -> PyResult<T>) -> Result<T, Error> {
    let called = Python::try_attach(|py| call(py).map_err(|raised| from_engine(py, raised)));
    called.unwrap_or_else(|| Err(Error::Backend("the interpreter has ended".to_owned())))
}
