"""Every scenario through Python gives the bytes that the replay tool in Rust prints."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import deepnode
import pytest
from deepnode import commands, errors
from deepnode.signing import Envelope
from files import each_scenario, expected, scenarios
from sameness import check_record


def test_all_files_are_there() -> None:
    assert len(scenarios()) >= 43


@each_scenario
def test_the_state_is_the_expected_one_byte_for_byte(file: Path) -> None:
    for given in (file.read_bytes(), file.read_text()):
        domain = deepnode.Scenario.parse(given).run()
        assert domain.report_json().encode() == expected(file)
        assert domain.report() == json.loads(expected(file))


def give(domain: deepnode.Domain, step: dict[str, Any]) -> list[Any]:
    """A step, read from plain JSON and given with Python's own calls; what became of each command."""
    now, signer = step["now"], step["signer"]
    if "signed" not in step:
        command = commands.Command.from_json(json.dumps(step["command"]))
        return [domain.apply(now, signer, command)]
    if "batch" in step:
        content = {"batch": [item["command"] for item in step["batch"]]}
    else:
        content = {"command": step["command"]}
    envelope = Envelope.from_json(json.dumps({"signer": signer, "signed": step["signed"]} | content))
    return list(domain.apply_signed(now, envelope).results)


@each_scenario
def test_step_by_step(file: Path) -> None:
    scenario = json.loads(file.read_text())
    params = deepnode.Params.from_json(json.dumps(scenario["params"]))
    domain = deepnode.Domain(scenario["chain_id"], scenario["contract"], params, keep_events=True)
    entries: list[deepnode.log.Entry] = []
    for step in scenario["steps"]:
        before = domain.head, domain.sequence
        preview = None
        if "signed" not in step:
            command = commands.Command.from_json(json.dumps(step["command"]))
            try:
                preview = domain.preview(step["now"], step["signer"], command)
            except errors.Refused as refused:
                assert refused.code == step["error"]
        kept = len(domain.event_lists)
        try:
            results = give(domain, step)
        except errors.Refused as refused:
            assert refused.code == step.get("error")
            assert (domain.head, domain.sequence) == before
            continue
        assert "error" not in step
        if preview is not None:
            assert results == [preview]
        items = step.get("batch", [{}])
        for item, result in zip(items, results, strict=True):
            code = result.code if isinstance(result, errors.Refused) else None
            assert code == item.get("error")
        entries += deepnode.log.entries(before[1], before[0], domain.event_lists[kept:])
        assert entries[-1].head == domain.head
        assert domain.audit() == []
    assert domain.report_json().encode() == expected(file)

    empty = deepnode.Domain(scenario["chain_id"], scenario["contract"], params)
    replayed, followed = empty.copy(), empty.copy()
    replayed.replay(domain.event_lists)
    followed.follow(deepnode.log.read_entries(b"".join(entry.to_bytes() for entry in entries)))
    assert replayed == followed == domain == deepnode.Domain.restore(domain.snapshot())
    assert len(domain.events) == domain.sequence
    assert deepnode.log.verify(deepnode.log.genesis(params), entries) == domain.head


@each_scenario
def test_scenarios_are_values(file: Path) -> None:
    scenario = deepnode.Scenario.parse(file.read_bytes())
    assert deepnode.Scenario.parse(scenario.to_json()) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    for step in scenario.steps[:50]:
        check_record(step)
    half = len(scenario.steps) // 2
    assert scenario.run(half) == scenario.replace(steps=scenario.steps[:half]).run()
    assert scenario.run(0).sequence == 0
    assert scenario.run(10**6) == scenario.run()

    given = deepnode.Domain(scenario.chain_id, scenario.contract, scenario.params, keep_events=True)
    for step in scenario.steps:
        try:
            receipt = step.give(given)
        except errors.Refused as refused:
            assert refused.code == step.error
        else:
            assert step.error is None
            assert receipt.events[-1] == given.events[-1]
    assert given == scenario.run()


def one_step(**step: Any) -> deepnode.Scenario:
    who = deepnode.Address("0x" + "01" * 20)
    written = deepnode.scenario.Step(now=5, signer=who, command=commands.Withdraw(1), **step)
    return deepnode.Scenario(8453, who, deepnode.Params(), [written])


def test_a_step_that_goes_otherwise_is_told() -> None:
    assert one_step(error="insufficient_balance").run().sequence == 0
    with pytest.raises(
        errors.Unexpected, match="step 0: expected zero_amount, found insufficient_balance"
    ) as info:
        one_step(error="zero_amount").run()
    error = info.value
    assert (error.code, error.step, error.item, error.expected) == ("unexpected", 0, None, "zero_amount")
    assert error.found.startswith("insufficient_balance")
    with pytest.raises(errors.Unexpected, match="expected it to be applied"):
        one_step().run()


@pytest.mark.parametrize("text", ["", "{}", "[]", "5", b"\xff", '{"chain_id": 1}'])
def test_another_file_is_malformed(text: str | bytes) -> None:
    with pytest.raises(errors.MalformedScenario) as info:
        deepnode.Scenario.parse(text)
    assert isinstance(info.value, errors.Malformed)
    assert info.value.line >= 0 and info.value.column >= 0


def test_parameters_of_a_file_are_checked() -> None:
    params = deepnode.Params(phase=3)
    text = one_step().replace(params=params).to_json()
    with pytest.raises(errors.ScenarioParams) as info:
        deepnode.Scenario.parse(text)
    assert info.value.field == "phase"
    with pytest.raises(errors.InvalidParams):
        one_step().replace(params=params).run()
    with pytest.raises(TypeError):
        deepnode.Scenario.parse(5)  # type: ignore[arg-type]


def test_a_step_is_one_of_three_kinds() -> None:
    step: Any = one_step().steps[0]
    item = deepnode.scenario.Item(commands.Pause(), None)
    with pytest.raises(errors.InvalidValue, match="`signed` beside `batch`"):
        step.replace(command=None, batch=[item])
    with pytest.raises(errors.InvalidValue, match="one of `command` and `batch`"):
        step.replace(batch=[item])
    with pytest.raises(errors.InvalidValue, match="one of `command` and `batch`"):
        step.replace(command=None)


def test_a_number_of_steps_is_a_whole_number() -> None:
    scenario = deepnode.Scenario.parse(scenarios()[0].read_bytes())
    assert scenario.run(0).sequence == 0
    for until in (-1, 2**64):
        with pytest.raises(errors.InvalidValue, match=f"found {until}"):
            scenario.run(until)
