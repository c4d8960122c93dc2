"""A tabular being read: rows, spanning cells and rules, and the Table that comes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from synth.read.latex_heads import mark_headers
from synth.read.latex_labels import spread_labels
from synth.read.tex_tokens import Place, Sources
from synth.read.tex_trace import NOWHERE, Scribe
from synth.records import Cell, Table

MAX_COLUMNS = 400
MAX_CELLS = 200_000
_NUMBER = re.compile(r"\d")


@dataclass(slots=True)
class Slot:
    """What stands between two `&`: its text and how far it spans."""

    scribe: Scribe
    column: int
    colspan: int = 1
    rowspan: int = 1
    bold: bool = False
    underline: bool = False


@dataclass(slots=True)
class Grid:
    """A tabular under construction. `start` and `end` are global positions of the whole environment."""

    start: int
    section: tuple[str, ...]
    end: int = 0
    rows: list[list[Slot]] = field(default_factory=list)
    row: list[Slot] = field(default_factory=list)
    column: int = 0
    cells: int = 0
    rules: set[int] = field(default_factory=set)
    full_rules: set[int] = field(default_factory=set)
    partial_rules: dict[int, set[int]] = field(default_factory=dict)
    slot: Slot = field(default_factory=lambda: Slot(Scribe("body"), 0))
    overflow: bool = False
    captions: list[Scribe] = field(default_factory=list)
    label: str | None = None
    printed: str | None = None
    first_head: bool = False
    head_rows: int = 0

    def partial_rule(self, span: str) -> None:
        """A rule over columns "2-4" (1-based) alone; several side by side may cross the whole table."""
        low, _, high = span.partition("-")
        self.rules.add(len(self.rows))
        if low.strip().isdigit() and high.strip().isdigit():
            last = min(int(high), MAX_COLUMNS)
            self.partial_rules.setdefault(len(self.rows), set()).update(range(int(low), last + 1))

    def rule(self, *, full: bool) -> None:
        """A horizontal rule above the row that is being read."""
        self.rules.add(len(self.rows))
        if full:
            self.full_rules.add(len(self.rows))

    def end_cell(self) -> None:
        """`&`: the slot is done, the next one begins."""
        slot = self.slot
        if any(not text.isspace() for _, text, _, _ in slot.scribe.pieces):
            if self.column < MAX_COLUMNS and self.cells < MAX_CELLS:
                self.row.append(slot)
                self.cells += 1
            else:
                self.overflow = True
        self.column += slot.colspan
        self.slot = Slot(Scribe("body"), self.column)

    def end_row(self) -> None:
        r"""`\\\\`: the row is done. A row with nothing in it is kept only while a \multirow reaches into it."""
        self.end_cell()
        row, self.row, self.column = self.row, [], 0
        self.slot.column = 0
        if row or any(
            len(earlier) and any(slot.rowspan > distance for slot in earlier)
            for distance, earlier in enumerate(reversed(self.rows[-60:]), 1)
        ):
            self.rows.append(row)

    def drop_since(self, row: int) -> None:
        """Forgets the rows from `row` on: a longtable's repeated head or foot."""
        del self.rows[row:]
        self.rules = {rule for rule in self.rules if rule <= row}
        self.full_rules = {rule for rule in self.full_rules if rule <= row}

    def finish(self) -> None:
        r"""The environment's end: the last row may lack its `\\\\`."""
        if self.row or self.slot.scribe.pieces:
            self.end_row()
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        every = set(range(1, self.columns + 1))
        self.full_rules |= {row for row, columns in self.partial_rules.items() if columns >= every}

    @property
    def columns(self) -> int:
        """How many columns the rows fill."""
        return max((slot.column + slot.colspan for row in self.rows for slot in row), default=0)

    def slots(self) -> list[Slot]:
        """All that is not empty, in reading order."""
        return [slot for row in self.rows for slot in row]

    def holds_data(self, *, floats: bool) -> bool:
        """Whether it is a table, not a layout: more than one column or a column of numbers, and not images alone."""
        slots = self.slots()
        if len(slots) < 2 or not any(any(c.isalnum() for c in _raw(slot)) for slot in slots):
            return False
        numbers = sum(1 for slot in slots if _NUMBER.search(_raw(slot)) and len(_raw(slot)) <= 40)
        if len({slot.column for slot in slots}) < 2:
            return len(self.rows) > 1 and numbers >= (2 if floats else 3) and numbers * 2 >= len(slots)
        return len(self.rows) > 1 or numbers > 1

    def stands_alone(self) -> bool:
        """Whether a tabular inside a cell is a table in its own right."""
        numbers = sum(1 for slot in self.slots() if _NUMBER.search(_raw(slot)))
        return len(self.rows) > 1 and self.columns > 1 and numbers >= 4

    def cells_of(self, sources: Sources, place: Place, resolve: Callable[[str], str]) -> tuple[list[Cell], int]:
        """Cells in grid order with offsets into `place`, and the number of rows."""
        taken: dict[tuple[int, int], bool] = {}
        for index, row in enumerate(self.rows):
            for slot in row:
                for column in range(slot.column, slot.column + slot.colspan):
                    taken[index, column] = True
        cells: list[Cell] = []
        total = len(self.rows)
        for index, row in enumerate(self.rows):
            for slot in row:
                traced = slot.scribe.traced(sources, place, resolve)
                if not traced.text:
                    continue
                start, end = _span(traced.segments)
                top, rowspan = self._rows_of(index, slot, taken, total)
                width = min(slot.colspan, MAX_COLUMNS)
                cell = Cell(top, slot.column, traced.text, start, end, rowspan, width, slot.bold, slot.underline)
                cells.append(cell)
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return cells, total

    @staticmethod
    def _rows_of(index: int, slot: Slot, taken: dict[tuple[int, int], bool], total: int) -> tuple[int, int]:
        r"""The upper row and the height of a \multirow, as far as the cells that it would cover are empty."""
        step = 1 if slot.rowspan >= 0 else -1
        height = 1
        while height < abs(slot.rowspan):
            other = index + step * height
            columns = range(slot.column, slot.column + slot.colspan)
            if not 0 <= other < total or any((other, column) in taken for column in columns):
                break
            height += 1
        return (index if step > 0 else index - height + 1), height

    def table(self, number: int, sources: Sources, resolve: Callable[[str], str]) -> Table:
        """The finished Table; `paper` is left empty for whoever knows it."""
        place = self._home(sources)
        captions = (scribe.traced(sources, scribe.place(sources) or place, resolve).text for scribe in self.captions)
        cells, rows = self.cells_of(sources, place, resolve)
        columns = min(self.columns, MAX_COLUMNS)
        rules = tuple(sorted(rule for rule in self.rules if rule <= rows))
        start, end = sources.lifted(self.start, self.end, place) or (self.start, self.end)
        inside = sources.place(start) is place
        full_rules = frozenset(self.full_rules)
        marked = spread_labels(mark_headers(cells, rows, columns, full_rules), full_rules)
        return Table(
            paper="", number=number, cells=marked, rows=rows,
            columns=columns, caption=" ".join(filter(None, captions)), label=self.label, printed=self.printed,
            file=place.name,
            start=start - place.base if inside else 0, end=end - place.base if inside else 0, section=self.section,
            rules=rules,
        )  # fmt: skip

    def _home(self, sources: Sources) -> Place:
        r"""The file most of the cells stand in, when it is not that of the \begin alone."""
        places: dict[int, int] = {}
        for slot in self.slots():
            place = slot.scribe.place(sources)
            if place is not None:
                places[place.base] = places.get(place.base, 0) + 1
        own = sources.place(self.start)
        if own.base in places or not places:
            return own
        return sources.place(max(places, key=lambda base: (places[base], -base)))


def _raw(slot: Slot) -> str:
    return "".join(text for _, text, _, _ in slot.scribe.pieces).strip()


def _span(segments: tuple[tuple[int, int, int, int], ...]) -> tuple[int, int]:
    spans = [(start, end) for _, _, start, end in segments if start != NOWHERE]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else (0, 0)
