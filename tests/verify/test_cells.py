from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.verify.cells import cell_numbers, is_average, table_values
from tests.verify.made import document


@pytest.mark.parametrize(
    ("text", "mains"),
    [
        ("76.1 / 60.0", ["76.1", "60.0"]),
        ("+ 0.3", ["0.3"]),
        ("−1.2", ["-1.2"]),
        ("-45.4 / + 0.2", ["-45.4", "0.2"]),
        ("85.3 ± 0.2", ["85.3"]),
        ("85.3 (+1.2)", ["85.3"]),
        ("1,104,934", ["1104934"]),
        ("392K", ["392000"]),
        ("47-20K", ["47", "20000"]),
        ("12.3†", ["12.3"]),
        ("52%", ["52"]),
        ("↑1.2", ["1.2"]),
        ("１２.５", ["12.5"]),
        ("9.5e19", ["9.5e19"]),
        ("3.21E-10", ["3.21e-10"]),
        ("1.5x", []),
        ("4x", []),
        ("3x3", []),
        ("10.4.2", []),
        ("1e999", []),
        ("--", []),
        ("", []),
        ("SQuAD v1.1", []),
        ("BERT 12 layers", []),
        ("v2.0", []),
    ],
)
def test_what_a_cell_holds(text: str, mains: list[str]) -> None:
    found = [number.value for number in cell_numbers(text) if number.place == "main"]
    assert found == [Decimal(main) for main in mains]


@given(st.text(max_size=60))
def test_no_cell_breaks_it(text: str) -> None:
    for number in cell_numbers(text):
        assert number.value.is_finite()


def test_values_know_their_names() -> None:
    values = {(v.row_name, v.column_name, v.part): v for v in table_values(document().tables[1])}
    gamma = values["Gamma", "Snow", 1]
    assert (gamma.value, gamma.signed, gamma.parts) == (Decimal("1.0"), True, 2)
    assert not values["Baseline", "Rain", 0].signed


@pytest.mark.parametrize(
    ("name", "average"), [("Avg.", True), ("Average", True), ("mean", True), ("Rain", False), ("Alliance", False)]
)
def test_averages_are_known_by_name(name: str, average: bool) -> None:
    assert is_average(name) is average


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("84.3 0.2", ["main", "uncertainty"]),
        ("3.70 .04", ["main", "uncertainty"]),
        ("84.3 0.2 / 71.0 0.3", ["main", "uncertainty", "main", "uncertainty"]),
        ("34.5 12.1", ["main", "main"]),
        ("84.3 0.25", ["main", "main"]),
        ("76.2 +0.9", ["main", "main"]),
        ("120 3", ["main", "main"]),
    ],
)
def test_an_uncertainty_that_lost_its_sign(text: str, places: list[str]) -> None:
    assert [number.place for number in cell_numbers(text)] == places
