//! What commands brought about, as a sequence.

use std::sync::Arc;

use deepnode_core::{Event, Time};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySlice};

use crate::error::malformed;
use crate::event::PyEvent;
use crate::number::Index;
use crate::sequence::{between, missing};
use crate::table::PyTable;
use crate::table::events::{index, kind_of, rows_of};
use crate::text;
use crate::value::{In, ToPython};

/// Events that follow each other without a gap.
#[derive(PartialEq)]
pub(crate) struct List {
    /// The number of the first of them among all of the domain's, from 1.
    pub(crate) first: u64,
    pub(crate) events: Vec<Event>,
    pub(crate) times: Times,
}

/// Which events belong to which command, and its time.
#[derive(PartialEq)]
pub(crate) enum Times {
    /// All to one.
    One(Time),
    /// To several: for each, the place behind its last event.
    Many(Vec<(usize, Time)>),
}

impl List {
    /// Where the events of a command begin and end.
    pub(crate) fn part(&self, command: usize) -> (usize, usize) {
        match &self.times {
            Times::One(_) => (0, self.events.len()),
            Times::Many(parts) => {
                let end = |command: usize| parts.get(command).map_or(self.events.len(), |(end, _)| *end);
                (if command == 0 { 0 } else { end(command - 1) }, end(command))
            }
        }
    }

    fn time(&self, place: usize) -> Time {
        match &self.times {
            Times::One(now) => *now,
            Times::Many(parts) => {
                let part = parts.partition_point(|(end, _)| *end <= place);
                parts.get(part).map_or(0, |(_, now)| *now)
            }
        }
    }
}

/// Facts in order.
///
/// A sequence; the objects of its events are made when they are looked at. `table()` gives all of it at
/// once.
///
/// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
/// >>> len(events)
/// 2
/// >>> events[-1].reason
/// Reason.DEPOSIT
#[pyclass(frozen, sequence, module = "deepnode", name = "Events")]
pub(crate) struct PyEvents(Lists);

enum Lists {
    /// A list that nobody else has.
    Own(List),
    /// A part of a list, from one place to before another.
    Part(Arc<List>, usize, usize),
    Many {
        lists: Vec<Arc<List>>,
        /// How many events there are in all lists up to and with each.
        ends: Vec<usize>,
    },
    /// Some events out of those of others, with their numbers and times.
    Some(Vec<(u64, Time, Event)>),
}

/// An event with its number and time.
type Row<'e> = (u64, Time, &'e Event);

impl PyEvents {
    pub(crate) const fn own(list: List) -> Self {
        Self(Lists::Own(list))
    }

    pub(crate) fn one(list: Arc<List>) -> Self {
        let end = list.events.len();
        Self(Lists::Part(list, 0, end))
    }

    /// The events of one of the commands of a list.
    pub(crate) fn part(list: Arc<List>, command: usize) -> Self {
        let (begin, end) = list.part(command);
        Self(Lists::Part(list, begin, end))
    }

    /// The events of each of the commands of a list.
    pub(crate) fn parts(list: &Arc<List>) -> impl Iterator<Item = Self> {
        let commands = match &list.times {
            Times::One(_) => 1,
            Times::Many(parts) => parts.len(),
        };
        (0..commands).map(|command| Self::part(Arc::clone(list), command))
    }

    pub(crate) fn many(lists: Vec<Arc<List>>) -> Self {
        let mut end = 0;
        let ends = lists.iter().map(|list| {
            end += list.events.len();
            end
        });
        Self(Lists::Many { ends: ends.collect(), lists })
    }

    pub(crate) fn count(&self) -> usize {
        match &self.0 {
            Lists::Own(list) => list.events.len(),
            Lists::Part(_, begin, end) => end - begin,
            Lists::Many { ends, .. } => ends.last().copied().unwrap_or(0),
            Lists::Some(rows) => rows.len(),
        }
    }

    fn get(&self, place: usize) -> Option<Row<'_>> {
        fn at(list: &List, place: usize) -> Option<Row<'_>> {
            list.events.get(place).map(|event| (list.first + place as u64, list.time(place), event))
        }
        match &self.0 {
            Lists::Own(list) => at(list, place),
            Lists::Part(list, begin, end) => at(list, Some(begin + place).filter(|place| place < end)?),
            Lists::Many { lists, ends } => {
                let list = ends.partition_point(|end| *end <= place);
                let begin = if list == 0 { 0 } else { *ends.get(list - 1)? };
                at(lists.get(list)?, place - begin)
            }
            Lists::Some(rows) => rows.get(place).map(|(number, now, event)| (*number, *now, event)),
        }
    }

    fn position(&self, event: &Event, (start, stop): (usize, usize)) -> Option<usize> {
        (start..stop).find(|place| self.get(*place).is_some_and(|row| row.2 == event))
    }

    /// Calls `see` with the number, the time and the event, for each in order.
    #[inline]
    pub(crate) fn each<'e>(&'e self, mut see: impl FnMut(u64, Time, &'e Event)) {
        let mut of = |list: &'e List, mut begin: usize, end: usize| {
            let mut stretch = |from: usize, to: usize, now| {
                for (number, event) in (list.first + from as u64..).zip(&list.events[from..to]) {
                    see(number, now, event);
                }
            };
            match &list.times {
                Times::One(now) => stretch(begin, end, *now),
                Times::Many(parts) => {
                    for (part_end, now) in &parts[parts.partition_point(|(end, _)| *end <= begin)..] {
                        let until = end.min(*part_end);
                        stretch(begin, until, *now);
                        begin = until;
                        if begin == end {
                            return;
                        }
                    }
                }
            }
        };
        match &self.0 {
            Lists::Own(list) => of(list, 0, list.events.len()),
            Lists::Part(list, begin, end) => of(list, *begin, *end),
            Lists::Many { lists, .. } => lists.iter().for_each(|list| of(list, 0, list.events.len())),
            Lists::Some(rows) => rows.iter().for_each(|(number, now, event)| see(*number, *now, event)),
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
            if let (Lists::Part(list, begin, _), 1) = (&self.0, at.step) {
                let begin = begin + at.start as usize;
                let part = Lists::Part(Arc::clone(list), begin, begin + at.slicelength);
                return Ok(Bound::new(py, Self(part))?.into_any());
            }
            let places = (0..at.slicelength as isize).map(|step| at.start + step * at.step);
            let rows = places.filter_map(|place| self.get(place as usize));
            let rows = rows.map(|(number, now, event)| (number, now, event.clone())).collect();
            return Ok(Bound::new(py, Self(Lists::Some(rows)))?.into_any());
        }
        let index: Index = index.extract()?;
        let row = index.within(count).and_then(|place| self.get(place));
        let none = || PyIndexError::new_err(format!("there is no event {} of {count}", index.0));
        row.ok_or_else(none)?.2.to_py(py)
    }

    /// A table for polars, pandas, DuckDB and whoever else reads Arrow.
    ///
    /// Without a kind: one row for each event, with what events have in common, and nothing where an event has none of
    /// it: `sequence, time, type, task, assignment, case, model, miner, validator, from_place, from, to_place, to, amount,
    /// reason`. With a class of `deepnode.events`: the events of this kind, with each of their fields.
    ///
    /// Money is in DN, as exact decimals with 18 places; addresses and hashes are texts.
    ///
    /// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    /// >>> events.table().column_names[:3]
    /// ['sequence', 'time', 'type']
    /// >>> len(events.table(deepnode.events.Moved))
    /// 1
    #[pyo3(signature = (kind = None))]
    fn table(&self, py: Python<'_>, kind: Option<&Bound<'_, pyo3::types::PyType>>) -> PyResult<PyTable> {
        let Some(class) = kind else { return py.detach(|| index(self)) };
        let wrong = || PyTypeError::new_err(format!("expected a class of deepnode.events, found {class}"));
        let kind = kind_of(class).ok_or_else(wrong)?;
        py.detach(|| rows_of(kind, self))
    }

    /// The place of the first event that equals this one, from `start` to before `stop`.
    #[pyo3(signature = (event, start = None, stop = None, /))]
    fn index(
        &self,
        py: Python<'_>,
        event: In<Event>,
        start: Option<Index>,
        stop: Option<Index>,
    ) -> PyResult<usize> {
        let within = between(start, stop, self.count());
        py.detach(|| self.position(&event.0, within)).ok_or_else(|| missing("event"))
    }

    /// How many events equal this one.
    #[pyo3(name = "count", signature = (event, /))]
    fn count_of(&self, py: Python<'_>, event: In<Event>) -> usize {
        py.detach(|| {
            let mut count = 0;
            self.each(|_, _, other| count += usize::from(*other == event.0));
            count
        })
    }

    fn __contains__(&self, py: Python<'_>, event: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(event) = event.cast::<PyEvent>() else { return Ok(false) };
        let event = &event.get().0;
        Ok(py.detach(|| self.position(event, (0, self.count())).is_some()))
    }

    /// The same facts in the same order; where they were recorded does not count.
    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> bool {
        let Ok(other) = other.cast::<Self>() else { return false };
        let other = other.get();
        let same = |place| self.get(place).map(|row| row.2) == other.get(place).map(|row| row.2);
        py.detach(|| self.count() == other.count() && (0..self.count()).all(same))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let mut rows: Vec<(u64, Time, &Event)> = Vec::new();
        slf.get().each(|number, now, event| rows.push((number, now, event)));
        Ok((slf.as_any().get_type().getattr("_of")?, (text::to_bytes(slf.py(), &rows)?,)))
    }

    /// From what `pickle` kept.
    #[staticmethod]
    fn _of(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        let rows = borsh::from_slice(bytes).map_err(|error| malformed(py, &error))?;
        Ok(Self(Lists::Some(rows)))
    }

    /// A list for notebooks, and where the revenue went if tasks were settled.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        crate::nouns::html(slf.as_any(), "events")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let mut shown = Vec::new();
        for (_, _, event) in (0..10).map_while(|place| slf.get().get(place)) {
            shown.push(event.to_py(slf.py())?.repr()?.to_string());
        }
        let more = slf.get().count() - shown.len();
        if more > 0 {
            shown.push(format!("… {more} more"));
        }
        Ok(format!("Events([{}])", shown.join(", ")))
    }
}
