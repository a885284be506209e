//! The way in for what was signed.

use std::time::Instant;

use deepnode_core::scenario::Step;
use deepnode_core::{Checked, Envelope, Error, Receipt};
use pyo3::prelude::*;

use super::batch::SLICE;
use super::{PyDomain, State};
use crate::error::refused;
use crate::lists::Each;
use crate::signing::envelope::PyEnvelope;
use crate::signing::receipt::PyReceipt;
use crate::value::In;

/// Envelopes whose signatures are checked before Ctrl-C is looked for.
const AT_A_TIME: usize = 4096;

#[pymethods]
impl PyDomain {
    /// Applies what somebody has signed, at your time in milliseconds.
    ///
    /// Raises `deepnode.errors.InvalidBatch`, `BadSignature`, `WrongNonce`, `Expired` or `TimeWentBack`, or the command's own
    /// refusal; then nothing has changed, and the nonce is still good. The refusals of a batch's commands are in its
    /// receipt: it uses its nonce even if they all are refused.
    fn apply_signed(
        &self,
        py: Python<'_>,
        now: In<u64>,
        envelope: &Bound<'_, PyEnvelope>,
    ) -> PyResult<PyReceipt> {
        let envelope = &envelope.get().0;
        let id = self.ask(py, |domain| domain.id())?;
        let checked = py.detach(|| envelope.check(id));
        let result = self.changing(py, |state| state.apply_checked(now.0, &checked))?;
        result.map_err(|error| refused(py, &error))
    }

    /// Applies what many have signed, in order, and says of each what became of it: its receipt, or the
    /// `deepnode.errors.Refused` that `apply_signed` would have raised.
    ///
    /// Signatures are most of the work: they are checked on all cores, and other threads go on meanwhile; their calls on
    /// the same domain may come in between. Ctrl-C is heard throughout: while signatures are checked, nothing was applied;
    /// later, it ends the call between two envelopes, what was applied stays, and the nonces say how far it came.
    fn apply_signed_all<'py>(
        &self,
        py: Python<'py>,
        now: In<u64>,
        envelopes: Each<'py, Envelope>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let envelopes = envelopes.items()?.collect::<PyResult<Vec<_>>>()?;
        let id = self.ask(py, |domain| domain.id())?;
        let mut checked = Vec::with_capacity(envelopes.len());
        for some in envelopes.chunks(AT_A_TIME) {
            py.check_signals()?;
            checked.extend(py.detach(|| Envelope::check_all(some, id)));
        }
        let mut results = Vec::with_capacity(checked.len());
        while results.len() < checked.len() {
            self.give_way(py)?;
            let rest = &checked[results.len()..];
            self.changing(py, |state| {
                let begun = Instant::now();
                for checked in rest {
                    results.push(state.apply_checked(now.0, checked));
                    if begun.elapsed() >= SLICE {
                        break;
                    }
                }
            })?;
        }
        let each = results.into_iter().map(|result| match result {
            Ok(receipt) => Ok(Bound::new(py, receipt)?.into_any()),
            Err(error) => Ok(refused(py, &error).into_value(py).into_bound(py).into_any()),
        });
        each.collect()
    }
}

impl State {
    /// Applies an envelope, and keeps its events.
    fn apply_checked(&mut self, now: u64, checked: &Checked<'_>) -> Result<PyReceipt, Error> {
        let before = self.domain.sequence();
        let receipt = self.domain.apply_checked(now, checked)?;
        Ok(self.receive(before, receipt))
    }

    /// Gives a step of a scenario to the domain, and keeps its events.
    pub(crate) fn give(&mut self, step: &Step) -> Result<PyReceipt, Error> {
        let before = self.domain.sequence();
        let receipt = step.give(&mut self.domain)?;
        Ok(self.receive(before, receipt))
    }

    fn receive(&mut self, mut before: u64, receipt: Receipt) -> PyReceipt {
        let mut note = |events: Vec<_>| {
            let first = before;
            before = before.saturating_add(events.len() as u64);
            self.note(first, events)
        };
        match receipt {
            Receipt::Command(events) => PyReceipt { nonce_used: None, results: vec![Ok(note(events))] },
            Receipt::Batch { nonce_used, results } => PyReceipt {
                nonce_used: Some(note(nonce_used.into())),
                results: results.into_iter().map(|result| result.map(&mut note)).collect(),
            },
        }
    }
}
