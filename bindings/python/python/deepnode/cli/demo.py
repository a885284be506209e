"""Play a small domain: miners work, validators check, a cheater is found out, and the money goes where the rules say.

Time is simulated from the seed: the same seed gives the same result on every machine. Exit code 0: the audit has nothing
to say. 1: it has. 2: a file could not be written, or a model not be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from .. import format_dn
from ..errors import InferenceError
from ..events import Moved
from ..places import Balance, Burn, Collateral, Escrow
from ..words import AssignmentStatus, CaseStatus, Reason
from .tell import dn, refuse, score, table

if TYPE_CHECKING:
    from ..demo import Play

__all__ = ["NAME", "register"]

NAME = "demo"


def register(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--tasks", type=_positive, default=12, metavar="N", help="that consumers post (12)")
    parser.add_argument(
        "--seed", type=int, default=7, metavar="N", help="decides prompts, times and draws (7)"
    )
    parser.add_argument("--model", type=Path, metavar="DIR", help="a folder with a Llama that answers (none)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the state, the tasks and the audit")
    parser.add_argument(
        "--snapshot", type=Path, metavar="FILE", help="write the state for the command inspect"
    )
    parser.set_defaults(run=_run)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _run(options: argparse.Namespace) -> int:
    from ..demo import Answers, play

    texts: dict[str, str] = {}
    if options.model is None:
        played = play(options.tasks, options.seed, progress=sys.stderr.isatty())
    else:
        try:
            answers = Answers.load(options.model)
        except InferenceError as error:
            return refuse(options.model, error, 2)
        played = play(options.tasks, options.seed, answering=answers, progress=sys.stderr.isatty())
        texts = answers.texts
        print("Some of the answers")
        for prompt, text in list(texts.items())[:4]:
            print(f"  {prompt} … {' '.join(text.split())}")
        print()
    domain = played.domain
    audit = domain.audit()
    for title, text in (
        ("Miners", _miners(played)),
        ("Validators", _validators(played)),
        ("Where every unit of the revenue went", _revenue(played)),
        ("Emission paid at the end of the epoch", _emission(played)),
        ("Cases", _cases(played)),
    ):
        print(f"{title}\n{text}\n")
    supply = domain.supply
    print(
        f"deposited {format_dn(supply.deposited)} + emitted {format_dn(supply.emitted)} = "
        f"withdrawn {format_dn(supply.withdrawn)} + burned {format_dn(supply.burned)} + "
        f"in places {format_dn(domain.totals.sum())}"
    )
    print("Audit: " + ("; ".join(audit) if audit else "nothing is missing, every invariant holds."))
    if options.json:
        result = {"state": domain.report(), "tasks": _tasks(played, texts), "audit": audit}
        if code := _write(options.json, (json.dumps(result, indent=2) + "\n").encode()):
            return code
    if options.snapshot and (code := _write(options.snapshot, domain.snapshot())):
        return code
    return 1 if audit else 0


def _write(file: Path, content: bytes) -> int:
    try:
        file.write_bytes(content)
    except OSError as error:
        return refuse(file, error.strerror, 2)
    return 0


def _miners(played: Play) -> str:
    from ..demo import address

    domain = played.domain
    paid = played.earned(Reason.MINING)
    ends = Counter((row.miner, row.status) for row in domain.assignments())
    rows: list[tuple[object, ...]] = []
    for one in played.miners:
        who = address(one.name)
        row = domain.miner(who)
        assert row is not None, "the play registers it"
        approved, rejected = AssignmentStatus.APPROVED, AssignmentStatus.REJECTED
        late = ends[who, AssignmentStatus.TIMED_OUT] + ends[who, AssignmentStatus.DECLINED]
        results = (ends[who, approved], ends[who, rejected], late)
        work = f"{row.vwu // 1000}.{row.vwu % 1000:03}"
        money = (dn(paid[who]), dn(row.collateral))
        rows.append((one.name, one.character, *results, work, score(row.score), *money, row.status))
    header = ("miner", "character", "approved", "rejected", "no result", "VWU", "trust")
    return table((*header, "earned DN", "collateral DN", "status"), rows, range(2, 9))


def _validators(played: Play) -> str:
    from ..demo import address

    paid = played.earned(Reason.VALIDATION)
    rows: list[tuple[object, ...]] = []
    for one in played.validators:
        who = address(one.name)
        row = played.domain.validator(who)
        assert row is not None, "the play registers it"
        money = (dn(paid[who]), dn(row.stake))
        rows.append((one.name, one.character, played.seats[who], score(row.score), *money))
    return table(("validator", "character", "verdicts", "trust", "earned DN", "stake DN"), rows, range(2, 6))


LEGS = {
    Reason.MINING: "miners",
    Reason.VALIDATION: "validators",
    Reason.OWNERS: "creator and backers",
    Reason.FEES: "fees, payment processors",
    Reason.DOMAIN: "domain's treasury",
    Reason.FOUNDATION: "foundation",
    Reason.EMISSION: "emission pool",
    Reason.REVENUE_BURN: "burned",
    Reason.BUYBACK: "bought back and burned",
}


def _revenue(played: Play) -> str:
    sums: Counter[Reason] = Counter()
    for event in played.events:
        match event:
            case Moved(Escrow(), _, amount, reason):
                sums[reason] += amount
    gross = sum(sums[reason] for reason in LEGS)
    rows: list[tuple[object, ...]] = []
    for reason, name in LEGS.items():
        # Rounded to the nearest.
        thousandths = (sums[reason] * 2000 + gross) // (2 * gross) if gross else 0
        bar = "█" * -(-thousandths // 20)
        rows.append((name, format_dn(sums[reason]), f"{thousandths // 10}.{thousandths % 10} %", bar))
    rows.append(("gross revenue", format_dn(gross), "100.0 %", ""))
    rows.append(("refunded beside it", format_dn(sums[Reason.REFUND]), "", ""))
    return table(("goes to", "amount", "", ""), rows, [1, 2])


def _emission(played: Play) -> str:
    from ..places import Emission, Pool

    sums: Counter[Reason] = Counter()
    for event in played.events:
        match event:
            case Moved(Emission() | Pool(), Balance(), amount, reason):
                sums[reason] += amount
    rows = [(str(reason), format_dn(amount)) for reason, amount in sorted(sums.items())]
    return table(("goes to", "amount"), [*rows, ("together", format_dn(sum(sums.values())))], [1])


def _cases(played: Play) -> str:
    burned: Counter[object] = Counter()
    treasury: Counter[object] = Counter()
    returned: Counter[object] = Counter()
    for event in played.events:
        match event:
            case Moved(Collateral(miner), Burn(), amount, _):
                burned[miner] += amount
            case Moved(Collateral(miner), Balance(to), amount, _) if to == miner:
                returned[miner] += amount
            case Moved(Collateral(miner), Balance(), amount, _):
                treasury[miner] += amount
    rows: list[tuple[object, ...]] = []
    for case in played.domain.cases():
        money = [dn(sums[case.miner]) for sums in (burned, treasury, returned)]
        if case.status is not CaseStatus.EXECUTED:
            money = [dn(0)] * 3
        name = played.names[case.miner]
        rows.append((case.id, name, case.severity, len(case.rejections), case.status, *money))
    header = ("case", "miner", "severity", "rejections", "outcome", "burned DN", "to treasury DN")
    return table((*header, "returned DN"), rows, [0, 3, 5, 6, 7])


def _tasks(played: Play, texts: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "task": task.id,
            "consumer": played.names[task.consumer],
            "prompt": played.prompts[task.id],
            "answer": texts.get(played.prompts[task.id]),
            "status": str(task.status),
        }
        for task in played.domain.tasks()
    ]
