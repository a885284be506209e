"""What miner and validator software embeds.

A :class:`Worker` takes leases, runs them and seals what comes out; a :class:`Validator` looks at deliveries, commits its
verdicts and reveals them. Both have *steps*, which are told the time, do one thing and give the command for the ledger, and
a *loop*, ``run``, over a host: an object like :class:`MinerHost` or :class:`ValidatorHost`, which brings what is to be done
and sends what follows. ``run_async`` is the loop to be awaited.

Nothing leaves that could not be opened later: what opens a seal or a commitment is in the store before its command is
returned. A process that is killed at any moment goes on where it was, and never seals or commits a second, different thing.
What happens is told to the loggers under ``deepnode.infer.sdk``.
"""

from .._deepnode.sdk import (
    Cancel,
    Deliver,
    FileStore,
    Judgement,
    Lease,
    MemoryStore,
    Over,
    Refusal,
    Reveal,
    Seat,
    Validator,
    Worker,
    seal_salt,
    units,
    verdict_salt,
)
from . import errors
from .host import Ledger, MinerHost, Store, ValidatorHost
from .work import Declined, Late, Sealed, Work

__all__ = [
    "Cancel",
    "Declined",
    "Deliver",
    "FileStore",
    "Judgement",
    "Late",
    "Lease",
    "Ledger",
    "MemoryStore",
    "MinerHost",
    "Over",
    "Refusal",
    "Reveal",
    "Sealed",
    "Seat",
    "Store",
    "Validator",
    "ValidatorHost",
    "Work",
    "Worker",
    "errors",
    "seal_salt",
    "units",
    "verdict_salt",
]
