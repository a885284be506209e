"""New money, epoch by epoch.

E_0    = first,   E_k = floor(E_(k-1), decay)
budget = min(E_k, cap - emitted, AMOUNT_MAX - circulating) + pool
"""

from __future__ import annotations

from ..money import floor, split
from ..state import EMISSION, POOL, Book, State

MAX_EPOCHS = 64
"""Epochs that one advance closes at most."""

Payment = tuple[str, int, str]


def close_those_over(s: State) -> None:
    for _ in range(MAX_EPOCHS):
        until = s.open_epoch_until
        if until is None or until > s.now:
            return
        _close(s)


def _close(s: State) -> None:
    rules, supply, epoch = s.rules.emission, s.supply, s.open_epoch
    last = s.last_new_money
    new_money = rules.first if last is None else floor(last, rules.decay)
    fresh = min(new_money, max(0, rules.cap - supply.emitted), supply.room)
    pool = s.money(POOL)

    book = s.books.pop(epoch, Book())
    payments = _payments(s, book, epoch, fresh + pool) if book.settled else []
    issued = sum(amount for _, amount, _ in payments)
    s.move(EMISSION, POOL, max(0, issued - pool), "emission")
    for to, amount, reason in payments:
        s.move(POOL, ("balance", to), amount, reason)

    s.last_new_money = new_money
    s.open_epoch += 1
    for delegation in s.delegations.values():
        delegation.forget(s.open_epoch)
    _fade(s, book)
    s.emit("epoch_closed", epoch=epoch, new_money=str(new_money))


def _payments(s: State, book: Book, epoch: int, budget: int) -> list[Payment]:
    rates = s.rules.emission
    foundation = floor(budget, rates.foundation)
    domain = floor(budget, rates.domain)
    owners = floor(budget, rates.owners)
    stakers = floor(budget, rates.stakers)
    validators = floor(budget, rates.validators)
    miners = budget - foundation - domain - owners - stakers - validators

    payments = [
        (s.roles["foundation"], foundation, "foundation"),
        (s.roles["treasury"], domain, "domain"),
    ]
    models = [(row, book.models[id]) for id, row in s.models.items() if id in book.models]
    if shares := split(owners, [vwu for _, vwu in models]):
        for (model, _), share in zip(models, shares, strict=True):
            payments += [(owner, part, "owners") for owner, part in model.divide(share)]

    def pay(leg: int, weights: list[tuple[str, int]], reason: str) -> None:
        """Splits a leg by weight; it is not issued if all weights are zero."""
        if shares := split(leg, [weight for _, weight in weights]):
            payments.extend((to, share, reason) for (to, _), share in zip(weights, shares, strict=True))

    pairs = sorted(s.delegations)
    pay(stakers, [(pair[0], s.delegations[pair].least_since(epoch)) for pair in pairs], "staking")
    seats = book.validators
    pay(validators, [(judge, seats[judge]) for judge in s.validators if judge in seats], "validation")
    work = book.miners
    pay(miners, [(miner, work[miner]) for miner in s.miners if miner in work], "mining")
    return payments


def _fade(s: State, book: Book) -> None:
    """The evidence of everybody who had no event in the epoch decays."""
    idle = s.rules.trust.idle_decay
    for id, model in s.models.items():
        if id not in book.seen_models:
            model.evidence.decay(idle)
    for address, miner in s.miners.items():
        if address not in book.seen_miners:
            miner.evidence.decay(idle)
    for address, validator in s.validators.items():
        if address not in book.seen_validators:
            validator.evidence.decay(idle)
