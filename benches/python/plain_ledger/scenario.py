"""Scenario files: commands with their times, and what is expected of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from .commands import Command, parse
from .form import address, fields, list_of, number, text
from .ledger import Ledger
from .params import read_params, validate
from .refused import Malformed, Refused


class Unexpected(Exception):
    """A step went otherwise than the file announces; `step` is its index, from 0."""

    def __init__(self, step: int, expected: str, found: str) -> None:
        super().__init__(f"step {step}: expected {expected}, found {found}")
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody asks for, and the code of the refusal that is expected of it."""

    now: int
    signer: str
    command: Command
    error: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file. Signed steps are refused as `Malformed`: this ledger has no signatures."""

    chain_id: int
    contract: str
    params: dict[str, Any]
    steps: list[Step]

    @classmethod
    def parse(cls, data: bytes) -> Scenario:
        """Reads a whole file. Raises `Malformed`, or `InvalidParams` for parameters that break a rule."""
        readers = {"chain_id": number, "contract": address, "params": _params, "steps": list_of(_step)}
        read = fields(_json(data), readers, {"about": text})
        read.pop("about", None)
        return cls(**read)

    def ledger(self) -> Ledger:
        """The ledger before the first step."""
        return Ledger(self.chain_id, self.contract, self.params)

    def run(self, until: int | None = None) -> Ledger:
        """Runs the first `until` steps, or all of them. Raises `Unexpected`."""
        ledger = self.ledger()
        for index, step in enumerate(self.steps[:until]):
            try:
                ledger.take(step.now, step.signer, step.command)
            except Refused as refused:
                if refused.code != step.error:
                    raise Unexpected(index, step.error or "it to be applied", str(refused)) from None
            else:
                if step.error is not None:
                    raise Unexpected(index, step.error, "that it was applied")
        return ledger


def printed(report: dict[str, Any]) -> str:
    """A report as the replay tool prints it: keys sorted, two spaces of indent, a line feed at the end."""
    return json.dumps(report, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _params(value: Any) -> Any:
    """A set of parameters as it stands in the file, once it is known to be good."""
    validate(read_params(value))
    return value


def _step(value: Any) -> Step:
    if isinstance(value, dict) and ("signed" in value or "batch" in value):
        raise Malformed("signed steps are out of scope: this ledger knows trusted commands only")
    readers = {"now": number, "signer": address, "command": parse}
    read = fields(value, readers, {"error": text, "note": text})
    read.pop("note", None)
    return Step(**{"error": None, **read})


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode(), object_pairs_hook=_members, parse_constant=_no_number)
    except (ValueError, RecursionError) as why:
        raise Malformed(f"expected JSON: {why}") from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Malformed("a member stands twice in an object")
    return members


def _no_number(word: str) -> NoReturn:
    raise Malformed(f"expected a number, found {word}")
