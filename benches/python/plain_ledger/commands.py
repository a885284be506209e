"""The commands: their fields as JSON has them, and who carries them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .decide import cases, govern, heartbeat, members, models, money, tasks, verdicts
from .form import Reader, address, amount, fields, hash32, list_of, number, pair_of, text, word
from .params import ROLES, SEVERITIES, read_params
from .refused import Malformed

_KIND = word("inference", "training")
_ROLE = word(*ROLES)
_VERDICT = word("correct", *SEVERITIES, "unverifiable")


def _case_verdict(value: Any) -> str:
    """`dismiss`, or the severity at which a case is upheld."""
    if isinstance(value, str):
        return str(word("dismiss")(value))
    upheld = fields(value, {"uphold": lambda inner: fields(inner, {"severity": word(*SEVERITIES)})})
    return str(upheld["uphold"]["severity"])


_COMMANDS: dict[str, tuple[Callable[..., None], dict[str, Reader]]] = {
    "deposit": (money.deposit, {"to": address, "amount": amount}),
    "withdraw": (money.withdraw, {"amount": amount}),
    "transfer": (money.transfer, {"to": address, "amount": amount}),
    "register_model": (
        models.register_model,
        {
            "model": hash32,
            "kind": _KIND,
            "unit_price": amount,
            "committee": number,
            "replicas": number,
            "lease_ms": number,
            "creator_share": number,
            "backers": list_of(pair_of(address, number)),
            "manifest": text,
        },
    ),
    "admit_model": (models.admit_model, {"model": hash32, "difficulty": number}),
    "retire_model": (models.retire_model, {"model": hash32}),
    "register_miner": (
        members.register_miner,
        {"models": list_of(hash32), "slots": number, "collateral": amount, "max_fee": amount},
    ),
    "top_up": (members.top_up, {"amount": amount}),
    "pause": (members.pause, {}),
    "resume": (members.resume, {}),
    "exit_miner": (members.exit_miner, {}),
    "register_validator": (members.register_validator, {"stake": amount}),
    "add_stake": (members.add_stake, {"amount": amount}),
    "exit_validator": (members.exit_validator, {}),
    "delegate": (members.delegate, {"validator": address, "amount": amount}),
    "undelegate": (members.undelegate, {"validator": address, "amount": amount}),
    "submit_task": (tasks.submit_task, {"model": hash32, "kind": _KIND, "units": number, "input": hash32}),
    "cancel_task": (tasks.cancel_task, {"task": number}),
    "submit_result": (tasks.submit_result, {"assignment": number, "units_done": number, "seal": hash32}),
    "decline": (tasks.decline, {"assignment": number}),
    "commit_verdict": (verdicts.commit_verdict, {"assignment": number, "commitment": hash32}),
    "reveal_verdict": (
        verdicts.reveal_verdict,
        {
            "assignment": number,
            "verdict": _VERDICT,
            "output_root": hash32,
            "seal_salt": hash32,
            "salt": hash32,
        },
    ),
    "advance": (heartbeat.advance, {"entropy": hash32, "next": hash32}),
    "decide": (cases.decide, {"case": number, "verdict": _case_verdict}),
    "appeal": (cases.appeal, {"case": number, "statement": text}),
    "propose": (govern.propose, {"base": number, "params": read_params}),
    "vote": (govern.vote, {"proposal": number, "choice": word("yes", "no", "abstain", "veto")}),
    "hand_over": (govern.hand_over, {"role": _ROLE, "to": address}),
    "accept_role": (govern.accept_role, {"role": _ROLE}),
    "begin_phase_two": (govern.begin_phase_two, {}),
}

Command = tuple[Callable[..., None], dict[str, Any]]
"""What carries a command out, and its fields."""


def parse(command: Any) -> Command:
    """Reads a command as JSON has it. Raises `Malformed` for another form."""
    if not isinstance(command, dict):
        raise Malformed(f"expected a command, found {command!r}")
    name = command.get("type")
    known = _COMMANDS.get(name) if isinstance(name, str) else None
    if known is None:
        raise Malformed(f"expected a command, found the type {name!r}")
    carry_out, readers = known
    rest = {field: value for field, value in command.items() if field != "type"}
    try:
        return carry_out, fields(rest, readers)
    except Malformed as why:
        raise Malformed(f"{name}: {why}") from None
