//! The one way an amount is divided pro rata.

use deepnode_core::Amount;
use pyo3::prelude::*;

use crate::lists::Listing;
use crate::value::{In, Out};

/// Divides an amount over weights: with `Wk = w1 + … + wk` and `W = Wn`, `share_k = amount*Wk/W - amount*W(k-1)/W`, both
/// rounded down.
///
/// The shares add up to the amount, and each is within one base unit of the exact quotient. `None` if the weights add up
/// to zero.
///
/// >>> deepnode.split(100, [1, 1, 1])
/// [33, 33, 34]
#[pyfunction]
pub(crate) fn split<'py>(
    py: Python<'py>,
    amount: In<Amount>,
    weights: In<Vec<u128>>,
) -> PyResult<Out<'py, Option<Listing<Amount>>>> {
    Out::new(py, &deepnode_core::split(amount.0, &weights.0).map(Listing))
}
