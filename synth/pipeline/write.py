"""A report into its folder: all of it, or what was there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from synth.errors import InputError, StorageError
from synth.pipeline.tend import write_whole
from synth.records import Question
from synth.report.figures import FIGURES
from synth.report.index_page import to_index
from synth.report.render import Format, main_file, render
from synth.report.to_json import report_from_json
from synth.report_records import Report

__all__ = ["Format", "check_folder", "is_writable", "write_index", "write_report"]

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
    """The files of the formats asked for (`report.html`, …), of which none is touched before all are on the disk.

    Gives the files that a reader opens; pictures lie beside report.md in `figures`, and those of an earlier report that
    this one does not have are removed. Raises StorageError when the disk refuses, UsageError for a PDF that cannot be
    typeset here.
    """
    names = {name: content for kind in formats for name, content in render(report, kind).items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".report-") as staging:
            for name, content in names.items():
                (Path(staging) / name).parent.mkdir(exist_ok=True)
                write_whole(Path(staging) / name, content)
            for name in names:
                (folder / name).parent.mkdir(exist_ok=True)
                (Path(staging) / name).replace(folder / name)
        if "md" in formats:
            for name in FIGURES:
                if f"figures/{name}.svg" not in names:
                    (folder / "figures" / f"{name}.svg").unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"the report cannot be written into {folder}: {error.strerror}", HINT) from error
    return tuple(folder / main_file(kind) for kind in formats)


def write_index(questions: Sequence[Question], made: Mapping[str, Report], out: Path) -> Path:
    """`index.html` in the folder of a batch: reports made now or, for its other questions, standing there already.

    Raises StorageError when the disk refuses.
    """
    reports: list[tuple[str, Report]] = []
    missing: list[Question] = []
    for question in questions:
        report = made.get(question.slug) or _standing(out / question.slug / "report.json")
        if report is None:
            missing.append(question)
        else:
            reports.append((question.slug, report))
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "index.html", to_index(reports, missing).encode("utf-8", "replace"))
    except OSError as error:
        raise StorageError(f"{out / 'index.html'} cannot be written: {error.strerror}", HINT) from error
    return out / "index.html"


def _standing(path: Path) -> Report | None:
    """The report at a path, None where there is none that can be read."""
    try:
        return report_from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, InputError):
        return None
