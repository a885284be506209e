"""Carrying out a case.

With `C` the miner's collateral now, and the penalty of the case's severity:

    S = ceil(C, slash)               slashed
    T = floor(S, treasury)           to the treasury; S - T is burned
    X = min(floor(C, return), C - S) returned, if the miner has to go; what is left goes to the treasury
"""

from __future__ import annotations

from ..cases import close_case
from ..ends import end
from ..money import ceil, floor
from ..params import Penalty
from ..state import BURN, Case, Miner, Place, State


def execute(s: State, case: Case) -> None:
    penalty = case.rules.severity[case.severity]
    _slash(s, case.miner, penalty)
    close_case(s, case, "executed")
    if penalty.deregister:
        _expel(s, case.miner, penalty.ban)
    pay = case.rules.rejection_pay
    if pay == 0:
        return
    treasury: Place = ("balance", s.roles["treasury"])
    for rejection in case.rejections:
        for judge in rejection.agreeing():
            if s.money(treasury) < pay:
                return
            s.move(treasury, ("balance", judge.address), pay, "rejection_pay")


def _slash(s: State, miner: Miner, penalty: Penalty) -> None:
    place: Place = ("collateral", miner.address)
    treasury: Place = ("balance", s.roles["treasury"])
    collateral = s.money(place)
    slashed = ceil(collateral, penalty.slash)
    kept = floor(slashed, penalty.treasury)
    s.move(place, treasury, kept, "slash")
    s.move(place, BURN, slashed - kept, "slash")
    if penalty.deregister:
        left = collateral - slashed
        returned = min(floor(collateral, penalty.returned), left)
        s.move(place, ("balance", miner.address), returned, "expulsion")
        s.move(place, treasury, left - returned, "expulsion")


def _expel(s: State, miner: Miner, banned: bool) -> None:
    """The miner is out; what it was working on goes to others without a further trust event."""
    miner.membership = "banned" if banned else "deregistered"
    s.emit("miner_left", miner=miner.address, banned=banned)
    validator = s.validators.get(miner.address)
    if banned and validator and validator.active:
        s.begin_exit(validator)
    for number in list(miner.in_flight):
        end(s, s.assignments[number], "timed_out", cause="expelled")
