"""Inference and loops to be awaited: each runs on a thread, and is stopped where its task is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from .._deepnode.sdk import Cancel
from .errors import Stopped

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .._deepnode.infer import Claim, Embed, Generation, Job, Model, Tokens

_T = TypeVar("_T")
_H = TypeVar("_H", contravariant=True)
_Progress = bool | Callable[[int, int], object] | None


def _on_thread(call: Callable[[], _T]) -> asyncio.Future[_T]:
    """Runs on a thread of its own. asyncio's are few, and loops would keep them for good."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()

    def answer(result: _T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(cast(_T, result))
        elif isinstance(error, StopIteration):  # which no future takes
            lost = RuntimeError("a call that was awaited raised StopIteration")
            lost.__cause__ = error
            future.set_exception(lost)
        else:
            future.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # asyncio has ended, and nobody waits any more
            loop.call_soon_threadsafe(answer, result, error)

    threading.Thread(target=run, name="deepnode-await").start()
    return future


async def _stopping(cancel: Cancel, call: Callable[[], _T], *, wait: bool = False) -> _T:
    """Runs on a thread. A cancelled task turns ``cancel`` on; with ``wait`` it stays until the thread has ended."""
    running = _on_thread(call)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        cancel.cancel()
        running.add_done_callback(_log_lost)
        while wait and not running.done():
            # Cancelled again, the thread goes on all the same.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        raise


def _log_lost(done: asyncio.Future[Any]) -> None:
    """Logs an error for which nobody waits any more. That a batch was stopped is none."""
    if done.cancelled():
        return
    error = done.exception()
    if error is not None and not isinstance(error, Stopped):
        logging.getLogger(__name__).error("failed while it was being stopped", exc_info=error)


async def embed(
    model: Model, texts: str | Iterable[str | Iterable[int]], progress: _Progress = None
) -> NDArray[numpy.float32]:
    """``model.embed``."""
    cancel = Cancel()
    return await _stopping(cancel, lambda: model.embed(texts, progress=progress, cancel=cancel))


async def generate_batch(
    model: Model, jobs: Iterable[Job], progress: _Progress = None
) -> tuple[Generation, ...]:
    """``model.generate_batch``."""
    cancel = Cancel()
    return await _stopping(cancel, lambda: model.generate_batch(jobs, progress=progress, cancel=cancel))


async def run(model: Model, input: Job | Embed) -> Claim:
    """``model.run``."""
    cancel = Cancel()
    return await _stopping(cancel, lambda: model.run(input, cancel=cancel))


async def run_batch(
    model: Model, inputs: Iterable[Job | Embed], progress: _Progress = None
) -> tuple[Claim, ...]:
    """``model.run_batch``."""
    cancel = Cancel()
    return await _stopping(cancel, lambda: model.run_batch(inputs, progress=progress, cancel=cancel))


class _Party(Protocol[_H]):
    def run(self, host: _H, cancel: Cancel | None = None) -> None: ...


async def loop(party: _Party[_H], host: _H, cancel: Cancel | None = None) -> None:
    """The loop of a worker or a validator."""
    switch = Cancel() if cancel is None else cancel
    await _stopping(switch, lambda: party.run(host, switch), wait=True)


class AsyncTokens:
    """The tokens of a generation, for ``async for``.

    >>> import asyncio
    >>> from deepnode import infer
    >>> async def main():
    ...     model = infer.load(MODELS / "f16-tied")
    ...     return [token async for token in model.generate_async([1, 2, 3], limit=4)]
    >>> len(asyncio.run(main()))
    4
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        # One thread for all of its tokens, which ends with the executor.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deepnode-await")

    def __aiter__(self) -> AsyncTokens:
        return self

    async def __anext__(self) -> int:
        token = await self._wait(lambda: next(self._tokens, None))
        if token is None:
            raise StopAsyncIteration
        return token

    @property
    def text(self) -> str:
        """The text of the tokens that have come so far, without the prompt."""
        return self._tokens.text

    async def result(self) -> Generation:
        """Waits for the end and gives all tokens, and why it ended."""
        return await self._wait(self._tokens.result)

    async def aclose(self) -> None:
        """Stops the generation."""
        self._tokens.close()

    async def __aenter__(self) -> AsyncTokens:
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._tokens.close()

    async def _wait(self, call: Callable[[], _T]) -> _T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, call)
        except asyncio.CancelledError:
            self._tokens.close()
            raise
