"""A table to be asked: its values by place, the names of its lines, and which end of a metric is the good one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import pstdev

from synth.quantity import Quantity, same_number
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.marks import TICKS
from synth.verify.measures import SIZES, lower_is_better
from synth.verify.statement_aliases import REMOVED, likely_own, own_lines, plain_names, uncited
from synth.verify.statement_links import corner_words, label_words

Cells = tuple[tuple[int, int], ...]

BASE = re.compile(r"\b(?:baseline|base|none|vanilla|original|plain|full)\b", re.IGNORECASE)
WHOLE = re.compile(r"\b(?:full|all|ours?)\b", re.IGNORECASE)
"""In a name: the line is one with everything, a baseline only of what is taken away."""
REFERENCE = re.compile(r"\b(?:humans?|oracle|gold|ground[- ]?truth|upper[- ]?bound|ceiling|topline)\b", re.IGNORECASE)
"""In a name: what no system is expected to beat."""
CHANGES = re.compile(r"\b(?:changes?|gains?|differences?|diff|improvements?|imprv?|drops?|delta)\b|Δ|∆", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Board:
    """A table to be asked: its values by place, and the lines of both axes."""

    index: TableIndex
    values: dict[tuple[int, int], Value]
    names: dict[tuple[bool, int], tuple[str, ...]] = field(default_factory=dict)
    corner: frozenset[str] = frozenset()
    """Words of the heads above the row names: what the row names are names of."""
    own: tuple[tuple[bool, frozenset[int]], ...] = ()
    """The lines of the authors' own system: as the table says, else as it is printed."""
    ticks: dict[int, frozenset[int]] = field(default_factory=dict)
    """The columns that each row ticks, where rows differ in that."""
    spreads: dict[tuple[bool, int], float] = field(default_factory=dict)
    printed: dict[Quantity, tuple[Value, ...]] = field(default_factory=dict)
    lowers: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = field(default_factory=dict)
    """Each worked out once, when it is asked for."""

    def lines(self, by_row: bool) -> tuple[Line, ...]:
        """The lines of one axis."""
        return self.index.rows if by_row else self.index.columns

    def at(self, by_row: bool, line: int, cross: int) -> Value | None:
        """The value where a line meets one of the other axis."""
        return self.values.get((line, cross) if by_row else (cross, line))

    def spread(self, by_row: bool, cross: int) -> float:
        """The standard deviation of the values where one axis' lines meet a line of the other."""
        if (by_row, cross) not in self.spreads:
            values = [self.at(by_row, line.position, cross) for line in self.lines(by_row)]
            self.spreads[by_row, cross] = pstdev([float(value.value) for value in values if value is not None])
        return self.spreads[by_row, cross]

    def words(self, by_row: bool, line: int) -> tuple[str, ...]:
        """All names of a line as words."""
        return self.names.get((by_row, line), ())

    def printing(self, quantity: Quantity) -> tuple[Value, ...]:
        """The values that print a number, or it as a percentage."""
        if quantity not in self.printed:
            self.printed[quantity] = tuple(value for value in self.index.values if _prints(value, quantity))
        return self.printed[quantity]

    def lower(self, value: Value) -> bool:
        """Whether a smaller value of this kind is the better one."""
        key = (value.column_names, value.row_names)
        if key not in self.lowers:
            self.lowers[key] = lower_is_better(self.index.table.caption, *key)
        return self.lowers[key]

    def rivals(self, by_row: bool, lines: frozenset[int]) -> frozenset[int]:
        """What some lines are compared with where nothing else is named: neither sizes, means nor what bounds them."""
        return frozenset(
            line.position
            for line in self.lines(by_row)
            if line.position not in lines
            and not line.average
            and not SIZES.search(line.key)
            and not REFERENCE.search(line.key)
        )

    def changes(self) -> bool:
        """Whether the table prints changes, not only values below zero: with a plus, or called so."""
        names = " ".join((self.index.table.caption, *(line.key for line in (*self.index.rows, *self.index.columns))))
        return CHANGES.search(names) is not None or any(v.signed and v.value > 0 for v in self.values.values())

    def bases(self, by_row: bool, line: int) -> list[int]:
        """What a line is a change of: the longest name that is a part of its own, else a line called baseline."""
        lines = {each.position: each for each in self.lines(by_row)}
        own = set(self.words(by_row, line))
        parts = [
            (len(words), -abs(position - line), position)
            for position in sorted(lines)
            if position != line
            and (words := set(self.words(by_row, position))) < own
            and set(label_words(uncited(lines[position].key))) < set(label_words(uncited(lines[line].key)))
        ]
        if parts:
            return [max(parts)[2]]
        if lines[line].key.lstrip().startswith("+"):
            above = [p for p in sorted(lines) if p < line and not lines[p].key.lstrip().startswith("+")]
            return above[-1:]
        if REMOVED.search(lines[line].key):
            above = [p for p in sorted(lines) if p < line and not REMOVED.search(lines[p].key)]
            return above[-1:] or [p for p in sorted(lines) if not REMOVED.search(lines[p].key)][:1]
        theirs = set(lines[line].context)
        based = [
            p for p in sorted(lines) if p != line and BASE.search(" ".join({lines[p].key, *lines[p].context} - theirs))
        ]
        based = [p for p in based if not WHOLE.search(lines[p].key)] or based
        return [max(based, key=lambda p: (len(own & set(self.words(by_row, p))), -abs(p - line), -p))] if based else []

    def matched(self, by_row: bool, first: Sequence[int], second: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of two sets of lines that share the most words of their names, if no line of the second is left out.

        So "A dev" meets "B dev" and "A test" meets "B test", while one system meets all the others. Rows with check
        marks meet those with the same ones.
        """
        if by_row and self.ticks:
            alike = [(a, b) for a in first for b in second if self.ticks.get(a) == self.ticks.get(b)]
            if alike and len(alike) < len(first) * len(second):
                yield from alike
                return
        lines = {line.position: line for line in self.lines(by_row)}
        own = {line: frozenset(self.words(by_row, line)) for line in (*first, *second)}
        shared = frozenset[str]().union(*(own[line] for line in first)) & frozenset[str]().union(
            *(own[line] for line in second)
        )
        closest: list[tuple[int, int]] = []
        for a in first:
            common = {b: len(own[a] & own[b] & shared) for b in second}
            most = max(common.values(), default=0)
            closest += [(a, b) for b in second if common[b] == most]
        if {b for _, b in closest} == set(second):
            yield from closest
            return
        for a in first:
            same = [b for b in second if lines[b].context == lines[a].context]
            yield from ((a, b) for b in same or second)

    def headline(self, by_row: bool, lines: frozenset[int]) -> frozenset[int]:
        """Of lines of precision, recall and F1 those of F1, which "performance" means; others as they are."""
        f1 = frozenset(line for line in lines if "f1" in self.words(by_row, line))
        parts = frozenset(line for line in lines if {"precision", "recall"} & set(self.words(by_row, line)))
        return lines - parts if f1 and parts else lines


def _prints(value: Value, quantity: Quantity) -> bool:
    if same_number(quantity, abs(value.value), value.decimals):
        return True
    share = abs(value.value) <= 1 and value.decimals >= 2
    return share and same_number(quantity, abs(value.value) * 100, value.decimals - 2)


def board(index: TableIndex) -> Board:
    """The table's values by place; of a dual cell the first."""
    values: dict[tuple[int, int], Value] = {}
    for value in index.values:
        values.setdefault((value.row, value.column), value)
    names: dict[tuple[bool, int], tuple[str, ...]] = {}
    for by_row, lines in ((True, index.rows), (False, index.columns)):
        for line in lines:
            said = [word for name in plain_names(line) for word in label_words(name)]
            names[by_row, line.position] = tuple(dict.fromkeys(said))
    guess = likely_own(index)
    own = own_lines(index) or ((guess,) if guess else ())
    return Board(index, values, names, corner_words(index), own, _ticks(index))


def _ticks(index: TableIndex) -> dict[int, frozenset[int]]:
    ticked = {line.position: set[int]() for line in index.rows}
    for cell in index.table.cells:
        if cell.row in ticked and cell.text.strip().lower() in TICKS:
            ticked[cell.row].add(cell.column)
    sets = {row: frozenset(columns) for row, columns in ticked.items()}
    return sets if len(set(sets.values())) > 1 else {}
