"""How assignments end, and what becomes of their slots."""

from __future__ import annotations

from typing import Any

from .state import Assignment, State, Task


def close_slot(s: State, task: Task, slot: int, reason: str) -> None:
    """Gives a slot up."""
    task.slots[slot].state = "closed"
    task.last_close = reason
    s.emit("slot_closed", task=task.id, slot=slot, reason=reason)


def leave_seats(assignment: Assignment) -> None:
    """Nobody sits at the present round any more."""
    if assignment.status in ("committing", "revealing"):
        for seat in assignment.rounds[-1].seats:
            seat.validator.seated -= 1


def end(s: State, assignment: Assignment, status: str, cause: str = "", severity: str = "") -> None:
    """Ends an assignment: trust events of its miner and model, and its slot waits again or closes.

    `cause` says why one timed out: `lease`, `unverifiable` or `expelled`; `severity` how bad a rejected one
    was. The validators' trust events belong to their tally.
    """
    leave_seats(assignment)
    miner, task, trust = assignment.miner, assignment.task, assignment.rules.trust
    assignment.status, assignment.severity = status, severity
    del s.live[assignment.id]
    miner.in_flight.remove(assignment.id)
    slot = task.slots[assignment.slot]
    outcome: Any = status
    if status == "rejected":
        outcome = {status: {"severity": severity}}
    elif status == "timed_out":
        outcome = {status: {"cause": cause}}
    s.emit("assignment_ended", assignment=assignment.id, outcome=outcome)

    if status == "approved":
        slot.state, slot.approved = "approved", assignment
        s.trust_event(miner, True, trust.decay, trust.good)
        s.trust_event(task.model, True, trust.decay, trust.good)
        return
    if status == "rejected":
        s.trust_event(miner, False, trust.decay, trust.of(severity))
    elif status == "declined":
        s.trust_event(miner, False, trust.decay, trust.late // 2)
    elif status == "timed_out" and cause != "expelled":
        s.trust_event(miner, False, trust.decay, trust.late)
    elif status == "undecided":
        s.trust_event(task.model, False, trust.decay, trust.minor)

    if status != "undecided" and slot.attempts < task.rules.queue.max_attempts:
        slot.state, slot.since = "waiting", s.now
        s.emit("slot_reopened", task=task.id, slot=assignment.slot)
    else:
        close_slot(s, task, assignment.slot, status)
