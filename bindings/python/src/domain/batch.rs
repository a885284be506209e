//! Many commands in one call.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deepnode_core::{Address, Command, Error, Time};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::{PyDomain, State};
use crate::command::PyCommand;
use crate::error::refused;
use crate::events::{List, PyEvents, Times};
use crate::number::Index;
use crate::sequence::{self, sequence};
use crate::value::{FromPython, ToPython};

/// How long a batch runs before Python is asked whether it should go on.
pub(super) const SLICE: Duration = Duration::from_millis(50);
/// After how many commands the clock is looked at.
const BETWEEN: usize = 256;

/// A command with its time and signer.
type Step = (Time, Address, Command);

/// Commands that are ready to be applied, each with its time and signer.
///
/// Made once from `(now, signer, command)` of any iterable; applying it costs nothing beside the ledger's own time.
///
/// >>> steps = Steps([(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))] * 3)
/// >>> len(steps)
/// 3
#[pyclass(frozen, sequence, module = "deepnode", name = "Steps")]
pub(crate) struct PySteps(Vec<Step>);

impl PySteps {
    fn gather(steps: &Bound<'_, PyAny>) -> PyResult<Vec<Step>> {
        steps.try_iter()?.map(|step| Self::step(&step?)).collect()
    }

    fn step(step: &Bound<'_, PyAny>) -> PyResult<Step> {
        let wrong = || PyTypeError::new_err("expected (now, signer, command)");
        let step = step.cast::<PyTuple>().map_err(|_| wrong())?;
        if step.len() != 3 {
            return Err(wrong());
        }
        let now = u64::from_py(step.get_borrowed_item(0)?)?;
        let signer = Address::from_py(step.get_borrowed_item(1)?)?;
        let command = step.get_borrowed_item(2)?.cast::<PyCommand>()?.get().0.clone();
        Ok((now, signer, command))
    }
}

#[pymethods]
impl PySteps {
    #[new]
    fn new(steps: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::gather(steps).map(Self)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// A step as `(now, signer, command)`, or the steps of a slice.
    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(places) = sequence::places(index, self.0.len())? {
            let steps = places.into_iter().filter_map(|place| self.0.get(place).cloned());
            return Ok(Bound::new(py, Self(steps.collect()))?.into_any());
        }
        let index: Index = index.extract()?;
        let step = index.within(self.0.len()).and_then(|place| self.0.get(place));
        let none = || PyIndexError::new_err(format!("there is no step {} of {}", index.0, self.0.len()));
        let (now, signer, command) = step.ok_or_else(none)?;
        Ok((*now, signer.to_py(py)?, command.to_py(py)?).into_pyobject(py)?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<Steps: {} commands>", self.0.len())
    }
}

/// What became of a batch: for each step its events, or why it was refused.
///
/// >>> good = (1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
/// >>> bad = (1_000, ana, commands.Withdraw(amount=DN(999)))
/// >>> results = domain.apply_all([good, bad, good])
/// >>> results.refused
/// [(1, InsufficientBalance('insufficient balance: have 1 DN, need 999 DN'))]
/// >>> results[1].code
/// 'insufficient_balance'
/// >>> len(results.events.table())
/// 3
#[pyclass(frozen, sequence, module = "deepnode", name = "Results")]
pub(crate) struct PyResults(Results);

#[derive(Default)]
struct Results {
    /// The events, in as many lists as there were slices of time.
    lists: Vec<Arc<List>>,
    /// For each step, its list and its place among the commands of that list.
    steps: Vec<Result<(usize, usize), Box<Error>>>,
}

#[pymethods]
impl PyResults {
    fn __len__(&self) -> usize {
        self.0.steps.len()
    }

    /// The `Events` of a step, or the `Refused` that says why it was refused; or those of a slice.
    fn __getitem__<'py>(slf: &Bound<'py, Self>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, Results { lists, steps }) = (slf.py(), &slf.get().0);
        if let Some(places) = sequence::places(index, steps.len())? {
            return sequence::items(slf.as_any(), places);
        }
        let index: Index = index.extract()?;
        let result = index.within(steps.len()).and_then(|place| steps.get(place));
        let none = || PyIndexError::new_err(format!("there is no result {} of {}", index.0, steps.len()));
        match result.ok_or_else(none)? {
            Ok((list, command)) => {
                let list = Arc::clone(&lists[*list]);
                Ok(Bound::new(py, PyEvents::part(list, *command))?.into_any())
            }
            Err(error) => Ok(refused(py, error).into_value(py).into_bound(py).into_any()),
        }
    }

    /// All events of all steps, in order.
    #[getter]
    fn events(&self) -> PyEvents {
        PyEvents::many(self.0.lists.clone())
    }

    /// The places of the steps that were refused, each with the exception.
    #[getter]
    fn refused<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let steps = self.0.steps.iter().enumerate();
        let refusals = steps.filter_map(|(place, result)| Some((place, result.as_ref().err()?)));
        PyList::new(
            py,
            refusals.map(|(place, error)| (place, refused(py, error).into_value(py))).collect::<Vec<_>>(),
        )
    }

    /// Raises the first refusal, if there is one.
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        let first = self.0.steps.iter().find_map(|result| result.as_ref().err());
        first.map_or(Ok(()), |error| Err(refused(py, error)))
    }

    fn __repr__(&self) -> String {
        let steps = &self.0.steps;
        let refused = steps.iter().filter(|result| result.is_err()).count();
        format!("<Results: {} applied, {refused} refused>", steps.len() - refused)
    }
}

sequence!(PySteps of "step");
sequence!(PyResults of "result");

/// Applies steps until the time is over; how many are left is for the caller to see.
fn run(state: &mut State, steps: &[Step], results: &mut Results) {
    let begun = Instant::now();
    let (mut events, mut parts) = (Vec::new(), Vec::new());
    for part in steps.chunks(BETWEEN) {
        for (now, signer, command) in part {
            match state.domain.apply(*now, *signer, command) {
                Ok(new) => {
                    events.extend(new);
                    results.steps.push(Ok((results.lists.len(), parts.len())));
                    parts.push((events.len(), *now));
                }
                Err(error) => results.steps.push(Err(Box::new(error))),
            }
        }
        if begun.elapsed() >= SLICE {
            break;
        }
    }
    if !parts.is_empty() {
        results.lists.push(state.note_all(events, Times::Many(parts)));
    }
}

#[pymethods]
impl PyDomain {
    /// Applies many commands in order, while other threads go on.
    ///
    /// `steps` are `Steps`, or any iterable of `(now, signer, command)`. A refused command changes nothing, and the next one
    /// is tried; the results say which were refused and why. `progress` is called with the steps done and their number,
    /// about twenty times a second, or is `True` for a bar.
    ///
    /// Ctrl-C ends it between two commands; what was applied stays, and `domain.sequence` says how far it came. Calls of
    /// other threads on the same domain may come in between.
    #[pyo3(signature = (steps, *, progress = None))]
    fn apply_all(
        &self,
        py: Python<'_>,
        steps: &Bound<'_, PyAny>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyResults> {
        let gathered;
        let steps = if let Ok(ready) = steps.cast::<PySteps>() {
            &ready.get().0
        } else {
            gathered = PySteps::gather(steps)?;
            &gathered
        };
        let mut results = Results { steps: Vec::with_capacity(steps.len()), ..Results::default() };
        match progress {
            None => self.run_all(py, steps, &mut results, |_| Ok(()))?,
            Some(progress) => {
                let bar = py.import("deepnode.progress")?.getattr("bar")?;
                let bar = bar.call1((steps.len(), "commands", progress))?;
                let tell = |done: usize| bar.call_method1("update", (done,)).map(drop);
                let outcome = self.run_all(py, steps, &mut results, tell);
                // What ended the batch is what is raised, whatever the bar says on its way out.
                let closed = bar.call_method0("close");
                outcome?;
                closed?;
            }
        }
        Ok(PyResults(results))
    }
}

impl PyDomain {
    fn run_all(
        &self,
        py: Python<'_>,
        steps: &[Step],
        results: &mut Results,
        tell: impl Fn(usize) -> PyResult<()>,
    ) -> PyResult<()> {
        while results.steps.len() < steps.len() {
            let rest = &steps[results.steps.len()..];
            self.changing(py, |state| run(state, rest, results))?;
            tell(results.steps.len())?;
            self.give_way(py)?;
        }
        Ok(())
    }
}
