"""A small cast, so that tests read like stories."""

from __future__ import annotations

from typing import Any

import deepnode
from deepnode import commands
from deepnode.words import Verdict

OWNER, FOUNDATION, TREASURY, FEE_RECIPIENT, BRIDGE, SEQUENCER = (
    deepnode.Address(bytes([number]) * 20) for number in range(1, 7)
)
ANA, CLEO, MIA, VAL, SAM = (
    deepnode.Address(bytes([number]) * 20) for number in (0xA0, 0xC0, 0xD1, 0xE1, 0xF1)
)
CONTRACT = deepnode.Address("0x" + "99" * 20)
CHAIN = 8453
DN = 10**18
MODEL = deepnode.keccak(b"manifest")


def usual(**changes: Any) -> deepnode.Params:
    """The usual parameters with the cast's roles."""
    return deepnode.Params(
        owner=OWNER,
        foundation=FOUNDATION,
        treasury=TREASURY,
        fee_recipient=FEE_RECIPIENT,
        bridge=BRIDGE,
        sequencer=SEQUENCER,
    ).replace(**changes)


def a_domain(*, keep_events: bool = False, **changes: Any) -> deepnode.Domain:
    """An empty domain with the cast's roles."""
    return deepnode.Domain(CHAIN, CONTRACT, usual(**changes), keep_events=keep_events)


def a_round(domain: deepnode.Domain) -> None:
    """One task, one miner, one validator, from the deposits to the payout."""
    now, beat = domain.time, 0

    def apply(signer: deepnode.Address, command: commands.Command) -> None:
        nonlocal now
        now += 100
        domain.apply(now, signer, command)

    def advance() -> None:
        nonlocal now, beat
        now, beat = now + 100, beat + 1
        domain.advance(now, SEQUENCER, bytes([beat]) * 32, deepnode.keccak(bytes([beat + 1]) * 32))

    for to in (ANA, MIA, VAL, SAM):
        apply(BRIDGE, commands.Deposit(to, 2_000 * DN))
    apply(
        CLEO,
        commands.RegisterModel(
            model=MODEL,
            kind="inference",
            unit_price=DN,
            committee=1,
            replicas=1,
            lease_ms=60_000,
            creator_share=10**9,
            backers=[],
            manifest="https://example.org/model.json",
        ),
    )
    apply(OWNER, commands.AdmitModel(MODEL, 1_000))
    apply(MIA, commands.RegisterMiner(models=[MODEL], slots=1, collateral=1_100 * DN, max_fee=10 * DN))
    apply(VAL, commands.RegisterValidator(1_000 * DN))
    apply(SAM, commands.Delegate(VAL, 500 * DN))
    apply(
        ANA, commands.SubmitTask(model=MODEL, kind="inference", units=100, input=deepnode.keccak(b"prompt"))
    )
    advance()
    root, seal_salt, salt = deepnode.keccak(b"output"), bytes([11]) * 32, bytes([12]) * 32
    seal = deepnode.commitment.seal(domain.id, 1, MIA, root, seal_salt)
    apply(MIA, commands.SubmitResult(assignment=1, units_done=100, seal=seal))
    advance()
    hidden = deepnode.commitment.verdict(domain.id, 1, 1, VAL, Verdict.CORRECT, root, salt)
    apply(VAL, commands.CommitVerdict(assignment=1, commitment=hidden))
    advance()
    shown = commands.RevealVerdict(
        assignment=1, verdict="correct", output_root=root, seal_salt=seal_salt, salt=salt
    )
    apply(VAL, shown)
    advance()
