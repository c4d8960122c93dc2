"""`synth diff`: what changed between the claims of two reports."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from synth.report.diff import Ignored


class Format(StrEnum):
    """How the comparison is printed."""

    text = "text"
    md = "md"
    json = "json"
    html = "html"


def diff(
    a: str = typer.Argument(..., metavar="A", help="A report's folder, its report.json, or a text with a claim table."),
    b: str = typer.Argument(..., metavar="B", help="What it is compared with, likewise."),
    format_: Format = typer.Option(Format.text, "--format", help="text, md, json or html"),
    ignore: str = typer.Option("", "--ignore", help="What makes no difference: confidence, wording, or both."),
) -> None:
    """Compare the claims of two reports.

    Claims are aligned one to one, one to several and several to one. Exits with 1 where there are differences.
    """
    from synth.cli.show import out, show_problems
    from synth.pipeline.diff import diff_paths
    from synth.report.diff import diff_to_json
    from synth.report.diff_views import to_html, to_markdown, to_text

    made = diff_paths(a, b, ignore=parse_ignored(ignore))
    render = {Format.text: to_text, Format.md: to_markdown, Format.json: diff_to_json, Format.html: to_html}
    out(render[format_](made))
    show_problems(made.problems)
    raise typer.Exit(1 if made.differences else 0)


def parse_ignored(text: str) -> tuple[Ignored, ...]:
    """The names of `--ignore`. Raises UsageError for one that there is not."""
    from synth.errors import UsageError
    from synth.report.diff import IGNORED

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in IGNORED]
    if unknown:
        raise UsageError(f"--ignore {text}: {', '.join(unknown)} cannot be ignored", f"use {', '.join(IGNORED)}")
    return tuple(name for name in IGNORED if name in names)
