"""Events as objects, and the sequences that they come in."""

from __future__ import annotations

import pickle
from typing import Any

import deepnode
import pytest
from cast import ANA, BRIDGE, a_domain
from deepnode import commands, errors, events
from hypothesis import given
from hypothesis import strategies as st
from sameness import check_record
from strategies import EVENTS, OUTCOMES, PLACES, SUBJECTS, any_event, terms, work

KINDS = sorted(EVENTS, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_every_event_is_its_fields(kind: Any, data: st.DataObject) -> None:
    event = data.draw(EVENTS[kind])
    check_record(event)
    assert isinstance(event, events.Event)
    assert events.Event.from_json(event.to_json()) == event
    assert type(events.Event.from_json(event.to_json())) is kind
    assert events.Event.from_bytes(event.to_bytes()) == event


@pytest.mark.parametrize("strategy", [*OUTCOMES.values(), *SUBJECTS.values(), *PLACES.values(), terms, work])
@given(data=st.data())
def test_what_is_in_them_is_its_fields(strategy: Any, data: st.DataObject) -> None:
    check_record(data.draw(strategy))


@given(st.lists(any_event, min_size=1, max_size=5))
def test_heads_are_of_the_bytes(some: list[Any]) -> None:
    after = deepnode.log.next_head(deepnode.Hash.ZERO, some)
    listed = len(some).to_bytes(4, "little") + b"".join(event.to_bytes() for event in some)
    assert after == deepnode.keccak(bytes(32), listed)


def test_events_are_a_sequence() -> None:
    domain = a_domain()
    given = domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 5))
    clock, moved = given
    assert clock == events.Clock(1_000)
    assert isinstance(moved, events.Moved) and moved.amount == 5
    assert [given[0], given[1]] == [given[-2], given[-1]] == list(given)
    assert len(given) == 2
    assert list(given[::-1]) == [moved, clock]
    assert len(given[5:]) == 0
    for index in (2, -3, 10**30):
        with pytest.raises((IndexError, TypeError)):
            given[index]
    with pytest.raises(TypeError):
        given["first"]  # type: ignore[call-overload]
    assert moved in given
    assert repr(given).startswith("Events([Clock(now=1000), Moved(")


def test_events_are_matched() -> None:
    domain = a_domain()
    paid = 0
    for event in domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 5)):
        match event:
            case events.Moved(to=deepnode.places.Balance(address), amount=amount) if address == ANA:
                paid += amount
            case events.Clock(now):
                assert now == 1_000
    assert paid == 5


def test_other_bytes_are_malformed() -> None:
    with pytest.raises(errors.Malformed):
        events.Event.from_bytes(b"\xff")
    with pytest.raises(errors.Malformed):
        events.Event.from_json("{}")
    assert pickle.loads(pickle.dumps(events.Clock(5))) == events.Clock(5)
