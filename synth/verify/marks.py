"""Check marks as names: a row of an ablation is called after the columns that it ticks, a column after the rows.

"✓ ✓ –" under "PAM", "DAL" and "RAM" is the row "PAM + DAL"; the row that ticks nothing is the baseline. What every
row ticks tells none apart and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from synth.records import Cell

TICKS = frozenset("✓ ✔ ☑ √ ● • yes y".split())
BLANKS = frozenset(["", *"✗ ✘ × x - – — − ○ ◦ no n".split()])
NOTHING = "baseline"
"""What a line is called that ticks nothing and has no other name."""
_LETTERS = re.compile(r"[^\W\d_]")

Grid = Sequence[Sequence[Cell | None]]


def ticked_rows(grid: Grid, heads: Mapping[int, str]) -> dict[int, str]:
    """What each row is called after the columns that it ticks; `heads` are the names of columns by position."""
    if not grid:
        return {}
    body = [number for number, row in enumerate(grid) if not all(cell is None or cell.header for cell in row)]
    columns = [
        (heads[column], {number for number in body if _is_tick(grid[number][column])})
        for column in range(len(grid[0]))
        if column in heads and _is_marked([grid[number][column] for number in body])
    ]
    return _named(columns, body)


def ticked_columns(grid: Grid) -> tuple[dict[int, str], frozenset[int]]:
    """What each column is called after the rows that tick it, and the rows of marks, which hold no other names."""
    rows: list[tuple[str, set[int]]] = []
    marked: set[int] = set()
    for number, row in enumerate(grid):
        name = row[0].text.strip() if row and row[0] is not None else ""
        if _LETTERS.search(name) and _is_marked(row[1:]):
            rows.append((name, {column for column, cell in enumerate(row) if column and _is_tick(cell)}))
            marked.add(number)
    return _named(rows, range(1, len(grid[0]) if grid else 0)), frozenset(marked)


def _named(parts: Sequence[tuple[str, set[int]]], places: Sequence[int]) -> dict[int, str]:
    telling = [(name, ticked) for name, ticked in parts if len(ticked) < len(places)]
    if not telling:
        return {}
    return {place: " + ".join(name for name, ticked in telling if place in ticked) or NOTHING for place in places}


def _is_marked(cells: Sequence[Cell | None]) -> bool:
    """Whether cells hold marks alone, and at least one tick."""
    told = [_mark(cell) for cell in cells]
    return any(each in TICKS for each in told) and all(each in TICKS or each in BLANKS for each in told)


def _is_tick(cell: Cell | None) -> bool:
    return _mark(cell) in TICKS


def _mark(cell: Cell | None) -> str:
    return "" if cell is None else cell.text.strip().lower()
