"""Changes given as a range ("gains of 2.8 to 7.2"): the least and the greatest over the places of two lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, fsum

from synth.quantity import Interval, Quantity, rounding_interval
from synth.records import Check, Claim
from synth.verify.algebra import Candidate, is_change
from synth.verify.index import TableIndex, told_apart
from synth.verify.names import Mention
from synth.verify.pair_cues import Change, relation_cues, side_cues, table_cues
from synth.verify.pair_lines import line_names
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

CHANGING = re.compile(r"\b(?:improv\w+|gains?|boost\w*|drops?|degrad\w+|increases?|decreases?)\b", re.IGNORECASE)
FEWEST, MOST_LINES = 2, 16
NONE = 6.0
"""The score of the case that no two lines of a table are meant."""
WIDE, FEW = 40, 5
"""Units of the last place among which an end drawn at random lies; a whole number of one digit is one of few."""
SURE = 0.75


@dataclass(frozen=True, slots=True)
class Spread:
    """The least and the greatest difference of two lines over their places, the cells of these, and a score."""

    table: int
    formula: str
    interval: Interval
    exact: tuple[Decimal, Decimal]
    cells: tuple[tuple[int, int], ...]
    keys: frozenset[str]
    score: float


def check_spread(
    claim: Claim,
    quantity: Quantity,
    tables: Sequence[TableIndex],
    mention: Mention,
    trails: Trails,
    system: frozenset[str],
    paper: Surroundings,
) -> Check | None:
    """A range of changes against the differences of two lines; None where none agrees."""
    change, distances = asked_change(claim, quantity, mention, trails, system, paper)
    found = [spread for index in tables for spread in _spreads(index, change, distances)]
    agreeing = [spread for spread in found if _agrees(quantity, spread)]
    if not agreeing:
        return None
    top = max(NONE, *(spread.score for spread in found))
    whole = fsum(exp(spread.score - top) for spread in found) + exp(NONE - top)
    agreed = fsum(exp(spread.score - top) for spread in agreeing) / whole
    high = quantity.high if quantity.high is not None else quantity.value
    wide = [FEW if quantity.decimals <= 0 and end < 10 else WIDE for end in (quantity.value, high)]
    # Drawn at random, each end agrees with one line in so many units of its last place.
    chance = exp(NONE - top) / whole * len(found) / (wide[0] * wide[1])
    sure = agreed / (agreed + chance)
    best = max(agreeing, key=lambda spread: (spread.score, -spread.table))
    candidate = Candidate(
        "difference", best.formula, best.table, best.cells, best.exact[0], best.interval, best.keys, 1.0, 1.0
    )
    reason = f"{said(candidate, quantity, tables)} to {best.exact[1]}"
    if sure >= SURE:
        return made_check("own_table", "supported", sure, reason, quantity, candidate, tables)
    reason += f" agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check("own_table", "unresolved", 1 - sure, reason, quantity, candidate, tables)


def is_spread(claim: Claim, quantity: Quantity) -> bool:
    """Whether the number is a range of changes."""
    changing = is_change(quantity) or claim.direction in ("up", "down") or CHANGING.search(claim.text) is not None
    return quantity.high is not None and changing


def _agrees(quantity: Quantity, spread: Spread) -> bool:
    """Whether both ends are those of the cells, rounded (or the greater one cut off)."""
    high = quantity.high if quantity.high is not None else quantity.value
    ends = ((quantity.value, spread.exact[0]), (high, spread.exact[1]))
    return all(rounding_interval(abs(printed), quantity.decimals).holds(abs(exact)) for printed, exact in ends)


def _spreads(index: TableIndex, change: Change, distances: Mapping[int, float]) -> Iterator[Spread]:
    """The least and greatest differences of the best named lines of each axis, averages left out."""
    base = weighed(table_cues(index, change, distances.get(index.table.number, 1.0)), TABLE_WEIGHTS)
    for by_row in (True, False):
        lines, cross = (index.rows, index.columns) if by_row else (index.columns, index.rows)
        places = {line.position for line in cross if not line.average}
        if len(places) < FEWEST or len(lines) < 2:
            continue
        sides = side_cues(index, lines, change, by_row=by_row)
        names, near = line_names(lines), {place: cues[0] for place, cues in sides.items()}
        mine = {place: weighed(cues, FIRST_WEIGHTS) for place, cues in sides.items()}
        other = {place: weighed(cues, SECOND_WEIGHTS) for place, cues in sides.items()}
        seconds = best_lines(lines, other, MOST_LINES)
        for a in best_lines(lines, mine, MOST_LINES):
            for b in seconds:
                shared = [place for place in a.at if place in b.at and place in places]
                values = [(a.at[place][0], b.at[place][0]) for place in shared]
                if a is b or len(values) < FEWEST or any(x.signed or y.signed for x, y in values):
                    continue
                ordered = sorted(values, key=lambda two: (abs(two[0].value - two[1].value), two[0].row, two[0].column))
                (x, y), (u, v) = ordered[0], ordered[-1]
                if len({pair[0].value > pair[1].value for pair in values}) > 1:
                    continue  # not all of them change the same way
                score = base + mine[a.position] + other[b.position]
                score += weighed(relation_cues(a, b, change, names, near), RELATION_WEIGHTS)
                yield Spread(
                    index.table.number,
                    f"least and greatest of {' − '.join(told_apart(a, b))}",
                    Interval(abs(x.value - y.value), abs(u.value - v.value)),
                    (abs(x.value - y.value), abs(u.value - v.value)),
                    ((x.row, x.column), (y.row, y.column), (u.row, u.column), (v.row, v.column)),
                    frozenset({a.folded, b.folded} - {""}),
                    score,
                )
