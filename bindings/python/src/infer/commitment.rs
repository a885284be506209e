//! Hashes that stand for a task and its result.

use deepnode_core::Hash;
use deepnode_infer::{Claim, Input, Manifest, Output};
use pyo3::prelude::*;

use crate::value::{In, Out};

/// The hash of what a task asks for, as the consumer posts it.
///
/// >>> from deepnode.infer import Job, input_hash
/// >>> input_hash(Job([1, 2, 3], 16))
/// Hash('0xb5ab7135f2c3e42937a4b51e74fcd949bfccfc18e8c443e6e365192a0dc79fab')
#[pyfunction]
pub(crate) fn input_hash<'py>(py: Python<'py>, input: In<Input>) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &Hash(deepnode_infer::input_hash(&input.0)))
}

/// The hash of what came out alone.
#[pyfunction]
pub(crate) fn output_hash<'py>(py: Python<'py>, output: In<Output>) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &Hash(deepnode_infer::output_hash(&output.0)))
}

/// The hash of a result: what came out, why it ended, and the roots over what was computed on the way.
#[pyfunction]
pub(crate) fn body_root<'py>(py: Python<'py>, claim: In<Claim>) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &Hash(deepnode_infer::body_root(&claim.0)))
}

/// The hash that a miner seals and a validator compares: the model, what was asked and what came out.
///
/// It is the same for everyone who ran the task honestly; in exact mode on any machine, in f32 where the tokens come out
/// the same.
#[pyfunction]
pub(crate) fn output_root<'py>(
    py: Python<'py>,
    manifest: In<Manifest>,
    input: In<Input>,
    claim: In<Claim>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &Hash(deepnode_infer::output_root(&manifest.0, &input.0, &claim.0)))
}
