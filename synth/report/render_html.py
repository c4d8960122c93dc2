"""report.html: one file that needs no network and no script; everything out of papers is escaped by the template."""

from __future__ import annotations

from synth.records import Anchor, CellsAnchor, RunAnchor
from synth.report import sections
from synth.report.evidence import KINDS, MARKS, READ_AS, WORDS, columns, place, shown_rows, table_of
from synth.report.page import render_page
from synth.report.references import authors_and_year, identity, link, remarks
from synth.report.words import citations, sentence
from synth.report_records import Report


def _shape(anchor: Anchor | CellsAnchor | RunAnchor) -> str:
    return {Anchor: "text", CellsAnchor: "cells", RunAnchor: "run"}[type(anchor)]


def to_html(report: Report) -> str:
    """The report as one HTML file. Its policy allows nothing but the one style sheet inside it, named by its hash."""
    cite = citations(report.papers)
    return render_page(
        "report.html.jinja",
        report=report,
        introduction=sections.introduction(report),
        methodology=sections.methodology(report),
        verification=sections.verification(report),
        panel=sections.panel(report),
        disagreements=sections.disagreements(report),
        limitations=sections.limitations(report),
        spoken={judged.claim.anchor.paper for judged in report.claims},
        rows={judged.claim.id: number for number, judged in enumerate(report.claims, start=1)},
        numbers=cite.numbers,
        kinds=KINDS,
        marks=MARKS,
        words=WORDS,
        read_as=READ_AS,
        columns=columns,
        place=place,
        shape=_shape,
        table_of=table_of,
        shown_rows=shown_rows,
        link=link,
        authors_and_year=authors_and_year,
        identity=identity,
        remarks=remarks,
        sentence=sentence,
    )
