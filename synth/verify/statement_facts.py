"""What a table says to each comparison of a statement: who is better, who is best, what changes, who is high or low.

Each cue of the statement becomes a fact: the cells that it speaks of, a formula over them, and a score from -1 (every
cell says the opposite) to 1 (every cell agrees).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from synth.verify.cells import Value
from synth.verify.statement_board import BASE, Board
from synth.verify.statement_links import Link
from synth.verify.statement_place import MOST_LINES, Fact, Place, narrowed
from synth.verify.statement_words import OPPOSITE, OTHERS, Clause, clauses

SECOND = re.compile(r"\bsecond[- ]", re.IGNORECASE)
EXCEPT = re.compile(r"\b(?:except(?: for)?|other than|apart from|with the exception of)\b", re.IGNORECASE)
OPENING = re.compile(
    r"\W*(?:when|compared|comparing|unlike|despite|although|while|in contrast|after|before|besides)\b", re.IGNORECASE
)
TWO_SIDED = frozenset({"better", "worse", "more", "less"})
MOST_FACTS = 24
MOST_PAIRS, MOST_LIKE = 5_000, 200


def facts(text: str, links: Sequence[Link], asked: Board) -> tuple[Fact, ...]:
    """A fact for each cue that can be bound to lines of the table, in the order of the statement."""
    found: list[Fact] = []
    subject: tuple[Link, ...] = ()
    for clause in clauses(text):
        inside = [link for link in links if clause.start <= link.start < clause.end]
        for number, cue in enumerate(clause.cues[:4] if len(found) < MOST_FACTS else ()):
            left = _before(text, inside, clause, number)
            stop = next((each.start for each in clause.cues[number + 1 :] if each.kind in TWO_SIDED), clause.end)
            right = [link for link in inside if cue.end <= link.start < stop]
            if not [link for link in left if not link.metric]:
                left = [*subject, *left]
            made = _fact(Place(text, clause, cue, tuple(left), tuple(right), tuple(links), asked))
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
        comma = text.rfind(",", clause.start, cue.start)
        nearer = [link for link in left if link.start > comma]
        axes = {link.by_row for link in nearer if not link.metric}
        if comma < 0 or not axes or not OPENING.match(text, clause.start):
            return left
        return [link for link in left if link in nearer or link.by_row not in axes]
    comma = max(text.rfind(mark, earlier[0].end, cue.start) for mark in (",", ";", ":"))
    nearer = [link for link in left if comma >= 0 and link.start > comma]
    return (
        nearer if any(not link.metric for link in nearer) else [link for link in left if link.end <= earlier[0].start]
    )


def _fact(place: Place) -> Fact | None:
    """The fact of a cue, along the first axis that can be bound to it."""
    for by_row in place.axes():
        if (made := _MAKERS[place.base](place, by_row)) is not None:
            return made
    return None


def _comparison(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    sure = 1.0
    if left and right and left & right and left != right:
        left, right = (left - right or left), (right - left or right)
    than = re.search(r"\bthan\b", place.text[place.cue.end : place.clause.end]) is not None
    others = OTHERS.search(place.text, place.cue.end, place.clause.end) is not None
    excepted = EXCEPT.search(place.text, place.cue.end, place.clause.end)
    if excepted and others:
        spared = narrowed([link for link in place.right if link.start >= excepted.end()], by_row, place.text)
        sure, right = 0.7, frozenset(line.position for line in place.asked.lines(by_row)) - left - spared
    elif left and (not right or right == left):
        named = frozenset[int]().union(
            *(each.lines for each in place.every if each.by_row is by_row and not each.metric and each.exact)
        )
        without = re.search(r"\b(?:without|w/o)\b", place.text[place.cue.end : place.clause.end])
        bases = (
            frozenset(base for line in sorted(left)[:MOST_LINES] for base in place.asked.bases(by_row, line))
            if without
            else frozenset[int]()
        )
        if bases - left:
            sure, right = 0.9, bases - left
        elif not others and (rival := named - left) and len(left) <= 2:
            sure, right = 0.7, rival
        else:
            sure = 0.7 if others else 0.4 if than or place.base == "better" else 0.2
            right = frozenset(line.position for line in place.asked.lines(by_row)) - left
    if right and not left:
        if not OTHERS.search(place.text, place.clause.start, place.cue.start):
            return None
        sure, left = 0.7, frozenset(line.position for line in place.asked.lines(by_row)) - right
    cross = place.cross(by_row, left)
    pairs = list(islice(place.pairs(by_row, left, right, cross), MOST_PAIRS))
    scores = place.sized([place.signed(a, b) for a, b in pairs], pairs, by_row)
    wins = sum(place.signed(a, b) > 0 for a, b in pairs)
    formula = f"{place.said(by_row, left)} {place.cue.kind} than {place.said(by_row, right)} in {wins} of {len(pairs)}"
    return place.made("compare", scores, sure, formula, [v for pair in pairs for v in pair])


def _ranking(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    chosen = left or right
    if not chosen or 2 * len(chosen) > len(place.asked.lines(by_row)):
        return None
    rivals = frozenset(line.position for line in place.asked.lines(by_row) if not line.average)
    scores: list[float] = []
    cells: list[Value] = []
    tops = 0
    second = SECOND.search(place.text[max(0, place.cue.start - 9) : place.cue.start]) is not None
    for c in place.cross(by_row, chosen):
        mine = [v for line in sorted(chosen) if (v := place.asked.at(by_row, line, c)) is not None]
        other = [v for line in sorted(rivals - chosen) if (v := place.asked.at(by_row, line, c)) is not None]
        if not mine or not other:
            continue
        best = max(mine, key=lambda value: place.signed(value, mine[0]))
        ahead = sum(place.signed(value, best) > 0 for value in other)
        wanted = 1 if second else 0
        tops += ahead == wanted
        scores.append(1.0 if ahead == wanted else -0.4 - 0.6 * ahead / len(other))
        cells += mine
    formula = f"{place.said(by_row, chosen)} {place.cue.kind} in {tops} of {len(scores)}"
    return place.made("rank", scores, 1.0 if left else 0.7, formula, cells)


def _change(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    for chosen, sure in ((left, 1.0), (right, 0.8)):
        if not chosen:
            continue
        cross = place.cross(by_row, chosen)
        based = [line for line in place.asked.lines(by_row) if line.position in chosen and BASE.search(line.key)]
        if len(based) == len(chosen):
            rest = frozenset(line.position for line in place.asked.lines(by_row)) - chosen
            pairs = list(islice(place.pairs(by_row, rest, chosen, cross), MOST_PAIRS))
            scores = place.sized([place.signed(a, b) for a, b in pairs], pairs, by_row)
            formula = f"all others {place.cue.kind} against {place.said(by_row, chosen)}"
            return place.made("change", scores, sure * 0.7, formula, [v for pair in pairs for v in pair])
        cells = [v for line in sorted(chosen) for c in cross if (v := place.asked.at(by_row, line, c)) is not None]
        signed = [value for value in cells if value.signed]
        if signed:
            scores = [float(place.signed(value, Decimal(0))) for value in signed]
            formula = f"changes of {place.said(by_row, chosen)} {place.cue.kind}"
            return place.made("change", scores, sure, formula, signed)
        pairs = [
            pair
            for line in sorted(chosen)[:MOST_LINES]
            for base in place.asked.bases(by_row, line)
            for pair in place.pairs(by_row, frozenset({line}), frozenset({base}), cross)
        ]
        if pairs:
            scores = place.sized([place.signed(a, b) for a, b in pairs], pairs, by_row)
            formula = f"{place.said(by_row, chosen)} {place.cue.kind} against the line without it"
            return place.made("change", scores, sure * 0.9, formula, [v for pair in pairs for v in pair])
    return None


def _level(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    chosen = left or right
    if not chosen:
        return None
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
            scores.append((above - below) / (len(column) - 1))
        cells += mine
    return place.made("level", scores, 0.5, f"{place.said(by_row, chosen)} {place.cue.kind} among all", cells)


def _likeness(place: Place, by_row: bool) -> Fact | None:
    left, right = place.sides(by_row)
    left, right = left or right, (right - left) or left
    pairs = list(islice(place.pairs(by_row, left, right, place.cross(by_row, left)), MOST_LIKE))
    sense = -1.0 if place.cue.kind in OPPOSITE else 1.0
    scores = [sense * (1 - 1.5 * min(1.3, place.margin(a, b, by_row))) for a, b in pairs]
    formula = f"{place.said(by_row, left)} like {place.said(by_row, right)}"
    return place.made("same", scores, 0.8, formula, [v for pair in pairs for v in pair])


_MAKERS: Mapping[str, Callable[[Place, bool], Fact | None]] = {
    "better": _comparison,
    "more": _comparison,
    "best": _ranking,
    "most": _ranking,
    "up": _change,
    "high": _level,
    "same": _likeness,
}
