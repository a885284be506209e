"""Generation: an iterator of tokens that can be left, closed, interrupted, and awaited."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from deepnode import infer, progress
from deepnode.infer import Finish, Job, Sampler
from infer_models import DATA, DECODERS, KJV, cases, kjv, model

LONG = Job([0], 500, stop_at_eos=False)
"""About a second of work for the trained model, or more."""


def threads() -> int:
    return sum(1 for _ in os.scandir("/proc/self/task")) if sys.platform == "linux" else 0


@pytest.mark.parametrize("folder", [*(DATA / name for name in DECODERS), KJV], ids=lambda folder: folder.name)
def test_greedy_tokens_are_those_of_another_implementation(folder: Path) -> None:
    loaded = infer.load(folder)
    for case in cases(folder)[:6]:
        greedy = case["greedy"]
        tokens = loaded.generate(case["tokens"], len(greedy), stop_at_eos=False)
        assert list(tokens) == greedy
        assert tokens.result() == infer.Generation(greedy, Finish.LIMIT)


def test_a_text_is_continued_as_it_comes() -> None:
    tokens = kjv().generate("And it came to pass", limit=12)
    texts = [tokens.text for _ in tokens]
    assert texts[-1] == tokens.text == kjv().tokenizer.decode(tokens.result().tokens)
    assert all(longer.startswith(shorter[:-1]) for shorter, longer in pairwise(texts))


def test_without_a_limit_it_fills_the_context() -> None:
    small = model("f32-untied")
    filled = small.generate([3, 4, 5], stop_at_eos=False).result()
    assert len(filled.tokens) == small.config.context - 3


def test_seeds_decide_and_are_repeatable() -> None:
    def draw(seed: int) -> tuple[int, ...]:
        sampler = Sampler.seeded(bytes([seed] * 32), temperature=1.5)
        return model("f32-untied").generate([3], 20, sampler, stop_at_eos=False).result().tokens

    assert draw(1) == draw(1) != draw(2)


def test_tokens_may_be_taken_after_the_result() -> None:
    tokens = model("f16-tied").generate([1, 2, 3], limit=6, stop_at_eos=False)
    first = next(tokens)
    result = tokens.result()
    assert [first, *tokens] == list(result.tokens)
    assert list(tokens) == []


def test_closing_stops_it() -> None:
    tokens = kjv().generate(LONG)
    taken = [next(tokens), next(tokens)]
    tokens.close()
    assert next(tokens, None) is None
    result = tokens.result()
    assert result.finish is Finish.STOPPED and len(result.tokens) < 500
    assert list(result.tokens[:2]) == taken


def test_leaving_a_block_stops_it() -> None:
    with kjv().generate(LONG) as tokens:
        next(tokens)
    assert tokens.result().finish == "stopped"


def test_dropping_it_ends_its_thread() -> None:
    before = threads()
    for _ in range(4):
        next(kjv().generate(LONG))
    gc.collect()
    until = time.monotonic() + 20
    while threads() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threads() <= before


def test_several_threads_take_from_one() -> None:
    tokens = kjv().generate(Job([0], 60, stop_at_eos=False))
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: list(tokens), range(4)))
    assert sorted(token for part in parts for token in part) == sorted(tokens.result().tokens)


def test_what_cannot_be_run_is_raised_again_and_again() -> None:
    tokens = model("bert-f32").generate([1, 2], limit=4)
    for _ in range(2):
        with pytest.raises(infer.errors.NotThisModel):
            next(tokens)
    with pytest.raises(infer.errors.NotThisModel):
        tokens.result()


INTERRUPTED = """
import os, signal, sys, threading, time
from deepnode import infer

model = infer.load(sys.argv[1])
long = infer.Job([0], 500, stop_at_eos=False)
clock = lambda: 0
calls = {
    "next": lambda: list(model.generate(long)),
    "result": lambda: model.generate(long).result(),
    "batch": lambda: model.generate_batch([long] * 8),
    "run": lambda: model.run(long),
    "shown": lambda: model.run(long, lambda token: None),
    "verify": lambda: infer.verify(model, model.manifest, long, infer.Claim(infer.Generation([1] * 500, "limit"))),
}
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
started = time.monotonic()
try:
    calls[sys.argv[2]]()
except KeyboardInterrupt:
    print(f"{time.monotonic() - started:.3f}")
    sys.stdout.flush()
else:
    sys.exit("it was not interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
@pytest.mark.parametrize("call", ["next", "result", "batch", "run", "shown", "verify"])
def test_ctrl_c_comes_through(call: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(KJV), call]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 3, "it took too long to be interrupted"


def test_it_can_be_awaited() -> None:
    async def both() -> None:
        small = model("f16-tied")
        expected = small.generate([1, 2, 3], limit=6).result()
        tokens = small.generate_async([1, 2, 3], limit=6)
        assert [token async for token in tokens] == list(expected.tokens)
        assert tokens.text == small.tokenizer.decode(expected.tokens)
        assert await tokens.result() == expected
        jobs = [Job([n], 5) for n in range(1, 4)]
        batch, claims, claim = await asyncio.gather(
            small.generate_batch_async(jobs), small.run_batch_async(jobs), small.run_async(jobs[0])
        )
        assert batch == small.generate_batch(jobs) and claims[0] == claim
        embeddings = await model("bert-f32").embed_async(["the quick", "brown fox"])
        assert embeddings.shape == (2, 32)
        with pytest.raises(infer.errors.EmptyPrompt):
            await small.generate_async([]).result()

    asyncio.run(both())


def test_awaiting_lets_others_go_on() -> None:
    async def many() -> list[int]:
        async def count() -> int:
            return len([token async for token in kjv().generate_async(Job([0], 20, stop_at_eos=False))])

        return await asyncio.gather(*(count() for _ in range(4)))

    assert asyncio.run(many()) == [20] * 4


def test_cancelling_a_task_stops_its_generation() -> None:
    async def cancelled() -> infer.Generation:
        tokens = kjv().generate_async(LONG)

        async def take() -> None:
            async for _ in tokens:
                pass

        task = asyncio.create_task(take())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await tokens.result()

    assert asyncio.run(cancelled()).finish is Finish.STOPPED


def test_cancelling_a_task_stops_its_batch() -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(kjv().generate_batch_async([LONG] * 8))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before, started = threading.active_count(), time.monotonic()
    asyncio.run(cancelled())
    while threading.active_count() > before and time.monotonic() - started < 20:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_signals_are_left_as_they_were() -> None:
    handler = signal.getsignal(signal.SIGINT)
    model("f16-tied").generate([1], limit=3).result()
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_job_has_everything_in_it() -> None:
    small = model("f16-tied")
    beside: list[dict[str, Any]] = [{"limit": 1}, {"sampler": infer.Greedy()}, {"stop_at_eos": True}]
    for given in beside:
        for generate in (small.generate, small.generate_async):
            with pytest.raises(TypeError, match="expected no limit, sampler or stop_at_eos beside a Job"):
                generate(Job([1], 3), **given)
    assert len(small.generate(Job([1], 3, stop_at_eos=False)).result().tokens) == 3


def test_progress_is_a_bool_or_is_called() -> None:
    small, jobs = model("f16-tied"), [Job([1], 3)]
    wrong: Any = 5
    with pytest.raises(TypeError, match=r"expected a bool or a callable of \(done, total\), found int"):
        small.generate_batch(jobs, progress=wrong)
    told: list[tuple[int, int]] = []
    small.generate_batch(jobs, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)
    assert small.generate_batch(jobs, progress=False) == small.generate_batch(jobs)


def test_what_went_wrong_first_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(progress.Bar):
        def close(self) -> None:
            raise LookupError("no screen")

    monkeypatch.setattr(progress, "bar", lambda total, what, show: Broken())
    small = model("f16-tied")
    with pytest.raises(infer.errors.InBatch):
        small.generate_batch([Job([], 1)], progress=True)
    with pytest.raises(LookupError, match="no screen"):
        small.generate_batch([Job([1], 1)], progress=True)


def test_what_raises_stop_iteration_ends_what_awaits_it() -> None:
    def stop(done: int, total: int) -> None:
        raise StopIteration

    async def awaited() -> None:
        running = model("f16-tied").generate_batch_async([Job([1, 2, 3], 4)], progress=stop)
        await asyncio.wait_for(running, 30)

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(awaited())
