"""Which two cells a change is read from: a probability for every pair of cells of a paper's tables, and for none.

The counterpart of `reading` for gains and losses: a log-linear model over the features of tables, sides, places and
cells (`pair_cues`, `pair_cells`), one softmax over all pairs that are compared in one row or column and "no table". The
features never look at the size of the number; what the paper's other changes are read from (`pair_habits`) is among
them. The weights (`pair_weights`) are fitted by `tests/benchmarks/pairs.py`: those that make the changes of the half of
the papers that `tests/benchmarks/planted.py` calls tuned most likely, where a change is either that of its pair at the
precision printed or drawn from its surroundings (marginal likelihood with an L2 penalty; nothing was labelled by hand).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum
from operator import mul
from typing import NamedTuple

from synth.verify import pair_weights
from synth.verify.algebra import CHANGE_NAME
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.names import words
from synth.verify.pair_cells import (
    FIRST_CELL,
    FORM,
    SECOND_CELL,
    WAY,
    first_cell_cues,
    form_cues,
    second_cell_cues,
    way_cues,
)
from synth.verify.pair_cues import (
    NO_PAIR,
    PLACE,
    RELATION,
    SIDE,
    TABLE,
    Change,
    no_pair_cues,
    place_cues,
    relation_cues,
    side_cues,
    table_cues,
)
from synth.verify.pair_lines import Leaders, is_turned, line_names

MOST_SIDES, MOST_PLACES = 16, 10
"""Lines of an axis that are taken as first and as second side, and as place: those of the highest scores."""
FAR_BEHIND = 4.5
"""How far a table, a side or a place may stand behind the best one in score and still be looked at."""
OUT_OF_REACH = 5.0
"""How far two sides and their place may stand behind the best of the paper before their cells are looked at."""
NOTHING = float("-inf")
PRINTED = ("delta", "delta named", "right way", "bold", "other baseline")
"""Features of a change that the table itself prints."""


class Pair(NamedTuple):
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
    lead = NOTHING
    related: dict[int, tuple[Related, ...]] = {}
    # Those that can score most go first, so that most of the others need not be looked at.
    for place in sorted(range(len(axes)), key=lambda place: (-axes[place].most, place)):
        related[place] = tuple(axes[place].related(change, lead - OUT_OF_REACH))
        lead = max(lead, max((score for _, _, score in related[place]), default=NOTHING) + axes[place].top)
    least = (lead if axes else 0.0) - OUT_OF_REACH
    pairs = [pair for place, axis in enumerate(axes) for pair in axis.pairs(change, related[place], least)]
    return Scored(tuple(pairs), weighed(no_pair_cues(change), NO_PAIR_WEIGHTS))


def weighed(cues: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """The sum of features times weights."""
    return fsum(map(mul, cues, weights))


Related = tuple[Line, Line, float]
"""Two sides with their score."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one axis of a table as sides of changes, and those across as their places, with their scores."""

    by_row: bool
    lines: tuple[Line, ...]
    cross: tuple[Line, ...]
    alone: Mapping[int, float]
    """The score of each line as the one that changed, by its position."""
    against: Mapping[int, float]
    """The score of each line as the one that it is compared with."""
    where: Mapping[int, float]
    near: Mapping[int, float]
    """How far each line is named."""

    @staticmethod
    def of(index: TableIndex, change: Change, base: float, *, by_row: bool) -> _Lines:
        """The scores before single cells are looked at."""
        lines, cross = (index.rows, index.columns) if by_row else (index.columns, index.rows)
        sides = side_cues(index, lines, change, by_row=by_row)
        places = place_cues(index, cross, change, by_row=not by_row)
        mine = {place: weighed(cues, FIRST_WEIGHTS) + base for place, cues in sides.items()}
        other = {place: weighed(cues, SECOND_WEIGHTS) for place, cues in sides.items()}
        where = {place: weighed(cues, PLACE_WEIGHTS) for place, cues in places.items()}
        return _Lines(by_row, lines, cross, mine, other, where, {place: cues[0] for place, cues in sides.items()})

    @property
    def top(self) -> float:
        """The best score of a place."""
        return max(self.where.values(), default=0.0)

    @property
    def most(self) -> float:
        """What two sides and a place score at the very most, up to how they are compared."""
        return max(self.alone.values(), default=0.0) + max(self.against.values(), default=0.0) + self.top + MOST_RELATED

    def related(self, change: Change, least: float) -> Iterator[Related]:
        """Two sides with their score; those that cannot come to `least` at any place are left out."""
        way = weighed(form_cues(change, by_row=self.by_row, relative=False), FORM_WEIGHTS)
        names = line_names(self.lines)
        enough = least - self.top - MOST_RELATED - way
        seconds = best_lines(self.lines, self.against, MOST_SIDES)
        for a in best_lines(self.lines, self.alone, MOST_SIDES):
            for b in seconds:
                told = self.alone[a.position] + self.against[b.position]
                if a is not b and a.average == b.average and told >= enough:
                    both = weighed(relation_cues(a, b, change, names, self.near), RELATION_WEIGHTS)
                    yield a, b, told + both + way

    def pairs(self, change: Change, related: Sequence[Related], least: float) -> Iterator[Pair]:
        """The pairs of cells whose sides and place come to `least`, and the changes that the table prints."""
        if self.by_row:
            yield from _printed(change, self.lines, self.cross, self.alone, self.where)
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
            kept = [each for each in related if each[2] + self.where[position] >= least]
            if not kept:
                continue
            ahead = leaders(self.lines, position, turned=turned)
            firsts, seconds = dict.fromkeys(a for a, _, _ in kept), dict.fromkeys(b for _, b, _ in kept)
            changed = {a.position: _cells(a.at.get(position, ()), change, None) for a in firsts}
            compared = {b.position: _cells(b.at.get(position, ()), change, ahead) for b in seconds}
            for a, b, score in kept:
                told = score + self.where[position]
                # One of two cells may print its spread too: the first numbers are compared then.
                for x, y in zip(changed[a.position], compared[b.position], strict=False):
                    if x.value.signed != y.value.signed:
                        continue
                    both = told + x.score + y.score + ways[x.value.value > y.value.value, turned, x.stated and y.stated]
                    for relative, share in shares:
                        if not relative or y.positive:
                            yield Pair(x.value, y.value, (a, b, place), self.by_row, relative, both + share)


@dataclass(frozen=True, slots=True)
class _Side:
    """One cell of a pair: its score as the first or the second, and whether the sentence says its number."""

    value: Value
    score: float
    stated: bool
    positive: bool
    """Whether a share of it can be taken: whatever it is before it was rounded, it is above zero."""


def _cells(values: Sequence[Value], change: Change, ahead: Leaders | None) -> list[_Side]:
    """Cells as second side, with what is ahead at their place, or as first one."""
    found: list[_Side] = []
    for value in values:
        if ahead is None:
            cues, weights = first_cell_cues(value, change), FIRST_CELL_WEIGHTS
        else:
            cues, weights = second_cell_cues(value, change, ahead), SECOND_CELL_WEIGHTS
        positive = value.value > 0 and value.interval.low > 0
        found.append(_Side(value, weighed(cues, weights), cues[0] > 0, positive))
    return found


def relative_forms(change: Change) -> tuple[bool, ...]:
    """Whether the change may be a difference (False) and a share of what it is compared with (True)."""
    return (False, True) if change.quantity.unit == "%" else (False,)


def _printed(
    change: Change,
    lines: Sequence[Line],
    cross: Sequence[Line],
    mine: Mapping[int, float],
    where: Mapping[int, float],
) -> Iterator[Pair]:
    """Changes that the table prints, signed or in a line that is called so."""
    columns = {line.position: line for line in cross}
    called = {line.position for line in cross if CHANGE_NAME.search(line.key)}
    for line in lines:
        every = CHANGE_NAME.search(line.key) is not None
        for position, values in line.at.items():
            place = columns[position]
            for value in values:
                if value.signed or every or position in called:
                    told = weighed(printed_cues(value, change, lines), PRINTED_WEIGHTS)
                    score = mine[line.position] + where[position] + told
                    yield Pair(value, None, (line, None, place), True, False, score)


def printed_cues(value: Value, change: Change, rows: Sequence[Line]) -> tuple[float, ...]:
    """The features of a printed change, in the order of `PRINTED`; `rows` are those of its table."""
    sign = change.quantity.sign
    right = sign is not None and value.signed and (value.value > 0) == (sign > 0)
    other = value.signed and _is_against_another(value, change, rows)
    return (float(value.signed), float(not value.signed), float(right), float(value.bold), float(other))


def _is_against_another(value: Value, change: Change, rows: Sequence[Line]) -> bool:
    """Whether the claim compares with something that the row which a printed change starts from is not called."""
    if change.baseline is None:
        return False
    above = [line for line in rows if line.position < value.row and any(map(_is_score, line.at.get(value.column, ())))]
    return not above or not frozenset(words(above[-1].key)) & change.baseline.words


def _is_score(value: Value) -> bool:
    return not value.signed


def leaders(lines: Sequence[Line], place: int, *, turned: bool) -> Leaders:
    """The best two cells at a place, and the best one of a line that cites a work."""
    found = [
        (-values[0].value if turned else values[0].value, line, values[0])
        for line in lines
        if len(values := line.at.get(place, ())) == 1 and not values[0].signed and not line.average
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


TABLE_WEIGHTS = tuple(pair_weights.TABLE[name] for name in TABLE)
FIRST_WEIGHTS = tuple(pair_weights.FIRST[name] for name in SIDE)
SECOND_WEIGHTS = tuple(pair_weights.SECOND[name] for name in SIDE)
RELATION_WEIGHTS = tuple(pair_weights.RELATION[name] for name in RELATION)
MOST_RELATED = fsum(weight for weight in RELATION_WEIGHTS if weight > 0) + 1e-6
"""More than the features of two sides together can bring: each is 1 at most."""
PLACE_WEIGHTS = tuple(pair_weights.PLACE[name] for name in PLACE)
FIRST_CELL_WEIGHTS = tuple(pair_weights.FIRST_CELL[name] for name in FIRST_CELL)
SECOND_CELL_WEIGHTS = tuple(pair_weights.SECOND_CELL[name] for name in SECOND_CELL)
WAY_WEIGHTS = tuple(pair_weights.WAY[name] for name in WAY)
FORM_WEIGHTS = tuple(pair_weights.FORM[name] for name in FORM)
NO_PAIR_WEIGHTS = tuple(pair_weights.NO_PAIR[name] for name in NO_PAIR)
PRINTED_WEIGHTS = tuple(pair_weights.PRINTED[name] for name in PRINTED)
