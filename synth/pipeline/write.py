"""A report into its folder: each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.errors import StorageError
from synth.pipeline.tend import write_whole
from synth.records import Report
from synth.report.render import Format, render

__all__ = ["Format", "write_report"]


def write_report(report: Report, folder: Path, formats: Sequence[Format]) -> tuple[Path, ...]:
    """`report.md`, `report.html`, `report.json` as asked for. Raises StorageError when the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}", "choose another folder with --out") from error
    written: list[Path] = []
    for kind in formats:
        target = folder / f"report.{kind}"
        write_whole(target, render(report, kind).encode())
        written.append(target)
    return tuple(written)
