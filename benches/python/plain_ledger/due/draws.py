"""Weighted draws in order of registration."""

from __future__ import annotations

from collections.abc import Sequence


def draw(weights: Sequence[int], x: int) -> int:
    """The place of the first whose running sum of weights exceeds `r = x*W // 2^64`.

    `x` has 64 bits; `W` is the sum of the weights, which is not zero.
    """
    r = x * sum(weights) >> 64
    running = 0
    for place, weight in enumerate(weights):
        running += weight
        if running > r:
            return place
    raise AssertionError("x has 64 bits, so that r is below the sum")
