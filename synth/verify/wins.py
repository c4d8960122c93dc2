"""Counts of places where one line beats another, or all others: "better on 8 of the 9 tasks", "best on 3 of 5".

The two sides are weighed like those of a change (`pair_cues`); the total must be the number of places that they share,
averages left out. Of all counts from none to the total each is taken as likely where the table is not meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import exp, fsum

from synth.quantity import Interval, Quantity
from synth.records import Check, Claim
from synth.verify.algebra import Candidate
from synth.verify.axis import mean_of, single
from synth.verify.index import Line, TableIndex, told_apart
from synth.verify.names import Mention
from synth.verify.pair_cues import Change, relation_cues, side_cues, table_cues
from synth.verify.pair_lines import is_turned, line_names
from synth.verify.pair_reading import asked_change
from synth.verify.pairs import (
    FIRST_WEIGHTS,
    RELATION_WEIGHTS,
    SECOND_WEIGHTS,
    TABLE_WEIGHTS,
    best_lines,
    weighed,
)
from synth.verify.surroundings import Surroundings
from synth.verify.tables_said import made_check, said
from synth.verify.trail import Trails

WINNING = re.compile(r"\b(?:outperform|surpass|exceed|beat|better|improv|gains?\b|win|higher|superior)", re.IGNORECASE)
NOT_SO = re.compile(
    r"\b(?:worse|underperform\w*|lower|behind|drops?|degrad\w*|hurts?|poorer|not|second)\b",
    re.IGNORECASE,
)
"""Words of counts that are not of the places where one line beats another."""
FIRST = re.compile(
    r"\b(?:achiev\w+|obtain\w*|attain\w*|reach\w*|yield\w*|sets?|establish\w*|perform\w*|gives?|shows?|has|have|is|are"
    r"|was|were)\s+(?:(?:the|a|new|overall)\s+){0,3}(?:best|highest|first|top|state[- ]of[- ]the[- ]art|sota)\s+"
    r"(?:[\w-]+\s+){0,3}?(?:on|in|for|across|at)\b",
    re.IGNORECASE,
)
"""Words of counts of the places where a line beats all others."""
BOTH = re.compile(r"\b(?:both|all|each of|every)\b", re.IGNORECASE)
MOST_PLACES, MOST_LINES = 60, 16
NONE = 5.0
"""The score of the case that no two lines of a table are counted."""
MISCOUNTED = 0.15
"""What lines that give another count speak against the ones that agree."""
FAR_BEHIND = 2.0
"""How far the lines that agree may stand behind the best ones in score."""
SURE = 0.75


@dataclass(frozen=True, slots=True)
class Won:
    """How often a line beats others, where, and how likely it is that these are meant (a score)."""

    table: int
    formula: str
    wins: int
    cells: tuple[tuple[int, int], ...]
    keys: frozenset[str]
    score: float


def check_wins(
    claim: Claim,
    tables: Sequence[TableIndex],
    mention: Mention,
    trails: Trails,
    system: frozenset[str],
    paper: Surroundings,
) -> Check | None:
    """A count out of a total of places, or None where the claim is no such count or no table has so many places."""
    pair = counted_pair(claim)
    if pair is None:
        return None
    count, total = pair
    change, distances = asked_change(claim, count, mention, trails, system, paper)
    found = [won for index in tables for won in _wins(index, change, int(total.value), distances)]
    if not found:
        return None
    top = max(NONE, *(won.score for won in found))
    whole = fsum(exp(won.score - top) for won in found) + exp(NONE - top)
    agreeing = [won for won in found if won.wins == count.value]
    agreed = fsum(exp(won.score - top) for won in agreeing) / whole
    by_chance = exp(NONE - top) / whole / (float(total.value) + 1)
    if not agreeing:
        return None
    best = max(agreeing, key=lambda won: (won.score, -won.table))
    value = Decimal(best.wins)
    candidate = Candidate(
        "count", best.formula, best.table, best.cells, value, Interval(value, value), best.keys, 1.0, 1.0
    )
    # A count that other lines of the same standing do not give is worth the share of those that do.
    others = 1 - agreed - exp(NONE - top) / whole
    sure = agreed / (agreed + by_chance + MISCOUNTED * others) if best.score >= top - FAR_BEHIND else 0.0
    words_said = said(candidate, count, tables)
    if sure >= SURE:
        return made_check("own_table", "supported", sure, f"{words_said}, of {total.value}", count, candidate, tables)
    reason = f"{words_said} agrees with {count.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check("own_table", "unresolved", 1 - sure, reason, count, candidate, tables)


def counted_pair(claim: Claim) -> tuple[Quantity, Quantity] | None:
    """The count and the total of "n of the m tasks" where something is better there; None for anything else."""
    if len(claim.quantities) != 2 or NOT_SO.search(claim.text):
        return None
    if not WINNING.search(claim.text) and not FIRST.search(claim.text):
        return None
    count, total = claim.quantities
    plain = all(q.kind == "count" and q.bound is None and q.high is None and q.decimals <= 0 for q in (count, total))
    if not plain or not 0 <= count.value <= total.value or not 3 <= total.value <= MOST_PLACES:
        return None
    between = r"\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:(?:the|all|our)\s+)*"
    said_so = re.search(f"{re.escape(count.text)}{between}{re.escape(total.text)}", claim.text)
    return (count, total) if said_so else None


def _wins(index: TableIndex, change: Change, total: int, distances: Mapping[int, float]) -> Iterator[Won]:
    """The counts of each line against each other one, and against several that are named alike."""
    base = weighed(table_cues(index, change, distances.get(index.table.number, 1.0)), TABLE_WEIGHTS)
    for by_row in (True, False):
        lines, cross = (index.rows, index.columns) if by_row else (index.columns, index.rows)
        places = [line for line in cross if not line.average]
        if len(places) < total or len(lines) < 2:
            continue
        turned = {line.position: is_turned(line, change.claim) for line in places}
        sides = side_cues(index, lines, change, by_row=by_row)
        names, near = line_names(lines), {place: cues[0] for place, cues in sides.items()}
        mine = {place: weighed(cues, FIRST_WEIGHTS) for place, cues in sides.items()}
        other = {place: weighed(cues, SECOND_WEIGHTS) for place, cues in sides.items()}
        scored = [line for line in lines if not _prints_changes(line, turned)]
        firsts, seconds = best_lines(scored, mine, MOST_LINES), best_lines(scored, other, MOST_LINES)
        if FIRST.search(change.claim.text):
            yield from _first_places(index, firsts, lines, turned, total, base + max(other.values()), mine)
            continue
        held = {line.position: _scores(line) for line in (*firsts, *seconds)}
        for a in firsts:
            single_ones: list[tuple[float, Line, frozenset[int], tuple[tuple[int, int], ...]]] = []
            for b in seconds:
                if a is b:
                    continue
                won = _beaten(held[a.position], held[b.position], turned)
                if won is None or won[1] != total:
                    continue
                score = base + mine[a.position] + other[b.position]
                score += weighed(relation_cues(a, b, change, names, near), RELATION_WEIGHTS)
                single_ones.append((score, b, won[0], won[2]))
                formula = f"places where {' beats '.join(told_apart(a, b))}"
                keys = frozenset({a.folded, b.folded} - {""})
                yield Won(index.table.number, formula, len(won[0]), won[2], keys, score)
            if BOTH.search(change.claim.text):
                yield from _against_both(index, a, single_ones)


def _prints_changes(line: Line, places: Collection[int]) -> bool:
    """Whether a line prints a change at one of the places: it is compared with no other."""
    return any(value.signed for place in places for value in line.at.get(place, ()))


def _first_places(
    index: TableIndex,
    firsts: Sequence[Line],
    lines: Sequence[Line],
    turned: Mapping[int, bool],
    total: int,
    base: float,
    mine: Mapping[int, float],
) -> Iterator[Won]:
    """How often each line is the best of all lines that are no averages; none better is enough."""
    field = {line.position: _scores(line) for line in lines if not line.average}
    for a in firsts:
        own = field.get(a.position, {})
        shared = [place for place in own if place in turned]
        if len(shared) != total or any(score.signed for score in own.values()):
            continue
        won: list[int] = []
        for place in shared:
            others = [held[place].value for position, held in field.items() if position != a.position and place in held]
            best = min(others, default=None) if turned[place] else max(others, default=None)
            if best is not None and (own[place].value <= best if turned[place] else own[place].value >= best):
                won.append(place)
        cells = tuple(cell for place in shared for cell in own[place].cells)
        formula = f"places where {a.name} is the best"
        yield Won(index.table.number, formula, len(won), cells, frozenset({a.folded} - {""}), base + mine[a.position])


def _against_both(
    index: TableIndex, a: Line, ones: Sequence[tuple[float, Line, frozenset[int], tuple[tuple[int, int], ...]]]
) -> Iterator[Won]:
    """The counts of a line against two others at once, the likeliest meant, of its own block if there are any."""
    beside = [one for one in ones if one[1].context == a.context]
    best = sorted(beside if len(beside) > 1 else ones, key=lambda one: (-one[0], one[1].position))[:4]
    for x, y in combinations(best, 2):
        formula = f"places where {a.name} beats {' and '.join(told_apart(x[1], y[1]))}"
        keys = frozenset({a.folded, x[1].folded, y[1].folded} - {""})
        cells = tuple(dict.fromkeys(x[3] + y[3]))
        yield Won(index.table.number, formula, len(x[2] & y[2]), cells, keys, max(x[0], y[0]) + 1.0)


@dataclass(frozen=True, slots=True)
class _Score:
    """What a line scores at one place (the mean of a dual cell), whether that is a change, and its cells."""

    value: Decimal
    signed: bool
    cells: tuple[tuple[int, int], ...]


def _scores(line: Line) -> dict[int, _Score]:
    """The scores of a line by place."""
    found: dict[int, _Score] = {}
    for place, values in line.at.items():
        mean = mean_of([single(value) for value in values])
        found[place] = _Score(mean.value, any(value.signed for value in values), mean.cells)
    return found


def _beaten(
    mine: Mapping[int, _Score], other: Mapping[int, _Score], turned: Mapping[int, bool]
) -> tuple[frozenset[int], int, tuple[tuple[int, int], ...]] | None:
    """The places where a line beats another, how many they share, and the cells; None where one prints changes."""
    won: set[int] = set()
    cells: list[tuple[int, int]] = []
    shared = [place for place in mine if place in other and place in turned]
    for place in shared:
        here, there = mine[place], other[place]
        if here.signed or there.signed:
            return None
        cells.extend(here.cells + there.cells)
        if here.value != there.value and (here.value > there.value) != turned[place]:
            won.add(place)
    return frozenset(won), len(shared), tuple(cells)
