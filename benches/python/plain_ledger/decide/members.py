"""Miners and validators come in, add money, rest and ask to leave; stakers stand behind validators."""

from __future__ import annotations

from ..money import AMOUNT_MAX, ONE, split
from ..refused import Refused
from ..state import BURN, Miner, Place, State, Unbonding, Validator
from .checks import above_zero, covered, wrong_status
from .models import known

MAX_SLOTS = 1024
MAX_MODELS = 256


def register_miner(
    s: State, signer: str, models: list[str], slots: int, collateral: int, max_fee: int
) -> None:
    _admitted(s, signer)
    fee = s.rules.registration_fee
    if fee > max_fee:
        raise Refused("fee_too_high", fee=str(fee), max_fee=str(max_fee))
    _not_banned(s, signer)
    row = s.miners.get(signer)
    if row and row.registered:
        raise Refused("already_registered", signer=signer)
    if not 1 <= slots <= MAX_SLOTS:
        raise Refused("invalid_slots", found=slots)
    if len(models) > MAX_MODELS:
        raise Refused("too_many_models", found=len(models))
    for model in models:
        known(s, model)
    need = s.rules.minimum_collateral(slots)
    if need > AMOUNT_MAX:
        raise Refused("amount_overflow", found=str(need))
    if collateral < need:
        raise Refused("insufficient_collateral", have=str(collateral), need=str(need))
    purse = ("balance", signer)
    covered(s, purse, fee + collateral)

    if row is None:
        row = s.miners[signer] = Miner(signer)
    row.membership, row.paused = "member", False
    row.slots, row.models = slots, frozenset(models)
    s.emit("miner_registered", miner=signer, models=models, slots=slots)
    burn = s.rules.registration_burn
    burned, kept = split(fee, [burn, ONE - burn]) or (0, 0)
    s.move(purse, BURN, burned, "registration_fee")
    s.move(purse, ("balance", s.roles["treasury"]), kept, "registration_fee")
    s.move(purse, ("collateral", signer), collateral, "collateral")


def top_up(s: State, signer: str, amount: int) -> None:
    above_zero(amount)
    _staying(_miner(s, signer))
    _put_down(s, signer, ("collateral", signer), amount, "collateral")


def pause(s: State, signer: str) -> None:
    _set_paused(s, signer, True)


def resume(s: State, signer: str) -> None:
    _set_paused(s, signer, False)


def _set_paused(s: State, signer: str, paused: bool) -> None:
    row = _miner(s, signer)
    _staying(row)
    if row.paused == paused:
        words = {True: "paused", False: "not paused"}
        raise wrong_status(words[not paused], words[paused])
    row.paused = paused
    s.emit("miner_paused", miner=signer, paused=paused)


def exit_miner(s: State, signer: str) -> None:
    row = _miner(s, signer)
    _staying(row)
    if row.in_flight:
        raise Refused("busy", open=len(row.in_flight))
    if row.case:
        raise Refused("case_open", case=row.case.id)
    row.membership, row.until = "exiting", s.after(s.rules.exit_cooldown_ms)
    s.emit("miner_exiting", miner=signer, until=row.until)


def register_validator(s: State, signer: str, stake: int) -> None:
    _admitted(s, signer)
    _not_banned(s, signer)
    row = s.validators.get(signer)
    if row and row.registered:
        raise Refused("already_registered", signer=signer)
    need = s.rules.min_stake
    if stake < need:
        raise Refused("insufficient_stake", have=str(stake), need=str(need))
    covered(s, ("balance", signer), stake)
    if row is None:
        row = s.validators[signer] = Validator(signer)
    row.membership = "member"
    s.emit("validator_registered", validator=signer)
    s.move(("balance", signer), ("stake", signer), stake, "stake")


def add_stake(s: State, signer: str, amount: int) -> None:
    above_zero(amount)
    _staying(_validator(s, signer))
    _put_down(s, signer, ("stake", signer), amount, "stake")


def exit_validator(s: State, signer: str) -> None:
    row = _validator(s, signer)
    _staying(row)
    if row.seated:
        raise Refused("busy", open=row.seated)
    s.begin_exit(row)


def delegate(s: State, signer: str, validator: str, amount: int) -> None:
    above_zero(amount)
    _staying(_validator(s, validator))
    _put_down(s, signer, ("delegation", (signer, validator)), amount, "delegation")


def undelegate(s: State, signer: str, validator: str, amount: int) -> None:
    above_zero(amount)
    _validator(s, validator)
    place = ("delegation", (signer, validator))
    covered(s, place, amount)
    until = s.after(s.rules.exit_cooldown_ms)
    s.unbondings_made += 1
    s.unbondings[s.unbondings_made] = Unbonding(signer, amount, until)
    s.emit("unbonding_started", staker=signer, amount=str(amount), until=until)
    s.move(place, ("unbonding", signer), amount, "undelegation")


def _put_down(s: State, signer: str, to: Place, amount: int, reason: str) -> None:
    covered(s, ("balance", signer), amount)
    s.move(("balance", signer), to, amount, reason)


def _admitted(s: State, signer: str) -> None:
    if not s.rules.admits(signer):
        raise Refused("not_admitted", signer=signer)


def _not_banned(s: State, signer: str) -> None:
    row = s.miners.get(signer)
    if row and row.membership == "banned":
        raise Refused("banned", signer=signer)


def _miner(s: State, address: str) -> Miner:
    """A miner that is registered now."""
    row = s.miners.get(address)
    if row is None or not row.registered:
        raise Refused("unknown_miner", miner=address)
    return row


def _validator(s: State, address: str) -> Validator:
    """A validator that is registered now."""
    row = s.validators.get(address)
    if row is None or not row.registered:
        raise Refused("unknown_validator", validator=address)
    return row


def _staying(row: Miner | Validator) -> None:
    """Refuses who is on the way out already."""
    if row.membership == "exiting":
        raise Refused("exiting", until=row.until)
