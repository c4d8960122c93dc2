from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.quantity import Interval, Quantity, agrees_with, is_truncated, plain_decimal, rounding_interval

decimals = st.decimals(min_value=-10_000, max_value=10_000, allow_nan=False, allow_infinity=False, places=6)


def quantity(text: str, **slots: Any) -> Quantity:
    value, places = plain_decimal(text)
    return Quantity(text, value, places, 0, len(text), **slots)


@given(decimals, st.integers(0, 4), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN]))
def test_rounding_a_number_never_contradicts_it(exact: Decimal, places: int, rounding: str) -> None:
    printed = exact.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    claim = Quantity(str(printed), printed, places, 0, 1)
    assert agrees_with(claim, Interval(exact, exact))


@given(decimals, st.integers(0, 3))
def test_a_number_a_whole_unit_off_never_agrees(exact: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    printed = exact.quantize(unit) + 2 * unit
    assert not agrees_with(Quantity(str(printed), printed, places, 0, 1), Interval(exact, exact))


@given(decimals, decimals, st.integers(0, 3))
def test_a_difference_of_rounded_numbers_agrees_with_the_rounded_difference(
    a: Decimal, b: Decimal, places: int
) -> None:
    unit = Decimal(1).scaleb(-places)
    computed = rounding_interval(a.quantize(unit), places) - rounding_interval(b.quantize(unit), places)
    printed = (a - b).quantize(unit)
    assert agrees_with(Quantity(str(printed), printed, places, 0, 1), computed)


@given(decimals)
def test_printing_and_reading_keeps_value_and_precision(value: Decimal) -> None:
    assert plain_decimal(f"{value:,f}") == (value, 6)
    assert plain_decimal(f"{value:f}".replace("-", "\N{MINUS SIGN}")) == (value, 6)


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("84.30", "84.30", 2),
        ("392,702", "392702", 0),
        ("1 104 934", "1104934", 0),
        ("+ 0.3", "0.3", 1),
        ("− 1.2", "-1.2", 1),
        (".5", "0.5", 1),
        ("12.5", "12.5", 1),
    ],
)
def test_printed_numbers(text: str, value: str, places: int) -> None:
    read, decimals_read = plain_decimal(text)
    assert (read, decimals_read) == (Decimal(value), places)


@pytest.mark.parametrize("text", ["", "-", "v1.1", "1.2.3", "1,23", "12a", "--5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        plain_decimal(text)


def test_precision_matters() -> None:
    computed = Interval(Decimal("84.34"), Decimal("84.34"))
    assert agrees_with(quantity("84.3"), computed)
    assert not agrees_with(quantity("84.30"), computed)


def test_bounds_ask_for_one_side_and_about_is_wider() -> None:
    above = Interval(Decimal("9.4"), Decimal("9.4"))
    assert agrees_with(quantity("5", bound=">"), above)
    assert not agrees_with(quantity("5", bound="<"), above)
    assert agrees_with(quantity("10", bound="~"), Interval(Decimal("8.9"), Decimal("8.9")))


def test_truncation_is_told_from_rounding() -> None:
    computed = Interval(Decimal("8.17"), Decimal("8.17"))
    assert is_truncated(quantity("8.1"), computed)
    assert not is_truncated(quantity("8.2"), computed)
    assert not is_truncated(quantity("8.0"), computed)


def test_intervals() -> None:
    a, b = Interval(Decimal(1), Decimal(2)), Interval(Decimal(-3), Decimal(1))
    assert a + b == Interval(Decimal(-2), Decimal(3))
    assert a - b == Interval(Decimal(0), Decimal(5))
    assert b.absolute() == Interval(Decimal(0), Decimal(3))
    assert (-a).absolute() == a
    assert b.scaled(Decimal(-2)) == Interval(Decimal(-2), Decimal(6))
    assert a.meets(b)
    assert b.width == 4
    with pytest.raises(ValueError, match="empty interval"):
        Interval(Decimal(2), Decimal(1))
    with pytest.raises(ZeroDivisionError):
        a.divided(b)
    assert Interval(Decimal(4), Decimal(6)).divided(a) == Interval(Decimal(2), Decimal(6))
