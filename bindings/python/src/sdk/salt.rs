//! Salts that need not be remembered.

use deepnode_core::keys::Key;
use deepnode_core::{AssignmentId, Hash};
use deepnode_infer::sdk;
use pyo3::prelude::*;

use crate::value::{In, Out};

/// The salt of a miner's seal on an assignment: the same after a restart, and unknown to whoever does not have the key.
///
/// >>> from deepnode.sdk import seal_salt
/// >>> key = deepnode.signing.Key.create()
/// >>> seal_salt(key, Hash.ZERO, 5) == seal_salt(key, Hash.ZERO, 6)
/// False
#[pyfunction]
pub(crate) fn seal_salt<'py>(
    py: Python<'py>,
    key: In<Key>,
    domain: In<Hash>,
    assignment: In<AssignmentId>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &sdk::seal_salt(&key.0, domain.0, assignment.0))
}

/// The salt of a validator's commitment in a round of an assignment.
#[pyfunction]
pub(crate) fn verdict_salt<'py>(
    py: Python<'py>,
    key: In<Key>,
    domain: In<Hash>,
    assignment: In<AssignmentId>,
    round: In<u8>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &sdk::verdict_salt(&key.0, domain.0, assignment.0, round.0))
}
