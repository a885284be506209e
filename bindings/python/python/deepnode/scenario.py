"""Scenario files: commands with their times, and what is expected of them."""

from ._deepnode.scenario import (
    Item,
    Scenario,
    Step,
)

__all__ = [
    "Item",
    "Scenario",
    "Step",
]
