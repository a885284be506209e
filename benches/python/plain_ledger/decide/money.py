"""Deposits, withdrawals and transfers."""

from __future__ import annotations

from ..refused import Refused
from ..state import OUTSIDE, Place, State
from .checks import above_zero, covered, require


def deposit(s: State, signer: str, to: str, amount: int) -> None:
    require(signer, s.roles["bridge"])
    above_zero(amount)
    if amount > s.supply.room:
        raise Refused("amount_overflow", found=str(s.supply.circulating + amount))
    s.move(OUTSIDE, ("balance", to), amount, "deposit")


def withdraw(s: State, signer: str, amount: int) -> None:
    _spend(s, signer, OUTSIDE, amount, "withdrawal")


def transfer(s: State, signer: str, to: str, amount: int) -> None:
    _spend(s, signer, ("balance", to), amount, "transfer")


def _spend(s: State, signer: str, to: Place, amount: int, reason: str) -> None:
    above_zero(amount)
    covered(s, ("balance", signer), amount)
    s.move(("balance", signer), to, amount, reason)
