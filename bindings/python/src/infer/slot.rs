//! Python objects that the crate calls, as Python's garbage collector sees them.

use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyReferenceError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

/// One object. What calls it shares the slot with the class that shows it to the collector, which may empty it.
#[derive(Clone)]
pub(crate) struct Slot(Arc<Mutex<Option<Py<PyAny>>>>);

impl Slot {
    pub(crate) fn new(object: Borrowed<'_, '_, PyAny>) -> Self {
        Self(Arc::new(Mutex::new(Some(object.to_owned().unbind()))))
    }

    /// The object, as long as the collector has not taken it.
    pub(crate) fn bind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let held = self.0.lock().ok().and_then(|held| held.as_ref().map(|object| object.clone_ref(py)));
        held.map(|object| object.into_bound(py))
            .ok_or_else(|| PyReferenceError::new_err("the engine or store was collected as garbage"))
    }
}

/// All the objects that a class holds; each slot is shown by one class only.
pub(crate) struct Slots(Vec<Slot>);

impl Slots {
    pub(crate) fn of(slots: impl IntoIterator<Item = Option<Slot>>) -> Self {
        Self(slots.into_iter().flatten().collect())
    }

    /// A slot that is in use is not shown: its object is alive then.
    pub(crate) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.iter().try_for_each(|slot| match slot.0.try_lock() {
            Ok(held) => visit.call(held.as_ref()),
            Err(_) => Ok(()),
        })
    }

    pub(crate) fn clear(&self) {
        for slot in &self.0 {
            // Dropped without the lock, because that may run Python code.
            let object = slot.0.lock().ok().and_then(|mut held| held.take());
            drop(object);
        }
    }
}
