"""`synth batch`: a report for each question of a file."""

from __future__ import annotations

from pathlib import Path

import typer

from synth.errors import UsageError


def batch(
    questions: Path = typer.Argument(..., help="TOML: [[question]] with text, slug, title; date."),
    corpus: list[str] = typer.Option([], "--corpus", help="A corpus by name, its file, or a folder (repeatable)."),
    only: list[str] = typer.Option([], "--only", help="Slug of a question to answer (repeatable)."),
    source: str = typer.Option("arxiv", "--source", help="Databases to search, separated by commas: arxiv."),
    offline: bool = typer.Option(False, "--offline", help="Touch no network; only the corpora are searched."),
    max_papers: int = typer.Option(20, "--max-papers", min=1, help="Papers that are kept and read for a question."),
    max_claims: int = typer.Option(40, "--max-claims", min=1, help="Claims in a report."),
    out: Path = typer.Option(Path("reports"), "--out", help="Folder that gets a folder for each question."),
    formats: str = typer.Option("md,html,json", "--format", help="md, html, json, separated by commas."),
    date: str = typer.Option("", "--date", help="YYYY-MM-DD; the file's date, else today.", show_default=False),
    embedder: str | None = typer.Option(None, "--embedder", help="A sentence-transformers model instead of MiniLM."),
) -> None:
    """Write a report for each question; a question that fails does not stop the rest."""
    from synth.cli.report import parse_date, parse_formats, parse_sources
    from synth.cli.show import fail, note, progress_bars
    from synth.cli.show import out as print_out
    from synth.models.embedder import load_embedder
    from synth.pipeline.batch import read_batch, run_batch
    from synth.pipeline.report import Limits

    asked = read_batch(questions)
    chosen = [question for question in asked.questions if not only or question.slug in only]
    unknown = sorted(set(only) - {question.slug for question in asked.questions})
    if unknown:
        raise UsageError(f"{questions} has no question {', '.join(unknown)}", "use one of its slugs")
    sources = () if offline else parse_sources(source)
    if not corpus and not sources:
        raise UsageError("nothing to read from: no corpus is named and the network is off", "add --corpus NAME")
    kinds, day = parse_formats(formats), parse_date(date or asked.date or "")
    limits = Limits(max_papers=max_papers, max_claims=max_claims)
    status = 0
    with progress_bars() as progress:
        model = load_embedder(embedder)
        results = run_batch(
            chosen, corpus, sources, model, out=out, formats=kinds, date=day, limits=limits, progress=progress
        )
        for result in results:
            if result.report is None:
                note(f"{result.question.slug}: failed")
                status = max(status, fail(result.failure) if result.failure else 2)
                continue
            made = result.report
            supported = sum(judged.verdict.status == "supported" for judged in made.claims)
            score = f"{made.score.median:.1f}" if made.score else "–"
            print_out(
                f"{result.question.slug}\t{made.answer.stance}\t{len(made.claims)} claims, {supported} supported\t"
                f"{made.prisma.included} papers\treview {score}\t{result.folder}"
            )
    raise typer.Exit(status)
