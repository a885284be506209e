"""What the Python package costs beside the ledger itself, and beside the same ledger in plain Python.

    cargo build --release -p deepnode-benches --example python-core
    python benches/python/bench.py target/release/examples/python-core

The package must be installed from a release build. All three go through the same commands in the same run; each figure
is the least of several runs, in nanoseconds. The workload is written as canonical bytes, so that the Rust program reads
the very commands.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import struct
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import deepnode
from deepnode import Address, Domain, Hash, Params, Steps, commands, keccak

sys.path.insert(0, str(Path(__file__).parent))
import plain_ledger

RUNS = 7
CHAIN_ID = 8453
CONTRACT = Address(b"\x09" * 20)
BRIDGE = Address(b"\x01" * 20)

Step = tuple[int, Address, commands.Command]


def least(what: Callable[[], object], per: int) -> float:
    """Nanoseconds for one of `per` things that a call does."""
    times = []
    for _ in range(RUNS):
        gc.collect()
        begun = perf_counter()
        result = what()
        times.append(perf_counter() - begun)
        del result
    return min(times) / per * 1e9


def call(statement: str, **names: object) -> float:
    """Nanoseconds of a call, with the interpreter's part of it and without that of the loop."""
    number = 200_000
    timed = min(timeit.repeat(statement, globals=names, number=number, repeat=RUNS))
    empty = min(timeit.repeat("pass", number=number, repeat=RUNS))
    return (timed - empty) / number * 1e9


def transfers(count: int) -> tuple[Params, list[Step]]:
    """A thousand accounts that pay each other."""
    people = [Address(keccak(struct.pack("<I", n)).__bytes__()[:20]) for n in range(1000)]
    steps: list[Step] = [(1_000, BRIDGE, commands.Deposit(who, 10**24)) for who in people]
    for n in range(count):
        to = people[(n * 7 + 1) % 1000]
        steps.append((1_000 + n // 10, people[n % 1000], commands.Transfer(to, 10**18 + n)))
    return Params(bridge=BRIDGE), steps


def scenario(path: Path) -> tuple[Params, int, Address, list[Step], list[dict[str, Any]]]:
    """The steps of a scenario file, for the package and as they stand."""
    told = json.loads(path.read_text())
    params = Params.from_json(json.dumps(told["params"]))
    steps = [
        (step["now"], Address(step["signer"]), commands.Command.from_json(json.dumps(step["command"])))
        for step in told["steps"]
    ]
    return params, told["chain_id"], Address(told["contract"]), steps, told["steps"]


def core(
    program: Path, chain_id: int, contract: Address, params: Params, steps: list[Step]
) -> dict[str, float]:
    """The Rust program's figures for a workload."""
    parts = [struct.pack("<Q", chain_id), bytes(contract), params.to_bytes(), struct.pack("<I", len(steps))]
    for now, signer, command in steps:
        parts += [struct.pack("<Q", now), bytes(signer), command.to_bytes()]
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(parts))
        file.flush()
        told = subprocess.run([program, file.name], check=True, capture_output=True, text=True)
    figures = json.loads(told.stdout)
    domain = Domain(chain_id, contract, params)
    domain.apply_all(steps)
    head = figures.pop("head")
    assert domain.head == Hash(head), f"the package comes to {domain.head}, the ledger to {head}"
    return dict(figures)


def loop(domain: Domain, steps: list[Step]) -> None:
    """One call for each command; a refusal is passed over."""
    apply = domain.apply
    for now, signer, command in steps:
        try:  # noqa: SIM105, because a context manager takes longer than what is measured
            apply(now, signer, command)
        except deepnode.errors.Refused:
            pass


def bare(steps: list[Step]) -> None:
    """The interpreter's own part of such a loop: taking each step and looking at it."""
    for now, signer, command in steps:
        now, signer, command  # noqa: B018


def plain(params: Params, chain_id: int, contract: Address, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The same in plain Python; gives the state."""
    ledger = plain_ledger.Ledger(chain_id, str(contract).lower(), json.loads(params.to_json()))
    for step in steps:
        with contextlib.suppress(plain_ledger.Refused):
            ledger.apply(step["now"], step["signer"], step["command"])
    return ledger.report()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("core", type=Path, help="the program python-core, built for release")
    parser.add_argument("--commands", type=int, default=200_000, help="transfers (200000)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="events to export (1000000)")
    parser.add_argument("--json", type=Path, help="also writes the figures here")
    args = parser.parse_args()
    figures: dict[str, float] = {}

    def show(name: str, value: float, note: str = "") -> None:
        figures[name] = value
        print(f"{name:<58} {value:>10.1f} ns  {note}", flush=True)

    params, steps = transfers(args.commands)
    ready = Steps(steps)
    domain = Domain(CHAIN_ID, CONTRACT, params)
    domain.apply_all(ready)
    who, rich = Address(b"\x07" * 20), steps[1_000][1]
    amount = 2_000 * 10**18 + 5
    domain.apply(10**9, BRIDGE, commands.Deposit(who, amount))
    show("call: domain.time", call("domain.time", domain=domain))
    show("call: domain.sequence", call("domain.sequence", domain=domain))
    show("call: domain.balance(address)", call("balance(who)", balance=domain.balance, who=who))
    show(
        "call: domain.balance(address), above 4722 DN", call("balance(who)", balance=domain.balance, who=rich)
    )
    show(
        "call: commands.Transfer(address, amount)", call("T(who, n)", T=commands.Transfer, who=who, n=amount)
    )
    events = domain.apply(10**9, BRIDGE, commands.Deposit(who, amount))
    show("call: events[0]", call("events[0]", events=events))

    count = len(steps)

    def fresh() -> Domain:
        return Domain(CHAIN_ID, CONTRACT, params)

    rust = core(args.core, CHAIN_ID, CONTRACT, params, steps)
    show("transfers: core, events thrown away", rust["thrown"])
    show("transfers: core, events kept", rust["kept"])
    own = least(lambda: bare(steps), count)
    show("transfers: the bare loop over the steps", own)
    one = least(lambda: loop(fresh(), steps), count)
    show("transfers: apply, one call each", one, f"core + loop + {one - own - rust['thrown']:.0f} ns")
    batch = least(lambda: fresh().apply_all(ready), count)
    show("transfers: apply_all of Steps", batch, f"{batch / rust['kept']:.2f} of core")
    listed = least(lambda: fresh().apply_all(steps), count)
    show("transfers: apply_all of a list of tuples", listed, f"{listed / rust['kept']:.2f} of core")

    file = Path(__file__).parents[2] / "deepnode-core/tests/scenarios/gen_1009.json"
    params, chain_id, contract, steps, told = scenario(file)
    rust = core(args.core, chain_id, contract, params, steps)

    def twenty() -> None:
        for _ in range(20):
            loop(Domain(chain_id, contract, params), steps)

    many = least(twenty, 20 * len(steps))
    domain = Domain(chain_id, contract, params)
    loop(domain, steps)
    assert plain(params, chain_id, contract, told) == domain.report(), "plain Python comes to another state"
    slow = least(lambda: plain(params, chain_id, contract, told), len(steps))
    show(f"{file.stem}: core", rust["thrown"])
    show(f"{file.stem}: apply, one call each", many, f"core + {many - rust['thrown']:.0f} ns")
    show(f"{file.stem}: plain Python", slow, f"{slow / many:.0f} times the package")

    deposits = [(1_000 + n // 10, BRIDGE, commands.Transfer(who, 1)) for n in range(args.rows * 10 // 11)]
    domain = Domain(CHAIN_ID, CONTRACT, Params(bridge=BRIDGE))
    domain.apply(1, BRIDGE, commands.Deposit(BRIDGE, 10**24))
    events = domain.apply_all(deposits).events
    show("export: events.table(), a row", least(events.table, len(events)), f"{len(events)} rows")
    moved = len(events.table(deepnode.events.Moved))
    show(
        "export: events.table(Moved), a row",
        least(lambda: events.table(deepnode.events.Moved), moved),
        f"{moved} rows",
    )
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
