"""Whether a number that looks like a slip of one cell stands somewhere else, and is none.

It may stand in another cell that the sentence names or reckons with, be the sum of cells of its row, be that of a
variant whose cell is empty, or be told in brackets behind another name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from synth.quantity import Quantity
from synth.verify.cells import Value
from synth.verify.cues import proper
from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP, Mention, cites, words
from synth.verify.nearness import A_NUMBER, around_it
from synth.verify.reading import Asked

MOST_PARTS = 4
"""Neighbouring cells of a row that a sentence may tell as one sum."""
KNOWN = 0.5
"""How likely another number of the sentence stands in a cell whose line this one may share."""
IN_FULL, CALLED, SAID, NAMED = 0.95, 0.9, 0.8, 0.7
"""Share of a name's telling words from which it is said in full, from which the name alone tells a row, from which row
and column together tell a cell, and from which it is named."""
NAME_BEFORE = 4
"""Words before a bracket that may be the name of what it is told of."""
AFTER = 30
"""Characters behind a bracket within which a work is cited for what the bracket tells."""
BOTH = re.compile(r"\bboth\s[^.;:()]{1,60}\sand\b", re.IGNORECASE)
MOST_NUMBERS = 12
"""Numbers of a sentence from which some difference is always among them."""
CONTRAST = re.compile(r"\b(?:vs\.?|versus|compared|against|than)\b|[→⇒]", re.IGNORECASE)


def stands_otherwise(asked: Asked, value: Value, right: Value | None, tables: Sequence[TableIndex]) -> bool:
    """Whether a number that is a slip of `value` stands somewhere else; `right` is a cell that agrees with it."""
    index = next(index for index in tables if index.table.number == value.table)
    return (
        (right is not None and (_is_named(asked, value, right, tables) or _is_told(asked, value, right)))
        or _is_sum(asked.quantity, value, index)
        or (asked.around.claim.own and _has_empty_variant(value, index))
        or _is_behind_another(asked, value, index)
    )


def _is_named(asked: Asked, value: Value, right: Value, tables: Sequence[TableIndex]) -> bool:
    """Whether the claim names the row and the column of a cell that agrees, or one of them and goes on in the other.

    Or a number in the row's name ("ResNet101" for "R-101-FPN"), where the row of `value` has others.
    """
    if (right.table, right.row, right.column) in asked.trail.taken:
        return False
    index = next(index for index in tables if index.table.number == right.table)
    row, column = (
        max((index.labels.match(name, asked.around.claim) for name in names), default=0.0)
        for names in (right.row_names, right.column_names)
    )
    near = around_it(asked.claim.text, asked.quantity.text)
    counted = near[1].split(" ")[:2] if near else []
    units = {word for each in (asked.quantity.unit or "", *counted) for word in words(each)} - STOP
    if units & {word for name in right.column_names for word in words(name)}:
        column = 1.0
    if min(row, column) >= SAID:
        return True
    if max(row, column) < CALLED:
        return False
    sure = [cell for cell, share in asked.trail.others.items() if share >= KNOWN and cell[0] == right.table]
    if any((at[2] == right.column and row >= CALLED) or (at[1] == right.row and column >= CALLED) for at in sure):
        return True
    said = _digits(asked.claim.text)
    return bool(said & _digits(*right.row_names)) and bool(_digits(*value.row_names) - said)


def _is_told(asked: Asked, value: Value, right: Value) -> bool:
    """Whether the sentence bears the cell out that agrees.

    It tells its difference to another number, or speaks of both lines of which one has it: "both A and B (0.89)".
    """
    text, size = asked.claim.text.partition(" [number:")[0], abs(asked.quantity.value)
    if BOTH.search(text) and value.table == right.table and (value.row == right.row or value.column == right.column):
        return True
    numbers = {Decimal(match[0].replace(",", "")) for match in A_NUMBER.finditer(text)} - {size}
    return len(numbers) <= MOST_NUMBERS and any(abs(other - size) in numbers - {other} for other in numbers)


def _digits(*names: str) -> frozenset[str]:
    """The whole numbers in names, written to letters or not."""
    return frozenset(found for name in names for found in re.findall(r"(?<![\d.])\d{2,}(?![\d.])", name))


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


def _has_empty_variant(value: Value, index: TableIndex) -> bool:
    """Whether a row is called as this one and something more, and prints no number in the cell's column."""
    own = set(words(value.row_names[0])) - STOP if value.row_names else set()
    return bool(own) and any(
        value.column not in line.at and any(own < set(words(name)) for name in (line.key, *line.context))
        for line in index.rows
    )


def _is_behind_another(asked: Asked, value: Value, index: TableIndex) -> bool:
    """Whether the number stands in brackets right behind a name that is not the cell's: "B (73.5)" where it is A's."""
    before, after = around_it(asked.claim.text, asked.quantity.text) or ("", "")
    ahead, bracket, inside = before.rpartition("(")
    if not bracket or not ahead.strip() or ")" in inside or CONTRAST.search(inside + after.partition(")")[0]):
        return False
    names = (*value.row_names, *value.column_names, value.group, index.table.caption)
    if (called := proper(f"the {ahead.split()[-1]}")) and cites(after[:AFTER]):
        return not called & {word for each in names for word in words(each)}
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
