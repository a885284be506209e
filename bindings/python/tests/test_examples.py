"""Every example runs: those of the modules, those of the native classes, and those of the documents."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import deepnode
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
MODELS = ROOT / "deepnode-infer" / "tests" / "data"
"""Small models, in examples of inference."""
PAGES = sorted([ROOT / "README.md", HERE.parent / "README.md", *(HERE.parent / "docs").rglob("*.md")])
FLAGS = doctest.ELLIPSIS
SEPARATE = {"deepnode.__main__"}
"""Modules that do something when they are imported."""


def modules() -> Iterator[ModuleType]:
    yield deepnode
    for found in pkgutil.walk_packages(deepnode.__path__, "deepnode."):
        if found.name not in SEPARATE:
            yield importlib.import_module(found.name)


def native_modules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for _, inner in inspect.getmembers(module, inspect.ismodule):
        yield from native_modules(inner)


def of_class(owner: type, name: str) -> Iterator[tuple[str, str | None]]:
    yield name, owner.__doc__
    for member, value in vars(owner).items():
        if member.startswith("_") or not hasattr(value, "__get__"):
            continue
        yield f"{name}.{member}", value.__doc__


def docstrings() -> Iterator[tuple[str, str | None]]:
    """Each docstring with the name of what it is about, once."""
    seen: set[int] = set()
    for module in (*modules(), *native_modules(deepnode._deepnode)):
        yield module.__name__, module.__doc__
        for value in vars(module).values():
            whole = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
            if id(value) in seen or not whole.startswith("deepnode"):
                continue
            seen.add(id(value))
            if isinstance(value, type):
                yield from of_class(value, whole)
            elif inspect.isroutine(value):
                yield whole, value.__doc__


def namespace(home: str = "deepnode") -> dict[str, Any]:
    """What examples may take for granted: all of `deepnode`, and a small domain with money in it."""
    names = {name: getattr(deepnode, name) for name in deepnode.__all__}
    home_of = importlib.import_module(home) if home.startswith("deepnode") else deepnode
    names.update({name: value for name, value in vars(home_of).items() if not name.startswith("__")})
    bridge, ana = deepnode.Address("0x" + "11" * 20), deepnode.Address("0x" + "22" * 20)
    params = deepnode.Params(bridge=bridge, owner=bridge, sequencer=bridge)
    domain = deepnode.Domain(8453, "0x" + "99" * 20, params)
    return {**names, "deepnode": deepnode, "MODELS": MODELS, "bridge": bridge, "ana": ana, "domain": domain}


WITH_EXAMPLES = {name: text for name, text in docstrings() if text and ">>> " in text}


def check(name: str, text: str, globs: dict[str, Any], file: str) -> int:
    test = doctest.DocTestParser().get_doctest(text, globs, name, file, 0)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append)
    if result.failed:
        pytest.fail("".join(report), pytrace=False)
    return result.attempted


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLES))
def test_docstring(name: str) -> None:
    home = name
    while not (home in MODULES or "." not in home):
        home = home.rpartition(".")[0]
    assert check(name, inspect.cleandoc(WITH_EXAMPLES[name]), namespace(home), f"<{name}>")


MODULES = {module.__name__ for module in modules()}


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page that are of a language."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", page.read_text(), flags=re.S | re.M)
    return [inspect.cleandoc(block) for block in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sessions of a page run from top to bottom, as somebody would type them, and its programs each by itself."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    check(page.name, "\n\n".join(blocks(page, "pycon")), {"__name__": "__main__"}, str(page))
    for program in blocks(page, "python"):
        exec(compile(program, str(page), "exec", dont_inherit=True), {"__name__": "__main__"})


def test_the_programs_of_the_first_page_are_found() -> None:
    assert blocks(ROOT / "README.md", "python")


def test_the_documented_core_has_examples() -> None:
    assert len(WITH_EXAMPLES) >= 20
