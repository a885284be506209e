"""Threads that share a domain: nothing is lost, nothing is seen half done, and nobody waits for ever."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import deepnode
import pytest
from cast import ANA, BRIDGE, SAM, SEQUENCER, a_domain, a_round
from deepnode import commands, errors, signing

THREADS = 8
EACH = 300


def hammer(*work: Callable[[int], int]) -> list[int]:
    """Runs each with every number of a thread at once, and gives their results."""
    begin = threading.Barrier(THREADS * len(work))

    def run(some: Callable[[int], int], number: int) -> int:
        begin.wait(30)
        return some(number)

    with ThreadPoolExecutor(THREADS * len(work)) as pool:
        running = [pool.submit(run, some, number) for some in work for number in range(THREADS)]
        return [each.result(120) for each in running]


def test_nothing_is_lost() -> None:
    domain = a_domain(keep_events=True)
    keys = [signing.Key.from_bytes(bytes([number + 1]) * 32) for number in range(THREADS)]
    empty = domain.copy()

    def deposits(number: int) -> int:
        made = 0
        for _ in range(EACH):
            made += len(domain.apply(1_000, BRIDGE, commands.Deposit(keys[number].address, 2)))
        return made

    def batches(number: int) -> int:
        steps = [(1_000, BRIDGE, commands.Deposit(ANA, 1))] * EACH
        return len(domain.apply_all(steps).events)

    def signed(number: int) -> int:
        made = 0
        key = keys[number]
        while domain.nonce(key.address) < 20:
            try:
                made += len(
                    domain.apply_signed(1_000, key.seal(domain, commands.Transfer(SAM, 1), 2**64 - 1)).events
                )
            except errors.InsufficientBalance:
                continue
        return made

    def looks(number: int) -> int:
        for _ in range(20):
            assert domain.audit() == []
            snapshot = deepnode.Domain.restore(domain.snapshot())
            assert snapshot.totals.sum() == snapshot.supply.circulating
            assert domain.report()["time"] in (0, 1_000)
            assert len(domain.copy().events) <= domain.sequence
            assert (domain == domain and domain != empty) or domain.sequence == 0
        return 0

    made = hammer(deposits, batches, signed, looks)
    assert sum(made) == domain.sequence == len(domain.events)
    assert domain.supply.deposited == THREADS * EACH * 3
    assert domain.balance(ANA) == THREADS * EACH
    assert domain.balance(SAM) == THREADS * 20
    assert domain.nonces() == {key.address: 20 for key in keys}
    assert domain.audit() == []
    empty.replay(domain.event_lists)
    assert empty == domain


def test_of_two_that_spend_the_same_money_one_is_refused() -> None:
    domain = a_domain()
    domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 1_000))

    def spend(number: int) -> int:
        applied = 0
        for _ in range(1_000):
            try:
                domain.apply(1_000, ANA, commands.Withdraw(1))
                applied += 1
            except errors.InsufficientBalance:
                pass
        return applied

    assert sum(hammer(spend)) == 1_000
    assert domain.balance(ANA) == 0


def test_other_threads_go_on_while_a_long_call_runs() -> None:
    domain, other = a_domain(), a_domain()
    steps = [(1_000, BRIDGE, commands.Deposit(ANA, 1))] * 200_000
    done = threading.Event()

    def batch() -> None:
        domain.apply_all(steps)
        done.set()

    thread = threading.Thread(target=batch)
    thread.start()
    asked = 0
    while not done.is_set():
        other.balance(ANA)
        asked += 1
    thread.join()
    assert asked > 100, "Python stood still"
    assert domain.balance(ANA) == 200_000


def test_comparing_both_ways_at_once_ends() -> None:
    one, two = a_domain(), a_domain()

    def compare(number: int) -> int:
        pair = (one, two) if number % 2 else (two, one)
        return sum(pair[0] == pair[1] for _ in range(EACH))

    assert sum(hammer(compare)) == THREADS * EACH


@pytest.fixture
def eager_collection() -> Iterator[None]:
    """The collector runs at every chance."""
    before = gc.get_threshold()
    gc.set_threshold(1)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("eager_collection")
def test_whatever_python_does_meanwhile_may_ask_the_domain() -> None:
    """Objects die whenever others are made; their last words may be a question to the domain that is being asked."""
    domain = a_domain(keep_events=True)
    a_round(domain)
    asked = 0

    class Dying:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            nonlocal asked
            domain.balance(ANA)
            asked += 1

    for _ in range(50):
        for question in (
            domain.tasks,
            domain.miners,
            domain.assignments,
            domain.deadlines,
            domain.report,
            domain.versions,
            lambda: domain.event_lists,
            lambda: list(domain.events),
            lambda: domain.history(1),
            lambda: domain.apply(domain.time, BRIDGE, commands.Deposit(ANA, 1)),
        ):
            Dying()
            question()
        refusals: list[Callable[[], object]] = [
            lambda: domain.apply(0, BRIDGE, commands.Deposit(ANA, 1)),
            lambda: domain.preview(domain.time, ANA, commands.Pause()),
            lambda: domain.advance(domain.time, SEQUENCER, bytes(32), bytes(32)),
        ]
        for refused in refusals:
            Dying()
            with pytest.raises(errors.Refused):
                refused()
    assert asked > 100
