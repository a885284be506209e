"""The state in words, as the replay tool prints it."""

from __future__ import annotations

from typing import Any

from .state import POOL, State
from .trust import Evidence


def report(s: State) -> dict[str, Any]:
    """Who has left stays in it, balances of zero do not. Amounts, evidence and work units are decimals."""
    collaterals, stakes = s.places["collateral"], s.places["stake"]
    escrows, deposits = s.places["escrow"], s.places["deposit"]
    supply = s.supply
    return {
        "accounts": {who: {"balance": str(amount)} for who, amount in s.places["balance"].items()},
        "miners": {
            who: {
                "collateral": str(collaterals.get(who, 0)),
                **_trust(row.evidence),
                "status": row.status,
                "in_flight": len(row.in_flight),
                "vwu": str(row.vwu),
            }
            for who, row in s.miners.items()
        },
        "validators": {
            who: {
                "stake": str(stakes.get(who, 0)),
                "delegated": str(s.delegated.get(who, 0)),
                **_trust(row.evidence),
                "status": row.status,
            }
            for who, row in s.validators.items()
        },
        "models": {
            id: {"status": row.status, **_trust(row.evidence), "vwu": str(row.vwu)}
            for id, row in s.models.items()
        },
        "tasks": {
            str(id): {"status": row.status, "escrow": str(escrows.get(id, 0))} for id, row in s.tasks.items()
        },
        "assignments": {
            str(id): {
                "task": row.task.id,
                "slot": row.slot,
                "miner": row.miner.address,
                "status": row.status,
                "vwu": str(row.vwu),
            }
            for id, row in s.assignments.items()
        },
        "cases": {
            str(id): {"miner": row.miner.address, "severity": row.severity, "status": row.status}
            for id, row in s.cases.items()
        },
        "proposals": {
            str(id): {"status": row.status, "deposit": str(deposits.get(id, 0))}
            for id, row in s.proposals.items()
        },
        "unbonding": {who: str(amount) for who, amount in s.places["unbonding"].items()},
        "pool": str(s.money(POOL)),
        "supply": {
            "deposited": str(supply.deposited),
            "withdrawn": str(supply.withdrawn),
            "emitted": str(supply.emitted),
            "burned": str(supply.burned),
        },
        "beacon": s.beacon,
        "params_version": s.version,
        "time": s.now,
    }


def _trust(evidence: Evidence) -> dict[str, Any]:
    return {**evidence.json(), "score": evidence.score}
