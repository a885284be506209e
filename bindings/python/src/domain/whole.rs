//! The state as a whole: checked, in words, as bytes, copied.

use deepnode_core::{Domain, Time};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use super::PyDomain;
use crate::failure::not_restored;
use crate::text;
use crate::value::In;

#[pymethods]
impl PyDomain {
    /// Every broken invariant as a sentence; empty on every state that commands lead to.
    fn audit(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        self.read(py, Domain::audit)
    }

    /// The state in words: a dict of plain values, as the replay tool prints it. Amounts are decimal strings.
    ///
    /// >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
    /// >>> domain.report()["supply"]["deposited"]
    /// '1000000000000000000'
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        text::parse_json(py, &self.report_json(py)?)
    }

    /// The same as JSON with sorted keys, an indent of two spaces and a line feed at the end: byte for byte what the
    /// replay tool prints.
    fn report_json(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |domain| domain.report().to_string())
    }

    /// The whole state as bytes. The same state gives the same bytes on every machine.
    ///
    /// >>> Domain.restore(domain.snapshot()) == domain
    /// True
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.read(py, Domain::snapshot)?))
    }

    /// The domain that `snapshot` was asked of.
    ///
    /// Bytes of a stranger are safe to restore: they give an error or a domain that its audit finds nothing wrong with.
    /// Whether it is the domain that the stranger says it is, only its `head` can tell.
    ///
    /// Raises `deepnode.errors.RestoreError`.
    #[staticmethod]
    #[pyo3(signature = (snapshot, *, keep_events = false))]
    fn restore(py: Python<'_>, snapshot: &Bound<'_, PyBytes>, keep_events: bool) -> PyResult<Self> {
        let bytes = snapshot.as_bytes();
        let domain = py.detach(|| Domain::restore(bytes)).map_err(|error| not_restored(py, &error))?;
        Ok(Self::of(domain, keep_events))
    }

    /// Drops tasks with their assignments, cases, proposals and versions of the parameters that are over since before a
    /// time, so that the state stays proportional to what is live.
    ///
    /// Nothing later changes by it, except that a command which names a dropped id is refused as unknown, and that
    /// queries leave it out. Miners, validators and models stay.
    fn compact(&self, py: Python<'_>, before: In<Time>) -> PyResult<()> {
        self.changing(py, |state| state.domain.compact(before.0))
    }

    /// A domain with the same state, which goes its own way from here, and the same kept events.
    fn copy(&self, py: Python<'_>) -> PyResult<Self> {
        let (domain, kept) = self.changing(py, |state| (state.domain.clone(), state.kept.clone()))?;
        Ok(Self::keeping(domain, kept))
    }

    fn __copy__(&self, py: Python<'_>) -> PyResult<Self> {
        self.copy(py)
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyDict>) -> PyResult<Self> {
        self.copy(py)
    }

    /// Pickled as its snapshot. Events that were kept stay behind.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let keeps = slf.get().lock(py)?.kept.is_some();
        let restore = py.import("deepnode._deepnode")?.getattr("_restore")?;
        let arguments = (slf.get().snapshot(py)?, keeps);
        Ok((restore, arguments.into_pyobject(py)?))
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match other.cast::<Self>() {
            Ok(other) => Ok(self.same(py, other.get()).into_pyobject(py)?.to_owned().into_any().unbind()),
            Err(_) => Ok(py.NotImplemented()),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (id, time, sequence) = self.ask(py, |domain| (domain.id(), domain.time(), domain.sequence()))?;
        Ok(format!("<Domain {id} at time {time}, {sequence} events>"))
    }

    /// A table for notebooks.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        crate::nouns::html(slf.as_any(), "domain")
    }
}

/// What a pickle calls.
#[pyfunction]
pub(crate) fn _restore(
    py: Python<'_>,
    snapshot: &Bound<'_, PyBytes>,
    keep_events: bool,
) -> PyResult<PyDomain> {
    PyDomain::restore(py, snapshot, keep_events)
}
