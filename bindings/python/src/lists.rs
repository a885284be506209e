//! Python's lists, both ways.

use std::marker::PhantomData;

use deepnode_core::Event;
use pyo3::prelude::*;
use pyo3::types::PyList;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript};

use crate::events::PyEvents;
use crate::value::{FromPython, ToPython};

/// What a listing gives: a list that is the caller's own.
pub(crate) struct Listing<T>(pub(crate) Vec<T>);

impl<T: ToPython> ToPython for Listing<T> {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_subscript!(type_hint_identifier!("builtins", "list"), T::OUTPUT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.0.iter().map(|item| item.to_py(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, items)?.into_any())
    }
}

/// Events in order: what `apply` gave, or any list of them.
pub(crate) struct EventList(pub(crate) Vec<Event>);

impl AsRef<[Event]> for EventList {
    fn as_ref(&self) -> &[Event] {
        &self.0
    }
}

impl FromPython for EventList {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), Event::INPUT);

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(events) = value.cast::<PyEvents>() {
            let mut list = Vec::new();
            events.get().each(|_, _, event| list.push(event.clone()));
            return Ok(Self(list));
        }
        Vec::from_py(value).map(Self)
    }
}

/// Whatever can be gone through, item by item: a list, or a generator whose items are made while they are taken.
pub(crate) struct Each<'py, T>(Bound<'py, PyAny>, PhantomData<fn() -> T>);

impl<'py, T: FromPython> FromPyObject<'_, 'py> for Each<'py, T> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), T::INPUT);

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(value.to_owned(), PhantomData))
    }
}

impl<'py, T: FromPython> Each<'py, T> {
    /// The items.
    pub(crate) fn items(&self) -> PyResult<impl Iterator<Item = PyResult<T>> + use<'py, T>> {
        Ok(self.0.try_iter()?.map(|item| T::from_py(item?.as_borrowed())))
    }
}
