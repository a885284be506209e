//! How much money there is, and where.

use deepnode_core::{Amount, Supply, Totals};
use pyo3::prelude::*;

use crate::records::records;
use crate::value::Out;

records! {
    /// Totals that only grow, in base units.
    PySupply = "Supply" in "deepnode": Supply {
        /// What is in the domain now: deposited and emitted, less withdrawn and burned.
        #[getter]
        fn circulating<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, u128>> {
            Out::new(py, &self.0.circulating())
        }

        /// How much more there may be.
        #[getter]
        fn room<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Amount>> {
            Out::new(py, &self.0.room())
        }
    } {
        /// Brought in over the bridge.
        deposited: u128,
        /// Taken out.
        withdrawn: u128,
        /// Newly made.
        emitted: u128,
        /// Destroyed.
        burned: u128,
    }

    /// What is in all places of each kind together, in base units.
    PyTotals = "Totals" in "deepnode": Totals {
        /// All places together; it is what circulates.
        fn sum<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, u128>> {
            Out::new(py, &self.0.sum())
        }
    } {
        /// In balances.
        balances: Amount,
        /// In miners' collateral.
        collateral: Amount,
        /// In validators' own stake.
        stake: Amount,
        /// In delegations.
        delegations: Amount,
        /// In cooldowns after undelegating.
        unbonding: Amount,
        /// In escrow for tasks.
        escrow: Amount,
        /// In proposers' deposits.
        deposits: Amount,
        /// In the emission pool.
        pool: Amount,
    }
}
