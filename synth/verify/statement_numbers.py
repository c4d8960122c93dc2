"""Whether the numbers of a statement stand in a table, or follow from the cells that the statement names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Literal

from synth.quantity import Quantity, agrees_with, same_number
from synth.verify.cells import Value
from synth.verify.statement_board import Board
from synth.verify.statement_links import Link

Found = Literal["named", "cell", "formula", "absent"]
"""In a cell that the statement names, in another cell, a difference of cells, nowhere."""
MOST_PAIRS = 20_000
MOST_NUMBERS = 40
"""Numbers of one statement that are looked for; a longer list is a table of its own."""
NOT_COMPARED = re.compile(r"\bp\s?[<>=-]|p-value|\btable |\bfigure |\bsection ", re.IGNORECASE)


def find_numbers(
    text: str, quantities: Sequence[Quantity], links: Sequence[Link], asked: Board
) -> tuple[tuple[Found, tuple[tuple[int, int], ...], str], ...]:
    """For each number that a table could hold: where it was found, the cells and the formula."""
    made = []
    for quantity in quantities[:MOST_NUMBERS]:
        before = text[max(0, quantity.start - 9) : quantity.start]
        if NOT_COMPARED.search(before) or (quantity.kind == "rank"):
            continue
        if quantity.decimals <= 0 and quantity.unit is None and abs(quantity.value) < 20:
            continue
        if quantity.decimals == 0 and 1900 <= quantity.value <= 2100 and quantity.unit is None:
            continue
        made.append(_find(quantity, links, asked))
    return tuple(made)


def telling_places(quantities: Sequence[Quantity], asked: Board) -> tuple[frozenset[tuple[int, int]], ...]:
    """For each number of at least three digits, one behind the point, the cells that print it."""
    return tuple(
        places
        for quantity in quantities
        if quantity.decimals >= 1 and abs(quantity.value) >= Decimal(1).scaleb(2 - quantity.decimals)
        if (places := frozenset((v.row, v.column) for v in asked.index.values if _equal(quantity, v)))
    )


def _find(quantity: Quantity, links: Sequence[Link], asked: Board) -> tuple[Found, tuple[tuple[int, int], ...], str]:
    rows = {line for link in links if link.by_row for line in link.lines}
    columns = {line for link in links if not link.by_row for line in link.lines}
    values = list(asked.index.values)
    hits = [value for value in values if _equal(quantity, value)]
    named = [v for v in hits if (not rows or v.row in rows) and (not columns or v.column in columns)]
    if named and (rows or columns):
        return "named", ((named[0].row, named[0].column),), f"cell({named[0].row_name}, {named[0].column_name})"
    if quantity.kind in ("gain", "relative_gain", "ratio") or quantity.unit in ("points", "%"):
        for a, b in _pairs(values, rows, columns):
            if _difference(quantity, a, b):
                cells = ((a.row, a.column), (b.row, b.column))
                return "formula", cells, f"{a.row_name} − {b.row_name} in {a.column_name}"
    if hits:
        return "cell", ((hits[0].row, hits[0].column),), f"cell({hits[0].row_name}, {hits[0].column_name})"
    return "absent", (), ""


def _equal(quantity: Quantity, value: Value) -> bool:
    if same_number(quantity, abs(value.value), value.decimals):
        return True
    if abs(value.value) <= 1 and value.decimals >= 2:
        return same_number(quantity, abs(value.value) * 100, value.decimals - 2)
    return False


def _pairs(values: Sequence[Value], rows: set[int], columns: set[int]) -> list[tuple[Value, Value]]:
    """Pairs of cells in one row or one column, in lines that the statement names as far as it names any."""
    found: list[tuple[Value, Value]] = []
    kept = [v for v in values if (v.row in rows or not rows) and (v.column in columns or not columns)]
    if len(rows) == 1 and len(columns) != 2:
        kept = [v for v in values if v.column in columns or not columns]
    if not rows and not columns:
        return found
    for a, b in combinations(kept[:400], 2):
        if (a.column == b.column) != (a.row == b.row) and (not rows or a.row in rows or b.row in rows):
            found.append((a, b))
            if len(found) >= MOST_PAIRS:
                break
    return found


def _difference(quantity: Quantity, a: Value, b: Value) -> bool:
    size = abs(a.value - b.value)
    decimals = max(a.decimals, b.decimals)
    if same_number(quantity, size, decimals):
        return True
    if max(abs(a.value), abs(b.value)) <= 1 and same_number(quantity, size * 100, decimals - 2):
        return True
    if quantity.kind in ("relative_gain", "ratio") or quantity.unit in ("%", "x"):
        for base in (a, b):
            if not base.interval.holds(Decimal(0)):
                ratio = (a.interval - b.interval).absolute().divided(base.interval.absolute())
                if agrees_with(quantity, ratio.scaled(Decimal(100))):
                    return True
    return False
