"""Evidence, and the score that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .money import ONE, floor

MICRO = 1_000_000


@dataclass(slots=True)
class Evidence:
    """What is known of somebody's work, in micro-units.

    `score = (good + 10^6) * 10^9 / (good + bad + 2*10^6)`, rounded down; a newcomer has one half.

    >>> evidence = Evidence()
    >>> evidence.add_good(980_000_000, 1_000_000)
    >>> evidence.score
    666666666
    """

    good: int = 0
    bad: int = 0
    score: int = ONE // 2

    def decay(self, rate: int) -> None:
        """Lets both sides fade."""
        self._set(floor(self.good, rate), floor(self.bad, rate))

    def add_good(self, decay: int, weight: int) -> None:
        """An event in favour: both sides decay, then the weight is added."""
        self._set(floor(self.good, decay) + weight, floor(self.bad, decay))

    def add_bad(self, decay: int, weight: int) -> None:
        """An event against."""
        self._set(floor(self.good, decay), floor(self.bad, decay) + weight)

    def take_back(self, weight: int) -> None:
        """Takes a weight out of `bad`, as far as it is there."""
        self._set(self.good, max(0, self.bad - weight))

    def json(self) -> dict[str, Any]:
        """Both sides as decimal strings."""
        return {"good": str(self.good), "bad": str(self.bad)}

    def _set(self, good: int, bad: int) -> None:
        self.good = good
        self.bad = bad
        self.score = (good + MICRO) * ONE // (good + bad + 2 * MICRO)
