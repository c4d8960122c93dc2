"""The language of formulas: what is parsed is worked out exactly, and nothing but cells can be said in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Cell, Table
from synth.verify.formula import (
    FACETS,
    Binary,
    Call,
    CellOf,
    Constant,
    Expression,
    FormulaError,
    LineOf,
    MeasuredOf,
    parse_formula,
    written,
)
from synth.verify.formula_shape import shape_of
from synth.verify.formula_value import Tables, line_names
from synth.verify.index import index_table

GRID = (
    ("System", "Rain", "Snow", "Avg."),
    ("Plain", "60.0", "70.0", "65.0"),
    ("Joint", "68.2", "72.0 / 74.0", "70.6"),
    ("Joint", "50.5", "51.5", "51.0"),
)


def made_tables() -> Tables:
    cells = tuple(
        Cell(row, column, text, 0, 0, header=row == 0 or column == 0)
        for row, line in enumerate(GRID)
        for column, text in enumerate(line)
    )
    return Tables([index_table(Table("made", 1, cells, len(GRID), 4, caption="Made scores"))])


NAMES = st.text(alphabet='abc %é."', min_size=1, max_size=8).map(lambda text: " ".join(text.replace('"', "'").split()))
MEASURED = st.dictionaries(st.sampled_from(FACETS), NAMES, min_size=1).map(
    lambda named: MeasuredOf(tuple((facet, named[facet]) for facet in FACETS if facet in named))
)
ATOMS: st.SearchStrategy[Expression] = st.one_of(
    MEASURED, st.builds(CellOf, NAMES, NAMES, NAMES, st.integers(1, 9)), st.builds(Constant, st.sampled_from([1, 100]))
)
FORMULAS: st.SearchStrategy[Expression] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.builds(
            Call,
            st.sampled_from(["mean", "sum", "max", "min", "count"]),
            st.lists(st.one_of(inner, st.builds(LineOf, NAMES, NAMES, st.booleans())), min_size=1, max_size=3).map(
                tuple
            ),
        ),
    ),
    max_leaves=4,
)


@given(FORMULAS)
def test_what_is_written_is_parsed_again(formula: Expression) -> None:
    text = written(formula)
    try:
        assert parse_formula(text) == formula
    except FormulaError:
        assert len(text) > 200  # longer than the language allows


@given(st.text(alphabet='cel("T1",mean)+-*/01 row', max_size=60))
def test_any_text_is_a_formula_or_an_error(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    assert parse_formula(written(formula)) == formula


@pytest.mark.parametrize(
    "text",
    [
        "", "7", "cell", 'cell("T1", "Plain")', '3 * cell("T1", "Plain", "Rain")', "((((", "(" * 500, "1 +", "1 1",
        'row("T1", "Plain")', 'mean()', 'eval("1")', 'cell("T1", "Plain", "Rain", 0)', "1" * 2_000, "101", "１",
        'run()', 'run(model)', 'run(model=Gust)', 'run(made="Gust")', 'run(model="a", model="b")', 'run(model="a"',
        'run(model="a")', 'mean(run(model="a"), run(model="b"))',
    ],
)  # fmt: skip
def test_what_is_not_of_the_language_is_an_error(text: str) -> None:
    with pytest.raises(FormulaError):
        made_tables().work_out(parse_formula(text))


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ('cell("T1", "Plain", "Rain")', "60.0", "59.95", "60.05"),
        ('100 - cell("T1", "Plain", "Rain")', "40.0", "39.95", "40.05"),
        ('cell("T1", "System / Joint", "Rain") - cell("T1", "Plain", "Rain")', None, None, None),
        ('cell("T1", "Joint", "Rain") - cell("T1", "Plain", "Rain")', "8.2", "8.1", "8.3"),
        ('cell("T1", "Joint", "Snow", 2)', "74.0", "73.95", "74.05"),
        ('mean(row("T1", "Plain"))', "65", "64.95", "65.05"),
        ('mean(row("T1", "Joint"))', "70.6", "70.55", "70.65"),
        ('max(column("T1", "Rain"))', "68.2", "68.15", "68.25"),
        ('count(column("T1", "Rain"))', "3", "3", "3"),
        ('sum(cell("T1", "Plain", "Rain"), cell("T1", "Plain", "Snow"))', "130.0", "129.9", "130.1"),
        ('1 / (cell("T1", "Plain", "Rain") - cell("T1", "Plain", "Rain"))', None, None, None),
        ('cell("T1", "Plain", "Rain") * cell("T1", "Plain", "Rain")', None, None, None),
        ('cell("T2", "Plain", "Rain")', None, None, None),
        ('cell("T1", "Plain", "Hail")', None, None, None),
    ],
)
def test_formulas_are_worked_out_exactly(text: str, value: str | None, low: str | None, high: str | None) -> None:
    if value is None:
        with pytest.raises(FormulaError):
            made_tables().work_out(parse_formula(text))
        return
    worked = made_tables().work_out(parse_formula(text))
    assert worked.value == Decimal(value)
    assert (worked.interval.low, worked.interval.high) == (Decimal(low or ""), Decimal(high or ""))
    assert all(len(cell) == 3 for cell in worked.cells)


def test_lines_of_one_name_are_told_apart() -> None:
    cells = tuple(
        Cell(row, column, text, 0, 0, header=row == 0 or column == 0)
        for row, line in enumerate(GRID)
        for column, text in enumerate(line)
    )
    index = index_table(Table("made", 1, cells, len(GRID), 4))
    assert list(line_names(index.rows)) == ["Plain", "Joint", "Joint #2"]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ('cell("T","a","b")', "cell"),
        ('100 * cell("T","a","b")', "cell"),
        ('100 - cell("T","a","b")', "complement"),
        ('100 * (cell("T","a","b") - cell("T","c","b")) / cell("T","c","b")', "relative"),
        ('100 * (cell("T","a","b") / cell("T","c","b") - 1)', "relative"),
        ('100 * (cell("T","a","b") - cell("T","c","b")) / cell("T","a","b")', None),
        ('mean(row("T","a")) - mean(row("T","c"))', "difference"),
        ('cell("T","a","b") / cell("T","c","b")', "ratio"),
        ('cell("T","a","b") + cell("T","c","b")', None),
        ("100 + 100", None),
        ('run(model="a")', "cell"),
        ('100 - run(model="a")', "complement"),
        ('mean(run(model="a"))', "mean"),
        ('run(model="a") - mean(run(model="b"))', "difference"),
        ('100 * (run(model="a") - run(model="b")) / run(model="b")', "relative"),
    ],
)
def test_only_what_papers_use_has_a_shape(text: str, shape: str | None) -> None:
    assert shape_of(parse_formula(text))[0] == shape
