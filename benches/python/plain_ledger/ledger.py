"""The ledger: commands in, events out."""

from __future__ import annotations

from typing import Any

from .commands import Command, parse
from .form import address, number
from .params import read_params, validate
from .refused import Refused
from .report import report
from .state import Event, State


class Ledger:
    """A domain's ledger.

    `params` is a set of parameters as JSON has it (`default_params` gives the usual one). Raises `Malformed`
    if it has another form, and `InvalidParams` if it breaks a rule.
    """

    def __init__(self, chain_id: int, contract: str, params: dict[str, Any]) -> None:
        read = read_params(params)
        validate(read)
        self.state = State(number(chain_id), address(contract), read)

    def apply(self, now: int, signer: str, command: dict[str, Any]) -> list[Event]:
        """Applies a command, as JSON has it, of a signer that the host has authenticated, at the host's time.

        Returns what has happened, in order: every event that the Rust ledger records for it, in the form of
        its JSON, all moves of money (`moved`) among them. Raises `Refused` if a rule forbids it, and
        `Malformed` if it has another form; nothing has changed then.
        """
        return self.take(number(now), address(signer), parse(command))

    def take(self, now: int, signer: str, command: Command) -> list[Event]:
        """Applies a command that was parsed before; otherwise as `apply`."""
        state = self.state
        if now < state.now:
            raise Refused("time_went_back", expected=state.now, found=now)
        before = state.now, state.start
        state.events = []
        if now != state.now or state.start is None:
            state.emit("clock", now=now)
        state.now = now
        if state.start is None:
            state.start = now
        carry_out, fields = command
        try:
            carry_out(state, signer, **fields)
        except Refused:
            # Checks come before changes, so that only the time has moved.
            state.now, state.start = before
            raise
        return state.events

    def report(self) -> dict[str, Any]:
        """The state as the replay tool prints it."""
        return report(self.state)
