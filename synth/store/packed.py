"""Documents as they are stored: JSON, compressed. Never pickle: a corpus file may come from a stranger.

Reading back goes through pydantic, which checks every field and is faster here than `json.loads` alone, because it
builds the records straight from the text.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from synth.errors import CorpusError, InputError
from synth.records import Document, Paper, Passage, Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LARGEST_DOCUMENT = 1 << 29
"""Bytes of JSON that one document may take: a small compressed blob must not fill the memory."""

COMPRESSION = 3
"""Measured on 68 papers: level 6 takes twice the time for a seventh less space."""

PassageRow = tuple[str, str, bytes, str, int, int]
"""id, text, digest of the text, section as JSON, first and last sentence."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A document ready to be written. Making one is most of the work of storing, so workers do it, not the writer."""

    paper: Paper
    record: str
    document: bytes
    """Everything but the passages, which have a table of their own."""
    passages: tuple[PassageRow, ...]
    problems: tuple[Problem, ...]


@cache
def _documents() -> TypeAdapter[Document]:
    from pydantic import TypeAdapter

    return TypeAdapter(Document)


@cache
def _papers() -> TypeAdapter[Paper]:
    from pydantic import TypeAdapter

    return TypeAdapter(Paper)


def text_digest(text: str) -> bytes:
    """16 bytes of the SHA-256 of a text: what its vectors are kept under."""
    return hashlib.sha256(text.encode()).digest()[:16]


def pack(document: Document) -> Packed:
    """The document as rows and bytes. Raises InputError for text that UTF-8 cannot hold (a lone surrogate)."""
    try:
        return Packed(
            paper=document.paper,
            record=_papers().dump_json(document.paper).decode(),
            document=zlib.compress(_documents().dump_json(replace(document, passages=())), COMPRESSION),
            passages=tuple(_passage_row(passage) for passage in document.passages),
            problems=document.problems,
        )
    except ValueError as error:  # UnicodeEncodeError, PydanticSerializationError
        raise InputError(f"{document.paper.id}: its text holds characters that are no text: {error}") from error


def _passage_row(passage: Passage) -> PassageRow:
    section = json.dumps(passage.section, ensure_ascii=False)
    return passage.id, passage.text, text_digest(passage.text), section, passage.first, passage.last


def unpack(packed: bytes, passages: tuple[Passage, ...]) -> Document:
    """The document whose passages are given. Raises CorpusError when the bytes are no document."""
    try:
        inflate = zlib.decompressobj()
        text = inflate.decompress(packed, LARGEST_DOCUMENT)
        if not inflate.eof:
            raise CorpusError("a document is cut off, or larger than any that synth writes")
        return replace(_documents().validate_json(text), passages=passages)
    except (ValueError, zlib.error) as error:
        raise CorpusError(f"a document cannot be decoded: {str(error)[:200]}") from error


def unpack_paper(record: str) -> Paper:
    """What is known of a paper besides its text. Raises CorpusError when the record is none."""
    try:
        return _papers().validate_json(record)
    except ValueError as error:
        raise CorpusError(f"a paper's record cannot be decoded: {str(error)[:200]}") from error


def unpack_passage(row: tuple[Any, ...]) -> Passage:
    """The passage of a row (id, paper, text, section as JSON, first, last). Raises CorpusError when it is none."""
    identity, paper, text, section, first, last = row
    return Passage(identity, paper, text, _section(section), first, last)


@lru_cache(maxsize=1024)
def _section(packed: str) -> tuple[str, ...]:
    try:
        return tuple(str(part) for part in json.loads(packed))
    except (ValueError, TypeError, RecursionError) as error:
        raise CorpusError(f"a passage's section cannot be decoded: {packed[:80]!r}") from error
