"""Finds the files below a folder of logs: nothing outside it, no link out of it, no loop, and never a byte written."""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.errors import InputError
from synth.records import Problem
from synth.runs.files import Directory, FileRead, LogFile

MAX_FILES = 500_000
MAX_DEPTH = 40
ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
)
UNPACK = "unpack it, and give the folder that comes out"


@dataclass(frozen=True, slots=True)
class Walked:
    """The files below one folder by name, and what was stepped over."""

    files: tuple[LogFile, ...]
    problems: tuple[Problem, ...] = ()
    aside: tuple[FileRead, ...] = ()
    """Links to what lies in the folder anyway."""


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so is packed (zip, gzip, bzip2, xz, 7z, rar, zstandard, tar)."""
    return head.startswith(ARCHIVES) or head[257:262] == b"ustar"


def find_files(folder: Path) -> Walked:
    """Every file below a folder, or the one file that is given.

    A link to a file inside the folder is left out too: what it leads to is read where it lies. Raises InputError for a
    folder that is not there or cannot be opened, and for an archive.
    """
    try:
        mode = folder.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{folder} cannot be read: {reason}", "give the folder that holds the logs") from error
    if stat.S_ISDIR(mode):
        return _below(folder)
    if not stat.S_ISREG(mode):
        raise InputError(f"{folder} is neither a folder nor a file", "give the folder that holds the logs")
    file = LogFile(folder.name, folder, folder.stat().st_size)
    if is_archive(file.head):
        raise InputError(f"{folder} is an archive, not a folder of logs", UNPACK)
    return Walked((file,))


def _below(folder: Path) -> Walked:
    found: list[LogFile] = []
    problems: list[Problem] = []
    aside: list[FileRead] = []
    pending: list[tuple[str, int]] = [("", 0)]
    while pending:
        name, depth = pending.pop()
        for entry in _entries(folder, name, problems):
            place = f"{name}/{entry.name}" if name else entry.name
            what = _entry(entry, place, depth, folder)
            if isinstance(what, LogFile) and len(found) == MAX_FILES:
                problems.append(Problem(place, f"more than {MAX_FILES:,} files; the rest was not looked at"))
                pending.clear()
                break
            if isinstance(what, LogFile):
                found.append(what)
            elif isinstance(what, Problem):
                problems.append(what)
            elif isinstance(what, FileRead):
                aside.append(what)
            else:
                pending.append((place, depth + 1))
    found.sort(key=lambda file: file.name)
    problems.sort(key=lambda problem: problem.where)
    return Walked(tuple(found), tuple(problems), tuple(aside))


def _entries(folder: Path, name: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder / name) as scan:
            return sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        if not name:
            raise InputError(f"{folder} cannot be read: {error.strerror}", "check its permissions") from error
        problems.append(Problem(name, f"the folder cannot be read: {error.strerror}", "check its permissions"))
        return []


def _entry(entry: os.DirEntry[str], place: str, depth: int, folder: Path) -> LogFile | Problem | FileRead | None:
    """What an entry is; None for a folder to go into."""
    try:
        place.encode()
    except UnicodeEncodeError:
        return Problem(ascii(place), "its name is no readable text; it was not read", "rename it")
    try:
        if entry.is_symlink():
            if Path(entry.path).resolve().is_relative_to(folder.resolve()):
                return FileRead(place, None, "a link inside the folder: what it leads to is read where it lies")
            return Problem(place, "a link out of the folder was not followed", "give the folder that it leads to")
        if entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH:
                return None
            return Problem(place, f"more than {MAX_DEPTH} folders deep; it was not looked into")
        if not entry.is_file(follow_symlinks=False):
            return Problem(place, "neither a file nor a folder; it was not read")
        return LogFile(place, Path(entry.path), entry.stat(follow_symlinks=False).st_size)
    except (OSError, RuntimeError) as error:  # a loop of links is the one or the other, by version
        return Problem(place, f"it cannot be read: {error}")


def directories(files: Sequence[LogFile], left: set[str]) -> Iterator[Directory]:
    """Every directory top-down, each with what of it is still `left` at that moment; empty ones are passed over."""
    names = {""}
    for file in files:
        parent = file.name.rpartition("/")[0]
        while parent not in names:
            names.add(parent)
            parent = parent.rpartition("/")[0]
    by_name = {file.name: file for file in files}
    ordered = sorted(by_name)
    for name in sorted(names, key=lambda one: one.split("/") if one else []):
        prefix = f"{name}/" if name else ""
        inside: dict[str, LogFile] = {}
        for place in range(bisect_left(ordered, prefix), len(ordered)):
            if not ordered[place].startswith(prefix):
                break
            if ordered[place] in left:
                inside[ordered[place][len(prefix) :]] = by_name[ordered[place]]
        if inside:
            yield Directory(name, inside)
