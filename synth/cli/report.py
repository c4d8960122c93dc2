"""`synth report`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.errors import UsageError

if TYPE_CHECKING:
    from synth.records import Report
    from synth.report.render import Format

SOURCES = ("arxiv",)


def report(
    question: str = typer.Option(..., "--question", "-q", help="What you want to know, in one sentence."),
    corpus: list[str] = typer.Option([], "--corpus", help="A corpus by name, its file, or a folder (repeatable)."),
    source: str = typer.Option("arxiv", "--source", help="Databases to search, separated by commas: arxiv."),
    offline: bool = typer.Option(False, "--offline", help="Touch no network; only the corpora are searched."),
    max_papers: int = typer.Option(20, "--max-papers", min=1, help="Papers that are kept and read."),
    max_claims: int = typer.Option(40, "--max-claims", min=1, help="Claims in the report."),
    out: Path = typer.Option(Path("report"), "--out", help="Folder to write into."),
    formats: str = typer.Option("md,html,json", "--format", help="md, html, json, separated by commas."),
    date: str = typer.Option("", "--date", help="YYYY-MM-DD; today by default.", show_default=False),
    embedder: str | None = typer.Option(None, "--embedder", help="A sentence-transformers model instead of MiniLM."),
) -> None:
    """Search, read, extract, verify, review, write: a report that answers one question."""
    from synth.cli.show import note, progress_bars
    from synth.models.embedder import load_embedder
    from synth.pipeline.report import Limits, make_question, make_report
    from synth.pipeline.shelves import open_shelves, source_options
    from synth.pipeline.write import write_report

    asked = make_question(question)
    kinds = parse_formats(formats)
    day = parse_date(date)
    sources = () if offline else parse_sources(source)
    limits = Limits(max_papers=max_papers, max_claims=max_claims)
    with progress_bars() as progress:
        model = load_embedder(embedder)
        with open_shelves(corpus, sources, asked, model, limits, progress=progress) as (shelves, problems):
            made = make_report(
                asked,
                shelves,
                model,
                date=day,
                limits=limits,
                options=source_options(sources),
                problems=problems,
                progress=progress,
            )
    written = write_report(made, out, kinds)
    show_report(made)
    note("wrote " + ", ".join(str(path) for path in written))


def show_report(made: Report) -> None:
    """The claim table and what the report says, on stdout."""
    from synth.cli.show import claim_table, console

    screen = console()
    screen.print(made.title, style="bold", markup=False)
    for statement in made.answer.statements:
        screen.print(statement.text, markup=False, soft_wrap=True)
    screen.print(claim_table(made.claims, place=lambda judged: judged.claim.anchor.paper))
    if made.score is not None:
        alpha = "–" if made.score.alpha is None else f"{made.score.alpha:.2f}"
        score = f"review: median {made.score.median:.1f} of 10, spread {made.score.spread:.1f}, alpha {alpha}"
        screen.print(score, markup=False)


def parse_formats(text: str) -> tuple[Format, ...]:
    """The formats of `--format`. Raises UsageError for one that there is not."""
    from synth.report.render import RENDERERS

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in RENDERERS]
    if unknown or not names:
        raise UsageError(f"--format {text}: there is no format {', '.join(unknown) or 'named'}", "use md, html, json")
    return tuple(kind for kind in RENDERERS if kind in names)


def parse_date(text: str) -> str:
    """The date of `--date`, today's where none is given. Raises UsageError for anything but YYYY-MM-DD."""
    from datetime import date

    if not text:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(f"--date {text} is no date", "write it as YYYY-MM-DD") from error


def parse_sources(text: str) -> tuple[str, ...]:
    """The databases of `--source`. Raises UsageError for one that there is not."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in SOURCES]
    if unknown or not names:
        raise UsageError(
            f"--source {text}: there is no source {', '.join(unknown) or 'named'}", f"use {', '.join(SOURCES)}"
        )
    return names
