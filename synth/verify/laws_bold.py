"""What a table's bold print says of itself: a cell printed as the best of its column that another one beats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from synth.records import CellsAnchor
from synth.verify.breach import Breach, table_name
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.measures import LOWER_IS_BETTER
from synth.verify.names import shown

FEWEST_KEPT = 4
"""Places whose bold cell is the best before one that is not is a breach: bold may mean something else."""
OUTSIDE = re.compile(
    r"\b(?:human|oracle|upper|gold|ground[- ]truth|ensemble|supervised|annotator|random|majority|skyline|topline)\b",
    re.IGNORECASE,
)
"""Rows that stand outside the race."""


def bold_breaches(index: TableIndex) -> Iterator[Breach]:
    """Cells in bold that another cell of their block beats, in tables where bold otherwise always is the best."""
    if len({value.part for value in index.values}) > 1 or LOWER_IS_BETTER.search(index.table.caption):
        return
    starts = sorted({0, *index.table.rules, index.table.rows})
    if any(b - a == 1 and any(v.bold for v in index.values if v.row == a) for a, b in pairwise(starts)):
        return  # a rule in the midst of a block
    blocks = [(a, b) for a, b in pairwise(starts) if any(a <= value.row < b for value in index.values)]
    kept, broken = 0, []
    for first, end in blocks:
        for column in index.columns:
            cells = [value for value in column.values if first <= value.row < end]
            bold = [value for value in cells if value.bold]
            if len(bold) != 1 or len(cells) < 3 or _lower(column) or any(value.signed for value in cells):
                continue
            best = max(cells, key=lambda value: (value.value, -value.row))
            if best.value == bold[0].value:
                kept += 1
            elif min(value.value for value in cells) == bold[0].value:
                return  # here the lowest is the best, or bold means something else
            else:
                broken.append((column, bold[0], best))
    if kept < FEWEST_KEPT or len(broken) > kept * 0.2:
        return
    for column, mine, best in broken:
        names = (*best.row_names, best.group)
        if _comparable(index, mine, best) and not any(OUTSIDE.search(name) for name in names):
            yield _breach(index, column, mine, best)


def _comparable(index: TableIndex, mine: Value, best: Value) -> bool:
    """Whether two rows run the same race: of one group, and systems, not values of a setting of which one is kept."""
    lines = {line.position: line for line in index.rows}
    return lines[mine.row].context == lines[best.row].context and any(map(str.isalpha, lines[mine.row].key))


def _lower(column: Line) -> bool:
    return any(LOWER_IS_BETTER.search(name) for name in (column.key, *column.context))


def _breach(index: TableIndex, column: Line, mine: Value, best: Value) -> Breach:
    table = index.table
    formula = f"the best of {column.name} ({shown(best.row_name)}; {shown(mine.row_name)} is in bold)"
    cells = ((mine.row, mine.column), (best.row, best.column))
    return Breach(formula, mine.value, best.value, CellsAnchor(table.paper, table.number, cells), table_name(table))
