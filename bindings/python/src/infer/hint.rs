//! Arguments and results that are Python's own objects, with the types that the stubs name.

use std::convert::Infallible;
use std::marker::PhantomData;

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript};

/// An argument that is handed on as it is, to where a `T` is expected.
pub(crate) struct Same<'py, T>(Bound<'py, PyAny>, PhantomData<fn() -> T>);

impl<'py, T: FromPyObject<'py, 'py>> FromPyObject<'_, 'py> for Same<'py, T> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = T::INPUT_TYPE;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(value.to_owned(), PhantomData))
    }
}

impl<'py, T> IntoPyObject<'py> for Same<'py, T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

/// An awaitable of what `T` is shown as.
pub(crate) struct Awaitable<'py, T>(Bound<'py, PyAny>, PhantomData<fn() -> T>);

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Awaitable<'py, T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Coroutine"),
        type_hint_identifier!("typing", "Any"),
        type_hint_identifier!("typing", "Any"),
        T::OUTPUT_TYPE
    );

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

impl<'py, T> Awaitable<'py, T> {
    /// What a function of `deepnode.infer.aio` gives.
    pub(crate) fn of(py: Python<'py>, function: &str, arguments: impl PyCallArgs<'py>) -> PyResult<Self> {
        let coroutine = py.import("deepnode.infer.aio")?.getattr(function)?.call1(arguments)?;
        Ok(Self(coroutine, PhantomData))
    }
}

/// A generation, for `async for`.
pub(crate) struct AsyncTokens<'py>(pub(crate) Bound<'py, PyAny>);

impl<'py> IntoPyObject<'py> for AsyncTokens<'py> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_identifier!("deepnode.infer.aio", "AsyncTokens");

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

macro_rules! callables {
    ($($(#[$meta:meta])* $name:ident = [$($argument:literal),*];)+) => {$(
        $(#[$meta])*
        pub(crate) struct $name(pub(crate) Py<PyAny>);

        impl FromPyObject<'_, '_> for $name {
            type Error = PyErr;
            #[cfg(feature = "stubs")]
            const INPUT_TYPE: PyStaticExpr = type_hint_subscript!(
                type_hint_identifier!("collections.abc", "Callable"),
                PyStaticExpr::List { elts: &[$(type_hint_identifier!("builtins", $argument)),*] },
                type_hint_identifier!("builtins", "object")
            );

            fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                Ok(Self(value.to_owned().unbind()))
            }
        }
    )+};
}

callables! {
    /// Called with each token; True means that no more are wanted.
    OnToken = ["int"];
    /// Asked whether it is time to stop.
    IsOver = [];
}
