"""The algebra over whole rows and columns: means, differences, leads, ratios, counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from synth.quantity import Interval, Quantity
from synth.verify.algebra import Candidate, Operation, is_change
from synth.verify.axis import Axis, Mean, any_named, mean_of, single
from synth.verify.cells import Value
from synth.verify.index import Line, told_apart
from synth.verify.names import LANGUAGES, fold_label

NAMED_AT_ALL = 0.3
"""Weight from which the mean of a line is looked at."""
FEWEST_LANGUAGES = 3
"""Lines called after languages from which they are counted, and how far a number of languages means their number."""
LANGUAGES_MEANT = 0.9
UNASKED = 0.6
"""How far a mean of scores is meant where nothing speaks of an average."""


def line_candidates(
    axis: Axis, quantity: Quantity, *, averaging: bool, winning: bool, erring: bool
) -> Iterator[Candidate]:
    """All formulas over whole lines and pairs of lines that fit the kind of the quantity, in a fixed order.

    With `erring` the claim speaks of errors where the table prints scores. Changes between two single cells are left
    to `pairs`.
    """
    if averaging or not any_named(axis.cross, axis.cross_grips):
        yield from _means(axis, quantity, averaging=averaging)
    if quantity.kind == "ratio" or (is_change(quantity) and (erring or _is_dual(axis))):
        yield from _differences(axis, quantity, erring=erring)
    elif quantity.kind == "count":
        yield from _counts(axis, winning=winning)


def _is_dual(axis: Axis) -> bool:
    """Whether a cell of the table holds several numbers ("F1 / EM")."""
    return any(value.parts > 1 for line in axis.lines for value in line.values)


def _means(axis: Axis, quantity: Quantity, *, averaging: bool) -> Iterator[Candidate]:
    """Means of lines, and for changes the differences of such means."""
    if quantity.kind not in ("value", "gain") or quantity.bound is not None:
        return
    kind = "row" if axis.by_row else "column"
    means: list[tuple[Line, Mean]] = []
    for line in axis.best(least=NAMED_AT_ALL):
        signed = {value.signed for value in line.values}
        if line.average or len(signed) != 1:
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
                f"mean({line.name} {kind})",
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
                mine_called, other_called = told_apart(first, second)
                naming *= 1.0 if averaging else UNASKED
                yield Candidate(
                    "mean_difference",
                    f"mean({mine_called} {kind}) − mean({other_called} {kind})",
                    axis.table,
                    mine.cells + other.cells,
                    mine.value - other.value,
                    mine.interval - other.interval,
                    frozenset({first.folded, second.folded} - {""}),
                    naming,
                    grip,
                    way == "right",
                )


def _differences(axis: Axis, quantity: Quantity, *, erring: bool) -> Iterator[Candidate]:
    """Ratio, relative change of errors or difference of dual cells of two lines at the same place of the other axis."""
    lines = axis.best()
    named = [line for line in lines if axis.weights[line.position] >= 0.5]
    if not named:
        return  # a difference of two things that the claim does not name could be anything
    by_place = {line.position: line.at for line in lines}
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
                    directed = way == "right"
                    yield from _pair(axis, (first, second, cross), a, b, quantity, directed=directed, erring=erring)


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
    erring: bool,
) -> Iterator[Candidate]:
    first, second, cross = lines
    keys = frozenset({first.folded, second.folded, cross.folded} - {""})
    naming, grip = axis.pair(first, second, axis.cross_weights[cross.position], axis.cross_grips[cross.position])
    here, there = told_apart(first, second)
    names = f"{here} − {there} in {cross.whole}"

    def candidate(
        operation: Operation, formula: str, sides: tuple[Mean, Mean], value: Decimal, interval: Interval
    ) -> Candidate:
        cells = sides[0].cells + sides[1].cells
        return Candidate(operation, formula, axis.table, cells, value, interval, keys, naming, grip, directed)

    sides = [(single(x), single(y)) for x, y in zip(a, b, strict=True)]
    if len(sides) > 1 and is_change(quantity):
        dual = mean_of([x for x, _ in sides]), mean_of([y for _, y in sides])
        formula = f"{names} (dual cells averaged)"
        yield candidate("difference", formula, dual, dual[0].value - dual[1].value, dual[0].interval - dual[1].interval)
    for x, y in sides:
        if quantity.kind == "ratio" and y.interval.low > 0:
            formula = f"{here} / {there} in {cross.whole}"
            yield candidate("ratio", formula, (x, y), x.value / y.value, x.interval.divided(y.interval))
        whole = Decimal(1) if max(x.value, y.value) <= 1 else Decimal(100)
        if erring and quantity.unit == "%" and y.interval.low > 0 and max(x.interval.high, y.interval.high) < whole:
            left = Interval(whole - y.interval.high, whole - y.interval.low)
            quotient = Interval(whole - x.interval.high, whole - x.interval.low).divided(left)
            point = (whole - x.value) / (whole - y.value)
            relative = Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
            formula = f"100 × (errors of {here} / errors of {there} − 1), {whole} − score, in {cross.whole}"
            found = candidate("relative", formula, (x, y), (point - 1) * 100, relative)
            yield replace(found, directed=False)  # "a reduction of +10 %"


def language_candidates(axis: Axis, quantity: Quantity) -> Iterator[Candidate]:
    """How many lines across there are where most are called after languages, for a number of languages."""
    if quantity.kind != "count" or quantity.unit != "languages":
        return
    lines = [line for line in axis.cross if line.values and not line.average]
    known = sum(bool(LANGUAGES & {line.folded, *map(fold_label, line.context)}) for line in lines)
    if known >= FEWEST_LANGUAGES and 2 * known >= len(lines) and len({line.folded for line in lines}) == len(lines):
        cells = tuple((line.values[0].row, line.values[0].column) for line in lines)
        kind = "columns" if axis.by_row else "rows"
        yield _count(axis, f"number of languages among the {kind}", cells, frozenset(), LANGUAGES_MEANT)


def _counts(axis: Axis, *, winning: bool) -> Iterator[Candidate]:
    """How many lines there are; with `winning` also how many places of a line are gains or beat another line."""
    kind = "columns" if axis.by_row else "rows"
    places = [line for line in axis.cross if not line.average]
    skipped = {line.position for line in axis.cross if line.average}
    if places:
        first = tuple((value.row, value.column) for line in places for value in line.values[:1])
        yield _count(axis, f"number of {kind}", first, frozenset(), 0.0)
    lines = axis.best(least=0.5) if winning else []
    for line in lines:
        here = {
            place: mean_of([single(part) for part in parts])
            for place, parts in sorted(line.at.items())
            if place not in skipped
        }
        if line.values and all(value.signed for value in line.values):
            gains = tuple(mean.cells[0] for mean in here.values() if mean.value > 0)
            formula = f"{kind} with a gain for {line.name}"
            yield _count(axis, formula, gains, frozenset({line.folded}), axis.grips[line.position])
        for other in lines:
            if other is line:
                continue
            there = {place: mean_of([single(part) for part in parts]) for place, parts in other.at.items()}
            won = tuple(
                here[place].cells[0] for place in here if place in there and here[place].value > there[place].value
            )
            formula = f"{kind} where {' > '.join(told_apart(line, other))}"
            grip = min(axis.grips[line.position], axis.grips[other.position])
            yield _count(axis, formula, won, frozenset({line.folded, other.folded}), grip)


def _count(
    axis: Axis, formula: str, cells: tuple[tuple[int, int], ...], keys: frozenset[str], grip: float
) -> Candidate:
    count = Decimal(len(cells))
    naming = max(grip, 0.12)
    return Candidate("count", formula, axis.table, cells, count, Interval(count, count), keys - {""}, naming, grip)
