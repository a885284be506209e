"""Many commands in one call."""

import os
import signal
import threading
import time
from collections.abc import Sequence

import pytest
from deepnode import DN, Address, Domain, Events, Params, Steps, commands, errors, events

BRIDGE = Address(b"\x01" * 20)
ANA = Address(b"\x02" * 20)
CONTRACT = Address(b"\x09" * 20)


def domain(**options: bool) -> Domain:
    return Domain(8453, CONTRACT, Params(bridge=BRIDGE), **options)


def deposits(count: int) -> list[tuple[int, Address, commands.Command]]:
    return [(1_000 + n, BRIDGE, commands.Deposit(ANA, n + 1)) for n in range(count)]


def test_a_batch_does_what_single_calls_do() -> None:
    steps = deposits(1_000)
    steps[500] = (1_500, ANA, commands.Withdraw(DN(1)))
    single, batch = domain(), domain()
    results = batch.apply_all(steps)
    assert len(results) == 1_000
    for place, (now, signer, command) in enumerate(steps):
        try:
            expected = single.apply(now, signer, command)
        except errors.Refused as refused:
            assert place == 500
            found = results[place]
            assert isinstance(found, errors.Refused)
            assert (type(found), found.fields) == (type(refused), refused.fields)
        else:
            assert results[place] == expected
    assert single.head == batch.head
    assert single.balance(ANA) == batch.balance(ANA) == 1_000 * 1_001 // 2 - 501


def test_results_say_what_was_refused() -> None:
    good, bad = (1_000, BRIDGE, commands.Deposit(ANA, 5)), (1_000, ANA, commands.Withdraw(99))
    results = domain().apply_all([bad, good, bad])
    assert [(place, error.code) for place, error in results.refused] == [
        (0, "insufficient_balance"),
        (2, "insufficient_balance"),
    ]
    assert [error.have for _, error in results.refused if isinstance(error, errors.InsufficientBalance)] == [
        0,
        5,
    ]
    assert repr(results) == "<Results: 1 applied, 2 refused>"
    assert [type(event) for event in results.events] == [events.Clock, events.Moved]
    assert results[-2] == results.events
    with pytest.raises(errors.InsufficientBalance):
        results.check()
    domain().apply_all([good]).check()
    for place in (3, -4):
        with pytest.raises(IndexError, match=f"no result {place} of 3"):
            results[place]
    for place in (2**70, -(2**70)):
        with pytest.raises(IndexError, match="so far away"):
            results[place]


def test_steps_results_and_claims_are_sequences() -> None:
    mine = domain()
    steps = Steps(
        [*deposits(3), (2_000, BRIDGE, commands.Deposit(BRIDGE, 1)), (2_000, ANA, commands.Withdraw(99))]
    )
    results = mine.apply_all(steps)
    claims = mine.claims()
    assert claims is not None
    sequences: list[Sequence[object]] = [steps, results, claims]
    for some in sequences:
        assert isinstance(some, Sequence)
        plain = list(some)
        assert list(reversed(some)) == plain[::-1] or some is results
        for part in (slice(1), slice(-1, None), slice(None, None, -1), slice(1, 9, 2), slice(5, 1)):
            assert repr(list(some[part])) == repr(plain[part])
        assert type(some[:1]) is (Steps if some is steps else tuple)
        with pytest.raises(ValueError, match="there is no such"):
            some.index(object())
        assert some.count(object()) == 0
        assert object() not in some
        with pytest.raises(TypeError):
            some["1"]  # type: ignore[call-overload]
    for same in (steps, claims):
        last = len(same) - 1
        assert (
            same.index(same[last])
            == same.index(same[last], -1)
            == same.index(same[last], 1, last + 1)
            == last
        )
        assert same[last] in same
        assert same.count(same[last]) == 1
        with pytest.raises(ValueError, match="there is no such"):
            same.index(same[last], 0, last)
    assert results.index(results[1]) == 1
    assert domain().apply_all(steps[:2]).events == results.events[:4]


def test_any_iterable_does_and_steps_can_be_used_again() -> None:
    ready = Steps(iter(deposits(10)))
    assert len(ready) == 10
    assert ready[-1] == (1_009, BRIDGE, commands.Deposit(ANA, 10))
    heads = {domain().apply_all(ready).events[-1] for _ in range(3)}
    assert len(heads) == 1
    one, other = domain(), domain()
    one.apply_all(ready)
    other.apply_all(tuple(deposits(10)))
    assert one.head == other.head
    with pytest.raises(IndexError):
        ready[10]


@pytest.mark.parametrize(
    "step", [1, (1, BRIDGE), [1, BRIDGE, commands.Pause()], (1.5, BRIDGE, commands.Pause())]
)
def test_what_is_no_step_is_refused_before_anything_is_applied(step: object) -> None:
    mine = domain()
    with pytest.raises(TypeError):
        mine.apply_all([*deposits(3), step])  # type: ignore[list-item]
    assert mine.sequence == 0


def test_events_of_a_batch_have_their_numbers_and_times() -> None:
    mine = domain(keep_events=True)
    results = mine.apply_all(deposits(50))
    assert mine.sequence == len(results.events) == 100
    assert mine.events == results.events
    later = mine.apply(9_000, BRIDGE, commands.Deposit(ANA, 1))
    assert list(mine.events)[-2:] == list(later)
    clocks = [event for event in results.events[::2] if isinstance(event, events.Clock)]
    assert [event.now for event in clocks] == list(range(1_000, 1_050))
    second, last = results[1], results[49]
    assert isinstance(second, Events) and isinstance(last, Events)
    assert results.events[3] == second[1]
    assert results.events[-1] == last[-1]


def test_progress_is_told_and_errors_of_it_end_the_batch() -> None:
    told: list[tuple[int, int]] = []
    domain().apply_all(deposits(2_000), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (2_000, 2_000)
    assert sorted(told) == told

    def stop(done: int, total: int) -> None:
        raise RuntimeError("enough")

    mine = domain()
    with pytest.raises(RuntimeError, match="enough"):
        mine.apply_all(deposits(200_000), progress=stop)
    assert 0 < mine.sequence < 400_000
    assert mine.audit() == []


def test_other_threads_go_on_meanwhile() -> None:
    ready = Steps(deposits(200_000))
    mine, seen, over = domain(), [], threading.Event()

    def look() -> None:
        while not over.is_set():
            seen.append(mine.sequence)
            time.sleep(0.001)

    watcher = threading.Thread(target=look)
    watcher.start()
    mine.apply_all(ready)
    over.set()
    watcher.join()
    assert len(set(seen)) > 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers for signals")
def test_ctrl_c_ends_a_batch_between_two_commands() -> None:
    ready = Steps(deposits(1_000_000))
    mine = domain()
    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        for _ in range(20):
            mine = domain()
            mine.apply_all(ready)
    assert time.monotonic() - begun < 10
    assert mine.audit() == []
