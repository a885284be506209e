"""Committees: from committing to revealing, from revealing to an outcome, and the drawing of new ones."""

from __future__ import annotations

from .. import hashes
from ..cases import report
from ..ends import end, leave_seats
from ..money import floor, later
from ..params import SEVERITIES
from ..state import Assignment, Round, Seat, State, Validator, agrees
from .draws import draw


def turn_phases(s: State) -> None:
    """Each assignment takes at most one step: to revealing, or to its tally."""
    for assignment in list(s.live.values()):
        if assignment.status == "committing":
            round_ = assignment.rounds[-1]
            if round_.commit_until <= s.now or round_.all_committed:
                assignment.status = "revealing"
                round_.reveal_until = s.after(assignment.rules.queue.reveal_ms)
                s.emit("revealing_started", assignment=assignment.id, until=round_.reveal_until)
        elif assignment.status == "revealing":
            round_ = assignment.rounds[-1]
            assert round_.reveal_until is not None, "revealing has begun"
            if round_.reveal_until <= s.now or round_.all_revealed:
                _tally(s, assignment, round_)


def _tally(s: State, assignment: Assignment, round_: Round) -> None:
    outcome, severity = _outcome(round_)
    trust = assignment.rules.trust
    for seat in round_.seats:
        if seat.verdict is None:
            s.trust_event(seat.validator, False, trust.decay, trust.late)
        elif outcome in ("approved", "rejected"):
            if agrees(outcome, seat.verdict):
                s.trust_event(seat.validator, True, trust.decay, trust.good)
            else:
                s.trust_event(seat.validator, False, trust.decay, trust.minor)
    if outcome == "rejected":
        end(s, assignment, outcome, severity=severity)
        report(s, assignment, severity)
    elif outcome == "timed_out":
        end(s, assignment, outcome, cause="unverifiable")
    elif outcome == "undecided" and len(assignment.rounds) < assignment.rules.queue.max_rounds:
        leave_seats(assignment)
        assignment.status, assignment.since = "submitted", s.now
        s.emit("round_undecided", assignment=assignment.id)
    else:
        end(s, assignment, outcome)


def _outcome(round_: Round) -> tuple[str, str]:
    """What a majority of all seats says; for a rejection also the median of the severities (lower middle)."""
    verdicts = [seat.verdict for seat in round_.seats]
    incorrect = sorted(SEVERITIES.index(verdict) for verdict in verdicts if verdict in SEVERITIES)

    def majority(votes: int) -> bool:
        return 2 * votes > len(verdicts)

    if majority(verdicts.count("correct")):
        return "approved", ""
    if majority(len(incorrect)):
        return "rejected", SEVERITIES[incorrect[(len(incorrect) - 1) // 2]]
    if majority(verdicts.count("unverifiable")):
        return "timed_out", ""
    return "undecided", ""


def seat(s: State) -> None:
    """Seats submitted assignments that have enough candidates; those that waited too long end undecided."""
    for assignment in list(s.live.values()):
        if assignment.status == "submitted":
            committee = _drawn(s, assignment)
            if committee:
                _seat(s, assignment, committee)
            elif later(assignment.since, assignment.rules.queue.undecided_after_ms) <= s.now:
                end(s, assignment, "undecided")


def _drawn(s: State, assignment: Assignment) -> list[Validator]:
    """A committee, or nobody if there are too few candidates."""
    task = assignment.task
    model = task.model
    barred = {assignment.miner.address, task.consumer, model.creator}
    barred.update(backer for backer, _ in model.backers)
    barred.update(seat.validator.address for round_ in assignment.rounds for seat in round_.seats)
    candidates = [row for row in s.validators.values() if row.active and row.address not in barred]
    needed = model.committee + 2 * len(assignment.rounds)
    if len(candidates) < needed:
        return []
    cap = assignment.rules.stake_cap
    weights = [_weight(s, row, cap) for row in candidates]
    committee = []
    for k in range(needed):
        place = draw(weights, hashes.random(s.beacon, b"seat", assignment.id, k))
        committee.append(candidates.pop(place))
        weights.pop(place)
    return committee


def _weight(s: State, row: Validator, cap: int) -> int:
    stake = min(s.stake_behind(row.address), cap)
    return max(1, floor(stake, row.evidence.score) // 10**12)


def _seat(s: State, assignment: Assignment, committee: list[Validator]) -> None:
    until = s.after(assignment.rules.queue.commit_ms)
    assignment.rounds.append(Round([Seat(validator) for validator in committee], until))
    assignment.status = "committing"
    for validator in committee:
        validator.seated += 1
    s.emit(
        "seated",
        assignment=assignment.id,
        round=len(assignment.rounds),
        validators=[validator.address for validator in committee],
        until=until,
    )
