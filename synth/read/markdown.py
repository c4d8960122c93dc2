"""Markdown: front matter, sections, paragraphs, lists and pipe tables, each with its place in the source.

markdown-it-py finds the blocks (CommonMark with tables); `synth.read.markdown_inline` reads what stands inside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from synth.read.markdown_inline import read_inline
from synth.read.parsed import Block, Parsed
from synth.read.plain import ABSTRACT_HEADINGS, Line, line_spans
from synth.records import Cell, Problem, Role, SourceFile, Table, Traced

if TYPE_CHECKING:
    from markdown_it.token import Token

MARKDOWN_LINE_END = re.compile(r"\r\n?|\n")
FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*$")
MAX_FRONT_MATTER = 65_536
CAPTION = re.compile(r"(?:Table|Tab\.)\s{1,3}([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?|[IVXL]{1,6})\s{0,2}[:.]", re.IGNORECASE)
FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]:\s*")
NUMERIC = re.compile(r"[-+\N{MINUS SIGN}~<>\N{PLUS-MINUS SIGN}]?\s*[\d.,]*\d\s*%?.{0,12}")
BAR = re.compile(r"(?<!\\)\|")
ROW_PREFIX = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a Markdown file says of itself before its text."""

    values: Mapping[str, object]
    lines: int
    """How many lines it takes."""
    problems: tuple[Problem, ...] = ()

    def word(self, key: str) -> str | None:
        """The value of a key that holds one word or line; None where it is absent, empty, or a list."""
        value = self.values.get(key)
        return value.strip() or None if isinstance(value, str) else None

    def authors(self) -> tuple[str, ...]:
        """The authors, given as a list or in one line."""
        value = self.values.get("authors")
        if isinstance(value, str):
            value = re.split(r"\s*;\s*|\s*,\s*(?:and\s+)?|\s+and\s+", value)
        if not isinstance(value, list):
            return ()
        return tuple(author.strip() for author in value if isinstance(author, str) and author.strip())


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    text: str
    file: str
    lines: list[Line]
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    table_after: list[int] = field(default_factory=list)
    """For each table, how many blocks stand before it."""
    headings: list[tuple[int, Traced]] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)

    def section(self) -> tuple[str, ...]:
        """The headings above, outermost first."""
        return tuple(heading for _, heading in self.path)

    def ranges(self, token: Token) -> list[Line]:
        """Source ranges of the lines of an inline token, without what the blocks around it put before them."""
        found: list[Line] = []
        first = token.map[0] if token.map else 0
        for offset, content in enumerate(token.content.split("\n")):
            start, end = self.lines[first + offset]
            wanted = content.strip()
            place = self.text.rfind(wanted, start, end)
            if wanted and place >= 0:
                # A backslash at a line's end is a hard line break, not text.
                whole = place + len(wanted)
                found.append((place, whole - 1 if wanted.endswith("\\") and not wanted.endswith("\\\\") else whole))
        return found


def parse_markdown(text: str, file: str, digest: str) -> Parsed:
    """A Markdown text. `digest` is the SHA-256 of the file's bytes."""
    from markdown_it import MarkdownIt

    lines = line_spans(text, MARKDOWN_LINE_END)
    front = _front_matter(text, lines, file)
    reading = Reading(text, file, lines[front.lines :])
    # Inline marks are read here, with their places: markdown-it gives places to whole lines only.
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    if reading.lines:
        _read_blocks(parser.parse(text[reading.lines[0][0] :]), reading)
    title = _put_title(front, reading)
    _name_tables(reading)
    abstract = _mark_abstract(reading)
    arxiv = front.word("arxiv")
    year = front.word("year") or ""
    return Parsed(
        "digest" if front.word("kind") == "digest" else "markdown",
        (SourceFile(file, text, digest),),
        tuple(reading.blocks),
        tuple(reading.tables),
        title=title,
        authors=front.authors(),
        year=int(year) if re.fullmatch(r"[12]\d{3}", year) else None,
        abstract=abstract,
        id=re.sub("^arxiv:", "", arxiv, flags=re.IGNORECASE) if arxiv else None,
        version=front.word("version"),
        doi=front.word("doi"),
        problems=front.problems,
    )


def _front_matter(text: str, lines: Sequence[Line], file: str) -> FrontMatter:
    """YAML between a first line `---` and the next `---`; every value is kept as the text it is."""
    import yaml

    if not lines or text[slice(*lines[0])].rstrip() != "---":
        return FrontMatter({}, 0)
    for number, (start, end) in enumerate(lines[1:], 1):
        if start > MAX_FRONT_MATTER:
            break
        if not FENCE.match(text[start:end]):
            continue
        try:
            # Not typed: 2005.13010 must not become the number 2005.1301. The base loader makes nothing but text.
            values = yaml.BaseLoader(text[lines[1][0] : start]).get_single_data()
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            return FrontMatter({}, number + 1, (Problem(file, f"front matter is not valid YAML: {reason}"),))
        if isinstance(values, dict):
            return FrontMatter(values, number + 1)
        return FrontMatter({}, number + 1, (Problem(file, "front matter holds no keys"),) if values else ())
    return FrontMatter({}, 0, (Problem(file, "front matter is not closed by a line ---; read as text"),))


def _read_blocks(tokens: Sequence[Token], reading: Reading) -> None:
    """Paragraphs, list entries and tables in order; code, pictures and HTML blocks are no prose."""
    lists = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            close = next(place for place in range(index, len(tokens)) if tokens[place].type == "table_close")
            _read_table(tokens[index:close], reading)
            index = close
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            lists += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists -= 1
        elif token.type == "inline":
            opening = tokens[index - 1]
            if opening.type == "heading_open":
                _read_heading(token, int(opening.tag[1:]), reading)
            else:
                _read_paragraph(token, "list" if lists else "body", reading)
        index += 1


def _read_heading(token: Token, level: int, reading: Reading) -> None:
    heading = read_inline(reading.text, reading.ranges(token)).traced
    while reading.path and reading.path[-1][0] >= level:
        reading.path.pop()
    if heading.text.strip():
        reading.path.append((level, heading.text.strip()))
        reading.headings.append((level, heading))


def _read_paragraph(token: Token, role: Role, reading: Reading) -> None:
    ranges = reading.ranges(token)
    if not ranges:
        return
    footnote = FOOTNOTE.match(reading.text, *ranges[0])
    if footnote:
        role = "footnote"
        ranges[0] = (footnote.end(), ranges[0][1])
    traced = read_inline(reading.text, ranges).traced
    if traced.text.strip():
        reading.blocks.append(Block(traced, role, reading.section(), reading.file))


def _read_table(tokens: Sequence[Token], reading: Reading) -> None:
    """A pipe table. The first row is its header; a first column of words names the rows."""
    rows = [token.map[0] for token in tokens if token.type == "tr_open" and token.map]
    columns = sum(token.type == "th_open" for token in tokens)
    cells: list[Cell] = []
    for row, number in enumerate(rows):
        for column, span in enumerate(_cell_spans(reading.text, *reading.lines[number])[:columns]):
            cells.append(_cell(reading.text, row, column, span))
    labels = [cell for cell in cells if cell.column == 0 and cell.row and cell.text]
    if columns > 1 and sum(NUMERIC.fullmatch(cell.text) is not None for cell in labels) * 2 < len(labels):
        cells = [replace(cell, header=cell.header or cell.column == 0) for cell in cells]
    reading.table_after.append(len(reading.blocks))
    reading.tables.append(
        Table(
            paper="",
            number=len(reading.tables) + 1,
            cells=tuple(cells),
            rows=len(rows),
            columns=columns,
            file=reading.file,
            start=reading.lines[rows[0]][0] if rows else 0,
            end=reading.lines[rows[-1]][1] if rows else 0,
            section=reading.section(),
            rules=(1,) if len(rows) > 1 else (),
        )
    )


def _cell(text: str, row: int, column: int, span: Line) -> Cell:
    inline = read_inline(text, [span])
    shown = inline.traced.text.strip()
    start, end = span
    if shown:
        lead = len(inline.traced.text) - len(inline.traced.text.lstrip())
        start, end = inline.traced.source_span(lead, lead + len(shown))
    return Cell(row, column, shown, start, end, bold=inline.bold, header=row == 0)


def _cell_spans(text: str, start: int, end: int) -> list[Line]:
    """Source ranges of a row's cells: between bars that no backslash escapes."""
    prefix = ROW_PREFIX.match(text, start, end)
    place = prefix.end() if prefix else start
    bars = [match.start() for match in BAR.finditer(text, place, end)]
    edges = [place - 1, *bars, end]
    spans: list[Line] = []
    for low, high in pairwise(edges):
        inner = text[low + 1 : high]
        lead = len(inner) - len(inner.lstrip())
        spans.append((low + 1 + lead, max(low + 1 + lead, low + 1 + len(inner.rstrip()))))
    if spans and spans[0][0] >= spans[0][1] and bars and bars[0] == place:
        spans.pop(0)
    if spans and spans[-1][0] >= spans[-1][1] and bars:
        spans.pop()
    return spans


def _name_tables(reading: Reading) -> None:
    """Give each table the paragraph "Table 3: …" that stands directly before or else after it."""
    for index, (table, after) in enumerate(zip(reading.tables, reading.table_after, strict=True)):
        for place in (after - 1, after):
            if not 0 <= place < len(reading.blocks):
                continue
            block = reading.blocks[place]
            printed = CAPTION.match(block.traced.text)
            if printed is None or block.role != "body" or block.section != table.section:
                continue
            reading.blocks[place] = replace(block, role="caption")
            reading.tables[index] = replace(table, caption=block.traced.text.strip(), printed=printed[1])
            break


def _put_title(front: FrontMatter, reading: Reading) -> str:
    """The title (of the front matter, else the only first-level heading, when it comes first), put as first block."""
    tops = [traced for level, traced in reading.headings if level == 1]
    top = tops[0] if len(tops) == 1 and reading.headings[0][0] == 1 else None
    if top is not None:
        name = top.text.strip()
        reading.blocks[:] = [
            replace(block, section=block.section[1:]) if block.section[:1] == (name,) else block
            for block in reading.blocks
        ]
        reading.tables[:] = [
            replace(table, section=table.section[1:]) if table.section[:1] == (name,) else table
            for table in reading.tables
        ]
    given = front.word("title")
    if given and (top is None or top.text.strip() != given):
        place = reading.text.find(given, 0, reading.lines[0][0] if reading.lines else None)
        top = Traced(given, ((0, len(given), place, place + len(given)),)) if place >= 0 else top
    if top is not None:
        reading.blocks.insert(0, Block(top, "title", (), reading.file))
        reading.table_after[:] = [after + 1 for after in reading.table_after]
    return given or (top.text.strip() if top is not None else "")


def _mark_abstract(reading: Reading) -> str:
    """Give the abstract its role: the section called so, else the first paragraph. Returns its text."""
    body = [place for place, block in enumerate(reading.blocks) if block.role in {"body", "list"}]
    named = [
        place
        for place in body
        if reading.blocks[place].section and reading.blocks[place].section[-1].lower() in ABSTRACT_HEADINGS
    ]
    prose = [place for place in body if reading.blocks[place].role == "body"]
    chosen = named or prose[:1]
    for place in chosen:
        reading.blocks[place] = replace(reading.blocks[place], role="abstract")
    return "\n\n".join(reading.blocks[place].traced.text.strip() for place in chosen)
