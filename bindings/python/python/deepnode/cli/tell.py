"""How the commands print and how they fail."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["dn", "refuse", "score", "table"]


def refuse(file: Path, why: object, code: int) -> int:
    """Says on the standard error what is wrong with a file."""
    print(f"{file}: {why}", file=sys.stderr)
    return code


def table(header: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()) -> str:
    """A table of text; ``numbers`` are the columns that are aligned to the right.

    >>> print(table(("who", "DN"), [("Ada", "1.5"), ("Boris", "12.0")], [1]))
    ┌───────┬──────┐
    │ who   │   DN │
    ├───────┼──────┤
    │ Ada   │  1.5 │
    │ Boris │ 12.0 │
    └───────┴──────┘
    """
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = frozenset(numbers)

    def rule(left: str, middle: str, end: str) -> str:
        return left + middle.join("─" * (width + 2) for width in widths) + end

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "│ " + " │ ".join(aligned) + " │"

    head, *body = map(line, lines)
    return "\n".join([rule("┌", "┬", "┐"), head, rule("├", "┼", "┤"), *body, rule("└", "┴", "┘")])


def dn(units: int) -> str:
    """DN with four decimals, for tables; exact sums stand in the JSON.

    >>> dn(1_234_567_890_123_456_789)
    '1.2345'
    """
    tenthousandths = units // 10**14
    return f"{tenthousandths // 10_000}.{tenthousandths % 10_000:04}"


def score(parts: int) -> str:
    """A score between 0 and 1 with three decimals.

    >>> score(987_654_321)
    '0.987'
    """
    return f"{parts // 10**9}.{parts % 10**9 // 10**6:03}"
