"""What a check says of the value that a formula gives: made numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from synth.quantity import Interval, Quantity, agrees_with
from synth.verify.algebra import Candidate
from synth.verify.index import TableIndex, index_table, told_apart
from synth.verify.tables_said import agreeing, said
from tests.verify.made import document, verdict


def _number(text: str, bound: Any = None) -> Quantity:
    value = Decimal(text)
    return Quantity(text, value, -int(value.as_tuple().exponent), 0, len(text), bound=bound)


def _candidate(value: str, slack: str = "0", decimals: int | None = None) -> Candidate:
    middle, half = Decimal(value), Decimal(slack)
    interval = Interval(middle - half, middle + half)
    return Candidate("cell", "made", 1, ((1, 1),), middle, interval, frozenset(), 1.0, 1.0, decimals=decimals)


def _table(*rows: str) -> TableIndex:
    """A made table of one column of scores."""
    lines = ("| System | Score |", "| --- | --- |", *rows)
    return index_table(document("# Made\n\nTable 1: made scores\n\n" + "\n".join(lines)).tables[0])


@pytest.mark.parametrize(
    ("value", "number", "bound", "agreed"),
    [
        ("8.17", "8.2", None, "which is 8.2 at the precision printed"),
        ("-1.92", "1.92", None, "which is 1.92 at the precision printed"),
        ("7.6", "5", ">", "which is at least 5"),
        ("4.6", "5", "<", "which is at most 5"),
        ("5.4", "5", "<", "which is 5 at the precision printed"),
        ("4.5", "4", "~", "which is about 4"),
    ],
)
def test_what_agrees_is_said_as_it_agrees(value: str, number: str, bound: Any, agreed: str) -> None:
    assert agreeing(_candidate(value), _number(number, bound)) == agreed


def test_a_range_holds_a_value() -> None:
    assert agreeing(_candidate("6"), replace(_number("5"), text="5 to 7", high=Decimal(7))) == "which is within 5 to 7"


def test_a_cell_with_fewer_decimals_is_not_said_to_be_the_number() -> None:
    coarse, number = _candidate("45.3", "0.05", 1), _number("45.32")
    assert agreeing(coarse, number) == "which 45.32 rounds to"
    assert said(coarse, number, [_table("| Alpha | 45.3 |")]) == "made = 45.3 in Table 1"


def test_digits_cut_off_and_rounded_cells_are_told_from_rounding() -> None:
    assert agreeing(_candidate("7.69", "0.01"), _number("7.6")) == "which is 7.6 cut off instead of rounded"
    assert agreeing(_candidate("-7.69", "0.01"), _number("7.6")) == "which is 7.6 cut off instead of rounded"
    assert agreeing(_candidate("0.7", "0.1"), _number("0.6")) == "which may be 0.6 but for the rounding of its cells"


def test_lines_of_one_name_are_told_apart_by_their_groups_or_places() -> None:
    table = _table("| Alpha | 1.5 |", "| Beta | 2.5 |", "| Alpha | 3.5 |", "| | 4.5 |")
    alpha, beta, again, nameless = table.rows
    assert told_apart(alpha, beta) == ("Alpha", "Beta")
    assert told_apart(alpha, again) == ("Alpha (row 2)", "Alpha (row 4)")
    assert told_apart(nameless, beta) == ("row 5", "Beta")


def test_a_row_that_only_cites_is_called_by_its_citation() -> None:
    table = _table("| Made [@maid2016] | 1.5 |", "| [@made2017] | 2.5 |")
    assert [line.name for line in table.rows] == ["Made", "[@made2017]"]


def test_what_is_below_a_least_bound_does_not_agree_with_it() -> None:
    under, over = (Interval(Decimal(value), Decimal(value)) for value in ("3.6", "4.1"))
    assert not agrees_with(_number("4", ">"), under)
    assert agrees_with(_number("4", ">"), over)
    assert agrees_with(_number("4", "<"), over), "up to 4.1 is printed as up to 4"


def test_a_bound_far_from_every_cell_agrees_with_none_of_them() -> None:
    far = verdict("Maid et al. cover over 100 made languages.", "100", kind="count", unit="languages", bound=">")
    assert far.status == "unresolved"
    assert "agrees with 100" not in far.reason
