"""How cases open, are decided and end."""

from __future__ import annotations

from .params import SEVERITIES
from .state import Assignment, Case, State


def worse(a: str, b: str) -> str:
    """The larger of two severities."""
    return max(a, b, key=SEVERITIES.index)


def report(s: State, assignment: Assignment, severity: str) -> None:
    """A rejection opens a case, or is appended to the miner's open one, whose review then starts anew."""
    miner = assignment.miner
    case = miner.case
    if case is None:
        until = s.after(s.rules.review.window_ms)
        number = len(s.cases) + 1
        case = Case(
            number, miner, s.rules, s.phase, [assignment], severity, severity, "under_review", until, until
        )
        s.cases[number] = s.open_cases[number] = miner.case = case
        named = {"case": number, "miner": miner.address, "assignment": assignment.id}
        s.emit("case_opened", **named, severity=severity, until=until)
    else:
        until = s.after(case.rules.review.window_ms)
        case.rejections.append(assignment)
        case.reported = case.severity = worse(severity, case.reported)
        case.status, case.until, case.window_until, case.appeal_until = "under_review", until, until, None
        named = {"case": case.id, "assignment": assignment.id}
        s.emit("case_appended", **named, severity=case.severity, until=until)
    suspend_by(case)


def suspend_by(case: Case) -> None:
    """While the severity that would execute now says so, the miner gets no tasks."""
    case.miner.suspended = case.rules.severity[case.severity].suspend


def set_decided(s: State, case: Case) -> None:
    """A first decision, at the severity that was set, which the miner may appeal."""
    case.status, case.until = "decided", s.after(case.rules.review.appeal_ms)
    case.appeal_until = case.until
    suspend_by(case)
    s.emit("case_decided", case=case.id, severity=case.severity, until=case.until)


def close_case(s: State, case: Case, status: str) -> None:
    """Ends a case: `executed`, `dismissed` or `lapsed`."""
    case.status = status
    del s.open_cases[case.id]
    case.miner.case = None
    case.miner.suspended = False
    s.emit(f"case_{status}", case=case.id)
