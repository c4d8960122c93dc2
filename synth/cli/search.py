"""`synth search`: ranked passages or papers of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.errors import InputError, UsageError

if TYPE_CHECKING:
    from synth.retrieve import Searcher


class Format(StrEnum):
    """How hits are printed."""

    text = "text"
    jsonl = "jsonl"
    trec = "trec"


def search(
    query: str | None = typer.Argument(None, help="What to look for."),
    corpus: str = typer.Option("main", "--corpus", help="Name of a corpus, a corpus file, or a folder of papers."),
    queries: Path | None = typer.Option(None, "--queries", help='JSONL: {"_id": "1", "text": "…"} a line.'),
    k: int = typer.Option(10, "--k", min=1, max=1000, help="Hits a query."),
    papers: bool = typer.Option(False, "--papers", help="Rank papers, not passages."),
    format_: Format = typer.Option(Format.text, "--format", help="text, jsonl or trec (always papers)."),
    embedder: str | None = typer.Option(None, "--embedder", help="A sentence-transformers model instead of MiniLM."),
) -> None:
    """Ranked passages of a corpus, or ranked papers."""
    from synth.cli.show import out, progress_bars
    from synth.models.embedder import load_embedder
    from synth.pipeline.resolve import readable_corpus
    from synth.retrieve import Searcher

    asked = list(_queries(query, queries))
    with readable_corpus(corpus) as opened, progress_bars() as progress:
        searcher = Searcher(opened, load_embedder(embedder), progress=progress)
        for number, (identity, text) in enumerate(asked):
            if queries is not None:
                progress("searching", number, len(asked))
            lines = _lines(searcher, identity, text, k, papers=papers or format_ is Format.trec, format_=format_)
            for line in lines:
                out(line)


def _queries(query: str | None, queries: Path | None) -> Iterator[tuple[str, str]]:
    import json

    if (query is None) == (queries is None):
        raise UsageError("give either a query or --queries FILE.jsonl")
    if query is not None:
        if not query.strip():
            raise UsageError("the query is empty", "say what to look for")
        yield "1", query
        return
    try:
        text = (queries or Path()).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{queries} cannot be read: {error}", "give a UTF-8 file with one JSON object a line"
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            yield str(record["_id"]), str(record["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f'{queries}:{number} is not {{"_id": "…", "text": "…"}}', "mend that line") from error


def _lines(searcher: Searcher, identity: str, text: str, k: int, *, papers: bool, format_: Format) -> Iterator[str]:
    import json

    if papers:
        for rank, hit in enumerate(searcher.papers(text, k), 1):
            title = hit.paper.title
            if format_ is Format.trec:
                yield f"{identity} Q0 {hit.paper.id} {rank} {hit.score:.6f} synth"
            elif format_ is Format.jsonl:
                record = {"query": identity, "rank": rank, "paper": hit.paper.id, "title": title}
                yield json.dumps({**record, "score": round(hit.score, 6)}, ensure_ascii=False)
            else:
                yield f"{rank:3} {hit.score:.3f} {hit.paper.id}  {title}"
        return
    for rank, passage_hit in enumerate(searcher.passages(text, k), 1):
        passage = passage_hit.passage
        if format_ is Format.jsonl:
            record = {"query": identity, "rank": rank, "paper": passage.paper, "passage": passage.id}
            rest = {"section": list(passage.section), "score": round(passage_hit.score, 6), "text": passage.text}
            yield json.dumps({**record, **rest}, ensure_ascii=False)
        else:
            where = " › ".join((passage.paper, *passage.section))
            yield f"{rank:3} {passage_hit.score:.3f} {where}\n      {passage.text}"
