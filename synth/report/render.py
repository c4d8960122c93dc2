"""One report in each of its formats. All of them show report.json and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from synth.report.exports import to_bibtex, to_csl_json, to_csv, to_jsonl
from synth.report.figures import figures
from synth.report.render_html import to_html
from synth.report.render_markdown import to_markdown
from synth.report.render_pdf import to_pdf
from synth.report.to_json import to_json
from synth.report_records import Report

Format = Literal["md", "html", "json", "pdf", "csv", "jsonl", "bib", "csl"]
DEFAULT: tuple[Format, ...] = ("md", "html", "json")

TEXTS = {
    "html": ("report.html", to_html),
    "json": ("report.json", to_json),
    "csv": ("claims.csv", to_csv),
    "jsonl": ("claims.jsonl", to_jsonl),
    "bib": ("references.bib", to_bibtex),
    "csl": ("references.json", to_csl_json),
}


def render(report: Report, kind: Format) -> Mapping[str, bytes]:
    """The files of one format by name; the same report gives the same bytes.

    Raises UsageError for PDF where the extra that typesets it is not installed.
    """
    if kind == "pdf":
        return {"report.pdf": to_pdf(report)}
    if kind == "md":
        pictures = {f"figures/{figure.name}.svg": figure.svg for figure in figures(report)}
        return {name: _encoded(text) for name, text in {"report.md": to_markdown(report), **pictures}.items()}
    return {main_file(kind): _encoded(TEXTS[kind][1](report))}


def main_file(kind: Format) -> str:
    """The file of a format that a reader opens."""
    return TEXTS[kind][0] if kind in TEXTS else f"report.{kind}"


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
