"""Money that comes free at the end of a cooldown."""

from __future__ import annotations

from ..state import Place, State


def release_money(s: State) -> None:
    """Miners, then validators with their stakers, then undelegations in order of creation."""
    for miner in s.miners.values():
        if miner.membership == "exiting" and miner.until <= s.now:
            miner.membership = "deregistered"
            s.emit("miner_left", miner=miner.address, banned=False)
            _release(s, ("collateral", miner.address), miner.address)
    for validator in s.validators.values():
        if validator.membership == "exiting" and validator.until <= s.now:
            address = validator.address
            validator.membership = "deregistered"
            s.emit("validator_left", validator=address)
            _release(s, ("stake", address), address)
            for pair in sorted(pair for pair in s.delegations if pair[1] == address):
                _release(s, ("delegation", pair), pair[0])
    for number, row in [(n, row) for n, row in s.unbondings.items() if row.until <= s.now]:
        del s.unbondings[number]
        s.emit("unbonding_ended", unbonding=number)
        s.move(("unbonding", row.staker), ("balance", row.staker), row.amount, "release")


def _release(s: State, place: Place, to: str) -> None:
    s.move(place, ("balance", to), s.money(place), "release")
