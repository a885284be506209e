#!/usr/bin/env python3
"""Writes the stubs of the native half, ``python/deepnode/_deepnode/*.pyi``, from the binary.

``python stubs.py`` writes them, ``python stubs.py --check`` fails where those committed differ. The package has to be
installed, with maturin and ruff beside it.

maturin reads names, signatures and documentation from the library. What it cannot know is mended here: the names of
fields that ``match`` goes by, what ``replace`` takes, and the results of functions that give one of several classes.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUBS = HERE / "python" / "deepnode" / "_deepnode"
HEADER = "# Written by stubs.py; change the Rust source and run it again.\n"

RESULTS = {
    "_repr_html_": "str",
    "__reduce__": "tuple[Any, ...]",
}
"""What methods of these names return, in every class."""

MENDED: dict[str, list[str]] = {
    "Events.__getitem__": [
        "@overload",
        "def __getitem__(self, index: SupportsIndex, /) -> Event: ...",
        "@overload",
        "def __getitem__(self, index: slice, /) -> Events: ...",
    ],
}
"""Whole declarations, by class and method, where one signature does not say it."""

SIGNATURES = {
    "keccak": "def keccak(*parts: bytes) -> Hash:",
}
"""Signatures, by class and method, of which the binary does not know all types."""


def generate(folder: Path) -> None:
    """Builds the library with what the stubs are read from, and has maturin read it."""
    command = ["maturin", "generate-stubs", "--quiet", "--features", "stubs", "--out", str(folder)]
    subprocess.run(command, cwd=HERE, check=True)


def mend(name: str, text: str) -> str:
    """A generated stub, with what the binary does not tell."""
    module = importlib.import_module(f"deepnode._deepnode{'' if name == '__init__' else '.' + name}")
    lines: list[str] = []
    owner, fields = "", ""
    for line in text.splitlines():
        if found := re.match(r"class (\w+)", line):
            owner, fields = found[1], ""
        elif re.match(r"\S", line) and not line.startswith(("@", '"""')):
            owner = ""
        if found := re.match(r"    def __new__\((.*)\) -> ", line):
            fields = changes(line)
        found = re.match(r"((?:    )?)(?:async )?def (\w+)\(", line)
        method = found[2] if found else ""
        if line == "def __getattr__(name: str) -> Incomplete: ...":
            continue
        if line == "    __match_args__: Final[tuple]":
            names = getattr(module, owner).__match_args__
            line = f"    __match_args__: Final = {names!r}"
        elif f"{owner}.{method}" in MENDED:
            lines.extend(f"    {mended}" for mended in MENDED[f"{owner}.{method}"])
            continue
        elif found and f"{owner}.{method}".lstrip(".") in SIGNATURES:
            line = found[1] + SIGNATURES[f"{owner}.{method}".lstrip(".")]
        elif method == "replace":
            line = f"    def replace(self, /{fields or ', **changes: Any'}) -> Self:"
        elif method in ("from_json", "from_bytes"):
            line = line.replace("-> Any:", f"-> {owner}:")
        elif method in RESULTS:
            line = re.sub(r"-> .*?: ?(\.\.\.)?$", rf"-> {RESULTS[method]}: \1", line).rstrip()
        lines.append(line)
    if name == "__init__":
        lines.append(f"__all__ = {sorted(module.__all__)!r}")
    return tidy(HEADER + "\n".join(lines) + "\n")


def changes(line: str) -> str:
    """What ``replace`` takes, from the constructor: every field by its name, none of them needed."""
    function = ast.parse(re.sub(r":( \.\.\.)?$", ": ...", line.strip())).body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = [*function.args.args, *function.args.kwonlyargs]
    fields = [(a.arg, ast.unparse(a.annotation)) for a in arguments if a.annotation is not None]
    if not fields:
        return ""
    return ", *" + "".join(f", {name}: {kind.removesuffix(' | None')} = ..." for name, kind in fields)


def tidy(text: str) -> str:
    """Imports what the mended lines use, and formats as all else is formatted."""
    body = re.sub(r"^from (typing|_typeshed|typing_extensions) import .*\n", "", text, flags=re.M)
    # Python 3.10 has no Self in `typing`; type checkers know both modules without anything installed.
    known = {
        "typing": ["Any", "Final", "Literal", "NoReturn", "SupportsIndex", "final", "overload"],
        "typing_extensions": ["Self", "disjoint_base"],
    }
    imports = [
        f"from {module} import {', '.join(used)}"
        for module, names in known.items()
        if (used := [name for name in names if re.search(rf"\b{name}\b", body)])
    ]
    if re.search(r"\bEvent\b", body) and not re.search(r"class Event\b|import .*\bEvent\b", body):
        imports.append("from .events import Event")
    first = re.search(r"^(from|import) ", body, flags=re.M)
    at = first.start() if first else len(body)
    body = body[:at] + "\n".join(imports) + "\n" + body[at:]
    for step in (
        ["check", "--quiet", "--isolated", "--fix", "--select=I"],
        ["format", "--quiet", "--isolated", "--line-length=110"],
    ):
        ruff = ["ruff", *step, "--stdin-filename", str(STUBS / "stub.pyi"), "-"]
        body = subprocess.run(ruff, input=body, capture_output=True, text=True, check=True).stdout
    return body


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--check", action="store_true", help="write nothing; fail where the stubs differ")
    options.add_argument("--generated", type=Path, metavar="DIR", help="what maturin has generated already")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.generated or Path(temporary)
        if not chosen.generated:
            generate(folder)
        sources = sorted((folder / "deepnode" / "_deepnode").rglob("*.pyi"))
        stubs = {source.name: mend(source.stem, source.read_text()) for source in sources}
    if not chosen.check:
        STUBS.mkdir(exist_ok=True)
        for old in STUBS.glob("*.pyi"):
            old.unlink()
        for name, text in stubs.items():
            (STUBS / name).write_text(text)
        return 0
    committed = {stub.name: stub.read_text() for stub in STUBS.glob("*.pyi")}
    for name in sorted(stubs.keys() | committed.keys()):
        old, new = committed.get(name, ""), stubs.get(name, "")
        sys.stdout.writelines(
            difflib.unified_diff(
                old.splitlines(True), new.splitlines(True), f"committed/{name}", f"binary/{name}"
            )
        )
    if stubs != committed:
        print("the stubs differ from the binary: run stubs.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
