"""`synth verify`: claims that come with their own tables and documents, one JSON object a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import BinaryIO

import typer

from synth.cli.logs import RUNS, TOLERANCE
from synth.cli.options import CORPORA


class Format(StrEnum):
    """How verdicts are printed."""

    jsonl = "jsonl"
    text = "text"


def verify(
    claims: str = typer.Argument(
        "", metavar="CLAIMS.jsonl", help="A file with one JSON object a line, or - for stdin.", show_default=False
    ),
    table: str = typer.Option("", "--table", help="Instead: a report's claim table, held against --corpus."),
    corpus: list[str] = CORPORA,
    runs: list[str] = RUNS,
    tolerance: str = TOLERANCE,
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 when a claim is contradicted."),
    format_: Format = typer.Option(Format.jsonl, "--format", help="jsonl or text"),
) -> None:
    """Check claims that bring their own tables and documents.

    With --runs they are held against experiment logs too. With --table the claims of a report, or of a text with a
    claim table, are held against the papers of --corpus.
    """
    import json

    from synth.cli.verify_table import verify_table_file
    from synth.errors import UsageError

    if bool(claims) == bool(table):
        raise UsageError(
            "give either CLAIMS.jsonl or --table" if table else "there are no claims to check",
            "synth verify CLAIMS.jsonl, or synth verify --table FILE --corpus NAME",
        )
    if corpus and not table:
        raise UsageError("--corpus goes with --table", "claims in JSON lines bring their own tables and documents")
    if runs and table:
        raise UsageError("--runs goes with CLAIMS.jsonl", "leave out --table")
    if table:
        contradicted = verify_table_file(table, corpus, as_json=format_ is Format.jsonl)
        raise typer.Exit(1 if strict and contradicted else 0)

    from synth.cli.logs import open_runs
    from synth.cli.show import note, out, progress_bars, show_problems
    from synth.pipeline.given import to_record, verify_stream
    from synth.pipeline.given_lines import BadLine

    counts: Counter[str] = Counter()
    bad = 0
    with progress_bars() as progress:
        logs = open_runs(runs, tolerance, progress)
    show_problems(logs.problems if logs else ())
    with opened(claims) as stream:
        for verdict in verify_stream(stream, logs):
            record = to_record(verdict)
            if isinstance(verdict, BadLine):
                bad += 1
            else:
                counts[verdict.told.status] += 1
            if format_ is Format.jsonl:
                out(json.dumps(record, ensure_ascii=False, allow_nan=False))
            elif isinstance(verdict, BadLine):
                out(f"line {verdict.line}: {verdict.error}")
            else:
                told = verdict.told
                out(f"{verdict.id}\t{told.status} {told.probabilities[told.status]:.2f}\t{verdict.reason}")
    if bad:
        said = (
            "1 line is no claim; its error stands in its place"
            if bad == 1
            else (f"{bad} lines are no claims; their errors stand in their places")
        )
        note(f"{claims}: {said}")
    if bad and not counts:
        raise typer.Exit(2)
    if strict and counts["contradicted"]:
        raise typer.Exit(1)


@contextmanager
def opened(claims: str) -> Iterator[BinaryIO]:
    """The bytes to read. Raises InputError for a file that cannot be opened."""
    import sys
    from contextlib import ExitStack
    from pathlib import Path

    from synth.errors import InputError

    if claims == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(claims).open("rb"))
        except OSError as error:
            hint = "give a file of one JSON object a line, or - for stdin"
            raise InputError(f"{claims}: {error.strerror}", hint) from error
        yield stream
