"""report.html: one file that needs no network and reads the same without script; what papers say is escaped."""

from __future__ import annotations

from base64 import b64encode
from functools import partial

from synth.records import Anchor, CellsAnchor, RunAnchor
from synth.report import sections
from synth.report.drawing import Figure
from synth.report.evidence import (
    KINDS,
    MARKS,
    READ_AS,
    WORDS,
    columns,
    context_of,
    contexts_of,
    place,
    shown_rows,
    table_of,
)
from synth.report.figures import figures
from synth.report.page import render_page
from synth.report.references import authors_and_year, identity, link, remarks
from synth.report.settle import settling
from synth.report.words import citations, sentence
from synth.report_records import Report


def _shape(anchor: Anchor | CellsAnchor | RunAnchor) -> str:
    return {Anchor: "text", CellsAnchor: "cells", RunAnchor: "run"}[type(anchor)]


def _data_uri(figure: Figure) -> str:
    """The picture inside the page; as an image its own styles are its own affair."""
    return f"data:image/svg+xml;base64,{b64encode(figure.svg.encode()).decode()}"


def to_html(report: Report) -> str:
    """The report as one HTML file. Its policy allows nothing but the one style sheet inside it, named by its hash."""
    cite, contexts = citations(report.papers), contexts_of(report)
    return render_page(
        "report.html.jinja",
        script="report.js",
        report=report,
        figures=figures(report),
        data_uri=_data_uri,
        left_out=[(search.source, drop) for search in report.search for drop in search.dropped],
        introduction=sections.introduction(report),
        methodology=sections.methodology(report),
        verification=sections.verification(report),
        panel=sections.panel(report),
        disagreements=sections.disagreements(report),
        settled=settling(report),
        limitations=sections.limitations(report),
        spoken={judged.claim.anchor.paper for judged in report.claims},
        rows={judged.claim.id: number for number, judged in enumerate(report.claims, start=1)},
        numbers=cite.numbers,
        kinds=KINDS,
        marks=MARKS,
        words=WORDS,
        read_as=READ_AS,
        columns=columns,
        place=partial(place, contexts=contexts),
        context_of=partial(context_of, contexts),
        shape=_shape,
        table_of=table_of,
        shown_rows=shown_rows,
        link=link,
        authors_and_year=authors_and_year,
        identity=identity,
        remarks=remarks,
        sentence=sentence,
    )
