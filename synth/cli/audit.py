"""`synth audit`: every number in one paper against that paper's own tables and text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from synth.pipeline.audit import Audit
    from synth.records import Document, JudgedClaim, Progress

ORDER = {"contradicted": 0, "not_comparable": 1, "unresolved": 2, "supported": 3}


class Format(StrEnum):
    """How the result is printed."""

    text = "text"
    json = "json"


def audit(
    paper: str = typer.Argument(..., help="A .tex, .pdf, .md or .txt file, a folder or archive of LaTeX, an arXiv id."),
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 when a claim is contradicted."),
    format_: Format = typer.Option(Format.text, "--format", help="text or json"),
) -> None:
    """Check every claim of one paper against its own tables and text."""
    from synth.cli.show import progress_bars
    from synth.pipeline.audit import audit_document

    with progress_bars() as progress:
        made = audit_document(read_paper(paper, progress), progress=progress)
    if format_ is Format.json:
        _print_json(made)
    else:
        _print_text(made)
    if strict and made.summary["contradicted"]:
        raise typer.Exit(1)


def read_paper(paper: str, progress: Progress) -> Document:
    """The document at a path, or of an arXiv id where there is no such path. Raises InputError, SourceError."""
    from pathlib import Path

    from synth.read import read_path
    from synth.read.assemble import arxiv_id

    path = Path(paper)
    found = None if path.exists() else arxiv_id(paper)
    if found is None:
        return read_path(path)
    from synth.pipeline.live import fetch_document

    return fetch_document(found, progress=progress)


def place(judged: JudgedClaim, document: Document) -> str:
    """file:line or file, page: what a terminal makes a link of."""
    anchor = judged.claim.anchor
    if anchor.page is not None:
        return f"{anchor.file} p. {anchor.page}"
    text = next((source.text for source in document.files if source.name == anchor.file), "")
    return f"{anchor.file}:{text.count(chr(10), 0, anchor.start) + 1}"


def _print_text(made: Audit) -> None:
    from synth.cli.show import claim_table, console, show_problems

    ranked = sorted(
        made.claims, key=lambda judged: (ORDER[judged.verdict.status], -judged.verdict.confidence, judged.claim.id)
    )
    screen = console()
    screen.print(claim_table(ranked, place=lambda judged: place(judged, made.document)))
    counts = ", ".join(f"{number} {status}" for status, number in made.summary.items())
    screen.print(f"{made.document.paper.id}: {counts}; {len(made.document.tables)} tables", markup=False)
    show_problems(made.problems)


def _print_json(made: Audit) -> None:
    import json

    from synth.cli.show import out
    from synth.report.to_json import plain

    source = "pdf" if made.document.paper.text == "pdf" else made.document.paper.text
    claims = [
        {name: value for name, value in row.items() if name != "relevance"}
        for judged in made.claims
        if isinstance(row := plain(judged), dict)
    ]
    record = {
        "paper": made.document.paper.id,
        "source": source,
        "tables": len(made.document.tables),
        "claims": claims,
        "problems": plain(made.problems),
        "summary": dict(made.summary),
    }
    out(json.dumps(record, indent=2, ensure_ascii=False))
