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
from typing import Literal

from synth.quantity import Interval, Quantity
from synth.verify.axis import Axis, Mean, any_named, mean_of, single
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex

Operation = Literal["cell", "delta", "sum", "difference", "mean", "mean_difference", "relative", "ratio", "count"]
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
}
CHANGE_NAME = re.compile(r"Δ|\bgain|\bimprov|\bdiff|\bdelta|\bincrease|\bdrop|↑|↓", re.IGNORECASE)
HEAD_SCALE = re.compile(
    r"\(\s*(?:in\s+|×\s*|x\s*)?(K|M|B|thousands?|millions?|billions?)\s*\)|\b(thousands|millions|billions)\b"
)
BOLD = 0.35
"""How far a line that is not named is meant at a cell that is printed bold: what is best is what is spoken of."""
UNASKED = 0.6
"""How far a mean of scores is meant where nothing speaks of an average."""
POWERS = {"k": 3, "m": 6, "b": 9, "t": 3}
ONE = Decimal(1)


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


def is_change(quantity: Quantity) -> bool:
    """Whether the number is how much something changed."""
    return quantity.kind in ("gain", "relative_gain")


def cell_candidates(
    index: TableIndex, value: Value, rows: Axis, quantity: Quantity, naming: float
) -> Iterator[Candidate]:
    """A cell by itself, at each scale that it may be read at; of a printed change also the score that it leads to."""
    keys = frozenset({_folded(index.rows, value.row), _folded(index.columns, value.column)} - {""})
    grip = min(rows.grips[value.row], rows.cross_grips[value.column])
    name = f"{shown(value.row_name)}, {shown(value.column_name)}"
    operation: Operation = "delta" if value.signed else "cell"
    for factor, words in _scales(value, quantity):
        decimals = value.decimals - factor.adjusted()
        if quantity.kind == "count" and decimals > 0:
            continue  # nothing is counted in tenths
        yield Candidate(
            operation,
            f"{words}cell({name})",
            index.table.number,
            ((value.row, value.column),),
            value.value * factor,
            value.interval.scaled(factor),
            keys,
            naming,
            grip,
            value.signed,
            decimals,
        )
    if value.signed and not is_change(quantity):
        yield from _baseline_plus_delta(index, value, keys, naming, grip)


def cell_naming(value: Value, rows: Axis, quantity: Quantity) -> float:
    """How far a cell is taken to be meant; a plain score is rarely what a change means."""
    row, column = rows.weights[value.row], rows.cross_weights[value.column]
    if value.bold:
        row, column = (max(row, BOLD), column) if row <= column else (row, max(column, BOLD))
    naming = float((row * column) ** 0.5)
    if (
        is_change(quantity)
        and not value.signed
        and not CHANGE_NAME.search(" ".join(value.row_names + value.column_names))
    ):
        return naming * 0.4
    return naming


def _folded(lines: tuple[Line, ...], position: int) -> str:
    return next((line.folded for line in lines if line.position == position), "")


def _baseline_plus_delta(
    index: TableIndex, value: Value, keys: frozenset[str], naming: float, grip: float
) -> Iterator[Candidate]:
    """Tables that print changes against a baseline row: the score itself is that row's cell plus the change."""
    column = next(line for line in index.columns if line.position == value.column)
    bases = [v for v in column.values if not v.signed and v.row < value.row and v.part == value.part]
    if bases:
        base = bases[-1]
        formula = f"{shown(base.row_name)} + {shown(value.row_name)} in {shown(value.column_name)}"
        cells = ((base.row, base.column), (value.row, value.column))
        total, interval = base.value + value.value, base.interval + value.interval
        yield Candidate("sum", formula, index.table.number, cells, total, interval, keys, naming, grip)


def _scales(value: Value, quantity: Quantity) -> Iterator[tuple[Decimal, str]]:
    """The scales at which a cell may be read: as printed, a fraction as percent, a head that says "(M)"."""
    yield ONE, ""
    if quantity.unit in ("%", "points") and abs(value.value) <= 1 and value.decimals >= 2 and not value.percent:
        yield Decimal(100), "100 × "
    for name in value.row_names + value.column_names:
        if match := HEAD_SCALE.search(name):
            power = POWERS[(match[1] or match[2])[0].lower()]
            yield Decimal(10) ** power, f"10^{power} × "
            return


def line_candidates(axis: Axis, quantity: Quantity, *, averaging: bool, winning: bool) -> Iterator[Candidate]:
    """All formulas over whole lines and pairs of lines that fit the kind of the quantity, in a fixed order."""
    if averaging or not any_named(axis.cross, axis.cross_grips):
        yield from _means(axis, quantity, averaging=averaging)
    if is_change(quantity) or quantity.kind == "ratio":
        yield from _differences(axis, quantity)
    elif quantity.kind == "count":
        yield from _counts(axis, winning=winning)


def _means(axis: Axis, quantity: Quantity, *, averaging: bool) -> Iterator[Candidate]:
    """Means of lines, and for changes the differences of such means."""
    if quantity.kind not in ("value", "gain") or quantity.bound is not None:
        return
    kind = "row" if axis.by_row else "column"
    means: list[tuple[Line, Mean]] = []
    for line in axis.best():
        signed = {value.signed for value in line.values}
        if line.average or len(signed) != 1 or axis.weights[line.position] < 0.3:
            continue
        if (mean := axis.mean(line)) is None:
            continue
        if signed == {True} or not is_change(quantity):
            naming = (axis.weights[line.position] * 0.9) ** 0.5
            if not averaging and signed == {False}:
                naming *= UNASKED
            grip = axis.grips[line.position] if averaging else 0.0
            yield Candidate(
                "mean",
                f"mean({shown(line.key)} {kind})",
                axis.table,
                mean.cells,
                mean.value,
                mean.interval,
                frozenset({line.folded} - {""}),
                naming,
                grip,
                signed == {True},
            )
        if signed == {False}:
            means.append((line, mean))
    if is_change(quantity):
        for first, mine in means:
            for second, other in means:
                way = axis.direction(first, second)
                if first is second or way == "wrong" or len(mine.cells) != len(other.cells):
                    continue
                naming, grip = axis.pair(first, second, 0.9, 0.9 if averaging else 0.0)
                naming *= 1.0 if averaging else UNASKED
                yield Candidate(
                    "mean_difference",
                    f"mean({shown(first.key)} {kind}) − mean({shown(second.key)} {kind})",
                    axis.table,
                    mine.cells + other.cells,
                    mine.value - other.value,
                    mine.interval - other.interval,
                    frozenset({first.folded, second.folded} - {""}),
                    naming,
                    grip,
                    way == "right",
                )


def _differences(axis: Axis, quantity: Quantity) -> Iterator[Candidate]:
    """Difference, relative difference or ratio of two lines at the same place of the other axis."""
    lines = axis.best()
    named = [line for line in lines if axis.weights[line.position] >= 0.5]
    if not named:
        return  # a difference of two things that the claim does not name could be anything
    by_place = {line.position: axis.at(line) for line in lines}
    against = [line for line in lines if line in named or axis.baseline[line.position] >= 0.5]
    places = [line for line in axis.cross if axis.cross_weights[line.position] >= 0.4] or list(axis.cross[:MAX_PLACES])
    for first in named:
        for second in against if len(against) > 1 else lines:
            way = axis.direction(first, second)
            if first is second or first.average != second.average or way == "wrong":
                continue
            for cross in places:
                a = by_place[first.position].get(cross.position, ())
                b = by_place[second.position].get(cross.position, ())
                if len(a) == len(b) and not any(value.signed for value in a + b):
                    yield from _pair(axis, (first, second, cross), a, b, quantity, directed=way == "right")


MAX_PLACES = 12
"""Places that two lines are compared in where the claim names none of them."""


def _pair(
    axis: Axis,
    lines: tuple[Line, Line, Line],
    a: tuple[Value, ...],
    b: tuple[Value, ...],
    quantity: Quantity,
    *,
    directed: bool,
) -> Iterator[Candidate]:
    first, second, cross = lines
    keys = frozenset({first.folded, second.folded, cross.folded} - {""})
    naming, grip = axis.pair(first, second, axis.cross_weights[cross.position], axis.cross_grips[cross.position])
    place = shown(" ".join((*cross.context, cross.key)))
    names = f"{shown(first.key)} − {shown(second.key)} in {place}"

    def candidate(
        operation: Operation, formula: str, sides: tuple[Mean, Mean], value: Decimal, interval: Interval
    ) -> Candidate:
        cells = sides[0].cells + sides[1].cells
        return Candidate(operation, formula, axis.table, cells, value, interval, keys, naming, grip, directed)

    sides = [(single(x), single(y)) for x, y in zip(a, b, strict=True)]
    if len(sides) > 1:
        dual = mean_of([x for x, _ in sides]), mean_of([y for _, y in sides])
        formula = f"{names} (dual cells averaged)"
        yield candidate("difference", formula, dual, dual[0].value - dual[1].value, dual[0].interval - dual[1].interval)
    for x, y in sides:
        difference, interval = x.value - y.value, x.interval - y.interval
        if is_change(quantity):
            yield candidate("difference", names, (x, y), difference, interval)
            if quantity.unit in ("%", "points") and max(abs(x.value), abs(y.value)) <= 1:
                scaled = interval.scaled(Decimal(100))
                yield candidate("difference", f"100 × ({names})", (x, y), difference * 100, scaled)
        if (quantity.unit == "%" or quantity.kind == "ratio") and y.interval.low > 0:
            quotient, point = x.interval.divided(y.interval), x.value / y.value
            if quantity.kind == "ratio":
                formula = f"{shown(first.key)} / {shown(second.key)} in {place}"
                yield candidate("ratio", formula, (x, y), point, quotient)
            else:
                relative = Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
                formula = f"100 × ({names}) / {shown(second.key)}"
                yield candidate("relative", formula, (x, y), (point - 1) * 100, relative)


def _counts(axis: Axis, *, winning: bool) -> Iterator[Candidate]:
    """How many lines there are; with `winning` also how many places of a line are gains or beat another line."""
    kind = "columns" if axis.by_row else "rows"
    places = [line for line in axis.cross if not line.average]
    skipped = {line.position for line in axis.cross if line.average}
    if places:
        first = tuple((value.row, value.column) for line in places for value in line.values[:1])
        yield _count(axis, f"number of {kind}", first, frozenset(), 0.0)
    lines = [line for line in axis.best() if winning and axis.weights[line.position] >= 0.5]
    for line in lines:
        here = {
            place: mean_of([single(part) for part in parts])
            for place, parts in sorted(axis.at(line).items())
            if place not in skipped
        }
        if line.values and all(value.signed for value in line.values):
            gains = tuple(mean.cells[0] for mean in here.values() if mean.value > 0)
            formula = f"{kind} with a gain for {shown(line.key)}"
            yield _count(axis, formula, gains, frozenset({line.folded}), axis.grips[line.position])
        for other in lines:
            if other is line:
                continue
            there = {place: mean_of([single(part) for part in parts]) for place, parts in axis.at(other).items()}
            won = tuple(
                here[place].cells[0] for place in here if place in there and here[place].value > there[place].value
            )
            formula = f"{kind} where {shown(line.key)} > {shown(other.key)}"
            grip = min(axis.grips[line.position], axis.grips[other.position])
            yield _count(axis, formula, won, frozenset({line.folded, other.folded}), grip)


def _count(
    axis: Axis, formula: str, cells: tuple[tuple[int, int], ...], keys: frozenset[str], grip: float
) -> Candidate:
    count = Decimal(len(cells))
    naming = max(grip, 0.12)
    return Candidate("count", formula, axis.table, cells, count, Interval(count, count), keys - {""}, naming, grip)


@lru_cache(maxsize=4096)
def shown(name: str) -> str:
    """A name as a formula shows it: without citations, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"\[@[^\]]*\]", "", name)).strip() or "unnamed"
