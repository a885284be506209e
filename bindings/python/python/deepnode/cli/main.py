"""The commands and what they take."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from .. import __version__
from . import demo, inspect, replay

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code is 0 for success, 1 where something did not go as announced, 2 for a wrong use."""
    parser = argparse.ArgumentParser(
        prog="python -m deepnode", description="The ledger of a DeepNode domain."
    )
    parser.add_argument("--version", action="version", version=f"deepnode {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (replay, demo, inspect):
        words = (command.__doc__ or "").splitlines()[0]
        command.register(commands.add_parser(command.NAME, help=words, description=words))
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except OSError as error:
        # Files are looked after where they are read and written; what is left is the standard output.
        print(f"the result could not be printed: {error.strerror}", file=sys.stderr)
        # Python flushes it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code
