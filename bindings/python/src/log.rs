//! The log: what each applied command gave, in a chain of hashes: `deepnode.log`.

use deepnode_core::log::{self, Entry};
use deepnode_core::{Event, Hash, Params};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::domain::PyDomain;
use crate::failure::{broken_chain, not_an_entry};
use crate::lists::{Each, EventList, Listing};
use crate::records::record;
use crate::text;
use crate::value::{In, Out};

record! {
    /// The events of one applied command, and where they are in the log.
    ///
    /// >>> before = domain.head
    /// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    /// >>> entry = deepnode.log.Entry.last(domain, events)
    /// >>> deepnode.log.Entry.from_bytes(entry.to_bytes()) == entry
    /// True
    /// >>> deepnode.log.verify(before, [entry]) == domain.head
    /// True
    PyEntry = "Entry" in "deepnode.log": Entry {
        #[new]
        #[pyo3(signature = (sequence, head, events))]
        fn new(sequence: In<u64>, head: In<Hash>, events: In<EventList>) -> Self {
            Self(Entry { sequence: sequence.0, head: head.0, events: events.0.0 })
        }

        /// The entry of what `apply` has just answered, before anything else was applied.
        #[staticmethod]
        fn last<'py>(
            py: Python<'py>,
            domain: &Bound<'py, PyDomain>,
            events: In<EventList>,
        ) -> PyResult<Out<'py, Entry>> {
            let entry = domain.get().ask(py, |domain| Entry::last(domain, events.0.0))?;
            Out::new(py, &entry)
        }

        /// The entry as bytes, with its version, its length and a checksum.
        fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
            PyBytes::new(py, &self.0.to_bytes())
        }

        /// Reads what `to_bytes` wrote.
        ///
        /// Raises `deepnode.errors.MalformedEntry`.
        #[staticmethod]
        fn from_bytes<'py>(bytes: &Bound<'py, PyBytes>) -> PyResult<Out<'py, Entry>> {
            let py = bytes.py();
            let entry = Entry::from_bytes(bytes.as_bytes()).map_err(|why| not_an_entry(py, &why))?;
            Out::new(py, &entry)
        }

        /// The JSON form.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// From the JSON form.
        ///
        /// Raises `deepnode.errors.Malformed` for a text that is none.
        #[staticmethod]
        fn from_json(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
            text::from_json::<Entry>(text)
        }
    } {
        /// The number of its first event.
        sequence: u64,
        /// The head after it.
        head: Hash,
        /// The events, at least one.
        events: Vec<Event>,
    }
}

/// The head of a domain without events: the hash of its parameters of version 1.
#[pyfunction]
pub(crate) fn genesis<'py>(py: Python<'py>, params: In<Params>) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &log::genesis(&params.0))
}

/// The head after a list of events.
#[pyfunction]
pub(crate) fn next_head<'py>(
    py: Python<'py>,
    head: In<Hash>,
    events: In<EventList>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &py.detach(|| log::next_head(head.0, &events.0.0)))
}

/// Checks that entries follow on each other behind a head, and gives the head after them. It needs no state.
///
/// Raises `deepnode.errors.BrokenChain` for the first entry that is not the next one.
#[pyfunction]
pub(crate) fn verify<'py>(
    py: Python<'py>,
    head_before: In<Hash>,
    entries: Each<'py, Entry>,
) -> PyResult<Out<'py, Hash>> {
    let entries = entries.items()?.collect::<PyResult<Vec<_>>>()?;
    let head = py.detach(|| log::verify(head_before.0, &entries)).map_err(|why| broken_chain(py, &why))?;
    Out::new(py, &head)
}

/// The entries of several lists of events behind a sequence and a head: those of a signed batch, say.
///
/// >>> sequence, head = domain.sequence, domain.head
/// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
/// >>> deepnode.log.entries(sequence, head, [events])[-1].head == domain.head
/// True
#[pyfunction]
pub(crate) fn entries<'py>(
    py: Python<'py>,
    sequence: In<u64>,
    head: In<Hash>,
    lists: Each<'py, EventList>,
) -> PyResult<Out<'py, Listing<Entry>>> {
    let lists = lists.items()?.collect::<PyResult<Vec<_>>>()?;
    let (mut sequence, mut head) = (sequence.0, head.0);
    let entries =
        py.detach(|| log::entries(&mut sequence, &mut head, lists.iter().map(|list| list.0.as_slice())));
    Out::new(py, &Listing(entries))
}

/// Reads entries that follow on each other in bytes: a whole file of them, say.
///
/// Raises `deepnode.errors.MalformedEntry`.
#[pyfunction]
pub(crate) fn read_entries<'py>(bytes: &Bound<'py, PyBytes>) -> PyResult<Out<'py, Listing<Entry>>> {
    let py = bytes.py();
    let mut rest = bytes.as_bytes();
    let read = py.detach(|| {
        let mut entries = Vec::new();
        while !rest.is_empty() {
            let (entry, behind) = Entry::split_first(rest)?;
            entries.push(entry);
            rest = behind;
        }
        Ok(entries)
    });
    Out::new(py, &Listing(read.map_err(|why| not_an_entry(py, &why))?))
}
