"""Ablations that tick what they use, read from made tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Cell
from synth.verify.index import TableIndex, index_tables
from synth.verify.marks import NOTHING, ticked_columns, ticked_rows
from tests.verify.made import document, verdict

BY_ROW = """# Made ablation

Table 1: what each made part brings

| Fog | Dew | Ice | Score |
| --- | --- | --- | --- |
| | | | 61.2 |
| ✓ | | | 64.9 |
| ✓ | ✓ | | 66.3 |
| ✓ | ✓ | ✓ | 68.8 |
"""
BY_COLUMN = """# Made ablation

Table 1: what each made part brings

| | | | |
| --- | --- | --- | --- |
| with Fog? | × | ✓ | ✓ |
| with Dew? | × | × | ✓ |
| Score | 61.2 | 64.9 | 66.3 |
"""


def only(text: str) -> TableIndex:
    (index,) = index_tables(document(text))
    return index


def test_rows_are_called_after_what_they_tick() -> None:
    assert [line.key for line in only(BY_ROW).rows] == [NOTHING, "Fog", "Fog + Dew", "Fog + Dew + Ice"]


def test_columns_are_called_after_the_rows_that_tick_them() -> None:
    assert [line.key for line in only(BY_COLUMN).columns] == [NOTHING, "with Fog?", "with Fog? + with Dew?"]


def test_what_every_row_ticks_is_no_name() -> None:
    paper = BY_ROW.replace("| | | | 61.2 |\n", "")
    assert [line.key for line in only(paper).rows] == [NOTHING, "Dew", "Dew + Ice"]


def test_a_row_with_a_name_keeps_it() -> None:
    paper = """# Made

Table 1: made systems

| System | Dew | Ice | Score |
| --- | --- | --- | --- |
| Alpha | | | 61.2 |
| Beta | ✓ | | 64.9 |
| Beta | ✓ | ✓ | 66.3 |
"""
    assert [line.key for line in only(paper).rows] == ["Alpha", "Beta", "Beta"]


def test_rows_of_one_name_are_told_apart_by_what_they_tick() -> None:
    paper = BY_ROW.replace("| Fog |", "| System | Fog |").replace("| --- |", "| --- | --- |", 1)
    paper = paper.replace("\n| |", "\n| Alpha | |").replace("\n| ✓", "\n| Alpha | ✓")
    told = [(line.key, line.context) for line in only(paper).rows]
    ticked = [("Fog", ("Alpha",)), ("Fog + Dew", ("Alpha",)), ("Fog + Dew + Ice", ("Alpha",))]
    assert told == [("Alpha", ()), *ticked]


def test_properties_after_the_scores_name_no_row_twice() -> None:
    paper = """# Made

Table 1: made systems

| System | Score | Open? |
| --- | --- | --- |
| Alpha | 61.2 | ✓ |
| Beta | 64.9 | ✗ |
"""
    assert [line.key for line in only(paper).rows] == ["Alpha", "Beta"]


@pytest.mark.parametrize(("number", "status"), [("3.7", "supported"), ("5.9", "contradicted")])
def test_a_gain_between_ticked_rows(number: str, status: str) -> None:
    text = f"Fog improves the Score over the baseline by {number} points."
    made = verdict(text, number, BY_ROW, kind="gain", unit="points", sign=1, subject="Fog", baseline="the baseline")
    assert made.status == status


@pytest.mark.parametrize(("word", "contradicted"), [("With", True), ("Without", False)])
def test_what_is_left_out_is_not_what_is_ticked(word: str, contradicted: bool) -> None:
    """A cell of the row that ticks Dew is no slip of a number that is told to be without it."""
    paper = BY_ROW.replace("| ✓ | ✓ | | 66.3 |", "| | ✓ | | 66.38 |")
    text = f"{word} Dew, the Score is 66.83."
    assert (verdict(text, "66.83", paper).status == "contradicted") is contradicted


marks = st.lists(
    st.lists(st.sampled_from(["✓", "✗", "", "-", "yes", "12.5", "Alpha"]), min_size=3, max_size=3), max_size=5
)


@given(marks)
def test_any_grid_of_marks(texts: list[list[str]]) -> None:
    """Every named row ticks what its name says; rows are named only where all of a column is marks."""
    grid = [[Cell(row, column, text, 0, 0) for column, text in enumerate(line)] for row, line in enumerate(texts)]
    heads = {column: f"H{column}" for column in range(3)}
    named = ticked_rows(grid, heads)
    for row, name in named.items():
        for column, head in heads.items():
            if head in name.split(" + "):
                assert texts[row][column] in ("✓", "yes")
    columns, rows = ticked_columns(grid)
    assert all(set(texts[row][1:]) <= {"✓", "✗", "", "-", "yes"} for row in rows)
    assert set(columns) <= {1, 2}
