"""Which formulas over which tables a number may mean: weighed before the number is looked at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import exp

from synth.quantity import Interval, Quantity, agrees_with, same_number
from synth.records import Claim
from synth.verify.algebra import (
    SIMPLICITY,
    Candidate,
    cell_grip,
    cell_namings,
    complement_candidates,
    delta_candidates,
    is_change,
    is_one_sided,
    readings,
)
from synth.verify.algebra_groups import group_candidates
from synth.verify.algebra_lines import language_candidates, line_candidates
from synth.verify.axis import Context, table_axes
from synth.verify.cells import Value
from synth.verify.index import Named, TableIndex, longest_names, name_lines, nearest_lines, titled
from synth.verify.names import Mention, fold_label, words
from synth.verify.nearness import beside_number
from synth.verify.trail import NO_TRAIL, Trail, named_tables

AVERAGING = re.compile(r"\b(?:average|averaged|averages|avg|mean|overall|across|macro)\b", re.IGNORECASE)
LEADING = re.compile(
    r"\b(?:state[- ]of[- ]the[- ]art|sota|previous|prior|best|existing|strongest|runner[- ]up|second[- ]best|others?"
    r"|baselines|competitors|published)\b",
    re.IGNORECASE,
)
"""Words of a comparison with whatever was best before."""
WINNING = re.compile(r"\b(?:out of|of the|of all|gain|improv|outperform|better|best|beat|win|surpass)", re.IGNORECASE)
ERRING = re.compile(r"\berrors?\b", re.IGNORECASE)
LOOKED_AT = 0.3
"""A cell named less than this is made a candidate only when its number is near; it always counts as a chance."""
MOST_LOOKED_AT = 300
"""Cells of one table that are made candidates for being named, and as many for their number: the best named ones."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A candidate with its weight before its number is looked at, and how well the number agrees (0 to 1).

    `covered` is the share of the table names that the claim says in full that the candidate uses.
    """

    candidate: Candidate
    weight: float
    covered: float
    fit: float
    right_way: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """All candidates of one number, best first, and how crowded it is around it: values and weights, each sorted."""

    entries: tuple[Aligned, ...]
    values: tuple[float, ...]
    weights: tuple[float, ...]

    def meant(self, entry: Aligned, quantity: Quantity) -> float:
        """The probability that a match is meant and not a coincidence.

        With a its weight (squared for numbers of one or two digits, which stand in every text) and chance as `_chance`
        gives it, a / (a + (1 − a) · chance) (Bayes' rule, two hypotheses); a
        match that only the rounding of the cells allows speaks for less.
        """
        prior = entry.weight ** (2 if is_small(quantity) else 1)
        told = prior * entry.fit
        if told <= 0:
            return 0.0
        doubt = (1 - prior) * self._chance(entry, quantity) + prior * (1 - entry.fit) * 0.5
        return told / (told + doubt)

    def _chance(self, entry: Aligned, quantity: Quantity) -> float:
        """How likely one of the candidates at least as well aligned would match a random number like this one.

        The density of candidate values around the claimed number stands for "like this one": the share of all
        candidates in a window of 30 % (at least 20 units of the last place) on either side, times the width that
        counts as a match.
        """
        total = len(self.values)
        if quantity.bound in ("<", ">") or quantity.high is not None:
            return sum(other.fit > 0 for other in self.entries) / len(self.entries)
        unit = 10.0**-quantity.decimals
        size = abs(float(quantity.value)) if is_change(quantity) else float(quantity.value)
        half = max(20 * unit, 0.3 * abs(size))
        near = bisect_right(self.values, size + half) - bisect_left(self.values, size - half)
        width = unit + float(entry.candidate.interval.width)
        if entry.candidate.decimals is not None:
            width = max(unit, 10.0**-entry.candidate.decimals)
        matching = (near + 1) / (total + 1) * min(1.0, width / (2 * half))
        peers = total - bisect_left(self.weights, entry.weight * 0.95)
        return 1 - exp(-peers * matching)


def is_small(quantity: Quantity) -> bool:
    """Whether a number has at most two digits."""
    return len(quantity.value.as_tuple().digits) <= 2 and quantity.high is None


def align(
    claim: Claim,
    quantity: Quantity,
    tables: Sequence[TableIndex],
    mention: Mention,
    trail: Trail = NO_TRAIL,
    system: frozenset[str] = frozenset(),
) -> Alignment:
    """Everything that one number of a claim may mean over some tables; `trail` is what the numbers around it mean."""
    context = Context(
        Mention.of(claim.subject) if claim.subject else None,
        Mention.of(claim.baseline) if claim.baseline else None,
        AVERAGING.search(claim.text) is not None,
        WINNING.search(claim.text) is not None,
        mention.own,
        system,
        ERRING.search(claim.text) is not None,
        claim.text,
        mention,
    )
    printed = replace(quantity, value=abs(quantity.value)) if is_change(quantity) else quantity
    title = fold_label(claim.section[-1]).strip() if claim.section else ""
    naming = [titled(index, name_lines(index, mention), title) for index in tables]
    if not is_change(quantity) and (beside := beside_number(claim.text, quantity.text)):
        nearby = Mention(frozenset(words(beside)), own=False)
        naming = [nearest_lines(index, named, nearby) for index, named in zip(tables, naming, strict=True)]
    said = longest_names(frozenset().union(*(named.said for named in naming)))
    pool = _Pool(quantity, printed, said, trail.taken)
    for index, named in zip(tables, naming, strict=True):
        factor = _table_factor(claim, index, mention, trail) * _unit_factor(quantity, index)
        _fill(pool, index, named, context, factor, lifts_of(index, trail))
    pool.entries.sort(key=lambda e: (-e.weight, e.candidate.table, e.candidate.formula, e.candidate.cells))
    return Alignment(tuple(pool.entries), tuple(sorted(pool.values)), tuple(sorted(pool.weights)))


RIVAL = 0.12
"""How far a candidate may stand behind the best one in weight and still be its rival."""


@dataclass(slots=True)
class _Pool:
    """Candidates of one number as they are gathered.

    Every one adds its value and its weight. A cell that is far off and no rival of the best one (of those that no
    other number of the sentence stands in, `taken`) becomes no entry: nothing asks for it.
    """

    quantity: Quantity
    printed: Quantity
    said: frozenset[str]
    taken: frozenset[tuple[int, int, int]]
    entries: list[Aligned] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    best: float = 0.0

    def add(self, candidate: Candidate, factor: float) -> None:
        """A candidate whose number is looked at."""
        covered, weight = self._weighed(candidate, candidate.naming, factor)
        self._enter(candidate, covered, weight)

    def add_cell(self, one: Candidate, naming: float, grip: float, factor: float) -> None:
        """A cell by itself."""
        covered, weight = self._weighed(one, naming, factor)
        plain = self.printed.bound is None and self.printed.high is None
        if plain and self.entries and weight < self.best - RIVAL and is_far(self.printed, one):
            self.pass_by([float(one.value)], [weight])
        else:
            self._enter(one.named(naming, grip), covered, weight)

    def expect(self, weight: float) -> None:
        """A weight that one of the cells to come has at least."""
        self.best = max(self.best, weight)

    def pass_by(self, values: Sequence[float], weights: Sequence[float]) -> None:
        """What only counts as a chance."""
        self.values.extend(map(abs, values) if is_change(self.quantity) else values)
        self.weights.extend(weights)

    def _weighed(self, candidate: Candidate, naming: float, factor: float) -> tuple[float, float]:
        covered = len(candidate.keys & self.said) / len(self.said) if self.said else 1.0
        return covered, min(naming * (0.5 + 0.5 * covered) * SIMPLICITY[candidate.operation] * factor, 0.97)

    def _enter(self, candidate: Candidate, covered: float, weight: float) -> None:
        right_way = _right_way(self.quantity, candidate)
        self.entries.append(Aligned(candidate, weight, covered, fit(self.printed, candidate), right_way))
        self.pass_by([float(candidate.value)], [weight])
        if len(candidate.cells) != 1 or (candidate.table, *candidate.cells[0]) not in self.taken:
            self.best = max(self.best, weight)


def _fill(
    pool: _Pool,
    index: TableIndex,
    named: Named,
    context: Context,
    factor: float,
    lifts: tuple[dict[int, float], dict[int, float]],
) -> None:
    """The candidates of one table; cells that are hardly named and far off only count as chances."""
    quantity = pool.quantity
    rows, columns = table_axes(index, named, context, lifts)
    share = 0.5 if pool.said else 1.0
    low, high = _near(pool.printed)
    cells = index.values
    naming = cell_namings(rows, quantity)
    held = [place for place, near in enumerate(naming) if near >= LOOKED_AT]
    matching = [place for place, size in enumerate(index.floats) if low <= abs(size) <= high]
    looked_at = {
        place
        for places in (held, matching)
        for place in sorted(places, key=lambda place: -naming[place])[:MOST_LOOKED_AT]
    }
    if quantity.kind != "count":
        pool.expect(max((naming[p] for p in held if _at(cells[p]) not in pool.taken), default=0.0) * share * factor)
    one_sided = is_one_sided(context.text)
    passed = [place for place in range(len(cells)) if place not in looked_at]
    pool.pass_by([index.floats[place] for place in passed], [naming[place] * share * factor for place in passed])
    for place in sorted(looked_at):
        value, near, grip = cells[place], naming[place], cell_grip(cells[place], rows)
        for one in readings(index, value, quantity):
            pool.add_cell(one, near, grip, factor)
        if value.signed:
            for candidate in delta_candidates(index, value, rows, quantity, near):
                pool.add(candidate, factor)
        if one_sided:
            for candidate in complement_candidates(index, value, rows, quantity, near, context.text):
                pool.add(candidate, factor)
    for axis in (rows, columns):
        for candidate in language_candidates(axis, quantity):
            pool.add(candidate, factor)
    if max((*rows.grips.values(), *columns.grips.values())) >= LOOKED_AT:
        erring = context.erring and "error" not in index.all_words
        for axis in (rows, columns):
            for candidate in line_candidates(
                axis, quantity, averaging=context.averaging, winning=context.winning, erring=erring
            ):
                pool.add(candidate, factor)
            for candidate in group_candidates(axis, quantity, context.text, averaging=context.averaging):
                pool.add(candidate, factor)


def _at(value: Value) -> tuple[int, int, int]:
    return value.table, value.row, value.column


def _near(printed: Quantity) -> tuple[float, float]:
    """Sizes of cells that might match: the number itself and the scales that a cell may be read at, generously."""
    size = abs(float(printed.value))
    if printed.bound is not None or printed.high is not None:
        return 0.0, float("inf")
    unit = 10.0**-printed.decimals
    return (size - 2 * unit) / 100 if printed.unit in ("%", "points") else size - 2 * unit, size + 2 * unit


def fit(printed: Quantity, candidate: Candidate) -> float:
    """How well the numbers agree: 1 where the value rounds to the printed one, 0 where nothing lets it.

    In between where only the rounding of the cells lets it. A change is compared by its size; its direction is judged
    apart. The mean of n rounded cells has the whole interval of one cell, but the errors of n cells rarely add up to
    its ends.
    """
    value, interval = candidate.value, candidate.interval
    if candidate.decimals is not None:
        if printed.bound is None and printed.high is None and is_far(printed, candidate):
            return 0.0
        return float(same_number(printed, abs(value) if is_change(printed) else value, candidate.decimals))
    if is_change(printed):
        value, interval = abs(value), interval.absolute()
    if agrees_with(printed, Interval(value, value)):
        return 1.0
    if not agrees_with(printed, interval):
        return 0.0
    return 0.5 if len(candidate.cells) <= 2 else 0.5 / len(candidate.cells) ** 0.5


def is_far(printed: Quantity, candidate: Candidate) -> bool:
    """Whether a cell is so far from a number that no rounding brings them together: what most cells are."""
    fewest = min(printed.decimals, candidate.decimals or 0)
    return abs(abs(float(candidate.value)) - abs(float(printed.value))) > 2 * 10.0**-fewest


def _right_way(quantity: Quantity, candidate: Candidate) -> bool:
    """Whether the direction that the words give is the direction of the cells, where both are known."""
    if not is_change(quantity) or quantity.sign is None or not candidate.directed:
        return True
    return (candidate.value >= 0) == (quantity.sign > 0) or candidate.interval.holds(Decimal(0))


def lifts_of(index: TableIndex, trail: Trail) -> tuple[dict[int, float], dict[int, float]]:
    """How far the numbers around speak for each row and each column of a table."""
    number = index.table.number
    return (
        {row: weight for (table, row), weight in trail.rows.items() if table == number},
        {column: weight for (table, column), weight in trail.columns.items() if table == number},
    )


SCORES = frozenset({None, "points", "%", "F1", "EM", "BLEU", "accuracy"})
"""Units that tables of results leave out."""
OTHER_UNIT = 0.6


def _unit_factor(quantity: Quantity, index: TableIndex) -> float:
    """Less for a table that nowhere names what is counted or measured ("12 layers" beside a table of scores)."""
    if quantity.unit in SCORES or set(words(quantity.unit or "")) & index.all_words:
        return 1.0
    return OTHER_UNIT


def _table_factor(claim: Claim, index: TableIndex, mention: Mention, trail: Trail) -> float:
    """Less for a table that the sentence does not mean: it names another one, or the captions share no word."""
    wanted = named_tables(claim.text)
    if wanted:
        return 1.0 if index.table.printed in wanted else 0.6
    spoken = trail.tables.get(index.table.number, 0.0)
    if index.table.printed in trail.printed:
        return 1.0
    caption = 0.85 + 0.05 * min(len(index.caption_words & mention.words), 3)
    if trail.printed and spoken < 0.5:
        caption *= 0.8
    elsewhere = max(trail.tables.values(), default=0.0)
    return max(caption * (1 - 0.35 * max(elsewhere - spoken, 0.0)), 0.85 + 0.15 * spoken if spoken >= 0.5 else 0.0)
