"""Leases that are over, and slots that wait for a miner."""

from __future__ import annotations

from .. import hashes
from ..ends import close_slot, end
from ..money import floor, later
from ..state import Assignment, Miner, State, Task
from .draws import draw


def expire(s: State) -> None:
    for assignment in list(s.live.values()):
        if assignment.status == "leased" and assignment.lease_until <= s.now:
            end(s, assignment, "timed_out", cause="lease")


def close_slots_that_waited(s: State) -> None:
    for task in s.open_tasks.values():
        for number, slot in enumerate(task.slots):
            if slot.state == "waiting" and later(slot.since, task.rules.queue.wait_ms) <= s.now:
                close_slot(s, task, number, "no_miner")


def lease(s: State) -> None:
    """Serves the waiting slots in order of task and slot; without a candidate, a slot goes on waiting."""
    for task in s.open_tasks.values():
        for number, slot in enumerate(task.slots):
            if slot.state == "waiting" and (miner := _drawn(s, task, number)):
                _lease_to(s, task, number, miner)


def _drawn(s: State, task: Task, slot: int) -> Miner | None:
    model = task.model.id
    barred = {task.consumer, task.model.creator, *(row.miner.address for row in task.assignments)}
    rules, collaterals = s.rules, s.places["collateral"]
    candidates: list[Miner] = []
    weights: list[int] = []
    for miner in s.miners.values():
        free = miner.slots - len(miner.in_flight)
        score = miner.evidence.score
        if (
            miner.status == "active"
            and model in miner.models
            and free > 0
            and score >= rules.trust.floor
            and collaterals.get(miner.address, 0) >= rules.minimum_collateral(miner.slots)
            and miner.address not in barred
        ):
            candidates.append(miner)
            weights.append(floor(score, score) * free)
    if not any(weights):
        return None
    return candidates[draw(weights, hashes.random(s.beacon, b"lease", task.id * 2**16 + slot, 0))]


def _lease_to(s: State, task: Task, slot: int, miner: Miner) -> None:
    number = len(s.assignments) + 1
    until = s.after(task.model.lease_ms)
    assignment = Assignment(number, task, slot, miner, s.rules, until)
    s.assignments[number] = s.live[number] = assignment
    task.status = "running"
    task.assignments.append(assignment)
    task.slots[slot].state = "assigned"
    task.slots[slot].attempts += 1
    miner.in_flight.append(number)
    s.emit("leased", assignment=number, task=task.id, slot=slot, miner=miner.address, until=until)
