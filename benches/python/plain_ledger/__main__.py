"""`python -m plain_ledger replay FILE [--until N]`: prints the state after a scenario file.

It ends with 1 if a step goes otherwise than the file announces, and with 2 if the file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .params import InvalidParams
from .refused import Malformed
from .scenario import Scenario, Unexpected, printed


def steps(argument: str) -> int:
    """A number of steps."""
    count = int(argument)
    if count < 0:
        raise ValueError(f"expected a number of steps, found {count}")
    return count


def main() -> int:
    parser = argparse.ArgumentParser(prog="plain_ledger", description="The ledger in plain Python.")
    commands = parser.add_subparsers(required=True)
    replay = commands.add_parser("replay", help="print the state after a scenario file")
    replay.add_argument("file", type=Path)
    replay.add_argument("--until", type=steps, metavar="N", help="run the first N steps only")
    arguments = parser.parse_args()
    try:
        ledger = Scenario.parse(arguments.file.read_bytes()).run(arguments.until)
    except Unexpected as why:
        print(why, file=sys.stderr)
        return 1
    except (OSError, Malformed, InvalidParams) as why:
        print(f"{arguments.file}: {why}", file=sys.stderr)
        return 2
    sys.stdout.write(printed(ledger.report()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
