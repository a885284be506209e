"""Votes are counted, and new parameters take effect."""

from __future__ import annotations

from collections import Counter

from ..money import ONE
from ..state import BURN, Place, Proposal, State


def count_and_enact(s: State) -> None:
    """Counts the votes of each proposal whose time is over, and puts into force those whose timelock is."""
    for proposal in [row for row in s.open_proposals.values() if row.until <= s.now]:
        current = proposal.base == s.version
        if proposal.status == "passed":
            outcome = "in_force" if current else "stale"
        else:
            outcome = _count(s, proposal)
            if outcome == "passed" and not current:
                outcome = "stale"
        _end(s, proposal, outcome)


def _end(s: State, proposal: Proposal, outcome: str) -> None:
    proposal.status = outcome
    until = None
    if outcome == "passed":
        until = proposal.until = s.after(s.rules.governance.timelock_ms)
    else:
        del s.open_proposals[proposal.id]
    if outcome == "in_force":
        s.rules = proposal.params
        s.version += 1
    s.emit("proposal_ended", proposal=proposal.id, outcome=outcome, until=until)
    deposit: Place = ("deposit", proposal.id)
    to: Place = BURN if outcome == "vetoed" else ("balance", proposal.proposer)
    s.move(deposit, to, s.money(deposit), "proposal")


def _count(s: State, proposal: Proposal) -> str:
    """What the votes of active validators, and of those who delegate to them, say.

    A validator's stake follows its vote; a delegation follows the staker's vote, or else the validator's.
    """
    votes, powers = proposal.votes, Counter[str]()
    everything = 0
    for validator in s.validators.values():
        if validator.active:
            stake = s.money(("stake", validator.address))
            everything += stake
            if choice := votes.get(validator.address):
                powers[choice] += stake
    for (staker, address), delegation in s.delegations.items():
        if s.is_active(address):
            everything += delegation.amount
            if choice := votes.get(staker) or votes.get(address):
                powers[choice] += delegation.amount

    rules = proposal.rules.governance
    yes, no, veto = powers["yes"], powers["no"], powers["veto"]
    voted = yes + no + veto + powers["abstain"]
    if voted * ONE < everything * rules.quorum:
        return "no_quorum"
    if veto * ONE > voted * rules.veto:
        return "vetoed"
    return "passed" if 2 * yes > yes + no + veto else "not_carried"
