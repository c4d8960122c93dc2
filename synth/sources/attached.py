"""Files that a list of references says are attached to its entries: which of them may be read, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from synth.records import Problem

READ = (".xml", ".nxml", ".tex", ".gz", ".zip", ".pdf", ".md", ".txt")
"""Endings of attachments that are full texts, the best to read first. Snapshots of web pages are none."""
DRIVE = re.compile(r"[A-Za-z]:[\\/]")
FIELD_PARTS = re.compile(r"(?<!\\);")
PART_PIECES = re.compile(r"(?<!\\):")
ESCAPED = re.compile(r"\\([:;\\{}_&%#$~ ])")
TYPE = re.compile(r"[a-z]{2,12}/[\w.+-]{1,60}|[A-Z]{2,8}|", re.IGNORECASE)
MOST = 20
"""Attachments of one entry that are looked at."""
OUTSIDE = "its attachment {} is outside of the list's folder and was not read: its abstract alone was"
EXPORT = "export the list with its files, so that they lie beside it"


def attachments(field: str) -> tuple[str, ...]:
    """The paths in BibTeX's `file` field as Zotero, Better BibTeX and JabRef write it.

    `Full Text PDF:files/12/made.pdf:application/pdf;…`, `:made.pdf:PDF`, or paths alone; a colon, a semicolon or a
    backslash that belongs to a path has a backslash before it.
    """
    found = []
    for part in FIELD_PARTS.split(field[:50_000])[:MOST]:
        pieces = PART_PIECES.split(part.strip())
        typed = len(pieces) >= 3 and TYPE.fullmatch(pieces[-1].strip())
        path = ":".join(pieces[1:-1]) if typed else part.strip()  # "C:" may stand there without a backslash
        found.append(ESCAPED.sub(r"\1", path).strip())
    return tuple(path for path in dict.fromkeys(found) if path)


def attached_file(paths: Sequence[str], folder: Path, where: str) -> tuple[Path | None, tuple[Problem, ...]]:
    """The best of these files to read, and why others are not read; `folder` is where the list lies.

    Nothing outside of the folder is read, whatever way leads there: an absolute path, `..`, a link. An absolute path
    that leads into the folder is as good as a relative one.
    """
    problems: list[Problem] = []
    places: list[Path] = []
    for path in _readable(paths):
        try:
            place = _inside(path, folder)
            if place is None:
                problems.append(Problem(where, OUTSIDE.format(path[:200]), EXPORT))
            elif place.is_file():
                places.append(place)
            else:
                problems.append(Problem(where, f"its attachment {path[:200]} is not there", EXPORT))
        except (OSError, ValueError, RuntimeError):
            problems.append(Problem(where, f"its attachment {path[:200]!r} has a name that no file has"))
    best = min(places, key=lambda place: READ.index(place.suffix.casefold()), default=None)
    return best, () if best is not None else tuple(dict.fromkeys(problems))


def _readable(paths: Sequence[str]) -> Iterator[str]:
    for path in paths[:MOST]:
        named = unquote(path.partition("://")[2]) if path.casefold().startswith("file://") else path
        if "://" not in named and named.casefold().endswith(READ):
            yield named


def _inside(path: str, folder: Path) -> Path | None:
    """The file that a path means, None where it leads out of the folder."""
    if DRIVE.match(path.lstrip("/")):
        return None  # a path of Windows, which is absolute there
    root = folder.resolve()
    place = (root / path.replace("\\", "/")).resolve()
    return place if place.is_relative_to(root) and place != root else None
