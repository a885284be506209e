"""What came of a lease."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._deepnode.commands import Command
    from .errors import Decline


class Work:
    """What came of a lease: :class:`Sealed`, :class:`Declined` or :class:`Late`."""


@dataclass(frozen=True)
class Sealed(Work):
    """There is a result, and what opens its seal is kept."""

    command: Command
    """For the ledger: a ``SubmitResult``."""


@dataclass(frozen=True)
class Declined(Work):
    """There is none, and the lease is given back while that still costs less than keeping it."""

    command: Command
    """For the ledger: a ``Decline``."""
    why: Decline
    """Why."""


@dataclass(frozen=True)
class Late(Work):
    """The lease is over: nothing is taken any more."""
