"""Tables of a PDF page as cells, from the places of their words.

What cannot be taken apart with confidence is not guessed: such a table has no cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from synth.read.pdf_captions import Region
from synth.read.pdf_cells import GridCell, head_rows, is_numeric, is_underline, label_columns, make_cell, named
from synth.read.pdf_characters import Rule, Sheet
from synth.read.pdf_columns import (
    Phrase,
    column_spans,
    insert_turned,
    place,
    rows_of,
    set_aside_floating,
    turned_labels,
    under_rule,
)

MAX_ROWS, MAX_COLUMNS = 200, 40


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as cells, in row order; `rules` as in `records.Table`."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    rules: tuple[int, ...]


def build_grid(region: Region, sheet: Sheet) -> Grid | None:
    """The region's words as cells; None when they don't fall into rows and columns clearly."""
    words = [w for w in sheet.words if region.box.holds((w.x0 + w.x1) / 2, (w.y0 + w.y1) / 2 if w.face.angle else w.y)]
    rows = rows_of(words)
    turned = [word for word in words if 60 < word.face.angle < 120 or 240 < word.face.angle < 300]
    if not 2 <= len(rows) <= MAX_ROWS or max(len(row) for row in rows) > MAX_COLUMNS:
        return None
    spans = column_spans(rows)
    if not 2 <= len(spans) <= MAX_COLUMNS:
        return None
    rules = [rule for rule in sheet.rules if region.box.holds((rule.x0 + rule.x1) / 2, rule.y)]
    labels_turned, placed, spans = insert_turned(
        turned_labels(turned), [[place(phrase, row, spans) for phrase in row] for row in rows], spans
    )
    placed = [[under_rule(phrase, sheet.rules, region.box, spans) for phrase in row] for row in placed]
    floating, placed = set_aside_floating(placed)
    baselines = [row[0].y for row in placed]
    size = median(word.size for word in words)
    underlines = [rule for rule in rules if is_underline(rule, words)]
    rules = [rule for rule in rules if rule not in underlines]
    wide = [rule for rule in rules if rule.x1 - rule.x0 >= 0.9 * (region.box.x1 - region.box.x0 - 6)]
    breaks = sorted({sum(y > rule.y for y in baselines) for rule in wide})
    cells: dict[tuple[int, int], GridCell] = {}
    for number, row in enumerate(placed):
        for first, last in sorted({(phrase.first, phrase.last) for phrase in row}):
            inside = [word for phrase in row if (phrase.first, phrase.last) == (first, last) for word in phrase.words]
            cells[number, first] = make_cell(number, first, last - first + 1, inside, underlines)
    heads = head_rows(cells, len(placed), breaks)
    labels = label_columns(cells, heads, len(spans))
    for phrase in [*floating, *labels_turned]:
        top, bottom = _block(phrase, rules, spans, baselines)
        while top < bottom and (top, phrase.first) in cells:
            top += 1
        if (top, phrase.first) not in cells:
            cells[top, phrase.first] = replace(
                make_cell(top, phrase.first, 1, phrase.words, underlines), rowspan=max(1, bottom - top + 1)
            )
            labels = max(labels, phrase.first + 1) if phrase.first == 0 else labels
    _stretch_labels(cells, labels, heads, rules, spans, baselines, size)
    finished = [named(cell, heads, labels, cells, len(spans)) for _, cell in sorted(cells.items())]
    grid = Grid(tuple(finished), len(placed), len(spans), tuple(breaks))
    return grid if _confident(grid, region.ruled) else None


def _block(
    phrase: Phrase, rules: Sequence[Rule], spans: Sequence[tuple[float, float]], baselines: Sequence[float]
) -> tuple[int, int]:
    """First and last row between the two rules around the phrase that cover its column."""
    centre = sum(spans[phrase.first]) / 2
    over = [rule.y for rule in rules if rule.x0 - 2 <= centre <= rule.x1 + 2]
    high = min((y for y in over if y > phrase.y), default=float("inf"))
    low = max((y for y in over if y <= phrase.y), default=float("-inf"))
    inside = [row for row, y in enumerate(baselines) if low < y < high]
    if not inside:
        nearest = min(range(len(baselines)), key=lambda row: abs(baselines[row] - phrase.y))
        return nearest, nearest
    return inside[0], inside[-1]


def _stretch_labels(
    cells: dict[tuple[int, int], GridCell],
    labels: int,
    heads: int,
    rules: Sequence[Rule],
    spans: Sequence[tuple[float, float]],
    baselines: Sequence[float],
    size: float,
) -> None:
    """The only label of a ruled block of rows holds for the whole block, wherever in it it is printed."""
    for (row, column), cell in sorted(cells.items()):
        if column >= labels or row < heads or cell.colspan > 1 or cell.rowspan > 1:
            continue
        top, bottom = _block(Phrase((), 0, 0, baselines[row] + 0.2 * size, column, column), rules, spans, baselines)
        top = max(top, heads)
        alone = all((other, column) not in cells for other in range(top, bottom + 1) if other != row)
        filled = any(place[0] == other and place[1] > column for place in cells for other in range(top, bottom + 1))
        if top < bottom and alone and filled:
            del cells[row, column]
            cells[top, column] = replace(cell, row=top, rowspan=bottom - top + 1)


def _confident(grid: Grid, ruled: bool) -> bool:
    """Whether the grid looks like a table: filled well enough, and (without rules) mostly numbers in its body."""
    body = [cell for cell in grid.cells if not cell.header]
    if not body:
        return False
    covered = sum(cell.rowspan * cell.colspan for cell in grid.cells)
    if covered < 0.4 * grid.rows * grid.columns:
        return False
    numbers = sum(is_numeric(cell.value) for cell in body)
    return ruled or numbers >= 0.5 * len(body)
