"""Keccak-256, and what is hashed. Elsewhere, hashes and addresses are lower-case `0x` text, as in JSON."""

from __future__ import annotations

from Crypto.Hash import keccak as _keccak

ZERO = "0x" + "00" * 32

VERDICT_BYTES = {"correct": 0, "minor": 1, "major": 2, "critical": 3, "unverifiable": 4}

DOMAIN_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


def keccak(data: bytes) -> bytes:
    """Keccak-256."""
    return _keccak.new(digest_bits=256, data=data).digest()


def raw(text: str) -> bytes:
    """The bytes that `0x` text stands for."""
    return bytes.fromhex(text[2:])


def hashed(*parts: bytes) -> str:
    """Keccak-256 of parts one after the other, as text."""
    return "0x" + keccak(b"".join(parts)).hex()


def domain_id(chain_id: int, contract: str) -> bytes:
    """The EIP-712 domain separator, which seals and commitments are bound to."""
    names = [keccak(text) for text in (DOMAIN_TYPE, b"DeepNode", b"1")]
    return keccak(b"".join(names) + chain_id.to_bytes(32, "big") + bytes(12) + raw(contract))


def seal(domain: bytes, assignment: int, miner: str, output_root: str, salt: str) -> str:
    """A miner's seal on its output."""
    number = assignment.to_bytes(8, "big")
    return hashed(b"deepnode/seal", domain, number, raw(miner), raw(output_root), raw(salt))


def commitment(
    domain: bytes, assignment: int, number: int, validator: str, verdict: str, output_root: str, salt: str
) -> str:
    """A validator's commitment to its verdict in a round, whose number is from 1."""
    head = assignment.to_bytes(8, "big") + bytes([number])
    body = raw(validator) + bytes([VERDICT_BYTES[verdict]])
    return hashed(b"deepnode/verdict", domain, head, body, raw(output_root), raw(salt))


def random(beacon: str, tag: bytes, number: int, k: int) -> int:
    """The `k`-th random number for an id: 64 bits."""
    data = raw(beacon) + tag + (number % 2**64).to_bytes(8, "big") + k.to_bytes(4, "big")
    return int.from_bytes(keccak(data)[:8], "big")
