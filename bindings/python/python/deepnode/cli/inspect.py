"""Look into a snapshot: what it holds, who is in it, whether its audit finds anything.

Exit code 0: nothing is wrong with it. 1: the audit found something. 2: the file could not be read, or it is no snapshot.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .. import Domain, format_dn
from ..errors import RestoreError
from .tell import dn, refuse, score, table

__all__ = ["NAME", "register"]

NAME = "inspect"


def register(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, help="what Domain.snapshot() gave")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    file: Path = options.file
    try:
        domain = Domain.restore(file.read_bytes())
    except (OSError, RestoreError) as error:
        return refuse(file, error.strerror if isinstance(error, OSError) else error, 2)
    print(_overview(domain))
    print(f"\nMoney\n{_money(domain)}")
    print(f"\nMiners\n{_miners(domain)}")
    print(f"\nValidators\n{_validators(domain)}")
    print(f"\nParameters, version {domain.params_version}\n{domain.params}")
    broken = domain.audit()
    print("Audit: " + ("; ".join(broken) if broken else "every invariant holds."))
    return 1 if broken else 0


def _overview(domain: Domain) -> str:
    due = domain.next_deadline
    lines = [
        f"Domain {domain.id}",
        f"  contract {domain.contract} on chain {domain.chain_id}",
        f"  time {domain.time} ms, next deadline {'none' if due is None else f'{due} ms'}",
        f"  {domain.sequence} events, head {domain.head}",
        f"  models: {_counted(model.status for model in domain.models())}",
        f"  tasks: {_counted(task.status for task in domain.tasks())}",
        f"  assignments: {_counted(assignment.status for assignment in domain.assignments())}",
        f"  cases: {_counted(case.status for case in domain.cases())}",
        f"  proposals: {_counted(proposal.status for proposal in domain.proposals())}",
    ]
    return "\n".join(lines)


def _counted(statuses: Iterable[object]) -> str:
    found = Counter(str(status) for status in statuses)
    return ", ".join(f"{number} {status}" for status, number in sorted(found.items())) or "none"


def _money(domain: Domain) -> str:
    supply, totals = domain.supply, domain.totals
    flows = ("deposited", "emitted", "withdrawn", "burned", "circulating")
    places = ("balances", "collateral", "stake", "delegations", "unbonding", "escrow", "deposits", "pool")
    rows = [(name, format_dn(getattr(supply, name))) for name in flows]
    rows += [(f"in {name}", format_dn(getattr(totals, name))) for name in places]
    return table(("", "amount"), rows, [1])


def _miners(domain: Domain) -> str:
    rows = [
        (
            miner.address,
            miner.status,
            score(miner.score),
            dn(miner.collateral),
            f"{len(miner.in_flight)}/{miner.slots}",
        )
        for miner in domain.miners()
    ]
    return table(("miner", "status", "trust", "collateral DN", "in flight"), rows, [2, 3, 4])


def _validators(domain: Domain) -> str:
    rows = [
        (one.address, one.status, score(one.score), dn(one.stake), dn(one.delegated), one.seated)
        for one in domain.validators()
    ]
    return table(("validator", "status", "trust", "stake DN", "delegated DN", "seated"), rows, [2, 3, 4, 5])
