"""`synth report`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.cli.logs import RUNS
from synth.cli.model import MAX_COST, MODEL
from synth.cli.options import (
    CATEGORY,
    CORPORA,
    EMBEDDER,
    FORMATS,
    MAX_CLAIMS,
    MAX_PAPERS,
    OFFLINE,
    SINCE,
    SNOWBALL,
    SOURCE,
    UNTIL,
)

if TYPE_CHECKING:
    from synth.report_records import Report


def report(
    question: str = typer.Option(..., "--question", "-q", help="What you want to know, in one sentence."),
    corpus: list[str] = CORPORA,
    source: str | None = SOURCE,
    offline: bool = OFFLINE,
    since: str = SINCE,
    until: str = UNTIL,
    category: str = CATEGORY,
    snowball: int = SNOWBALL,
    runs: list[str] = RUNS,
    language_model: str = MODEL,
    max_cost: str = MAX_COST,
    max_papers: int = MAX_PAPERS,
    max_claims: int = MAX_CLAIMS,
    out: Path = typer.Option(Path("report"), "--out", help="Folder to write into."),
    formats: str = FORMATS,
    date: str = typer.Option("", "--date", help="YYYY-MM-DD; today by default.", show_default=False),
    embedder: str | None = EMBEDDER,
) -> None:
    """Answer one question: a report with checked claims.

    Searches the corpora and, unless --offline, databases; reads what bears on the question, takes out the claims,
    verifies them, has the result reviewed and writes it. With --model a language model adds what the papers bear out.
    With --format json alone, stdout too is report.json and nothing else.
    """
    from synth.cli.logs import open_runs
    from synth.cli.model import model_helper
    from synth.cli.options import parse_date, parse_formats, parse_limits, parse_sources
    from synth.cli.show import note, progress_bars, show_failures
    from synth.cli.show import out as print_out
    from synth.models.embedder import load_embedder
    from synth.pipeline.report import make_question, report_on
    from synth.pipeline.shelves import open_shelves
    from synth.pipeline.write import check_folder, write_report
    from synth.report.to_json import to_json

    asked = make_question(question)
    kinds = parse_formats(formats)
    day = parse_date(date)
    sources = parse_sources(source, corpus, offline=offline)
    limits = parse_limits(
        max_papers=max_papers,
        max_claims=max_claims,
        since=since,
        until=until,
        category=category,
        snowball=snowball,
        offline=offline,
    )
    check_folder(out)
    with progress_bars() as progress:
        logs = open_runs(runs, "", progress)
        model = load_embedder(embedder)
        with (
            model_helper(language_model, max_cost, progress, offline=offline) as helper,
            open_shelves(corpus, model, progress=progress) as shelves,
        ):
            made = report_on(
                asked, shelves, sources, model, date=day, limits=limits, logs=logs, helper=helper, progress=progress
            )
    written = write_report(made, out, kinds)
    if kinds == ("json",):
        print_out(to_json(made))
    else:
        _show_report(made)
    note("wrote " + ", ".join(str(path) for path in written))
    raise typer.Exit(show_failures(made))


def _show_report(made: Report) -> None:
    """What the report says and its claim table, on stdout."""
    from rich.text import Text

    from synth.cli.show import claim_table, show

    table = claim_table(made.claims, place=lambda judged: judged.claim.anchor.paper)
    score = "review: none"
    if made.score is not None:
        alpha = "–" if made.score.alpha is None else f"{made.score.alpha:.2f}"
        score = f"review: median {made.score.median:.1f} of 10, spread {made.score.spread:.1f}, alpha {alpha}"
    show(Text(made.title, style="bold"), *(statement.text for statement in made.answer.statements), table, score)
