"""Which two cells a change is read from: a probability for every pair of cells of a paper's tables, and for none.

The counterpart of `reading` for gains and losses: a log-linear model over the features of tables, sides, places and
cells (`pair_cues`), one softmax over all pairs that are compared in one row or column and "no table". The features
never look at the size of the number. The weights (`pair_weights`) are those that make the changes of the half of the
papers that `tests/benchmarks/planted.py` calls tuned most likely, where a change is either that of its pair at the
precision printed or drawn from its surroundings (marginal likelihood with an L2 penalty; nothing was labelled by hand).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum
from operator import mul

from synth.verify import pair_weights
from synth.verify.algebra import CHANGE_NAME, Candidate, shown
from synth.verify.axis import single
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.pair_cues import (
    FIRST_CELL,
    FORM,
    NO_PAIR,
    PLACE,
    RELATION,
    SECOND_CELL,
    SIDE,
    TABLE,
    WAY,
    Change,
    first_cell_cues,
    form_cues,
    no_pair_cues,
    place_cues,
    relation_cues,
    second_cell_cues,
    side_cues,
    table_cues,
    way_cues,
)
from synth.verify.pair_lines import Leaders, is_turned, line_names

MOST_SIDES, MOST_PLACES = 20, 12
"""Lines of an axis that are taken as first and as second side, and as place: those of the highest scores."""
FAR_BEHIND = 4.5
"""How far a table, a side or a place may stand behind the best one in score and still be looked at."""
OUT_OF_REACH = 5.0
"""How far two sides and their place may stand behind the best of the paper before their cells are looked at."""
PRINTED = ("delta", "delta named", "right way", "bold")
"""Features of a change that the table itself prints."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells with the place where they are compared, or one printed change (`second` is None), and its score.

    `relative` is whether the change is taken as a share of the second cell.
    """

    first: Value
    second: Value | None
    sides: tuple[Line, Line | None, Line]
    by_row: bool
    relative: bool
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """All pairs of a paper with their scores, and the score of the case that none of them is meant."""

    pairs: tuple[Pair, ...]
    nowhere: float

    def probabilities(self) -> tuple[tuple[float, ...], float]:
        """The softmax: one probability for each pair and one for none."""
        top = max((pair.score for pair in self.pairs), default=self.nowhere)
        top = max(top, self.nowhere)
        likely = [exp(pair.score - top) for pair in self.pairs]
        total = fsum(likely) + exp(self.nowhere - top)
        return tuple(each / total for each in likely), exp(self.nowhere - top) / total


def score_pairs(change: Change, tables: Sequence[TableIndex], distances: Mapping[int, float]) -> Scored:
    """Every pair of each table that is looked at; `distances` (0 to 1) say how far off each table stands.

    Sides and places whose names bring them far behind the best ones of the paper are left out: whatever their cells
    are, they would hardly count.
    """
    bases = [
        weighed(table_cues(index, change, distances.get(index.table.number, 1.0)), TABLE_WEIGHTS) for index in tables
    ]
    least = max(bases, default=0.0) - FAR_BEHIND
    axes = [
        _Lines.of(index, change, base, by_row=by_row)
        for index, base in zip(tables, bases, strict=True)
        if base >= least
        for by_row in (True, False)
    ]
    lead = max((axis.lead for axis in axes), default=0.0) - OUT_OF_REACH
    pairs = [pair for axis in axes for pair in axis.pairs(change, lead)]
    return Scored(tuple(pairs), weighed(no_pair_cues(change), NO_PAIR_WEIGHTS))


def weighed(cues: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """The sum of features times weights."""
    return fsum(map(mul, cues, weights))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one axis of a table as sides of changes, and those across as their places, with their scores."""

    by_row: bool
    lines: tuple[Line, ...]
    cross: tuple[Line, ...]
    at: Mapping[int, Mapping[int, tuple[Value, ...]]]
    alone: Mapping[int, float]
    """The score of each line as the one that changed, by its position."""
    where: Mapping[int, float]
    related: tuple[tuple[Line, Line, float], ...]
    """Two sides with their score."""

    @staticmethod
    def of(index: TableIndex, change: Change, base: float, *, by_row: bool) -> _Lines:
        """The scores before single cells are looked at."""
        lines, cross = (index.rows, index.columns) if by_row else (index.columns, index.rows)
        sides = side_cues(index, lines, change, by_row=by_row)
        places = place_cues(index, cross, change, by_row=not by_row)
        mine = {place: weighed(cues, FIRST_WEIGHTS) + base for place, cues in sides.items()}
        other = {place: weighed(cues, SECOND_WEIGHTS) for place, cues in sides.items()}
        where = {place: weighed(cues, PLACE_WEIGHTS) for place, cues in places.items()}
        names, near = line_names(lines), {place: cues[0] for place, cues in sides.items()}
        way = weighed(form_cues(change, by_row=by_row, relative=False), FORM_WEIGHTS)
        related = tuple(
            (
                a,
                b,
                mine[a.position]
                + other[b.position]
                + weighed(relation_cues(a, b, change, names, near), RELATION_WEIGHTS)
                + way,
            )
            for a in best_lines(lines, mine, MOST_SIDES)
            for b in best_lines(lines, other, MOST_SIDES)
            if a is not b and a.average == b.average
        )
        at = {line.position: by_place(line, by_row=by_row) for line in lines}
        return _Lines(by_row, lines, cross, at, mine, where, related)

    @property
    def lead(self) -> float:
        """The best score of two sides and a place."""
        sides = max((score for _, _, score in self.related), default=float("-inf"))
        return sides + max(self.where.values(), default=0.0)

    def pairs(self, change: Change, least: float) -> Iterator[Pair]:
        """The pairs of cells whose sides and place come to `least`, and the changes that the table prints."""
        if self.by_row:
            yield from _printed(change, self.lines, self.cross, self.at, self.alone, self.where)
        shares = [
            (relative, weighed(form_cues(change, by_row=True, relative=relative), FORM_WEIGHTS))
            for relative in relative_forms(change)
        ]
        ways = {
            (rises, turned, stated): weighed(way_cues(change, rises=rises, turned=turned, stated=stated), WAY_WEIGHTS)
            for rises in (False, True)
            for turned in (False, True)
            for stated in (False, True)
        }
        for place in best_lines(self.cross, self.where, MOST_PLACES):
            turned, position = is_turned(place, change.claim), place.position
            kept = [each for each in self.related if each[2] + self.where[position] >= least]
            if not kept:
                continue
            ahead = leaders(self.lines, self.at, position, turned=turned)
            firsts = {a.position: _cells(self.at[a.position].get(position, ()), change, None) for a, _, _ in kept}
            seconds = {b.position: _cells(self.at[b.position].get(position, ()), change, ahead) for _, b, _ in kept}
            for a, b, score in kept:
                told = score + self.where[position]
                # One of two cells may print its spread too: the first numbers are compared then.
                for x, y in zip(firsts[a.position], seconds[b.position], strict=False):
                    if x.value.signed != y.value.signed:
                        continue
                    both = told + x.score + y.score + ways[x.value.value > y.value.value, turned, x.stated and y.stated]
                    for relative, share in shares:
                        if not relative or y.value.interval.low > 0:
                            yield Pair(x.value, y.value, (a, b, place), self.by_row, relative, both + share)


@dataclass(frozen=True, slots=True)
class _Side:
    """One cell of a pair: its score as the first or the second, and whether the sentence says its number."""

    value: Value
    score: float
    stated: bool


def _cells(values: Sequence[Value], change: Change, ahead: Leaders | None) -> list[_Side]:
    """Cells as second side, with what is ahead at their place, or as first one."""
    found: list[_Side] = []
    for value in values:
        if ahead is None:
            cues, weights = first_cell_cues(value, change), FIRST_CELL_WEIGHTS
        else:
            cues, weights = second_cell_cues(value, change, ahead), SECOND_CELL_WEIGHTS
        found.append(_Side(value, weighed(cues, weights), cues[0] > 0))
    return found


def relative_forms(change: Change) -> tuple[bool, ...]:
    """Whether the change may be a difference (False) and a share of what it is compared with (True)."""
    return (False, True) if change.quantity.unit == "%" else (False,)


def _printed(
    change: Change,
    lines: Sequence[Line],
    cross: Sequence[Line],
    at: Mapping[int, Mapping[int, tuple[Value, ...]]],
    mine: Mapping[int, float],
    where: Mapping[int, float],
) -> Iterator[Pair]:
    """Changes that the table prints, signed or in a line that is called so."""
    columns = {line.position: line for line in cross}
    for line in lines:
        for position, values in at[line.position].items():
            place = columns[position]
            for value in values:
                if value.signed or CHANGE_NAME.search(" ".join((line.key, place.key))):
                    told = weighed(printed_cues(value, change), PRINTED_WEIGHTS)
                    score = mine[line.position] + where[position] + told
                    yield Pair(value, None, (line, None, place), True, False, score)


def printed_cues(value: Value, change: Change) -> tuple[float, ...]:
    """The features of a printed change, in the order of `PRINTED`."""
    sign = change.quantity.sign
    right = sign is not None and value.signed and (value.value > 0) == (sign > 0)
    return (float(value.signed), float(not value.signed), float(right), float(value.bold))


def by_place(line: Line, *, by_row: bool) -> dict[int, tuple[Value, ...]]:
    """A line's values by position on the other axis; a dual cell has several."""
    found: dict[int, tuple[Value, ...]] = {}
    for value in line.values:
        place = value.column if by_row else value.row
        found[place] = (*found.get(place, ()), value)
    return found


def leaders(
    lines: Sequence[Line], at: Mapping[int, Mapping[int, tuple[Value, ...]]], place: int, *, turned: bool
) -> Leaders:
    """The best two cells at a place, and the best one of a line that cites a work."""
    found = [
        (-values[0].value if turned else values[0].value, line, values[0])
        for line in lines
        if len(values := at[line.position].get(place, ())) == 1 and not values[0].signed and not line.average
    ]
    ranked = sorted(found, key=lambda each: (-each[0], each[1].position))
    cited = [value for _, line, value in ranked if any("[@" in name for name in (line.key, *line.context))]
    return Leaders(
        frozenset((value.row, value.column) for _, _, value in ranked[:2]),
        (cited[0].row, cited[0].column) if cited else None,
    )


def best_lines(lines: Sequence[Line], scores: Mapping[int, float], most: int) -> list[Line]:
    """The lines of the highest scores that are not far behind the best, in table order."""
    least = max((scores[line.position] for line in lines), default=0.0) - FAR_BEHIND
    near = [line for line in lines if scores[line.position] >= least]
    kept = sorted(near, key=lambda line: (-scores[line.position], line.position))[:most]
    return sorted(kept, key=lambda line: line.position)


def pair_candidate(pair: Pair, probability: float, *, percent: bool) -> Candidate:
    """The formula of a pair; with `percent` fractions are read as percent."""
    first, second, place = pair.sides
    where = shown(" ".join((*place.context, place.key)))
    x = single(pair.first)
    if second is None or pair.second is None:
        formula = f"cell({shown(first.key)}, {where})"
        named = frozenset({first.folded, place.folded} - {""})
        return Candidate("delta", formula, pair.first.table, x.cells, x.value, x.interval, named, probability, 1.0)
    y = single(pair.second)
    names = f"{shown(first.key)} − {shown(second.key)} in {where}"
    cells = x.cells + y.cells
    keys = frozenset({first.folded, second.folded, place.folded} - {""})
    value, interval = x.value - y.value, x.interval - y.interval
    if pair.relative:
        quotient = x.interval.divided(y.interval)
        value, names = (x.value / y.value - 1) * 100, f"100 × ({names}) / {shown(second.key)}"
        interval = type(interval)((quotient.low - 1) * 100, (quotient.high - 1) * 100)
        return Candidate("relative", names, pair.first.table, cells, value, interval, keys, probability, 1.0, True)
    if percent:
        value, interval, names = value * 100, interval.scaled(type(value)(100)), f"100 × ({names})"
    return Candidate("difference", names, pair.first.table, cells, value, interval, keys, probability, 1.0, True)


TABLE_WEIGHTS = tuple(pair_weights.TABLE[name] for name in TABLE)
FIRST_WEIGHTS = tuple(pair_weights.FIRST[name] for name in SIDE)
SECOND_WEIGHTS = tuple(pair_weights.SECOND[name] for name in SIDE)
RELATION_WEIGHTS = tuple(pair_weights.RELATION[name] for name in RELATION)
PLACE_WEIGHTS = tuple(pair_weights.PLACE[name] for name in PLACE)
FIRST_CELL_WEIGHTS = tuple(pair_weights.FIRST_CELL[name] for name in FIRST_CELL)
SECOND_CELL_WEIGHTS = tuple(pair_weights.SECOND_CELL[name] for name in SECOND_CELL)
WAY_WEIGHTS = tuple(pair_weights.WAY[name] for name in WAY)
FORM_WEIGHTS = tuple(pair_weights.FORM[name] for name in FORM)
NO_PAIR_WEIGHTS = tuple(pair_weights.NO_PAIR[name] for name in NO_PAIR)
PRINTED_WEIGHTS = tuple(pair_weights.PRINTED[name] for name in PRINTED)
