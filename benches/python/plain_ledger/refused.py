"""Why a command is not taken."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A command breaks a rule, and nothing has changed.

    `code` is one of the codes of the rules, such as `insufficient_balance`; `details` has the ids and the
    values that were expected and found, in the form of JSON.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return f"{self.code} {self.details}" if self.details else self.code


class Malformed(ValueError):
    """A value is not of the form that JSON files and commands have."""
