"""The algebra of claims: everything a table's cells can say that a number in a sentence might mean.

A candidate is a formula over cells, in words, with its exact interval. Candidates are made from the lines that the
claim names, so a table of thousands of rows costs no more than a small one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import sqrt
from typing import Literal

from synth.quantity import Interval, Quantity
from synth.verify.axis import UNNAMED, Axis
from synth.verify.cells import Value
from synth.verify.index import TableIndex
from synth.verify.names import shown
from synth.verify.units import UNITS, conversion, named_unit

Operation = Literal[
    "cell", "delta", "sum", "difference", "mean", "mean_difference", "relative", "ratio", "count", "complement",
    "mean_relative", "median", "extreme",
]  # fmt: skip
SIMPLICITY: dict[Operation, float] = {
    "cell": 1.0,
    "delta": 1.0,
    "mean": 1.0,
    "difference": 0.95,
    "mean_difference": 0.9,
    "sum": 0.9,
    "relative": 0.85,
    "ratio": 0.85,
    "count": 0.8,
    "complement": 0.9,
    "mean_relative": 0.85,
    "median": 0.9,
    "extreme": 0.9,
}
CHANGE_NAME = re.compile(r"Δ|\bgain|\bimprov|\bdiff|\bdelta|\bincrease|\bdrop|↑|↓", re.IGNORECASE)
HEAD_SCALE = re.compile(
    r"\(\s*(?:in\s+|×\s*|x\s*)?(K|M|B|thousands?|millions?|billions?)\s*\)|\b(thousands|millions|billions)\b"
)
BOLD = 0.35
"""How far a line that is not named is meant at a cell that is printed bold: what is best is what is spoken of."""
RIGHT = re.compile(r"\b(?:acc(?:urac\w+|\b)|correct\w*|success rate)", re.IGNORECASE)
WRONG = re.compile(r"\b(?:err(?:ors?\b|\b)|misclassif\w+|failure rate|incorrect\w*)", re.IGNORECASE)
"""Words of shares that add up to the whole: what is right and what is wrong."""
POWERS = {"k": 3, "m": 6, "b": 9, "t": 3}
ONE = Decimal(1)
PERCENT = frozenset({"%", "points"})
"""Units of numbers that a fraction may be printed for."""
FEWEST_DIGITS = 2
"""Digits of a number that is looked for in single cells."""
HELD = 0.3
"""Grip below which a claim's words do not hold a line."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What some cells say: `formula` in words, the exact interval, and how well the claim names what it is about.

    `keys` are the folded key names of the lines it uses. `naming` (0 to 1) is how far they are taken to be meant,
    `grip` how firmly the claim's own words name the least named of them. `directed` means that the order of its sides
    is known, so that its sign can be held against the claim's. `decimals` are those of a single cell as printed, None
    for what was computed from several.
    """

    operation: Operation
    formula: str
    table: int
    cells: tuple[tuple[int, int], ...]
    value: Decimal
    interval: Interval
    keys: frozenset[str]
    naming: float
    grip: float
    directed: bool = False
    decimals: int | None = None

    def named(self, naming: float, grip: float) -> Candidate:
        """The same formula as a claim names it."""
        return Candidate(
            self.operation, self.formula, self.table, self.cells, self.value, self.interval, self.keys, naming, grip,
            self.directed, self.decimals,
        )  # fmt: skip


def is_change(quantity: Quantity) -> bool:
    """Whether the number is how much something changed."""
    return quantity.kind in ("gain", "relative_gain")


def is_readable(quantity: Quantity) -> bool:
    """Whether a number may be read from a single cell: no change, range or bound, and of two digits at least."""
    digits = len(quantity.value.normalize().as_tuple().digits) if quantity.decimals <= 0 else None
    if digits is None:
        digits = len(quantity.value.as_tuple().digits)
    return (
        quantity.kind in ("value", "count")
        and quantity.high is None
        and quantity.bound is None
        and not is_change(quantity)
        and digits >= FEWEST_DIGITS
    )


def readings(index: TableIndex, value: Value, quantity: Quantity) -> tuple[Candidate, ...]:
    """A cell by itself at each scale that it may be read at, named by nobody yet (`Candidate.named`)."""
    percent = quantity.unit in PERCENT
    unit = UNITS.get(quantity.unit or "")
    place = (value.row, value.column, value.part, "%" if percent else unit)
    found = index.readings.get(place)
    if found is None:
        made = _readings(index, value, percent=percent)
        found = index.readings[place] = (*made, *(_converted(index, value, unit) if unit else ()))
    if quantity.kind == "count":  # nothing is counted in tenths
        return tuple(one for one in found if one.decimals is None or one.decimals <= 0)
    return found


def cell_grip(value: Value, rows: Axis) -> float:
    """How firmly the claim's own words name the less named line of a cell."""
    return min(rows.grips[value.row], rows.cross_grips[value.column])


def _readings(index: TableIndex, value: Value, *, percent: bool) -> Iterator[Candidate]:
    """A cell by itself at each scale that it may be read at, named by nobody yet."""
    keys = frozenset({index.row_keys[value.row], index.column_keys[value.column]} - {""})
    name = f"{shown(value.row_name)}, {shown(value.column_name)}"
    operation: Operation = "delta" if value.signed else "cell"
    for factor, words in _scales(value, percent=percent):
        yield Candidate(
            operation,
            f"{words}cell({name})",
            index.table.number,
            ((value.row, value.column),),
            value.value * factor,
            value.interval.scaled(factor),
            keys,
            0.0,
            0.0,
            value.signed,
            value.decimals - factor.adjusted(),
        )


def _converted(index: TableIndex, value: Value, unit: str) -> Iterator[Candidate]:
    """A cell by itself in another unit than the table's, where both are known."""
    own = index.units.get((value.row, value.column)) or named_unit(
        value.row_names + value.column_names, index.table.caption
    )
    if own is None or (factor := conversion(own, unit)) is None:
        return
    keys = frozenset({index.row_keys[value.row], index.column_keys[value.column]} - {""})
    formula = f"cell({shown(value.row_name)}, {shown(value.column_name)}) in {unit}s instead of {own}s"
    cells = ((value.row, value.column),)
    interval = value.interval.scaled(factor)
    yield Candidate("cell", formula, index.table.number, cells, value.value * factor, interval, keys, 0.0, 0.0)


def complement_candidates(
    index: TableIndex, value: Value, rows: Axis, quantity: Quantity, naming: float, text: str
) -> Iterator[Candidate]:
    """What a cell lacks to the whole, where the claim says what is right and the table prints what is wrong."""
    if quantity.kind != "value" or value.signed or value.value <= 0:
        return
    if not is_one_sided(text) or not _is_opposite(text, value, index):
        return
    whole = Decimal(1) if value.value < 1 and value.decimals >= 2 and not value.percent else Decimal(100)
    scale = Decimal(100) if whole == 1 and quantity.unit in PERCENT else ONE
    if value.value >= whole:
        return
    keys = frozenset({index.row_keys[value.row], index.column_keys[value.column]} - {""})
    yield Candidate(
        "complement",
        f"{whole * scale} − {'100 × ' if scale != 1 else ''}cell({shown(value.row_name)}, {shown(value.column_name)})",
        index.table.number,
        ((value.row, value.column),),
        (whole - value.value) * scale,
        Interval(whole - value.interval.high, whole - value.interval.low).scaled(scale),
        keys,
        naming,
        cell_grip(value, rows),
        decimals=value.decimals - (2 if scale != 1 else 0),
    )


def is_one_sided(text: str) -> bool:
    """Whether a claim speaks of what is right alone, or of what is wrong alone."""
    right, wrong = _says(text)
    return right != wrong


def _is_opposite(text: str, value: Value, index: TableIndex) -> bool:
    """Whether a one-sided claim speaks of what is right and the cell's names (or else the caption) of what is wrong."""
    right, wrong = _says(text)
    named = [_says(name) for name in (*value.row_names, *value.column_names)]
    there = (any(each[0] for each in named), any(each[1] for each in named))
    return (there if any(there) else _says(index.table.caption)) == (wrong, right)


@lru_cache(maxsize=4096)
def _says(text: str) -> tuple[bool, bool]:
    """Whether a text speaks of what is right, and of what is wrong."""
    return RIGHT.search(text) is not None, WRONG.search(text) is not None


@lru_cache(maxsize=4096)
def _names_change(name: str) -> bool:
    return CHANGE_NAME.search(name) is not None


def cell_candidate(value: Value) -> Candidate:
    """A cell by itself as printed, known to be meant."""
    formula = f"cell({shown(value.row_name)}, {shown(value.column_name)})"
    place = ((value.row, value.column),)
    return Candidate(
        "cell", formula, value.table, place, value.value, value.interval, frozenset(), 1.0, 1.0, decimals=value.decimals
    )


def cell_namings(rows: Axis, quantity: Quantity) -> list[float]:
    """How far each cell, row by row, is taken to be meant; a plain score is rarely what a change means."""
    columns, cross_grips = rows.cross_weights, rows.cross_grips
    counted, changed = quantity.kind == "count", is_change(quantity)
    found: list[float] = []
    for line in rows.lines:
        row, held = rows.weights[line.position], rows.grips[line.position] >= HELD
        for value in line.values:
            column = columns[value.column]
            if not value.bold:
                naming = sqrt(row * column)
            elif row <= column:
                naming = sqrt(max(row, BOLD) * column)
            else:
                naming = sqrt(row * max(column, BOLD))
            if counted and not held and cross_grips[value.column] < HELD:
                naming = min(naming, UNNAMED)  # fifty of something stands in many a table that does not speak of it
            if changed and not value.signed and not any(map(_names_change, value.row_names + value.column_names)):
                naming *= 0.4
            found.append(naming)
    return found


def delta_candidates(
    index: TableIndex, value: Value, rows: Axis, quantity: Quantity, naming: float
) -> Iterator[Candidate]:
    """Tables that print changes against a baseline row: the score itself is that row's cell plus the change."""
    if not value.signed or is_change(quantity):
        return
    column = next(line for line in index.columns if line.position == value.column)
    bases = [v for v in column.values if not v.signed and v.row < value.row and v.part == value.part]
    if bases:
        base = bases[-1]
        keys = frozenset({index.row_keys[value.row], index.column_keys[value.column]} - {""})
        grip = cell_grip(value, rows)
        formula = f"{shown(base.row_name)} + {shown(value.row_name)} in {shown(value.column_name)}"
        cells = ((base.row, base.column), (value.row, value.column))
        total, interval = base.value + value.value, base.interval + value.interval
        yield Candidate("sum", formula, index.table.number, cells, total, interval, keys, naming, grip)


def _scales(value: Value, *, percent: bool) -> Iterator[tuple[Decimal, str]]:
    """The scales at which a cell may be read: as printed, a fraction as percent, a head that says "(M)"."""
    yield ONE, ""
    if percent and abs(value.value) <= 1 and value.decimals >= 2 and not value.percent:
        yield Decimal(100), "100 × "
    for name in value.row_names + value.column_names:
        if power := _head_power(name):
            yield Decimal(10) ** power, f"10^{power} × "
            return


@lru_cache(maxsize=4096)
def _head_power(name: str) -> int:
    """The power of ten that a head such as "Size (M)" gives its cells; 0 for none."""
    match = HEAD_SCALE.search(name)
    return POWERS[(match[1] or match[2])[0].lower()] if match else 0
