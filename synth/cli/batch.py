"""`synth batch`: a report for each question of a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.cli.logs import RUNS, TOLERANCE
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
from synth.errors import SynthError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from synth.report_records import Report

NUMBERS = ("Papers", "Claims", "Supported", "Review")


def batch(
    questions: Path = typer.Argument(..., help="TOML: [[question]] with text, slug, title; date."),
    corpus: list[str] = CORPORA,
    only: list[str] = typer.Option([], "--only", help="Slug of a question to answer (repeatable)."),
    source: str | None = SOURCE,
    offline: bool = OFFLINE,
    since: str = SINCE,
    until: str = UNTIL,
    category: str = CATEGORY,
    snowball: int = SNOWBALL,
    runs: list[str] = RUNS,
    tolerance: str = TOLERANCE,
    language_model: str = MODEL,
    max_cost: str = MAX_COST,
    max_papers: int = MAX_PAPERS,
    max_claims: int = MAX_CLAIMS,
    out: Path = typer.Option(Path("reports"), "--out", help="Folder that gets a folder for each question."),
    jobs: int = typer.Option(1, "--jobs", min=1, help="Processes that work on questions at once."),
    resume: bool = typer.Option(False, "--resume", help="Keep reports that would be the same again."),
    formats: str = FORMATS,
    date: str = typer.Option("", "--date", help="YYYY-MM-DD; the file's date, else today.", show_default=False),
    embedder: str | None = EMBEDDER,
) -> None:
    """Write a report for each question of a TOML file.

    Papers and logs are read once, and a question that fails does not stop the rest. index.html lists the reports. With
    --format json alone, stdout is a JSON object a line.
    """
    from synth.cli.logs import open_runs
    from synth.cli.model import bound_of, counting, model_helper
    from synth.cli.options import parse_date, parse_formats, parse_limits, parse_sources
    from synth.cli.show import fail, note, progress_bars, show, show_failures
    from synth.cli.show import out as print_out
    from synth.models.embedder import load_embedder
    from synth.pipeline.batch import finished, read_batch, run_batch
    from synth.pipeline.batch_worker import Share, run_apart, shared
    from synth.pipeline.made_by import made_by
    from synth.pipeline.report import options_of
    from synth.pipeline.shelves import open_shelves
    from synth.pipeline.write import check_folder, write_index

    asked = read_batch(questions)
    unknown = sorted(set(only) - {question.slug for question in asked.questions})
    if unknown:
        known = ", ".join(question.slug for question in asked.questions)
        raise UsageError(f"{questions} has no question {', '.join(unknown)}", f"its slugs are: {known}")
    chosen = [question for question in asked.questions if not only or question.slug in only]
    kinds, day = parse_formats(formats), parse_date(date or asked.date or "")
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
    if resume and "json" not in kinds:
        raise UsageError("--resume needs report.json to know what is done", "add json to --format")
    made: dict[str, Report] = {}
    status = 0
    with progress_bars() as progress:
        logs = open_runs(runs, tolerance, progress)
        model = load_embedder(embedder)
        with (
            model_helper(language_model, max_cost, progress, offline=offline) as helper,
            open_shelves(corpus, model, progress=progress) as shelves,
        ):
            if resume:
                asking = {"model": helper.model.id} if helper else {}
                options = options_of(sources, limits) | (logs.options if logs else {})
                expected = made_by(shelves, model, options, limits) | asking
                for question in chosen:
                    if (kept := finished(question, out / question.slug, kinds, day, expected)) is not None:
                        made[question.slug] = kept
            left = [question for question in chosen if question.slug not in made]
            if jobs == 1 or len(left) < 2:
                results = run_batch(
                    left,
                    shelves,
                    sources,
                    model,
                    out=out,
                    formats=kinds,
                    date=day,
                    limits=limits,
                    logs=logs,
                    helper=helper,
                    progress=progress,
                )
            else:
                whole = Share(tuple(left), tuple(corpus), tuple(sources), embedder, out.absolute(), kinds, day, limits)
                whole = replace(whole, model=language_model, max_cost=bound_of(helper))
                whole = replace(whole, runs=tuple(map(Path, runs)), tolerance=logs.tolerance if logs else None)
                shares = shared(whole, jobs)
                results = counting(run_apart(shares, progress=progress), helper, len(shares))
            for result in results:
                if isinstance(result.outcome, SynthError):
                    note(f"{result.question.slug}: failed")
                    status = max(status, fail(result.outcome))
                else:
                    status = max(status, show_failures(result.outcome))
                    made[result.question.slug] = result.outcome
                    note(f"{result.question.slug}: wrote {result.folder}")
    if "html" in kinds:
        write_index(asked.questions, made, out)
    if kinds == ("json",):
        for question in chosen:
            if question.slug in made:
                print_out(_line(question.slug, made[question.slug], out / question.slug))
    else:
        show(_summary([(question.slug, made.get(question.slug)) for question in chosen], out))
    raise typer.Exit(status)


def _line(slug: str, made: Report, folder: Path) -> str:
    """What became of a question, as JSON on one line."""
    import json

    counts = {"claims": len(made.claims), "supported": _supported(made), "papers": made.prisma.included}
    score = made.score.median if made.score else None
    record = {"slug": slug, "stance": made.answer.stance, **counts, "score": score, "folder": str(folder)}
    return json.dumps(record, ensure_ascii=False)


def _supported(made: Report) -> int:
    return sum(judged.verdict.status == "supported" for judged in made.claims)


def _summary(made: Sequence[tuple[str, Report | None]], out: Path) -> Table:
    """What became of each question, as a table."""
    from rich.table import Table

    table = Table()
    for head in ("Question", "Answer", "Papers", "Claims", "Supported", "Review", "Folder"):
        table.add_column(head, overflow="fold", justify="right" if head in NUMBERS else "left")
    for slug, report in made:
        if report is None:
            table.add_row(slug, "failed", "", "", "", "", "")
            continue
        score = "–" if report.score is None else f"{report.score.median:.1f}"
        counts = (str(report.prisma.included), str(len(report.claims)), str(_supported(report)))
        table.add_row(slug, report.answer.stance.replace("_", " "), *counts, score, str(out / slug))
    return table
