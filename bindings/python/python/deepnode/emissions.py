"""How an epoch's new money is divided."""

from ._deepnode.emissions import (
    Legs,
)

__all__ = [
    "Legs",
]
