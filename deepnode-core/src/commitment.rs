//! What hides an output or a verdict until it is time to show it.

use crate::address::Address;
use crate::hash::{Hash, keccak};
use crate::id::AssignmentId;
use crate::word::Verdict;

/// A miner's seal on its output:
/// `keccak("deepnode/seal" || domain_id || u64be(assignment) || miner || output_root || salt)`.
///
/// It hides the root and, being bound to the assignment and the miner, is of no use to anybody else.
///
/// ```
/// use deepnode_core::{Address, Hash, commitment};
///
/// let seal = |miner| commitment::seal(Hash::ZERO, 1.into(), Address([miner; 20]), Hash([7; 32]), Hash([9; 32]));
/// assert_ne!(seal(1), seal(2)); // the same output and salt, sealed by two miners
/// ```
pub fn seal(domain: Hash, assignment: AssignmentId, miner: Address, output_root: Hash, salt: Hash) -> Hash {
    let id = assignment.0.to_be_bytes();
    keccak(&[b"deepnode/seal", &domain.0, &id, &miner.0, &output_root.0, &salt.0])
}

/// A validator's commitment to its verdict: `keccak("deepnode/verdict" || domain_id || u64be(assignment) ||
/// u8(round) || validator || u8(verdict) || output_root || salt)`.
///
/// `output_root` is [`Hash::ZERO`] unless the verdict is [`Verdict::Correct`].
///
/// ```
/// use deepnode_core::{Address, Hash, Verdict, commitment};
///
/// let (judge, salt) = (Address([4; 20]), Hash([9; 32]));
/// let hidden = |verdict| commitment::verdict(Hash::ZERO, 1.into(), 1, judge, verdict, Hash::ZERO, salt);
/// assert_ne!(hidden(Verdict::Minor), hidden(Verdict::Major));
/// ```
pub fn verdict(
    domain: Hash,
    assignment: AssignmentId,
    round: u8,
    validator: Address,
    verdict: Verdict,
    output_root: Hash,
    salt: Hash,
) -> Hash {
    let id = assignment.0.to_be_bytes();
    let bytes = [round];
    let found = [verdict.byte()];
    keccak(&[b"deepnode/verdict", &domain.0, &id, &bytes, &validator.0, &found, &output_root.0, &salt.0])
}
