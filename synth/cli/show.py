"""What a person sees: progress on stderr, results on stdout, colour on a terminal only."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from synth.errors import SourceError, StorageError, SynthError
from synth.records import JudgedClaim, Problem, Progress, silent
from synth.report_records import Report

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import TaskID
    from rich.table import Table

MARKS = {"supported": "✓", "contradicted": "×", "unresolved": "–", "not_comparable": "–"}
COLOURS = {"supported": "green", "contradicted": "red", "unresolved": "default", "not_comparable": "default"}
WIDTH = 160
"""Columns of a table where the output is no terminal."""


def open_streams() -> None:
    """Makes both streams take every character: what a terminal cannot show is a question mark, a file is UTF-8.

    One that was closed before the program began (`>&-`) leads nowhere.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)  # takes the number that a corpus file would else be given
            setattr(sys, name, os.fdopen(nowhere, "w", encoding="utf-8", closefd=False))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def out(text: str) -> None:
    """A result, on stdout as it is. Ends the command, well, when its reader has seen enough (`| head`).

    Raises StorageError where it cannot be written.
    """
    if not _written(lambda: sys.stdout.write(text if text.endswith("\n") else text + "\n")):
        raise typer.Exit(0)


def finish() -> None:
    """Writes what stdout still holds back. Raises StorageError where it cannot be written."""
    _written(sys.stdout.flush)


def _written(write: Callable[[], object]) -> bool:
    """Whether somebody still reads."""
    try:
        write()
    except OSError as error:
        # What stays in the stream would be tried again when Python ends, and complained about.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        if isinstance(error, BrokenPipeError):
            return False
        raise StorageError(
            f"standard output cannot be written: {error.strerror}", "check the disk that it goes to"
        ) from error
    return True


def note(text: str) -> None:
    """Anything that is not the result, on stderr."""
    sys.stderr.write(text + "\n")


def fail(error: SynthError) -> int:
    """One message: what, where, what to do. Gives the exit status."""
    note(f"synth: {error.message}")
    if error.hint:
        note(f"       {error.hint}")
    return error.exit_code


def show_failures(made: Report) -> int:
    """The sources that failed while a report was made, on stderr. Gives the exit status: 0 where none did.

    Offline, what was not kept of a source is no failure of it.
    """
    offline = made.made_by.get("option offline") == "yes"
    failed = [f"{each.source} was not searched to the end: {each.failed}" for each in made.search if each.failed]
    if not failed:
        return 0
    for message in failed if offline else failed[:-1]:
        note(f"synth: {message}")
    hint = "the report is made of what was found; give the same command again later, or add --offline"
    return 0 if offline else fail(SourceError(failed[-1], hint))


def show_problems(problems: Sequence[Problem], *, limit: int = 12) -> None:
    """The problems that were stepped over, the first of them, on stderr."""
    for problem in problems[:limit]:
        note(f"{problem.where}: {problem.message}" + (f" ({problem.hint})" if problem.hint else ""))
    if len(problems) > limit:
        note(f"… and {len(problems) - limit} more problems")


def show(*parts: RenderableType) -> None:
    """Tables and texts on stdout; where that is no terminal, plain and wide enough to read."""
    from rich.console import Console

    screen = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    with screen.capture() as captured:
        for part in parts:
            screen.print(part, soft_wrap=isinstance(part, str), markup=False)
    out(captured.get())


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """One bar a stage on a terminal, with the count and the time left; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Results may be printed while bars stand. rich would send them to the bars' own stream: right on a terminal, where
    # they then stand above the bars, and wrong for a file.
    bars = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield progress


def claim_table(claims: Sequence[JudgedClaim], *, place: Callable[[JudgedClaim], str]) -> Table:
    """The claim table for a terminal: claim whole, verdict, confidence, reason, place."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True, expand=False)
    table.add_column("Claim", ratio=5, overflow="fold")
    table.add_column("Verified", justify="center", overflow="fold")
    table.add_column("Confidence", justify="right", overflow="fold")
    table.add_column("Why", ratio=4, overflow="fold")
    table.add_column("Where", overflow="fold")
    for judged in claims:
        status = judged.verdict.status
        table.add_row(
            Text(judged.claim.text),
            Text(MARKS[status], style=COLOURS[status]),
            f"{judged.verdict.confidence:.2f}",
            Text(judged.verdict.reason),
            Text(place(judged)),
        )
    return table
