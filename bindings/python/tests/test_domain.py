"""A domain as a Python object: asked, copied, compared, saved, replayed, followed."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import deepnode
import pytest
from cast import ANA, BRIDGE, CHAIN, CONTRACT, DN, SEQUENCER, VAL, a_domain, a_round, usual
from deepnode import commands, errors, events, log


def test_an_empty_domain() -> None:
    domain = a_domain()
    assert (domain.chain_id, domain.contract, domain.params) == (CHAIN, CONTRACT, usual())
    assert (domain.time, domain.sequence, domain.params_version) == (0, 0, 1)
    assert domain.beacon == deepnode.Hash.ZERO
    assert domain.head == log.genesis(domain.params)
    assert domain.versions() == {1: domain.params}
    assert domain.supply == deepnode.Supply(0, 0, 0, 0)
    assert domain.supply.room == 2**96 - 1
    assert domain.audit() == []
    assert repr(domain) == f"<Domain {str(domain.id).lower()} at time 0, 0 events>"


def test_parameters_are_checked() -> None:
    with pytest.raises(errors.InvalidParams) as info:
        a_domain(phase=3)
    assert (info.value.field, info.value.code) == ("phase", "invalid_params")


def test_a_refusal_moves_nothing() -> None:
    domain = a_domain()
    domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 5 * DN))
    before = domain.snapshot()
    with pytest.raises(errors.InsufficientBalance) as info:
        domain.apply(1_001, ANA, commands.Withdraw(6 * DN))
    assert info.value.fields == {"have": 5 * DN, "need": 6 * DN}
    assert domain.snapshot() == before


def test_a_preview_changes_nothing_and_tells_what_happens() -> None:
    domain = a_domain()
    steps: list[tuple[Any, Any]] = [
        (BRIDGE, commands.Deposit(ANA, 5)),
        (SEQUENCER, commands.Advance(bytes(32), deepnode.keccak(bytes(32)))),
    ]
    for now, (signer, command) in enumerate(steps, 1_000):
        before = domain.snapshot()
        promised = domain.preview(now, signer, command)
        assert domain.snapshot() == before
        assert domain.apply(now, signer, command) == promised
    with pytest.raises(errors.TimeWentBack):
        domain.preview(0, BRIDGE, commands.Deposit(ANA, 5))


def test_an_advance_is_the_command() -> None:
    one, two = a_domain(), a_domain()
    entropy, after = bytes([1]) * 32, deepnode.keccak(bytes([2]) * 32)
    assert one.advance(1_000, SEQUENCER, entropy, after) == two.apply(
        1_000, SEQUENCER, commands.Advance(entropy, after)
    )
    assert one == two
    assert one.advance(now=2_000, signer=SEQUENCER, entropy=bytes([2]) * 32, next=after)[0] == events.Clock(
        2_000
    )
    with pytest.raises(errors.WrongEntropy):
        one.advance(3_000, SEQUENCER, bytes([9]) * 32, after)


def test_copies_go_their_own_way() -> None:
    domain = a_domain(keep_events=True)
    a_round(domain)
    copies = [domain.copy(), copy.copy(domain), copy.deepcopy(domain), pickle.loads(pickle.dumps(domain))]
    copies.append(deepnode.Domain.restore(domain.snapshot()))
    for other in copies:
        assert other == domain
        assert other.head == domain.head
    for other in copies:
        other.apply(other.time, BRIDGE, commands.Deposit(ANA, 1))
        assert other != domain
    assert list(copies[0].events)[:-1] == list(domain.events)
    assert len(copies[3].events) == 1, "a pickle leaves the events behind, and goes on keeping them"
    with pytest.raises(errors.EventsNotKept):
        _ = copies[4].events
    assert domain != "a domain"
    with pytest.raises(TypeError):
        hash(domain)


def test_kept_events_rebuild_the_state() -> None:
    domain = a_domain(keep_events=True)
    a_round(domain)
    assert len(domain.events) == domain.sequence
    assert [event for some in domain.event_lists for event in some] == list(domain.events)
    replica = a_domain(keep_events=True)
    replica.replay(domain.event_lists)
    assert replica == domain
    assert list(replica.events) == list(domain.events)
    another = a_domain()
    another.replay(list(some) for some in domain.event_lists)
    assert another == domain
    batched = a_domain(keep_events=True)
    batched.apply_all([(1_000, BRIDGE, commands.Deposit(ANA, 1))] * 3)
    assert [len(some) for some in batched.event_lists] == [2, 1, 1]
    with pytest.raises(errors.EventsNotKept, match="keep_events=True"):
        _ = another.events


def test_a_replay_that_does_not_fit_leaves_nothing_to_use() -> None:
    domain = a_domain()
    other = a_domain()
    taken = other.apply(1_000, BRIDGE, commands.Deposit(ANA, 5))
    spent = other.apply(1_000, ANA, commands.Withdraw(5))
    with pytest.raises(errors.Inconsistent) as info:
        domain.replay([spent])
    assert info.value.missing == "the money that moves"
    for use in (
        lambda: domain.time,
        lambda: domain.balance(ANA),
        domain.audit,
        domain.copy,
        lambda: domain.replay([taken]),
        lambda: domain.apply(1_000, BRIDGE, commands.Deposit(ANA, 5)),
    ):
        with pytest.raises(errors.UndefinedState, match="restore it from a snapshot"):
            use()
    assert domain != other


def test_what_is_no_list_of_events_is_refused_before_anything_happens() -> None:
    domain = a_domain()
    for wrong in ([5], ["events"], [[commands.Pause()]], 5):
        with pytest.raises(TypeError):
            domain.replay(wrong)  # type: ignore[arg-type]
    assert domain == a_domain()


def entries_of(domain: deepnode.Domain) -> list[log.Entry]:
    return log.entries(0, log.genesis(domain.params), domain.event_lists)


def test_a_follower_takes_the_next_entries_only() -> None:
    domain = a_domain(keep_events=True)
    a_round(domain)
    entries = entries_of(domain)
    assert entries[-1].head == domain.head
    follower = a_domain()
    with pytest.raises(errors.ChainSequence) as gap:
        follower.follow(entries[1:])
    assert gap.value.expected == 1
    with pytest.raises(errors.ChainHead) as forged:
        follower.follow([entries[0].replace(events=entries[1].events)])
    assert forged.value.expected == entries[0].head
    assert follower == a_domain(), "nothing was done"
    follower.follow(entry for entry in entries)
    assert follower == domain
    with pytest.raises(errors.BrokenChain):
        follower.follow(entries[-1:])
    assert follower == domain


def test_entries_are_bytes_and_back() -> None:
    domain = a_domain(keep_events=True)
    a_round(domain)
    entries = entries_of(domain)
    written = b"".join(entry.to_bytes() for entry in entries)
    assert log.read_entries(written) == entries
    assert log.read_entries(b"") == []
    first = entries[0]
    assert log.Entry.from_bytes(first.to_bytes()) == log.Entry.from_json(first.to_json()) == first
    assert pickle.loads(pickle.dumps(first)) == first
    assert first == log.Entry(sequence=first.sequence, head=first.head, events=first.events)
    assert log.verify(log.genesis(domain.params), entries) == domain.head
    last = domain.apply(domain.time, BRIDGE, commands.Deposit(ANA, 1))
    assert log.Entry.last(domain, last).head == domain.head == log.next_head(entries[-1].head, last)


def test_what_is_over_is_forgotten() -> None:
    domain = a_domain()
    a_round(domain)
    domain.compact(domain.time)
    assert len(domain.tasks()) == 1, "it ended at this time, not before"
    domain.compact(domain.time + 1)
    assert domain.tasks() == domain.assignments() == []
    assert domain.validator(VAL) is not None
    assert domain.audit() == []
    with pytest.raises(errors.UnknownTask):
        domain.apply(domain.time, ANA, commands.CancelTask(1))


def test_a_domain_can_be_referred_to_weakly() -> None:
    domain = a_domain()
    refers = weakref.ref(domain)
    assert refers() is domain
    del domain
    gc.collect()
    assert refers() is None


@pytest.mark.parametrize("argument", [-1, 2**64, 1.5, "5", None])
def test_times_are_whole_numbers_in_range(argument: Any) -> None:
    domain = a_domain()
    with pytest.raises((errors.InvalidValue, TypeError)):
        domain.apply(argument, BRIDGE, commands.Deposit(ANA, 5))
    with pytest.raises((errors.InvalidValue, TypeError)):
        domain.compact(argument)


def test_arguments_have_names() -> None:
    domain = deepnode.Domain(chain_id=CHAIN, contract=CONTRACT, params=usual(), keep_events=False)
    domain.apply(now=1_000, signer=BRIDGE, command=commands.Deposit(to=ANA, amount=5))
    assert domain.balance(who=ANA) == domain.balance(str(ANA)) == domain.balance(bytes(ANA)) == 5
    assert deepnode.Domain.restore(snapshot=domain.snapshot(), keep_events=True).event_lists == []
