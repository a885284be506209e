"""The play."""

from __future__ import annotations

import pytest
from deepnode import DN, demo, places
from deepnode.errors import InsufficientBalance
from deepnode.events import Moved
from deepnode.words import CaseStatus, MinerStatus, Reason, TaskStatus


def test_a_cheater_is_found_out_and_the_honest_are_paid() -> None:
    played = demo.play(tasks=30, seed=7)
    domain = played.domain
    assert domain.audit() == []
    assert all(task.status in (TaskStatus.SETTLED, TaskStatus.FAILED) for task in domain.tasks())
    loki = domain.miner(demo.address("Loki"))
    assert loki is not None
    assert loki.status is MinerStatus.DEREGISTERED
    assert loki.collateral == 0
    assert [case.status for case in domain.cases() if case.miner == loki.address] == [CaseStatus.EXECUTED]
    paid = played.earned(Reason.MINING)
    honest = [demo.address(miner.name) for miner in played.miners if not miner.cheats]
    assert all(paid[who] > 0 for who in honest)


def test_all_that_left_the_escrows_arrived() -> None:
    played = demo.play(tasks=10, seed=1)
    paid_in = sum(e.amount for e in played.events if isinstance(e, Moved) and isinstance(e.to, places.Escrow))
    paid_out = sum(
        e.amount for e in played.events if isinstance(e, Moved) and isinstance(e.from_, places.Escrow)
    )
    assert paid_in == paid_out > 0


def test_a_seed_gives_one_play() -> None:
    one, two, other = demo.play(5, 1), demo.play(5, 1), demo.play(5, 2)
    assert one.domain.head == two.domain.head != other.domain.head
    assert one.seats == two.seats


def test_progress_comes_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    demo.play(4, 1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_parameters_that_nobody_can_pay_are_refused() -> None:
    params = demo.usual_params().replace(min_collateral=DN(10**6))
    with pytest.raises(InsufficientBalance):
        demo.play(1, 1, params=params)


def test_another_cast() -> None:
    played = demo.play(4, 1, miners=[demo.Miner("Solo", 10)], validators=demo.VALIDATORS[:3])
    assert [miner.address for miner in played.domain.miners()] == [demo.address("Solo")]
