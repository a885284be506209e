"""Replay a scenario file and print the state that it leads to, as JSON.

Exit code 0: the state is on the standard output. 1: a step went otherwise than the file announces. 2: the file could not
be read, or it is not a scenario. Nothing is printed but in the first case.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .. import Scenario
from ..errors import Malformed, Unexpected
from .tell import refuse

__all__ = ["NAME", "register"]

NAME = "replay"


def register(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, help="the scenario")
    parser.add_argument(
        "--until",
        type=_count,
        metavar="N",
        help="run the first N steps only (all of them if there are fewer)",
    )
    parser.set_defaults(run=_run)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _run(options: argparse.Namespace) -> int:
    file: Path = options.file
    try:
        scenario = Scenario.parse(file.read_bytes())
    except (OSError, Malformed) as error:
        return refuse(file, error.strerror if isinstance(error, OSError) else error, 2)
    try:
        domain = scenario.run(until=options.until)
    except Unexpected as error:
        return refuse(file, error, 1)
    sys.stdout.write(domain.report_json())
    return 0
