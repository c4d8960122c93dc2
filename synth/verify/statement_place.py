"""One cue of a statement bound to a table: its two sides as lines, the places they meet in, and the scores there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from synth.verify.cells import Value
from synth.verify.measures import SIZES
from synth.verify.statement_aliases import REMOVED, lacks
from synth.verify.statement_board import Board, Cells
from synth.verify.statement_links import Link
from synth.verify.statement_phrases import (
    APPLIED,
    BETWEEN,
    DIFFERENCES,
    EXCEPT,
    LEFT_OUT,
    LISTED,
    LOCATED,
    LOCATED_BEHIND,
    MADE,
    OWN_PHRASE,
    PERFORMANCE,
    PERFORMED,
    QUALITY,
    RATES,
    SPEED,
    TAKEN_AWAY,
    TIMES,
)
from synth.verify.statement_words import ONLY, OPPOSITE, STRONG, WEAK, Clause, Cue, tokens

SECOND_ORDER, BESIDE = 0.4, 24
"""How plainly a comparison is bound that is one of differences ("a larger gain")."""
REACH = 40
"""Characters before a name in which it may be said to be taken away."""
CLOSE, FAR = 0.35, 1.0
"""Differences in standard deviations of their column: below the first two scores are alike, above the second apart."""
LITTLE, MUCH = 0.02, 0.05
"""Differences as shares of the larger value, which short lines need beside the standard deviation."""
TIE = -0.6
"""What equal scores say to "higher": more against it than for it."""
OVERSTATED = -0.3
"""What a difference in the right direction but of the wrong size counts for, times its score."""
MOST_LISTED = 24
"""Links before one among which the beginning of its list is looked for."""
MOST_LINES = 60
"""Lines that one side of a comparison is taken to be about; a longer list is nobody's."""
MOST_PAIRS = 5_000
Pairs = list[tuple[Value, Value]]


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

    @property
    def spared(self) -> tuple[Link, ...]:
        """The links behind the cue that the statement excepts ("all but A", "with the exception of A")."""
        excepted = EXCEPT.search(self.text, self.cue.end, self.clause.end)
        return tuple(link for link in self.right if excepted is not None and link.start >= excepted.end())

    def axes(self) -> tuple[bool, ...]:
        """Systems are compared, metrics are not: across from the named metrics, else where more phrases are linked."""
        both = self.left + self.right
        metrics = {link.by_row for link in (both if any(link.metric for link in both) else self.every) if link.metric}
        named = [link for link in both if not link.metric and not self._means(link)]
        named = [link for link in named if not self.located(link)] or named
        own = {link.by_row for link in self.left if OWN_PHRASE.match(link.phrase) and not link.guessed}
        if len(own) == 1 and own != metrics:
            return (True, False) if own == {True} else (False, True)
        rows = sum(link.by_row for link in named)
        columns = len(named) - rows
        if metrics == {True} and columns:
            return (False,)
        if metrics == {False} and rows:
            return (True,)
        return (True, False) if rows >= columns else (False, True)

    def located(self, link: Link) -> bool:
        """Whether a link says where something holds ("on SQuAD") and not what it holds of."""
        first = link
        here = bisect_left(self.every, link.start, key=lambda each: each.start)
        for other in reversed(self.every[max(0, here - MOST_LISTED) : here]):
            if other.by_row is link.by_row and other.end <= first.start and not other.metric:
                if first.start - other.end > REACH or not LISTED.fullmatch(self.text, other.end, first.start):
                    break
                first = other
        where = LOCATED if first.start < self.cue.end else LOCATED_BEHIND
        located = where.search(self.text, max(0, first.start - REACH), first.start)
        return located is not None and not MADE.search(self.text, max(0, located.start() - REACH), located.start())

    def taken_away(self, link: Link) -> bool:
        """Whether the statement takes away what a link names ("without A", "when A is removed")."""
        before = TAKEN_AWAY.search(self.text, max(0, link.start - REACH), link.start)
        # "removal" inside a name takes nothing away.
        told = before is not None and not any(o.start <= before.start() < o.end for o in self.every if o is not link)
        return told or LEFT_OUT.match(self.text, link.end) is not None

    def _means(self, link: Link) -> bool:
        averages = {line.position for line in self.asked.lines(link.by_row) if line.average}
        return link.lines <= averages

    def sides(self, by_row: bool) -> tuple[frozenset[int], frozenset[int]]:
        """The lines left and right of the cue; a phrase that only narrows another one down narrows it down.

        Where systems and metrics are named along one axis ("LR P", "LR R"), the metrics that are meant narrow it too.
        """
        placed = self.base in ("better", "more", "best", "most", "up", "effect")
        left, right = (
            narrowed([each for each in side if not (placed and self.located(each))], by_row, self.text)
            for side in (self.left, self.right)
        )
        if placed and not left and not right:
            left, right = narrowed(self.left, by_row, self.text), narrowed(self.right, by_row, self.text)
        said = self.metrics(by_row)
        return self.measured(by_row, left, said), self.measured(by_row, right, said)

    def removes(self, by_row: bool, lines: frozenset[int]) -> bool:
        """Whether all of some lines are lines without what the statement calls them by ("- attention")."""
        names = {line.position: line.key for line in self.asked.lines(by_row)}
        linked = [link for link in self.left if link.by_row is by_row and not link.metric]
        said = frozenset(token.word for link in linked for token in tokens(link.phrase))
        if not all(lacks(names[line], said) for line in lines):
            return False
        return not any(REMOVED.search(link.phrase) or self.taken_away(link) for link in linked)

    def metrics(self, by_row: bool) -> frozenset[int]:
        """The lines of one axis whose metric is named beside the cue, else in the clause, else anywhere."""
        inside = [link for link in self.every if self.clause.start <= link.start < self.clause.end]
        for pool in (self.right, self.left, inside, self.every):
            if lines := frozenset[int]().union(*(each.lines for each in pool if each.metric and each.by_row is by_row)):
                return lines
        return frozenset()

    def measured(self, by_row: bool, lines: frozenset[int], said: frozenset[int]) -> frozenset[int]:
        """Some lines, or those of them that are of the metrics named."""
        return (lines & said) or (self.asked.headline(by_row, lines) if len(lines) > 1 else lines)

    def cross(self, by_row: bool, lines: frozenset[int]) -> list[int]:
        """The lines of the other axis that the clause (else the statement) names; all that hold scores where none."""
        if timed := self.timed(not by_row):
            return sorted(timed)
        names = {line.position: line.key for line in self.asked.lines(not by_row)}
        spared = self.spared
        without = narrowed(spared, not by_row, self.text)
        every = [link for link in self.every if link.by_row is not by_row and link not in spared]
        earlier = tuple(link for link in every if link.start < self.clause.end)
        for pool in (self.right, self.left + self.right, earlier):
            across = [link for link in pool if link.by_row is not by_row and link not in spared]
            metrics = frozenset[int]().union(*(link.lines for link in across if link.metric))
            others = narrowed(across, not by_row, self.text)
            if pool is self.right and not metrics and not others:
                continue
            if metrics and not others:
                others = narrowed(every, not by_row, self.text)
            if others and not metrics:
                said = frozenset[int]().union(*(link.lines for link in every if link.metric))
                others = (others & said) or self.asked.headline(not by_row, others)
            wanted = ((metrics & others) or metrics or others) - without
            if QUALITY.search(self.text, self.cue.start, self.cue.end):
                # "with 300 epochs A outperforms B" is not about epochs.
                wanted = frozenset(c for c in wanted if not SIZES.search(names[c]))
            kept = [c for c in sorted(wanted) if any(self.asked.at(by_row, line, c) for line in lines)]
            if kept:
                return kept
        whole = self.asked.headline(not by_row, frozenset(line.position for line in self.asked.lines(not by_row)))
        return [
            line.position
            for line in self.asked.lines(not by_row)
            if line.position in whole - without
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
        elif self._of_quality() and self.asked.lower(value):
            sign = -sign
        return -sign if self.cue.kind in OPPOSITE else sign

    def _of_quality(self) -> bool:
        """Whether the cue is about how good something is, whatever its measure ("declines" of "the performance")."""
        if QUALITY.search(self.text, self.cue.start, self.cue.end) or PERFORMED.match(self.text, self.cue.end):
            return True
        near = max(self.clause.start, self.cue.start - REACH)
        return self.base == "up" and PERFORMANCE.search(self.text, near, self.cue.start) is not None

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
        if self.base in ("more", "most") and DIFFERENCES.search(
            self.text, max(self.clause.start, self.cue.start - BESIDE), self.cue.end + BESIDE
        ):
            sure *= SECOND_ORDER
        if kind in ("rank", "compare") and self.left and all(self.located(link) for link in self.left):
            sure *= 0.6
        return Fact(kind, max(-1.0, min(1.0, score)), sure, formula, places)

    def pairs(
        self, by_row: bool, first: frozenset[int], second: frozenset[int], cross: Sequence[int]
    ) -> Iterator[tuple[Value, Value]]:
        """Values of two sets of lines at the same places; where the axis has groups or a grid, of one group each."""
        for a, b in self.asked.matched(by_row, sorted(first)[:MOST_LINES], sorted(second - first)):
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
        share = median(relative(a, b) for a, b in pairs)
        around = self.text[max(self.clause.start, self.cue.start - 32) : self.cue.end + 14]
        small, large = margin < CLOSE and share < LITTLE, margin > FAR and share > MUCH
        weak = WEAK.search(around) or ONLY.search(self.text, self.clause.start, self.cue.start)
        if ((self.cue.negated or STRONG.search(around)) and small) or (weak and large):
            return [score * OVERSTATED for score in scores]
        return scores

    def margin(self, a: Value, b: Value, by_row: bool) -> float:
        """The size of a difference in standard deviations of the line across."""
        spread = self.asked.spread(by_row, a.column if by_row else a.row)
        return abs(float(a.value - b.value)) / spread if spread > 0 else 0.0

    def said(self, by_row: bool, lines: frozenset[int]) -> str:
        """The names of some lines, at most three of them; several lines of one name are told once."""
        names = list(dict.fromkeys(line.name for line in self.asked.lines(by_row) if line.position in lines))
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def relative(a: Value, b: Value) -> float:
    """The difference of two values as a share of the larger one."""
    return abs(float(a.value - b.value)) / (max(abs(float(a.value)), abs(float(b.value))) or 1.0)


def narrowed(links: Sequence[Link], by_row: bool, text: str) -> frozenset[int]:
    """The lines that some links name together: a phrase within another's lines narrows them, any other adds its own."""
    chosen: frozenset[int] = frozenset()
    end = 0
    for link in links:
        if link.by_row is by_row and not link.metric:
            between = text[end : link.start]
            beside = (not BETWEEN.search(between) and len(between) <= 12) or APPLIED.fullmatch(between) is not None
            both = chosen & link.lines or (chosen & link.near if beside else frozenset())
            chosen = both or chosen | link.lines
            end = link.end
    return chosen
