"""Who signed what: keys, signatures, envelopes, and typed data for wallets."""

from ._deepnode.signing import (
    MAX_BATCH,
    Envelope,
    Key,
    Receipt,
    Signature,
    Signed,
    digest,
    typed_data,
    typed_data_of_batch,
)

__all__ = [
    "MAX_BATCH",
    "Envelope",
    "Key",
    "Receipt",
    "Signature",
    "Signed",
    "digest",
    "typed_data",
    "typed_data_of_batch",
]
