#!/usr/bin/env python3
"""Runs the notebooks beside this file.

``notebooks.py run`` executes them and keeps their outputs, ``notebooks.py check`` executes them and fails where a cell
raises or says something other than what is kept, ``notebooks.py export DIR`` writes their code for type checkers.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
VARIES = "varies"
"""The tag of cells whose output is not the same each time, such as a time that was taken."""


def read(file: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def notebooks() -> list[Path]:
    return sorted(HERE.glob("*.ipynb"))


def executed(file: Path) -> NotebookNode:
    """The notebook after a run; an error in a cell is raised."""
    notebook = read(file)
    resources = {"metadata": {"path": str(HERE)}}
    NotebookClient(notebook, timeout=300, coalesce_streams=True, resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("language_info", None)
    return notebook


def said(notebook: NotebookNode) -> dict[int, str]:
    """What each cell says in words; pictures differ by the version of what draws them."""
    words: dict[int, str] = {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or VARIES in cell.metadata.get("tags", []):
            continue
        words[number] = "".join(told(output) for output in cell.outputs)
    return words


def told(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if "image/png" in output.data:
        return "a picture"
    return str(output.data.get("text/html", output.data.get("text/plain")))


def run() -> int:
    for file in notebooks():
        nbformat.write(executed(file), file)  # type: ignore[no-untyped-call]
        print(f"{file.name}: kept")
    return 0


def check() -> int:
    wrong = 0
    for file in notebooks():
        kept, found = said(read(file)), said(executed(file))
        differing = sorted(
            number for number in kept.keys() | found.keys() if kept.get(number) != found.get(number)
        )
        for number in differing:
            print(f"{file.name}, cell {number}: kept {kept.get(number)!r}, found {found.get(number)!r}")
        wrong += len(differing)
        print(f"{file.name}: {'ok' if not differing else 'differs; look at it, then notebooks.py run'}")
    return 1 if wrong else 0


def export(folder: Path) -> int:
    for file in notebooks():
        cells = [cell.source for cell in read(file).cells if cell.cell_type == "code"]
        # A value that a notebook shows is a statement without effect in a file.
        code = "\n\n".join(re.sub(r"(?m)^%.*$", "", cell) for cell in cells)
        (folder / f"notebook_{file.stem}.py").write_text(code + "\n")
    return 0


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = options.add_subparsers(dest="command", required=True)
    commands.add_parser("run")
    commands.add_parser("check")
    commands.add_parser("export").add_argument("folder", type=Path)
    chosen = options.parse_args()
    if chosen.command == "export":
        return export(chosen.folder)
    return run() if chosen.command == "run" else check()


if __name__ == "__main__":
    sys.exit(main())
