//! What a miner gives to its committee beside the seal on the ledger.

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Hash};
use deepnode_infer::{Claim, Delivery, Input, Manifest, Unopened};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::malformed;
use crate::error::raise_of;
use crate::records::records;
use crate::value::{In, Out};

records! {
    /// A claim, with what opens the miner's seal on it.
    ///
    /// A *parcel* is a delivery that its miner has signed for one assignment of one domain.
    ///
    /// >>> from deepnode.infer import Claim, Delivery, Generation, Job
    /// >>> job = Job([1, 2, 3], 16)
    /// >>> delivery = Delivery(Claim(Generation([5, 6, 7], "eos")), salt=bytes(32))
    /// >>> Delivery.from_bytes(delivery.to_bytes(), job) == delivery
    /// True
    PyDelivery = "Delivery" in "deepnode.infer": Delivery {
        /// The canonical bytes.
        fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
            PyBytes::new(py, &self.0.to_bytes())
        }

        /// Reads an answer to `input`. Each delivery has one form; all other bytes are refused.
        ///
        /// Raises `deepnode.errors.Malformed` with the first thing that is wrong.
        #[staticmethod]
        fn from_bytes(py: Python<'_>, bytes: &[u8], input: In<Input>) -> PyResult<Self> {
            Delivery::from_bytes(bytes, &input.0).map(Self).map_err(|why| malformed(py, &why))
        }

        /// A parcel for the committee of an assignment.
        fn sign<'py>(
            &self,
            py: Python<'py>,
            miner: In<Key>,
            domain: In<Hash>,
            assignment: In<AssignmentId>,
        ) -> Bound<'py, PyBytes> {
            PyBytes::new(py, &self.0.sign(&miner.0, domain.0, assignment.0))
        }

        /// Reads a parcel that should be this miner's for this assignment.
        ///
        /// Raises `deepnode.infer.errors.NotFromMiner` for somebody else's parcel, one for another assignment, or one that
        /// was changed on the way; `deepnode.errors.Malformed` where the miner has signed what is no delivery.
        #[staticmethod]
        fn open(
            py: Python<'_>,
            parcel: &[u8],
            input: In<Input>,
            domain: In<Hash>,
            assignment: In<AssignmentId>,
            miner: In<Address>,
        ) -> PyResult<Self> {
            let opened = Delivery::open(parcel, &input.0, domain.0, assignment.0, miner.0);
            opened.map(Self).map_err(|why| match why {
                Unopened::NotFromMiner => {
                    raise_of(py, "deepnode.infer.errors", "NotFromMiner", &why.to_string(), Vec::new())
                }
                Unopened::Malformed(_) => malformed(py, &why),
            })
        }

        /// The seal that this delivery opens, if the miner has put it onto the ledger.
        fn seal<'py>(
            &self,
            py: Python<'py>,
            promised: In<Manifest>,
            input: In<Input>,
            domain: In<Hash>,
            assignment: In<AssignmentId>,
            miner: In<Address>,
        ) -> PyResult<Out<'py, Hash>> {
            Out::new(py, &self.0.seal(&promised.0, &input.0, domain.0, assignment.0, miner.0))
        }

        /// The greatest length of a parcel with an answer to this input. Whoever receives parcels refuses longer ones, best
        /// before they are in memory.
        #[staticmethod]
        fn max_parcel(input: In<Input>) -> usize {
            Delivery::max_parcel(&input.0)
        }
    }
    {
        /// What the miner says about its work.
        claim: Claim,
        /// What its seal was made with.
        salt: [u8; 32],
    }
}
