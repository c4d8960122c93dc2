"""The algebra over named groups: what a line of a table gives over some of its places together.

A group is the places under one head ("Low-resource" above four languages, a block of rows), or the places that a claim
lists by name. Of a group (or of a whole line) are taken the mean, the median, the sum, the least and the greatest, as
far as the claim asks for them, and for changes the difference of two lines' means, as such or as a share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from synth.quantity import Interval, Quantity
from synth.verify.algebra import Candidate, Operation, is_change
from synth.verify.axis import Axis, Mean, mean_of, single
from synth.verify.cells import Value
from synth.verify.index import Line
from synth.verify.names import words

MEDIAN = re.compile(r"\bmedians?\b", re.IGNORECASE)
SUM = re.compile(r"\b(?:in total|total(?:s|ing|led)?|altogether|combined|sum(?:s|med)?)\b", re.IGNORECASE)
LEAST = re.compile(r"\b(?:lowest|minimum|smallest|worst|fewest|shortest)\b(?:\W+[\w-]+){0,8}\W*$", re.IGNORECASE)
MOST = re.compile(r"\b(?:highest|maximum|largest|best|greatest|longest|peaks?)\b(?:\W+[\w-]+){0,8}\W*$", re.IGNORECASE)
"""Superlatives a few words before a number."""
AHEAD = 120
"""Characters before a number in which such words are looked for."""
SAID = 0.8
"""How well a claim must say the name of a head whose places it speaks of together."""
LISTED = 0.8
"""How well it must say the names of places that it lists."""
NAMED = 0.5
"""Weight from which a line is looked at."""
MOST_GROUPS, MOST_LISTED, MOST_LINES = 6, 12, 16
"""Groups, places in a list and lines of one axis that are looked at: the first and the best named."""
SPLIT = re.compile(r"\b(?:train(?:ing)?|dev(?:el(?:opment)?)?|val(?:id(?:ation)?)?|test(?:ing)?)\b", re.IGNORECASE)
"""What heads call the splits of a data set, which together are its size."""
FEWEST_EXAMPLES = 100
"""Size from which a count may be that of a whole data set."""
OVER_ALL = 0.9
"""How far all places of a line are meant together where the claim names no group of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places (positions on the other axis) that are taken together, and how far the claim means them."""

    name: str
    places: frozenset[int]
    grip: float


def group_candidates(axis: Axis, quantity: Quantity, text: str, *, averaging: bool) -> Iterator[Candidate]:
    """All formulas over groups that a claim's words ask for, in a fixed order."""
    if quantity.high is not None or quantity.bound is not None or quantity.kind in ("rank", "ratio", "range"):
        return
    lines = _lines(axis)
    if not lines:
        return
    if is_change(quantity):
        if averaging:
            yield from _changes(axis, quantity, lines, _groups(axis), text)
        return
    if quantity.kind == "count" and quantity.value >= FEWEST_EXAMPLES and (splits := _splits(axis)):
        for line in lines:
            yield from _aggregates(axis, line, splits, ("sum",), text)
    asked = _asked(text, quantity, averaging=averaging)
    if not asked:
        return
    for group in _groups(axis):
        for line in lines:
            yield from _aggregates(axis, line, group, asked, text)


def _splits(axis: Axis) -> Group | None:
    """The places that are splits of a data set; None where there are not two or three of distinct names."""
    found = {match[0].lower()[:2]: line for line in axis.cross if (match := SPLIT.search(line.key))}
    places = frozenset(line.position for line in axis.cross if SPLIT.search(line.key))
    if not 2 <= len(found) == len(places) <= 3:
        return None
    return Group(", ".join(line.name for line in found.values()), places, OVER_ALL)


def _asked(text: str, quantity: Quantity, *, averaging: bool) -> tuple[str, ...]:
    """The names of what is asked for of many numbers; what is counted is only summed up."""
    before = text.partition(" [number:")[0].partition(quantity.text)[0][-AHEAD:]
    counted = quantity.kind == "count"
    found = {
        "mean": averaging and not counted,
        "median": not counted and MEDIAN.search(text),
        "sum": SUM.search(text),
        "min": not counted and LEAST.search(before),
        "max": not counted and MOST.search(before),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _lines(axis: Axis) -> list[Line]:
    near = [line for line in axis.best(least=NAMED) if not line.average and line.values]
    kept = sorted(near, key=lambda line: (-axis.weights[line.position], line.position))[:MOST_LINES]
    return sorted(kept, key=lambda line: line.position)


def _groups(axis: Axis) -> list[Group]:
    """The groups of places that the claim speaks of; all places together where it names none."""
    places = [line for line in axis.cross if not line.average]
    heads: dict[str, set[int]] = {}
    for line in places:
        for name in line.context:
            heads.setdefault(name, set()).add(line.position)
    found = [
        Group(name, frozenset(own), axis.heads.get(name, 0.0))
        for name, own in heads.items()
        if 2 <= len(own) < len(places) and axis.heads.get(name, 0.0) >= SAID
    ]
    listed = [line for line in places if line.key and axis.cross_grips[line.position] >= LISTED]
    if 2 <= len(listed) <= min(MOST_LISTED, len(places) - 1) and len({line.key for line in listed}) == len(listed):
        name = ", ".join(line.name for line in listed)
        least = min(axis.cross_grips[line.position] for line in listed)
        found.append(Group(name, frozenset(line.position for line in listed), least))
    if not found and len(places) > 1:
        found.append(Group("", frozenset(line.position for line in places), OVER_ALL))
    return found[:MOST_GROUPS]


def _aggregates(axis: Axis, line: Line, group: Group, asked: Sequence[str], text: str) -> Iterator[Candidate]:
    """What a line gives over a group; means of whole lines are made with the other formulas over lines."""
    parts = _parts(line, group, text)
    if len(parts) < 2 or len({value.signed for own in parts.values() for value in own}) > 1:
        return
    means = [mean_of([single(value) for value in own]) for own in parts.values()]
    cells = tuple(dict.fromkeys(cell for mean in means for cell in mean.cells))
    for name in asked:
        if name == "mean" and not group.name:
            continue
        operation, value, interval, used = _aggregate(name, means, cells)
        yield _candidate(axis, operation, f"{name}({_over(line, group)})", value, interval, used, (line,), group)


def _aggregate(
    name: str, means: Sequence[Mean], cells: tuple[tuple[int, int], ...]
) -> tuple[Operation, Decimal, Interval, tuple[tuple[int, int], ...]]:
    """The value, the interval and the cells of one aggregate."""
    lows, highs = [mean.interval.low for mean in means], [mean.interval.high for mean in means]
    values = [mean.value for mean in means]
    if name == "median":
        return "median", median(values), Interval(median(lows), median(highs)), cells
    if name == "sum":
        return "sum", sum(values, Decimal(0)), Interval(sum(lows, Decimal(0)), sum(highs, Decimal(0))), cells
    if name == "mean":
        mean = mean_of(means)
        return "mean", mean.value, mean.interval, cells
    best = (min if name == "min" else max)(means, key=lambda mean: mean.value)
    return "extreme", best.value, best.interval, best.cells


def _changes(
    axis: Axis, quantity: Quantity, lines: Sequence[Line], groups: Sequence[Group], text: str
) -> Iterator[Candidate]:
    """Differences of two lines' means over a group, and such differences as shares of the second."""
    for group in groups:
        means: list[tuple[Line, frozenset[int], Mean]] = []
        for line in lines:
            parts = _parts(line, group, text)
            if len(parts) > 1 and not any(value.signed for own in parts.values() for value in own):
                mean = mean_of([mean_of([single(value) for value in own]) for own in parts.values()])
                means.append((line, frozenset(parts), mean))
        for first, here, mine in means:
            for second, there, other in means:
                if first is second or here != there or axis.direction(first, second) == "wrong":
                    continue
                names = f"mean({_over(first, group)}) − mean({_over(second, group)})"
                cells = mine.cells + other.cells
                if group.name:
                    value, interval = mine.value - other.value, mine.interval - other.interval
                    yield _candidate(
                        axis, "mean_difference", names, value, interval, cells, (first, second), group, directed=True
                    )
                if quantity.unit == "%" and other.interval.low > 0:
                    quotient = mine.interval.divided(other.interval)
                    value = (mine.value / other.value - 1) * 100
                    interval = Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
                    names = f"100 × ({names}) / mean({_over(second, group)})"
                    yield _candidate(
                        axis, "mean_relative", names, value, interval, cells, (first, second), group, directed=True
                    )


def _parts(line: Line, group: Group, text: str) -> Mapping[int, tuple[Value, ...]]:
    """The values of a line at the places of a group, of a dual cell ("F1 / EM") those that the claim's metric names."""
    return {place: _chosen(values, text) for place, values in sorted(line.at.items()) if place in group.places}


def _chosen(values: tuple[Value, ...], text: str) -> tuple[Value, ...]:
    if len(values) < 2:
        return values
    said = set(words(text))
    for name in (*values[0].column_names, *values[0].row_names):
        metrics = [set(words(part)) for part in name.split("/")]
        if len(metrics) == len(values):
            named = [value for value, metric in zip(values, metrics, strict=True) if metric and metric <= said]
            return tuple(named) or values
    return values


def _over(line: Line, group: Group) -> str:
    name = line.name
    return f"{name} over {group.name}" if group.name else name


def _candidate(
    axis: Axis,
    operation: Operation,
    formula: str,
    value: Decimal,
    interval: Interval,
    cells: tuple[tuple[int, int], ...],
    lines: tuple[Line, ...],
    group: Group,
    *,
    directed: bool = False,
) -> Candidate:
    keys = frozenset(line.folded for line in lines) - {""}
    if len(lines) == 2:
        naming, grip = axis.pair(lines[0], lines[1], group.grip, group.grip)
        directed = directed and axis.direction(*lines) == "right"
    else:
        naming = (axis.weights[lines[0].position] * group.grip) ** 0.5
        grip = min(axis.grips[lines[0].position], group.grip)
    return Candidate(operation, formula, axis.table, cells, value, interval, keys, naming, grip, directed)
