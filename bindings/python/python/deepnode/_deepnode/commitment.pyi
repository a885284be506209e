# Written by stubs.py; change the Rust source and run it again.
"""
What hides an output or a verdict until it is time to show it.
"""

from deepnode.words import Verdict

from . import Address, Hash

__all__ = ["seal", "verdict"]

def seal(
    domain: Hash | str | bytes,
    assignment: int,
    miner: Address | str | bytes,
    output_root: Hash | str | bytes,
    salt: Hash | str | bytes,
) -> Hash:
    """
    A miner's seal on its output: `keccak("deepnode/seal" || domain_id || u64be(assignment) || miner || output_root ||
    salt)`.

    It hides the root and is of no use to anybody else. Take the salt from `secrets.token_bytes(32)`, and keep it until the
    committee has it.

    >>> import secrets
    >>> salt = secrets.token_bytes(32)
    >>> seal = deepnode.commitment.seal(domain.id, 1, ana, keccak(b"output"), salt)
    >>> command = commands.SubmitResult(assignment=1, units_done=100, seal=seal)
    """

def verdict(
    domain: Hash | str | bytes,
    assignment: int,
    round: int,
    validator: Address | str | bytes,
    verdict: Verdict | str,
    output_root: Hash | str | bytes,
    salt: Hash | str | bytes,
) -> Hash:
    """
    A validator's commitment to its verdict: `keccak("deepnode/verdict" || domain_id || u64be(assignment) || u8(round) ||
    validator || u8(verdict) || output_root || salt)`.

    `output_root` is `Hash.ZERO` unless the verdict is `correct`.

    >>> hidden = deepnode.commitment.verdict(domain.id, 1, 1, ana, "minor", Hash.ZERO, bytes(32))
    >>> command = commands.CommitVerdict(assignment=1, commitment=hidden)
    """
