//! What Python asks of a sequence beside its length and the item at a place, for those that make their items when they are
//! looked at.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyTuple};

use crate::number::Index;

/// After how many items Python is asked whether it should go on.
const BETWEEN: usize = 1024;

/// The places that a slice names, in its order; `None` for what is no slice.
pub(crate) fn places(index: &Bound<'_, PyAny>, count: usize) -> PyResult<Option<Vec<usize>>> {
    let Ok(slice) = index.cast::<PySlice>() else { return Ok(None) };
    let at = slice.indices(count as isize)?;
    let places = (0..at.slicelength as isize).map(|step| (at.start + step * at.step) as usize);
    Ok(Some(places.collect()))
}

/// The items at these places, as they can be had one by one.
pub(crate) fn items<'py>(sequence: &Bound<'py, PyAny>, places: Vec<usize>) -> PyResult<Bound<'py, PyAny>> {
    let items = places.into_iter().map(|place| sequence.get_item(place));
    Ok(PyTuple::new(sequence.py(), items.collect::<PyResult<Vec<_>>>()?)?.into_any())
}

/// Where a search begins and ends, as slices understand it.
pub(crate) fn between(start: Option<Index>, stop: Option<Index>, count: usize) -> (usize, usize) {
    (start.map_or(0, |start| start.up_to(count)), stop.map_or(count, |stop| stop.up_to(count)))
}

/// What `index` raises.
pub(crate) fn missing(what: &str) -> PyErr {
    PyValueError::new_err(format!("there is no such {what}"))
}

/// Calls `see` with the place of each item from `start` to before `stop` that is or equals a value, until it says stop.
pub(crate) fn search(
    sequence: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
    (start, stop): (usize, usize),
    mut see: impl FnMut(usize) -> bool,
) -> PyResult<()> {
    for place in start..stop {
        if place % BETWEEN == 0 {
            sequence.py().check_signals()?;
        }
        let item = sequence.get_item(place)?;
        if (item.is(value) || item.eq(value)?) && !see(place) {
            break;
        }
    }
    Ok(())
}

/// Gives classes that have a length and items by place the other methods of a sequence.
macro_rules! sequence {
    ($class:ident of $what:literal) => {
        #[pymethods]
        impl $class {
            /// The place of the first item that equals this one, from `start` to before `stop`.
            #[pyo3(signature = (value, start = None, stop = None, /))]
            fn index(
                slf: &pyo3::Bound<'_, Self>,
                value: &pyo3::Bound<'_, pyo3::PyAny>,
                start: Option<$crate::number::Index>,
                stop: Option<$crate::number::Index>,
            ) -> pyo3::PyResult<usize> {
                let within = $crate::sequence::between(start, stop, slf.get().__len__());
                let mut found = None;
                $crate::sequence::search(slf.as_any(), value, within, |place| {
                    found = Some(place);
                    false
                })?;
                found.ok_or_else(|| $crate::sequence::missing($what))
            }

            /// How many items equal this one.
            #[pyo3(signature = (value, /))]
            fn count(
                slf: &pyo3::Bound<'_, Self>,
                value: &pyo3::Bound<'_, pyo3::PyAny>,
            ) -> pyo3::PyResult<usize> {
                let mut count = 0;
                $crate::sequence::search(slf.as_any(), value, (0, slf.get().__len__()), |_| {
                    count += 1;
                    true
                })?;
                Ok(count)
            }
        }
    };
}

pub(crate) use sequence;
