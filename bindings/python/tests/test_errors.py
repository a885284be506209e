"""Everything that goes wrong, raised through the public interface, with its code and fields."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import re
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deepnode
import pytest
from cast import ANA, BRIDGE, a_domain, usual
from deepnode import commands, errors, infer, log, sdk, signing, words
from files import scenarios
from test_scenarios import give

TYPES: dict[str, Any] = {
    "int": int,
    "str": str,
    "Address": deepnode.Address,
    "Hash": deepnode.Hash,
    "Kind": words.Kind,
    "Severity": words.Severity,
    "int | None": (int, type(None)),
}


def check(error: errors.DeepNodeError) -> None:
    """It has what its class says, and survives copies and pickles."""
    kind = type(error)
    declared = {name: of for name, of in inspect.get_annotations(kind).items() if name != "code"}
    assert set(error.fields) == set(declared), kind
    for name, annotation in declared.items():
        assert isinstance(getattr(error, name), TYPES[annotation]), (kind, name)
    assert str(error)
    assert error.code == kind.code
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(same), str(same), same.fields) == (kind, str(error), error.fields)


def every(kind: type[errors.DeepNodeError]) -> set[type[errors.DeepNodeError]]:
    """A class and all under it."""
    return {kind}.union(*(every(under) for under in kind.__subclasses__()))


def refusals() -> dict[str, errors.Refused]:
    """Every refusal that a scenario meets, by its code."""
    met: dict[str, errors.Refused] = {}
    for file in scenarios():
        scenario = json.loads(file.read_text())
        params = deepnode.Params.from_json(json.dumps(scenario["params"]))
        domain = deepnode.Domain(scenario["chain_id"], scenario["contract"], params)
        for step in scenario["steps"]:
            try:
                results = give(domain, step)
            except errors.Refused as refused:
                results = [refused]
            met |= {result.code: result for result in results if isinstance(result, errors.Refused)}
    return met


def test_every_refusal_is_met_with_its_fields() -> None:
    met = refusals()
    domain = a_domain()
    with pytest.raises(errors.InvalidBatch) as info:
        domain.apply_signed(1, signing.Key.create().seal(domain, [], 5))
    met[info.value.code] = info.value
    assert set(met) == set(errors.CODES)
    for code, refused in met.items():
        check(refused)
        assert type(refused) is errors.REFUSALS[code]
        assert refused.code == code


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def test_refusals_are_the_cores() -> None:
    assert set(errors.REFUSALS) == set(errors.CODES)
    assert all(snake(kind.__name__) == code for code, kind in errors.REFUSALS.items())


def test_codes_are_never_shared() -> None:
    codes = [kind.code for kind in every(errors.DeepNodeError)]
    assert len(set(codes)) == len(codes)


def head_of(*events: Any) -> deepnode.Hash:
    return log.next_head(deepnode.Hash.ZERO, events)


def entry(sequence: int = 1) -> log.Entry:
    clock = deepnode.events.Clock(5)
    return log.Entry(sequence, head_of(clock), [clock])


def a_snapshot(spoil: Callable[[bytes], bytes]) -> bytes:
    """A snapshot with something changed, and the checksum that belongs to it."""
    domain = a_domain(registration_burn=123_456_789)
    domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 77_777_777))
    content = spoil(domain.snapshot()[:-32])
    return content + bytes(deepnode.keccak(content))


def swap(old: int, new: int, size: int, count: int = -1) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.to_bytes(size, "little"), new.to_bytes(size, "little"), count)


def an_entry(body: bytes) -> bytes:
    content = bytes([1]) + len(body).to_bytes(4, "little") + body
    return content + bytes(deepnode.keccak(content))[:8]


def broken() -> deepnode.Domain:
    domain = a_domain()
    with pytest.raises(errors.Inconsistent):
        domain.replay([[]])
    return domain


def scenario(**step: Any) -> deepnode.Scenario:
    written = deepnode.scenario.Step(now=5, signer=ANA, command=commands.Pause(), **step)
    return deepnode.Scenario(8453, ANA, usual(), [written])


def keystore(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "key.json"
    file.write_text(text)
    return file


RAISED: dict[type[errors.DeepNodeError], Callable[[Path], Any]] = {
    errors.InvalidValue: lambda _: commands.TopUp(-1),
    errors.InvalidHex: lambda _: deepnode.Address("0x12"),
    errors.NotHex: lambda _: signing.Signature("12"),
    errors.UnknownWord: lambda _: commands.Vote(1, "perhaps"),
    errors.Malformed: lambda _: commands.Command.from_json("{"),
    errors.NoSnapshot: lambda _: deepnode.Domain.restore(b"something else"),
    errors.SnapshotVersion: lambda _: deepnode.Domain.restore(b"DeepNode\x09" + bytes(40)),
    errors.SnapshotDamaged: lambda _: deepnode.Domain.restore(a_domain().snapshot()[:-1]),
    errors.SnapshotUnreadable: lambda _: deepnode.Domain.restore(a_snapshot(lambda content: content + b"x")),
    errors.SnapshotParams: lambda _: deepnode.Domain.restore(a_snapshot(swap(123_456_789, 2 * 10**9, 8))),
    errors.SnapshotInconsistent: lambda _: deepnode.Domain.restore(
        a_snapshot(swap(77_777_777, 77_777_776, 16, count=1))
    ),
    errors.EntryVersion: lambda _: log.Entry.from_bytes(b"\x09"),
    errors.EntryTruncated: lambda _: log.Entry.from_bytes(entry().to_bytes()[:-1]),
    errors.EntryTrailing: lambda _: log.Entry.from_bytes(entry().to_bytes() + b"x"),
    errors.EntryDamaged: lambda _: log.Entry.from_bytes(entry().to_bytes()[:-1] + b"x"),
    errors.EntryUnreadable: lambda _: log.Entry.from_bytes(an_entry(b"x")),
    errors.ChainSequence: lambda _: log.verify(deepnode.Hash.ZERO, [entry(), entry(9)]),
    errors.ChainHead: lambda _: log.verify(deepnode.Hash.ZERO, [entry().replace(head=deepnode.Hash.ZERO)]),
    errors.ChainEmpty: lambda _: log.verify(deepnode.Hash.ZERO, [entry().replace(events=[])]),
    errors.Inconsistent: lambda _: a_domain().replay([[]]),
    errors.UndefinedState: lambda _: broken().time,
    errors.EventsNotKept: lambda _: a_domain().events,
    errors.MalformedScenario: lambda _: deepnode.Scenario.parse("{"),
    errors.ScenarioParams: lambda _: deepnode.Scenario.parse(
        scenario().replace(params=usual(phase=9)).to_json()
    ),
    errors.Unexpected: lambda _: scenario(error="banned").run(),
    errors.KeyOutOfRange: lambda _: signing.Key.from_bytes(bytes(32)),
    errors.KeyNotHex: lambda _: signing.Key.from_hex("0x12"),
    errors.KeyFile: lambda tmp_path: signing.Key.load(tmp_path / "none.json", "abc"),
    errors.NotAKeystore: lambda tmp_path: signing.Key.load(keystore(tmp_path, "{}"), "abc"),
    errors.WrongPassword: lambda tmp_path: signing.Key.load(
        signing.Key.create().save(tmp_path, "key.json", "abc"), "def"
    ),
}


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: str(kind.code))
def test_everything_else_too(kind: type[errors.DeepNodeError], tmp_path: Path) -> None:
    with pytest.raises(kind) as info:
        RAISED[kind](tmp_path)
    assert type(info.value) is kind
    check(info.value)


@pytest.mark.parametrize(
    "root", [errors.RestoreError, errors.MalformedEntry, errors.CannotFollow, errors.NoKey]
)
def test_the_tree_has_no_leaf_that_is_never_raised(root: type[errors.DeepNodeError]) -> None:
    leaves = {kind for kind in every(root) if not kind.__subclasses__()}
    assert leaves <= set(RAISED)


EXCUSED: dict[type[errors.DeepNodeError], str] = {
    infer.errors.NotExact: "needs a device that multiplies wrongly",
    sdk.errors.Other: "stands for what a later version of the crate may tell",
}
"""Leaves that no test can raise, with the reason."""


@pytest.mark.parametrize("root", [errors.InferenceError, errors.SdkError])
def test_the_other_half_has_no_leaf_that_is_never_raised(root: type[errors.DeepNodeError]) -> None:
    tests = "".join(file.read_text() for file in sorted(Path(__file__).parent.glob("test_[is]*_*.py")))
    raised = set(re.findall(r"(?:raises|fails|why)\(.*?\berrors\.(\w+)", tests))
    never = {kind for kind in every(root) if not kind.__subclasses__() and kind.__name__ not in raised}
    assert never == {kind for kind in EXCUSED if issubclass(kind, root)}


def test_a_tree_can_be_caught_at_any_height() -> None:
    for kinds in [
        (errors.InsufficientBalance, errors.Refused, errors.DeepNodeError, Exception),
        (errors.SnapshotDamaged, errors.RestoreError, errors.Malformed, ValueError, errors.DeepNodeError),
        (errors.ChainHead, errors.BrokenChain, errors.CannotFollow, errors.DeepNodeError),
        (errors.InvalidHex, errors.InvalidValue, ValueError, errors.DeepNodeError),
        (errors.UndefinedState, errors.DeepNodeError, RuntimeError),
    ]:
        assert all(issubclass(kinds[0], kind) for kind in kinds)
    assert typing.get_type_hints(errors.Refused)["code"] == typing.ClassVar[str]
