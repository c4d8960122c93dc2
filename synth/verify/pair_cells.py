"""What points a change to two cells before its number is looked at: what is seen of the cells themselves.

The counterpart of `pair_cues`, which looks at names alone: short tuples of features of the first cell (`FIRST_CELL`),
of the second (`SECOND_CELL`), of both together (`WAY`) and of how they are compared (`FORM`).
"""

from __future__ import annotations

from synth.verify.cells import Value
from synth.verify.pair_cues import Change
from synth.verify.pair_lines import Leaders

FIRST_CELL = ("stated", "stated near", "bold", "decimals", "fraction", "later part")
SECOND_CELL = ("stated", "stated near", "bold", "best", "best asked", "best cited asked")
WAY = ("right way", "wrong way", "turned scale", "both stated")
FORM = ("columns", "relative", "relative said", "relative of points")


def first_cell_cues(value: Value, change: Change) -> tuple[float, ...]:
    """The features of the first cell, in the order of `FIRST_CELL`."""
    stated = change.stated.get((value.table, value.row, value.column), 0.0)
    small = abs(value.value) <= 1
    decimals = value.decimals - (2 if small and change.quantity.unit in ("%", "points") else 0)
    return (
        float(stated >= 1),
        stated if stated < 1 else 0.0,
        float(value.bold),
        float(decimals == change.quantity.decimals),
        float(small),
        float(value.part > 0),
    )


def second_cell_cues(value: Value, change: Change, leaders: Leaders) -> tuple[float, ...]:
    """The features of the second cell, in the order of `SECOND_CELL`."""
    stated = change.stated.get((value.table, value.row, value.column), 0.0)
    place = (value.row, value.column)
    return (
        float(stated >= 1),
        stated if stated < 1 else 0.0,
        float(value.bold),
        float(place in leaders.best),
        float(place in leaders.best and change.leading),
        float(place == leaders.cited and change.before),
    )


def way_cues(change: Change, *, rises: bool, turned: bool, stated: bool) -> tuple[float, ...]:
    """The features of two cells together, in the order of `WAY`.

    `rises` is whether the first is greater, `turned` whether less is better there, `stated` whether the sentence says
    both numbers.
    """
    sign = change.quantity.sign
    right = sign is not None and rises == (sign > 0)
    wrong = sign is not None and not right
    return (
        float(right and not turned),
        float(wrong and not turned),
        float(wrong and turned) - float(right and turned),
        float(stated),
    )


def form_cues(change: Change, *, by_row: bool, relative: bool) -> tuple[float, ...]:
    """The features of how two cells are compared, in the order of `FORM`."""
    quantity = change.quantity
    return (
        float(not by_row),
        float(relative),
        float(relative and quantity.kind == "relative_gain"),
        float(relative and quantity.unit == "points"),
    )
