"""Tables of JATS articles as cells: the XHTML model (tr, td, rowspan, colspan) and the OASIS one (row, entry)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from synth.read.jats_inline import read_inline
from synth.read.latex_heads import mark_headers
from synth.read.xml_tree import Element, Text
from synth.records import Cell, Table

MAX_COLUMNS = 400
MAX_ROWS = 5_000
PRINTED = re.compile(r"([A-Z]{0,3}\.?\s?\d{1,4}(?:[.-]\d{1,3}){0,3}[a-zA-Z]?|[IVXL]{1,7})\.?:?$")
"""The number at the end of a label: "Table 2.", "Supplementary Table S1", "TABLE II"."""
ROWS = frozenset({"tr", "row"})
HEADS = frozenset({"thead"})
PARTS = frozenset({"thead", "tbody", "tfoot", "tgroup"})


@dataclass(slots=True)
class _Grid:
    """A table under construction: cells go to the first column that no cell from above reaches into."""

    order: Mapping[str, int]
    cells: list[Cell] = field(default_factory=list)
    headed: set[int] = field(default_factory=set)
    rules: set[int] = field(default_factory=set)
    reaching: dict[int, int] = field(default_factory=dict)
    """For each column how many more rows a cell from above takes."""
    rows: int = 0
    columns: int = 0
    named: dict[str, int] = field(default_factory=dict)
    """Columns by the names that `colspec` gives them, from 0."""

    def read(self, element: Element, part: str = "") -> None:
        for child in element.elements():
            if child.name in PARTS:
                if child.name in {"thead", "tbody", "tfoot"}:
                    self.reaching.clear()  # no cell reaches out of its part
                    if self.rows:
                        self.rules.add(self.rows)
                self.read(child, child.name if child.name != "tgroup" else part)
            elif child.name == "colspec":
                number = child.attributes.get("colnum", "")
                place = int(number) - 1 if number.isdecimal() and len(number) < 4 else len(self.named)
                self.named[child.attributes.get("colname", f"#{place}")] = place
            elif child.name in ROWS and self.rows < MAX_ROWS:
                self.row(child, head=part in HEADS)

    def row(self, element: Element, *, head: bool) -> None:
        entries = list(element.elements("td", "th", "entry"))
        if entries and all(_is_rule(entry) for entry in entries):
            self.rules.add(self.rows)  # a row of lines
            return
        taken = set(self.reaching)
        self.reaching = {column: left - 1 for column, left in self.reaching.items() if left > 1}
        column = 0
        for entry in entries:
            column = self.named.get(_column_name(entry), column)
            while column in taken:
                column += 1
            width = min(self._width(entry, column), MAX_COLUMNS - column)
            if width < 1:
                return
            height = _count(entry.attributes.get("rowspan"), 1)
            height = max(height, _count(entry.attributes.get("morerows"), 0) + 1)
            if height > 1:
                self.reaching |= dict.fromkeys(range(column, column + width), height - 1)
            taken |= set(range(column, column + width))
            self._cell(entry, column, width, height, head=head)
            column += width
        self.columns = max(self.columns, column, *(place + 1 for place in taken), 0)
        self.rows += 1

    def _width(self, entry: Element, column: int) -> int:
        first, last = entry.attributes.get("namest"), entry.attributes.get("nameend")
        if first in self.named and last in self.named:
            return max(1, self.named[last] - column + 1)
        return _count(entry.attributes.get("colspan"), 1)

    def _cell(self, entry: Element, column: int, width: int, height: int, *, head: bool) -> None:
        traced = read_inline(entry.children, self.order, whole=True).traced
        if not traced.text:
            return
        start, end = traced.source_span(0, len(traced.text))
        cell = Cell(
            self.rows,
            column,
            traced.text,
            start,
            end,
            height,
            width,
            bold=_is_all_in(entry, "bold"),
            underline=_is_all_in(entry, "underline"),
        )
        if head or entry.name == "th":
            self.headed.add(len(self.cells))
        self.cells.append(cell)


def read_tables(
    wrap: Element, caption: str, number: int, file: str, section: tuple[str, ...], order: Mapping[str, int]
) -> Iterator[Table]:
    """The tables of a `table-wrap`, numbered from `number`; none where it is given as a picture alone."""
    label = wrap.first("label")
    printed = PRINTED.search(label.text) if label is not None else None
    for element in _tables(wrap):
        grid = _Grid(order)
        grid.read(element)
        cells = [replace(cell, rowspan=min(cell.rowspan, grid.rows - cell.row)) for cell in grid.cells]
        if not cells:
            continue
        marked = mark_headers(cells, grid.rows, grid.columns, frozenset(grid.rules))
        # `mark_headers` keeps the order: what the source itself calls a head is one too.
        heads = tuple(replace(cell, header=True) if place in grid.headed else cell for place, cell in enumerate(marked))
        yield Table(
            paper="",
            number=number,
            cells=heads,
            rows=grid.rows,
            columns=grid.columns,
            caption=caption,
            label=wrap.attributes.get("id"),
            printed=printed[1].replace(" ", "") if printed else None,
            file=file,
            start=element.start,
            end=element.end,
            section=section,
            rules=tuple(sorted(rule for rule in grid.rules if 0 < rule <= grid.rows)),
        )
        number += 1


def _tables(wrap: Element) -> Iterator[Element]:
    """The outermost tables; one inside a cell is text of that cell."""
    waiting = list(reversed(list(wrap.elements())))
    while waiting:
        element = waiting.pop()
        if element.name == "table":
            yield element
        else:
            waiting.extend(reversed(list(element.elements())))


def _is_rule(entry: Element) -> bool:
    return any(entry.elements("hr")) and not entry.text


def _column_name(entry: Element) -> str:
    return entry.attributes.get("colname") or entry.attributes.get("namest") or ""


def _count(text: str | None, least: int) -> int:
    """A span: a number of up to four digits, `least` where it is none or "0"."""
    number = (text or "").strip()
    return max(least, int(number)) if number.isdecimal() and len(number) <= 4 else least


def _is_all_in(entry: Element, name: str) -> bool:
    """Whether all text of a cell, marks behind it aside, stands inside elements of this name."""
    waiting: list[Element | Text] = list(entry.children)
    found = False
    while waiting:
        child = waiting.pop()
        if isinstance(child, Text):
            if child.text.strip():
                return False
        elif child.name == name:
            found = found or bool(child.text)
        elif child.name not in {"xref", "sup"}:
            waiting.extend(child.children)
    return found
