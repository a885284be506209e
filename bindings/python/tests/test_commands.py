"""Commands as objects: matched, compared, hashed, pickled, printed, and as JSON and canonical bytes."""

from __future__ import annotations

from typing import Any

import deepnode
import pytest
from deepnode import commands, errors
from deepnode.money import MAX_AMOUNT
from hypothesis import given
from hypothesis import strategies as st
from sameness import check_record, fields
from strategies import CASE_VERDICTS, COMMANDS, any_command, params

ANA = deepnode.Address("0x" + "a0" * 20)
KINDS = sorted(COMMANDS, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_every_command_is_its_fields(kind: Any, data: st.DataObject) -> None:
    command = data.draw(COMMANDS[kind])
    check_record(command)
    assert isinstance(command, commands.Command)
    assert commands.Command.from_json(command.to_json()) == command
    assert type(commands.Command.from_json(command.to_json())) is kind
    assert commands.Command.from_bytes(command.to_bytes()) == command


@given(one=any_command, two=any_command)
def test_equal_commands_are_of_one_class_with_equal_fields(one: Any, two: Any) -> None:
    same = type(one) is type(two) and fields(one) == fields(two)
    assert (one == two) is same
    assert (one.to_bytes() == two.to_bytes()) is same
    assert len({one, two}) == (1 if same else 2)


@pytest.mark.parametrize("kind", CASE_VERDICTS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_verdicts_on_cases_too(kind: Any, data: st.DataObject) -> None:
    check_record(data.draw(CASE_VERDICTS[kind]))


@given(params)
def test_parameters_too(some: Any) -> None:
    check_record(some)
    assert deepnode.Params.from_json(some.to_json()) == some
    for name in some.__match_args__:
        group = getattr(some, name)
        if hasattr(group, "__match_args__"):
            check_record(group)


def test_commands_are_matched() -> None:
    command: commands.Command = commands.Transfer(ANA, 5)
    match command:
        case commands.Deposit(to, amount):
            pytest.fail(f"a deposit of {amount} to {to}")
        case commands.Transfer(to, amount):
            assert (to, amount) == (ANA, 5)
        case _:
            pytest.fail("none of them")
    match commands.Decide(1, commands.Uphold("major")):
        case commands.Decide(case, commands.Uphold(severity)):
            assert (case, severity) == (1, "major")
        case _:
            pytest.fail("not matched")


def test_some_fields_change() -> None:
    command = commands.Transfer(to=ANA, amount=5)
    assert command.replace(amount=6) == commands.Transfer(ANA, 6)
    assert command.amount == 5
    with pytest.raises(TypeError):
        command.replace(sum=6)
    with pytest.raises(AttributeError):
        command.amount = 6  # type: ignore[misc]


@pytest.mark.parametrize("amount", [-1, 2**96, 2**128, 10**60])
def test_an_amount_is_whole_and_has_a_range(amount: int) -> None:
    with pytest.raises(errors.InvalidValue, match=r"expected a whole number in 0\.\.="):
        commands.Transfer(ANA, amount)


@pytest.mark.parametrize("amount", [1.0, "1", None, b"1"])
def test_an_amount_is_no_float_and_no_text(amount: Any) -> None:
    with pytest.raises(TypeError):
        commands.Transfer(ANA, amount)


@pytest.mark.parametrize("text", ["", "{}", '{"type": "nothing"}', '{"type": "pause", "x": 1}', "5"])
def test_other_json_is_malformed(text: str) -> None:
    with pytest.raises(errors.Malformed):
        commands.Command.from_json(text)


@given(st.binary(max_size=60))
def test_other_bytes_are_malformed_or_a_command(some: bytes) -> None:
    try:
        command = commands.Command.from_bytes(some)
    except errors.Malformed:
        return
    assert command.to_bytes() == some


def test_the_base_class_is_not_made() -> None:
    with pytest.raises(TypeError):
        commands.Command()


@pytest.mark.parametrize("amount", [True, False])
def test_true_is_no_number(amount: bool) -> None:
    with pytest.raises(TypeError, match="expected an int, found bool"):
        commands.Deposit(ANA, amount)
    with pytest.raises(TypeError, match="expected an int, found bool"):
        commands.SubmitResult(assignment=amount, units_done=1, seal=bytes(32))


@pytest.mark.parametrize("amount", [-1, MAX_AMOUNT + 1, 2**128, -(2**200)])
def test_a_refusal_names_the_bound_of_amounts(amount: int) -> None:
    words = f"expected a whole number in 0..={MAX_AMOUNT}, found {amount}"
    with pytest.raises(errors.InvalidValue, match=words):
        commands.Deposit(ANA, amount)
    assert commands.Deposit(ANA, MAX_AMOUNT).amount == MAX_AMOUNT
