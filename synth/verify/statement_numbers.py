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
from synth.verify.statement_place import Fact

Found = Literal["named", "cell", "formula", "absent"]
"""In a cell that the statement names, in another cell, a difference of cells, nowhere."""
MOST_PAIRS = 20_000
MOST_NUMBERS = 24
"""Numbers of one statement that are looked for; a longer list is a table of its own."""
GAINS = ("gain", "relative_gain", "ratio")
BEHIND = 10
"""Characters by which a name behind a number counts as further away than one before it."""
APART = 40
"""Characters by which a name on the other side of a comma or an "and" counts as further away."""
PARTED = re.compile(r"[,;]|\band\b|\bwhile\b|\bvs\b")
NEAR = Decimal("0.5")
"""Share of a cell's value by which a number that is meant to be it may be off."""
SURE = 0.6
ELSEWHERE = 0.2
"""How plainly a value is wrong that another line prints: it may be of one that the statement does not name."""
MOST_COMPARED, FEW = 40, 4
"""Cells that a gain is looked for among, and cells so few that a gain which they do not give is a wrong one."""
NOT_COMPARED = re.compile(r"\bp\s?[<>=-]|p-value|\btable |\bfigure |\bsection ", re.IGNORECASE)


def number_facts(
    text: str, quantities: Sequence[Quantity], links: Sequence[Link], facts: Sequence[Fact], asked: Board
) -> tuple[Fact, ...]:
    """What the table says to telling numbers: a value in another line than the one named, a gain that no pair gives."""
    made: list[Fact] = []
    for quantity in quantities[:MOST_NUMBERS]:
        if not _telling(text, quantity) or quantity.bound is not None:
            continue
        fact = _gain(quantity, facts, asked) if quantity.kind in GAINS else _printed(text, quantity, links, asked)
        if fact is not None:
            made.append(fact)
    return tuple(made)


def _printed(text: str, quantity: Quantity, links: Sequence[Link], asked: Board) -> Fact | None:
    """A value against the cells of the lines that are named nearest to it, rows and columns."""
    hits = asked.printing(quantity)
    rows, columns = (_nearest(text, quantity, links, by_row) for by_row in (True, False))
    if not hits:
        return _misprinted(quantity, links, rows, columns, asked)
    if not (rows or columns):
        return None
    named = [v for v in hits if (not rows or v.row in rows) and (not columns or v.column in columns)]
    where = f"cell({(named or hits)[0].row_name}, {(named or hits)[0].column_name})"
    if named:
        return Fact("number", 1.0, 0.4, where, ((named[0].row, named[0].column),))
    said = frozenset[int]().union(*(link.near | link.lines for link in links if link.by_row))
    exact = all(link.exact for link in links if link.by_row)
    if rows and exact and not any(v.row in said for v in hits):
        return Fact("number", -1.0, ELSEWHERE, f"{where} prints it", ((hits[0].row, hits[0].column),))
    return None


def _misprinted(
    quantity: Quantity, links: Sequence[Link], rows: frozenset[int], columns: frozenset[int], asked: Board
) -> Fact | None:
    """A number that no cell prints beside the only cell that is named for it, of about its size."""
    cells = [v for v in asked.index.values if v.row in rows and v.column in columns]
    exact = all(any(each.exact and each.lines == lines for each in links) for lines in (rows, columns))
    if (
        not exact
        or len(rows) != 1
        or len(columns) != 1
        or len(cells) != 1
        or quantity.kind != "value"
        or quantity.bound is not None
    ):
        return None
    cell = cells[0]
    if cell.decimals > quantity.decimals + 1 or abs(quantity.value - cell.value) > NEAR * abs(cell.value):
        return None
    formula = f"cell({cell.row_name}, {cell.column_name}) = {cell.value}"
    return Fact("number", -1.0, 0.7, formula, ((cell.row, cell.column),))


def _nearest(text: str, quantity: Quantity, links: Sequence[Link], by_row: bool) -> frozenset[int]:
    """The lines of the link of one axis that is nearest to a number; before it rather than behind it."""
    distance: dict[int, Link] = {}
    for link in reversed(links):
        if link.by_row is by_row:
            before = link.end <= quantity.start
            between = text[link.end : quantity.start] if before else text[quantity.end : link.start]
            away = len(between) + (0 if before else BEHIND) + (APART if PARTED.search(between) else 0)
            distance[away] = link
    return distance[min(distance)].lines if distance else frozenset()


def _gain(quantity: Quantity, facts: Sequence[Fact], asked: Board) -> Fact | None:
    """A gain against the differences of the cells that some comparison of the statement rests on."""
    compared = [fact for fact in facts if fact.kind in ("compare", "change") and fact.sure >= SURE]
    cells = {cell for fact in compared for cell in fact.cells}
    if not 2 <= len(cells) <= MOST_COMPARED:
        return None
    values = [value for value in asked.index.values if (value.row, value.column) in cells]
    for a, b in combinations(values, 2):
        if ((a.row == b.row) != (a.column == b.column)) and _difference(quantity, a, b):
            formula = f"{a.row_name}, {a.column_name} − {b.row_name}, {b.column_name}"
            return Fact("number", 1.0, 0.5, formula, ((a.row, a.column), (b.row, b.column)))
    if len(cells) > FEW:
        return None
    return Fact("number", -1.0, 0.25, "no difference of the cells compared gives it", tuple(sorted(cells)))


def _telling(text: str, quantity: Quantity) -> bool:
    before = text[max(0, quantity.start - 9) : quantity.start]
    size = abs(quantity.value)
    return not NOT_COMPARED.search(before) and (
        quantity.decimals >= 1 or (size >= 20 and quantity.unit is not None) or size >= 100
    )


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
        if not any(char.isdigit() for char in text[quantity.start : quantity.end]):
            continue  # "the five languages"
        if quantity.decimals == 0 and 1900 <= quantity.value <= 2100 and quantity.unit is None:
            continue
        made.append(_find(quantity, links, asked))
    return tuple(made)


def telling_places(quantities: Sequence[Quantity], asked: Board) -> tuple[frozenset[tuple[int, int]], ...]:
    """For each number of at least three digits, one behind the point, the cells that print it."""
    return tuple(
        places
        for quantity in quantities[:MOST_NUMBERS]
        if quantity.decimals >= 1 and abs(quantity.value) >= Decimal(1).scaleb(2 - quantity.decimals)
        if (places := frozenset((v.row, v.column) for v in asked.printing(quantity)))
    )


def _find(quantity: Quantity, links: Sequence[Link], asked: Board) -> tuple[Found, tuple[tuple[int, int], ...], str]:
    rows = {line for link in links if link.by_row for line in link.lines}
    columns = {line for link in links if not link.by_row for line in link.lines}
    values = list(asked.index.values)
    hits = asked.printing(quantity)
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
