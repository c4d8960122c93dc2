"""A report into its folder: all of it, or what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from synth.errors import StorageError
from synth.pipeline.tend import write_whole
from synth.report.render import Format, render
from synth.report_records import Report

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
    """`report.md`, `report.html`, `report.json` as asked for, of which none is touched before all are on the disk.

    Raises StorageError when the disk refuses.
    """
    names = {f"report.{kind}": render(report, kind).encode("utf-8", "replace") for kind in formats}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".report-") as staging:
            for name, content in names.items():
                write_whole(Path(staging) / name, content)
            for name in names:
                (Path(staging) / name).replace(folder / name)
    except OSError as error:
        raise StorageError(f"the report cannot be written into {folder}: {error.strerror}", HINT) from error
    return tuple(folder / name for name in names)
