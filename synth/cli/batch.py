"""`synth batch`: a report for each question of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.cli.options import CORPORA, EMBEDDER, FORMATS, MAX_CLAIMS, MAX_PAPERS, OFFLINE, SOURCE
from synth.errors import UsageError

if TYPE_CHECKING:
    from synth.report_records import Report


def batch(
    questions: Path = typer.Argument(..., help="TOML: [[question]] with text, slug, title; date."),
    corpus: list[str] = CORPORA,
    only: list[str] = typer.Option([], "--only", help="Slug of a question to answer (repeatable)."),
    source: str = SOURCE,
    offline: bool = OFFLINE,
    max_papers: int = MAX_PAPERS,
    max_claims: int = MAX_CLAIMS,
    out: Path = typer.Option(Path("reports"), "--out", help="Folder that gets a folder for each question."),
    formats: str = FORMATS,
    date: str = typer.Option("", "--date", help="YYYY-MM-DD; the file's date, else today.", show_default=False),
    embedder: str | None = EMBEDDER,
) -> None:
    """Write a report for each question of a TOML file.

    Papers are read once, and a question that fails does not stop the rest. With --format json alone, stdout is a JSON
    object a line.
    """
    from synth.cli.options import parse_date, parse_formats, parse_sources
    from synth.cli.show import fail, note, progress_bars, show_failures
    from synth.cli.show import out as print_out
    from synth.models.embedder import load_embedder
    from synth.pipeline.batch import read_batch, run_batch
    from synth.pipeline.shelves import Limits, open_shelves
    from synth.pipeline.write import check_folder

    asked = read_batch(questions)
    unknown = sorted(set(only) - {question.slug for question in asked.questions})
    if unknown:
        known = ", ".join(question.slug for question in asked.questions)
        raise UsageError(f"{questions} has no question {', '.join(unknown)}", f"its slugs are: {known}")
    chosen = [question for question in asked.questions if not only or question.slug in only]
    kinds, day = parse_formats(formats), parse_date(date or asked.date or "")
    sources = parse_sources(source, corpus, offline=offline)
    limits = Limits(max_papers=max_papers, max_claims=max_claims)
    check_folder(out)
    status = 0
    with progress_bars() as progress:
        model = load_embedder(embedder)
        with open_shelves(corpus, model, progress=progress) as shelves:
            for result in run_batch(
                chosen, shelves, sources, model, out=out, formats=kinds, date=day, limits=limits, progress=progress
            ):
                if isinstance(result.outcome, Exception):
                    note(f"{result.question.slug}: failed")
                    status = max(status, fail(result.outcome))
                else:
                    status = max(status, show_failures(result.outcome))
                    print_out(_line(result.question.slug, result.outcome, result.folder, as_json=kinds == ("json",)))
    raise typer.Exit(status)


def _line(slug: str, made: Report, folder: Path, *, as_json: bool) -> str:
    """What became of a question, in one line."""
    import json

    supported = sum(judged.verdict.status == "supported" for judged in made.claims)
    score = made.score.median if made.score else None
    if as_json:
        counts = {"claims": len(made.claims), "supported": supported, "papers": made.prisma.included}
        record = {"slug": slug, "stance": made.answer.stance, **counts, "score": score, "folder": str(folder)}
        return json.dumps(record, ensure_ascii=False)
    claims = f"{len(made.claims)} claims, {supported} supported"
    review = "–" if score is None else f"{score:.1f}"
    return f"{slug}\t{made.answer.stance}\t{claims}\t{made.prisma.included} papers\treview {review}\t{folder}"
