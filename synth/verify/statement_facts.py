"""What a table says to each comparison of a statement: who is better, who is best, what changes, who is high or low.

Each cue of the statement becomes a fact: the cells that it speaks of, a formula over them, and a score from -1 (every
cell says the opposite) to 1 (every cell agrees).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from itertools import islice

from synth.verify.cells import Value
from synth.verify.statement_board import Board
from synth.verify.statement_changes import change, drives, overall, trend
from synth.verify.statement_links import Link
from synth.verify.statement_phrases import AMONG, ANOTHER, BASED, EVERY, EXCEPT, NAMED_AFTER, REACHED, SECOND, VALUED
from synth.verify.statement_place import MOST_LINES, MOST_PAIRS, MUCH, REACH, Fact, Place, narrowed, relative
from synth.verify.statement_sides import SUPERLATIVES, sides
from synth.verify.statement_words import OPPOSITE, OTHERS, Cue, clauses

ELSEWHERE = 0.2
"""How plainly a comparison is bound whose object ("than chance") the table does not name."""
UNNAMED = 0.3
"""How plainly a comparison is bound whose subject the table does not name."""
BESIDE = 15
"""Characters after "all" within which what is meant by it is named."""
MOST_FACTS = 24
MOST_LIKE, MOST_GROUPS = 200, 6


def facts(text: str, links: Sequence[Link], asked: Board) -> tuple[Fact, ...]:
    """A fact for each cue that can be bound to lines of the table, in the order of the statement."""
    found: list[Fact] = []
    subject: tuple[Link, ...] = ()
    for clause in clauses(text):
        inside = [link for link in links if clause.start <= link.start < clause.end]
        own_subject = ANOTHER.match(text, clause.start) is not None
        for number, cue in enumerate(clause.cues[:4] if len(found) < MOST_FACTS else ()):
            if any(not each.guessed and each.start <= cue.start and cue.end <= each.end for each in inside):
                continue  # "the gains are given" names the column "Gains" and compares nothing
            left, right, opened = sides(text, inside, clause, number)
            named = own_subject or any(not link.metric for link in left)
            if not named and not _told_behind(text, cue, right):
                left = [*subject, *left]
            made = _fact(Place(text, clause, cue, tuple(left), tuple(right), tuple(links), asked), opened)
            if made is not None:
                found.append(made)
        own = tuple(link for link in inside if not link.metric)
        first = clause.cues[0].start if clause.cues else clause.end
        subject = tuple(link for link in own if link.end <= first) or own[:1] or subject
    return tuple(found)


def _told_behind(text: str, cue: Cue, right: Sequence[Link]) -> bool:
    """Whether a superlative's own subject follows it ("the lowest recall is obtained by A"): none is taken over."""
    return cue.kind in SUPERLATIVES and any(
        NAMED_AFTER.search(text, max(cue.end, link.start - REACH), link.start) for link in right if not link.metric
    )


def _fact(place: Place, opened: bool) -> Fact | None:
    """The fact of a cue, along the first axis that can be bound to it.

    `opened`: what the clause compares with was said first ("Compared to A, B improves").
    """
    if place.base in ("up", "more", "better", "high"):
        if drives(place):
            return None
        if (made := trend(place, True)) is not None:
            return made
    for by_row in place.axes():
        maker = _comparison if opened and place.base == "up" else _MAKERS[place.base]
        if (made := maker(place, by_row)) is not None:
            return made
    return overall(place) if place.base in ("up", "effect") else None


def _comparison(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    sure = 1.0
    if left and right and left & right and left != right:
        left, right = (left - right or left), (right - left or right)
    if left and not right and place.removes(by_row, left):
        return change(place, by_row)
    than = re.search(r"\bthan\b", place.text[place.cue.end : place.clause.end]) is not None
    others = OTHERS.search(place.text, place.cue.end, place.clause.end) is not None
    every = EVERY.search(place.text, place.cue.end, place.clause.end)
    if left and every and all(each.start > every.end() + BESIDE for each in place.right if each.by_row is by_row):
        right = frozenset()
    if others and EXCEPT.search(place.text, place.cue.end, place.clause.end):
        sure, right = 0.7, place.asked.rivals(by_row, left | _spared(place, by_row))
    elif left and (not right or right == left):
        named = frozenset[int]().union(
            *(each.lines for each in place.every if each.by_row is by_row and not each.metric and each.exact)
        )
        without = BASED.search(place.text, place.cue.end, place.clause.end)
        bases = (
            frozenset(base for line in sorted(left)[:MOST_LINES] for base in place.asked.bases(by_row, line))
            if without
            else frozenset[int]()
        )
        if bases - left:
            sure, right = 0.9, bases - left
        elif not others and not than and (rival := named - left) and len(left) <= 2:
            sure, right = 0.7, rival
        else:
            sure = 0.7 if others else ELSEWHERE if than else 0.4 if place.base == "better" else 0.2
            right = place.measured(by_row, place.asked.rivals(by_row, left), place.metrics(by_row))
    if right and not left:
        if OTHERS.search(place.text, place.clause.start, place.cue.start):
            sure, left = 0.7, place.asked.rivals(by_row, right)
        else:
            sure, left = UNNAMED, _unnamed(place, by_row) - right
    cross = place.cross(by_row, left)
    if place.base == "more" and not _of_the_table(place):
        sure *= 0.4
    pairs = list(islice(place.pairs(by_row, left, right, cross), MOST_PAIRS))
    if others and len(left) > 1 and not place.cue.negated:
        pairs = _best_of(place, pairs)
    scores = place.sized([place.signed(a, b) for a, b in pairs], pairs, by_row)
    wins = sum(place.signed(a, b) > 0 for a, b in pairs)
    formula = f"{place.said(by_row, left)} {place.cue.kind} than {place.said(by_row, right)} in {wins} of {len(pairs)}"
    return place.made("compare", scores, sure, formula, [v for pair in pairs for v in pair])


def _unnamed(place: Place, by_row: bool) -> frozenset[int]:
    """Whom a comparison without a subject that the table names is likely to be about: the authors' own system."""
    return next((lines for axis, lines in place.asked.own if axis is by_row), frozenset())


def _best_of(place: Place, pairs: Sequence[tuple[Value, Value]]) -> list[tuple[Value, Value]]:
    """Of several lines of one name (variants of a system) against all others the one that does best against each."""
    best: dict[tuple[int, int], tuple[Value, Value]] = {}
    for mine, other in pairs:
        known = best.get((other.row, other.column))
        if known is None or place.signed(mine, known[0]) > 0:
            best[other.row, other.column] = (mine, other)
    return list(best.values())


def _of_the_table(place: Place) -> bool:
    """Whether what there is more of ("more parameters") is a value of the table."""
    end = place.cue.end
    return VALUED.match(place.text, end) is not None or any(end <= link.start <= end + BESIDE for link in place.every)


def _ranking(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    own = _unnamed(place, by_row)
    chosen = left or (own if place.asked.own and not _named_after(place, by_row) else right) or right or own
    if not chosen or 2 * len(chosen) > len(place.asked.lines(by_row)):
        return None
    scores: list[float] = []
    cells: list[Value] = []
    tops = 0
    second = SECOND.search(place.text[max(0, place.cue.start - 9) : place.cue.start]) is not None
    cross = place.cross(by_row, chosen)
    for lines, rivals in _leagues(place, by_row, chosen):
        for c in cross:
            mine = [v for line in lines if (v := place.asked.at(by_row, line, c)) is not None]
            other = [v for line in rivals if (v := place.asked.at(by_row, line, c)) is not None]
            if not mine or not other:
                continue
            best = max(mine, key=cmp_to_key(place.signed))
            ahead = sum(place.signed(value, best) > 0 for value in other)
            wanted = 1 if second else 0
            tops += ahead == wanted
            scores.append(1.0 if ahead == wanted else -0.4 - 0.6 * ahead / len(other))
            cells += mine
    formula = f"{place.said(by_row, chosen)} {place.cue.kind} in {tops} of {len(scores)}"
    sure = 1.0 if left else UNNAMED if chosen == own else 0.7
    if not any(not link.metric for link in (*place.left, *place.right)) and not _asserted(place):
        return None  # "the smallest capacity" may be anybody's
    sure *= UNNAMED if AMONG.search(place.text, place.cue.end, place.clause.end) else 1.0
    return place.made("rank", scores, sure, formula, cells)


def _asserted(place: Place) -> bool:
    """Whether a superlative is said to be reached ("we obtain the best F1") and not only spoken of."""
    return REACHED.search(place.text, max(place.clause.start, place.cue.start - REACH), place.cue.start) is not None


def _named_after(place: Place, by_row: bool) -> bool:
    """Whether what a superlative is about is named behind it ("the best results are those of A", "lowest for A")."""
    return any(
        NAMED_AFTER.search(place.text, max(place.cue.end, link.start - REACH), link.start)
        for link in place.right
        if link.by_row is by_row and not link.metric
    )


def _leagues(place: Place, by_row: bool, chosen: frozenset[int]) -> list[tuple[list[int], list[int]]]:
    """Some lines with what each is ranked among; lines with the same rivals are one entry (variants of a system)."""
    rivals: dict[int, list[int]] = {}
    for line, rival in place.asked.matched(by_row, sorted(chosen), sorted(place.asked.rivals(by_row, chosen))):
        rivals.setdefault(line, []).append(rival)
    leagues: dict[tuple[int, ...], list[int]] = {}
    for line, among in rivals.items():
        leagues.setdefault(tuple(among), []).append(line)
    return [(lines, list(among)) for among, lines in leagues.items()]


def _level(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    chosen = left or right
    spared = _spared(place, by_row)
    chosen, sense = (spared, -1) if spared else (chosen, 1)  # "high but for A" says most of A
    if not chosen:
        metrics = place.metrics(by_row)
        return _measured_level(place, by_row, metrics) if metrics else None
    scores: list[float] = []
    cells: list[Value] = []
    for c in place.cross(by_row, chosen):
        column = [
            v for line in place.asked.lines(by_row) if (v := place.asked.at(by_row, line.position, c)) is not None
        ]
        mine = [v for line in sorted(chosen) if (v := place.asked.at(by_row, line, c)) is not None]
        if len(column) <= len(mine) or not mine:
            continue
        for value in mine[:MOST_LINES]:
            above = sum(place.signed(value, other) > 0 for other in column)
            below = sum(place.signed(value, other) < 0 for other in column)
            scores.append(sense * (above - below) / (len(column) - 1))
        cells += mine
    among = "among all" if sense > 0 else "for all but it"
    return place.made("level", scores, 0.5, f"{place.said(by_row, chosen)} {place.cue.kind} {among}", cells)


def _spared(place: Place, by_row: bool) -> frozenset[int]:
    """The lines that a statement about the others leaves out ("with the exception of A")."""
    return narrowed(place.spared, by_row, place.text)


def _measured_level(place: Place, by_row: bool, metrics: frozenset[int]) -> Fact | None:
    """What "recall is low" says: the values of a metric against those of the others."""
    rest = frozenset(line.position for line in place.asked.lines(by_row)) - metrics
    if not rest:
        return None
    cross = [line.position for line in place.asked.lines(not by_row)]
    pairs = list(islice(place.pairs(by_row, metrics, rest, cross), MOST_PAIRS))
    scores = [float(place.signed(a, b)) for a, b in pairs]
    formula = f"{place.said(by_row, metrics)} {place.cue.kind} beside the others"
    return place.made("level", scores, 0.3, formula, [v for pair in pairs for v in pair])


def _likeness(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    groups, sure = [left, right - left], 0.8
    if not all(groups):
        side = place.left if left else place.right
        groups = [each.lines for each in side if each.by_row is by_row and not each.metric and not place.located(each)]
        if len(groups) == 1 and not left and (own := _unnamed(place, by_row) - groups[0]):
            groups, sure = [own, groups[0]], UNNAMED
    pairs = [
        pair
        for number, first in enumerate(groups[:MOST_GROUPS])
        for second in groups[number + 1 : MOST_GROUPS]
        for pair in islice(place.pairs(by_row, first, second, place.cross(by_row, first)), MOST_LIKE)
    ]
    sense = -1.0 if place.cue.kind in OPPOSITE else 1.0
    apart = [min(place.margin(a, b, by_row), relative(a, b) / MUCH) for a, b in pairs]
    scores = [sense * (1 - 1.5 * min(1.3, each)) for each in apart]
    formula = f"{place.said(by_row, left or right)} like {place.said(by_row, groups[-1] if groups else right)}"
    return place.made("same", scores, sure, formula, [v for pair in pairs for v in pair])


_MAKERS: Mapping[str, Callable[[Place, bool], Fact | None]] = {
    "better": _comparison,
    "more": _comparison,
    "best": _ranking,
    "most": _ranking,
    "up": change,
    "effect": change,
    "high": _level,
    "same": _likeness,
}
