"""One way of looking at a table: lines that are compared, in places of the other axis, as far as a claim names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from synth.quantity import Interval
from synth.verify.cells import Value
from synth.verify.index import Line, Named, TableIndex
from synth.verify.names import SELF, Mention, name_words

UNNAMED = 0.12
"""How far a line that the claim does not name at all is still taken to be meant."""
MAX_LINES = 24
"""Lines of one axis that take part in differences and means: the best named ones."""
OWN_SAID, OWN_UNSAID = 0.6, 0.45
"""How far the authors' own lines are meant where the claim names no line of their axis: it says "we", or nothing."""
NO_LIFTS: Mapping[int, float] = MappingProxyType({})
NO_HEADS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What a claim says besides its number: its sides where it names them, and whether it speaks of an average."""

    subject: Mention | None = None
    baseline: Mention | None = None
    averaging: bool = False
    winning: bool = False
    """It counts where something is better."""
    own: bool = False
    """It says "we" or "our"."""
    system: frozenset[str] = frozenset()
    """The words of the name that the authors give their system."""
    erring: bool = False
    """It speaks of errors."""
    text: str = ""
    mention: Mention | None = None
    """Everything that it names."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of some values with its exact interval and the cells."""

    value: Decimal
    interval: Interval
    cells: tuple[tuple[int, int], ...]


def mean_of(means: Sequence[Mean]) -> Mean:
    """The mean of means, exact to 40 digits. Raises ZeroDivisionError for none."""
    if len(means) == 1:
        return means[0]
    with localcontext(prec=40):
        share = 1 / Decimal(len(means))
        low = sum((mean.interval.low for mean in means), Decimal(0)) * share
        high = sum((mean.interval.high for mean in means), Decimal(0)) * share
        value = sum((mean.value for mean in means), Decimal(0)) * share
    cells = tuple(dict.fromkeys(cell for mean in means for cell in mean.cells))
    return Mean(value, Interval(min(low, high), max(low, high)), cells)


@lru_cache(maxsize=1024)
def _mean(line: Line, skipped: frozenset[int]) -> Mean | None:
    """The mean of a line without some places; None for fewer than two."""
    places = [parts for place, parts in sorted(line.at.items()) if place not in skipped]
    return mean_of([mean_of([single(part) for part in parts]) for parts in places]) if len(places) > 1 else None


def single(value: Value) -> Mean:
    """One value as the mean of itself."""
    return Mean(value.value, value.interval, ((value.row, value.column),))


def line_weights(
    lines: tuple[Line, ...],
    scores: dict[int, float],
    averaging: bool,
    column_named: bool,
    lifts: Mapping[int, float] = NO_LIFTS,
) -> tuple[dict[int, float], dict[int, float]]:
    """How far each line is taken to be meant, and how firmly the claim's own words say so.

    A line is meant when it is named, when it is the only one, or when it holds averages and the claim asks for one (or
    names no single column), or when numbers beside this one stand in it (`lifts`). Only names and asked-for averages
    are firm.
    """
    weights: dict[int, float] = {}
    grips: dict[int, float] = {}
    for line in lines:
        score = scores[line.position]
        grip = max(score, 0.9) if line.average and averaging else score
        weight = max(grip, UNNAMED, lifts.get(line.position, 0.0))
        if line.average and not column_named:
            weight = max(weight, 0.75)
        weights[line.position] = 1.0 if len(lines) == 1 else weight
        grips[line.position] = grip
    return weights, grips


def any_named(lines: Sequence[Line], scores: dict[int, float]) -> bool:
    """Whether the claim names a line that is no average."""
    return any(scores[line.position] >= 0.6 and not line.average for line in lines)


@dataclass(frozen=True, slots=True)
class Axis:
    """The lines of a table along one axis with their weights, and the lines across."""

    table: int
    by_row: bool
    lines: tuple[Line, ...]
    weights: dict[int, float]
    grips: dict[int, float]
    cross: tuple[Line, ...]
    cross_weights: dict[int, float]
    cross_grips: dict[int, float]
    subject: dict[int, float]
    """How well the claim's subject names each line; the lines' weights where it names none."""
    baseline: dict[int, float]
    """How well the claim's baseline names each line; without one, the lines that are called so."""
    heads: Mapping[str, float]
    """How well the claim says each name that the table's lines have."""

    def best(self, least: float = 0.0) -> list[Line]:
        """The best named lines from a weight of `least` on, in table order, at most `MAX_LINES`."""
        heavy = [line for line in self.lines if self.weights[line.position] >= least]
        kept = sorted(heavy, key=lambda line: (-self.weights[line.position], line.position))[:MAX_LINES]
        return sorted(kept, key=lambda line: line.position)

    def mean(self, line: Line) -> Mean | None:
        """Mean of a line over its value cells, dual cells averaged first, averages that the table prints left out."""
        return _mean(line, frozenset(cross.position for cross in self.cross if cross.average))

    def direction(self, first: Line, second: Line) -> Literal["right", "wrong", "unknown"]:
        """Whether `second` is what `first` is compared with."""
        here, there = self.baseline[first.position], self.baseline[second.position]
        if abs(here - there) < 0.05:
            return "unknown"
        return "right" if there > here else "wrong"

    def pair(self, first: Line, second: Line, cross: float, cross_grip: float) -> tuple[float, float]:
        """Naming (geometric mean) and grip (minimum) of both sides and the place that they are compared in."""
        known = max(self.baseline.values()) >= 0.8
        base = self.baseline[second.position] if known else self.grips[second.position]
        subject = self.subject[first.position]
        naming = (max(subject, UNNAMED) * max(base, 0.3) * cross) ** (1 / 3)
        return naming, min(subject, base, cross_grip)


def table_axes(
    index: TableIndex,
    named: Named,
    context: Context,
    lifts: tuple[Mapping[int, float], Mapping[int, float]] = (NO_LIFTS, NO_LIFTS),
) -> tuple[Axis, Axis]:
    """A table by rows and by columns; `lifts` are how far numbers beside this one speak for rows and columns."""
    column_named = any_named(index.columns, named.columns)
    row_lifts = _own_lifts(index, index.rows, named.rows, context, lifts[0])
    column_lifts = _own_lifts(index, index.columns, named.columns, context, lifts[1])
    rows, row_grips = line_weights(index.rows, named.rows, context.averaging, column_named, row_lifts)
    columns, column_grips = line_weights(index.columns, named.columns, context.averaging, column_named, column_lifts)
    return (
        _axis(index, True, (index.rows, rows, row_grips), (index.columns, columns, column_grips), context),
        _axis(index, False, (index.columns, columns, column_grips), (index.rows, rows, row_grips), context),
    )


def _own_lifts(
    index: TableIndex,
    lines: tuple[Line, ...],
    scores: dict[int, float],
    context: Context,
    lifts: Mapping[int, float],
) -> Mapping[int, float]:
    """The lifts, with the authors' own lines among them where the claim names no line of this axis but the baseline."""
    beaten = _scores(index, lines, context.baseline)
    if any(scores[line.position] >= 0.7 and beaten.get(line.position, 0.0) < 0.7 for line in lines):
        return lifts
    weight = OWN_SAID if context.own else OWN_UNSAID
    own = [line.position for line in lines if _is_own(line, context.system)]
    return {**lifts, **{position: max(weight, lifts.get(position, 0.0)) for position in own}} if own else lifts


def _is_own(line: Line, system: frozenset[str]) -> bool:
    """Whether a line is marked as the authors' own or carries the name of their system."""
    said, stems = name_words(line.folded)
    return bool(said & SELF) or (bool(system) and system <= stems)


Weighted = tuple[tuple[Line, ...], dict[int, float], dict[int, float]]


def _axis(index: TableIndex, by_row: bool, own: Weighted, cross: Weighted, context: Context) -> Axis:
    lines, weights, _ = own
    subject = _scores(index, lines, context.subject)
    if max(subject.values(), default=0.0) < 0.8:
        subject = weights
    baseline = (
        _scores(index, lines, context.baseline)
        if context.baseline is not None
        else {line.position: float("baseline" in line.folded) for line in lines}
    )
    heads = index.labels.scores(context.mention) if context.mention is not None else NO_HEADS
    return Axis(index.table.number, by_row, *own, *cross, subject, baseline, heads)


def _scores(index: TableIndex, lines: Sequence[Line], mention: Mention | None) -> dict[int, float]:
    if mention is None:
        return {}
    told = index.labels.scores(mention)
    return {line.position: told[line.key] for line in lines}
