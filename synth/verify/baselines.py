"""Two rows for one baseline: what was published and what the authors ran themselves give different gains."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from synth.verify.algebra import Candidate
from synth.verify.axis import mean_of, single
from synth.verify.index import Line, TableIndex, told_apart
from synth.verify.names import SELF, stem, words

COMPARED = frozenset({"difference", "mean_difference"})
OWN_WORDS = frozenset(stem(word) for word in SELF) | {"reimplementation", "reimpl", "reproduced", "run"}


def other_baselines(candidate: Candidate, index: TableIndex) -> Iterator[tuple[str, Decimal]]:
    """Other lines of the baseline's name (own mark and citation apart) in its block, with the difference to each.

    Lines are given in words. Nothing for what is no difference of two lines.
    """
    half = len(candidate.cells) // 2
    if candidate.operation not in COMPARED or not half or len(candidate.cells) != 2 * half:
        return
    for lines, axis in ((index.rows, 0), (index.columns, 1)):
        mine = {cell[axis] for cell in candidate.cells[:half]}
        other = {cell[axis] for cell in candidate.cells[half:]}
        if len(mine) != 1 or len(other) != 1 or mine == other:
            continue
        by_position = {line.position: line for line in lines}
        first, second = by_position[mine.pop()], by_position[other.pop()]
        places = [cell[1 - axis] for cell in candidate.cells[half:]]
        if _difference(first, second, places, axis) != candidate.value:
            return
        for third in lines:
            if third in (first, second) or _name(third) != _name(second) or third.context != second.context:
                continue
            found = _difference(first, third, places, axis)
            if found is not None and found != candidate.value:
                own = bool(frozenset(words(third.key)) & OWN_WORDS)
                called = told_apart(third, second)[0]
                yield f"the authors' own baseline row {called}" if own else called, found


def _name(line: Line) -> frozenset[str]:
    return frozenset(words(line.key)) - OWN_WORDS


def _difference(first: Line, second: Line, places: list[int], axis: int) -> Decimal | None:
    """The difference of two lines' means over some places; None where one lacks a place."""
    sides = []
    for line in (first, second):
        found = [[v for v in line.values if (v.column if axis == 0 else v.row) == place] for place in places]
        if not all(found):
            return None
        sides.append(mean_of([mean_of([single(value) for value in values]) for values in found]).value)
    return sides[0] - sides[1]
