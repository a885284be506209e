//! What a command brought about, as a sequence.

use std::sync::Arc;

use deepnode_core::Event;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PySlice;

use crate::value::ToPython;

/// Facts in order: a sequence whose objects are made when they are looked at.
///
/// >>> domain.apply(1_000, bridge, commands.Deposit(ana, DN(5)))
/// Events([NonceUsed…])
#[pyclass(frozen, sequence, eq, module = "deepnode", name = "Events")]
#[derive(PartialEq)]
pub(crate) struct PyEvents(pub(crate) Arc<Vec<Event>>);

#[pymethods]
impl PyEvents {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let at = slice.indices(self.0.len() as isize)?;
            let mut place = at.start;
            let mut chosen = Vec::with_capacity(at.slicelength);
            for _ in 0..at.slicelength {
                chosen.push(self.0[place as usize].clone());
                place += at.step;
            }
            return Ok(Bound::new(py, Self(Arc::new(chosen)))?.into_any());
        }
        let Ok(index) = index.extract::<isize>() else {
            return Err(PyTypeError::new_err("expected an index or a slice"));
        };
        let place = if index < 0 { index + self.0.len() as isize } else { index };
        let event = usize::try_from(place).ok().and_then(|place| self.0.get(place));
        event
            .ok_or_else(|| PyIndexError::new_err(format!("there is no event {index} of {}", self.0.len())))?
            .to_py(py)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let mut shown = Vec::new();
        for event in slf.get().0.iter().take(10) {
            shown.push(event.to_py(slf.py())?.repr()?.to_string());
        }
        let more = slf.get().0.len() - shown.len();
        if more > 0 {
            shown.push(format!("… {more} more"));
        }
        Ok(format!("Events([{}])", shown.join(", ")))
    }
}
