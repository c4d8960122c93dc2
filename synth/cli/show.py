"""What a person sees: progress on stderr, results on stdout, colour on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from synth.errors import SynthError
from synth.records import JudgedClaim, Problem, Progress, silent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MARKS = {"supported": "✓", "contradicted": "×", "unresolved": "–", "not_comparable": "–"}
COLOURS = {"supported": "green", "contradicted": "red", "unresolved": "default", "not_comparable": "default"}


def out(text: str) -> None:
    """A result, on stdout as it is."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def note(text: str) -> None:
    """Anything that is not the result, on stderr."""
    sys.stderr.write(text + "\n")


def fail(error: SynthError) -> int:
    """One message: what, where, what to do. Gives the exit status."""
    note(f"synth: {error.message}")
    if error.hint:
        note(f"       {error.hint}")
    return error.exit_code


def show_problems(problems: Sequence[Problem], *, limit: int = 12) -> None:
    """The problems that were stepped over, the first of them, on stderr."""
    for problem in problems[:limit]:
        note(f"{problem.where}: {problem.message}" + (f" ({problem.hint})" if problem.hint else ""))
    if len(problems) > limit:
        note(f"… and {len(problems) - limit} more problems")


def console(*, stderr: bool = False) -> Console:
    """A rich console; where the output is no terminal, wide enough that nothing is cut."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, highlight=False, width=None if stream.isatty() else 160)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """One bar a stage on a terminal, with the count and the time left; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def progress(stage: str, done: int, total: int) -> None:
            task = tasks.get(stage)
            if task is None:
                task = tasks[stage] = bars.add_task(stage, total=total)
            bars.update(task, completed=done, total=total)  # type: ignore[arg-type]

        yield progress


def claim_table(claims: Sequence[JudgedClaim], *, place: Callable[[JudgedClaim], str]) -> Table:
    """The claim table for a terminal: claim whole, verdict, confidence, reason, place."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True, expand=False)
    table.add_column("Claim", ratio=5, overflow="fold")
    table.add_column("Verified", justify="center")
    table.add_column("Confidence", justify="right")
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
