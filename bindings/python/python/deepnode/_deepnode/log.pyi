# Written by stubs.py; change the Rust source and run it again.
"""
The log: what each applied command gave, in a chain of hashes.
"""

from collections.abc import Iterable
from typing import Any, Final, final

from typing_extensions import Self

from . import Domain, Hash, Params
from .events import Event

__all__ = ["Entry", "entries", "genesis", "next_head", "read_entries", "verify"]

@final
class Entry:
    """
    The events of one applied command, and where they are in the log.

    >>> before = domain.head
    >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    >>> entry = deepnode.log.Entry.last(domain, events)
    >>> deepnode.log.Entry.from_bytes(entry.to_bytes()) == entry
    True
    >>> deepnode.log.verify(before, [entry]) == domain.head
    True
    """

    __match_args__: Final = ("sequence", "head", "events")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sequence: int, head: Hash | str | bytes, events: Iterable[Event]) -> Entry: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def events(self, /) -> tuple[Event, ...]:
        """
        The events, at least one.
        """
    @staticmethod
    def from_bytes(bytes: bytes) -> Entry:
        """
        Reads what `to_bytes` wrote.

        Raises `deepnode.errors.MalformedEntry`.
        """
    @staticmethod
    def from_json(text: str) -> Entry:
        """
        From the JSON form.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    @property
    def head(self, /) -> Hash:
        """
        The head after it.
        """
    @staticmethod
    def last(domain: Domain, events: Iterable[Event]) -> Entry:
        """
        The entry of what `apply` has just answered, before anything else was applied.
        """
    def replace(
        self, /, *, sequence: int = ..., head: Hash | str | bytes = ..., events: Iterable[Event] = ...
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def sequence(self, /) -> int:
        """
        The number of its first event.
        """
    def to_bytes(self, /) -> bytes:
        """
        The entry as bytes, with its version, its length and a checksum.
        """
    def to_json(self, /) -> str:
        """
        The JSON form.
        """

def entries(sequence: int, head: Hash | str | bytes, lists: Iterable[Iterable[Event]]) -> list[Entry]:
    """
    The entries of several lists of events behind a sequence and a head: those of a signed batch, say.

    >>> sequence, head = domain.sequence, domain.head
    >>> events = domain.apply(1_000, bridge, commands.Deposit(to=ana, amount=DN(5)))
    >>> deepnode.log.entries(sequence, head, [events])[-1].head == domain.head
    True
    """

def genesis(params: Params) -> Hash:
    """
    The head of a domain without events: the hash of its parameters of version 1.
    """

def next_head(head: Hash | str | bytes, events: Iterable[Event]) -> Hash:
    """
    The head after a list of events.
    """

def read_entries(bytes: bytes) -> list[Entry]:
    """
    Reads entries that follow on each other in bytes: a whole file of them, say.

    Raises `deepnode.errors.MalformedEntry`.
    """

def verify(head_before: Hash | str | bytes, entries: Iterable[Entry]) -> Hash:
    """
    Checks that entries follow on each other behind a head, and gives the head after them. It needs no state.

    Raises `deepnode.errors.BrokenChain` for the first entry that is not the next one.
    """
