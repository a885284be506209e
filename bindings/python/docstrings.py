"""Docstrings as Markdown, for the API pages: sessions are fenced, and references to Python names are code.

An extension of griffe, which reads the modules and the stubs.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

__all__ = ["Markdown", "markdown"]

SESSION = re.compile(r"^(>>> .*\n?(?:.+\n?)*)", re.M)
ROLE = re.compile(r":(?:class|func|meth|mod|data|exc):`~?([^`]+)`")


def markdown(docstring: str) -> str:
    """A docstring as Markdown."""
    parts = SESSION.split(docstring)
    return "".join(
        f"```pycon\n{part.rstrip()}\n```\n" if part.startswith(">>> ") else _prose(part) for part in parts
    ).rstrip()


def _prose(text: str) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", ROLE.sub(r"`\1`", text))


class Markdown(griffe.Extension):
    """Rewrites each docstring as it is found."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """An object was made of the source."""
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value)
