"""What becomes of a collateral when a case is carried out."""

from ._deepnode.slashing import (
    Parts,
)

__all__ = [
    "Parts",
]
