"""Directories of logs for tests of single readers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.records import Measurement
from synth.runs.files import Directory, Found, LogFile

MADE = Path(__file__).parent / "made"


def directory_of(folder: Path, name: str = "") -> Directory:
    """A folder as a reader meets it; `name` is its place below the folder that somebody gave."""
    files: dict[str, LogFile] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            below = path.relative_to(folder).as_posix()
            files[below] = LogFile(f"{name}/{below}" if name else below, path, path.stat().st_size)
    return Directory(name, files)


def written(folder: Path, files: Mapping[str, str | bytes], name: str = "") -> Directory:
    """A directory of the files given as texts."""
    for place, content in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory_of(folder, name)


def only(found: Found | None) -> Found:
    assert found is not None
    return found


def values(found: Found, **parts: object) -> list[str]:
    """The values of the measurements with these parts, in order."""
    return [one.value for one in measurements(found, **parts)]


def measurements(found: Found, **parts: object) -> list[Measurement]:
    return [one for one in found.measurements if all(getattr(one, name) == part for name, part in parts.items())]
