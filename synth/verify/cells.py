"""Tables as numbers: what each cell holds as exact decimals, and what its row, column and group are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from synth.quantity import DIGITS, MINUS_SIGNS, Interval, is_spread, plain_decimal, rounding_interval
from synth.records import Cell, Table
from synth.verify.marks import NOTHING, ticked_columns, ticked_rows

Place = Literal["main", "uncertainty", "bracket"]
SCALES = {"k": 3, "m": 6, "b": 9, "bn": 9}
AVERAGE = re.compile(r"^(?:macro[- ]?|micro[- ]?)?(?:avg|average|averaged|mean|overall|all|total avg)\b", re.IGNORECASE)
NUMBER = re.compile(
    rf"(?P<sign>[+{re.escape(MINUS_SIGNS)}\N{{FULLWIDTH PLUS SIGN}}])?\s?"
    rf"(?P<digits>{DIGITS.pattern})(?:[eE](?P<power>[+{re.escape(MINUS_SIGNS)}]?\d{{1,2}})|(?P<scale>[kKmM]|[bB]n?))?"
    r"(?![A-Za-z\d]|\.\d)\s?(?P<percent>%)?"
)
_UNIT = re.compile(
    r"\b(?:pp|pts?|points?|x|h|hrs?|hours?|s|secs?|seconds?|ms|mins?|minutes?|days?|[kmgt]b|fps|k?hz|[mck]m|kg)\b",
    re.IGNORECASE,
)
MANY_MORE = 3
"""How many times as many lines have a name as tick the same, from which what they tick tells them apart."""
_HAS_LETTERS = re.compile(r"[^\W\d_]")
MAX_VALUES = 6_000
"""Values of one table that are looked at; what lies beyond is said in a Problem."""


@dataclass(frozen=True, slots=True)
class CellNumber:
    """One number of a cell: `F1 / EM` cells hold two mains, `84.3 ± 0.2` a main and an uncertainty."""

    value: Decimal
    decimals: int
    place: Place
    signed: bool
    percent: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A main number at a grid position, with the names that say what it is.

    `part` counts the mains of one cell from 0; `parts` is how many the cell has. `row_names` and `column_names` go from
    the most general (a group of rows, an upper column head) to the most specific.
    """

    table: int
    row: int
    column: int
    part: int
    parts: int
    value: Decimal
    decimals: int
    signed: bool
    percent: bool
    bold: bool
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    group: str

    @property
    def interval(self) -> Interval:
        """Every value that prints as this cell does."""
        return rounding_interval(self.value, self.decimals)

    @property
    def row_name(self) -> str:
        """The most specific name of the row, or its number."""
        return self.row_names[-1] if self.row_names else f"row {self.row + 1}"

    @property
    def column_name(self) -> str:
        """The name of the column, from general to specific, or its number."""
        return " ".join(self.column_names) if self.column_names else f"column {self.column + 1}"


@lru_cache(maxsize=8192)
def cell_numbers(text: str) -> tuple[CellNumber, ...]:
    """The numbers of a cell that holds values; () for a cell of words.

    A cell is words when letters remain after its numbers, units and footnote marks are taken away.
    """
    numbers: list[CellNumber] = []
    rest: list[str] = []
    position = 0
    depth = 0
    after_plus_minus = False
    for match in NUMBER.finditer(text):
        before = text[position : match.start()]
        if before[-1:].isalnum() or (before[-1:] == "." and match["sign"] is None):
            continue  # the tail of a word or of a version such as v1.1
        rest.append(before)
        depth += before.count("(") + before.count("[") - before.count(")") - before.count("]")
        after_plus_minus = "±" in before or "+/-" in before
        number = _number(match, depth > 0, after_plus_minus, bool(numbers))
        if numbers and not before.strip() and _is_spread_of(numbers[-1], number):
            number = replace(number, place="uncertainty")
        numbers.append(number)
        position = match.end()
    rest.append(text[position:])
    letters = sum(char.isalpha() for char in _UNIT.sub("", "".join(rest)))
    return tuple(numbers) if numbers and letters <= 1 else ()


def _is_spread_of(main: CellNumber, behind: CellNumber) -> bool:
    plain = main.place == "main" and not behind.signed
    return plain and is_spread(abs(main.value), main.decimals, behind.value, behind.decimals)


def _number(match: re.Match[str], bracketed: bool, uncertain: bool, follows: bool) -> CellNumber:
    sign = match["sign"] or ""
    if match.start() > 0 and match.string[match.start() - 1].isdigit():
        sign = ""  # the dash of a range, "47-20K"
    value, decimals = plain_decimal(match["digits"])
    scale = SCALES.get((match["scale"] or "").lower(), 0)
    if power := match["power"]:
        scale = int(power.lstrip("+" + MINUS_SIGNS)) * (-1 if power[0] in MINUS_SIGNS else 1)
    if scale:
        value, decimals = value.scaleb(scale), decimals - scale
    place: Place = "uncertainty" if uncertain else "bracket" if bracketed and follows else "main"
    negative = bool(sign) and sign in MINUS_SIGNS
    return CellNumber(-value if negative else value, decimals, place, bool(sign), match["percent"] is not None)


def table_values(table: Table) -> tuple[Value, ...]:
    """Every main number of the table's value cells, in reading order, at most `MAX_VALUES`."""
    grid = table.grid()
    values: list[Value] = []
    ticked_by_column, marks = ticked_columns(grid)
    columns = _column_names(table, grid, marks)
    groups = _group_names(grid)
    named = _named_cells(grid)
    heads = _lowest_heads(table.columns, columns)
    ticked_by_column = _telling(ticked_by_column, {column: (head,) for column, head in heads.items()})
    own = {row: tuple(text for _, text in each) for row, each in enumerate(named)}
    ticked_by_row = _telling(ticked_rows(grid, heads), own)
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        if cell.header or cell.row >= table.rows or cell.column >= table.columns:
            continue
        mains = [number for number in cell_numbers(cell.text) if number.place == "main"]
        if not mains:
            continue
        row_names = tuple(dict.fromkeys(text for column, text in named[cell.row] if column < cell.column))
        column_names = columns.get((cell.row, cell.column), ())
        if ticked := ticked_by_row.get(cell.row):
            row_names = (ticked, *row_names)
        if ticked := ticked_by_column.get(cell.column):
            column_names = (ticked, *column_names)
        group = groups[cell.row]
        for part, number in enumerate(mains):
            values.append(
                Value(
                    table.number,
                    cell.row,
                    cell.column,
                    part,
                    len(mains),
                    number.value,
                    number.decimals,
                    number.signed,
                    number.percent,
                    cell.bold,
                    row_names,
                    column_names,
                    group,
                )
            )
            if len(values) >= MAX_VALUES:
                return tuple(values)
    return tuple(values)


def _is_group_row(table: Table, row: list[Cell | None]) -> bool:
    """Whether one text runs over (nearly) the whole row: the name of the block of rows below it."""
    named = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}
    if len(named) != 1:
        return False
    only = next(iter(named.values()))
    return not cell_numbers(only.text) and (only.colspan >= max(2, table.columns - 1) or only.header)


def _telling(ticked: Mapping[int, str], names: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """What lines tick, as far as it tells them apart: they have no name, or one that many more lines have."""
    own = {
        place: next((name for name in reversed(each) if _HAS_LETTERS.search(name)), "") for place, each in names.items()
    }
    alike, tick_alike = Counter(own.values()), Counter(ticked.values())
    return {
        place: name
        for place, name in ticked.items()
        if not own.get(place) or (name != NOTHING and alike[own[place]] >= MANY_MORE * tick_alike[name])
    }


def _lowest_heads(columns: int, names: Mapping[tuple[int, int], tuple[str, ...]]) -> dict[int, str]:
    """The most specific head of each column at the first row below it."""
    heads: dict[int, str] = {}
    for (_, column), own in sorted(names.items()):
        if own and column < columns:
            heads.setdefault(column, own[-1])
    return heads


def _column_names(
    table: Table, grid: list[list[Cell | None]], marks: frozenset[int]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Column names at each grid position: the nearest block of head rows above, rows of groups and marks left out."""
    names: dict[tuple[int, int], tuple[str, ...]] = {}
    plain = [
        (number, row, _is_head_row(row))
        for number, row in enumerate(grid)
        if number not in marks and not _is_group_row(table, row)
    ]
    for column in range(table.columns):
        block: list[str] = []
        open_block = False
        for number, row, head in plain:
            cell = row[column]
            if head:
                if not open_block:
                    block, open_block = [], True
                if cell is not None and cell.text.strip() and cell.text not in block:
                    block.append(cell.text)
                continue
            open_block = False
            names[number, column] = tuple(block)
    return names


def _is_head_row(row: list[Cell | None]) -> bool:
    present = [cell for cell in row if cell is not None and cell.text.strip()]
    return bool(present) and all(cell.header for cell in present)


def _named_cells(grid: list[list[Cell | None]]) -> list[list[tuple[int, str]]]:
    """For each row the columns whose cells are names, with the names, from left to right."""
    return [
        [
            (column, cell.text)
            for column, cell in enumerate(row)
            if cell is not None
            and any(char.isalnum() for char in cell.text)
            and (cell.header or not cell_numbers(cell.text))
        ]
        for row in grid
    ]


def _group_names(grid: list[list[Cell | None]]) -> list[str]:
    """For each row the name of the nearest group row above it, "" where there is none."""
    groups: list[str] = []
    group = ""
    for number, row in enumerate(grid):
        groups.append(group)
        present = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}
        if len(present) == 1:
            only = next(iter(present.values()))
            if only.header and only.row == number and not cell_numbers(only.text) and only.colspan >= 2:
                group = only.text
    return groups


def is_average(name: str) -> bool:
    """Whether a row or column name says that it is an average of others."""
    return AVERAGE.match(name.strip()) is not None
