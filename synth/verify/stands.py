"""Whether a number that looks like a slip of one cell stands in its table otherwise, and is none.

It may be the sum of parts that its row prints, stand in the line that the number before it stands in, be that of a
variant whose cell is empty, or be told in brackets behind the name of another line.
"""

from __future__ import annotations

import re
from itertools import pairwise

from synth.quantity import Quantity
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP, Mention, words
from synth.verify.reading import Asked

MOST_PARTS = 4
"""Neighbouring cells of a row that a sentence may tell as one sum."""
KNOWN = 0.5
"""How likely another number of the sentence stands in a cell whose line this one may share."""
IN_FULL, NAMED = 0.95, 0.7
"""Share of a name's telling words from which it is said in full, and from which it is named."""
NAME_BEFORE = 4
"""Words before a bracket that may be the name of what it is told of."""
CONTRAST = re.compile(r"\b(?:vs\.?|versus|compared|against|than)\b|[→⇒]", re.IGNORECASE)


def stands_otherwise(asked: Asked, value: Value, right: Value | None, index: TableIndex) -> bool:
    """Whether a number that is a slip of `value` stands elsewhere in its table; `right` is a cell that agrees with it.

    `index` is the table of `value`.
    """
    return (
        _is_sum(asked.quantity, value, index)
        or (right is not None and right.table == value.table and _is_in_line(asked, right, index))
        or (asked.around.claim.own and _has_empty_variant(value, index))
        or _is_behind_another(asked, value, index)
    )


def _is_sum(quantity: Quantity, value: Value, index: TableIndex) -> bool:
    """Whether neighbouring cells of the row add up to the number, all as precise as it is."""
    row = next(line for line in index.rows if line.position == value.row)
    parts = [each for each in row.values if each.part == 0]
    for start in range(len(parts)):
        total = parts[start].value
        for last, each in pairwise(parts[start : start + MOST_PARTS]):
            if each.column != last.column + 1 or {each.decimals, last.decimals} != {quantity.decimals}:
                break
            total += each.value
            if total == quantity.value:
                return True
    return False


def _is_in_line(asked: Asked, right: Value, index: TableIndex) -> bool:
    """Whether another number of the sentence stands in the row (column) of `right`, and its column (row) is named."""
    place = right.table, right.row, right.column
    if place in asked.trail.taken:
        return False
    sure = [cell for cell, share in asked.trail.others.items() if share >= KNOWN and cell[0] == right.table]
    row, column = (
        max((index.labels.match(name, asked.around.claim) for name in names), default=0.0)
        for names in (right.row_names, right.column_names)
    )
    return any(
        (at_column == right.column and row >= IN_FULL) or (at_row == right.row and column >= IN_FULL)
        for _, at_row, at_column in sure
    )


def _has_empty_variant(value: Value, index: TableIndex) -> bool:
    """Whether a row is called as this one and something more, and prints no number in the cell's column."""
    own = set(words(value.row_names[0])) - STOP if value.row_names else set()
    return bool(own) and any(
        value.column not in line.at and any(own < set(words(name)) for name in (line.key, *line.context))
        for line in index.rows
    )


def _is_behind_another(asked: Asked, value: Value, index: TableIndex) -> bool:
    """Whether the number stands in brackets right behind the name of another line: "B (73.5)" where the cell is A's."""
    before, found, after = asked.claim.text.partition(asked.quantity.text)
    ahead, bracket, inside = before.rpartition("(")
    if not found or not bracket or ")" in inside or CONTRAST.search(inside + after.partition(")")[0]):
        return False
    name = " ".join(ahead.split()[-NAME_BEFORE:])
    told = Mention.of(name)
    last = set(words(name.rpartition(" ")[2]))

    def others(lines: tuple[Line, ...], mine: int) -> bool:
        own = next(line for line in lines if line.position == mine)
        return index.labels.match(own.key, told) < NAMED and any(
            line.key != own.key and last & set(words(line.key)) and index.labels.match(line.key, told) >= IN_FULL
            for line in lines
            if line.key
        )

    return others(index.rows, value.row) or others(index.columns, value.column)
