"""Money and shares as people write them, exactly.

The ledger counts money in base units (10**18 of them are 1 DN) and shares in parts per billion, both as ``int``. These
helpers turn text, ``int`` or ``Decimal`` into them and back, without rounding. A ``float`` is never taken: most decimals
have no float, so what it holds is not what was typed.

>>> DN("1.5")
1500000000000000000
>>> format_dn(DN("1.5"))
'1.5 DN'
>>> percent("12.5")
125000000
"""

from __future__ import annotations

import re
from decimal import Decimal
from operator import index
from typing import SupportsIndex

from .errors import InvalidValue

__all__ = [
    "DN",
    "MAX_AMOUNT",
    "UNITS_PER_DN",
    "WHOLE",
    "format_dn",
    "format_rate",
    "percent",
    "to_dn",
]

UNITS_PER_DN: int = 10**18
"""Base units in 1 DN."""

MAX_AMOUNT: int = 2**96 - 1
"""The largest amount, in base units."""

WHOLE: int = 10**9
"""The whole, in parts per billion: what ``percent(100)`` gives."""

_NUMBER = re.compile(r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?")


def DN(amount: str | SupportsIndex | Decimal, /) -> int:  # noqa: N802 - the unit's own name
    """So many DN, in base units.

    Text is digits with at most one point; underscores may group the digits before it.

    Raises :class:`TypeError` for a ``float``, and :class:`deepnode.errors.InvalidValue` for what is negative, no number,
    finer than a base unit (18 decimals), or more than can exist (``MAX_AMOUNT``).

    >>> DN("0.000000000000000001")
    1
    >>> DN(2) == DN("2") == 2 * UNITS_PER_DN
    True
    >>> DN("1_000.25")
    1000250000000000000000
    >>> DN(0.1)
    Traceback (most recent call last):
        ...
    TypeError: a float cannot hold most decimals exactly: write DN("0.1"), or DN(Decimal("0.1")), instead of DN(0.1)
    """
    return _exact("DN", amount, 18, MAX_AMOUNT)


def percent(share: str | SupportsIndex | Decimal, /) -> int:
    """So many percent, in parts per billion.

    It takes what :func:`DN` takes, from 0 to 100, with at most 7 decimals, and raises what it raises.

    >>> percent(5)
    50000000
    >>> percent("0.0000001")
    1
    """
    return _exact("percent", share, 7, WHOLE)


def to_dn(units: SupportsIndex, /) -> Decimal:
    """Base units as DN, exactly; for differences also below zero.

    >>> to_dn(1_500_000_000_000_000_000)
    Decimal('1.5')
    >>> to_dn(-1)
    Decimal('-1E-18')
    """
    return _shifted(units, 18)


def format_dn(units: SupportsIndex, /) -> str:
    """Base units for people: DN with as many decimals as it takes.

    >>> format_dn(1)
    '0.000000000000000001 DN'
    >>> format_dn(DN(1000))
    '1000 DN'
    """
    return f"{_shifted(units, 18):f} DN"


def format_rate(parts: SupportsIndex, /) -> str:
    """Parts per billion for people: percent with as many decimals as it takes.

    >>> format_rate(percent("12.5"))
    '12.5 %'
    """
    return f"{_shifted(parts, 7):f} %"


def _exact(name: str, value: object, decimals: int, largest: int) -> int:
    """``value * 10**decimals``, which has to be a whole number in ``0..=largest``."""
    if isinstance(value, float):
        raise TypeError(
            f"a float cannot hold most decimals exactly: "
            f'write {name}("{value}"), or {name}(Decimal("{value}")), instead of {name}({value})'
        )
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            raise InvalidValue(f"expected a number such as 1.5, found {_shown(value)}")
        value = Decimal(value)
    if not isinstance(value, Decimal):
        value = _index(value, "a str, an int or a Decimal")
        if value < 0:
            raise InvalidValue(f"expected no less than 0, found {_shown(value)}")
        if value > largest // 10**decimals:
            raise _too_large(value, decimals, largest)
        return int(value * 10**decimals)

    if not value.is_finite():
        raise InvalidValue(f"expected a finite number, found {value}")
    sign, figures, exponent = value.as_tuple()
    text = "".join(map(str, figures)).lstrip("0")
    digits = text.rstrip("0")
    if not digits:
        return 0
    if sign:
        raise InvalidValue(f"expected no less than 0, found {_shown(value)}")
    zeros = int(exponent) + len(text) - len(digits) + decimals
    if zeros < 0:
        raise InvalidValue(f"expected at most {decimals} decimals, found {_shown(value)}")
    # Looked at before it is written out: an exponent may be as large as one likes.
    if len(digits) + zeros > len(str(largest)) or int(digits + "0" * zeros) > largest:
        raise _too_large(value, decimals, largest)
    return int(digits + "0" * zeros)


def _too_large(value: object, decimals: int, largest: int) -> InvalidValue:
    return InvalidValue(f"expected at most {_shifted(largest, decimals):f}, found {_shown(value)}")


def _shown(value: object) -> str:
    """A value in a message, cut where it is long; Python prints no whole number of thousands of digits."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"a number of {value.bit_length()} bits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _index(value: object, expected: str = "an int") -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"expected {expected}, found {type(value).__name__}")
    return index(value)


def _shifted(units: SupportsIndex, decimals: int) -> Decimal:
    """``units / 10**decimals``, without zeros at the end; exact for any number of digits."""
    # By way of Decimal: Python writes no whole number of thousands of digits as text.
    negative, figures, _ = Decimal(_index(units)).as_tuple()
    text = "".join(map(str, figures))
    digits = text.rstrip("0")
    if not digits:
        return Decimal(0)
    exponent = len(text) - len(digits) - decimals
    if exponent > 0:
        digits, exponent = digits + "0" * exponent, 0
    return Decimal((negative, tuple(map(int, digits)), exponent))
