//! The domain: its state, and the ways in.

mod batch;
mod listings;
mod queries;
mod record;
mod signed;
mod state;
mod whole;

use deepnode_core::{Address, Command, Domain, Hash, Params};
use pyo3::prelude::*;

pub(crate) use batch::{PyResults, PySteps};
pub(crate) use state::{PyDomain, State};
pub(crate) use whole::_restore;

use crate::command::PyCommand;
use crate::error::refused;
use crate::events::PyEvents;
use crate::value::In;

#[pymethods]
impl PyDomain {
    /// An empty domain.
    ///
    /// `chain_id` and `contract` are those of the contract that it settles with; they make up the domain's `id`, which
    /// seals, commitments and signatures are bound to. With `keep_events` all events stay in memory, for `events`.
    ///
    /// Raises `deepnode.errors.InvalidParams` for parameters that break a rule.
    #[new]
    #[pyo3(signature = (chain_id, contract, params, *, keep_events = false))]
    fn new(
        py: Python<'_>,
        chain_id: In<u64>,
        contract: In<Address>,
        params: In<Params>,
        keep_events: bool,
    ) -> PyResult<Self> {
        let domain =
            Domain::new(chain_id.0, contract.0, params.0).map_err(|invalid| refused(py, &invalid.into()))?;
        Ok(Self::of(domain, keep_events))
    }

    /// Applies a command of a signer that you have authenticated, at your time in milliseconds.
    ///
    /// Gives what happened. Raises the first check that fails, as a `deepnode.errors.Refused`; then nothing has changed.
    ///
    /// >>> domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))[-1].reason
    /// Reason.DEPOSIT
    /// >>> domain.apply(1_001, ana, commands.Withdraw(amount=DN(600)))
    /// Traceback (most recent call last):
    /// deepnode.errors.InsufficientBalance: insufficient balance: have 5 DN, need 600 DN
    fn apply(
        &self,
        py: Python<'_>,
        now: In<u64>,
        signer: In<Address>,
        command: &Bound<'_, PyCommand>,
    ) -> PyResult<PyEvents> {
        let command = &command.get().0;
        let result = if is_long(command) {
            self.changing(py, |state| state.apply(now.0, signer.0, command))?
        } else {
            self.lock(py)?.apply(now.0, signer.0, command)
        };
        result.map_err(|error| refused(py, &error))
    }

    /// What `apply` would answer, without applying: it gives what would happen, or raises why the command would be
    /// refused.
    ///
    /// >>> would = domain.preview(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    /// >>> domain.balance(ana)
    /// 0
    /// >>> domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5))) == would
    /// True
    fn preview(
        &self,
        py: Python<'_>,
        now: In<u64>,
        signer: In<Address>,
        command: &Bound<'_, PyCommand>,
    ) -> PyResult<PyEvents> {
        let command = &command.get().0;
        let result = self.read(py, |domain| {
            let events = domain.preview(now.0, signer.0, command)?;
            Ok(state::list(domain.sequence(), now.0, events))
        })?;
        result.map(PyEvents::one).map_err(|error| refused(py, &error))
    }

    /// The heartbeat: applies `commands.Advance(entropy, next)`.
    ///
    /// All that is due happens, then leases and seats are drawn. `next` is the Keccak-256 of the entropy of the advance
    /// after this one.
    fn advance(
        &self,
        py: Python<'_>,
        now: In<u64>,
        signer: In<Address>,
        entropy: In<Hash>,
        next: In<Hash>,
    ) -> PyResult<PyEvents> {
        let command = Command::Advance { entropy: entropy.0, next: next.0 };
        let result = self.changing(py, |state| state.apply(now.0, signer.0, &command))?;
        result.map_err(|error| refused(py, &error))
    }
}

/// Whether a command can take so long that other threads should go on meanwhile.
const fn is_long(command: &Command) -> bool {
    matches!(command, Command::Advance { .. } | Command::Decide { .. })
}
