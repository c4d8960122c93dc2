"""`synth search`: ranked passages or papers of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.cli.options import CORPUS, EMBEDDER
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
    corpus: str = CORPUS,
    queries: Path | None = typer.Option(None, "--queries", help='JSONL: {"_id": "1", "text": "…"} a line.'),
    k: int = typer.Option(10, "--k", min=1, max=1000, help="Hits a query."),
    papers: bool = typer.Option(False, "--papers", help="Rank papers, not passages."),
    format_: Format = typer.Option(Format.text, "--format", help="text, jsonl or trec (always papers)."),
    embedder: str | None = EMBEDDER,
) -> None:
    """Rank the passages of a corpus, or its papers."""
    from synth.cli.show import out, progress_bars
    from synth.models.embedder import load_embedder
    from synth.pipeline.resolve import readable_corpus
    from synth.retrieve import Searcher

    asked = _asked(query, queries)
    print_hits = _papers if papers or format_ is Format.trec else _passages
    with progress_bars() as progress, readable_corpus(corpus, progress=progress) as opened:
        searcher = Searcher(opened, load_embedder(embedder), progress=progress)
        for number, (identity, text) in enumerate(asked):
            progress("searching", number, len(asked))
            for line in print_hits(searcher, identity, text, k, format_):
                out(line)
        progress("searching", len(asked), len(asked))


def _asked(query: str | None, queries: Path | None) -> list[tuple[str, str]]:
    """Id and text of each query. Raises UsageError where there is none, InputError for a file that is not of them."""
    import json

    if (query is None) == (queries is None):
        raise UsageError("there is not one thing to look for", "give either a query or --queries FILE.jsonl")
    if query is not None:
        if not query.strip():
            raise UsageError("the query is empty", "say what to look for")
        return [("1", query)]
    path = queries or Path()
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise InputError(f"{path} cannot be read: {why}", "give a UTF-8 file with one JSON object a line") from error
    found: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        text = record.get("text") if isinstance(record, dict) else None
        if not isinstance(record, dict) or "_id" not in record or not isinstance(text, str):
            raise InputError(f'{path}:{number} is not {{"_id": "…", "text": "…"}}', "mend that line")
        found.append((str(record["_id"]), text))
    if not found:
        raise InputError(f"{path} holds no query", 'give {"_id": "…", "text": "…"} a line')
    return found


def _papers(searcher: Searcher, identity: str, text: str, k: int, format_: Format) -> Iterator[str]:
    import json

    for rank, hit in enumerate(searcher.papers(text, k), 1):
        if format_ is Format.trec:
            yield f"{identity} Q0 {hit.paper.id} {rank} {hit.score:.6f} synth"
        elif format_ is Format.jsonl:
            record = {"query": identity, "rank": rank, "paper": hit.paper.id, "title": hit.paper.title}
            yield json.dumps({**record, "score": round(hit.score, 6)}, ensure_ascii=False)
        else:
            yield f"{rank:3} {hit.score:.3f} {hit.paper.id}  {hit.paper.title}"


def _passages(searcher: Searcher, identity: str, text: str, k: int, format_: Format) -> Iterator[str]:
    import json

    for rank, hit in enumerate(searcher.passages(text, k), 1):
        passage = hit.passage
        if format_ is Format.jsonl:
            record = {"query": identity, "rank": rank, "paper": passage.paper, "passage": passage.id}
            rest = {"section": list(passage.section), "score": round(hit.score, 6), "text": passage.text}
            yield json.dumps({**record, **rest}, ensure_ascii=False)
        else:
            where = " › ".join((passage.paper, *passage.section))
            yield f"{rank:3} {hit.score:.3f} {where}\n      {passage.text}"
