"""A report into its folder: each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from synth.errors import StorageError
from synth.pipeline.tend import write_whole
from synth.records import Report
from synth.report.render import Format, render

__all__ = ["Format", "check_folder", "is_writable", "write_report"]

HINT = "choose another folder with --out, or check its space and permissions"


def is_writable(folder: Path) -> bool:
    """Whether a file can be made there now, or in the nearest folder above it that is there; none is left."""
    try:
        nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        TemporaryFile(dir=nearest).close()  # permissions alone don't tell of a disk that is read-only
    except OSError:
        return False
    return True


def check_folder(folder: Path) -> None:
    """Says before the work is done that its result could not be kept. Raises StorageError."""
    if not is_writable(folder):
        raise StorageError(f"no report can be written into {folder}", HINT)


def write_report(report: Report, folder: Path, formats: Sequence[Format]) -> tuple[Path, ...]:
    """`report.md`, `report.html`, `report.json` as asked for. Raises StorageError when the disk refuses."""
    written: list[Path] = []
    for kind in formats:
        target = folder / f"report.{kind}"
        content = render(report, kind).encode("utf-8", "replace")
        try:
            write_whole(target, content)
        except OSError as error:
            raise StorageError(f"{target} cannot be written: {error.strerror}", HINT) from error
        written.append(target)
    return tuple(written)
