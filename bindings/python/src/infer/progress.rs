//! Showing how far a long call is.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBool;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript, type_hint_union};

/// The argument `progress`: a callable of `(done, total)`, or True for a bar.
pub(crate) struct Show<'py>(Bound<'py, PyAny>);

impl<'py> FromPyObject<'_, 'py> for Show<'py> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("builtins", "bool"),
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Callable"),
            PyStaticExpr::List {
                elts: &[type_hint_identifier!("builtins", "int"), type_hint_identifier!("builtins", "int")]
            },
            type_hint_identifier!("builtins", "object")
        )
    );

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_callable() || value.is_instance_of::<PyBool>() {
            return Ok(Self(value.to_owned()));
        }
        let found = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("expected a bool or a callable of (done, total), found {found}")))
    }
}

/// What `deepnode.progress` makes of it.
pub(crate) struct Progress<'py> {
    bar: Bound<'py, PyAny>,
}

impl<'py> Progress<'py> {
    /// Of so many; `what` is what a bar says. Nobody is told for None.
    pub(crate) fn start(show: Option<Show<'py>>, total: usize, what: &str) -> PyResult<Option<Self>> {
        let Some(Show(show)) = show else { return Ok(None) };
        let bar = show.py().import("deepnode.progress")?.call_method1("bar", (total, what, show))?;
        Ok(Some(Self { bar }))
    }

    pub(crate) fn show(&self, done: usize) -> PyResult<()> {
        self.bar.call_method1("update", (done,)).map(drop)
    }

    pub(crate) fn close(self) -> PyResult<()> {
        self.bar.call_method0("close").map(drop)
    }
}
