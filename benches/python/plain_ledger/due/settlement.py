"""How a task is paid, or refunded.

With `G = unit_price*units_paid`, `units_paid` being the smallest `units_done` of the approved assignments:

    F  = floor(G, fees)              B  = floor(F or G, burn)      by burn_base
    BB = floor(G, buyback)           FD = floor(G, foundation)
    W  = floor(G, owners)            D  = floor(G, domain)         Z = floor(G, emission)
    R  = G - F - BB - FD - W - D - Z (- B when the base is gross)
    V  = floor(R, validators)        M  = R - V
"""

from __future__ import annotations

from ..money import floor, split
from ..state import BURN, POOL, Assignment, Place, State, Task


def end_tasks(s: State) -> None:
    """Ends each task whose slots are all approved or closed."""
    for task in list(s.open_tasks.values()):
        if task.complete:
            del s.open_tasks[task.id]
            work = [slot.approved for slot in task.slots if slot.approved]
            if work:
                _settle(s, task, work)
            else:
                _fail(s, task)


def _fail(s: State, task: Task) -> None:
    task.status = "failed"
    s.emit("task_failed", task=task.id, reason=task.last_close)
    escrow: Place = ("escrow", task.id)
    s.move(escrow, ("balance", task.consumer), s.money(escrow), "refund")


def _settle(s: State, task: Task, work: list[Assignment]) -> None:
    task.status = "settled"
    units_paid = min(assignment.units_done for assignment in work)
    seats = [judge.address for assignment in task.assignments for judge in assignment.agreeing()]
    scores = [assignment.miner.evidence.score for assignment in work]
    _credit(s, task, work, scores, seats, units_paid)

    rates = task.rules.revenue
    gross = task.unit_price * units_paid
    fees = floor(gross, rates.fees)
    rest = gross - fees
    if rates.burn_base == "gross":
        burn = floor(gross, rates.burn)
        rest -= burn
    else:
        burn = floor(fees, rates.burn)
        fees -= burn
    buyback = floor(gross, rates.buyback)
    foundation = floor(gross, rates.foundation)
    owners = floor(gross, rates.owners)
    domain = floor(gross, rates.domain)
    emission = floor(gross, rates.emission)
    rest -= buyback + foundation + owners + domain + emission
    validators = floor(rest, rates.validators)
    miners = rest - validators

    for_seats = split(validators, [1] * len(seats))
    if for_seats is None:
        miners += validators
        for_seats = []
    for_miners = split(miners, scores) or split(miners, [1] * len(scores)) or []

    roles = s.roles
    escrow: Place = ("escrow", task.id)

    def pay(to: str, amount: int, reason: str) -> None:
        s.move(escrow, ("balance", to), amount, reason)

    held = s.money(escrow)
    pay(roles["fee_recipient"], fees, "fees")
    s.move(escrow, BURN, burn, "revenue_burn")
    s.move(escrow, BURN, buyback, "buyback")
    pay(roles["foundation"], foundation, "foundation")
    pay(roles["treasury"], domain, "domain")
    s.move(escrow, POOL, emission, "emission")
    for owner, share in task.model.divide(owners):
        pay(owner, share, "owners")
    for judge, share in zip(seats, for_seats, strict=True):
        pay(judge, share, "validation")
    for assignment, share in zip(work, for_miners, strict=True):
        pay(assignment.miner.address, share, "mining")
    pay(task.consumer, held - gross, "refund")


def _credit(
    s: State, task: Task, work: list[Assignment], scores: list[int], seats: list[str], units_paid: int
) -> None:
    """Counts verified work units, also in the books of the epoch."""
    vwu = units_paid * task.difficulty
    book = s.books[s.epoch]
    book.settled = True
    for assignment, score in zip(work, scores, strict=True):
        assignment.vwu = vwu
        assignment.miner.vwu += vwu
        task.model.vwu += vwu
        book.models[task.model.id] += vwu
        book.miners[assignment.miner.address] += floor(vwu, score)
    for judge in seats:
        book.validators[judge] += 1
    done = [
        {"assignment": assignment.id, "vwu": str(vwu), "score": score}
        for assignment, score in zip(work, scores, strict=True)
    ]
    s.emit("task_settled", task=task.id, units_paid=units_paid, work=done, seats=seats)
