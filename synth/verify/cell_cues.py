"""What points a number to one cell of a table, or to none of any: the numbers around it and its own form, as features.

Like those of rows, columns and tables (`cues`) they lie between −1 and 1 and do not ask whether the cell's number is
the printed one.
"""

from __future__ import annotations

import re
from math import log10

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.cells import Value
from synth.verify.cues import SCORES, Around
from synth.verify.names import stem, words
from synth.verify.trail import Trail, named_tables

REPORTED = re.compile(r"\b(?:report|reports|reported|according to|published|leader-?board)\b", re.IGNORECASE)
BACKGROUND = frozenset(
    stem(word)
    for word in """introduction related background prior previous preliminaries dataset datasets data corpus corpora
    implementation setup settings training details hyperparameters""".split()
)
"""Words of the titles of sections that tell little of results."""

CELL = (
    "decimals", "coarser", "size", "column size", "percent", "signed", "bold", "bold best", "taken", "covered",
    "covered beside", "both named", "whole", "along the row", "down the column", "same row as next",
    "same column as next", "names covered", "names covered beside", "counted in tenths", "percent whole", "bold own",
)  # fmt: skip
NOWHERE = (
    "always", "referred to", "paragraph", "other unit", "count", "whole", "digits", "figure", "abstract",
    "numbers around", "strange beside", "reported", "unit of its own", "row named", "column named", "lines named",
    "count of no unit", "background", "cited beside",
)  # fmt: skip


def cell_cues(
    value: Value,
    quantity: Quantity,
    around: Around,
    sizes: tuple[float, float],
    taken: float,
    covered: tuple[float, ...],
    trail: Trail,
) -> tuple[float, ...]:
    """The features of one cell, in the order of `CELL`.

    `sizes` are the smallest and the largest size in its column, `taken` how likely another number of the sentence
    stands in it, `covered` what share of the words that name
    anything in the tables it has, of all and of those beside the number, and the lower score of its two lines.
    """
    here, there = abs(float(quantity.value)), abs(float(value.value))
    apart = min(abs(log10(here / there)), 1.0) if here and there else 1.0
    low, high = sizes
    return (
        float(value.decimals == quantity.decimals),
        float(value.decimals < quantity.decimals),
        float(apart > 0.35),
        float(low * 0.7 <= here <= high * 1.3),
        float(value.percent and quantity.unit in ("%", "points")),
        float(value.signed),
        float(value.bold),
        float(value.bold and around.best),
        taken,
        covered[0],
        covered[1],
        covered[2],
        float(value.decimals <= 0 and quantity.decimals > 0),
        *_step(value, trail),
        *covered[3:],
        float(quantity.kind == "count" and value.decimals > 0),
        float(quantity.unit in ("%", "points") and value.decimals <= 0),
        float(value.bold and around.claim.own),
    )


def _step(value: Value, trail: Trail) -> tuple[float, float, float, float]:
    """Whether the cell follows the number before (or leads to the one after) along its row, or down its column."""
    if not trail.before and not trail.after:
        return 0.0, 0.0, 0.0, 0.0
    right = down = row = column = 0.0
    for cells, way in ((trail.before, 1), (trail.after, -1)):
        for (table, at_row, at_column), share in cells.items():
            if table != value.table:
                continue
            if at_row == value.row and at_column != value.column:
                row = max(row, share)
                right = max(right, share * (0 < (value.column - at_column) * way <= 2))
            if at_column == value.column and at_row != value.row:
                column = max(column, share)
                down = max(down, share * ((value.row - at_row) * way == 1))
    return right, down, row, column


def nowhere_cues(
    claim: Claim,
    quantity: Quantity,
    trail: Trail,
    known: frozenset[str],
    around: Around,
    named: tuple[float, float, float],
) -> tuple[float, ...]:
    """The features of a number that no table may hold, in the order of `NOWHERE`.

    `named` is how well the best named row, the best named column, and the lesser of both in one table are named.
    """
    digits = quantity.value.as_tuple().digits
    foreign = quantity.unit not in SCORES and not set(words(quantity.unit or "")) & known
    return (
        1.0,
        float(bool(named_tables(claim.text))),
        float(bool(trail.printed)),
        float(foreign),
        float(quantity.kind == "count"),
        float(quantity.decimals <= 0),
        min(len(digits), 6) / 6,
        float("Fig" in claim.text),
        float(claim.role in ("abstract", "title")),
        max(trail.tables.values(), default=0.0),
        _strange(around.names_beside, known),
        float(REPORTED.search(claim.text) is not None and "[@" in claim.text),
        float(quantity.unit not in SCORES),
        *named,
        float(quantity.kind == "count" and not set(words(quantity.unit or "")) & known),
        float(bool(BACKGROUND & around.section.words)),
        float(around.cited),
    )


def _strange(names: frozenset[str], known: frozenset[str]) -> float:
    """How many of the names no table of the paper says; at most 1, for three."""
    return min(len(names - known), 3) / 3
