"""How far a long call is.

Long calls take ``progress``: ``False`` for silence, ``True`` for a bar, or a function that is told ``(done, total)``. The
bar is tqdm's where tqdm is installed (in notebooks its widget), else a line of text on the standard error, which is only
drawn on a terminal.

>>> told = []
>>> with bar(3, "tasks", lambda done, total: told.append((done, total))) as progress:
...     for done in range(1, 4):
...         progress.update(done)
>>> told
[(1, 3), (2, 3), (3, 3)]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TextIO

__all__ = ["Bar", "Progress", "bar"]

Progress = bool | Callable[[int, int], object]
"""What long calls take: whether to show a bar, or whom to tell ``(done, total)``."""


class Bar:
    """Something that is told how far a call is; a context manager. This one tells nobody."""

    def update(self, done: int) -> None:
        """``done`` of all are done by now; it counts from the beginning, not from the last update."""

    def close(self) -> None:
        """The call is over, whether or not it came to its end."""

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def bar(total: int, what: str, progress: Progress = True) -> Bar:
    """A bar for a call that has ``total`` things to do, called ``what`` in the plural."""
    if callable(progress):
        return _Told(total, progress)
    if not progress:
        return Bar()
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Text(total, what, sys.stderr)
    return _Tqdm(tqdm(total=total, desc=what))


class _Told(Bar):
    def __init__(self, total: int, tell: Callable[[int, int], object]) -> None:
        self._total = total
        self._tell = tell

    def update(self, done: int) -> None:
        self._tell(done, self._total)


class _Tqdm(Bar):
    def __init__(self, shown: Any) -> None:
        self._shown = shown

    def update(self, done: int) -> None:
        self._shown.update(done - self._shown.n)

    def close(self) -> None:
        self._shown.close()


class _Text(Bar):
    _WIDTH = 30
    _PAUSE_S = 0.1

    def __init__(self, total: int, what: str, out: TextIO) -> None:
        self._total = total
        self._what = what
        self._out = out
        self._quiet = not out.isatty()
        self._drawn_at = float("-inf")
        self._done = 0

    def update(self, done: int) -> None:
        self._done = done
        now = time.monotonic()
        if now - self._drawn_at >= self._PAUSE_S or done >= self._total:
            self._drawn_at = now
            self._draw()

    def close(self) -> None:
        self._draw("\n")

    def _draw(self, end: str = "") -> None:
        if self._quiet:
            return
        filled = self._WIDTH * min(self._done, self._total) // max(self._total, 1)
        full, empty = "█" * filled, "░" * (self._WIDTH - filled)
        self._out.write(f"\r{self._what} {full}{empty} {self._done}/{self._total}{end}")
        self._out.flush()
