"""How the revenue of a task is divided."""

from ._deepnode.settlement import (
    Parts,
)

__all__ = [
    "Parts",
]
