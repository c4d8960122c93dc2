"""The option `--runs` that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synth.pipeline.logged import Logged
    from synth.records import Progress

RUNS: Any = typer.Option([], "--runs", metavar="DIR", help="A folder of experiment logs to check against (repeatable).")
TOLERANCE: Any = typer.Option(
    "",
    "--tolerance",
    help="How far a logged value may be off, in the claim's own units; none by default.",
    show_default=False,
)


def open_runs(runs: Sequence[str], tolerance: str, progress: Progress) -> Logged | None:
    """The logs of `--runs`, None where none is named. Raises UsageError for a tolerance that is none, InputError."""
    from decimal import Decimal, InvalidOperation
    from pathlib import Path

    from synth.errors import UsageError
    from synth.pipeline.logged import open_logs

    allowed: Decimal | None = None
    if tolerance:
        try:
            allowed = Decimal(tolerance)
        except InvalidOperation:
            allowed = Decimal("nan")
        if not allowed.is_finite() or allowed < 0:
            raise UsageError(f"--tolerance {tolerance} is no number of zero or more", "give it as 0.5, say")
        if not runs:
            raise UsageError("--tolerance goes with --runs", "name a folder of logs with --runs DIR")
    return open_logs([Path(folder) for folder in runs], tolerance=allowed, progress=progress)
