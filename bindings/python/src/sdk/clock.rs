//! The ledger's time, as Python tells it.

use deepnode_core::Time;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript, type_hint_union};

use crate::infer::callback;
use crate::value::FromPython;

/// The argument `now`: milliseconds, or a callable that gives them.
pub(crate) enum Clock {
    Stands(Time),
    Goes(Py<PyAny>),
}

impl FromPyObject<'_, '_> for Clock {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("builtins", "int"),
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Callable"),
            PyStaticExpr::List { elts: &[] },
            type_hint_identifier!("builtins", "int")
        )
    );

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if value.is_callable() {
            Ok(Self::Goes(value.to_owned().unbind()))
        } else {
            Time::from_py(value).map(Self::Stands)
        }
    }
}

impl Clock {
    /// The time. A clock that fails ends the call: for the crate, all time is over.
    pub(crate) fn now(&self) -> Time {
        let told = Python::try_attach(|py| {
            callback::look_for_signals(py);
            match self {
                Self::Stands(time) => Ok(*time),
                Self::Goes(clock) => Time::from_py(clock.bind(py).call0()?.as_borrowed()),
            }
        });
        match told {
            Some(Ok(time)) if !callback::is_over() => time,
            Some(Err(raised)) => {
                callback::end(raised);
                Time::MAX
            }
            _ => Time::MAX,
        }
    }
}
