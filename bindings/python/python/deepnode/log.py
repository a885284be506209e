"""The log: what each applied command gave, in a chain of hashes."""

from ._deepnode.log import (
    Entry,
    entries,
    genesis,
    next_head,
    read_entries,
    verify,
)

__all__ = [
    "Entry",
    "entries",
    "genesis",
    "next_head",
    "read_entries",
    "verify",
]
