//! Showing how far a long call is.

use pyo3::prelude::*;
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
        Ok(Self(value.to_owned()))
    }
}

/// Somebody who is told.
pub(crate) enum Progress<'py> {
    /// With the bar's own object.
    Bar(Bound<'py, PyAny>, Bound<'py, PyAny>),
    Call(Bound<'py, PyAny>, usize),
}

impl<'py> Progress<'py> {
    /// Of so many; `what` is what the bar says. Nobody is told for None and False.
    pub(crate) fn start(show: Option<Show<'py>>, total: usize, what: &str) -> PyResult<Option<Self>> {
        let Some(Show(show)) = show else { return Ok(None) };
        if show.is_callable() {
            return Ok(Some(Self::Call(show, total)));
        }
        if !show.is_truthy()? {
            return Ok(None);
        }
        let bar = show.py().import("deepnode.progress")?.call_method1("bar", (total, what))?;
        let shown = bar.call_method0("__enter__")?;
        Ok(Some(Self::Bar(bar, shown)))
    }

    pub(crate) fn show(&mut self, done: usize) -> PyResult<()> {
        match self {
            Self::Bar(_, shown) => shown.call_method1("update", (done,))?,
            Self::Call(callable, total) => callable.call1((done, *total))?,
        };
        Ok(())
    }

    pub(crate) fn close(self) -> PyResult<()> {
        if let Self::Bar(bar, _) = self {
            let none = bar.py().None();
            bar.call_method1("__exit__", (&none, &none, &none))?;
        }
        Ok(())
    }
}
