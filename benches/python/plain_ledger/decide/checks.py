"""What several commands check."""

from __future__ import annotations

from ..refused import Refused
from ..state import Place, State


def require(signer: str, holder: str) -> None:
    """Refuses a signer other than the holder."""
    if signer != holder:
        raise Refused("not_authorised", signer=signer)


def in_time(s: State, until: int) -> None:
    """Refuses what comes at or after a deadline."""
    if s.now >= until:
        raise Refused("too_late", until=until, found=s.now)


def above_zero(amount: int) -> None:
    """Refuses an amount of zero."""
    if amount == 0:
        raise Refused("zero_amount")


def covered(s: State, place: Place, need: int) -> None:
    """Refuses more than what is in a place."""
    have = s.money(place)
    if have < need:
        raise Refused("insufficient_balance", have=str(have), need=str(need))


def wrong_status(expected: str, found: str) -> Refused:
    return Refused("wrong_status", expected=expected, found=found)
