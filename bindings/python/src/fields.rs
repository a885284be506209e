//! What all records have in common: objects that are their class and their fields, and never change.

use pyo3::PyClass;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;
use pyo3::types::{PyDict, PyTuple};

/// Names and values, in order.
pub(crate) type Named<'py> = Vec<(&'static str, Bound<'py, PyAny>)>;

/// A record's fields.
pub(crate) trait Fields {
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Named<'py>>;
}

/// A class of objects that never change.
pub(crate) trait Record: Fields + PyClass<Frozen = True> + Sync {}

impl<T: Fields + PyClass<Frozen = True> + Sync> Record for T {}

/// As arguments by name.
pub(crate) fn by_name<'py>(py: Python<'py>, fields: Named<'py>) -> PyResult<Bound<'py, PyDict>> {
    let named = PyDict::new(py);
    for (name, value) in fields {
        named.set_item(name, value)?;
    }
    Ok(named)
}

/// The call that makes the object: `Deposit(to=Address('0x…'), amount=5)`.
pub(crate) fn repr<T: Record>(slf: &Bound<'_, T>) -> PyResult<String> {
    let class = slf.as_any().get_type().name()?;
    let mut fields = Vec::new();
    for (name, value) in slf.get().fields(slf.py())? {
        fields.push(format!("{name}={}", value.repr()?));
    }
    Ok(format!("{class}({})", fields.join(", ")))
}

/// Of the class and the fields.
pub(crate) fn hash<T: Record>(slf: &Bound<'_, T>) -> PyResult<isize> {
    let mut parts = vec![slf.as_any().get_type().into_any()];
    for (_, value) in slf.get().fields(slf.py())? {
        parts.push(match value.cast::<PyDict>() {
            Ok(dict) => PyTuple::new(slf.py(), dict.items())?.into_any(),
            Err(_) => value,
        });
    }
    PyTuple::new(slf.py(), parts)?.hash()
}

/// What `pickle` and `copy` need: the class, and its arguments by their names, because some classes take them by no other
/// way.
pub(crate) fn reduce<'py, T: Record>(
    slf: &Bound<'py, T>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
    let py = slf.py();
    let fields = by_name(py, slf.get().fields(py)?)?;
    let make = py.import("copyreg")?.getattr("__newobj_ex__")?;
    Ok((make, (slf.as_any().get_type(), PyTuple::empty(py), fields).into_pyobject(py)?))
}

/// The same with some fields changed.
pub(crate) fn replace<'py, T: Record>(
    slf: &Bound<'py, T>,
    changes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let fields = by_name(slf.py(), slf.get().fields(slf.py())?)?;
    if let Some(changes) = changes {
        fields.update(changes.as_mapping())?;
    }
    slf.as_any().get_type().call((), Some(&fields))
}

/// A variant that the core has and the table has not.
pub(crate) fn unknown(what: &str) -> PyErr {
    PyRuntimeError::new_err(format!("this {what} is none that the bindings know"))
}

/// Gives a class what all records have in common.
macro_rules! methods {
    ($class:ident) => {
        #[pyo3::pymethods]
        impl $class {
            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::fields::repr(slf)
            }

            fn __hash__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<isize> {
                $crate::fields::hash(slf)
            }

            fn __reduce__<'py>(
                slf: &pyo3::Bound<'py, Self>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, pyo3::Bound<'py, pyo3::types::PyTuple>)> {
                $crate::fields::reduce(slf)
            }

            /// The same with some fields changed.
            #[pyo3(signature = (**changes))]
            fn replace<'py>(
                slf: &pyo3::Bound<'py, Self>,
                changes: Option<&pyo3::Bound<'py, pyo3::types::PyDict>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                $crate::fields::replace(slf, changes)
            }
        }
    };
}

pub(crate) use methods;
