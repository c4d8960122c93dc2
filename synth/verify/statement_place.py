"""One cue of a statement bound to a table: its two sides as lines, the places they meet in, and the scores there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from synth.verify.cells import Value
from synth.verify.statement_board import Board, Cells
from synth.verify.statement_links import Link
from synth.verify.statement_words import OPPOSITE, STRONG, WEAK, Clause, Cue

QUALITY = re.compile(
    r"improv|boost|enhanc|benefi|help|effective|contribut|gain|hurt|degrad|harm|deteriorat|outperform|surpass|better"
    r"|worse|superior|inferior|best|worst|beat|strong|weak|poor|well|good|bad|exceed|state|leading",
    re.IGNORECASE,
)
SIZES = re.compile(r"#|\bparams?|\bparameters|\bsize|\bp-?value|\bn\b", re.IGNORECASE)
SPEED = re.compile(r"fast|slow|quick|speed|accelerat", re.IGNORECASE)
TIMES = re.compile(r"\b(?:time|times|train|decode|latency|seconds?|speed|throughput|runtime|ms|sec)\b", re.IGNORECASE)
RATES = re.compile(r"\b(?:speed|throughput|per second)\b|/s\b", re.IGNORECASE)
BETWEEN = re.compile(r"[,;/]|\b(?:and|or|than|over|versus|vs|to|against)\b")
CLOSE, FAR = 0.35, 1.0
"""Differences in standard deviations of their column: below the first two scores are alike, above the second apart."""
TIE = -0.6
"""What equal scores say to "higher": more against it than for it."""
OVERSTATED = -0.3
"""What a difference in the right direction but of the wrong size counts for, times its score."""
MOST_LINES = 60
"""Lines that one side of a comparison is taken to be about; a longer list is nobody's."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the table says to one cue. `kind` is the cue's kind without its sense; `sure` how plainly it was bound."""

    kind: str
    score: float
    sure: float
    formula: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Place:
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
        """The cue's kind without its sense."""
        return OPPOSITE.get(self.cue.kind, self.cue.kind)

    def axes(self) -> tuple[bool, ...]:
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

    def sides(self, by_row: bool) -> tuple[frozenset[int], frozenset[int]]:
        """The lines left and right of the cue; a phrase that only narrows another one down narrows it down."""
        return narrowed(self.left, by_row, self.text), narrowed(self.right, by_row, self.text)

    def cross(self, by_row: bool, lines: frozenset[int]) -> list[int]:
        """The lines of the other axis that the clause (else the statement) names; all that hold scores where none."""
        if timed := self.timed(not by_row):
            return sorted(timed)
        for pool in (self.right, self.left + self.right, self.every):
            across = [link for link in pool if link.by_row is not by_row]
            metrics = frozenset[int]().union(*(link.lines for link in across if link.metric))
            others = narrowed(across, not by_row, self.text)
            if pool is self.right and not metrics and not others:
                continue
            if metrics and not others:
                others = narrowed([link for link in self.every if link.by_row is not by_row], not by_row, self.text)
            if others and not metrics:
                said = frozenset[int]().union(
                    *(link.lines for link in self.every if link.by_row is not by_row and link.metric)
                )
                others = (others & said) or self.asked.headline(not by_row, others)
            wanted = (metrics & others) or metrics or others
            kept = [c for c in sorted(wanted) if any(self.asked.at(by_row, line, c) for line in lines)]
            if kept:
                return kept
        whole = self.asked.headline(not by_row, frozenset(line.position for line in self.asked.lines(not by_row)))
        return [
            line.position
            for line in self.asked.lines(not by_row)
            if line.position in whole
            and not SIZES.search(line.key)
            and any(self.asked.at(by_row, each, line.position) for each in lines)
        ]

    def timed(self, by_row: bool) -> frozenset[int]:
        """The lines of times and speeds, where the cue is about them."""
        if not SPEED.search(self.text, self.cue.start, self.cue.end):
            return frozenset()
        return frozenset(line.position for line in self.asked.lines(by_row) if TIMES.search(line.key))

    def signed(self, value: Value, other: Value | Decimal) -> int:
        """1 where the cue's own sense holds of two values, -1 where the opposite does."""
        against = other if isinstance(other, Decimal) else other.value
        sign = (value.value > against) - (value.value < against)
        cue = self.text[self.cue.start : self.cue.end]
        times = SPEED.search(cue) and TIMES.search(" ".join(value.column_names + value.row_names))
        if times and not RATES.search(" ".join(value.column_names + value.row_names)):
            sign = -sign  # the faster one takes less time
        elif QUALITY.search(cue) and self.asked.lower(value):
            sign = -sign
        return -sign if self.cue.kind in OPPOSITE else sign

    def made(
        self, kind: str, scores: Sequence[float], sure: float, formula: str, cells: Sequence[Value]
    ) -> Fact | None:
        """A fact with the mean score, turned round where the cue is denied; None without any score."""
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

    def pairs(
        self, by_row: bool, first: frozenset[int], second: frozenset[int], cross: Sequence[int]
    ) -> Iterator[tuple[Value, Value]]:
        """Values of two sets of lines at the same places, within one group of the table where both have the groups."""
        lines = {line.position: line for line in self.asked.lines(by_row)}
        for a in sorted(first)[:MOST_LINES]:
            same = [b for b in sorted(second) if b != a and lines[b].context == lines[a].context]
            for b in same or [b for b in sorted(second) if b != a]:
                for c in cross:
                    mine, other = self.asked.at(by_row, a, c), self.asked.at(by_row, b, c)
                    if mine is not None and other is not None:
                        yield mine, other

    def sized(self, signs: Sequence[int], pairs: Sequence[tuple[Value, Value]], by_row: bool) -> list[float]:
        """The signs without ties, or less where the differences are not as large, or as small, as the words say."""
        scores = [float(sign) for sign in signs if sign] or [TIE] * len(signs)
        if sum(scores) <= 0:
            return scores
        margin = median(self.margin(a, b, by_row) for a, b in pairs)
        around = self.text[max(self.clause.start, self.cue.start - 32) : self.cue.end + 14]
        if (STRONG.search(around) and margin < CLOSE) or (WEAK.search(around) and margin > FAR):
            return [score * OVERSTATED for score in scores]
        return scores

    def margin(self, a: Value, b: Value, by_row: bool) -> float:
        """The size of a difference in standard deviations of the line across."""
        spread = self.asked.spread(by_row, a.column if by_row else a.row)
        return abs(float(a.value - b.value)) / spread if spread > 0 else 0.0

    def said(self, by_row: bool, lines: frozenset[int]) -> str:
        """The names of some lines, at most three of them."""
        keys = [line.key or f"line {line.position + 1}" for line in self.asked.lines(by_row) if line.position in lines]
        return ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def narrowed(links: Sequence[Link], by_row: bool, text: str) -> frozenset[int]:
    """The lines that some links name together: a phrase within another's lines narrows them, any other adds its own."""
    chosen: frozenset[int] = frozenset()
    end = 0
    for link in links:
        if link.by_row is by_row and not link.metric:
            beside = not BETWEEN.search(text[end : link.start]) and link.start - end <= 12
            both = chosen & link.lines or (chosen & link.near if beside else frozenset())
            chosen = both or chosen | link.lines
            end = link.end
    return chosen
