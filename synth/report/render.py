"""One report in one of its formats. All of them show report.json and nothing else."""

from __future__ import annotations

from typing import Literal

from synth.report.render_html import to_html
from synth.report.render_markdown import to_markdown
from synth.report.to_json import to_json
from synth.report_records import Report

Format = Literal["md", "html", "json"]

RENDERERS = {"md": to_markdown, "html": to_html, "json": to_json}


def render(report: Report, kind: Format) -> str:
    """The whole file as text, a newline at its end; the same report gives the same characters."""
    return RENDERERS[kind](report)
