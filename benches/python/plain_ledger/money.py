"""Amounts, rates and the one way to divide an amount."""

from __future__ import annotations

from collections.abc import Sequence

AMOUNT_MAX = 2**96 - 1
"""The most base units that there can be; 10^18 are one DN."""

ONE = 1_000_000_000
"""The whole, as a rate in parts per billion."""

U32_MAX = 2**32 - 1
U64_MAX = 2**64 - 1
U128_MAX = 2**128 - 1


def floor(amount: int, rate: int) -> int:
    """The rate's share of an amount, rounded down, as earnings are."""
    return amount * rate // ONE


def ceil(amount: int, rate: int) -> int:
    """The rate's share of an amount, rounded up, as penalties are."""
    return -(-amount * rate // ONE)


def split(amount: int, weights: Sequence[int]) -> list[int] | None:
    """Divides an amount pro rata: with `Wk = w1 + .. + wk`, `share_k = amount*Wk//W - amount*W(k-1)//W`.

    The shares add up to the amount. `None` if the weights add up to zero.

    >>> split(100, [1, 1, 1])
    [33, 33, 34]
    """
    total = sum(weights)
    if total == 0:
        return None
    shares = []
    running = before = 0
    for weight in weights:
        running += weight
        upto = amount * running // total
        shares.append(upto - before)
        before = upto
    return shares


def later(now: int, duration: int) -> int:
    """A time plus a duration, in milliseconds; it stays at the end of all times."""
    return min(now + duration, U64_MAX)
