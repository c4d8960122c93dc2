"""The text of each page in reading order, with its lines, tables and marginal matter in their places.

This text is what every offset into a PDF refers to. Lines end with a line feed; a table stands row by row, its cells
parted by tabs; turned text (a stamp in the margin, say) comes last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from synth.read.pdf_captions import Region, choose_regions, find_candidates
from synth.read.pdf_characters import Face, Sheet, Word
from synth.read.pdf_lines import TABLE_MARK, Box, Column, Line, columns, fragments, gutter, make_line
from synth.read.pdf_tables import Grid, build_grid
from synth.read.pdf_text import PlacedLine
from synth.records import Cell

MAX_FRAGMENTS = 5_000
"""A page of more scattered pieces than this (dense ones have 1,500) is left in the order in which it is drawn."""

_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table with its range in the page's text and its cells; `grid` is None when it could not be segmented."""

    region: Region
    grid: Grid | None
    cells: tuple[Cell, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """Lines of one column in reading order and the x-range in which most of them stand."""

    lines: tuple[PlacedLine, ...]
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart. `margin` is turned text; `missing` names captions of tables that were not found.

    `crowded` says that there is too much on it to be put in reading order.
    """

    number: int
    sheet: Sheet
    text: str
    columns: tuple[PlacedColumn, ...]
    tables: tuple[PlacedTable, ...]
    margin: str
    missing: tuple[str, ...]
    crowded: bool = False


def make_pages(sheets: Sequence[Sheet]) -> list[Page]:
    """Every page of a document in reading order."""
    pieces = [fragments(sheet.words) for sheet in sheets]
    middles = _gutters(sheets, pieces)
    candidates = [
        [] if len(found) > MAX_FRAGMENTS else find_candidates(sheet, columns(found, middle))
        for sheet, found, middle in zip(sheets, pieces, middles, strict=True)
    ]
    chosen = choose_regions(candidates)
    return [
        _page(index + 1, sheet, pieces[index], middles[index], chosen[index], [c.printed for c in candidates[index]])
        for index, sheet in enumerate(sheets)
    ]


def _gutters(sheets: Sequence[Sheet], pieces: Sequence[Sequence[Line]]) -> list[float | None]:
    """Each page's gutter; a page too short to tell follows the others."""
    own = [gutter(found, sheet.width) for sheet, found in zip(sheets, pieces, strict=True)]
    known = Counter(round(x) for x in own if x is not None)
    if not known or 2 * sum(known.values()) < len(sheets):
        return own
    usual = float(min(known, key=lambda x: (-known[x], x)))
    filled: list[float | None] = []
    for x, found in zip(own, pieces, strict=True):
        crossing = sum(piece.x0 < usual - 8 and piece.x1 > usual + 8 for piece in found)
        filled.append(usual if x is None and 3 * crossing <= len(found) else x)
    return filled


def _page(
    number: int,
    sheet: Sheet,
    pieces: Sequence[Line],
    middle: float | None,
    regions: Sequence[Region],
    printed: Sequence[str],
) -> Page:
    grids = [build_grid(region, sheet) for region in regions]
    solid = [(region, grid) for region, grid in zip(regions, grids, strict=True) if grid is not None]
    boxes = [region.box for region, _ in solid]
    kept = pieces
    if solid:
        outside = [[word for word in piece.words if not _inside(word, boxes)] for piece in pieces]
        kept = [make_line(words) for words in outside if words]
        kept += [_placeholder(index, box) for index, box in enumerate(boxes)]
    parts: list[str] = []
    length = 0
    placed: list[PlacedColumn] = []
    tables = [PlacedTable(r, None, (), 0, 0) for r, grid in zip(regions, grids, strict=True) if grid is None]
    crowded = len(pieces) > MAX_FRAGMENTS
    order = [Column(tuple(kept), 0.0, sheet.width)] if crowded else columns(kept, middle)
    for column in order:
        lines: list[PlacedLine] = []
        for line in column.lines:
            if line.stands_for_table:
                index = int(line.words[0].text[1:])
                region, grid = solid[index]
                text, cells = _written(grid, length)
                tables.append(PlacedTable(region, grid, cells, length, length + len(text)))
            else:
                text, offsets = _spell(line, length)
                lines.append(PlacedLine(line, offsets))
            parts.append(text + "\n")
            length += len(text) + 1
        placed.append(PlacedColumn(tuple(lines), column.x0, column.x1))
    margin = " ".join(word.text for word in sheet.words if word.face.angle and not _inside(word, boxes))
    missing = list(printed)
    for region in regions:
        missing.remove(region.printed)
    text = "".join(parts) + (margin + "\n" if margin else "")
    return Page(number, sheet, text, tuple(placed), tuple(tables), margin, tuple(missing), crowded)


def _inside(word: Word, boxes: Sequence[Box]) -> bool:
    height = (word.y0 + word.y1) / 2 if word.face.angle else word.y
    return any(box.holds((word.x0 + word.x1) / 2, height) for box in boxes)


def _placeholder(index: int, box: Box) -> Line:
    """A line that stands where a table stands."""
    middle = (box.y0 + box.y1) / 2
    face = Face(1.0, bold=False, italic=False, math=False, mono=False, angle=0)
    word = Word(f"{TABLE_MARK}{index}", box.x0 + 3, box.x1 - 3, middle, box.y0, box.y1, face, space=True)
    return make_line([word])


def _spell(line: Line, start: int) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    offsets: list[int] = []
    for index, word in enumerate(line.words):
        if index and word.space:
            parts.append(" ")
            start += 1
        offsets.append(start)
        parts.append(word.text)
        start += len(word.text)
    return "".join(parts), tuple(offsets)


def _written(grid: Grid, start: int) -> tuple[str, tuple[Cell, ...]]:
    """A table's text, row by row, and its cells with their offsets."""
    parts: list[str] = []
    cells: list[Cell] = []
    row: int | None = None
    for cell in grid.cells:
        if row is not None:
            parts.append("\t" if cell.row == row else "\n")
            start += 1
        row = cell.row
        parts.append(cell.text)
        cells.append(
            Cell(
                cell.row, cell.column, cell.value, start + cell.start, start + cell.end, cell.rowspan, cell.colspan,
                cell.bold, cell.underline, cell.header,
            )
        )  # fmt: skip
        start += len(cell.text)
    return "".join(parts), tuple(cells)


def lines_of(page: Page) -> Iterator[PlacedLine]:
    """All lines of a page in reading order."""
    return (item for column in page.columns for item in column.lines)


def without_furniture(pages: Sequence[Page], body: float) -> list[Page]:
    """The pages with running heads, running feet and page numbers taken out of their columns (not out of their text).

    Such lines stand in the outer tenth of the page and repeat at one height, numbers aside; or they are page numbers;
    or they are small print under the lowest line that any page has of the text, `body` points high.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        keys = {_key(item.line) for column in page.columns for item in column.lines if _outer(item.line, page)}
        seen.update(keys)
    lowest = sorted(
        min(
            (i.line.y for c in page.columns for i in c.lines if abs(i.line.size - body) < 0.3),
            default=page.sheet.height,
        )
        for page in pages
    )[len(pages) // 10]
    often = max(2, min(3, len(pages) // 2))

    def is_furniture(line: Line, page: Page) -> bool:
        if not _outer(line, page):
            return False
        repeated = seen[_key(line)] >= often
        return (
            repeated or _PAGE_NUMBER.fullmatch(line.text) is not None or (line.y < lowest - body and line.size < body)
        )

    return [
        replace(
            page,
            columns=tuple(
                replace(column, lines=tuple(item for item in column.lines if not is_furniture(item.line, page)))
                for column in page.columns
            ),
        )
        for page in pages
    ]


def _outer(line: Line, page: Page) -> bool:
    return not 0.1 * page.sheet.height < line.y < 0.9 * page.sheet.height


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / 3)


def body_size(pages: Sequence[Page]) -> float:
    """The font size that most of the document is printed in, points."""
    weight: Counter[float] = Counter()
    for page in pages:
        for column in page.columns:
            for item in column.lines:
                weight[round(item.line.size, 1)] += item.end - item.start
    return max(weight, key=lambda size: (weight[size], size)) if weight else 10.0
