"""What pypdf knows of a PDF besides its text (title, authors, dates, outline), and its repair of damaged files."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synth.errors import InputError
from synth.read.pdf_headings import normal

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_OUTLINE = 2_000

DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError, OSError,
    RecursionError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What pypdf raises, besides its own errors, when a damaged or hostile file leads it astray."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself. `created` is the year of its making, which need not be the paper's.

    `outline` maps section titles in their normal form to their depth, 1 for the top.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    created: int | None = None
    doi: str | None = None
    outline: Mapping[str, int] = field(default_factory=dict)


def read_metadata(data: bytes) -> Metadata:
    """Metadata and outline; empty where they are absent or damaged."""
    from pypdf.errors import PyPdfError

    try:
        reader = _reader(data)
        if reader.is_encrypted and not reader.decrypt(""):
            return Metadata()
        information: Mapping[str, Any] = reader.metadata or {}
        entries = {str(key): str(value) for key, value in information.items() if value is not None}
    except (PyPdfError, *DAMAGE):
        return Metadata()
    try:
        outline = dict(reversed([(normal(title), depth) for title, depth in _walk(reader.outline)]))
    except (PyPdfError, *DAMAGE):
        outline = {}
    outline.pop("", None)
    created = re.match(r"D:((?:19|20)\d\d)", entries.get("/CreationDate", ""))
    found = re.search(
        r"\b10\.\d{4,9}/[^\s\"<>]+", " ".join(entries.get(key, "") for key in ("/doi", "/DOI", "/Subject"))
    )
    return Metadata(
        title=_plain(entries.get("/Title", "")),
        authors=_names(entries.get("/Author", "")),
        created=int(created[1]) if created else None,
        doi=found[0].rstrip(".,;)") if found else None,
        outline=outline,
    )


def repaired(data: bytes, file: str) -> bytes:
    """The pages that pypdf can still read, as a new file. Raises InputError when it can't read any either."""
    from pypdf import PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = _reader(data)
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted(file)
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        if not writer.pages:
            raise damaged(file)
        buffer = io.BytesIO()
        writer.write(buffer)
    except (PyPdfError, *DAMAGE) as error:
        raise damaged(file) from error
    return buffer.getvalue()


def encrypted(file: str) -> InputError:
    """The error for a file that needs a password."""
    return InputError(
        f"{file}: the PDF is encrypted and does not open without a password", "save a copy without password"
    )


def damaged(file: str) -> InputError:
    """The error for a file that neither library can open."""
    return InputError(f"{file}: not a readable PDF (damaged, cut off, or another kind of file)", "fetch the file again")


def _reader(data: bytes) -> PdfReader:
    from pypdf import PdfReader

    logger = logging.getLogger("pypdf")
    if not logger.handlers:
        # pypdf reports each fault of a file to its log; without any handler Python would print that to stderr.
        logger.addHandler(logging.NullHandler())
    return PdfReader(io.BytesIO(data), strict=False)


def _walk(outline: Any) -> Iterator[tuple[str, int]]:
    """Titles with their depth, without recursion and not more than `MAX_OUTLINE`."""
    waiting = [(entry, 1) for entry in reversed(outline)]
    count = 0
    while waiting and count < MAX_OUTLINE:
        entry, depth = waiting.pop()
        count += 1
        if isinstance(entry, list):
            waiting.extend((inner, depth + 1) for inner in reversed(entry))
        else:
            yield str(entry.title), depth


def _plain(text: str) -> str:
    """A title as people write it; file names and templates' leftovers are no titles."""
    text = " ".join(text.split())
    return "" if re.search(r"\.(?:docx?|tex|dvi|pdf|indd)$|^untitled|^microsoft word", text, re.IGNORECASE) else text


def _names(text: str) -> tuple[str, ...]:
    parts = text.split(";") if ";" in text else re.split(r",|\band\b|&", text)
    names = tuple(" ".join(part.split()) for part in parts)
    return tuple(name for name in names if " " in name and len(name) < 60)
