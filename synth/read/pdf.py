"""PDF: pdfium for characters and their places, pypdf for metadata, and from these the paper as it was written.

The text of a page is built here in reading order (see `pdf_pages`); every offset refers to it. What is printed around
the text (running heads, page numbers, lettering of figures, the list of references) is in that text but in no block.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from synth.errors import InputError
from synth.read import pdf_front
from synth.read.parsed import Block, Parsed
from synth.read.pdf_captions import TABLE_CAPTION
from synth.read.pdf_characters import Sheet, read_sheet
from synth.read.pdf_metadata import damaged, encrypted, read_metadata, repaired
from synth.read.pdf_pages import Page, body_size, make_pages, without_furniture
from synth.read.pdf_structure import Paragraph, Structure, structure
from synth.read.pdf_text import Wording, readable, wording
from synth.records import Problem, SourceFile, Table

MAX_PAGES = 2_000
MAX_WORDS = 1_000_000
"""Words read of one file: several long books."""


def parse_pdf(data: bytes, file: str) -> Parsed:
    """Reads a PDF. `pages` of its one source file are the pages' texts; offsets are code points in these.

    Raises InputError when the bytes are no PDF that can be opened, need a password, or hold no text at all.
    """
    document, problems = _open(data, file)
    try:
        sheets, met = _sheets(document, file)
    finally:
        document.close()
    problems += met
    if not any(sheet.words for sheet in sheets):
        raise InputError(
            f"{file}: none of its {len(sheets)} pages has any text; it seems to be scanned",
            "make the text readable first, for instance with ocrmypdf",
        )
    metadata = read_metadata(data)
    pages = make_pages(sheets)
    body = body_size(pages)
    clean = without_furniture(pages, body)
    found = structure(clean, body, metadata.outline)
    words = wording((item.line for page in pages for column in page.columns for item in column.lines), found.references)
    blocks, doubts = _blocks(found, words, file)
    problems += [
        Problem(
            f"{file}, page {page}", "a raised number may be an exponent or a footnote mark", "compare with the page"
        )
        for page in doubts
    ]
    problems += [
        Problem(f"{file}, page {page.number}", "too much stands on the page to put it in reading order", None)
        for page in pages
        if page.crowded
    ]
    arxiv, version, year = pdf_front.stamp(pages[0])
    doi = pdf_front.find_doi(pages[0], metadata)
    tables, unread = _tables(clean, found, blocks, arxiv or doi or PurePath(file).stem, file)
    title = " ".join(block.traced.text for block in blocks if block.role == "title")
    return Parsed(
        kind="pdf",
        files=(SourceFile(file, "", hashlib.sha256(data).hexdigest(), tuple(page.text for page in pages)),),
        blocks=tuple(blocks),
        tables=tuple(tables),
        title=title or metadata.title,
        authors=pdf_front.find_authors(found.front, metadata),
        year=year or pdf_front.find_year(pages[0], pages, metadata),
        abstract="\n\n".join(block.traced.text for block in blocks if block.role == "abstract"),
        id=arxiv,
        version=version,
        doi=doi,
        problems=tuple(problems + unread),
    )


def _pdfium() -> tuple[Any, Any]:
    """The library and its raw functions, which carry no types."""
    import pypdfium2
    import pypdfium2.raw

    return pypdfium2, pypdfium2.raw


def _open(data: bytes, file: str) -> tuple[Any, list[Problem]]:
    """Pdfium's document; of a file that pdfium can't open, what pypdf can save of it."""
    pdfium, raw = _pdfium()
    if not data.strip():
        raise InputError(f"{file}: the file is empty", "fetch the file again")
    problems: list[Problem] = []
    if b"%%EOF" not in data[-2048:]:
        problems.append(Problem(file, "the PDF has no end mark: it may be cut off", "fetch the file again"))
    try:
        document = pdfium.PdfDocument(data)
        if len(document):
            return document, problems
        document.close()
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise encrypted(file) from error
    saved = repaired(data, file)
    try:
        document = pdfium.PdfDocument(saved)
    except pdfium.PdfiumError as error:
        raise damaged(file) from error
    problems.append(Problem(file, "the PDF is damaged; what could be saved of it was read", "fetch the file again"))
    return document, problems


def _sheets(document: Any, file: str) -> tuple[list[Sheet], list[Problem]]:
    """The pages' words; a page that can't be read is empty and a Problem."""
    pdfium, _ = _pdfium()
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    words = 0
    for index in range(len(document)):
        if index == MAX_PAGES or words > MAX_WORDS:
            problems.append(
                Problem(file, f"only its first {index} of {len(document)} pages were read", "split the file")
            )
            break
        where = f"{file}, page {index + 1}"
        try:
            page = document[index]
            sheet = read_sheet(page)
            page.close()
        except pdfium.PdfiumError:
            sheet = Sheet(612.0, 792.0, (), ())
            problems.append(Problem(where, "the page can't be read", "fetch the file again"))
        else:
            problems += _page_problems(sheet, where)
        words += len(sheet.words)
        sheets.append(sheet)
    return sheets, problems


def _page_problems(sheet: Sheet, where: str) -> Iterator[Problem]:
    if not sheet.words:
        yield Problem(where, "the page has no text (a picture, or scanned)", "read it with ocrmypdf if it matters")
    if sheet.cut:
        yield Problem(where, "the page has too many characters; only the first were read", None)
    letters = "".join(word.text for word in sheet.words)
    if letters.count("\N{REPLACEMENT CHARACTER}") > 0.2 * len(letters):
        yield Problem(
            where, "a font of the page does not say which letters it shows", "read it with ocrmypdf --force-ocr"
        )


def _blocks(found: Structure, words: Wording, file: str) -> tuple[list[Block], list[int]]:
    """Readable blocks, and the pages on which a raised number is ambiguous."""
    blocks: list[Block] = []
    doubts: set[int] = set()
    title = [Paragraph("title", (), 1, list(found.title))] if found.title else []
    for paragraph in [*title, *found.paragraphs]:
        notes = found.notes.get(paragraph.page, frozenset())
        traced, doubt = readable(paragraph.lines, words, notes, paragraph.equations)
        if doubt:
            doubts.add(paragraph.page)
        if traced.text.strip():
            blocks.append(Block(traced, paragraph.role, paragraph.section, file, paragraph.page))
    return blocks, sorted(doubts)


def _tables(
    pages: list[Page], found: Structure, blocks: list[Block], paper: str, file: str
) -> tuple[list[Table], list[Problem]]:
    captions = _captions(blocks)
    tables: list[Table] = []
    problems: list[Problem] = []
    for page in pages:
        lost = [*page.missing, *(table.region.printed for table in page.tables if table.grid is None)]
        problems += [
            Problem(f"{file}, page {page.number}", f"Table {name} could not be taken apart into cells", None)
            for name in sorted(lost)
        ]
        for index, table in enumerate(page.tables):
            if table.grid is None:
                continue
            printed = table.region.printed
            tables.append(
                Table(
                    paper,
                    len(tables) + 1,
                    table.cells,
                    table.grid.rows,
                    table.grid.columns,
                    caption=captions.get((page.number, printed), ""),
                    printed=printed,
                    file=file,
                    page=page.number,
                    start=table.start,
                    end=table.end,
                    section=found.sections_of_tables.get((page.number, index), ()),
                    rules=table.grid.rules,
                )
            )
    return tables, problems


def _captions(blocks: list[Block]) -> Mapping[tuple[int | None, str], str]:
    """Captions of tables without their "Table 3:", by page and printed number."""
    captions: dict[tuple[int | None, str], str] = {}
    for block in blocks:
        match = TABLE_CAPTION.match(block.traced.text) if block.role == "caption" else None
        if match is not None:
            captions.setdefault((block.page, match[1]), block.traced.text[match.end() :].strip())
    return captions
