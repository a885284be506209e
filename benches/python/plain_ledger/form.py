"""The forms of JSON values: one reader for each, which gives the value or says that it is malformed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .money import AMOUNT_MAX, U64_MAX
from .refused import Malformed

Reader = Callable[[Any], Any]

_AMOUNT = re.compile(r"0|[1-9][0-9]{0,28}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")


def amount(value: Any) -> int:
    """A decimal string of base units."""
    if isinstance(value, str) and _AMOUNT.fullmatch(value) and (units := int(value)) <= AMOUNT_MAX:
        return units
    raise Malformed(f"expected a decimal string of at most 2^96-1 base units, found {value!r}")


def number(value: Any) -> int:
    """A whole number of 64 bits."""
    if type(value) is int and 0 <= value <= U64_MAX:
        return value
    raise Malformed(f"expected a whole number in 0..=2^64-1, found {value!r}")


def address(value: Any) -> str:
    """20 bytes, in lower case whatever the case was."""
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        return value.lower()
    raise Malformed(f"expected an address, 0x and 40 hex digits, found {value!r}")


def hash32(value: Any) -> str:
    """32 bytes, in lower case whatever the case was."""
    if isinstance(value, str) and _HASH.fullmatch(value):
        return value.lower()
    raise Malformed(f"expected a hash, 0x and 64 hex digits, found {value!r}")


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Malformed(f"expected true or false, found {value!r}")


def text(value: Any) -> str:
    """Text that has a form in UTF-8."""
    if isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    raise Malformed(f"expected text, found {value!r}")


def word(*words: str) -> Reader:
    """One of a closed set of words."""

    def read(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Malformed(f"expected one of {', '.join(words)}, found {value!r}")

    return read


def list_of(reader: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if isinstance(value, list):
            return [reader(item) for item in value]
        raise Malformed(f"expected a list, found {value!r}")

    return read


def pair_of(first: Reader, second: Reader) -> Reader:
    def read(value: Any) -> tuple[Any, Any]:
        if isinstance(value, list) and len(value) == 2:
            return first(value[0]), second(value[1])
        raise Malformed(f"expected a list of two, found {value!r}")

    return read


def fields(
    value: Any, readers: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None
) -> dict[str, Any]:
    """An object with all of these members, perhaps some of the optional ones, and no others."""
    if not isinstance(value, dict):
        raise Malformed(f"expected an object, found {value!r}")
    optional = optional or {}
    read = {}
    for name, member in value.items():
        reader = readers.get(name) or optional.get(name)
        if reader is None:
            raise Malformed(f"unknown member {name!r}")
        try:
            read[name] = reader(member)
        except Malformed as why:
            raise Malformed(f"{name}: {why}") from None
    for name in readers:
        if name not in read:
            raise Malformed(f"missing member {name!r}")
    return read
