"""What each line of a paper is (title, abstract, heading, body, caption, footnote, reference) and which go together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from synth.read.pdf_captions import CAPTION, begins_caption
from synth.read.pdf_characters import Word, is_raised
from synth.read.pdf_front import find_title, text_start
from synth.read.pdf_headings import KNOWN, NUMBERED, REFERENCES, Heading, find_heading, normal, run_in
from synth.read.pdf_lines import Line
from synth.read.pdf_pages import Page, PlacedColumn, lines_of
from synth.read.pdf_text import PlacedLine
from synth.records import Role

_BULLET = re.compile(r"[•◦▪‣∙●○■*·�]|\(?(?:[ivx]{1,4}|\d{1,2}|[a-h])\)")
_NOTE = re.compile(r"[\d∗*†‡§¶‖�]{1,2}")


@dataclass(slots=True)
class Paragraph:
    """Lines of one page that read on; `equations` are the indices of displayed formulas among them."""

    role: Role
    section: tuple[str, ...]
    page: int
    lines: list[PlacedLine]
    equations: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Structure:
    """A document's paragraphs in reading order, and what stands on its first page before them.

    `front` are the lines between title and text (authors, affiliations); `notes` the footnote marks of each page;
    `references` the highest number of the list of references, 0 where it has none.
    """

    title: tuple[PlacedLine, ...]
    front: tuple[PlacedLine, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: Mapping[int, frozenset[str]]
    sections_of_tables: Mapping[tuple[int, int], tuple[str, ...]]
    references: int


class _Reader:
    """Walks over a document's lines and gathers its paragraphs."""

    def __init__(self, pages: Sequence[Page], body: float, outline: Mapping[str, int]) -> None:
        self.pages, self.body, self.outline = pages, body, outline
        self.leading = self._leading()
        self.path: list[tuple[int, str]] = []
        self.paragraphs: list[Paragraph] = []
        self.open: Paragraph | None = None
        self.abstract = self.listing = False
        self.references = 0
        self.notes: dict[int, frozenset[str]] = {}
        self.sections: dict[tuple[int, int], tuple[str, ...]] = {}

    def _leading(self) -> float:
        steps = [
            above.line.y - below.line.y
            for page in self.pages
            for column in page.columns
            for above, below in pairwise(column.lines)
            if abs(above.line.size - self.body) < 0.3 and abs(below.line.size - self.body) < 0.3
        ]
        steps = [step for step in steps if 0.8 * self.body < step < 2.5 * self.body]
        return median(steps) if steps else 1.2 * self.body

    def enter(self, heading: Heading) -> None:
        """Goes into a section; the path keeps the sections around it."""
        self.path = [(depth, title) for depth, title in self.path if depth < heading.depth]
        self.path.append((heading.depth, heading.title))
        name = normal(heading.title)
        self.abstract, self.listing = name == "abstract", name in REFERENCES
        self.open = None

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.path if normal(title) != "abstract")

    # --- footnotes ---

    def footnotes(self, column: PlacedColumn, page: Page) -> int:
        """The index of the first line of the footnotes at a column's foot; the number of lines where there are none."""
        lines = column.lines
        first = len(lines)
        for index in range(len(lines) - 1, -1, -1):
            line = lines[index].line
            below = lines[index + 1].line if index + 1 < len(lines) else None
            small = line.size <= 0.93 * self.body or (self._noted(line) and line.words[-1].size <= 0.93 * self.body)
            if (
                not small
                or CAPTION.match(line.text) is not None
                or (below is not None and line.y - below.y > 2.2 * self.leading)
            ):
                break
            first = index
        for index in range(first, len(lines)):
            line = lines[index].line
            above = lines[index - 1].line.y if index else line.y + 4 * self.leading
            ruled = any(
                line.y + 0.5 * line.size < rule.y < min(above, line.y + 2.5 * line.size)
                and rule.x0 < line.x1 and rule.x1 > line.x0 and rule.x1 - rule.x0 > 20
                for rule in page.sheet.rules
            )  # fmt: skip
            if (self._noted(line) or ruled) and line.y < 0.6 * page.sheet.height:
                return index
        return len(lines)

    def _noted(self, line: Line) -> bool:
        first = line.words[0]
        return is_raised(first, line.size, line.y) and _NOTE.fullmatch(first.text) is not None

    # --- paragraphs ---

    def read(self) -> None:
        """Gathers the paragraphs of all pages."""
        for page in self.pages:
            marks: set[str] = set()
            self.open = None
            tables = sorted((table.start, index) for index, table in enumerate(page.tables))
            skipped = [table.region.box for table in page.tables if table.grid is None]
            for column in page.columns:
                notes = self.footnotes(column, page)
                previous: Line | None = None
                for index, item in enumerate(column.lines):
                    line = item.line
                    while tables and tables[0][0] <= item.start:
                        self.sections[page.number, tables.pop(0)[1]] = self.section
                    if any(box.holds((line.x0 + line.x1) / 2, line.y) for box in skipped):
                        continue
                    if index >= notes:
                        self._footnote(item, page, marks, index == notes)
                    else:
                        self._line(item, previous, column, page, column.lines[index + 1 : index + 2])
                    previous = line
            for _, index in tables:
                self.sections[page.number, index] = self.section
            self.notes[page.number] = frozenset(marks)

    def _footnote(self, item: PlacedLine, page: Page, marks: set[str], first: bool) -> None:
        if self._noted(item.line):
            marks.add(item.line.words[0].text)
        if first or self._noted(item.line):
            self.paragraphs.append(Paragraph("footnote", self.section, page.number, [item]))
        else:
            self.paragraphs[-1].lines.append(item)

    def _line(
        self,
        item: PlacedLine,
        previous: Line | None,
        column: PlacedColumn,
        page: Page,
        following: Sequence[PlacedLine],
    ) -> None:
        line = item.line
        last = self.paragraphs[-1] if self.paragraphs else None
        if begins_caption(line, previous):
            self.paragraphs.append(Paragraph("caption", self.section, page.number, [item]))
            return
        if last is not None and last.role == "caption" and last.page == page.number:
            above = last.lines[-1].line
            if abs(above.size - line.size) < 0.3 and 0 < above.y - line.y < 1.4 * line.size and line.x0 < above.x1:
                last.lines.append(item)
                return
        heading = find_heading(line, previous, self.body, self.leading, self.outline)
        if heading is not None:
            self._heading(heading, line, previous)
            return
        if self.listing:
            match = re.match(r"\[(\d{1,3})\]", line.text)
            self.references = max(self.references, int(match[1]) if match else 0)
            return
        role: Role = "abstract" if self.abstract else "body"
        abstract_here = re.match(r"abstract\s*[.:—–-]\s*", line.text, re.IGNORECASE)
        if abstract_here and not self.path and page.number == 1:
            self.abstract, role = True, "abstract"
            item = _after(item, abstract_here.end())
        equation = self._equation(line, column)
        if self.open is not None and (equation or not self._begins(line, previous, column)):
            if equation:
                self.open.equations.append(len(self.open.lines))
            self.open.lines.append(item)
            return
        if equation or not any(character.isalnum() for character in line.text):
            return
        if _BULLET.fullmatch(line.words[0].text) and role == "body" and len(line.words) > 1:
            role = "list"
            if not line.words[0].text[-1].isalnum() and line.words[0].text[-1] != ")":
                item = PlacedLine(replace(line, words=line.words[1:]), item.offsets[1:])
        section = self.section
        if role == "body" and abs(line.tallest - self.body) < 0.08 * self.body:
            head, rest = run_in(line)
            if head and rest is None and following and not following[0].line.bold:
                self.enter(Heading(head, 9))
                return
            if head and rest is not None:
                self.enter(Heading(head, 9))
                section = self.section
                item = PlacedLine(replace(line, words=line.words[rest:]), item.offsets[rest:])
        self.open = Paragraph(role, section, page.number, [item])
        self.paragraphs.append(self.open)

    def _heading(self, heading: Heading, line: Line, previous: Line | None) -> None:
        """A heading's second line goes on where the first ended."""
        broken = (
            previous is not None
            and self.path
            and self.open is None
            and previous.face == line.face
            and 0 < previous.y - line.y < 1.35 * line.size
            and NUMBERED.fullmatch(line.text) is None
            and normal(line.text) not in KNOWN
            and previous.text.endswith(self.path[-1][1].rpartition(" ")[2])
        )
        if broken:
            depth, title = self.path.pop()
            heading = Heading(f"{title} {heading.title}", depth)
        self.enter(heading)

    def _begins(self, line: Line, previous: Line | None, column: PlacedColumn) -> bool:
        """Whether a line begins a paragraph rather than goes on with the open one."""
        if self.open is None:
            return True
        above = self.open.lines[-1].line
        indented = line.x0 > column.x0 + 0.7 * line.size
        if min(abs(above.size - line.size), abs(above.tallest - line.tallest)) > 0.6:
            return True
        mark = line.words[0].text
        if _BULLET.fullmatch(mark) and (indented or not (mark[-1].isalnum() or mark[-1] == ")")):
            return True
        if previous is None or previous is not above:
            ended = above.text.rstrip("”\"')]").endswith((".", "!", "?", ":"))
            return (indented and self.open.role == "body") or ended
        if above.y - line.y > 1.3 * max(self.leading, 1.1 * line.size):
            return True
        if self.open.role == "list":
            return line.x0 < self.open.lines[-1].line.x0 - 0.7 * line.size and len(self.open.lines) > 1
        block = (
            len(self.open.lines) > 1
            and min(item.line.x0 for item in self.open.lines[-2:]) > column.x0 + 0.7 * line.size
        )
        if block and abs(line.x0 - above.x0) > 0.7 * line.size:
            return True
        return indented and above.x0 <= column.x0 + 0.7 * above.size

    def _equation(self, line: Line, column: PlacedColumn) -> bool:
        """Whether a line is a displayed formula: set in from the column's edge and mostly in mathematical faces."""
        total = sum(len(word.text) for word in line.words)
        symbols = sum(len(w.text) for w in line.words if w.face.math or not any(map(str.isalpha, w.text)))
        maths = any(word.face.math for word in line.words)
        plain = sum(w.text.isalpha() and len(w.text) > 3 and not w.face.math for w in line.words)
        inset = line.x0 > column.x0 + line.size or total <= 8
        return maths and inset and plain <= 3 and symbols >= 0.45 * total


def _after(item: PlacedLine, count: int) -> PlacedLine:
    """The line without its first `count` characters (all of it when nothing would be left)."""
    words: list[Word] = []
    offsets: list[int] = []
    for word, offset in zip(item.line.words, item.offsets, strict=True):
        cut = max(0, item.start + count - offset)
        if cut < len(word.text):
            words.append(replace(word, text=word.text[cut:]))
            offsets.append(offset + cut)
    return PlacedLine(replace(item.line, words=tuple(words)), tuple(offsets)) if words else item


def structure(pages: Sequence[Page], body: float, outline: Mapping[str, int]) -> Structure:
    """Takes pages without running heads apart. `outline` maps normal titles to their depth, 1 for the top."""
    first, rest = pages[0], list(pages[1:])
    title = find_title(first, body)
    reader = _Reader(pages, body, outline)
    front: list[PlacedLine] = []
    if title:
        start = text_start(first, title, body, reader.leading, outline)
        shown = {item.start for item in title}
        front = [i for i in lines_of(first) if i.start not in shown and i.start < start and i.line.y <= title[0].line.y]
        hidden = shown | {item.start for item in front}
        left = tuple(replace(c, lines=tuple(i for i in c.lines if i.start not in hidden)) for c in first.columns)
        reader.pages = [replace(first, columns=left), *rest]
    reader.read()
    kept = [paragraph for paragraph in reader.paragraphs if _worth_reading(paragraph, body, reader.pages)]
    return Structure(title, tuple(front), tuple(kept), reader.notes, reader.sections, reader.references)


def _worth_reading(paragraph: Paragraph, body: float, pages: Sequence[Page]) -> bool:
    """Whether a paragraph is text: lettering of a figure is printed in another size and is not wide."""
    if paragraph.role in ("caption", "footnote", "abstract"):
        return True
    text = [item.line for index, item in enumerate(paragraph.lines) if index not in paragraph.equations]
    size = paragraph.lines[0].line.tallest
    if not any(word.text.isalpha() and len(word.text) > 1 for line in text for word in line.words):
        return False
    if abs(size - body) <= 0.06 * body:
        return True
    words = sum(len(line.words) for line in text)
    width = median(line.x1 - line.x0 for line in text)
    torn = sum(right.x0 - left.x1 > 1.5 * line.size for line in text for left, right in pairwise(line.words))
    return words >= 20 and width >= 0.2 * pages[0].sheet.width and words >= 5 * len(text) and torn < 0.2 * len(text)
