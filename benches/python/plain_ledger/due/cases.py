"""Windows of cases that are over."""

from __future__ import annotations

from ..cases import close_case, set_decided
from ..state import State
from .execution import execute


def close_windows(s: State) -> None:
    for case in [case for case in s.open_cases.values() if case.until <= s.now]:
        if case.status == "decided":
            execute(s, case)
        elif case.phase == 1:
            close_case(s, case, "lapsed")
        elif case.status == "under_review":
            case.severity = case.reported
            set_decided(s, case)
        else:
            execute(s, case)
