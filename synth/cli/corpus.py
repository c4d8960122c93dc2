"""`synth corpus`: build and tend a corpus."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from synth.cli.options import CORPUS
from synth.errors import InputError

app = typer.Typer(help="Build and tend a corpus of papers.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How a list is printed."""

    text = "text"
    json = "json"


@app.command()
def add(
    paths: list[str] = typer.Argument(..., help="Files, folders, archives, arXiv ids; lists (JSONL, BibTeX, RIS, CSL)"),
    corpus: str = CORPUS,
    jobs: int | None = typer.Option(None, min=1, help="Processes that read papers; the number of cores by default."),
    answers: bool = typer.Option(False, "--answers", help="Also take over the answers that `export --answers` wrote."),
) -> None:
    """Read papers into a corpus; only what is new or changed.

    A stop at any instant loses no paper that was finished; the same command resumes.
    """
    from synth.cli.options import arxiv_paper
    from synth.cli.show import note, progress_bars, show_problems
    from synth.pipeline.add import add_paths
    from synth.pipeline.resolve import writable_corpus

    local = [Path(path) for path in paths if arxiv_paper(path) is None]
    ids = [found for path in paths if (found := arxiv_paper(path))]
    with writable_corpus(corpus) as opened, progress_bars() as progress:
        summary = add_paths(opened, local, progress=progress, jobs=jobs)
        if ids:
            from synth.pipeline.live import add_arxiv

            summary = summary + add_arxiv(opened, ids, progress=progress)
        if summary.added or summary.updated:
            from synth.retrieve.lexical import open_lexical

            open_lexical(opened)  # made now, so that the first search need not
        total = len(opened.hashes())
    if answers:
        from synth.pipeline.answers import take_answers

        note(f"{sum(take_answers(path) for path in local)} answers of language models taken over")
    show_problems(summary.problems)
    if summary.failed and not summary.papers:
        raise InputError("no paper could be read", "the messages above say why for each")
    note(
        f"{corpus}: {summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{summary.failed} failed; {total} papers"
    )


@app.command("list")
def list_(format_: Format = typer.Option(Format.text, "--format", help="text or json")) -> None:
    """List the corpora: those kept here, those that ship."""
    import json

    from synth.cli.show import note, out
    from synth.pipeline.resolve import known_corpora

    corpora = known_corpora()
    if format_ is Format.json:
        out(json.dumps([{"name": name, "path": str(path)} for name, path in corpora], indent=2, ensure_ascii=False))
        return
    for name, path in corpora:
        out(f"{name}\t{path}")
    if not corpora:
        note("no corpus yet; `synth corpus add PATH… --corpus NAME` makes one")


@app.command()
def show(corpus: str = CORPUS, format_: Format = typer.Option(Format.text, "--format", help="text or json")) -> None:
    """List a corpus's papers and the problems met in them."""
    import json

    from synth.cli.show import out, progress_bars, show_problems
    from synth.pipeline.resolve import readable_corpus
    from synth.report.to_json import plain

    with progress_bars() as progress, readable_corpus(corpus, progress=progress) as opened:
        papers, problems = opened.papers(), opened.problems()
    if format_ is Format.json:
        keys = ("id", "version", "title", "authors", "year", "text")
        rows = [{key: plain(getattr(paper, key)) for key in keys} for paper in papers]
        out(json.dumps({"papers": rows, "problems": plain(problems)}, indent=2, ensure_ascii=False))
        return
    for paper in papers:
        out(f"{paper.id}\t{paper.year or '–'}\t{paper.text}\t{paper.title}")
    show_problems(problems)


@app.command()
def check(corpus: str = CORPUS) -> None:
    """Say whether a corpus is whole, quotes and all."""
    from synth.cli.show import note, progress_bars, show_problems
    from synth.pipeline.resolve import readable_corpus
    from synth.pipeline.tend import check_corpus

    with progress_bars() as progress, readable_corpus(corpus, progress=progress) as opened:
        problems = check_corpus(opened, progress=progress)
        count = len(opened.hashes()) if not problems else 0
    show_problems(problems, limit=100)
    if problems:
        raise InputError(f"corpus {corpus}: {len(problems)} faults", "each message above says what to do")
    note(f"{corpus}: {count} papers, no faults")


@app.command()
def export(
    folder: Path = typer.Argument(..., help="Where to write the sources."),
    corpus: str = CORPUS,
    answers: bool = typer.Option(False, "--answers", help="Also the kept answers of language models about its papers."),
) -> None:
    """Write the sources under the names that anchors use."""
    from synth.cli.show import note, progress_bars
    from synth.pipeline.resolve import readable_corpus
    from synth.pipeline.tend import export_corpus

    with progress_bars() as progress, readable_corpus(corpus, progress=progress) as opened:
        written = export_corpus(opened, folder, progress=progress)
        papers = tuple(opened.hashes())
    note(f"{len(written)} files in {folder}")
    if answers:
        from synth.pipeline.answers import export_answers

        note(f"{export_answers(folder, papers)} answers of language models about them")


@app.command()
def pull(
    source: str = typer.Argument(..., help="The corpus whose digests are to be replaced by the papers themselves."),
    corpus: str | None = typer.Option(None, "--corpus", help="Where the papers go; the source's own name by default."),
) -> None:
    """Fetch from arXiv the papers that a corpus has digests of.

    They go into a corpus of the same name, which is then found before the one that ships.
    """
    from synth.cli.show import note, progress_bars, show_problems
    from synth.pipeline.live import pull as pull_papers
    from synth.pipeline.resolve import readable_corpus, writable_corpus

    target = corpus or (source if Path(source).is_file() else Path(source).name)
    with progress_bars() as progress:
        with readable_corpus(source, progress=progress) as digests:
            papers = digests.papers()
        with writable_corpus(target) as opened:
            summary = pull_papers(opened, papers, progress=progress)
            total = len(opened.hashes())
    show_problems(summary.problems)
    note(
        f"{target}: {summary.added} added, {summary.updated} updated, {summary.unchanged} there before, "
        f"{summary.failed} failed; {total} papers"
    )
