"""Why a miner or validator could not do its part: the kinds of :class:`deepnode.errors.SdkError`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import SdkError

if TYPE_CHECKING:
    from pathlib import Path

    from .._deepnode import Hash


class StoreError(SdkError):
    """What has to be kept could not be, or what was kept cannot be read. Nothing was sent."""

    code = "store"


class StoreIo(StoreError):
    """The system refused, or a store of the host's, whose exception is the cause."""

    code = "store_io"
    path: Path
    """The file or folder; of a store of the host's, the name of the record."""
    reason: str
    """What the system says."""


class StoreInUse(StoreError):
    """Another process keeps its records here."""

    code = "store_in_use"
    path: Path
    """The folder."""


class StoreDamaged(StoreError):
    """A record is not what was kept. It is never believed, and never overwritten by itself."""

    code = "store_damaged"
    name: str
    """Its name."""
    reason: str
    """What is wrong with it."""


class StoreName(StoreError):
    """A name with other characters than lower-case letters, digits and ``-``, empty or longer than 200 bytes."""

    code = "store_name"
    name: str
    """The name."""


class Engine(SdkError):
    """A validator's own engine failed. It says nothing about the miner. What failed is the cause."""

    code = "engine_failed"
    assignment: int
    """What was to be judged."""


class Host(SdkError):
    """The host failed. Its own exception is the cause."""

    code = "host_failed"


class Other(SdkError):
    """A failure that this version of the package has no class for."""

    code = "sdk_other"


class Decline(SdkError):
    """Why a lease is given back, as :class:`~deepnode.sdk.work.Declined` holds it."""

    code = "decline"


class NoEngine(Decline):
    """No engine runs the model."""

    code = "no_engine"
    model: Hash
    """The model."""


class OtherInput(Decline):
    """The input at hand is not the one that was posted."""

    code = "other_input"
    posted: Hash
    """Its hash by the ledger."""
    found: Hash
    """The hash of the input at hand."""


class OutOfTime(Decline):
    """The run would have outlasted the lease."""

    code = "out_of_time"
    tokens: int
    """How far it came."""


class Cancelled(Decline):
    """Somebody asked to stop."""

    code = "cancelled"
    tokens: int
    """How far it came."""


class Failed(Decline):
    """The engine could not run the task. What failed is the cause."""

    code = "run_failed"
