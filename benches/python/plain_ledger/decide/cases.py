"""The foundation decides cases, and miners appeal."""

from __future__ import annotations

from ..cases import close_case, set_decided
from ..due.execution import execute
from ..params import SEVERITIES
from ..refused import Refused
from ..state import Case, State
from .checks import in_time, require, wrong_status

MAX_STATEMENT = 4096


def decide(s: State, signer: str, case: int, verdict: str) -> None:
    """`verdict` is `dismiss`, or the severity at which the case is upheld."""
    require(signer, s.roles["foundation"])
    row = _known(s, case)
    in_time(s, row.window_until)
    # The second decision may not be harder than the first.
    if row.status == "under_review":
        most = row.reported
    elif row.status == "appealed":
        most = row.severity
    else:
        raise wrong_status("under_review or appealed", row.status)
    if verdict == "dismiss":
        _dismiss(s, row)
        return
    if SEVERITIES.index(verdict) > SEVERITIES.index(most):
        raise Refused("severity_too_high", max=most, found=verdict)
    second = row.status == "appealed"
    row.severity = verdict
    if second:
        s.emit("case_decided", case=case, severity=verdict, until=None)
        execute(s, row)
    else:
        set_decided(s, row)


def appeal(s: State, signer: str, case: int, statement: str) -> None:
    row = _known(s, case)
    require(signer, row.miner.address)
    if row.appeal_until is None:
        raise wrong_status("decided", row.status)
    in_time(s, row.appeal_until)
    if row.status != "decided":
        raise wrong_status("decided", row.status)
    if len(statement.encode()) > MAX_STATEMENT:
        raise Refused("invalid_statement", found=len(statement.encode()))
    row.status, row.until = "appealed", s.after(row.rules.review.window_ms)
    row.window_until = row.until
    s.emit("case_appealed", case=case, statement=statement, until=row.until)


def _dismiss(s: State, case: Case) -> None:
    """The miner's evidence gets each rejection's weight back; who agreed with it has an event against it."""
    close_case(s, case, "dismissed")
    miner = case.miner
    for rejection in case.rejections:
        trust = rejection.rules.trust
        miner.evidence.take_back(trust.of(rejection.severity))
        s.emit("evidence_returned", miner=miner.address, evidence=miner.evidence.json())
        for validator in rejection.agreeing():
            s.trust_event(validator, False, trust.decay, trust.minor)


def _known(s: State, case: int) -> Case:
    row = s.cases.get(case)
    if row is None:
        raise Refused("unknown_case", case=case)
    return row
