//! Questions with one answer.

use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, Hash, ModelId, Params, Place, ProposalId, Supply, TaskId, Time,
    Totals,
};
use pyo3::prelude::*;

use super::PyDomain;
use crate::nouns::assignment::Assignment;
use crate::nouns::case::Case;
use crate::nouns::history::TaskHistory;
use crate::nouns::miner::Miner;
use crate::nouns::model::Model;
use crate::nouns::proposal::Proposal;
use crate::nouns::standing::Standing;
use crate::nouns::task::Task;
use crate::nouns::validator::Validator;
use crate::value::{In, Out};

#[pymethods]
impl PyDomain {
    /// The EIP-712 domain separator, which seals, commitments and signatures are bound to.
    #[getter]
    fn id<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Hash>> {
        Out::new(py, &self.ask(py, |domain| domain.id())?)
    }

    /// The hash that all events so far end in.
    ///
    /// Two domains of the same chain and contract with the same head have the same state, but for what `compact` has
    /// dropped from one of them.
    #[getter]
    fn head<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Hash>> {
        Out::new(py, &self.ask(py, |domain| domain.head())?)
    }

    /// How many events there are so far, which is also the number of the last one: the first has number 1.
    #[getter]
    fn sequence(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |domain| domain.sequence())
    }

    /// The chain of the contract that the domain settles with.
    #[getter]
    fn chain_id(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |domain| domain.chain_id())
    }

    /// The contract that the domain settles with.
    #[getter]
    fn contract<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Address>> {
        Out::new(py, &self.ask(py, |domain| domain.contract())?)
    }

    /// The time of the last applied command, in milliseconds; 0 before the first.
    #[getter]
    fn time(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |domain| domain.time())
    }

    /// The randomness of the latest advance.
    #[getter]
    fn beacon<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Hash>> {
        Out::new(py, &self.ask(py, |domain| domain.beacon())?)
    }

    /// The parameters in force, with the present holders of the roles and the present phase.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Params>> {
        Out::new(py, &self.ask(py, |domain| domain.params().clone())?)
    }

    /// The number of the parameters in force, from 1.
    #[getter]
    fn params_version(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |domain| domain.params_version())
    }

    /// What has come in, gone out, been made and been destroyed.
    #[getter]
    fn supply<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Supply>> {
        Out::new(py, &self.ask(py, |domain| domain.supply())?)
    }

    /// What is in all places of each kind.
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Totals>> {
        Out::new(py, &self.ask(py, |domain| domain.totals())?)
    }

    /// The earliest time at which an advance has something to see to; it may lie in the past. `None` in a domain without
    /// any command.
    #[getter]
    fn next_deadline<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Option<Time>>> {
        Out::new(py, &self.ask(py, |domain| domain.next_deadline())?)
    }

    /// What an address can spend, in base units.
    fn balance<'py>(&self, py: Python<'py>, who: In<Address>) -> PyResult<Out<'py, Amount>> {
        Out::new(py, &self.ask(py, |domain| domain.balance(&who.0))?)
    }

    /// What is in a place, in base units; nothing in the three that have no end.
    ///
    /// >>> domain.money(places.Balance(ana)) == domain.balance(ana)
    /// True
    fn money<'py>(&self, py: Python<'py>, place: In<Place>) -> PyResult<Out<'py, Amount>> {
        Out::new(py, &self.ask(py, |domain| domain.money(place.0))?)
    }

    /// What all stakers have behind a validator, in base units.
    fn delegated_to<'py>(&self, py: Python<'py>, validator: In<Address>) -> PyResult<Out<'py, Amount>> {
        Out::new(py, &self.ask(py, |domain| domain.delegated_to(&validator.0))?)
    }

    /// The nonce that a signer's next signed command has to carry.
    fn nonce(&self, py: Python<'_>, signer: In<Address>) -> PyResult<u64> {
        self.ask(py, |domain| domain.nonce(&signer.0))
    }

    /// A model; `None` if nobody has registered it.
    fn model<'py>(&self, py: Python<'py>, model: In<ModelId>) -> PyResult<Out<'py, Option<Model>>> {
        Out::new(py, &self.ask(py, |domain| domain.model(&model.0).map(Model::of))?)
    }

    /// A miner, also one that has left; `None` if it never registered.
    fn miner<'py>(&self, py: Python<'py>, miner: In<Address>) -> PyResult<Out<'py, Option<Miner>>> {
        Out::new(py, &self.ask(py, |domain| domain.miner(&miner.0).map(|row| Miner::of(domain, row)))?)
    }

    /// A validator, also one that has left; `None` if it never registered.
    fn validator<'py>(
        &self,
        py: Python<'py>,
        validator: In<Address>,
    ) -> PyResult<Out<'py, Option<Validator>>> {
        let found =
            self.ask(py, |domain| domain.validator(&validator.0).map(|row| Validator::of(domain, row)))?;
        Out::new(py, &found)
    }

    /// A task; `None` if there is none of this id, or it was dropped.
    fn task<'py>(&self, py: Python<'py>, task: In<TaskId>) -> PyResult<Out<'py, Option<Task>>> {
        Out::new(py, &self.ask(py, |domain| domain.task(task.0).map(|row| Task::of(domain, task.0, row)))?)
    }

    /// An assignment; `None` if there is none of this id, or it was dropped with its task.
    fn assignment<'py>(
        &self,
        py: Python<'py>,
        assignment: In<AssignmentId>,
    ) -> PyResult<Out<'py, Option<Assignment>>> {
        let found = self.ask(py, |domain| {
            domain.assignment(assignment.0).map(|row| Assignment::of(domain, assignment.0, row))
        })?;
        Out::new(py, &found)
    }

    /// A case; `None` if there is none of this id, or it was dropped.
    fn case<'py>(&self, py: Python<'py>, case: In<CaseId>) -> PyResult<Out<'py, Option<Case>>> {
        Out::new(py, &self.ask(py, |domain| domain.case(case.0).map(|row| Case::of(domain, case.0, row)))?)
    }

    /// A proposal; `None` if there is none of this id, or it was dropped.
    fn proposal<'py>(
        &self,
        py: Python<'py>,
        proposal: In<ProposalId>,
    ) -> PyResult<Out<'py, Option<Proposal>>> {
        let found = self
            .ask(py, |domain| domain.proposal(proposal.0).map(|row| Proposal::of(domain, proposal.0, row)))?;
        Out::new(py, &found)
    }

    /// Where a miner stands in the draws for leases, and what keeps tasks from it; `None` if it never registered.
    fn standing<'py>(&self, py: Python<'py>, miner: In<Address>) -> PyResult<Out<'py, Option<Standing>>> {
        Out::new(py, &self.read(py, |domain| domain.standing(&miner.0).as_ref().map(Standing::of))?)
    }

    /// What became of a task, with every attempt and every verdict; `None` if there is none of this id, or it was
    /// dropped.
    fn history<'py>(&self, py: Python<'py>, task: In<TaskId>) -> PyResult<Out<'py, Option<TaskHistory>>> {
        Out::new(py, &self.ask(py, |domain| domain.history(task.0).map(TaskHistory::of))?)
    }
}
