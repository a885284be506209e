"""Whole rounds on a real domain, with workers, validators, hosts and engines in Python."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from deepnode import commands, infer
from deepnode.errors import Refused
from deepnode.infer import Claim, Generation, Input, Job, Sampler
from deepnode.sdk import Cancel, FileStore, MemoryStore, Refusal, Validator, Worker, errors
from deepnode.words import AssignmentStatus
from infer_models import model
from sdk_world import Host, World, key
from test_infer_verify import Toy

Miners = list[tuple[Worker, Host]]
Validators = list[tuple[Validator, Host]]


def miner(world: World, number: int, engine: Any, store: Any = None) -> tuple[Worker, Host]:
    worker = Worker(key(number), world.domain.id, store or MemoryStore(), [engine])
    world.miner(worker.address, engine.manifest.hash())
    return worker, Host(world, worker.address)


def validator(world: World, number: int, engine: Any) -> tuple[Validator, Host]:
    judge = Validator(key(number), world.domain.id, MemoryStore(), [engine])
    world.validator(judge.address)
    return judge, Host(world, judge.address)


def live(world: World, miners: Miners, validators: Validators) -> None:
    """Everybody does what there is to do, beat after beat."""
    for _ in range(200):
        world.beat()
        for worker, host in miners:
            worker.run(host)
        for judge, host in validators:
            judge.run(host)
        if world.is_over():
            return
    pytest.fail("tasks that never end")


def fates(world: World) -> dict[Any, set[Any]]:
    """How each miner's assignments ended."""
    ended: dict[Any, set[Any]] = {}
    for row in world.domain.assignments():
        ended.setdefault(row.miner, set()).add(row.status)
    return ended


class Truncates:
    """A miner's engine that hands in half of what it should."""

    def __init__(self, honest: infer.Model) -> None:
        self.honest = honest
        self.manifest, self.checks, self.end_tokens = honest.manifest, honest.checks, honest.end_tokens

    def run(self, input: Input) -> Claim:
        claim = self.honest.run(input)
        assert isinstance(claim.output, Generation)
        return claim.replace(output=claim.output.replace(tokens=claim.output.tokens[:3]))

    def read(self, input: Input, claim: Claim) -> Any:
        return self.honest.read(input, claim)


def test_a_domain_with_a_real_model_and_a_cheat() -> None:
    exact = model("f16-tied", exact=True)
    world = World()
    world.model(exact.manifest.hash())
    miners = [miner(world, 11, exact), miner(world, 12, Truncates(exact)), miner(world, 13, exact)]
    validators = [validator(world, number, exact) for number in range(21, 26)]
    for number in range(8):
        sampler = infer.Greedy() if number % 2 else Sampler.seeded(bytes([number] * 32))
        world.post(exact.manifest.hash(), 12, Job([3 + number, 40], 12, sampler, stop_at_eos=False))
    live(world, miners, validators)
    assert world.domain.audit() == []
    ended = fates(world)
    assert ended[miners[0][0].address] == ended[miners[2][0].address] == {AssignmentStatus.APPROVED}
    assert ended[miners[1][0].address] == {AssignmentStatus.REJECTED}
    assert all(worker.kept() == () for worker, _ in miners), "what is over is forgotten"


def test_a_domain_with_an_engine_of_ones_own() -> None:
    toy = Toy()
    world = World(committee=1)
    world.model(toy.manifest.hash())
    miners, validators = [miner(world, 11, toy)], [validator(world, 21, Toy())]
    world.post(toy.manifest.hash(), 9, Job([7], 9, stop_at_eos=False))
    live(world, miners, validators)
    assert fates(world) == {miners[0][0].address: {AssignmentStatus.APPROVED}}


@pytest.fixture
def alone() -> tuple[World, Worker, Host]:
    """A miner with a lease."""
    world = World(committee=1)
    world.model(Toy.manifest.hash())
    worker, host = miner(world, 11, Toy())
    world.post(Toy.manifest.hash(), 9, Job([7], 9, stop_at_eos=False))
    world.beat()
    return world, worker, host


def test_what_is_lost_is_sent_again(alone: tuple[World, Worker, Host]) -> None:
    world, worker, host = alone
    host.lost, host.unanswered = 2, 1
    worker.run(host)
    assert host.pauses == 3
    assert [type(envelope.content) for envelope in world.sent] == [commands.SubmitResult] * 2
    assert world.row(1).status == "submitted"


def test_after_a_crash_the_seal_is_sent(tmp_path: Path) -> None:
    world = World(committee=1)
    world.model(Toy.manifest.hash())
    worker, host = miner(world, 11, Toy(), FileStore(tmp_path))
    world.post(Toy.manifest.hash(), 9, Job([7], 9, stop_at_eos=False))
    world.beat()
    host.lost = 1000
    worker.run(host)
    assert world.row(1).status == "leased" and worker.kept() == (1,)
    del worker
    reborn = Worker(key(11), world.domain.id, FileStore(tmp_path))
    reborn.resume(Host(world, host.me))
    assert world.row(1).status == "submitted"
    sent = len(world.sent)
    reborn.run(Host(world, host.me))
    assert len(world.sent) == sent, "it is sent once"


def test_a_refusal_may_be_returned(alone: tuple[World, Worker, Host], caplog: Any) -> None:
    world, worker, _ = alone

    class Remote(Host):
        def send(self, envelope: Any) -> Refusal:  # type: ignore[override]
            return Refusal("too_late", "the lease is over")

    with caplog.at_level(logging.WARNING, logger="deepnode"):
        worker.run(Remote(world, worker.address))
    assert [record.getMessage() for record in caplog.records] == [
        "refused assignment=1 code=too_late why=the lease is over"
    ]


def test_what_a_host_raises_is_the_cause(alone: tuple[World, Worker, Host]) -> None:
    world, worker, host = alone

    class Deaf(Host):
        def next(self, cancel: Cancel) -> Any:
            raise ConnectionError("the line is dead")

    with pytest.raises(errors.Host, match="the line is dead") as failed:
        worker.run(Deaf(world, host.me))
    assert isinstance(failed.value.__cause__, ConnectionError)

    class Timeless(Host):
        def now(self) -> int:
            raise OSError("no clock")

    with pytest.raises(errors.Host, match="no clock") as failed:
        worker.run(Timeless(world, host.me))
    assert isinstance(failed.value.__cause__, OSError)

    class Odd(Host):
        def next(self, cancel: Cancel) -> Any:
            return "work"

    with pytest.raises(errors.Host, match="expected a Lease, Deliver, Over or None") as failed:
        worker.run(Odd(world, host.me))
    assert isinstance(failed.value.__cause__, TypeError)
    with pytest.raises(errors.Host) as failed:
        worker.run(object())  # type: ignore[arg-type]
    assert isinstance(failed.value.__cause__, AttributeError)


@pytest.mark.parametrize("method", ["now", "nonce", "send", "next", "pause"])
def test_an_interrupt_in_a_host_ends_the_loop(alone: tuple[World, Worker, Host], method: str) -> None:
    world, worker, host = alone

    def interrupt(*arguments: object) -> Any:
        raise KeyboardInterrupt

    host.lost = 1
    setattr(host, method, interrupt)
    with pytest.raises(KeyboardInterrupt):
        worker.run(host)
    assert world.row(1).status == "leased"


def test_without_a_pause_of_its_own_the_loop_sleeps(alone: tuple[World, Worker, Host]) -> None:
    world, worker, host = alone

    class Plain:
        def __init__(self) -> None:
            for method in ("now", "nonce", "send", "next", "deliver"):
                setattr(self, method, getattr(host, method))

    host.lost = 1
    started = time.monotonic()
    worker.run(Plain())  # type: ignore[arg-type]
    assert time.monotonic() - started > 0.15 and world.row(1).status == "submitted"


def test_what_happens_is_logged(alone: tuple[World, Worker, Host], caplog: Any) -> None:
    world, worker, host = alone
    with caplog.at_level(logging.INFO, logger="deepnode"):
        worker.run(host)
    told = [
        (record.name, record.levelname, record.getMessage().split(" assignment=")[0])
        for record in caplog.records
    ]
    assert told == [
        ("deepnode.infer.sdk.worker", "INFO", "lease taken"),
        ("deepnode.infer.sdk.worker", "INFO", "sealed and stored"),
        ("deepnode.infer.sdk.party", "INFO", "seal sent"),
    ]
    taken = caplog.records[0]
    assert taken.fields["assignment"] == "1" and taken.pathname.endswith("worker.rs") and taken.lineno > 0
    caplog.clear()
    with caplog.at_level(logging.ERROR, logger="deepnode"):
        world.beat()
        worker.run(host)
    assert caplog.records == []


def test_loops_are_awaited_side_by_side() -> None:
    """Everybody has a task, more of them than asyncio has threads; the heart beats when all are idle."""
    exact = model("f16-tied", exact=True)
    world = World()
    world.model(exact.manifest.hash())
    parties: list[tuple[Any, Host]] = [miner(world, number, exact) for number in (11, 12)]
    parties += [validator(world, number, exact) for number in range(21, 41)]
    for number in range(4):
        world.post(exact.manifest.hash(), 6, Job([3 + number, 40], 6, stop_at_eos=False))
    for _, host in parties:
        host.patient = True

    async def all_of_them() -> None:
        switch = Cancel()
        loops = [asyncio.create_task(party.run_async(host, switch)) for party, host in parties[:-1]]
        last = asyncio.create_task(parties[-1][0].run_async(parties[-1][1]))
        for _ in range(100):
            world.beat()
            while not all(host.is_idle for _, host in parties):
                await asyncio.sleep(0.002)
            if world.is_over():
                break
        last.cancel()
        with pytest.raises(asyncio.CancelledError):
            await last
        switch.cancel()
        await asyncio.gather(*loops)

    asyncio.run(all_of_them())
    assert world.is_over() and world.domain.audit() == []
    assert all(threading.get_ident() not in host.threads for _, host in parties)
    assert set().union(*fates(world).values()) == {AssignmentStatus.APPROVED}


def test_a_failing_loop_is_raised_where_it_is_awaited() -> None:
    world = World()
    judge, _ = validator(world, 21, Toy())

    class Deaf(Host):
        def next(self, cancel: Cancel) -> Any:
            raise ConnectionError("the line is dead")

    with pytest.raises(errors.Host, match="the line is dead"):
        asyncio.run(judge.run_async(Deaf(world, judge.address)))


def test_steps_sign_what_a_domain_takes() -> None:
    world = World()
    world.model(Toy.manifest.hash())
    worker, _ = miner(world, 11, Toy())
    envelope = worker.sign(commands.Pause(), world.domain.nonce(worker.address), 2**63)
    world.domain.apply_signed(world.time, envelope)
    with pytest.raises(Refused):
        world.domain.apply_signed(world.time, envelope)


def test_a_loop_that_is_cancelled_twice_is_still_waited_for(caplog: Any) -> None:
    """What it fails with at last is logged, because nobody waits for it any more."""
    world = World()
    judge, _ = validator(world, 21, Toy())
    ended: list[bool] = []

    class Slow(Host):
        def next(self, cancel: Cancel) -> Any:
            while not cancel.is_cancelled:
                time.sleep(0.002)
            time.sleep(0.3)
            ended.append(True)
            raise ConnectionError("the line is dead")

    async def cancelled() -> list[dict[str, Any]]:
        reported: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
        task = asyncio.create_task(judge.run_async(Slow(world, judge.address)))
        for _ in range(3):
            await asyncio.sleep(0.05)
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == [True]
        del task
        gc.collect()
        return reported

    assert asyncio.run(cancelled()) == []
    [lost] = [record for record in caplog.records if record.name == "deepnode.infer.aio"]
    assert lost.levelname == "ERROR" and lost.exc_info[0] is errors.Host
