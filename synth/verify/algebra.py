"""The algebra of claims: everything a table's cells can say that a number in a sentence might mean.

A candidate is a formula over cells, in words, with its exact interval. Candidates are made from the lines that the
claim names, so a table of thousands of rows costs no more than a small one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Literal

from synth.quantity import Interval, Quantity
from synth.verify.cells import Value
from synth.verify.index import Line, Named, TableIndex
from synth.verify.names import Mention, fold

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
UNNAMED = 0.12
"""How far a line that the claim does not name at all is still taken to be meant."""
AVERAGING = re.compile(r"\b(?:average|averaged|averages|avg|mean|overall|across|macro)\b", re.IGNORECASE)
CHANGE_NAME = re.compile(r"Δ|\bgain|\bimprov|\bdiff|\bdelta|\bincrease|\bdrop|↑|↓", re.IGNORECASE)
HEAD_SCALE = re.compile(
    r"\(\s*(?:in\s+|×\s*|x\s*)?(K|M|B|thousands?|millions?|billions?)\s*\)|\b(thousands|millions|billions)\b"
)
WINS = re.compile(r"\b(?:out of|of the|of all|gain|improv|outperform|better|best|beat|win|surpass)", re.IGNORECASE)
"""Words of a claim that counts where something is better."""
POWERS = {"k": 3, "m": 6, "b": 9, "t": 3}
MAX_LINES = 24
"""Lines of one axis that take part in differences: the best named ones."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What some cells say: `formula` in words, the exact interval, and how well the claim names what it is about.

    `keys` are the key names of the lines it uses; `naming` (0 to 1) is the weakest of them; `directed` means that the
    order of its sides is known from the claim, so that its sign can be held against the claim's.
    """

    operation: Operation
    formula: str
    table: int
    cells: tuple[tuple[int, int], ...]
    value: Decimal
    interval: Interval
    keys: frozenset[str]
    naming: float
    directed: bool = False
    decimals: int | None = None
    """Decimals of a single cell as printed; None for what was computed from several."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a comparison as the claim names them, where it does; they tell what is taken from what."""

    subject: Mention | None = None
    baseline: Mention | None = None


def candidates(
    index: TableIndex, named: Named, quantity: Quantity, claim_text: str, sides: Sides
) -> Iterator[Candidate]:
    """All formulas over one table that fit the kind of the quantity, in a fixed order."""
    averaging = AVERAGING.search(claim_text) is not None
    rows = _weights(index.rows, named.rows, averaging, _any_named(index.columns, named.columns))
    columns = _weights(index.columns, named.columns, averaging, _any_named(index.columns, named.columns))
    gain = quantity.kind in ("gain", "relative_gain")
    folded = tuple({line.position: line.folded for line in lines} for lines in (index.rows, index.columns))
    for value in index.values:
        yield from _cell(value, rows[value.row], columns[value.column], index, quantity, folded, gain=gain)
    for lines, weights, cross, cross_weights, by_row in (
        (index.rows, rows, index.columns, columns, True),
        (index.columns, columns, index.rows, rows, False),
    ):
        axis = _Axis(
            index.table.number,
            lines,
            weights,
            cross,
            cross_weights,
            by_row,
            _subject_scores(index, lines, weights, sides.subject),
            {line.position: _baseline_score(index, line, sides.baseline) for line in lines},
        )
        if averaging or not _any_named(cross, named.columns if by_row else named.rows):
            yield from _means(axis, quantity, gain=gain)
        if gain or quantity.kind == "ratio":
            yield from _differences(axis, quantity)
        elif quantity.kind == "count":
            yield from _counts(axis, wins=WINS.search(claim_text) is not None)


def _subject_scores(
    index: TableIndex, lines: Sequence[Line], weights: dict[int, float], subject: Mention | None
) -> dict[int, float]:
    if subject is None:
        return weights
    scores = {line.position: index.labels.match(line.key, subject) for line in lines}
    return scores if max(scores.values(), default=0.0) >= 0.8 else weights


def _baseline_score(index: TableIndex, line: Line, baseline: Mention | None) -> float:
    if baseline is None:
        return float("baseline" in fold(line.key))
    return index.labels.match(line.key, baseline)


def _any_named(lines: Iterable[Line], scores: dict[int, float]) -> bool:
    return any(scores[line.position] >= 0.6 and not line.average for line in lines)


def _weights(
    lines: tuple[Line, ...], scores: dict[int, float], averaging: bool, column_named: bool
) -> dict[int, float]:
    """How far each line is taken to be meant: named, the only one, an average that the claim asks for, or hardly."""
    if len(lines) == 1:
        return {lines[0].position: 1.0}
    weights: dict[int, float] = {}
    for line in lines:
        weight = max(scores[line.position], UNNAMED)
        if line.average and (averaging or not column_named):
            weight = max(weight, 0.9 if averaging else 0.75)
        weights[line.position] = weight
    return weights


@dataclass(frozen=True, slots=True)
class _Axis:
    """One way of looking at a table: the lines that are compared and the lines that they are compared in."""

    table: int
    lines: tuple[Line, ...]
    weights: dict[int, float]
    cross: tuple[Line, ...]
    cross_weights: dict[int, float]
    by_row: bool
    subject: dict[int, float]
    """How well the claim's subject names each line; the lines' weights where it names none."""
    baseline: dict[int, float]
    """How well the claim's baseline names each line."""

    def at(self, line: Line) -> dict[int, tuple[Value, ...]]:
        """The line's values by position on the other axis; a dual cell has several."""
        found: dict[int, tuple[Value, ...]] = {}
        for value in line.values:
            place = value.column if self.by_row else value.row
            found[place] = (*found.get(place, ()), value)
        return found

    def direction(self, first: Line, second: Line) -> Literal["right", "wrong", "unknown"]:
        """Whether `second` is what `first` is compared with."""
        here, there = self.baseline[first.position], self.baseline[second.position]
        if abs(here - there) < 0.05:
            return "unknown"
        return "right" if there > here else "wrong"

    def cell(self, value: Value) -> tuple[int, int]:
        return value.row, value.column


def _cell(
    value: Value,
    row: float,
    column: float,
    index: TableIndex,
    quantity: Quantity,
    folded: Sequence[dict[int, str]],
    *,
    gain: bool,
) -> Iterator[Candidate]:
    keys = frozenset({folded[0][value.row], folded[1][value.column]} - {""})
    naming = (row * column) ** 0.5
    name = f"{_shown(value.row_name)}, {_shown(value.column_name)}"
    place = ((value.row, value.column),)
    table = index.table.number
    if gain and not value.signed and not CHANGE_NAME.search(" ".join(value.row_names + value.column_names)):
        naming *= 0.4  # a plain score is rarely what a gain means
    operation: Operation = "delta" if value.signed else "cell"
    for factor, words in _scales(value, quantity):
        scaled = value.interval.scaled(factor)
        formula = f"{words}cell({name})"
        decimals = value.decimals - factor.adjusted()
        if quantity.kind == "count" and decimals > 0:
            continue  # nothing is counted in tenths
        yield Candidate(
            operation, formula, table, place, value.value * factor, scaled, keys, naming, value.signed, decimals
        )
    if value.signed and not gain:
        yield from _baseline_plus_delta(value, index, keys, naming)


def _baseline_plus_delta(value: Value, index: TableIndex, keys: frozenset[str], naming: float) -> Iterator[Candidate]:
    """Tables that print changes against a baseline row: the score itself is that row's cell plus the change."""
    column = next(line for line in index.columns if line.position == value.column)
    bases = [v for v in column.values if not v.signed and v.row < value.row and v.part == value.part]
    if not bases:
        return
    base = bases[-1]
    formula = f"{_shown(base.row_name)} + {_shown(value.row_name)} in {_shown(value.column_name)}"
    cells = ((base.row, base.column), (value.row, value.column))
    yield Candidate(
        "sum",
        formula,
        index.table.number,
        cells,
        base.value + value.value,
        base.interval + value.interval,
        keys,
        naming,
    )


def _scales(value: Value, quantity: Quantity) -> Iterator[tuple[Decimal, str]]:
    """The scales at which a cell may be read: as printed, a fraction as percent, a head that says "(M)"."""
    yield Decimal(1), ""
    if quantity.unit in ("%", "points") and abs(value.value) <= 1 and value.decimals >= 2 and not value.percent:
        yield Decimal(100), "100 × "
    for name in value.row_names + value.column_names:
        if match := HEAD_SCALE.search(name):
            power = POWERS[(match[1] or match[2])[0].lower()]
            yield Decimal(10) ** power, f"10^{power} × "
            return


def _means(axis: _Axis, quantity: Quantity, *, gain: bool) -> Iterator[Candidate]:
    """Mean of a line over its value cells; dual cells are averaged first, averages that the table prints left out."""
    if quantity.kind not in ("value", "gain") or quantity.bound is not None:
        return
    averages: list[tuple[Line, Decimal, Interval, tuple[tuple[int, int], ...], bool]] = []
    for line in _best(axis.lines, axis.weights):
        signed = all(value.signed for value in line.values)
        if line.average or signed != any(value.signed for value in line.values) or (mean := _mean(axis, line)) is None:
            continue
        averages.append((line, *mean, signed))
    kind = "row" if axis.by_row else "column"
    for line, value, interval, cells, signed in averages:
        if signed or not gain:
            keys = frozenset({line.folded} - {""})
            naming = (axis.weights[line.position] * 0.9) ** 0.5
            formula = f"mean({_shown(line.key)} {kind})"
            yield Candidate("mean", formula, axis.table, cells, value, interval, keys, naming, signed)
    if gain:
        for first, first_value, first_interval, first_cells, signed in averages:
            if axis.weights[first.position] < 0.5:
                continue
            for second, second_value, second_interval, second_cells, other_signed in averages:
                way = axis.direction(first, second)
                if first is second or signed or other_signed or len(first_cells) != len(second_cells) or way == "wrong":
                    continue
                keys = frozenset({first.folded, second.folded} - {""})
                naming = _pair_naming(axis, first, second, 0.9)
                formula = f"mean({_shown(first.key)} {kind}) − mean({_shown(second.key)} {kind})"
                yield Candidate(
                    "mean_difference",
                    formula,
                    axis.table,
                    first_cells + second_cells,
                    first_value - second_value,
                    first_interval - second_interval,
                    keys,
                    naming,
                    way == "right",
                )


def _mean(axis: _Axis, line: Line) -> tuple[Decimal, Interval, tuple[tuple[int, int], ...]] | None:
    skipped = {cross.position for cross in axis.cross if cross.average}
    means = [_cell_mean(parts) for place, parts in sorted(axis.at(line).items()) if place not in skipped]
    if len(means) < 2:
        return None
    with localcontext(prec=40):
        share = Decimal(1) / Decimal(len(means))
        total = sum((mean[0] for mean in means), Decimal(0))
        interval = Interval(sum((m[1].low for m in means), Decimal(0)), sum((m[1].high for m in means), Decimal(0)))
        cells = tuple(mean[2] for mean in means)
        return total * share, interval.scaled(share), cells


def _cell_mean(parts: tuple[Value, ...]) -> tuple[Decimal, Interval, tuple[int, int]]:
    share = Decimal(1) / Decimal(len(parts))
    low = sum((part.interval.low for part in parts), Decimal(0)) * share
    high = sum((part.interval.high for part in parts), Decimal(0)) * share
    value = sum((part.value for part in parts), Decimal(0)) * share
    return value, Interval(low, high), (parts[0].row, parts[0].column)


def _differences(axis: _Axis, quantity: Quantity) -> Iterator[Candidate]:
    """Difference, relative difference or ratio of two lines at the same place of the other axis."""
    lines = _best(axis.lines, axis.weights)
    named = [line for line in lines if axis.weights[line.position] >= 0.5]
    if not named:
        return  # a difference of two things that the claim does not name could be anything
    by_place = {line.position: axis.at(line) for line in lines}
    against = [line for line in lines if line in named or axis.baseline[line.position] >= 0.5]
    places = [line for line in axis.cross if axis.cross_weights[line.position] >= 0.4]
    for first in named:
        for second in against if len(against) > 1 else lines:
            way = axis.direction(first, second)
            if first is second or first.average != second.average or way == "wrong":
                continue
            for cross in places or axis.cross:
                a = by_place[first.position].get(cross.position, ())
                b = by_place[second.position].get(cross.position, ())
                if len(a) == len(b) and not any(value.signed for value in a + b):
                    yield from _pair(axis, (first, second, cross), a, b, quantity, directed=way == "right")


def _pair(
    axis: _Axis,
    lines: tuple[Line, Line, Line],
    a: tuple[Value, ...],
    b: tuple[Value, ...],
    quantity: Quantity,
    *,
    directed: bool,
) -> Iterator[Candidate]:
    first, second, cross = lines
    keys = frozenset({first.folded, second.folded, cross.folded} - {""})
    naming = _pair_naming(axis, first, second, axis.cross_weights[cross.position])
    names = f"{_shown(first.key)} − {_shown(second.key)} in {_shown(_cross_name(cross))}"
    sides = list(zip(a, b, strict=True))
    if len(sides) > 1:
        mean_a, mean_b = _cell_mean(a), _cell_mean(b)
        cells = (mean_a[2], mean_b[2])
        interval = mean_a[1] - mean_b[1]
        formula = f"{names} (dual cells averaged)"
        yield Candidate(
            "difference", formula, axis.table, cells, mean_a[0] - mean_b[0], interval, keys, naming, directed=directed
        )
    for x, y in sides:
        cells = (axis.cell(x), axis.cell(y))
        difference, interval = x.value - y.value, x.interval - y.interval
        if quantity.kind != "ratio":
            yield Candidate(
                "difference", names, axis.table, cells, difference, interval, keys, naming, directed=directed
            )
            if quantity.unit in ("%", "points") and max(abs(x.value), abs(y.value)) <= 1:
                scaled = interval.scaled(Decimal(100))
                yield Candidate(
                    "difference",
                    f"100 × ({names})",
                    axis.table,
                    cells,
                    difference * 100,
                    scaled,
                    keys,
                    naming,
                    directed=directed,
                )
        try:
            quotient, point = x.interval.divided(y.interval), x.value / y.value
        except (ZeroDivisionError, ArithmeticError):
            continue
        if quantity.unit == "%":
            relative = Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
            formula = f"100 × ({names}) / {_shown(second.key)}"
            yield Candidate(
                "relative", formula, axis.table, cells, (point - 1) * 100, relative, keys, naming, directed=directed
            )
        if quantity.kind == "ratio":
            formula = f"{_shown(first.key)} / {_shown(second.key)} in {_shown(_cross_name(cross))}"
            yield Candidate("ratio", formula, axis.table, cells, point, quotient, keys, naming)


def _counts(axis: _Axis, *, wins: bool) -> Iterator[Candidate]:
    """How many lines there are; with `wins` also how many places of a line are gains or beat another line."""
    kind = "columns" if axis.by_row else "rows"
    places = [line for line in axis.cross if not line.average]
    skipped = {line.position for line in axis.cross if line.average}
    lines = [line for line in _best(axis.lines, axis.weights) if wins and axis.weights[line.position] >= 0.5]
    if places:
        cells = tuple((v.row, v.column) for line in places for v in line.values[:1])
        whole = Decimal(len(places))
        yield Candidate(
            "count", f"number of {kind}", axis.table, cells, whole, Interval(whole, whole), frozenset(), UNNAMED
        )
    for line in lines:
        here = {place: _cell_mean(parts) for place, parts in axis.at(line).items() if place not in skipped}
        if line.values and all(value.signed for value in line.values):
            yield _count(
                axis, f"{kind} with a gain for {_shown(line.key)}", [line], [m for m in here.values() if m[0] > 0]
            )
        for other in lines:
            if other is line:
                continue
            there = {place: _cell_mean(parts) for place, parts in axis.at(other).items() if place in here}
            won = [here[place] for place in sorted(there) if here[place][0] > there[place][0]]
            yield _count(axis, f"{kind} where {_shown(line.key)} > {_shown(other.key)}", [line, other], won)


def _count(
    axis: _Axis, formula: str, lines: list[Line], wins: list[tuple[Decimal, Interval, tuple[int, int]]]
) -> Candidate:
    naming = min(axis.weights[line.position] for line in lines)
    keys = frozenset({line.folded for line in lines} - {""})
    count = Decimal(len(wins))
    cells = tuple(win[2] for win in wins)
    return Candidate("count", formula, axis.table, cells, count, Interval(count, count), keys, naming)


def _pair_naming(axis: _Axis, first: Line, second: Line, cross: float) -> float:
    """Geometric mean of how well both sides and the place are named; an unnamed baseline counts as hardly named."""
    known = max(axis.baseline.values()) >= 0.8
    base = max(axis.baseline[second.position] if known else axis.weights[second.position], 0.3)
    return float((max(axis.subject[first.position], UNNAMED) * base * cross) ** (1 / 3))


def _best(lines: tuple[Line, ...], weights: dict[int, float]) -> list[Line]:
    """The best named lines, in table order, at most `MAX_LINES`."""
    kept = sorted(lines, key=lambda line: (-weights[line.position], line.position))[:MAX_LINES]
    return sorted(kept, key=lambda line: line.position)


def _cross_name(line: Line) -> str:
    return " ".join((*line.context, line.key)).strip()


@lru_cache(maxsize=4096)
def _shown(name: str) -> str:
    """A name as a formula shows it: without citations, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"\[@[^\]]*\]", "", name)).strip() or "unnamed"
