//! The state behind its lock.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deepnode_core::{Address, Command, Domain, Error, Event, Time};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;

use crate::error::raise;
use crate::events::{List, PyEvents, Times};

/// The state of a domain, which commands change and nothing else does.
///
/// A plain value: it has no clock and no randomness of its own, and the same commands give the same state on every
/// machine. Several threads may use one.
///
/// >>> domain = Domain(8453, "0x" + "99" * 20, Params(bridge=bridge))
/// >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
/// >>> domain.balance(ana) == DN(5)
/// True
/// >>> domain.audit()
/// []
#[pyclass(frozen, weakref, module = "deepnode", name = "Domain")]
pub(crate) struct PyDomain {
    state: Mutex<State>,
    /// How many threads wait for the state.
    waiting: AtomicUsize,
}

/// What the lock guards.
pub(crate) struct State {
    pub(crate) domain: Domain,
    /// Every list of events since the beginning, or since the domain was restored, if they are kept.
    pub(crate) kept: Option<Vec<Arc<List>>>,
    /// Whether a replay stopped half-way through a list.
    pub(crate) broken: bool,
}

impl State {
    /// Applies a command, and keeps its events if that is asked for.
    pub(crate) fn apply(&mut self, now: Time, signer: Address, command: &Command) -> Result<PyEvents, Error> {
        let before = self.domain.sequence();
        let events = self.domain.apply(now, signer, command)?;
        if self.kept.is_some() {
            return Ok(PyEvents::one(self.note(before, events)));
        }
        Ok(PyEvents::own(List { first: before.saturating_add(1), events, times: Times::One(now) }))
    }

    /// Keeps the events of what was just applied; `before` is how many there were before them.
    pub(crate) fn note(&mut self, before: u64, events: Vec<Event>) -> Arc<List> {
        let times = Times::One(self.domain.time());
        self.keep(List { first: before.saturating_add(1), events, times })
    }

    /// Keeps the events of the commands that were just applied, in one piece.
    pub(crate) fn note_all(&mut self, events: Vec<Event>, times: Times) -> Arc<List> {
        let first = self.domain.sequence() + 1 - events.len() as u64;
        self.keep(List { first, events, times })
    }

    fn keep(&mut self, list: List) -> Arc<List> {
        let list = Arc::new(list);
        if let Some(kept) = &mut self.kept {
            kept.push(Arc::clone(&list));
        }
        list
    }
}

/// Events that came behind `before` others.
pub(crate) fn list(before: u64, now: Time, events: Vec<Event>) -> Arc<List> {
    Arc::new(List { first: before.saturating_add(1), events, times: Times::One(now) })
}

impl PyDomain {
    pub(crate) fn of(domain: Domain, keep_events: bool) -> Self {
        Self::keeping(domain, keep_events.then(Vec::new))
    }

    pub(crate) const fn keeping(domain: Domain, kept: Option<Vec<Arc<List>>>) -> Self {
        let state = Mutex::new(State { domain, kept, broken: false });
        Self { state, waiting: AtomicUsize::new(0) }
    }

    /// The state, for a moment. Who waits for another thread lets Python go on meanwhile.
    ///
    /// Nothing of Python may be called before it is given back: whatever Python does next may ask for the same state.
    pub(crate) fn lock(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        let state = match self.state.try_lock() {
            Ok(state) => state,
            Err(_) => match self.in_line(|| self.state.lock_py_attached(py)) {
                Ok(state) => state,
                Err(poisoned) => {
                    drop(poisoned);
                    return Err(undefined(py));
                }
            },
        };
        if state.broken {
            drop(state);
            return Err(undefined(py));
        }
        Ok(state)
    }

    /// A short question.
    pub(crate) fn ask<T>(&self, py: Python<'_>, question: impl FnOnce(&Domain) -> T) -> PyResult<T> {
        Ok(question(&self.lock(py)?.domain))
    }

    /// A long question: other threads go on meanwhile.
    pub(crate) fn read<T: Send>(
        &self,
        py: Python<'_>,
        question: impl FnOnce(&Domain) -> T + Send,
    ) -> PyResult<T> {
        self.changing(py, |state| question(&state.domain))
    }

    /// A long question that may come to nothing.
    pub(crate) fn reading<T: Send>(
        &self,
        py: Python<'_>,
        question: impl FnOnce(&Domain) -> PyResult<T> + Send,
    ) -> PyResult<T> {
        self.read(py, question)?
    }

    /// A long change: other threads go on meanwhile.
    pub(crate) fn changing<T: Send>(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut State) -> T + Send,
    ) -> PyResult<T> {
        let done = py.detach(|| match self.in_line(|| self.state.lock()) {
            Ok(mut state) if !state.broken => Some(change(&mut state)),
            _ => None,
        });
        done.ok_or_else(|| undefined(py))
    }

    /// Waits, and is counted meanwhile.
    fn in_line<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let got = wait();
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        got
    }

    /// Between two slices of a long change: hears Ctrl-C, and lets those who wait have the state first. A lock is had by
    /// whoever asks at the right moment, which a sleeper never does.
    pub(crate) fn give_way(&self, py: Python<'_>) -> PyResult<()> {
        py.check_signals()?;
        if self.waiting.load(Ordering::Relaxed) > 0 {
            py.detach(|| std::thread::sleep(Duration::from_millis(1)));
        }
        Ok(())
    }

    /// Whether two domains have the same state. They are locked in the order of their addresses, so that two threads
    /// that compare the same two do not wait for each other.
    pub(crate) fn same(&self, py: Python<'_>, other: &Self) -> bool {
        let (one, two) = (&raw const *self, &raw const *other);
        if one == two {
            return true;
        }
        let (first, second) = if one < two { (self, other) } else { (other, self) };
        py.detach(|| {
            let first = first.state.lock().unwrap_or_else(PoisonError::into_inner);
            let second = second.state.lock().unwrap_or_else(PoisonError::into_inner);
            !first.broken && !second.broken && first.domain == second.domain
        })
    }
}

fn undefined(py: Python<'_>) -> PyErr {
    let message = "an earlier call left this domain half-way through a change; restore it from a snapshot";
    raise(py, "UndefinedState", message.into(), Vec::new())
}
