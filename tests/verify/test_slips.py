from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.quantity import Quantity, plain_decimal
from synth.verify.slips import slip_ratio, slips


def printed(number: str) -> Quantity:
    value, decimals = plain_decimal(number)
    return Quantity(number, value, decimals, 0, len(number))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("74.48", "74.43"), ("73.5", "75.3"), ("73.5", "93.5"), ("392,702", "392,720"), ("4951", "4921")],
)
def test_a_slip_is_likelier_than_chance(wrong: str, right: str) -> None:
    assert slip_ratio(printed(wrong), plain_decimal(right)[0]) > 2
    assert plain_decimal(right)[0] in slips(printed(wrong))


@pytest.mark.parametrize(("wrong", "right"), [("92.1", "77.65"), ("20", "36.6"), ("20.2", "2.2"), ("100,000", "0")])
def test_what_is_far_off_is_no_slip(wrong: str, right: str) -> None:
    assert slip_ratio(printed(wrong), plain_decimal(right)[0]) < 1


@given(st.integers(10, 99_999), st.integers(10, 99_999), st.integers(0, 2))
def test_more_digits_make_a_near_miss_tell_more(first: int, second: int, decimals: int) -> None:
    wrong, right = Decimal(first).scaleb(-decimals), Decimal(second).scaleb(-decimals)
    ratio = slip_ratio(Quantity(str(wrong), wrong, decimals, 0, 1), right)
    assert ratio >= 0
    if right in slips(Quantity(str(wrong), wrong, decimals, 0, 1)) and len(str(first)) == len(str(second)) >= 4:
        assert first % 10 == 0 or ratio > 1
