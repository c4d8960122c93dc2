"""GRIM: every mean of whole answers is possible; means that no whole answers give are found where the scale is told."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.verify.index import index_tables
from synth.verify.laws_grim import grim_breaches
from tests.verify.made import document

LIKERT = "Made people rated the stones on a 5-point Likert scale."


def found(text: str) -> list[tuple[str, str]]:
    made = document(f"# Made\n\n{text}\n")
    return [(str(each.printed), f"{each.computed:.4f}") for each in grim_breaches(made, index_tables(made))]


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=99),
    st.sampled_from([ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP]),
    st.sampled_from(["0.1", "0.01", "0.001"]),
)
def test_a_mean_of_whole_answers_is_never_a_breach(answers: list[int], rounding: str, unit: str) -> None:
    mean = (Decimal(sum(answers)) / len(answers)).quantize(Decimal(unit), rounding)
    assert found(f"{LIKERT} The mean rating was {mean} (n = {len(answers)}).") == []


@given(st.integers(2, 30), st.integers(100, 500))
def test_a_breach_names_the_nearest_mean_that_is_possible(answers: int, hundredths: int) -> None:
    mean = Decimal(hundredths) / 100
    for _, nearest in found(f"{LIKERT} The mean rating was {mean:.2f} (n = {answers})."):
        assert abs(Decimal(nearest) - mean) >= Decimal("0.005")
        assert abs(Decimal(nearest) * answers - round(Decimal(nearest) * answers)) < Decimal("0.01")


def test_a_mean_that_no_whole_answers_give() -> None:
    assert found(f"{LIKERT} The mean rating was 3.48 (n = 17).") == [("3.48", "3.4706")]
    assert found(f"{LIKERT} Stones did well (M = 3.48, SD = 0.91, n = 17).") == [("3.48", "3.4706")]


@pytest.mark.parametrize(
    "text",
    [
        "The mean weight was 3.48 (n = 17).",  # no whole answers
        f"{LIKERT} The mean rating was 3.48 (n = 170).",  # so many answers can give every mean
        f"{LIKERT} Half-points were allowed. The mean rating was 3.48 (n = 17).",
        f"{LIKERT} There were 3 items. The mean rating was 3.49 (n = 17).",  # 178 / 51
        f"{LIKERT} There were several questions. The mean rating was 3.48 (n = 17).",
        f"{LIKERT} The mean age was 34.48 (n = 17).",
        f"{LIKERT} The mean rating was 3.48 over 17 stones.",
    ],
)
def test_where_the_law_does_not_hold(text: str) -> None:
    assert found(text) == []


def table(last: str, caption: str = "made ratings on a 7-point Likert scale") -> str:
    rows = ["| One | 12 | 4.42 |", "| Two | 15 | 5.13 |", "| Three | 11 | 3.73 |", "| Four | 17 | 4.06 |", last]
    return f"Table 1: {caption}\n\n| Stone | n | Mean |\n| --- | --- | --- |\n" + "\n".join(rows)


def test_a_table_whose_other_means_are_possible() -> None:
    assert found(table("| Five | 13 | 4.49 |")) == [("4.49", "4.4615")]
    assert found(table("| Five | 13 | 4.46 |")) == []
    assert found(table("| Five | 13 | 4.49 |", "made weights")) == []


def test_a_table_of_other_means() -> None:
    text = table("| Five | 13 | 4.49 |").replace("4.42", "4.44").replace("5.13", "5.16").replace("3.73", "3.77")
    assert found(text) == []
