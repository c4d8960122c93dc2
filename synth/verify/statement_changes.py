"""What a table says to a change: what a part brings, what taking it away costs, and where an ordered quantity leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from synth.verify.cells import Value
from synth.verify.statement_aliases import REMOVED, lacks
from synth.verify.statement_board import BASE
from synth.verify.statement_links import Link
from synth.verify.statement_phrases import QUALITY, TAKEN_AWAY
from synth.verify.statement_place import MOST_LINES, MOST_PAIRS, REACH, Fact, Pairs, Place, narrowed
from synth.verify.statement_words import GENERIC, label_number, tokens

AGAINST = re.compile(
    r"\b(?:over|than|from|against|versus|vs|compar\w+ (?:to|with)|relative to|with respect to|upon)\b", re.IGNORECASE
)
NUMBERS = re.compile(r"\bfrom (?P<old>\d{1,6}(?:\.\d{1,6})?) ?%? to (?P<new>\d{1,6}(?:\.\d{1,6})?)")
MINUS = re.compile(r"\s?[-–−]\s?")
TO_BASE = re.compile(
    r"\b(?:to|over|from|than|against) (?:(?:the|our|a|an) )?(?:baseline|base|original|vanilla|standard)\b",
    re.IGNORECASE,
)
"""Where a clause begins to tell what something is added to."""
FROM_TO = re.compile(r"\bfrom\b(?P<from>.{2,60}?)\bto\b", re.IGNORECASE)
LIKE, APART = 0.2, 0.5
"""Differences in standard deviations of their line: below the first there is no effect, above the second there is."""
MOVED = Decimal("0.1")
"""Share of the larger value from which a difference is one whatever its line holds."""
TREND, MOST_ORDERED = 3, 60
"""Ordered lines that make a trend, and as many as are looked at, evenly spaced."""


def change(place: Place, by_row: bool) -> Fact | None:
    """What "X improves", "removing X hurts" and "from A to B" say, by the cells with X against those without."""
    left, right = place.sides(by_row)
    if (stepped := _stepped(place)) is not None:
        return stepped
    if (moved := _moved(place, by_row)) is not None:
        return _weighed(place, by_row, moved, 1.0, "against where it comes from")
    if (two := _subtracted(place, by_row)) is not None:
        return _weighed(place, by_row, _pairs(place, by_row, *two), 0.9, "what is written as a difference")
    if left - right and right - left and AGAINST.search(place.text, place.cue.end, place.clause.end):
        pairs = _pairs(place, by_row, left - right, right - left)
        return _weighed(place, by_row, pairs, 0.9, f"{place.said(by_row, left)} against {place.said(by_row, right)}")
    right = right - narrowed(place.spared, by_row, place.text)
    if not left and place.right and AGAINST.search(place.text, place.cue.end, place.right[0].start):
        return None  # "a loss of 2 points from A": of what, no name tells
    for chosen, links, sure in ((left, place.left, 1.0), (right, place.right, 0.8)):
        if chosen and (made := _brought(place, by_row, chosen, links, sure)) is not None:
            return made
    return None


def _brought(place: Place, by_row: bool, chosen: frozenset[int], links: Sequence[Link], sure: float) -> Fact | None:
    """What some lines bring: printed changes, else against the line without it, else against the baseline."""
    asked = place.asked
    lines = {line.position: line for line in asked.lines(by_row)}
    cross = place.cross(by_row, chosen)
    said = place.said(by_row, chosen)
    named = [link for link in links if link.by_row is by_row and not link.metric]
    if all(BASE.search(lines[p].key) for p in chosen) and any(BASE.search(link.phrase) for link in named):
        pairs = _pairs(place, by_row, frozenset(lines) - chosen, chosen)
        return _weighed(place, by_row, pairs, sure * 0.7, f"all others against {said}")
    signed = [v for p in sorted(chosen) for c in cross if (v := asked.at(by_row, p, c)) is not None and v.signed]
    signed = signed if asked.changes() else []
    if signed and place.cue.kind == "effect":
        scores = [1.0 if value.value else -1.0 for value in signed]
        return place.made("change", scores, sure * 0.5, f"changes of {said}", signed)
    if signed:
        scores = [float(place.signed(value, Decimal(0))) for value in signed]
        return place.made("change", scores, sure, f"changes of {said} {place.cue.kind}", signed)
    near = chosen.union(*(link.near for link in named if link.lines & chosen))
    said_words = frozenset(token.word for link in named for token in tokens(link.phrase))
    taken = any(place.taken_away(link) for link in named)
    found: list[tuple[int, int]] = []
    for line in sorted(near)[:MOST_LINES]:
        removed = lacks(lines[line].key, said_words)
        if line not in chosen and removed:
            continue
        for base in asked.bases(by_row, line):
            if base in near and not removed and not lacks(lines[base].key, said_words):
                continue  # both have it
            with_it, without = (base, line) if removed else (line, base)
            found.append((without, with_it) if taken else (with_it, without))
    own = frozenset[int]().union(*(link.lines for link in named if link.guessed or link.exact))
    found = [pair for pair in found if own & set(pair)] or found
    pairs = _line_pairs(place, by_row, tuple(dict.fromkeys(found)), cross)
    if pairs:
        word = "without it against with it" if taken else "against the line without it"
        return _weighed(place, by_row, pairs, sure * 0.9, f"{said} {word}")
    if TAKEN_AWAY.search(place.text, place.clause.start, place.clause.end) and not taken:
        return None  # "removing any of them" takes away what no name tells
    rest = asked.rivals(by_row, chosen)
    if rest and 2 * len(chosen) <= len(lines) + 1 and not taken:
        return _weighed(place, by_row, _pairs(place, by_row, chosen, rest), sure * 0.3, f"{said} against the rest")
    return None


def _pairs(place: Place, by_row: bool, first: frozenset[int], second: frozenset[int]) -> Pairs:
    return list(islice(place.pairs(by_row, first, second, place.cross(by_row, first | second)), MOST_PAIRS))


def _moved(place: Place, by_row: bool) -> Pairs | None:
    """What "from A to B" compares: B against A."""
    match = FROM_TO.search(place.text, place.clause.start, place.clause.end)
    if match is None:
        return None
    links = [link for link in place.every if link.by_row is by_row and not link.metric]
    old = [link for link in links if match.start("from") <= link.start < match.end("from")]
    new = [link for link in links if match.end() <= link.start <= match.end() + REACH]
    if not old or not new or old[0].lines & new[0].lines:
        return None
    return _pairs(place, by_row, new[0].lines, old[0].lines) or None


def _stepped(place: Place) -> Fact | None:
    """What "from 71.5 to 29.5" compares: two cells of one line that print these numbers; None where there are none."""
    match = NUMBERS.search(place.text, place.cue.start, place.clause.end)
    if match is None:
        return None
    old, new = (
        [v for v in place.asked.index.values if abs(v.value) == Decimal(match[name]) and v.decimals >= 1]
        for name in ("old", "new")
    )
    for a in old[:MOST_LINES]:
        for b in new[:MOST_LINES]:
            if (a.row == b.row) != (a.column == b.column):
                formula = f"{a.row_name}, {a.column_name} to {b.row_name}, {b.column_name}"
                return place.made("change", [float(place.signed(b, a))], 1.0, formula, [a, b])
    return None


def _subtracted(place: Place, by_row: bool) -> tuple[frozenset[int], frozenset[int]] | None:
    """Of "(A3−A2)" the line that the rest of the clause names better, and the other one; None where neither is."""
    links = [link for link in place.every if link.by_row is by_row and not link.metric]
    for a, b in pairwise(links):
        if MINUS.fullmatch(place.text[a.end : b.start]) and len(a.lines) == len(b.lines) == 1 and a.lines != b.lines:
            before = TO_BASE.split(place.text[place.clause.start : a.start], maxsplit=1)[0]
            said = {token.word for token in tokens(before)}
            known = [len(said & set(place.asked.words(by_row, next(iter(link.lines))))) for link in (a, b)]
            if known[0] != known[1]:
                return (a.lines, b.lines) if known[0] > known[1] else (b.lines, a.lines)
    return None


def _line_pairs(
    place: Place, by_row: bool, lines: Iterable[tuple[int, int]], cross: Sequence[int]
) -> list[tuple[Value, Value]]:
    return [pair for a, b in lines for pair in place.pairs(by_row, frozenset({a}), frozenset({b}), cross)]


def _weighed(place: Place, by_row: bool, found: Pairs, sure: float, formula: str) -> Fact | None:
    if not found:
        return None
    cells = [value for pair in found for value in pair]
    if place.cue.kind == "effect":
        scores = [max(_apart(place.margin(a, b, by_row)), _moves(a, b)) for a, b in found]
        return place.made("change", scores, sure * 0.8, f"{formula}: differs", cells)
    scores = place.sized([place.signed(a, b) for a, b in found], found, by_row)
    return place.made("change", scores, sure, f"{formula} {place.cue.kind}", cells)


def _apart(margin: float) -> float:
    """1 where a difference is plain, -1 where there is none, in a line between."""
    return max(-1.0, min(1.0, (2 * margin - LIKE - APART) / (APART - LIKE)))


def _moves(a: Value, b: Value) -> float:
    """1 where one value is far from the other in their own measure, else -1."""
    return 1.0 if abs(a.value - b.value) > MOVED * max(abs(a.value), abs(b.value)) else -1.0


def overall(place: Place) -> Fact | None:
    """A change whose part the table does not name: its printed changes, else all lines against its baseline."""
    if place.left or place.right:
        named = [link for link in (*place.left, *place.right) if not link.metric and not link.guessed]
        if named:
            return None
    asked = place.asked
    for by_row in (True, False):
        lines = asked.lines(by_row)
        cross = place.cross(by_row, frozenset(line.position for line in lines))
        values = [asked.at(by_row, line.position, c) for line in lines for c in cross]
        signed = [value for value in values if value is not None and value.signed]
        if len(signed) > 1 and by_row and place.cue.kind != "effect" and asked.changes():
            scores = [float(place.signed(value, Decimal(0))) for value in signed]
            return place.made("change", scores, 0.4, f"the printed changes {place.cue.kind}", signed)
        without = [line.position for line in lines if REMOVED.search(line.key)][:MOST_LINES]
        ablated = [(base, line) for line in without for base in asked.bases(by_row, line)]
        if ablated:
            taken = TAKEN_AWAY.search(place.text) is not None
            pairs = _line_pairs(place, by_row, [(b, a) if taken else (a, b) for a, b in ablated], cross)
            return _weighed(place, by_row, pairs, 0.4, "the lines with it against those without it")
        based = frozenset(line.position for line in lines if BASE.search(line.key))
        rest = frozenset(line.position for line in lines) - based
        if based and rest and len(based) <= len(rest):
            return _weighed(place, by_row, _pairs(place, by_row, rest, based), 0.4, "all others against the baseline")
    return None


def trend(place: Place, by_row: bool) -> Fact | None:
    """What "as k grows, F1 falls" says: whether values go the way said along lines that have numbers for names."""
    asked = place.asked
    numbers = [(label_number(line.key), line.position) for line in asked.lines(by_row)]
    ordered = sorted((number, position) for number, position in numbers if number is not None)
    named = len(ordered)
    ordered = ordered[:: -(-len(ordered) // MOST_ORDERED) or 1]
    grows = driven(place)
    if len(ordered) < TREND or named < len(numbers) - 1 or not grows:
        return None
    scores: list[float] = []
    cells: list[Value] = []
    for c in place.cross(by_row, frozenset(position for _, position in ordered)):
        values = [v for _, position in ordered if (v := asked.at(by_row, position, c)) is not None]
        steps = [grows * place.signed(b, a) for i, a in enumerate(values) for b in values[i + 1 :]]
        if steps:
            scores.append(sum(steps) / len(steps))
            cells += values
    return place.made("change", scores, 0.7, f"the values go {place.cue.kind} with the names", cells)


_GROWS = re.compile(
    r"\b(?:as|increas\w+|more|larger|longer|deeper|bigger|higher|grow\w*|add\w+|rais\w+)\b", re.IGNORECASE
)
_SHRINKS = re.compile(r"\b(?:decreas\w+|fewer|smaller|shorter|less|reduc\w+|lower\w*)\b", re.IGNORECASE)
_DRIVER = re.compile(r"\b(?:increas|decreas|reduc|add|rais|lower|enlarg|grow)ing\b", re.IGNORECASE)
"""What somebody does to a number, so that the verb behind it tells what comes of that ("reducing k decreases F1")."""
NEAR = 25
"""Characters between a word for growth and what grows."""


def driven(place: Place) -> int:
    """1 where the statement lets grow what the lines' numbers count, -1 where it lets it shrink, else 0."""
    for at in _counted(place):
        before = place.text[max(place.clause.start, at - NEAR) : at]
        if not place.cue.start <= at <= place.cue.end + NEAR:
            grows, shrinks = _GROWS.search(before), _SHRINKS.search(before)
            if grows or shrinks:
                return 1 if grows else -1
            if driver := _DRIVER.search(place.text, max(place.clause.start, at - REACH), at):
                return -1 if _SHRINKS.match(driver[0]) else 1
    return 0


def drives(place: Place) -> bool:
    """Whether the cue is about what the lines' numbers count ("increasing k", "as k grows") and about no value."""
    cue = place.cue
    for at in _counted(place):
        if cue.end <= at <= cue.end + NEAR:
            return True
        between = place.text[at : cue.start]
        moves = cue.kind in ("up", "down") and not QUALITY.search(place.text, cue.start, cue.end)
        driver = _DRIVER.search(place.text, max(place.clause.start, at - REACH), at)
        if at < cue.start <= at + NEAR and moves and "," not in between and driver is None:
            return True
    return False


def _counted(place: Place) -> list[int]:
    """Where the clause has a word of the head above lines that are named by numbers."""
    asked = place.asked
    if sum(label_number(line.key) is not None for line in asked.lines(True)) < TREND:
        return []
    said = tokens(place.text[place.clause.start : place.clause.end])
    return [place.clause.start + token.start for token in said if token.word in asked.corner - GENERIC]
