"""Validators commit and reveal their verdicts."""

from __future__ import annotations

from .. import hashes
from ..refused import Refused
from ..state import Assignment, Round, Seat, State
from .checks import in_time, wrong_status


def commit_verdict(s: State, signer: str, assignment: int, commitment: str) -> None:
    row, round_, seat = _seat_at(s, signer, assignment)
    in_time(s, round_.commit_until)
    if seat.commitment is not None:
        raise Refused("already_committed", assignment=assignment)
    if row.status != "committing" or round_ is not row.rounds[-1]:
        raise wrong_status("committing", row.status)
    seat.commitment = commitment
    s.emit("verdict_committed", assignment=assignment, validator=signer, commitment=commitment)


def reveal_verdict(
    s: State, signer: str, assignment: int, verdict: str, output_root: str, seal_salt: str, salt: str
) -> None:
    row, round_, seat = _seat_at(s, signer, assignment)
    if round_.reveal_until is None:
        raise wrong_status("revealing", row.status)
    in_time(s, round_.reveal_until)
    if seat.commitment is None:
        raise Refused("not_committed", assignment=assignment)
    if seat.verdict is not None:
        raise Refused("already_revealed", assignment=assignment)
    if row.status != "revealing" or round_ is not row.rounds[-1]:
        raise wrong_status("revealing", row.status)
    found = hashes.commitment(s.id, assignment, len(row.rounds), signer, verdict, output_root, salt)
    has_output = output_root != hashes.ZERO or seal_salt != hashes.ZERO
    if found != seat.commitment or (verdict != "correct" and has_output):
        raise Refused("commitment_mismatch", expected=seat.commitment, found=found)
    if verdict == "correct":
        # Nobody can call an output correct without having had it.
        opened = hashes.seal(s.id, assignment, row.miner.address, output_root, seal_salt)
        if opened != row.seal:
            raise Refused("seal_mismatch", expected=row.seal, found=opened)
    seat.verdict = verdict
    named = {"assignment": assignment, "validator": signer}
    s.emit("verdict_revealed", **named, verdict=verdict, output_root=output_root)


def _seat_at(s: State, signer: str, assignment: int) -> tuple[Assignment, Round, Seat]:
    row = s.assignments.get(assignment)
    if row is None:
        raise Refused("unknown_assignment", assignment=assignment)
    for round_ in row.rounds:
        for seat in round_.seats:
            if seat.validator.address == signer:
                return row, round_, seat
    raise Refused("not_seated", signer=signer, assignment=assignment)
