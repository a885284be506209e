"""The plain ledger follows the rules to the last unit, as scenario files and the Rust ledger's events tell.

They need what `plain_ledger/requirements.txt` names, and pytest: `pytest benches/python/tests`.
"""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import json
import pkgutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plain_ledger
import pytest
from plain_ledger import (
    InvalidParams,
    Ledger,
    Malformed,
    Refused,
    Scenario,
    Unexpected,
    default_params,
)
from plain_ledger.money import ceil, floor, split
from plain_ledger.scenario import printed

PYTHON = Path(__file__).resolve().parents[1]
ROOT = PYTHON.parents[1]
CORE = ROOT / "deepnode-core" / "tests"
FOLDERS = [
    CORE / "scenarios",
    ROOT.parent / "shared" / "scenarios",
    ROOT.parent / "shared" / "scenarios-signed",
]

BRIDGE, ANA, BEN, EVE = ("0x" + byte * 20 for byte in ("b1", "a1", "be", "e0"))


def files() -> list[Path]:
    """Every scenario file that there is, by folder and name."""
    found = [sorted(folder.glob("*.json"), key=lambda path: path.stem) for folder in FOLDERS]
    return [path for folder in found for path in folder if not path.stem.endswith(".expected")]


def is_signed(path: Path) -> bool:
    return any("signed" in step for step in json.loads(path.read_bytes())["steps"])


SIGNED = [path for path in files() if is_signed(path)]
TRUSTED = [path for path in files() if path not in SIGNED]
OWN = [path for path in TRUSTED if path.parent == FOLDERS[0]]


def name(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


def expected(path: Path) -> str:
    return path.with_suffix(".expected.json").read_text()


def test_there_are_scenarios() -> None:
    assert len(OWN) >= 40
    assert SIGNED


@pytest.mark.parametrize("path", TRUSTED, ids=name)
def test_a_scenario_gives_the_expected_bytes(path: Path) -> None:
    assert printed(Scenario.parse(path.read_bytes()).run().report()) == expected(path)


@pytest.mark.parametrize("path", SIGNED, ids=name)
def test_signed_steps_are_refused(path: Path) -> None:
    with pytest.raises(Malformed, match="signed steps are out of scope"):
        Scenario.parse(path.read_bytes())


def rows(events: list[dict[str, Any]]) -> Iterator[tuple[str, str, int]]:
    """Where money came from and went to, by the events alone."""
    for event in events:
        if event["type"] == "moved":
            yield json.dumps(event["from"]), json.dumps(event["to"]), int(event["amount"])


def reported(report: dict[str, Any]) -> dict[str, int]:
    """What is in the places that a report shows, those with nothing left out."""
    places = {json.dumps({"balance": who}): int(row["balance"]) for who, row in report["accounts"].items()}
    for who, row in report["miners"].items():
        places[json.dumps({"collateral": who})] = int(row["collateral"])
    for who, row in report["validators"].items():
        places[json.dumps({"stake": who})] = int(row["stake"])
    for id, row in report["tasks"].items():
        places[json.dumps({"escrow": int(id)})] = int(row["escrow"])
    for id, row in report["proposals"].items():
        places[json.dumps({"deposit": int(id)})] = int(row["deposit"])
    for who, amount in report["unbonding"].items():
        places[json.dumps({"unbonding": who})] = int(amount)
    places['"pool"'] = int(report["pool"])
    return {place: amount for place, amount in places.items() if amount}


@pytest.mark.parametrize("path", OWN, ids=name)
def test_the_moves_alone_account_for_all_money(path: Path) -> None:
    scenario = Scenario.parse(path.read_bytes())
    ledger = scenario.ledger()
    places: dict[str, int] = defaultdict(int)
    for step in scenario.steps:
        try:
            events = ledger.take(step.now, step.signer, step.command)
        except Refused:
            continue
        assert events, "an applied command without an event"
        for source, target, amount in rows(events):
            assert amount > 0
            places[source] -= amount
            places[target] += amount
            endless = ('"outside"', '"emission"')
            assert places[source] >= 0 or source in endless, f"{source} pays what it does not have"
    report = ledger.report()
    kept = {place: amount for place, amount in places.items() if amount and place.startswith("{")}
    kept |= {place: places[place] for place in ['"pool"'] if places[place]}
    delegated = {place: kept.pop(place) for place in list(kept) if place.startswith('{"delegation"')}
    assert kept == reported(report)
    assert sum(delegated.values()) == sum(int(row["delegated"]) for row in report["validators"].values())
    supply = {name: int(amount) for name, amount in report["supply"].items()}
    assert places['"emission"'] == -supply["emitted"]
    assert places['"burn"'] == supply["burned"]
    assert places['"outside"'] == supply["withdrawn"] - supply["deposited"]


def everything(ledger: Ledger) -> Any:
    """The whole state but the list of events, in values that can be compared; a row is told once."""
    told: dict[int, int] = {}

    def tell(value: Any) -> Any:
        if isinstance(value, (set, frozenset)):
            return sorted(value)
        if isinstance(value, dict):
            return [(key, tell(member)) for key, member in value.items()]
        if isinstance(value, list):
            return [tell(item) for item in value]
        if not dataclasses.is_dataclass(value):
            return value
        if id(value) in told:
            return ("row", told[id(value)])
        told[id(value)] = len(told)
        members = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [(member, tell(content)) for member, content in members]

    return [(member, tell(value)) for member, value in vars(ledger.state).items() if member != "events"]


@pytest.mark.parametrize("path", OWN, ids=name)
def test_a_refusal_changes_nothing(path: Path) -> None:
    scenario = Scenario.parse(path.read_bytes())
    ledger = scenario.ledger()
    for step in scenario.steps:
        before = everything(ledger) if step.error else None
        try:
            ledger.take(step.now, step.signer, step.command)
        except Refused:
            assert everything(ledger) == before


def test_events_are_those_of_the_rust_ledger() -> None:
    """Its golden file has the first event of each kind over all files, in the order of their names."""
    _, golden = json.loads((CORE / "it" / "golden" / "v1" / "readable.json").read_bytes())
    first: dict[str, Any] = {}
    for path in OWN:
        scenario = Scenario.parse(path.read_bytes())
        ledger = scenario.ledger()
        for step in scenario.steps:
            try:
                events = ledger.take(step.now, step.signer, step.command)
            except Refused:
                continue
            for event in events:
                first.setdefault(event["type"], event)
    kinds = [event["type"] for event in golden if event["type"] != "nonce_used"]
    assert sorted(first) == sorted(kinds)
    for event in golden:
        if event["type"] in first:
            assert first[event["type"]] == event


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plain_ledger", *map(str, arguments)]
    return subprocess.run(command, cwd=PYTHON, capture_output=True, text=True, check=False)


def test_the_replay_tool(tmp_path: Path) -> None:
    path = CORE / "scenarios" / "one_task.json"
    done = run("replay", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected(path), "")
    assert json.loads(run("replay", path, "--until", 0).stdout)["time"] == 0
    assert run("replay", path, "--until", 1_000_000).stdout == expected(path)

    scenario = json.loads(path.read_bytes())
    other = tmp_path / "scenario.json"
    scenario["steps"][1]["error"] = "busy"
    other.write_text(json.dumps(scenario))
    done = run("replay", other)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "step 1: expected busy, found that it was applied\n"
    assert run("replay", other, "--until", 1).returncode == 0

    other.write_text("{}")
    for arguments in [
        ("replay", other),
        ("replay", tmp_path / "none"),
        ("replay", path, "--until", "-1"),
        ("play",),
    ]:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
    assert run("replay", SIGNED[0]).returncode == 2


def test_a_refusal_other_than_announced_is_unexpected() -> None:
    path = CORE / "scenarios" / "refusals.json"
    scenario = json.loads(path.read_bytes())
    index = next(i for i, step in enumerate(scenario["steps"]) if "error" in step)
    for error in ("busy", None):
        step = scenario["steps"][index]
        changed = [*scenario["steps"]]
        changed[index] = {**step, "error": error} if error else {k: step[k] for k in step if k != "error"}
        other = Scenario.parse(json.dumps({**scenario, "steps": changed}).encode())
        other.run(index)
        with pytest.raises(Unexpected) as why:
            other.run()
        assert why.value.step == index


def with_member(path: str, value: Any) -> bytes:
    """The file `one_task`, with another value at a path; without it, if the value is `...`."""
    scenario = json.loads((CORE / "scenarios" / "one_task.json").read_bytes())
    place = scenario
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(scenario).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("chain_id", "8453"),
        ("chain_id", -1),
        ("chain_id", 2**64),
        ("chain_id", 1.0),
        ("chain_id", True),
        ("chain_id", ...),
        ("contract", "0x12"),
        ("about", None),
        ("memo", 1),
        ("steps", {}),
        ("steps.0.now", ...),
        ("steps.0.error", None),
        ("steps.0.memo", "x"),
        ("steps.0.signer", "0X" + "ab" * 20),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": 1}),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": "01"}),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": "+1"}),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": "1\n"}),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": "\uff11"}),
        ("steps.0.command", {"type": "deposit", "to": ANA, "amount": str(2**96)}),
        ("steps.0.command", {"type": "deposit", "to": ANA}),
        ("steps.0.command", {"type": "pause", "to": ANA}),
        ("steps.0.command", {"type": "decide", "case": 1, "verdict": "minor"}),
        ("steps.0.command", {"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "correct"}}}),
        ("steps.0.command", {"type": "hand_over", "role": "nobody", "to": ANA}),
        ("steps.0.command", {"type": "none"}),
        ("steps.0.command", {}),
        ("steps.0.command", ["pause"]),
        ("params.memo", 1),
        ("params.trust.memo", 1),
        ("params.trust.late", ...),
        ("params.severity.minor.ban", 0),
        ("params.severity.minor.returned", 0),
        ("params.admission", "closed"),
        ("params.admission", {"list": [], "open": None}),
        ("params.revenue.burn_base", None),
    ],
)
def test_another_form_is_malformed(path: str, value: Any) -> None:
    with pytest.raises(Malformed):
        Scenario.parse(with_member(path, value))


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("phase", 3, "phase"),
        ("registration_burn", 10**9 + 1, "registration_burn"),
        ("exit_cooldown_ms", 0, "exit_cooldown_ms"),
        ("revenue.fees", 900_000_000, "revenue"),
        ("trust.late", 2**32, "trust.late"),
        ("queue.max_attempts", 0, "queue.max_attempts"),
        ("queue.max_rounds", 10, "queue.max_rounds"),
        ("severity.major.return", 10**9, "severity.major.return"),
        ("severity.critical.deregister", False, "severity.critical.ban"),
        ("review.appeal_ms", 31_622_400_001, "review.appeal_ms"),
        ("emission.epoch_ms", 59_999, "emission.epoch_ms"),
        ("emission.domain", 100_000_001, "emission.domain"),
        ("emission.stakers", 10**9, "emission"),
        ("governance.veto", 10**9 + 1, "governance.veto"),
    ],
)
def test_parameters_that_break_a_rule(path: str, value: Any, field: str) -> None:
    with pytest.raises(InvalidParams) as why:
        Scenario.parse(with_member(f"params.{path}", value))
    assert why.value.field == field


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"\xef\xbb\xbf{}", b"NaN", b"[" * 100_000])
def test_other_bytes_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        Scenario.parse(data)


def test_a_member_stands_once() -> None:
    good = (CORE / "scenarios" / "one_task.json").read_bytes()
    with pytest.raises(Malformed, match="twice"):
        Scenario.parse(b'{"chain_id": 1, ' + good.lstrip()[1:])


def test_time_never_goes_back() -> None:
    ledger = Ledger(1, EVE, default_params() | {"bridge": BRIDGE})
    deposit = {"type": "deposit", "to": ANA, "amount": "1"}
    assert ledger.apply(5, BRIDGE, deposit)[0] == {"type": "clock", "now": 5}
    assert [event["type"] for event in ledger.apply(5, BRIDGE, deposit)] == ["moved"]
    with pytest.raises(Refused) as why:
        ledger.apply(4, BRIDGE, {"type": "deposit", "to": ANA, "amount": "0"})
    assert (why.value.code, why.value.details) == ("time_went_back", {"expected": 5, "found": 4})
    # A refused command moves not even the time.
    with pytest.raises(Refused, match="not_authorised"):
        ledger.apply(9, EVE, deposit)
    assert ledger.report()["time"] == 5


def test_addresses_are_the_same_in_either_case() -> None:
    ledger = Ledger(1, EVE, default_params() | {"bridge": "0x" + "B1" * 20})
    ledger.apply(0, BRIDGE, {"type": "deposit", "to": "0x" + "A1" * 20, "amount": "3"})
    ledger.apply(0, "0x" + "A1" * 20, {"type": "transfer", "to": "0x" + "BE" * 20, "amount": "2"})
    assert ledger.report()["accounts"] == {ANA: {"balance": "1"}, BEN: {"balance": "2"}}


def test_rounding_is_visible() -> None:
    assert split(100, [1, 1, 1]) == [33, 33, 34]
    assert split(100, [0, 0]) is None
    assert split(2**96 - 1, [2**128 - 1, 2**128 - 1]) == [2**95 - 1, 2**95]
    assert (floor(10, 333_333_333), ceil(10, 333_333_333)) == (3, 4)
    assert ceil(0, 1) == 0


def test_examples_in_the_documentation() -> None:
    modules = [plain_ledger]
    for module in pkgutil.walk_packages(plain_ledger.__path__, "plain_ledger."):
        if not module.name.endswith("__main__"):
            modules.append(importlib.import_module(module.name))
    results = [doctest.testmod(module) for module in modules]
    assert sum(result.attempted for result in results) > 5
    assert not any(result.failed for result in results)
