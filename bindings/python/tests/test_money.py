"""Money and shares as people write them."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from deepnode.errors import InvalidValue
from deepnode.money import DN, MAX_AMOUNT, UNITS_PER_DN, WHOLE, format_dn, format_rate, percent, to_dn
from hypothesis import given
from hypothesis import strategies as st

amounts = st.integers(0, MAX_AMOUNT)
rates = st.integers(0, WHOLE)


@given(amounts)
def test_what_is_shown_is_read_again(units: int) -> None:
    dn = to_dn(units)
    assert DN(dn) == units
    assert DN(f"{dn:f}") == units
    assert DN(format_dn(units).removesuffix(" DN")) == units
    assert Fraction(dn) == Fraction(units, UNITS_PER_DN)


@given(rates)
def test_rates_too(parts: int) -> None:
    shown = format_rate(parts)
    assert shown.endswith(" %")
    assert percent(shown.removesuffix(" %")) == parts


@given(st.integers())
def test_differences_are_shown_below_zero_as_well(units: int) -> None:
    assert Fraction(to_dn(units)) == Fraction(units, UNITS_PER_DN)
    assert format_dn(-abs(units)).startswith("-") == (units != 0)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20))
def test_a_decimal_is_exact_or_refused(dn: Decimal) -> None:
    exact = Fraction(dn) * UNITS_PER_DN
    if exact.denominator == 1 and 0 <= exact <= MAX_AMOUNT:
        assert DN(dn) == exact
    else:
        with pytest.raises(InvalidValue):
            DN(dn)


@given(amounts)
def test_the_precision_of_the_context_changes_nothing(units: int) -> None:
    with localcontext() as context:
        context.prec = 2
        assert DN(to_dn(units)) == units
        assert DN(format_dn(units).removesuffix(" DN")) == units


@given(st.floats())
def test_a_float_is_never_taken(value: float) -> None:
    with pytest.raises(TypeError, match="a float cannot hold most decimals exactly"):
        DN(value)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="write percent"):
        percent(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, None, b"1", 1j, [], np.float32(1)])
def test_neither_is_anything_else(value: object) -> None:
    with pytest.raises(TypeError, match="expected a str, an int or a Decimal, found"):
        DN(value)  # type: ignore[arg-type]


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert DN(np.int64(3)) == 3 * UNITS_PER_DN
    assert format_dn(np.uint64(UNITS_PER_DN)) == "1 DN"
    with pytest.raises(TypeError, match="expected an int, found float64"):
        wrong: Any = np.float64(1)
        to_dn(wrong)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("0", 0),
        ("0.0", 0),
        ("007", 7 * UNITS_PER_DN),
        ("1.50", 3 * UNITS_PER_DN // 2),
        ("1.5000000000000000000000", 3 * UNITS_PER_DN // 2),
        ("0.000000000000000001", 1),
        ("1_000.5", 2001 * UNITS_PER_DN // 2),
        ("79228162514.264337593543950335", MAX_AMOUNT),
        (Decimal("1e3"), 1000 * UNITS_PER_DN),
        (Decimal("-0"), 0),
        (Decimal("0e999999"), 0),
    ],
)
def test_amounts(text: str | Decimal, units: int) -> None:
    assert DN(text) == units


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0.0000000000000000001", "at most 18 decimals"),
        ("79228162514.264337593543950336", "at most 79228162514.264337593543950335"),
        (79228162515, "at most 79228162514"),
        ("9" * 10000, "at most"),
        (Decimal("1e999999"), "at most"),
        (Decimal("1e-999999"), "at most 18 decimals"),
        (-1, "no less than 0"),
        (Decimal("-0.1"), "no less than 0"),
        (Decimal("NaN"), "finite"),
        (Decimal("sNaN"), "finite"),
        (Decimal("-Infinity"), "finite"),
        ("-1", "a number such as"),
        ("+1", "a number such as"),
        ("", "a number such as"),
        (".5", "a number such as"),
        ("5.", "a number such as"),
        ("1e3", "a number such as"),
        ("1,5", "a number such as"),
        (" 1", "a number such as"),
        ("1__0", "a number such as"),
        ("١", "a number such as"),
        ("nan", "a number such as"),
    ],
)
def test_what_is_no_amount(value: str | int | Decimal, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        DN(value)


def test_a_number_too_long_to_print_is_refused_in_words() -> None:
    with pytest.raises(InvalidValue, match="found a number of 33220 bits"):
        DN(10**10000)
    with pytest.raises(InvalidValue, match="no less than 0"):
        DN(-(10**10000))


def test_any_number_of_digits_is_shown() -> None:
    large = 10**5000
    assert to_dn(large) == Decimal("1e4982")
    assert f"{to_dn(-large - 1):f}" == "-1" + "0" * 4982 + "." + "0" * 17 + "1"
    assert format_dn(large) == "1" + "0" * 4982 + " DN"
    assert format_rate(-large) == "-1" + "0" * 4993 + " %"


def test_shares() -> None:
    assert percent(100) == WHOLE
    assert percent("12.5") == 125_000_000
    assert percent("0.0000001") == 1
    with pytest.raises(InvalidValue, match="at most 100"):
        percent("100.0000001")
    with pytest.raises(InvalidValue, match="at most 7 decimals"):
        percent("0.00000001")
    assert format_rate(2 * WHOLE) == "200 %"
