"""Whether a claim's own words ask for what a proposed formula does, and go the way it goes."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import Claim
from synth.verify.axis import Axis, Context
from synth.verify.formula_shape import Shape
from synth.verify.formula_value import Named, Worked
from synth.verify.index import Line
from synth.verify.names import words

TOTALS = frozenset(words("total totals totalling sum altogether together combined overall all"))
FARTHEST = frozenset(words("best worst highest lowest maximum minimum most least up range all each every out"))


def unasked(claim: Claim, shape: Shape, context: Context) -> str | None:
    """Why the claim's words do not ask for what a formula of this shape does; None where they do."""
    said = set(words(claim.text))
    if shape == "mean" and not context.averaging:
        return "the claim speaks of no average"
    if shape == "sum" and not said & TOTALS:
        return "the claim speaks of no total"
    if shape in ("count", "extreme") and not said & FARTHEST:
        return "the claim asks for no such count or limit"
    return None


def wrong_way(axes: dict[int, tuple[Axis, Axis]], sides: Sequence[Worked], whole: Worked, sign: int) -> str | None:
    """Why the sides of a change cannot be told apart, or go another way than `sign`; None where all is well.

    The model's own order of the sides counts for nothing: the claim must name what it compares with.
    """
    if len(sides) != 2:
        printed = all(value.signed for each in whole.named for value in each.values)
        right = printed and (whole.value >= 0) == (sign == 1)
        return None if right else "the direction of that cell is not told"
    first, second = sides
    told = [_apart(a, b) for a in first.named for b in second.named]
    known = [pair for pair in told if pair is not None]
    if not known or len(known) < len(told):
        return "it compares cells that differ in more than one way"
    for number, by_row, line, other in known:
        if axes[number][0 if by_row else 1].direction(line, other) != "right":
            return "the claim's words do not say which side is which"
    if (whole.value >= 0) != (sign == 1):
        return "it goes the other way"
    return None


def _apart(a: Named, b: Named) -> tuple[int, bool, Line, Line] | None:
    """The table, the axis and the two lines in which two sides differ; None where that is not one axis of one table."""
    if a.index is not b.index or (a.row is None) != (b.row is None) or (a.column is None) != (b.column is None):
        return None
    rows = a.row is not None and b.row is not None and a.row.position != b.row.position
    columns = a.column is not None and b.column is not None and a.column.position != b.column.position
    if rows == columns:
        return None
    number = a.index.table.number
    if rows and a.row is not None and b.row is not None:
        return number, True, a.row, b.row
    if a.column is not None and b.column is not None:
        return number, False, a.column, b.column
    return None
