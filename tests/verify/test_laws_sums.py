"""Totals told in sentences: a law over made parts, what breaks it, and what must not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read import read_path
from synth.verify.laws_sums import sum_breaches, told_sums
from tests.verify.made import document

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SIZES = st.integers(101, 90_000).filter(lambda size: size % 100 != 0)
FORMS = (
    "The box held {whole} made stones ({a} for training, {b} for validation, and {c} for testing).",
    "The box held {whole} made stones, which we split into {a} for training, {b} for validation and {c} for testing.",
    "There are {whole} made stones: the training, validation and test heaps hold {a}, {b} and {c}, respectively.",
)


def found(text: str) -> list[tuple[str, str, str]]:
    made = document(f"# Made\n\n{text}\n")
    return [(each.formula, str(each.printed), str(each.computed)) for each in sum_breaches(made)]


@given(SIZES, SIZES, SIZES, st.sampled_from(FORMS))
def test_parts_that_add_up_break_nothing(a: int, b: int, c: int, form: str) -> None:
    text = form.format(whole=f"{a + b + c:,}", a=f"{a:,}", b=f"{b:,}", c=f"{c:,}")
    made = document(f"# Made\n\n{text}\n")
    assert [each.holds for each in told_sums(made.sentences)] == [True]
    assert found(text) == []


@given(SIZES, SIZES, SIZES, st.integers(1, 9))
def test_parts_in_a_bracket_that_are_some_units_off_are_found(a: int, b: int, c: int, off: int) -> None:
    whole = a + b + c + off
    if whole % 100 == 0:
        return  # a round whole may be rounded
    text = FORMS[0].format(whole=whole, a=a, b=b, c=c)
    assert found(text) == [(f"{a} + {b} + {c}", str(whole), str(a + b + c))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We asked 47 made people (26 women and 20 men).", ("26 + 20", "47", "46")),
        ("Of the 612 made stones, 401 were kept, and the remaining 221 were thrown away.", ("401 + 221", "612", "622")),
        ("We use the old heap (512 stones), the new heap (731 stones), and the union of both (1253 stones).",
         ("512 + 731", "1253", "1243")),
        ("All in all, 12 + 31 = 42 stones fell.", ("12 + 31", "42", "43")),
        ("The 1,893 made stones are divided into 1,411 for training and 472 for testing.",
         ("1,411 + 472", "1893", "1883")),
    ],
)  # fmt: skip
def test_parts_that_do_not_add_up(text: str, expected: tuple[str, str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "We asked about 47 made people (26 women and 20 men).",  # not exact
        "The box held 47 made stones (26 red, 20 blue).",  # others may have no colour
        "The box held 940 made stones, among them 520 for training and 410 for testing.",  # not all of them
        "We use 500 made stones for training, 40 for validation and 61 for testing.",  # no whole
        "The 940 made stones are split into 520 for training and 410 for testing. The other 10 are for validation.",
        "The box held 12,000 made stones (9,811 for training and 2,187 for testing).",  # a rounded whole
        "Stones of 49 people (32 men, 17 women; 19 years) were weighed.",
        "Modulo 12, we have 7 + 8 = 13.",
        "In 2012 and 2007, training on 4 heaps beat testing on 3.",
    ],
)
def test_what_is_no_whole_with_all_its_parts(text: str) -> None:
    assert found(text) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_real_papers() -> None:
    folder = SHARED / "papers" / "library"
    (breach,) = sum_breaches(read_path(folder / "2004.04725v3.tex"))
    assert (breach.formula, str(breach.printed)) == ("5011 + 11540", "16555")
    assert breach.where == "2004.04725v3.tex:377"
    kept = read_path(folder / "1603.06937v2.tex")
    assert [(each.whole, each.holds) for each in told_sums(kept.sentences)] == [("5003", True)]
    assert list(sum_breaches(kept)) == []
