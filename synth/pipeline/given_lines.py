"""Lines of claims with their own evidence, as records; what is wrong with a line is a value, not an exception."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from synth.errors import InputError

LONGEST_LINE = 16_000_000
"""Bytes of one line; what is longer is refused and stepped over without being held in memory."""
LONGEST_CLAIM = 4_000
LONGEST_CELL = 20_000
MOST_CELLS = 50_000
MOST_SENTENCES = 20_000

Id = str | int


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A text that comes with a claim, as sentences."""

    id: Id
    sentences: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class GivenTable:
    """A table that comes with a claim, as rows of text."""

    id: Id
    rows: tuple[tuple[str | None, ...], ...]
    header: tuple[str | None, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """One line of the input; `label`, whatever it is, is for measuring and never read in deciding."""

    id: Id
    claim: str
    documents: tuple[GivenDocument, ...] = ()
    tables: tuple[GivenTable, ...] = ()
    label: object = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no claim: its number (from 1), the claim's id where one could be read, and what is wrong."""

    line: int
    error: str
    id: Id | None = None


def read_lines(stream: BinaryIO) -> Iterator[GivenClaim | BadLine]:
    """The claims of a stream in its order, one at a time; blank lines are stepped over.

    Raises OSError where the stream cannot be read.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield BadLine(number, f"the line is longer than {LONGEST_LINE:,} bytes")
        elif line.strip():
            yield parse_line(line, number)


def parse_line(line: bytes, number: int) -> GivenClaim | BadLine:
    """The claim of a line, or what is wrong with the line."""
    from pydantic import TypeAdapter, ValidationError

    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        return BadLine(number, f"the line is not UTF-8 (byte {error.start})")
    except RecursionError:
        return BadLine(number, "the line is nested too deeply")
    except ValueError as error:
        return BadLine(number, f"the line is not JSON: {error}")
    if not isinstance(record, dict):
        return BadLine(number, "the line is JSON, but not an object")
    known = record.get("id")
    given_id = known if isinstance(known, str) or (isinstance(known, int) and not isinstance(known, bool)) else None
    try:
        made = TypeAdapter(GivenClaim).validate_python(record)
        _check_sizes(made)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("str", "int"))
        return BadLine(number, f"{where}: {_said(first['type'], first['msg'], where)}", given_id)
    except InputError as error:
        return BadLine(number, str(error), given_id)
    return made


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _said(kind: str, message: str, where: str) -> str:
    if kind == "string_type" and "rows" in where:
        return "write cells as strings, so that a number keeps the precision it was written with"
    return message[:1].lower() + message[1:]


def _check_sizes(made: GivenClaim) -> None:
    """Raises InputError for a claim that is empty or larger than any real one."""
    if not made.claim.strip():
        raise InputError("claim: it is empty")
    if len(made.claim) > LONGEST_CLAIM:
        raise InputError(f"claim: it is longer than {LONGEST_CLAIM:,} characters")
    for table in made.tables:
        widest = max((len(row) for row in (table.header, *table.rows)), default=0)
        if widest * (len(table.rows) + 1) > MOST_CELLS:
            raise InputError(f"table {table.id}: it has more than {MOST_CELLS:,} cells")
        if any(cell and len(cell) > LONGEST_CELL for row in (table.header, *table.rows) for cell in row):
            raise InputError(f"table {table.id}: a cell is longer than {LONGEST_CELL:,} characters")
    if sum(len(document.sentences) for document in made.documents) > MOST_SENTENCES:
        raise InputError(f"documents: they have more than {MOST_SENTENCES:,} sentences")
