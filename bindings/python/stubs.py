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
    "__eq__": "bool",
    "__reduce__": "tuple[Any, ...]",
    "apply_signed_all": "list[Receipt | Refused]",
    "refused": "list[tuple[int, Refused]]",
    "report": "dict[str, Any]",
    "results": "list[Events | Refused]",
    "typed_data": "dict[str, Any]",
    "typed_data_of_batch": "dict[str, Any]",
}
"""What functions of these names return, wherever the binary says that it is anything."""

STEP = "tuple[int, Address | str | bytes, Command]"

ITEMS = {
    "Claims": ("Claim", "tuple[Claim, ...]"),
    "Events": ("Event", "Events"),
    "Results": ("Events | Refused", "tuple[Events | Refused, ...]"),
    "Steps": ("tuple[int, Address, Command]", "Steps"),
}
"""What sequences hold, and what a slice of them is. The library registers them as `collections.abc.Sequence`."""

MENDED: dict[str, list[str]] = {
    **{
        f"{owner}.__getitem__": [
            "@overload",
            f"def __getitem__(self, index: SupportsIndex, /) -> {item}: ...",
            "@overload",
            f"def __getitem__(self, index: slice, /) -> {part}: ...",
        ]
        for owner, (item, part) in ITEMS.items()
    },
    "Key.__reduce__": ["def __reduce__(self, /) -> NoReturn: ..."],
    "Steps.__new__": [f"def __new__(cls, /, steps: Iterable[{STEP}]) -> Steps: ..."],
}
"""Whole declarations, by class and method, where one signature does not say it."""

ARGUMENTS: dict[str, dict[str, str]] = {
    "keccak": {"*parts": "*parts: bytes"},
    "Domain.__deepcopy__": {"_memo: dict": "_memo: dict[int, Any]"},
    "Domain.apply_all": {
        "steps: Any": f"steps: Steps | Iterable[{STEP}]",
        "progress: Any | None": "progress: bool | Callable[[int, int], object] | None",
    },
    "Events.table": {"kind: type | None": "kind: type[Event] | None"},
    "Policy.__new__": {"**verdicts": "**verdicts: Verdict | str"},
    "Scenario.parse": {"json: Any": "json: str | bytes"},
    "Tokens.__exit__": {"*_exception": "*_exception: object"},
    "Table.__arrow_c_stream__": {"requested_schema: Any | None": "requested_schema: object | None"},
}
"""Arguments, by function, of which the binary does not know all types."""

HOMES = {
    "typing": ["Any", "Final", "Literal", "NoReturn", "SupportsIndex", "final", "overload"],
    # Python 3.10 does not have these in `typing`; type checkers know both modules without anything installed.
    "typing_extensions": ["CapsuleType", "Self", "disjoint_base"],
    "collections.abc": ["Callable", "Coroutine", "Iterable", "Iterator", "Sequence"],
    "deepnode.errors": ["Refused"],
    "deepnode.words": ["Verdict"],
    ".": ["Events"],
    ".commands": ["Command"],
    ".events": ["Event"],
    ".signing": ["Receipt"],
}
"""Where names come from that mended lines use."""


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
            if owner in ITEMS and name == "__init__":
                line = f"class {owner}(Sequence[{ITEMS[owner][0]}]):"
        elif re.match(r"\S", line) and not line.startswith(("@", '"""')):
            owner = ""
        if line == "def __getattr__(name: str) -> Incomplete: ...":
            continue
        if line == "    __match_args__: Final[tuple]":
            names = getattr(module, owner).__match_args__
            line = f"    __match_args__: Final = {names!r}"
        if found := re.match(r"(?:    )?def (\w+)\(", line):
            whole = f"{owner}.{found[1]}".lstrip(".")
            if found[1] == "__new__":
                fields = changes(line)
            if whole in MENDED:
                *others, last = (f"    {mended}" for mended in MENDED[whole])
                lines.extend(others)
                # Where documentation follows, it belongs to the last one.
                line = last.removesuffix(" ...") if line.endswith(":") else last
                lines.append(line)
                continue
            line = signature(line, found[1], whole, fields)
        lines.append(line)
    if name == "__init__":
        lines.append(f"__all__ = {sorted(module.__all__)!r}")
    return tidy(HEADER + "\n".join(lines) + "\n")


def signature(line: str, name: str, whole: str, fields: str) -> str:
    """The first line of a function, with the types that are known here."""
    owner = whole.rpartition(".")[0]
    for given, known in ARGUMENTS.get(whole, {}).items():
        if given not in line:
            raise SystemExit(f"stubs.py: {whole} has no {given!r} any more: {line.strip()}")
        line = line.replace(given, known)
    if name == "replace":
        return f"    def replace(self, /{fields or ', **changes: Any'}) -> Self:"
    if name in ("from_json", "from_bytes"):
        return line.replace("-> Any:", f"-> {owner}:")
    if name == "run_async":
        return line.replace("tuple[()]", "None")
    if name in RESULTS:
        return re.sub(
            r"-> [^:]*\bAny\b[^:]*:|-> list:|-> tuple\[Any, tuple.*?\]:", f"-> {RESULTS[name]}:", line
        )
    return line


def changes(line: str) -> str:
    """What ``replace`` takes, from the constructor: every field by its name, none of them needed.

    Where a constructor takes all by name, ``None`` stands for the usual value; there is none to be put in place of a value.
    """
    function = ast.parse(re.sub(r":( \.\.\.)?$", ": ...", line.strip())).body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = [*function.args.args, *function.args.kwonlyargs]
    fields = [(a.arg, ast.unparse(a.annotation)) for a in arguments if a.annotation is not None]
    if not fields:
        return ""
    if not function.args.args[1:] and not function.args.posonlyargs[1:]:
        fields = [(name, kind.removesuffix(" | None")) for name, kind in fields]
    return ", *" + "".join(f", {name}: {kind} = ..." for name, kind in fields)


def tidy(text: str) -> str:
    """Imports what the mended lines use, and formats as all else is formatted."""
    body = re.sub(
        r"^from (typing|typing_extensions|_typeshed|types|collections\.abc) import .*\n", "", text, flags=re.M
    )
    imports: list[str] = []
    for home, names in HOMES.items():
        missing = [
            name
            for name in names
            if re.search(rf"\b{name}\b", body)
            and not re.search(rf"^class {name}\b|^from .* import .*\b{name}\b", body, re.M)
        ]
        if missing:
            imports.append(f"from {home} import {', '.join(missing)}")
    first = re.search(r"^(from|import) ", body, flags=re.M)
    if first is None:
        raise SystemExit("stubs.py: expected imports in every stub")
    body = body[: first.start()] + "\n".join(imports) + "\n" + body[first.start() :]
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
        for stale in STUBS.glob("*.pyi"):
            stale.unlink()
        for name, stub in stubs.items():
            (STUBS / name).write_text(stub)
        return 0
    committed = {file.name: file.read_text() for file in STUBS.glob("*.pyi")}
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
