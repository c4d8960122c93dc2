"""`synth corpus`: build and tend a corpus."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from synth.errors import InputError

app = typer.Typer(help="Build and tend a corpus of papers.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How a list is printed."""

    text = "text"
    json = "json"


CORPUS = typer.Option("main", "--corpus", help="Name of a corpus, a corpus file, or a folder of papers.")


@app.command()
def add(
    paths: list[Path] = typer.Argument(..., help="Files, folders, archives, JSONL lists, or arXiv ids."),
    corpus: str = CORPUS,
    jobs: int | None = typer.Option(None, min=1, help="Processes that read papers; the number of cores by default."),
) -> None:
    """Read papers into a corpus; what is there already and did not change is not read again."""
    from synth.cli.show import note, progress_bars, show_problems
    from synth.pipeline.add import add_paths
    from synth.pipeline.resolve import writable_corpus

    local, arxiv_ids = _split(paths)
    with writable_corpus(corpus) as opened, progress_bars() as progress:
        summary = add_paths(opened, local, progress=progress, jobs=jobs)
        if arxiv_ids:
            from synth.pipeline.live import add_arxiv

            summary = summary + add_arxiv(opened, arxiv_ids, progress=progress)
        total = len(opened.hashes())
    show_problems(summary.problems)
    note(
        f"{corpus}: {summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{summary.failed} failed; {total} papers"
    )
    if summary.failed and not (summary.added or summary.updated or summary.unchanged):
        raise InputError("no paper could be read", "the messages above say why for each")


def _split(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """What lies on this machine, and what looks like an arXiv id."""
    from synth.read.assemble import arxiv_id

    local: list[Path] = []
    ids: list[str] = []
    for path in paths:
        found = None if path.exists() else arxiv_id(str(path))
        if found is None:
            local.append(path)
        else:
            ids.append(found)
    return local, ids


@app.command("list")
def list_(format_: Format = typer.Option(Format.text, "--format", help="text or json")) -> None:
    """The corpora there are: those kept here and those that ship with synth."""
    import json

    from synth.cli.show import note, out
    from synth.pipeline.resolve import known_corpora

    corpora = known_corpora()
    if format_ is Format.json:
        out(json.dumps([{"name": name, "path": str(path)} for name, path in corpora], indent=2))
        return
    for name, path in corpora:
        out(f"{name}\t{path}")
    if not corpora:
        note("no corpus yet; `synth corpus add PATH… --corpus NAME` makes one")


@app.command()
def show(corpus: str = CORPUS, format_: Format = typer.Option(Format.text, "--format", help="text or json")) -> None:
    """The papers of a corpus and the problems met while reading them."""
    import json

    from synth.cli.show import out, show_problems
    from synth.pipeline.resolve import readable_corpus
    from synth.report.to_json import plain

    with readable_corpus(corpus) as opened:
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
    """Whether a corpus is whole: the file, every paper's record, and every quote against its source."""
    from synth.cli.show import note, show_problems
    from synth.pipeline.resolve import readable_corpus
    from synth.pipeline.tend import check_corpus

    with readable_corpus(corpus) as opened:
        problems = check_corpus(opened)
        count = len(opened.hashes())
    show_problems(problems, limit=100)
    if problems:
        raise InputError(f"corpus {corpus}: {len(problems)} faults", "remove the paper and add it again")
    note(f"{corpus}: {count} papers, no faults")


@app.command()
def export(folder: Path = typer.Argument(..., help="Where to write the sources."), corpus: str = CORPUS) -> None:
    """Give back the sources under the names that anchors use."""
    from synth.cli.show import note
    from synth.pipeline.resolve import readable_corpus
    from synth.pipeline.tend import export_corpus

    with readable_corpus(corpus) as opened:
        written = export_corpus(opened, folder)
    note(f"{len(written)} files in {folder}")


@app.command()
def pull(
    source: str = typer.Argument(..., help="The corpus whose digests are to be replaced by the papers themselves."),
    corpus: str | None = typer.Option(None, "--corpus", help="Where the papers go; the source's own name by default."),
) -> None:
    """Fetch from arXiv the papers that a corpus holds digests of, into a corpus that then goes before it."""
    from synth.cli.show import note, progress_bars, show_problems
    from synth.pipeline.live import pull as pull_papers
    from synth.pipeline.resolve import readable_corpus, writable_corpus

    target = corpus or Path(source).name
    with readable_corpus(source) as digests:
        papers = digests.papers()
    with writable_corpus(target) as opened, progress_bars() as progress:
        summary = pull_papers(opened, papers, progress=progress)
        total = len(opened.hashes())
    show_problems(summary.problems)
    note(f"{target}: {summary.added} added, {summary.unchanged} there before, {summary.failed} failed; {total} papers")
