//! What hides an output or a verdict until it is time to show it.

use deepnode_core::{Address, AssignmentId, Hash, Verdict, commitment};
use pyo3::prelude::*;

use crate::value::{In, Out};

/// A miner's seal on its output: `keccak("deepnode/seal" || domain_id || u64be(assignment) || miner || output_root ||
/// salt)`.
///
/// It hides the root and is of no use to anybody else. Take the salt from `secrets.token_bytes(32)`, and keep it until the
/// committee has it.
///
/// >>> import secrets
/// >>> salt = secrets.token_bytes(32)
/// >>> seal = deepnode.commitment.seal(domain.id, 1, ana, keccak(b"output"), salt)
/// >>> command = commands.SubmitResult(assignment=1, units_done=100, seal=seal)
#[pyfunction]
pub(crate) fn seal<'py>(
    py: Python<'py>,
    domain: In<Hash>,
    assignment: In<AssignmentId>,
    miner: In<Address>,
    output_root: In<Hash>,
    salt: In<Hash>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &commitment::seal(domain.0, assignment.0, miner.0, output_root.0, salt.0))
}

/// A validator's commitment to its verdict: `keccak("deepnode/verdict" || domain_id || u64be(assignment) || u8(round) ||
/// validator || u8(verdict) || output_root || salt)`.
///
/// `output_root` is `Hash.ZERO` unless the verdict is `correct`.
///
/// >>> hidden = deepnode.commitment.verdict(domain.id, 1, 1, ana, "minor", Hash.ZERO, bytes(32))
/// >>> command = commands.CommitVerdict(assignment=1, commitment=hidden)
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub(crate) fn verdict<'py>(
    py: Python<'py>,
    domain: In<Hash>,
    assignment: In<AssignmentId>,
    round: In<u8>,
    validator: In<Address>,
    verdict: In<Verdict>,
    output_root: In<Hash>,
    salt: In<Hash>,
) -> PyResult<Out<'py, Hash>> {
    let hidden =
        commitment::verdict(domain.0, assignment.0, round.0, validator.0, verdict.0, output_root.0, salt.0);
    Out::new(py, &hidden)
}
