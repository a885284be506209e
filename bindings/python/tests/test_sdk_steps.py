"""The steps of workers and validators, stores, and what goes wrong with them."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from deepnode import Hash, commands, infer, keccak
from deepnode.errors import DeepNodeError
from deepnode.infer import Claim, Delivery, Generation, Input, Job
from deepnode.sdk import (
    Cancel,
    Declined,
    FileStore,
    Judgement,
    Late,
    Lease,
    MemoryStore,
    Sealed,
    Seat,
    Store,
    Validator,
    Worker,
    errors,
    seal_salt,
    units,
    verdict_salt,
)
from deepnode.signing import Key
from deepnode.words import Verdict
from infer_models import model
from test_infer_verify import Toy

KEY, JUDGE = Key.from_bytes(bytes([1] * 32)), Key.from_bytes(bytes([2] * 32))
DOMAIN = keccak(b"a domain")
JOB = Job([1, 2, 3], 8, stop_at_eos=False)


def lease(engine: Any, job: Job = JOB, until: int = 60_000) -> Lease:
    return Lease(5, 1, engine.manifest.hash(), infer.input_hash(job), job, units=100, until=until)


def worker(engine: Any, store: Store | MemoryStore | FileStore | None = None, **options: Any) -> Worker:
    return Worker(KEY, DOMAIN, MemoryStore() if store is None else store, [engine], **options)


def sealed(work: Any) -> commands.SubmitResult:
    assert isinstance(work, Sealed), repr(work)
    assert isinstance(work.command, commands.SubmitResult)
    return work.command


def seat_for(worker: Worker, engine: Any, command: commands.SubmitResult) -> Seat:
    given = lease(engine)
    return Seat(
        assignment=given.assignment,
        round=1,
        task=given.task,
        model=given.model,
        posted=given.posted,
        input=given.input,
        units=given.units,
        miner=worker.address,
        units_done=command.units_done,
        seal=command.seal,
        until=90_000,
    )


@pytest.mark.parametrize("kind", ["model", "toy"])
def test_from_a_lease_to_a_verdict(kind: str) -> None:
    engine = Toy() if kind == "toy" else model("f16-tied", exact=True)
    miner = worker(engine)
    command = sealed(miner.work(lease(engine), now=1_000))
    assert (command.assignment, command.units_done) == (5, 8)
    parcel = miner.parcel(5)
    assert parcel is not None and len(parcel) <= Delivery.max_parcel(JOB)
    delivery = Delivery.open(parcel, JOB, DOMAIN, 5, miner.address)
    assert delivery.seal(engine.manifest, JOB, DOMAIN, 5, miner.address) == command.seal
    assert delivery.salt == seal_salt(KEY, DOMAIN, 5) != seal_salt(KEY, DOMAIN, 6)
    assert units(JOB, delivery.claim) == 8

    judge = Validator(JUDGE, DOMAIN, MemoryStore(), [engine])
    seat = seat_for(miner, engine, command)
    judged = judge.judge(seat, [b"noise", parcel], now=lambda: 61_000)
    assert judged.finding.reason == "agrees" and judged.verdict is Verdict.CORRECT
    assert judged.output_root == infer.output_root(engine.manifest, JOB, delivery.claim)
    committed = judge.commit(seat, judged)
    assert isinstance(committed, commands.CommitVerdict)
    assert judge.commit(seat, judged.replace(verdict="critical")) == committed, "it says one thing only"
    revealed = judge.reveal(5)
    assert isinstance(revealed, commands.RevealVerdict) and revealed.verdict == "correct"
    assert revealed.salt == verdict_salt(JUDGE, DOMAIN, 5, 1)
    assert judge.judge(seat, [], now=61_000) == Judgement(
        judge.judge(seat, [], 61_000).finding, "unverifiable", Hash.ZERO, Hash.ZERO
    )
    judge.forget(5)
    assert judge.reveal(5) is None and judge.kept() == ()


def test_what_was_sealed_is_not_run_again() -> None:
    store = MemoryStore()
    first = worker(model("f16-tied", exact=True), store).work(lease(model("f16-tied", exact=True)), 1_000)
    again = Worker(KEY, DOMAIN, store).work(lease(model("f16-tied", exact=True)), 1_000)
    assert first == again and sealed(first) == sealed(again)
    miner = Worker(KEY, DOMAIN, store)
    assert miner.kept() == (5,)
    miner.forget(5)
    assert miner.kept() == () and miner.parcel(5) is None


def why(work: Any, kind: type[errors.Decline], **fields: object) -> errors.Decline:
    assert isinstance(work, Declined) and work.command == commands.Decline(5)
    assert type(work.why) is kind, repr(work.why)
    assert work.why.fields == fields
    return work.why


def test_leases_are_given_back_with_a_reason() -> None:
    toy = Toy()
    why(Worker(KEY, DOMAIN, MemoryStore()).work(lease(toy), 0), errors.NoEngine, model=toy.manifest.hash())
    other = lease(toy).replace(posted=Hash.ZERO)
    posted = {"posted": Hash.ZERO, "found": infer.input_hash(JOB)}
    why(worker(toy).work(other, 0), errors.OtherInput, **posted)
    ticks = iter([0, 1, 2, 3, 4, 59_500, 59_600])
    why(worker(toy).work(lease(toy), lambda: next(ticks)), errors.OutOfTime, tokens=5)
    assert toy.closed == 1, "the engine was told"
    off = Cancel()
    off.cancel()
    why(worker(toy).work(lease(toy), 0, off), errors.Cancelled, tokens=0)
    assert isinstance(worker(toy).work(lease(toy), 60_000), Late)

    class Broken(Toy):
        def run(self, input: Input) -> Any:
            raise OSError("the card is gone")

    declined = why(worker(Broken()).work(lease(toy), 0), errors.Failed)
    assert isinstance(declined.__cause__, infer.errors.Backend)
    assert isinstance(declined.__cause__.__cause__, OSError)
    with pytest.raises(errors.Failed, match="the card is gone"):
        raise declined


def test_spare_time_is_kept() -> None:
    toy = Toy()
    why(worker(toy).work(lease(toy, until=2_000), 1_500), errors.OutOfTime, tokens=0)
    sealed(worker(toy, spare_ms=100).work(lease(toy, until=2_000), 1_500))


def test_a_clock_that_fails_ends_the_step() -> None:
    def broken() -> int:
        raise LookupError("no clock")

    for now in (broken, lambda: -1, lambda: "soon"):
        with pytest.raises((LookupError, ValueError, TypeError)):
            worker(Toy()).work(lease(Toy()), now)  # type: ignore[arg-type]


def test_an_engine_that_fails_says_nothing_of_the_miner() -> None:
    toy = Toy()
    miner = worker(toy)
    command = sealed(miner.work(lease(toy), 0))

    class Broken(Toy):
        def read(self, input: Input, claim: Claim) -> Any:
            raise OSError("the card is gone")

    judge = Validator(JUDGE, DOMAIN, MemoryStore(), [Broken()])
    parcel = miner.parcel(5)
    assert parcel is not None
    with pytest.raises(errors.Engine, match="assignment 5") as failed:
        judge.judge(seat_for(miner, toy, command), [parcel], 0)
    assert failed.value.assignment == 5
    cause = failed.value.__cause__
    assert isinstance(cause, infer.errors.Backend) and isinstance(cause.__cause__, OSError)


def test_policies_and_memories_are_used() -> None:
    toy = Toy()
    miner = worker(toy)
    command = sealed(miner.work(lease(toy), 0))
    wrong = Claim(Generation([9] * 8, "limit"), bytes([1] * 32))
    delivery = Delivery(wrong, bytes(32))
    seat = seat_for(miner, toy, command).replace(
        seal=delivery.seal(toy.manifest, JOB, DOMAIN, 5, miner.address)
    )
    parcel = delivery.sign(KEY, DOMAIN, 5)
    usual = Validator(JUDGE, DOMAIN, MemoryStore(), [toy]).judge(seat, [parcel], 0)
    assert (usual.finding.reason, usual.verdict) == ("other_model", "critical")
    seen = infer.Seen(10)
    seen.note(JOB.replace(limit=9), wrong)
    mild = Validator(JUDGE, DOMAIN, MemoryStore(), [toy], policy=infer.Policy(copied="minor"), seen=seen)
    judged = mild.judge(seat, [parcel], 0)
    assert (judged.finding.reason, judged.verdict) == ("copied", "minor")


def test_keys_are_keys() -> None:
    assert Worker(KEY, DOMAIN, MemoryStore()).address == KEY.address
    with pytest.raises(TypeError):
        Worker("01" * 32, DOMAIN, MemoryStore())  # type: ignore[arg-type]


def test_file_stores_keep_and_lock(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "kept")
    store.put("seal-1", b"one")
    assert store.get("seal-1") == b"one" and store.get("seal-2") is None
    with pytest.raises(errors.StoreInUse) as used:
        FileStore(tmp_path / "kept")
    assert used.value.path == tmp_path / "kept"
    with pytest.raises(errors.StoreName) as named:
        store.put("Not a name", b"")
    assert named.value.name == "Not a name"
    with pytest.raises(errors.StoreIo) as refused:
        FileStore("/proc/nothing/here")
    assert refused.value.path == Path("/proc/nothing/here") and refused.value.reason
    [file] = [file for file in (tmp_path / "kept").iterdir() if "seal" in file.name]
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(errors.StoreDamaged) as damaged:
        store.get("seal-1")
    assert damaged.value.name == "seal-1" and damaged.value.reason
    store.remove("seal-1")
    assert store.names("") == []
    del store
    assert FileStore(str(tmp_path / "kept")).names("seal") == []


class Shelf:
    """A store in Python."""

    def __init__(self) -> None:
        self.records: dict[str, bytes] = {}

    def put(self, name: str, record: bytes) -> None:
        self.records[name] = record

    def get(self, name: str) -> bytes | None:
        return self.records.get(name)

    def names(self, prefix: str) -> Iterable[str]:
        return [name for name in self.records if name.startswith(prefix)]

    def remove(self, name: str) -> None:
        self.records.pop(name, None)


def test_a_store_of_ones_own() -> None:
    shelf = Shelf()
    miner = worker(Toy(), shelf)
    sealed(miner.work(lease(Toy()), 0))
    [name] = shelf.records
    assert re.fullmatch(r"seal-[0-9a-f]{64}-[0-9a-f]{40}-5", name)
    assert worker(Toy(), shelf).kept() == (5,)
    shelf.records[name] = b"{}"
    with pytest.raises(errors.StoreDamaged):
        miner.parcel(5)
    miner.forget(5)
    assert shelf.records == {}

    class Full(Shelf):
        def put(self, name: str, record: bytes) -> None:
            raise OSError(28, "no space left")

    with pytest.raises(errors.StoreIo, match="no space left") as failed:
        worker(Toy(), Full()).work(lease(Toy()), 0)
    assert isinstance(failed.value.__cause__, OSError)

    class Interrupted(Shelf):
        def put(self, name: str, record: bytes) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker(Toy(), Interrupted()).work(lease(Toy()), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_ctrl_c_ends_a_run() -> None:
    trained = infer.load(Path(__file__).resolve().parents[3] / "examples" / "models" / "kjv")
    job = Job([0], 500, stop_at_eos=False)
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        worker(trained).work(lease(trained, job), 0)


CRASH = """
import os, sys
from deepnode import infer
from deepnode.sdk import FileStore, Lease, Worker
from deepnode.signing import Key

model = infer.load(sys.argv[1], exact=True)
job = infer.Job([1, 2, 3], 8, stop_at_eos=False)
given = Lease(5, 1, model.manifest.hash(), infer.input_hash(job), job, units=100, until=60_000)
key = Key.from_bytes(bytes([1] * 32))
print(Worker(key, sys.argv[3], FileStore(sys.argv[2]), [model]).work(given, 0).command.to_json(), flush=True)
os._exit(9)
"""


def test_what_was_sealed_survives_a_crash(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[3] / "deepnode-infer" / "tests" / "data" / "f16-tied"
    command = [sys.executable, "-c", CRASH, str(folder), str(tmp_path), str(DOMAIN)]
    crashed = subprocess.run(command, capture_output=True, text=True)
    assert crashed.returncode == 9, crashed.stderr
    again = Worker(KEY, DOMAIN, FileStore(tmp_path))
    assert sealed(again.work(lease(model("f16-tied", exact=True)), 0)).to_json() == crashed.stdout.strip()
    assert again.parcel(5) is not None


def test_errors_have_their_fields() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, DeepNodeError) and kind.__module__ == errors.__name__:
            fields = dict.fromkeys(kind.__annotations__)
            assert kind("message", **fields).fields == fields


class Holds(Toy):
    """An engine and store that holds the worker or validator that holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()
        self.put, self.get = self.shelf.put, self.shelf.get
        self.names, self.remove = self.shelf.names, self.shelf.remove
        self.party: Any = None


@pytest.mark.parametrize("kind", [Worker, Validator])
def test_what_holds_itself_is_collected(kind: Any) -> None:
    for store, engines in [(False, True), (True, False), (True, True)]:
        host = Holds()
        host.party = kind(KEY, DOMAIN, host if store else MemoryStore(), [host, host] if engines else [])
        gc.collect()
        assert host.party.kept() == (), "what is used is left alone"
        gone = weakref.ref(host)
        del host
        gc.collect()
        assert gone() is None, (store, engines)


def test_engines_and_stores_live_as_long_as_a_worker() -> None:
    miner = worker(Toy(), Shelf())
    gc.collect()
    sealed(miner.work(lease(Toy()), 0))
    assert miner.kept() == (5,)


class GoneError(OSError):
    """An exception that can be seen to go."""


class Faulty(Toy):
    def run(self, input: Input) -> Any:
        raise GoneError("the card is gone")


def test_the_cause_of_a_failure_goes_with_it() -> None:
    declined = worker(Faulty()).work(lease(Toy()), 0)
    assert isinstance(declined, Declined)
    failed = declined.why.__cause__
    assert failed is not None
    gone = weakref.ref(failed.__cause__)
    assert isinstance(gone(), GoneError)
    del declined, failed
    gc.collect()
    assert gone() is None


def test_failures_inside_failures_have_their_own_causes() -> None:
    """An engine whose own worker fails with the same words, and which then fails by itself."""
    inner: list[Any] = []
    outer = GoneError("the card is gone")

    class Outer(Toy):
        def run(self, input: Input) -> Any:
            inner.append(worker(Faulty()).work(lease(Toy()), 0))
            raise outer

    declined = worker(Outer()).work(lease(Toy()), 0)
    assert isinstance(declined, Declined) and declined.why.__cause__ is not None
    assert declined.why.__cause__.__cause__ is outer
    [own] = inner
    assert isinstance(own.why.__cause__.__cause__, GoneError) and own.why.__cause__.__cause__ is not outer
