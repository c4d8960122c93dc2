from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.quantity import Quantity, plain_decimal
from synth.verify import witness
from synth.verify.algebra import is_readable
from synth.verify.cell_cues import CELL
from synth.verify.cell_cues import NOWHERE as NOWHERE_NAMES
from synth.verify.cue_weights import CELL as CELL_WEIGHTS
from synth.verify.cue_weights import COLUMN, NOWHERE, ROW
from synth.verify.cue_weights import TABLE as TABLE_WEIGHTS
from synth.verify.cues import LINE, TABLE
from synth.verify.misreading import Misreading, misreading
from synth.verify.reading import Asked, Reading, read_number
from synth.verify.slips import slip_steps
from synth.verify.surroundings import around_number, mention_of
from tests.verify.made import PAPER, claim, document


def test_every_cue_has_a_weight() -> None:
    assert tuple(ROW) == tuple(COLUMN) == LINE
    assert (tuple(TABLE_WEIGHTS), tuple(CELL_WEIGHTS), tuple(NOWHERE)) == (TABLE, CELL, NOWHERE_NAMES)


def _read(text: str, number: str, **slots: Any) -> tuple[Quantity, Reading]:
    made = claim(text, number, **slots)
    read = document(PAPER)
    own = witness(read, extract_claims(read))
    mention = mention_of(made, ())
    quantity = made.quantities[0]
    trail = own.trails.around(made, quantity)
    around = around_number(made, quantity, mention, own.system, None, own.surroundings)
    return quantity, read_number(Asked(made, quantity, around, trail, None), own.tables, own.surroundings)


def _misread(text: str, number: str, **slots: Any) -> Misreading:
    return misreading(*_read(text, number, **slots))


@pytest.mark.parametrize("number", ["73.1", "73.7", "74.8"])
def test_probabilities_sum_to_one_and_the_named_cell_is_the_likeliest(number: str) -> None:
    _, reading = _read(f"Alpha reaches an accuracy of {number} on Snow.", number)
    assert isclose(sum(read.probability for read in reading.cells) + reading.nowhere, 1.0)
    best = max(reading.cells, key=lambda read: read.probability).value
    assert (best.row_name, best.column_name) == ("Alpha", "Snow")


def test_a_slip_of_the_named_cell_is_likelier_than_the_number_that_stands_there() -> None:
    right = _misread("Alpha reaches an accuracy of 73.1 on Snow.", "73.1")
    wrong = _misread("Alpha reaches an accuracy of 73.7 on Snow.", "73.7")
    assert right.score < 0 < wrong.score
    assert str(getattr(wrong.value, "value", None)) == "73.1"
    assert right.right is not None
    assert right.agreeing > wrong.agreeing


@pytest.mark.parametrize(
    ("number", "slots", "readable"),
    [
        ("73.1", {}, True),
        ("7", {}, False),
        ("400", {"kind": "count"}, False),
        ("412", {"kind": "count"}, True),
        ("7.1", {"kind": "gain"}, False),
        ("73.1", {"bound": ">"}, False),
    ],
)
def test_what_may_be_read_from_one_cell(number: str, slots: dict[str, Any], readable: bool) -> None:
    assert is_readable(claim(f"It is {number}.", number, **slots).quantities[0]) is readable


@given(st.integers(1, 99_999), st.integers(0, 3))
def test_slips_are_mutual_and_no_number_is_a_slip_of_itself(steps: int, decimals: int) -> None:
    def quantity(size: int) -> Quantity:
        text = f"{size / 10**decimals:.{decimals}f}"
        value, places = plain_decimal(text)
        return Quantity(text, value, places, 0, len(text))

    found = slip_steps(quantity(steps))
    assert steps not in found
    assert all(0 < likelihood < 1 for likelihood in found.values())
    width = len(str(steps))
    for other in sorted(found):
        if len(str(other)) == width and width > decimals:
            assert steps in slip_steps(quantity(other))
