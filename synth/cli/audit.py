"""`synth audit`: every number in one paper against that paper's own tables and text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from synth.cli.logs import RUNS, TOLERANCE
from synth.cli.model import MAX_COST, MODEL

if TYPE_CHECKING:
    from synth.pipeline.audit import Audit
    from synth.records import Document, JudgedClaim, Progress


class Format(StrEnum):
    """How the result is printed."""

    text = "text"
    json = "json"
    html = "html"


def audit(
    paper: str = typer.Argument(
        ..., help="A .tex, .pdf, JATS .xml, .md or .txt file, a folder or archive, an arXiv id."
    ),
    runs: list[str] = RUNS,
    tolerance: str = TOLERANCE,
    language_model: str = MODEL,
    max_cost: str = MAX_COST,
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 when a claim is contradicted."),
    format_: Format = typer.Option(Format.text, "--format", help="text, json or html"),
) -> None:
    """Check one paper's claims against its own tables and text.

    With --runs each claim is held against experiment logs too. With --model a language model points at more claims and
    cells; what it says counts only where the paper bears it out.
    """
    from synth.cli.logs import open_runs
    from synth.cli.model import model_helper
    from synth.cli.show import out, progress_bars
    from synth.pipeline.audit import audit_document
    from synth.report.audit_page import audit_to_html

    with progress_bars() as progress:
        logs = open_runs(runs, tolerance, progress)
        with model_helper(language_model, max_cost, progress) as helper:
            made = audit_document(read_paper(paper, progress), logs=logs, helper=helper, progress=progress)
    if format_ is Format.json:
        _print_json(made)
    elif format_ is Format.html:
        out(audit_to_html(made.document, made.claims, [breach.message for breach in made.breaches]))
    else:
        _print_text(made)
    if strict and made.summary["contradicted"]:
        raise typer.Exit(1)


def read_paper(paper: str, progress: Progress) -> Document:
    """The document at a path, or of an arXiv id where there is no such path. Raises InputError, SourceError."""
    from pathlib import Path

    from synth.cli.options import arxiv_paper
    from synth.pipeline.live import fetch_document
    from synth.read import read_path

    found = arxiv_paper(paper)
    if found is not None:
        return fetch_document(found, progress=progress)
    path = Path(paper)
    name = path.name.encode("utf-8", "replace").decode()  # bytes that are no characters stand in no record
    progress("reading", 0, 1)
    document = read_path(path, name=None if name == path.name else name)
    progress("reading", 1, 1)
    return document


def _place(judged: JudgedClaim, document: Document) -> str:
    """file:line or file, page: what a terminal makes a link of."""
    anchor = judged.claim.anchor
    if anchor.page is not None:
        return f"{anchor.file} p. {anchor.page}"
    text = next((source.text for source in document.files if source.name == anchor.file), "")
    start = min((quantity.start for quantity in judged.claim.quantities), default=anchor.start)
    return f"{anchor.file}:{text.count(chr(10), 0, start) + 1}"


def _print_text(made: Audit) -> None:
    from synth.cli.show import claim_table, show, show_problems
    from synth.pipeline.audit import place_in_line

    ranked = sorted(made.claims, key=lambda judged: place_in_line(judged.claim, judged.verdict))
    counts = ", ".join(f"{number} {status}" for status, number in made.summary.items())
    table = claim_table(ranked, place=lambda judged: _place(judged, made.document))
    tables = [f"{made.document.paper.id}, {breach.message}" for breach in made.breaches]
    logged = [made.share.sentence] if made.share else []
    show(table, *tables, *logged, f"{made.document.paper.id}: {counts}; {len(made.document.tables)} tables")
    show_problems(made.problems)


def _print_json(made: Audit) -> None:
    import json
    from dataclasses import fields

    from synth.cli.show import out
    from synth.report.to_json import plain

    # Not `plain(judged)`, which gives a relevance too: here is no question that a claim could bear on.
    claims = [
        {each.name: plain(getattr(judged.claim, each.name)) for each in fields(judged.claim)}
        | {"verdict": plain(judged.verdict)}
        for judged in made.claims
    ]
    record = {
        "paper": made.document.paper.id,
        "source": made.document.paper.text,
        "tables": len(made.document.tables),
        "claims": claims,
        "problems": plain(made.problems),
        "summary": dict(made.summary),
        "logs": plain(made.share),
        "model": dict(made.model),
        "breaches": [{"message": breach.message, "breach": plain(breach)} for breach in made.breaches],
    }
    out(json.dumps(record, indent=2, ensure_ascii=False))
