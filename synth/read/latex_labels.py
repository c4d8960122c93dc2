r"""Row labels that are printed once for several rows without a \multirow: which rows they name.

Three customs are read, each only where the whole table keeps it: a label on the first row of its block with blanks
below it and another column that tells the rows apart; a label in the middle of each block between rules; a label on
the first row of blocks between rules that all list the same whole-number settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from synth.read.latex_heads import is_value
from synth.records import Cell


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows below the heads. `runs`: rows that follow one another with no head or full rule between them."""

    columns: dict[int, dict[int, Cell]]
    """Column to row to the cell that covers it."""
    runs: tuple[tuple[int, int], ...]
    stub: int

    def labelled(self, column: int, row: int) -> Cell | None:
        return self.columns.get(column, {}).get(row)


def spread_labels(cells: tuple[Cell, ...], full_rules: frozenset[int]) -> tuple[Cell, ...]:
    """The cells with row labels stretched over the rows that they name."""
    body = _body_of(cells, full_rules)
    spread: dict[tuple[int, int], Cell] = {}
    for column in range(body.stub):
        for cell, top, height in _first_column(body) if column == 0 else ():
            spread[cell.row, cell.column] = replace(cell, row=top, rowspan=height)
        if not spread:
            for cell, height in _carried(body, column):
                spread[cell.row, cell.column] = replace(cell, rowspan=height)
    if not spread:
        return cells
    moved = [spread.get((cell.row, cell.column), cell) for cell in cells]
    return tuple(sorted(moved, key=lambda cell: (cell.row, cell.column)))


def _body_of(cells: tuple[Cell, ...], full_rules: frozenset[int]) -> _Body:
    plain = {row for cell in cells if not cell.header for row in range(cell.row, cell.row + cell.rowspan)}
    columns: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            if row in plain:
                for column in range(cell.column, cell.column + cell.colspan):
                    columns.setdefault(column, {})[row] = cell
    stub = 0
    while stub in columns and all(cell.header for cell in columns[stub].values()):
        stub += 1
    return _Body(columns, tuple(_runs(sorted(plain), full_rules)), stub)


def _runs(rows: list[int], full_rules: frozenset[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row + 1 or rows[place + 1] in full_rules:
            yield rows[start], row + 1
            start = place + 1


def _first_column(body: _Body) -> list[tuple[Cell, int, int]]:
    """Labels of the first column that stand alone in their block: (label, first row, height)."""
    blocks: list[tuple[Cell, int, int]] = []
    for top, end in body.runs:
        inside = {id(cell): cell for row in range(top, end) if (cell := body.labelled(0, row)) is not None}
        if len(inside) != 1 or end - top < 2:
            return []
        (label,) = inside.values()
        if label.rowspan > 1 or label.colspan > 1:
            return []
        blocks.append((label, top, end - top))
    if len(blocks) < 2 or body.stub > 1:
        return []
    centred = all(label.row - top in {(height - 1) // 2, height // 2} for label, top, height in blocks)
    if centred and any(height > 2 for _, _, height in blocks):
        return blocks
    settings = [_settings(body, top, height) for _, top, height in blocks]
    leading = all(label.row == top for label, top, _ in blocks)
    return blocks if leading and settings[0] is not None and len(set(settings)) == 1 else []


def _settings(body: _Body, top: int, height: int) -> tuple[str, ...] | None:
    """The whole numbers or words of the second column, where they tell a block's rows apart."""
    found = [cell.text for row in range(top, top + height) if (cell := body.labelled(1, row)) is not None]
    whole = len(found) == len(set(found)) == height and not any("." in text and is_value(text) for text in found)
    return tuple(found) if whole else None


def _carried(body: _Body, column: int) -> list[tuple[Cell, int]]:
    """Labels of a column with blanks below them, and their heights, where later label columns tell the rows apart."""
    found: list[tuple[Cell, int]] = []
    labels = blanks = 0
    for top, end in body.runs:
        row = top
        while row < end:
            label = body.labelled(column, row)
            if label is None or label.row < top:
                return []  # a block that begins without a label
            last = row = label.row + label.rowspan
            while row < end and all(body.labelled(left, row) is None for left in range(column + 1)):
                row += 1
            labels += 1
            blanks += row - last
            names = [_other_labels(body, column, each) for each in range(label.row, row)]
            if row > last and (not all(map(any, names)) or len(set(names)) < len(names)):
                return []
            if row > last and label.colspan == 1:
                found.append((label, row - label.row))
            if row < end and body.labelled(column, row) is None:
                return []
    return found if blanks >= labels else []  # a name missing here and there was lost, not left out


def _other_labels(body: _Body, column: int, row: int) -> tuple[str, ...]:
    """The labels of a row in the columns of labels behind `column`."""
    return tuple(
        cell.text if (cell := body.labelled(other, row)) is not None else "" for other in range(column + 1, body.stub)
    )
