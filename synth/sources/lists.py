"""Lists of papers as reference managers export them: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from synth.errors import InputError
from synth.records import Problem
from synth.sources.bibtex import read_bibtex
from synth.sources.csl import read_csl
from synth.sources.listed import Listed
from synth.sources.ris import read_ris

LARGEST_LIST = 50_000_000
"""Bytes; a library of ten thousand papers with abstracts has about twenty million."""
READERS: Mapping[str, Callable[[str, str], Listed]] = {
    ".bib": read_bibtex,
    ".bibtex": read_bibtex,
    ".ris": read_ris,
    ".json": read_csl,
}


def read_list(path: Path) -> Listed:
    """The papers of a list, by its suffix (.bib, .ris, .json); records that can't be used are Problems.

    Raises InputError for a file that cannot be read, is too large or is of another kind.
    """
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise InputError(f"{path}: no list of a known kind", f"use {', '.join(READERS)}")
    try:
        with path.open("rb") as handle:
            body = handle.read(LARGEST_LIST + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if len(body) > LARGEST_LIST:
        raise InputError(f"{path} is larger than {LARGEST_LIST:,} bytes", "split it")
    listed = reader(_decoded(body), path.name)
    if not listed.hits and not listed.problems:
        return Listed((), (Problem(path.name, "no paper is in this list"),))
    return listed


def _decoded(body: bytes) -> str:
    """UTF-8, with or without a mark; else as Windows wrote it."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")
