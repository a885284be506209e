"""Consumers post and take back tasks; miners deliver or decline."""

from __future__ import annotations

from ..ends import end
from ..money import AMOUNT_MAX, U32_MAX
from ..refused import Refused
from ..state import Assignment, Slot, State, Task
from .checks import covered, in_time, require, wrong_status
from .models import in_service


def submit_task(s: State, signer: str, model: str, kind: str, units: int, input: str) -> None:
    row = in_service(s, model)
    if row.status != "admitted":
        raise Refused("model_not_admitted", model=model)
    if s.phase == 1 and kind != "inference":
        raise Refused("inference_only")
    if kind != row.kind:
        raise Refused("kind_mismatch", expected=row.kind, found=kind)
    _valid_units(units, U32_MAX)
    price = row.unit_price * units
    if price > AMOUNT_MAX:
        raise Refused("amount_overflow", found=str(price))
    covered(s, ("balance", signer), price)
    number = len(s.tasks) + 1
    slots = [Slot("waiting", s.now) for _ in range(row.replicas)]
    task = Task(number, signer, row, units, row.unit_price, row.difficulty, s.rules, slots)
    s.tasks[number] = s.open_tasks[number] = task
    s.emit("task_submitted", task=number, consumer=signer, model=model, kind=kind, units=units, input=input)
    s.move(("balance", signer), ("escrow", number), price, "price")


def cancel_task(s: State, signer: str, task: int) -> None:
    row = s.tasks.get(task)
    if row is None:
        raise Refused("unknown_task", task=task)
    require(signer, row.consumer)
    if row.status == "cancelled":
        raise wrong_status("queued", row.status)
    if row.status != "queued":
        raise Refused("already_assigned", task=task, found=row.status)
    row.status = "cancelled"
    del s.open_tasks[task]
    s.emit("task_cancelled", task=task)
    s.move(("escrow", task), ("balance", signer), s.money(("escrow", task)), "refund")


def submit_result(s: State, signer: str, assignment: int, units_done: int, seal: str) -> None:
    row = _own_lease(s, signer, assignment)
    _valid_units(units_done, row.task.units)
    row.units_done, row.seal = units_done, seal
    row.status, row.since = "submitted", s.now
    collateral = s.money(("collateral", signer))
    s.emit(
        "result_submitted",
        assignment=assignment,
        units_done=units_done,
        seal=seal,
        score=row.miner.evidence.score,
        collateral=str(collateral),
    )


def decline(s: State, signer: str, assignment: int) -> None:
    end(s, _own_lease(s, signer, assignment), "declined")


def _own_lease(s: State, signer: str, assignment: int) -> Assignment:
    """A lease of the signer's that is not over."""
    row = s.assignments.get(assignment)
    if row is None:
        raise Refused("unknown_assignment", assignment=assignment)
    require(signer, row.miner.address)
    in_time(s, row.lease_until)
    if row.status != "leased":
        raise wrong_status("leased", row.status)
    return row


def _valid_units(units: int, most: int) -> None:
    if not 1 <= units <= most:
        raise Refused("invalid_units", max=most, found=units)
