//! Events: kept, replayed, followed.

use deepnode_core::log::{CannotFollow, Entry};
use pyo3::prelude::*;

use super::{PyDomain, State};
use crate::error::raise;
use crate::events::PyEvents;
use crate::failure::{cannot_follow, inconsistent};
use crate::lists::{Each, EventList};
use crate::value::FromPython;

/// Lists that are taken from Python before the domain is locked: few enough that Ctrl-C is soon heard.
const AT_A_TIME: usize = 4096;

#[pymethods]
impl PyDomain {
    /// Everything that happened, in order, in a domain that was made with `keep_events=True`; in one that was restored
    /// with it, everything since.
    ///
    /// Raises `deepnode.errors.EventsNotKept` otherwise.
    ///
    /// >>> domain = Domain(8453, "0x" + "99" * 20, Params(bridge=bridge), keep_events=True)
    /// >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    /// >>> [type(event).__name__ for event in domain.events]
    /// ['Clock', 'Moved']
    #[getter]
    fn events(&self, py: Python<'_>) -> PyResult<PyEvents> {
        let kept = self.lock(py)?.kept.clone();
        kept.map(PyEvents::many).ok_or_else(|| not_kept(py))
    }

    /// The same, as one `Events` for each applied command: what `replay` takes.
    #[getter]
    fn event_lists(&self, py: Python<'_>) -> PyResult<Vec<PyEvents>> {
        let kept = self.lock(py)?.kept.clone();
        Ok(kept.ok_or_else(|| not_kept(py))?.iter().flat_map(PyEvents::parts).collect())
    }

    /// Applies recorded events, one list for each applied command: the same lists, in the same order, give the same
    /// state with the same `head`.
    ///
    /// It believes what the events say: take a record that somebody else has kept with `follow`. The lists may come from a
    /// generator. Ctrl-C stops between two lists; what was replayed stays.
    ///
    /// Raises `deepnode.errors.Inconsistent` for an event that does not fit the state, or a list without any. The domain
    /// is then in no defined state, and every later call says so.
    ///
    /// >>> replica = domain.copy()
    /// >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    /// >>> replica.replay([events])
    /// >>> replica == domain
    /// True
    fn replay(&self, py: Python<'_>, lists: Each<'_, EventList>) -> PyResult<()> {
        let take = |state: &mut State, EventList(events)| {
            let before = state.domain.sequence();
            state.domain.replay([&events]).inspect_err(|_| state.broken = true)?;
            state.note(before, events);
            Ok(())
        };
        self.take_in(py, &lists, take, inconsistent)
    }

    /// Replays entries of the log that come next: each begins behind the domain's last event and ends in the head that it
    /// says, so that none is left out, taken twice or changed.
    ///
    /// Raises `deepnode.errors.BrokenChain` for the first entry that is not the next one, with which nothing was done, or
    /// `deepnode.errors.Inconsistent`, after which the domain is in no defined state.
    fn follow(&self, py: Python<'_>, entries: Each<'_, Entry>) -> PyResult<()> {
        let take = |state: &mut State, entry: Entry| {
            let before = state.domain.sequence();
            let broken = |why: &CannotFollow| !matches!(why, CannotFollow::Chain(_));
            state.domain.follow([&entry]).inspect_err(|why| state.broken |= broken(why))?;
            state.note(before, entry.events);
            Ok(())
        };
        self.take_in(py, &entries, take, cannot_follow)
    }
}

impl PyDomain {
    /// Takes items in, as Python gives them, until one does not fit.
    fn take_in<T: FromPython + Send, E: Send>(
        &self,
        py: Python<'_>,
        items: &Each<'_, T>,
        take: impl Fn(&mut State, T) -> Result<(), E> + Sync,
        raise: impl Fn(Python<'_>, &E) -> PyErr,
    ) -> PyResult<()> {
        let mut items = items.items()?;
        loop {
            self.give_way(py)?;
            let some = items.by_ref().take(AT_A_TIME).collect::<PyResult<Vec<_>>>()?;
            if some.is_empty() {
                return Ok(());
            }
            let taken = self.changing(py, |state| some.into_iter().try_for_each(|item| take(state, item)))?;
            taken.map_err(|why| raise(py, &why))?;
        }
    }
}

fn not_kept(py: Python<'_>) -> PyErr {
    let message = "this domain does not keep its events: make or restore it with keep_events=True";
    raise(py, "EventsNotKept", message.into(), Vec::new())
}
