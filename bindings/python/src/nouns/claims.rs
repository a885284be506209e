//! Balances as a Merkle tree.

use deepnode_core::{Address, Amount, Claim, Claims, Hash};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::number::Index;
use crate::records::records;
use crate::sequence::{self, sequence};
use crate::text;
use crate::value::{In, Out, ToPython};

records! {
    /// A balance, and the proof that a root holds it. It needs no domain to be checked.
    PyClaim = "Claim" in "deepnode": Claim {
        /// Whether a root holds this balance, as OpenZeppelin's `MerkleProof.verify` would say.
        fn verify(&self, root: In<Hash>) -> bool {
            self.0.verify(root.0)
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
            text::from_json::<Claim>(text)
        }
    } {
        /// Whose balance.
        address: Address,
        /// How much, in base units.
        amount: Amount,
        /// The sibling of each node on the way from the leaf to the root.
        proof: Vec<Hash>,
    }
}

/// Every balance above zero, provable against one root: a sequence of claims, ascending by address.
///
/// The tree is the `StandardMerkleTree` of the npm package `@openzeppelin/merkle-tree` over `[address, uint256]`, so that
/// the Solidity library `MerkleProof` verifies its proofs.
///
/// >>> _ = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
/// >>> claims = domain.claims()
/// >>> claims.claim_of(ana).verify(claims.root)
/// True
#[pyclass(frozen, sequence, eq, module = "deepnode", name = "Claims")]
#[derive(PartialEq)]
pub(crate) struct PyClaims {
    pub(crate) claims: Claims,
    /// In order, so that one can be had by its place.
    addresses: Vec<Address>,
}

impl PyClaims {
    pub(crate) fn of(claims: Claims) -> Self {
        let addresses = claims.iter().map(|claim| claim.address).collect();
        Self { claims, addresses }
    }
}

#[pymethods]
impl PyClaims {
    /// What a contract or a phone has to know to check any of the claims.
    #[getter]
    fn root<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Hash>> {
        Out::new(py, &self.claims.root())
    }

    /// The claim of one address, or `None` if it has no balance.
    fn claim_of<'py>(&self, py: Python<'py>, address: In<Address>) -> PyResult<Out<'py, Option<Claim>>> {
        Out::new(py, &self.claims.claim_of(&address.0))
    }

    fn __len__(&self) -> usize {
        self.addresses.len()
    }

    /// A claim, or the claims of a slice.
    fn __getitem__<'py>(slf: &Bound<'py, Self>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let Self { claims, addresses } = slf.get();
        let count = addresses.len();
        if let Some(places) = sequence::places(index, count)? {
            return sequence::items(slf.as_any(), places);
        }
        let index: Index = index.extract()?;
        let address = index.within(count).and_then(|place| addresses.get(place));
        let claim = address.and_then(|address| claims.claim_of(address));
        let none = || PyIndexError::new_err(format!("there is no claim {} of {count}", index.0));
        claim.ok_or_else(none)?.to_py(slf.py())
    }

    /// The JSON form: `{"root", "claims": [...]}`.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| text::to_json(&self.claims))
    }

    fn __repr__(&self) -> String {
        format!("<Claims of {} balances under {}>", self.addresses.len(), self.claims.root())
    }
}

sequence!(PyClaims of "claim");
