//! What commands brought about, as a sequence.

use std::sync::Arc;

use deepnode_core::{Event, Time};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PySlice;

use crate::value::ToPython;

/// The events of one command.
#[derive(PartialEq)]
pub(crate) struct List {
    /// The number of the first of them among all of the domain's, from 1.
    pub(crate) first: u64,
    /// The time of the command.
    pub(crate) now: Time,
    pub(crate) events: Vec<Event>,
}

/// Facts in order.
///
/// A sequence like a tuple; the objects of its events are made when they are looked at.
///
/// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
/// >>> len(events)
/// 2
/// >>> events[-1].reason
/// Reason.DEPOSIT
#[pyclass(frozen, sequence, eq, module = "deepnode", name = "Events")]
#[derive(PartialEq)]
pub(crate) struct PyEvents(Lists);

#[derive(PartialEq)]
enum Lists {
    One(Arc<List>),
    Many {
        lists: Vec<Arc<List>>,
        /// How many events there are in all lists up to and with each.
        ends: Vec<usize>,
    },
    /// Some events out of those of others, with their numbers and times.
    Some(Vec<(u64, Time, Event)>),
}

/// An event with its number and time.
pub(crate) type Row<'e> = (u64, Time, &'e Event);

impl PyEvents {
    pub(crate) const fn one(list: Arc<List>) -> Self {
        Self(Lists::One(list))
    }

    pub(crate) fn many(lists: Vec<Arc<List>>) -> Self {
        let mut end = 0;
        let ends = lists.iter().map(|list| {
            end += list.events.len();
            end
        });
        Self(Lists::Many { ends: ends.collect(), lists })
    }

    fn count(&self) -> usize {
        match &self.0 {
            Lists::One(list) => list.events.len(),
            Lists::Many { ends, .. } => ends.last().copied().unwrap_or(0),
            Lists::Some(rows) => rows.len(),
        }
    }

    fn get(&self, place: usize) -> Option<Row<'_>> {
        fn at(list: &List, place: usize) -> Option<Row<'_>> {
            list.events.get(place).map(|event| (list.first + place as u64, list.now, event))
        }
        match &self.0 {
            Lists::One(list) => at(list, place),
            Lists::Many { lists, ends } => {
                let list = ends.partition_point(|end| *end <= place);
                let begin = if list == 0 { 0 } else { *ends.get(list - 1)? };
                at(lists.get(list)?, place - begin)
            }
            Lists::Some(rows) => rows.get(place).map(|(number, now, event)| (*number, *now, event)),
        }
    }

    pub(crate) fn rows(&self) -> Box<dyn Iterator<Item = Row<'_>> + '_> {
        fn of(list: &List) -> impl Iterator<Item = Row<'_>> {
            (list.first..).zip(&list.events).map(|(number, event)| (number, list.now, event))
        }
        match &self.0 {
            Lists::One(list) => Box::new(of(list)),
            Lists::Many { lists, .. } => Box::new(lists.iter().flat_map(|list| of(list))),
            Lists::Some(rows) => Box::new(rows.iter().map(|(number, now, event)| (*number, *now, event))),
        }
    }
}

#[pymethods]
impl PyEvents {
    fn __len__(&self) -> usize {
        self.count()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let count = self.count();
        if let Ok(slice) = index.cast::<PySlice>() {
            let at = slice.indices(count as isize)?;
            let places = (0..at.slicelength as isize).map(|step| at.start + step * at.step);
            let rows = places.filter_map(|place| self.get(place as usize));
            let rows = rows.map(|(number, now, event)| (number, now, event.clone())).collect();
            return Ok(Bound::new(py, Self(Lists::Some(rows)))?.into_any());
        }
        let Ok(index) = index.extract::<isize>() else {
            return Err(PyTypeError::new_err("expected an index or a slice"));
        };
        let place = if index < 0 { index + count as isize } else { index };
        let row = usize::try_from(place).ok().and_then(|place| self.get(place));
        let none = || PyIndexError::new_err(format!("there is no event {index} of {count}"));
        row.ok_or_else(none)?.2.to_py(py)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let mut shown = Vec::new();
        for (_, _, event) in slf.get().rows().take(10) {
            shown.push(event.to_py(slf.py())?.repr()?.to_string());
        }
        let more = slf.get().count() - shown.len();
        if more > 0 {
            shown.push(format!("… {more} more"));
        }
        Ok(format!("Events([{}])", shown.join(", ")))
    }
}
