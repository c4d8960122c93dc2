"""What a table says to each comparison of a statement: who is better, who is best, what changes, who is high or low.

Each cue of the statement becomes a fact: the cells that it speaks of, a formula over them, and a score from -1 (every
cell says the opposite) to 1 (every cell agrees).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import pstdev

from synth.verify.cells import Value
from synth.verify.compare import LOWER_IS_BETTER
from synth.verify.index import Line, TableIndex
from synth.verify.statement_links import Link
from synth.verify.statement_words import OPPOSITE, OTHERS, STRONG, WEAK, Clause, Cue, clauses, tokens

SECOND = re.compile(r"\bsecond[- ]?$|\bsecond[- ]", re.IGNORECASE)
QUALITY = re.compile(
    r"improv|boost|enhanc|benefi|help|effective|contribut|gain|hurt|degrad|harm|deteriorat|outperform|surpass|better"
    r"|worse|superior|inferior|best|worst|beat|strong|weak|poor|well|good|bad|exceed|state|leading|fast|slow",
    re.IGNORECASE,
)
REMOVED = re.compile(r"\b(?:w/o|without|no|non|remov\w*|minus|-)\b|^\s*[-–−]|[–−]", re.IGNORECASE)
BASE = re.compile(r"\b(?:baseline|base|none|vanilla|original|plain|full)\b", re.IGNORECASE)
SIZES = re.compile(r"#|\bparams?|\bparameters|\bsize|\bp-?value|\bn\b", re.IGNORECASE)
ERRORS = re.compile(r"\b(?:error(?: rate)?s?|perplexit(?:y|ies)|wer|cer|loss|mae|rmse|mse)\b", re.IGNORECASE)
HIGHER_IS_BETTER = re.compile(
    r"\b(?:accurac|F-?1|F-?score|F-?measure|BLEU|precision|recall|correlation|AUC|score)", re.IGNORECASE
)
CLOSE, FAR = 0.35, 1.0
"""Differences in standard deviations of their column: below the first two scores are alike, above the second apart."""

TWO_SIDED = frozenset({"better", "worse", "more", "less"})

Cells = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the table says to one cue. `kind` is the cue's kind without its sense; `sure` how plainly it was bound."""

    kind: str
    score: float
    sure: float
    formula: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Board:
    """A table to be asked: its values by place, and the lines of both axes."""

    index: TableIndex
    values: dict[tuple[int, int], Value]
    names: dict[tuple[bool, int], tuple[str, ...]] = field(default_factory=dict)

    def lines(self, by_row: bool) -> tuple[Line, ...]:
        """The lines of one axis."""
        return self.index.rows if by_row else self.index.columns

    def at(self, by_row: bool, line: int, cross: int) -> Value | None:
        """The value where a line meets one of the other axis."""
        return self.values.get((line, cross) if by_row else (cross, line))

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


def board(index: TableIndex) -> Board:
    """The table's values by place; of a dual cell the first."""
    values: dict[tuple[int, int], Value] = {}
    for value in index.values:
        values.setdefault((value.row, value.column), value)
    names: dict[tuple[bool, int], tuple[str, ...]] = {}
    for by_row, lines in ((True, index.rows), (False, index.columns)):
        for line in lines:
            said = tokens(" ".join((line.key, *line.context)))
            names[by_row, line.position] = tuple(dict.fromkeys(token.word for token in said))
    return Board(index, values, names)


def facts(text: str, links: Sequence[Link], asked: Board) -> tuple[Fact, ...]:
    """A fact for each cue that can be bound to lines of the table, in the order of the statement."""
    found: list[Fact] = []
    subject: tuple[Link, ...] = ()
    for clause in clauses(text):
        inside = [link for link in links if clause.start <= link.start < clause.end]
        for number, cue in enumerate(clause.cues[:4]):
            left = _before(text, inside, clause, number)
            stop = next((each.start for each in clause.cues[number + 1 :] if each.kind in TWO_SIDED), clause.end)
            right = [link for link in inside if cue.end <= link.start < stop]
            if not [link for link in left if not link.metric]:
                left = [*subject, *left]
            place = _Place(text, clause, cue, tuple(left), tuple(right), tuple(links), asked)
            made = place.fact()
            if made is not None:
                found.append(made)
        own = tuple(link for link in inside if not link.metric)
        first = clause.cues[0].start if clause.cues else clause.end
        subject = tuple(link for link in own if link.end <= first) or own[:1] or subject
    return tuple(found)


def _before(text: str, inside: Sequence[Link], clause: Clause, number: int) -> list[Link]:
    """The links that a cue's subject is among: those left of it, but not what an earlier comparison speaks against."""
    cue = clause.cues[number]
    earlier = [each for each in clause.cues[:number] if each.kind in TWO_SIDED]
    left = [link for link in inside if link.end <= cue.start]
    if not earlier:
        return left
    comma = max(text.rfind(mark, earlier[0].end, cue.start) for mark in (",", ";", ":"))
    nearer = [link for link in left if comma >= 0 and link.start > comma]
    return (
        nearer if any(not link.metric for link in nearer) else [link for link in left if link.end <= earlier[0].start]
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One cue with the links on both sides of it."""

    text: str
    clause: Clause
    cue: Cue
    left: tuple[Link, ...]
    right: tuple[Link, ...]
    every: tuple[Link, ...]
    asked: Board

    @property
    def base(self) -> str:
        return OPPOSITE.get(self.cue.kind, self.cue.kind)

    def fact(self) -> Fact | None:
        makers = {
            "better": self._comparison,
            "more": self._comparison,
            "best": self._ranking,
            "most": self._ranking,
            "up": self._change,
            "high": self._level,
            "same": self._likeness,
        }
        for by_row in self._axes():
            if (made := makers[self.base](by_row)) is not None:
                return made
        return None

    def _axes(self) -> tuple[bool, ...]:
        """Systems are compared, metrics are not: across from the named metrics, else where more phrases are linked."""
        both = self.left + self.right
        metrics = {link.by_row for link in (both if any(link.metric for link in both) else self.every) if link.metric}
        rows = sum(link.by_row and not link.metric for link in both)
        columns = sum(not link.by_row and not link.metric for link in both)
        if metrics == {True} and columns:
            return (False,)
        if metrics == {False} and rows:
            return (True,)
        return (True, False) if rows >= columns else (False, True)

    def _sides(self, by_row: bool) -> tuple[frozenset[int], frozenset[int]]:
        """The lines left and right of the cue; a phrase that only narrows another one down narrows it down."""
        return _narrowed(self.left, by_row), _narrowed(self.right, by_row)

    def _cross(self, by_row: bool, lines: frozenset[int]) -> list[int]:
        """The lines of the other axis that the clause (else the statement) names; all that hold scores where none."""
        for pool in (self.right, self.left + self.right, self.every):
            across = [link for link in pool if link.by_row is not by_row]
            metrics = frozenset[int]().union(*(link.lines for link in across if link.metric))
            others = _narrowed(across, not by_row)
            if pool is self.right and not metrics and not others:
                continue
            if metrics and not others:
                others = _narrowed([link for link in self.every if link.by_row is not by_row], not by_row)
            wanted = (metrics & others) or metrics or others
            kept = [c for c in sorted(wanted) if any(self.asked.at(by_row, line, c) for line in lines)]
            if kept:
                return kept
        return [
            line.position
            for line in self.asked.lines(not by_row)
            if not SIZES.search(line.key) and any(self.asked.at(by_row, each, line.position) for each in lines)
        ]

    def _signed(self, value: Value, other: Value | Decimal) -> int:
        """1 where the cue's own sense holds of two values, -1 where the opposite does."""
        against = other if isinstance(other, Decimal) else other.value
        sign = (value.value > against) - (value.value < against)
        if QUALITY.search(self.text[self.cue.start : self.cue.end]) and self.asked.lower(value):
            sign = -sign
        return -sign if self.cue.kind in OPPOSITE else sign

    def _made(
        self, kind: str, scores: Sequence[float], sure: float, formula: str, cells: Sequence[Value]
    ) -> Fact | None:
        if not scores:
            return None
        score = sum(scores) / len(scores)
        if self.cue.negated:
            score = -score
        places = tuple(dict.fromkeys((value.row, value.column) for value in cells))
        sure *= 0.6 if self.clause.comment else 1.0
        if any(link.guessed for link in self.left):
            sure *= 0.6
        return Fact(kind, max(-1.0, min(1.0, score)), sure, formula, places)

    def _pairs(
        self, by_row: bool, first: frozenset[int], second: frozenset[int], cross: Sequence[int]
    ) -> Iterator[tuple[Value, Value]]:
        """Values of two sets of lines at the same places, within one group of the table where both have the groups."""
        lines = {line.position: line for line in self.asked.lines(by_row)}
        for a in sorted(first):
            same = [b for b in sorted(second) if b != a and lines[b].context == lines[a].context]
            for b in same or [b for b in sorted(second) if b != a]:
                for c in cross:
                    mine, other = self.asked.at(by_row, a, c), self.asked.at(by_row, b, c)
                    if mine is not None and other is not None:
                        yield mine, other

    def _comparison(self, by_row: bool) -> Fact | None:
        left, right = self._sides(by_row)
        sure = 1.0
        if left and right and left & right and left != right:
            left, right = (left - right or left), (right - left or right)
        than = re.search(r"\bthan\b", self.text[self.cue.end : self.clause.end]) is not None
        others = OTHERS.search(self.text, self.cue.end, self.clause.end) is not None
        if left and (not right or right == left):
            named = frozenset[int]().union(
                *(each.lines for each in self.every if each.by_row is by_row and not each.metric and each.exact)
            )
            if not others and (rival := named - left) and len(left) <= 2:
                sure, right = 0.7, rival
            else:
                sure = 0.7 if others else 0.4 if than or self.base == "better" else 0.2
                right = frozenset(line.position for line in self.asked.lines(by_row)) - left
        if right and not left:
            return None
        cross = self._cross(by_row, left)
        pairs = list(self._pairs(by_row, left, right, cross))
        scores = [self._graded(a, b, by_row) for a, b in pairs]
        wins = sum(self._signed(a, b) > 0 for a, b in pairs)
        formula = (
            f"{self._said(by_row, left)} {self.cue.kind} than {self._said(by_row, right)} in {wins} of {len(pairs)}"
        )
        return self._made("compare", scores, sure, formula, [v for pair in pairs for v in pair])

    def _graded(self, a: Value, b: Value, by_row: bool) -> float:
        """The direction of a difference, less where its size is not what the words say."""
        sign = float(self._signed(a, b))
        margin = self._margin(a, b, by_row)
        around = self.text[max(self.clause.start, self.cue.start - 30) : self.cue.end + 12]
        if sign > 0 and STRONG.search(around) and margin < CLOSE:
            return 0.2
        if sign > 0 and WEAK.search(around) and margin > FAR:
            return 0.0
        return sign

    def _margin(self, a: Value, b: Value, by_row: bool) -> float:
        """The size of a difference in standard deviations of the line across."""
        cross = a.column if by_row else a.row
        lines = [self.asked.at(by_row, line.position, cross) for line in self.asked.lines(by_row)]
        spread = pstdev([float(value.value) for value in lines if value is not None])
        return abs(float(a.value - b.value)) / spread if spread > 0 else 0.0

    def _ranking(self, by_row: bool) -> Fact | None:
        left, right = self._sides(by_row)
        chosen = left or right
        if not chosen or 2 * len(chosen) > len(self.asked.lines(by_row)):
            return None
        rivals = frozenset(line.position for line in self.asked.lines(by_row) if not line.average)
        scores: list[float] = []
        cells: list[Value] = []
        tops = 0
        second = SECOND.search(self.text[max(0, self.cue.start - 9) : self.cue.start]) is not None
        for c in self._cross(by_row, chosen):
            mine = [v for line in sorted(chosen) if (v := self.asked.at(by_row, line, c)) is not None]
            other = [v for line in sorted(rivals - chosen) if (v := self.asked.at(by_row, line, c)) is not None]
            if not mine or not other:
                continue
            best = max(mine, key=lambda value: self._signed(value, mine[0]))
            ahead = sum(self._signed(value, best) > 0 for value in other)
            wanted = 1 if second else 0
            tops += ahead == wanted
            scores.append(1.0 if ahead == wanted else -0.4 - 0.6 * ahead / len(other))
            cells += mine
        formula = f"{self._said(by_row, chosen)} {self.cue.kind} in {tops} of {len(scores)}"
        return self._made("rank", scores, 1.0 if left else 0.7, formula, cells)

    def _change(self, by_row: bool) -> Fact | None:
        left, right = self._sides(by_row)
        for chosen, sure in ((left, 1.0), (right, 0.8)):
            if not chosen:
                continue
            cross = self._cross(by_row, chosen)
            based = [line for line in self.asked.lines(by_row) if line.position in chosen and BASE.search(line.key)]
            if len(based) == len(chosen):
                rest = frozenset(line.position for line in self.asked.lines(by_row)) - chosen
                pairs = list(self._pairs(by_row, rest, chosen, cross))
                scores = [self._graded(a, b, by_row) for a, b in pairs]
                formula = f"all others {self.cue.kind} against {self._said(by_row, chosen)}"
                return self._made("change", scores, sure * 0.7, formula, [v for pair in pairs for v in pair])
            cells = [v for line in sorted(chosen) for c in cross if (v := self.asked.at(by_row, line, c)) is not None]
            signed = [value for value in cells if value.signed]
            if signed:
                scores = [float(self._signed(value, Decimal(0))) for value in signed]
                formula = f"changes of {self._said(by_row, chosen)} {self.cue.kind}"
                return self._made("change", scores, sure, formula, signed)
            pairs = [
                pair
                for line in sorted(chosen)
                for base in self._bases(by_row, line)
                for pair in self._pairs(by_row, frozenset({line}), frozenset({base}), cross)
            ]
            if pairs:
                scores = [self._graded(a, b, by_row) for a, b in pairs]
                formula = f"{self._said(by_row, chosen)} {self.cue.kind} against the line without it"
                return self._made("change", scores, sure * 0.9, formula, [v for pair in pairs for v in pair])
        return None

    def _bases(self, by_row: bool, line: int) -> list[int]:
        """What a line is a change of: the longest name that is a part of its own, else a line called baseline."""
        lines = {each.position: each for each in self.asked.lines(by_row)}
        own = set(self.asked.words(by_row, line))
        parts = [
            (len(words), -abs(position - line), position)
            for position in sorted(lines)
            if position != line and (words := set(self.asked.words(by_row, position))) and words < own
        ]
        if parts:
            return [max(parts)[2]]
        if REMOVED.search(lines[line].key):
            above = [p for p in sorted(lines) if p < line and not REMOVED.search(lines[p].key)]
            return above[-1:] or [p for p in sorted(lines) if not REMOVED.search(lines[p].key)][:1]
        return [p for p in sorted(lines) if p != line and BASE.search(" ".join((lines[p].key, *lines[p].context)))][:1]

    def _level(self, by_row: bool) -> Fact | None:
        left, right = self._sides(by_row)
        chosen = left or right
        if not chosen:
            return None
        scores: list[float] = []
        cells: list[Value] = []
        for c in self._cross(by_row, chosen):
            column = [
                v for line in self.asked.lines(by_row) if (v := self.asked.at(by_row, line.position, c)) is not None
            ]
            mine = [v for line in sorted(chosen) if (v := self.asked.at(by_row, line, c)) is not None]
            if len(column) <= len(mine) or not mine:
                continue
            for value in mine:
                above = sum(self._signed(value, other) > 0 for other in column)
                below = sum(self._signed(value, other) < 0 for other in column)
                scores.append((above - below) / (len(column) - 1))
            cells += mine
        return self._made("level", scores, 0.5, f"{self._said(by_row, chosen)} {self.cue.kind} among all", cells)

    def _likeness(self, by_row: bool) -> Fact | None:
        left, right = self._sides(by_row)
        left, right = left or right, (right - left) or left
        pairs = list(self._pairs(by_row, left, right, self._cross(by_row, left)))[:200]
        sense = -1.0 if self.cue.kind in OPPOSITE else 1.0
        scores = [sense * (1 - 1.5 * min(1.3, self._margin(a, b, by_row))) for a, b in pairs]
        formula = f"{self._said(by_row, left)} like {self._said(by_row, right)}"
        return self._made("same", scores, 0.8, formula, [v for pair in pairs for v in pair])

    def _said(self, by_row: bool, lines: frozenset[int]) -> str:
        keys = [line.key or f"line {line.position + 1}" for line in self.asked.lines(by_row) if line.position in lines]
        return ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def _narrowed(links: Sequence[Link], by_row: bool) -> frozenset[int]:
    """The lines that some links name together: a phrase within another's lines narrows them, any other adds its own."""
    chosen: frozenset[int] = frozenset()
    for link in links:
        if link.by_row is by_row and not link.metric:
            both = chosen & link.lines
            chosen = both or chosen | link.lines
    return chosen
