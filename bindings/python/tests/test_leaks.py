"""A million calls leave nothing behind."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import deepnode
import pytest
from cast import ANA, BRIDGE, a_domain, a_round
from deepnode import commands, errors, events, signing

STATUS = Path("/proc/self/status")
MOST_BLOCKS = 2_000
MOST_KIB = 6 * 1024


def resident() -> int:
    """Memory of the process in KiB."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def calls() -> list[tuple[int, Callable[[], object]]]:
    """Calls of every kind, each with how often it is made."""
    domain = a_domain()
    a_round(domain)
    now = domain.time
    deposit = commands.Deposit(ANA, 1)
    kept = domain.apply(now, BRIDGE, deposit)
    text, raw = deposit.to_json(), deposit.to_bytes()
    key = signing.Key.from_bytes(bytes([1]) * 32)
    envelope = key.seal(domain, commands.Pause(), 1)
    snapshot = domain.snapshot()

    def refused() -> None:
        with suppress(errors.UnknownMiner):
            domain.apply(now, ANA, commands.Pause())

    def wrong() -> None:
        with suppress(errors.UnknownWord):
            commands.Vote(1, "perhaps")

    def expired() -> None:
        with suppress(errors.Expired):
            domain.apply_signed(now, envelope)

    return [
        (300_000, lambda: domain.balance(ANA)),
        (100_000, lambda: domain.time),
        (150_000, lambda: domain.apply(now, BRIDGE, deposit)),
        (100_000, lambda: commands.Transfer(ANA, 10**20)),
        (100_000, lambda: kept[0]),
        (50_000, lambda: events.Event.from_json('{"type": "clock", "now": 5}')),
        (30_000, lambda: commands.Command.from_json(text)),
        (30_000, lambda: commands.Command.from_bytes(raw)),
        (30_000, lambda: repr(deposit)),
        (30_000, lambda: hash(deposit)),
        (20_000, lambda: deposit.replace(amount=2)),
        (20_000, refused),
        (10_000, wrong),
        (10_000, lambda: domain.task(1)),
        (10_000, lambda: domain.assignment(1)),
        (5_000, lambda: domain.params),
        (1_500, lambda: domain.history(1)),
        (1_000, lambda: domain.report()),
        (1_000, lambda: domain.copy()),
        (500, expired),
        (500, lambda: deepnode.Domain.restore(snapshot)),
        (500, lambda: domain.claims()),
    ]


@pytest.mark.skipif(not STATUS.exists(), reason="memory is told in /proc on Linux")
def test_a_million_calls_leave_nothing_behind() -> None:
    every = calls()
    assert sum(count for count, _ in every) >= 1_000_000

    def play(part: int) -> None:
        for count, call in every:
            for _ in range(count // part):
                call()
        gc.collect()

    play(20)
    blocks, memory = sys.getallocatedblocks(), resident()
    play(1)
    grown, more = sys.getallocatedblocks() - blocks, resident() - memory
    assert grown < MOST_BLOCKS, f"{grown} objects of Python are left"
    assert more < MOST_KIB, f"{more} KiB are left"
