"""Abstract and conclusion against the body: a slip is found; equal, rounded and derived numbers never are."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read import read_bytes, read_path
from synth.records import Anchor
from synth.verify.index import index_tables
from synth.verify.laws_abstract import abstract_breaches

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ABSTRACT = "Our pebble sorter reaches {said} % accuracy on the made shore benchmark."
BODY = "On the made shore benchmark, the pebble sorter reaches an accuracy of {told} %."
TABLE = r"""
\begin{table}\begin{tabular}{lrr}Heap & Rain & Snow \\ Old & 61.25 & %s \\ New & 70.5 & 44.0 \\\end{tabular}
\caption{Made scores}\end{table}
"""


def found(abstract: str, body: str, conclusion: str = "We sorted pebbles.") -> list[tuple[str, str, str]]:
    text = (
        "\\documentclass{article}\n\\begin{document}\n"
        f"\\begin{{abstract}}{abstract.replace('%', chr(92) + '%')}\\end{{abstract}}\n"
        f"\\section{{Made results}}\nWe sort.\n\n{body.replace(' %', ' ' + chr(92) + '%')}\n\n"
        f"\\section{{Conclusion}}\n{conclusion.replace('%', chr(92) + '%')}\n\\end{{document}}\n"
    )
    made = read_bytes(text.encode(), "made.tex")
    breaches = list(abstract_breaches(made, index_tables(made)))
    assert all(isinstance(each.anchor, Anchor) for each in breaches)
    return [(str(each.printed), str(each.computed), each.where) for each in breaches]


@given(st.decimals("31.01", "98.99", places=2), st.integers(0, 2))
def test_a_number_that_the_body_says_or_that_is_rounded_from_it_is_no_breach(told: Decimal, places: int) -> None:
    said = round(told, places) if places else round(told)
    assert found(ABSTRACT.format(said=said), BODY.format(told=told)) == []


@given(st.decimals("31.12", "98.99", places=2), st.integers(0, 3), st.integers(1, 8))
def test_one_digit_that_differs_is_found(told: Decimal, place: int, step: int) -> None:
    digits = str(told).replace(".", "")
    changed = str((int(digits[place]) - 1 + step) % 9 + 1)
    if changed == digits[place]:
        return
    slipped = digits[:place] + changed + digits[place + 1 :]
    said = f"{slipped[:2]}.{slipped[2:]}"
    assert found(ABSTRACT.format(said=said), BODY.format(told=told)) == [(said, str(told), "made.tex:3")]


def test_a_conclusion_that_says_otherwise() -> None:
    body = BODY.format(told="84.37")
    assert found("We sort.", body, ABSTRACT.format(said="84.73")) == [("84.73", "84.37", "made.tex:10")]


def test_the_odd_number_of_a_list_that_is_otherwise_the_same() -> None:
    abstract = "Our sorter gains 2.45 % and 3.69 % on the made shore heaps."
    body = "Table 1 shows that the sorter gains 2.28 % and 3.69 % on both made heaps."
    assert [each[:2] for each in found(abstract, body)] == [("2.45", "2.28")]


@pytest.mark.parametrize(
    ("abstract", "body"),
    [
        (ABSTRACT.format(said="about 84.73"), BODY.format(told="84.37")),
        (ABSTRACT.format(said="more than 84.73"), BODY.format(told="84.37")),
        (ABSTRACT.format(said="84.73"), BODY.format(told="84.37") + " Alpha weighs 84.73 g."),  # told in the body
        (ABSTRACT.format(said="84.73"), BODY.format(told="51.16")),  # no slip
        (ABSTRACT.format(said="84.73"), "The weather of the hills took 84.37 % of all rains."),  # not the same
        (ABSTRACT.format(said="84.73"), BODY.format(told="84.37").replace("%", "g")),  # another unit
        (ABSTRACT.format(said="84.73"), BODY.format(told="84.37") + TABLE % "84.73"),  # a cell
        (ABSTRACT.format(said="65.875"), BODY.format(told="65.975") + TABLE % "12.0"),  # the mean of a column
        (ABSTRACT.format(said="84.73") + " The old sorter has 84.37 %.", BODY.format(told="84.37")),  # two sorters
    ],
)
def test_what_is_no_breach(abstract: str, body: str) -> None:
    assert found(abstract, body) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_real_papers() -> None:
    def real(name: str) -> list[tuple[str, str]]:
        (path,) = (SHARED / "papers").glob(f"*/{name}.tex")
        paper = read_path(path)
        return [(str(each.printed), str(each.computed)) for each in abstract_breaches(paper, index_tables(paper))]

    assert real("1906.04129v1") == [("2.45", "2.28")]
    assert real("1901.07291v1") == []  # 1.3 % and 1.6 % are gains over different systems
    assert real("2310.20440v1") == []  # "more than 620,000" and "over 600,000"
