//! Questions with many answers. Other threads go on while they are put together.

use std::collections::BTreeMap;

use deepnode_core::{Address, Deadline, Params};
use pyo3::prelude::*;

use super::PyDomain;
use crate::lists::Listing;
use crate::nouns::assignment::Assignment;
use crate::nouns::case::Case;
use crate::nouns::claims::PyClaims;
use crate::nouns::miner::Miner;
use crate::nouns::model::Model;
use crate::nouns::proposal::Proposal;
use crate::nouns::task::Task;
use crate::nouns::validator::Validator;
use crate::value::Out;

#[pymethods]
impl PyDomain {
    /// Every model in order of registration, also those that are retired.
    fn models<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Model>>> {
        Out::new(py, &self.read(py, |domain| Listing(domain.models().map(Model::of).collect()))?)
    }

    /// Every miner in order of registration, also those that have left.
    fn miners<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Miner>>> {
        let all =
            self.read(py, |domain| Listing(domain.miners().map(|row| Miner::of(domain, row)).collect()))?;
        Out::new(py, &all)
    }

    /// Every validator in order of registration, also those that have left.
    fn validators<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Validator>>> {
        let all = self.read(py, |domain| {
            Listing(domain.validators().map(|row| Validator::of(domain, row)).collect())
        })?;
        Out::new(py, &all)
    }

    /// Every task, ascending.
    fn tasks<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Task>>> {
        let all = self.read(py, |domain| {
            Listing(domain.tasks().map(|(id, row)| Task::of(domain, id, row)).collect())
        })?;
        Out::new(py, &all)
    }

    /// Every assignment, ascending.
    fn assignments<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Assignment>>> {
        let all = self.read(py, |domain| {
            Listing(domain.assignments().map(|(id, row)| Assignment::of(domain, id, row)).collect())
        })?;
        Out::new(py, &all)
    }

    /// Every case, ascending.
    fn cases<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Case>>> {
        let all = self.read(py, |domain| {
            Listing(domain.cases().map(|(id, row)| Case::of(domain, id, row)).collect())
        })?;
        Out::new(py, &all)
    }

    /// Every proposal, ascending.
    fn proposals<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Proposal>>> {
        let all = self.read(py, |domain| {
            Listing(domain.proposals().map(|(id, row)| Proposal::of(domain, id, row)).collect())
        })?;
        Out::new(py, &all)
    }

    /// Every signer that has used a nonce, with the next one.
    fn nonces<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, BTreeMap<Address, u64>>> {
        Out::new(py, &self.read(py, |domain| domain.nonces().collect())?)
    }

    /// The versions of the parameters that something still refers to, by their numbers; the last is that in force. Of
    /// roles and phase, a version says only what they were when it took effect.
    fn versions<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, BTreeMap<u64, Params>>> {
        let all = self.read(py, |domain| {
            domain.versions().map(|(number, params)| (number, params.clone())).collect()
        })?;
        Out::new(py, &all)
    }

    /// Every pending deadline, ascending by time; what is ready before its time is due now.
    ///
    /// >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(1)))
    /// >>> domain.deadlines()
    /// [Deadline(until=86401000, what=EpochEnd(epoch=0))]
    fn deadlines<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Listing<Deadline>>> {
        Out::new(py, &self.read(py, |domain| Listing(domain.deadlines()))?)
    }

    /// The Merkle tree of every balance above zero, or `None` where nobody has one.
    ///
    /// It takes three hashes for each balance and is not kept; what is in escrow, at stake or in a cooldown is no
    /// balance.
    fn claims(&self, py: Python<'_>) -> PyResult<Option<PyClaims>> {
        self.read(py, |domain| domain.claims().map(PyClaims::of))
    }
}
