"""A table to be asked: its values by place, the names of its lines, and which end of a metric is the good one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import pstdev

from synth.verify.cells import Value
from synth.verify.compare import LOWER_IS_BETTER
from synth.verify.index import Line, TableIndex
from synth.verify.statement_links import label_words

Cells = tuple[tuple[int, int], ...]

REMOVED = re.compile(r"\b(?:w/o|without|no|non|remov\w*|minus|-)\b|^\s*[-–−]|[–−]", re.IGNORECASE)
BASE = re.compile(r"\b(?:baseline|base|none|vanilla|original|plain|full)\b", re.IGNORECASE)
ERRORS = re.compile(r"\b(?:error(?: rate)?s?|perplexit(?:y|ies)|wer|cer|loss|mae|rmse|mse)\b", re.IGNORECASE)
HIGHER_IS_BETTER = re.compile(
    r"\b(?:accurac|F-?1|F-?score|F-?measure|BLEU|precision|recall|correlation|AUC|score)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Board:
    """A table to be asked: its values by place, and the lines of both axes."""

    index: TableIndex
    values: dict[tuple[int, int], Value]
    names: dict[tuple[bool, int], tuple[str, ...]] = field(default_factory=dict)
    spreads: dict[tuple[bool, int], float] = field(default_factory=dict)
    """Worked out once each, when it is asked for."""

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

    def lower(self, value: Value) -> bool:
        """Whether a smaller value of this kind is the better one."""
        names = " ".join((*value.column_names, *value.row_names))
        if "↑" in names:
            return False
        if LOWER_IS_BETTER.search(names):
            return True
        caption = self.index.table.caption
        return ERRORS.search(caption) is not None and not HIGHER_IS_BETTER.search(f"{caption} {names}")

    def bases(self, by_row: bool, line: int) -> list[int]:
        """What a line is a change of: the longest name that is a part of its own, else a line called baseline."""
        lines = {each.position: each for each in self.lines(by_row)}
        own = set(self.words(by_row, line))
        parts = [
            (len(words), -abs(position - line), position)
            for position in sorted(lines)
            if position != line and (words := set(self.words(by_row, position))) and words < own
        ]
        if parts:
            return [max(parts)[2]]
        if REMOVED.search(lines[line].key):
            above = [p for p in sorted(lines) if p < line and not REMOVED.search(lines[p].key)]
            return above[-1:] or [p for p in sorted(lines) if not REMOVED.search(lines[p].key)][:1]
        return [p for p in sorted(lines) if p != line and BASE.search(" ".join((lines[p].key, *lines[p].context)))][:1]

    def headline(self, by_row: bool, lines: frozenset[int]) -> frozenset[int]:
        """Of lines of precision, recall and F1 those of F1, which "performance" means; others as they are."""
        f1 = frozenset(line for line in lines if "f1" in self.words(by_row, line))
        parts = frozenset(line for line in lines if {"precision", "recall"} & set(self.words(by_row, line)))
        return lines - parts if f1 and parts else lines


def board(index: TableIndex) -> Board:
    """The table's values by place; of a dual cell the first."""
    values: dict[tuple[int, int], Value] = {}
    for value in index.values:
        values.setdefault((value.row, value.column), value)
    names: dict[tuple[bool, int], tuple[str, ...]] = {}
    for by_row, lines in ((True, index.rows), (False, index.columns)):
        for line in lines:
            said = [word for name in (line.key, *line.context) for word in label_words(name)]
            names[by_row, line.position] = tuple(dict.fromkeys(said))
    return Board(index, values, names)
