"""What hides an output or a verdict until it is time to show it."""

from ._deepnode.commitment import (
    seal,
    verdict,
)

__all__ = [
    "seal",
    "verdict",
]
