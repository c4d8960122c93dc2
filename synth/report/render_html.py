"""report.html: one file that needs no network and no script; everything out of papers is escaped by the template."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from synth.records import Anchor, CellsAnchor, Report, RunAnchor
from synth.report import sections
from synth.report.evidence import KINDS, MARKS, READ_AS, WORDS, columns, place, shown_rows, table_of
from synth.report.references import authors_and_year, identity, link, remarks
from synth.report.words import citations, sentence, visible


def _shape(anchor: Anchor | CellsAnchor | RunAnchor) -> str:
    return {Anchor: "text", CellsAnchor: "cells", RunAnchor: "run"}[type(anchor)]


def to_html(report: Report) -> str:
    """The report as one HTML file. Its policy allows nothing but the one style sheet inside it, named by its hash."""
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    folder = Path(__file__).parent
    style = (folder / "report.css").read_text(encoding="utf-8")
    source = (folder / "report.html.jinja").read_text(encoding="utf-8")

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True,
        loader=DictLoader({"report": source}),
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    cite = citations(report.papers)
    return environment.get_template("report").render(
        report=report,
        style=Markup(style),  # noqa: S704  # the package's own file
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
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
