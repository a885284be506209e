"""The heartbeat: everything that is due, in its order."""

from __future__ import annotations

from .. import hashes
from ..due import cases, committees, epochs, exits, leases, proposals, settlement
from ..refused import Refused
from ..state import State
from .checks import require


def advance(s: State, signer: str, entropy: str, next: str) -> None:
    require(signer, s.roles["sequencer"])
    found = hashes.hashed(hashes.raw(entropy))
    if s.next is not None and s.next != found:
        raise Refused("wrong_entropy", expected=s.next, found=found)
    s.beacon = hashes.hashed(hashes.raw(s.beacon), hashes.raw(entropy), s.now.to_bytes(8, "big"))
    s.next = next
    s.emit("beacon_turned", beacon=s.beacon, next=next)

    leases.expire(s)
    leases.close_slots_that_waited(s)
    committees.turn_phases(s)
    settlement.end_tasks(s)
    cases.close_windows(s)
    exits.release_money(s)
    proposals.count_and_enact(s)
    epochs.close_those_over(s)
    leases.lease(s)
    committees.seat(s)
