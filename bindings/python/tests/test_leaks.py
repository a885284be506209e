"""A million calls leave nothing behind."""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import deepnode
import pytest
from cast import ANA, BRIDGE, SAM, a_domain, a_round, usual
from deepnode import commands, errors, events, log, scenario, signing

STATUS = Path("/proc/self/status")
MOST_KIB = 6 * 1024
ANYWAY = 20
"""Blocks that come and go whatever is called: caches of the interpreter and of pytest."""


def resident() -> int:
    """Memory of the process in KiB."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def calls() -> dict[str, tuple[int, Callable[[], object]]]:
    """Calls of every kind, each with how often it is made."""
    domain = a_domain(keep_events=True)
    a_round(domain)
    # What keeps its events grows by every command, so another takes them.
    busy = a_domain()
    a_round(busy)
    now = busy.time
    deposit = commands.Deposit(ANA, 1)
    kept = domain.events
    head, sequence = busy.head, busy.sequence
    entry = log.entries(sequence, head, [busy.apply(now, BRIDGE, deposit)])[0]
    text, raw = deposit.to_json(), deposit.to_bytes()
    key = signing.Key.from_bytes(bytes([1]) * 32)
    busy.apply(now, BRIDGE, commands.Deposit(key.address, 10**18))
    late = signing.Key.from_bytes(bytes([2]) * 32).seal(busy, commands.Pause(), 1)
    snapshot = domain.snapshot()
    steps = [(now, BRIDGE, deposit), (now, ANA, commands.Pause())] * 5
    ready = deepnode.Steps(steps)
    play = deepnode.Scenario(
        chain_id=8453,
        contract="0x" + "99" * 20,
        params=usual(),
        steps=[scenario.Step(now=1_000, signer=BRIDGE, command=deposit)],
    )
    written = play.to_json()
    claims = domain.claims()
    assert claims is not None

    def refused() -> None:
        with suppress(errors.UnknownMiner):
            busy.apply(now, ANA, commands.Pause())

    def wrong() -> None:
        with suppress(errors.UnknownWord):
            commands.Vote(1, "perhaps")

    def no_number() -> None:
        with suppress(errors.InvalidValue):
            commands.Deposit(ANA, -1)

    def expired() -> None:
        with suppress(errors.Expired):
            busy.apply_signed(now, late)

    def signed() -> None:
        busy.apply_signed(now, key.seal(busy, commands.Transfer(SAM, 1), 2**64 - 1))

    def signed_all() -> None:
        good = key.seal(busy, commands.Transfer(SAM, 1), 2**64 - 1)
        busy.apply_signed_all(now, [good, late])

    def batch() -> None:
        results = busy.apply_all(steps)
        assert len(results.refused) == 5
        results.events.table()

    def capsules() -> None:
        for table in (domain.miners_table(), kept.table()):
            table.__arrow_c_schema__()
            table.__arrow_c_stream__()

    return {
        "balance": (300_000, lambda: domain.balance(ANA)),
        "time": (100_000, lambda: domain.time),
        "apply": (150_000, lambda: busy.apply(now, BRIDGE, deposit)),
        "command": (100_000, lambda: commands.Transfer(ANA, 10**20)),
        "event": (100_000, lambda: kept[0]),
        "event from JSON": (50_000, lambda: events.Event.from_json('{"type": "clock", "now": 5}')),
        "command from JSON": (30_000, lambda: commands.Command.from_json(text)),
        "command from bytes": (30_000, lambda: commands.Command.from_bytes(raw)),
        "repr": (30_000, lambda: repr(deposit)),
        "hash": (30_000, lambda: hash(deposit)),
        "replace": (20_000, lambda: deposit.replace(amount=2)),
        "refused": (20_000, refused),
        "unknown word": (10_000, wrong),
        "no number": (10_000, no_number),
        "task": (10_000, lambda: domain.task(1)),
        "assignment": (10_000, lambda: domain.assignment(1)),
        "params": (5_000, lambda: domain.params),
        "pickle": (3_000, lambda: pickle.loads(pickle.dumps(deposit))),
        "history": (1_500, lambda: domain.history(1)),
        "report": (1_000, domain.report),
        "audit": (1_000, domain.audit),
        "copy": (1_000, domain.copy),
        "events of all": (1_000, lambda: list(domain.events[::2])),
        "event lists": (1_000, lambda: domain.event_lists),
        "entry": (1_000, lambda: log.Entry.from_bytes(entry.to_bytes())),
        "verify": (1_000, lambda: log.verify(head, [entry])),
        "apply_all": (1_000, batch),
        "ready steps": (1_000, lambda: busy.apply_all(ready)[1]),
        "scenario": (1_000, lambda: deepnode.Scenario.parse(written).run().sequence),
        "HTML": (500, lambda: (domain._repr_html_(), domain.params._repr_html_())),
        "miners_table": (1_000, domain.miners_table),
        "validators_table": (1_000, domain.validators_table),
        "tasks_table": (1_000, domain.tasks_table),
        "accounts_table": (1_000, domain.accounts_table),
        "events.table": (1_000, lambda: kept.table()),
        "a kind's table": (1_000, lambda: kept.table(events.Moved)),
        "capsules": (1_000, capsules),
        "listings": (1_000, lambda: (domain.miners(), domain.tasks(), domain.deadlines(), domain.versions())),
        "expired": (500, expired),
        "signed": (500, signed),
        "signed_all": (500, signed_all),
        "restore": (500, lambda: deepnode.Domain.restore(snapshot, keep_events=True)),
        "claims": (500, lambda: domain.claims()),
        "claim": (500, lambda: claims[0]),
    }


@pytest.mark.skipif(not STATUS.exists(), reason="memory is told in /proc on Linux")
def test_a_million_calls_leave_nothing_behind() -> None:
    every = calls()
    assert sum(count for count, _ in every.values()) >= 1_000_000

    def play(count: int, call: Callable[[], object]) -> None:
        for _ in range(count):
            call()
        gc.collect()

    def left_by(count: int, call: Callable[[], object]) -> int:
        blocks = sys.getallocatedblocks()
        play(count, call)
        return sys.getallocatedblocks() - blocks

    for count, call in every.values():
        play(count // 20, call)
    memory = resident()
    left: list[str] = []
    for name, (count, call) in every.items():
        # One object left by every call would be `count` of them. What fills a cache does so once, a leak every time.
        if all(left_by(count, call) > ANYWAY + count // 10 for _ in range(3)):
            left.append(name)
    more = resident() - memory
    assert not left, f"each time, objects of Python are left by {left}"
    assert more < MOST_KIB, f"{more} KiB are left"
