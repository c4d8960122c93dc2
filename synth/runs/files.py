"""Files of experiment logs as a reader meets them: what lies in one directory, and how its bytes are read safely.

A reader is a function from a `Directory` to `Found`, None where nothing there is its format. It knows its format by
content, never by a file's name alone, and it takes the files that belong together (metrics, arguments, a mark that the
run ended). What no reader takes is a Problem, so that every file is accounted for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from synth.records import Measurement, Problem, Run

HEAD = 65536
"""Bytes of a file that are looked at to tell its format."""


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file below the folder that was given. `name` is its place there, with slashes; `size` its bytes."""

    name: str
    path: Path
    size: int

    @property
    def head(self) -> bytes:
        """Its first HEAD bytes, read when asked for (a folder may hold 100,000 files); b"" where it can't be read."""
        try:
            with self.path.open("rb") as stream:
                return stream.read(HEAD)
        except OSError:
            return b""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of one file: the format that it was read as, or None and why it was not read.

    `guessed` says in words what the file itself does not tell: which column was taken for what.
    """

    name: str
    format: str | None
    why: str | None = None
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory of logs. `files` maps names relative to it, slashes and all, to everything below it, in order.

    `name` is its place below the folder that was given, "" for that folder itself.
    """

    name: str
    files: Mapping[str, LogFile]

    def direct(self) -> list[LogFile]:
        """The files that lie in the directory itself, by name."""
        return [self.files[name] for name in sorted(self.files) if "/" not in name]


@dataclass(frozen=True, slots=True)
class Found:
    """What one reader made of a directory; `taken` are the names (`LogFile.name`) of the files it used."""

    runs: tuple[Run, ...]
    measurements: tuple[Measurement, ...]
    taken: frozenset[str]
    problems: tuple[Problem, ...] = ()


Reader = Callable[[Directory], Found | None]
"""Never raises for what a file holds: a truncated or damaged file is a Problem in `Found.problems`, and stays taken."""
