"""Proposals and votes; roles and the phase."""

from __future__ import annotations

from ..params import ROLES, InvalidParams, Params, validate
from ..refused import Refused
from ..state import Proposal, State
from .checks import covered, in_time, require


def propose(s: State, signer: str, base: int, params: Params) -> None:
    if not s.is_active(signer):
        require(signer, s.roles["owner"])
    if base != s.version:
        raise Refused("stale_base", expected=s.version, found=base)
    try:
        validate(params)
        _fixed_fields(s, params)
    except InvalidParams as why:
        raise Refused("invalid_params", field=why.field, reason=why.reason) from None
    rules = s.rules.governance
    covered(s, ("balance", signer), rules.deposit)
    number = len(s.proposals) + 1
    until = s.after(rules.voting_ms)
    proposal = Proposal(number, signer, base, s.rules, params, until, until)
    s.proposals[number] = s.open_proposals[number] = proposal
    s.emit("proposed", proposal=number, proposer=signer, base=base, params=params.source, until=until)
    s.move(("balance", signer), ("deposit", number), rules.deposit, "proposal")


def vote(s: State, signer: str, proposal: int, choice: str) -> None:
    row = s.proposals.get(proposal)
    if row is None:
        raise Refused("unknown_proposal", proposal=proposal)
    stakes = (staker == signer and s.is_active(validator) for staker, validator in s.delegations)
    if not s.is_active(signer) and not any(stakes):
        raise Refused("not_authorised", signer=signer)
    in_time(s, row.voting_until)
    row.votes[signer] = choice
    s.emit("voted", proposal=proposal, voter=signer, choice=choice)


def hand_over(s: State, signer: str, role: str, to: str) -> None:
    require(signer, s.roles[role])
    s.offers[role] = to
    s.emit("role_offered", role=role, to=to)


def accept_role(s: State, signer: str, role: str) -> None:
    if s.offers.get(role) != signer:
        raise Refused("not_authorised", signer=signer)
    del s.offers[role]
    if role == "sequencer" and s.roles[role] != signer:
        # The next advance may bring any entropy.
        s.next = None
    s.roles[role] = signer
    s.emit("role_accepted", role=role, holder=signer)


def begin_phase_two(s: State, signer: str) -> None:
    require(signer, s.roles["foundation"])
    if s.phase != 1:
        raise Refused("wrong_phase", expected=1, found=s.phase)
    s.phase = 2
    s.emit("phase_two_begun")


def _fixed_fields(s: State, params: Params) -> None:
    """Roles, phase and the length of an epoch are not a proposal's to change."""
    reason = "expected the value in force: a proposal cannot change it"
    if params.phase != s.phase:
        raise InvalidParams("phase", reason)
    for role in ROLES:
        if getattr(params, role) != s.roles[role]:
            raise InvalidParams(role, reason)
    if params.emission.epoch_ms != s.rules.emission.epoch_ms:
        raise InvalidParams("emission.epoch_ms", reason)
