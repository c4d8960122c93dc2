"""An audited paper as one HTML page: its text with every number marked, its tables beside it with the cells used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import CellsAnchor, Document, JudgedClaim, Sentence, Status
from synth.report.evidence import MARKS, WORDS, ShownCell, shown_rows
from synth.report.page import render_page


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence's text; a number that was judged has the status and the row of its claim."""

    text: str
    status: Status | None = None
    row: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together, under a heading where a section begins."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the paper with the cells that checks used."""

    number: int
    title: str
    rows: Sequence[Sequence[ShownCell]]


def audit_to_html(document: Document, claims: Sequence[JudgedClaim], breaches: Sequence[str] = ()) -> str:
    """The page; the same inputs give the same bytes. `breaches` are sentences on what a table says against itself."""
    summary = {status: sum(judged.verdict.status == status for judged in claims) for status in WORDS}
    return render_page(
        "audit.html.jinja",
        paper=document.paper,
        paragraphs=_paragraphs(document, claims),
        tables=_tables(document, claims),
        claims=claims,
        summary=summary,
        breaches=breaches,
        problems=document.problems,
        marks=MARKS,
        words=WORDS,
    )


def _paragraphs(document: Document, claims: Sequence[JudgedClaim]) -> list[Paragraph]:
    by_place: dict[tuple[str | None, int | None, int], list[tuple[int, JudgedClaim]]] = {}
    for row, judged in enumerate(claims, start=1):
        anchor = judged.claim.anchor
        by_place.setdefault((anchor.file, anchor.page, anchor.start), []).append((row, judged))
    paragraphs: list[Paragraph] = []
    section: tuple[str, ...] | None = None
    number: int | None = None
    pieces: list[Piece] = []
    heading = ""
    for sentence in document.sentences:
        if sentence.role == "title":
            continue  # it heads the page
        if sentence.paragraph != number and pieces:
            paragraphs.append(Paragraph(heading, tuple(pieces)))
            pieces, heading = [], ""
        if sentence.section != section:
            section, heading = sentence.section, " › ".join(sentence.section)
        number = sentence.paragraph
        anchor = sentence.anchor
        pieces.extend(_pieces(sentence, by_place.get((anchor.file, anchor.page, anchor.start), [])))
        pieces.append(Piece(" "))
    if pieces:
        paragraphs.append(Paragraph(heading, tuple(pieces)))
    return paragraphs


def _pieces(sentence: Sentence, judged: Sequence[tuple[int, JudgedClaim]]) -> list[Piece]:
    """A sentence cut at its judged numbers; of two that overlap the first stands."""
    marked: list[tuple[int, int, int, JudgedClaim]] = []
    for row, entry in judged:
        for quantity in entry.claim.quantities:
            start, end = sentence.traced.text_span(quantity.start, quantity.end)
            marked.append((start, end, row, entry))
    pieces: list[Piece] = []
    position = 0
    for start, end, row, entry in sorted(marked, key=lambda mark: mark[:3]):
        if start < position:
            continue
        pieces.append(Piece(sentence.text[position:start]))
        pieces.append(Piece(sentence.text[start:end], entry.verdict.status, row, entry.verdict.reason))
        position = end
    pieces.append(Piece(sentence.text[position:]))
    return [piece for piece in pieces if piece.text]


def _tables(document: Document, claims: Sequence[JudgedClaim]) -> list[ShownTable]:
    used: dict[int, set[tuple[int, int]]] = {}
    for judged in claims:
        for check in judged.verdict.checks:
            for anchor in check.anchors:
                if isinstance(anchor, CellsAnchor) and check.against == "own_table":
                    used.setdefault(anchor.table, set()).update(anchor.cells)
    shown: list[ShownTable] = []
    for table in document.tables:
        cells = tuple(sorted(used.get(table.number, ())))
        title = f"Table {table.printed}" if table.printed else f"table {table.number} of the source"
        caption = f"{title}: {table.caption}" if table.caption else title
        shown.append(
            ShownTable(table.number, caption, shown_rows(table, CellsAnchor(table.paper, table.number, cells)))
        )
    return shown
