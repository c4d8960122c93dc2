"""A claim table as it is compared: rows out of a report.json, or out of a text report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from synth.errors import InputError
from synth.extract.quantities import find_quantities
from synth.quantity import Quantity
from synth.records import Check, Paper, Problem, Status

MOST_ROWS = 20_000
"""Rows of one table; a report has a few dozen."""
READ = 4_000
"""Characters of a claim whose words and numbers are looked at; no claim is longer."""
NUMBER_NOTE = re.compile(r"^(.*) \[number: [^\[\]]{1,300}\]$", re.DOTALL)
"""A claim whose note names its number among several of the sentence; the note is ours and not the sentence's."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One row: `number` counts the rows of the table from 1.

    `quantities` are the numbers that the claim is about, `said` all numbers of its sentence; they differ only where the
    claim carries a note that names its number. `checks` is None where the table does not record any.
    """

    number: int
    text: str
    status: Status
    confidence: Decimal | None = None
    paper: str | None = None
    quantities: tuple[Quantity, ...] = ()
    said: tuple[Quantity, ...] = ()
    checks: tuple[Check, ...] | None = None

    @property
    def noted(self) -> bool:
        """Whether a note names the claim's number."""
        return NUMBER_NOTE.match(self.text) is not None

    @property
    def sentence(self) -> str:
        """The text without the note that names its number."""
        note = NUMBER_NOTE.match(self.text)
        return note[1] if note else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """A paper that a report read: enough to see that it is another version now."""

    title: str = ""
    version: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """A report's claims with what it records of how they came about. `legacy`: read from a text with marks."""

    name: str
    rows: tuple[ClaimRow, ...]
    legacy: bool = False
    made_by: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The papers by id; of a text report those whose addresses it gives."""
    problems: tuple[Problem, ...] = ()


def text_row(number: int, text: str, status: Status, confidence: Decimal | None) -> ClaimRow:
    """A row of which nothing but its text is known; its numbers are found in the text."""
    note = NUMBER_NOTE.match(text)
    said = find_quantities((note[1] if note else text)[:READ])
    named = find_quantities(text[note.end(1) :][:READ]) if note else said
    return ClaimRow(number, text, status, confidence, quantities=named, said=said)


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: Status
    confidence: float
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class _Anchor:
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    verdict: _Verdict
    anchor: _Anchor = _Anchor()


@dataclass(frozen=True, slots=True)
class _Paper(Paper):
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a comparison needs of a report.json (or of what `synth audit --format json` prints), and nothing more."""

    claims: tuple[_Claim, ...]
    papers: tuple[_Paper, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)


def table_from_json(text: str, name: str) -> ClaimTable:
    """The claim table of a report.json. Raises InputError for anything else, naming the first place that is wrong."""
    from pydantic import TypeAdapter, ValidationError

    hint = "give a report.json that synth wrote, a report's folder, or a text with a claim table"
    try:
        record = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: this is no JSON: {error}", hint) from error
    try:
        whole = TypeAdapter(_Whole).validate_python(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{name}: this JSON is no report: {where}: {first['msg']}", hint) from error
    if len(whole.claims) > MOST_ROWS:
        raise InputError(f"{name}: it has more than {MOST_ROWS:,} claims", "compare smaller reports")
    rows = tuple(_row(number, claim) for number, claim in enumerate(whole.claims, start=1))
    sources = {paper.id: Source(paper.title, paper.version, paper.sha256) for paper in whole.papers}
    return ClaimTable(name, rows, made_by=whole.made_by, sources=sources)


def _row(number: int, claim: _Claim) -> ClaimRow:
    read = text_row(number, claim.text, claim.verdict.status, _decimal(claim.verdict.confidence))
    return replace(read, paper=claim.anchor.paper, checks=claim.verdict.checks)


def _decimal(number: float) -> Decimal:
    """The number as it is written in JSON, so that 0.27 − 0.25 is 0.02 and no more."""
    return Decimal(repr(number))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
