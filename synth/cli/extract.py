"""`synth extract`: the claims and quantities of papers, not verified."""

from __future__ import annotations

from enum import StrEnum

import typer

from synth.errors import InputError, SourceError


class Format(StrEnum):
    """How claims are printed."""

    text = "text"
    jsonl = "jsonl"


def extract(
    papers: list[str] = typer.Argument(..., help="Files, folders, archives or arXiv ids."),
    format_: Format = typer.Option(Format.text, "--format", help="text or jsonl"),
) -> None:
    """Print the claims of papers with their numbers, not verified."""
    import json

    from synth.cli.audit import read_paper
    from synth.cli.show import fail, out, progress_bars
    from synth.extract.claims import extract_claims
    from synth.records import Problem
    from synth.report.to_json import plain

    readable = 0
    status = 0
    with progress_bars() as progress:
        for done, paper in enumerate(papers):
            progress("reading papers", done, len(papers))
            try:
                claims = extract_claims(read_paper(paper, progress))
            except (InputError, SourceError) as error:
                if format_ is Format.jsonl:
                    problem = Problem(paper, error.message, error.hint)
                    out(json.dumps({"problem": plain(problem)}, ensure_ascii=False))
                else:
                    fail(error)
                status = max(status, error.exit_code)
                continue
            readable += 1
            for claim in claims:
                if format_ is Format.jsonl:
                    out(json.dumps(plain(claim), ensure_ascii=False))
                else:
                    numbers = ", ".join(quantity.text for quantity in claim.quantities) or "–"
                    out(f"{claim.anchor.paper}\t{numbers}\t{claim.text}")
        progress("reading papers", len(papers), len(papers))
    if not readable:
        raise typer.Exit(status)
