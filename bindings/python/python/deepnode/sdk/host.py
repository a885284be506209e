"""What a host provides: a way to the ledger, tasks and seats, a channel between miner and committee, and a place to keep.

A host is any object with these methods; none needs to inherit from anything here. All are called on the thread of the loop.
Parcels hold outputs and salts. Whoever reads one before the committee's verdicts are revealed can repeat them, so the
channel should hide them from others; it need not authenticate anybody, because parcels are signed.

A host may also have ``pause(attempt)``, which waits before attempt ``attempt``, from 1, at something that failed. Without
it the loops sleep a fifth of a second, doubled each time, up to five seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .._deepnode import Address
    from .._deepnode.sdk import Cancel, Deliver, Lease, Over, Reveal, Seat
    from .._deepnode.signing import Envelope


class Ledger(Protocol):
    """A way to the ledger."""

    def now(self) -> int:
        """The ledger's time, in milliseconds, as well as the host knows it. If it raises, the loop ends."""
        ...

    def nonce(self, signer: Address, /) -> int:
        """The nonce of the next command that this signer signs. If it raises, it is asked again."""
        ...

    def send(self, envelope: Envelope, /) -> object:
        """Brings a signed command to the ledger and waits for what becomes of it.

        A refusal is returned as a :class:`deepnode.sdk.Refusal`, or raised as a :class:`deepnode.errors.Refused`, as
        ``Domain.apply_signed`` does; any other answer means that it was applied. After any
        other exception nobody knows whether it has arrived: the loops send it again, with a new nonce; a second copy is
        refused.
        """
        ...


class MinerHost(Ledger, Protocol):
    """A miner's host."""

    def next(self, cancel: Cancel, /) -> Lease | Deliver | Over | None:
        """Waits for what is next: work on a lease, hand a committee what was sealed, or forget; None ends the loop.

        It may give the same thing twice, for instance after a restart. A host that waits for long looks at ``cancel``, and
        answers None when it is on. If it raises, the loop ends.
        """
        ...

    def deliver(self, assignment: int, committee: tuple[Address, ...], parcel: bytes, /) -> None:
        """Hands a parcel to the committee of an assignment. If it raises, the loop tries again."""
        ...


class ValidatorHost(Ledger, Protocol):
    """A validator's host."""

    def next(self, cancel: Cancel, /) -> Seat | Reveal | Over | None:
        """Waits for what is next: judge, reveal, or forget; None ends the loop. As for a miner's host."""
        ...

    def fetch(self, seat: Seat, cancel: Cancel, /) -> Iterable[bytes]:
        """Everything that came in for this seat's assignment and is not longer than ``Delivery.max_parcel(seat.input)``.

        It waits for the miner as long as there is time to judge: an empty list is final, and its verdict is unverifiable.
        If it raises, the loop tries again.
        """
        ...


class Store(Protocol):
    """Named records, each written as a whole. Names are made of lower-case letters, digits and ``-``.

    An exception becomes a :class:`deepnode.sdk.errors.StoreIo` with it as the cause.
    """

    def put(self, name: str, record: bytes, /) -> None:
        """Keeps a record in place of any of that name. When it returns, the record survives a crash."""
        ...

    def get(self, name: str, /) -> bytes | None:
        """The record of a name, as it was kept."""
        ...

    def names(self, prefix: str, /) -> Iterable[str]:
        """The names that begin like this."""
        ...

    def remove(self, name: str, /) -> None:
        """Drops the record of a name, if there is one."""
        ...
