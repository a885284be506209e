"""What queries answer: records that are their fields, and that agree with each other and with the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import deepnode
import pytest
from cast import ANA, MIA, MODEL, SAM, VAL, a_domain, a_round, usual
from deepnode import due, emissions, places, settlement, slashing, words
from files import each_scenario
from sameness import check_record


@each_scenario
def test_every_answer_is_its_fields(file: Path) -> None:
    scenario = deepnode.Scenario.parse(file.read_bytes())
    for until in (len(scenario.steps) * 2 // 3, len(scenario.steps)):
        domain = scenario.run(until)
        answers: list[Any] = [domain.supply, domain.totals]
        for every in (
            domain.models,
            domain.miners,
            domain.validators,
            domain.tasks,
            domain.assignments,
            domain.cases,
            domain.proposals,
            domain.deadlines,
        ):
            answers += every()[:40]
        answers += [domain.standing(miner.address) for miner in domain.miners()[:10]]
        answers += [domain.history(task.id) for task in domain.tasks()[:20]]
        answers += list(domain.claims() or [])[:10]
        for answer in answers:
            check_record(answer)


@each_scenario
def test_answers_agree_with_the_report(file: Path) -> None:
    domain = deepnode.Scenario.parse(file.read_bytes()).run()
    report = domain.report()
    for miner in domain.miners():
        told = report["miners"][str(miner.address).lower()]
        assert told["status"] == miner.status
        assert (int(told["good"]), int(told["bad"])) == miner.evidence
        assert (told["score"], told["in_flight"]) == (miner.score, len(miner.in_flight))
        assert int(told["collateral"]) == miner.collateral == domain.money(places.Collateral(miner.address))
        assert domain.miner(miner.address) == miner
        assert (miner.until is None) == (miner.membership != words.Membership.EXITING)
        assert all(domain.model(model) is not None for model in miner.models)
    for validator in domain.validators():
        told = report["validators"][str(validator.address).lower()]
        assert (told["status"], told["score"]) == (validator.status, validator.score)
        assert int(told["stake"]) == validator.stake
        assert int(told["delegated"]) == validator.delegated == domain.delegated_to(validator.address)
        assert domain.validator(validator.address) == validator
    for model in domain.models():
        told = report["models"][str(model.id)]
        assert (told["status"], int(told["vwu"])) == (model.status, model.vwu)
        assert domain.model(model.id) == model
    for task in domain.tasks():
        told = report["tasks"][str(task.id)]
        assert (told["status"], int(told["escrow"])) == (task.status, task.escrow)
        assert domain.task(task.id) == task
        assert domain.model(task.model) is not None
        history = domain.history(task.id)
        assert history is not None
        assert [attempt.assignment for attempt in history.attempts] == list(task.assignments)
        assert (history.status, history.reason, history.slots) == (task.status, task.reason, task.slots)
    for assignment in domain.assignments():
        told = report["assignments"][str(assignment.id)]
        assert (told["status"], told["task"]) == (assignment.status, assignment.task)
        assert told["miner"] == str(assignment.miner).lower()
        assert domain.assignment(assignment.id) == assignment
        history = domain.history(assignment.task)
        assert history is not None
        attempt = next(each for each in history.attempts if each.assignment == assignment.id)
        seats = [[seat.validator for seat in seats] for seats in attempt.rounds]
        assert seats == [[seat.validator for seat in round.seats] for round in assignment.rounds]
        assert list(assignment.committee) == (seats[-1] if seats else [])
        assert (attempt.outcome, attempt.until) == (assignment.outcome, assignment.until)
    for case in domain.cases():
        told = report["cases"][str(case.id)]
        assert (told["status"], told["severity"]) == (case.status, case.severity)
        assert told["miner"] == str(case.miner).lower()
        assert domain.case(case.id) == case
    for proposal in domain.proposals():
        told = report["proposals"][str(proposal.id)]
        assert (told["status"], int(told["deposit"])) == (proposal.status, proposal.deposit)
        assert domain.proposal(proposal.id) == proposal
    assert domain.nonces() == {
        deepnode.Address(who): nonce for who, nonce in report.get("nonces", {}).items()
    }
    assert max(domain.versions()) == domain.params_version == report["params_version"]
    assert domain.totals.sum() == domain.supply.circulating
    for claim in domain.claims() or []:
        assert domain.balance(claim.address) == claim.amount
        assert int(report["accounts"][str(claim.address).lower()]["balance"]) == claim.amount


def test_a_round_as_it_is_told() -> None:
    domain = a_domain()
    a_round(domain)
    task = domain.task(1)
    assert task is not None
    assert (task.status, task.model, task.consumer, task.escrow) == (words.TaskStatus.SETTLED, MODEL, ANA, 0)
    assert task.slots == (deepnode.Slot(1, "approved", None, 1, None),)
    assignment = domain.assignment(1)
    assert assignment is not None
    assert assignment.outcome == deepnode.events.Approved()
    assert assignment.committee == (VAL,)
    [[judgement]] = domain.history(1).attempts[0].rounds  # type: ignore[union-attr]
    assert judgement == deepnode.Judgement(validator=VAL, committed=True, verdict="correct")
    miner = domain.miner(MIA)
    assert miner is not None
    assert (miner.status, miner.models, miner.vwu) == ("active", (MODEL,), 100_000)
    standing = domain.standing(MIA)
    assert standing is not None
    [obstacle] = standing.obstacles
    assert obstacle.kind is words.ObstacleKind.NO_TASK
    assert (
        str(obstacle) == obstacle.sentence == "nothing waits that it may take: it is next when a task comes"
    )
    assert domain.money(places.Delegation(SAM, VAL)) == domain.delegated_to(VAL) == 500 * 10**18
    assert due.EpochEnd(0) in [deadline.what for deadline in domain.deadlines()]


def test_what_is_not_there_is_none() -> None:
    domain = a_domain()
    answers: list[object] = [
        domain.miner(ANA),
        domain.validator(ANA),
        domain.model(MODEL),
        domain.standing(ANA),
    ]
    answers += [domain.task(1), domain.assignment(1), domain.case(1), domain.proposal(1), domain.history(1)]
    answers += [domain.claims(), domain.next_deadline]
    assert answers == [None] * 11


def test_shares_add_up() -> None:
    params = usual()
    for gross in (0, 1, 7, 100 * 10**18, 2**96 - 1):
        parts = settlement.Parts.of(gross, params.revenue)
        legs = emissions.Legs.of(gross, params.emission)
        slashed = slashing.Parts.of(gross, params.severity.major)
        for shares in (parts, legs, slashed):
            assert sum(getattr(shares, name) for name in shares.__match_args__) == gross
            check_record(shares, **{type(shares).__name__: type(shares)})
    assert deepnode.split(100, [1, 1, 1]) == [33, 33, 34]
    assert deepnode.split(100, [0, 0]) is None
    assert deepnode.split(100, []) is None


def test_claims_are_a_sequence() -> None:
    domain = a_domain()
    a_round(domain)
    claims = domain.claims()
    assert claims is not None
    listed = list(claims)
    assert [claim.address for claim in listed] == sorted(claim.address for claim in listed)
    assert len(claims) == len(listed)
    assert claims[-1] == listed[-1]
    with pytest.raises(IndexError):
        claims[len(listed)]
    assert claims == domain.claims()
    claim = claims.claim_of(ANA)
    assert claim is not None
    assert claim.verify(claims.root)
    assert not claim.replace(amount=claim.amount + 1).verify(claims.root)
    assert deepnode.Claim.from_json(claim.to_json()) == claim
    assert claims.claim_of(deepnode.Address.ZERO) is None
