"""Text reports with a claim table: cells apart by tabs, or a Markdown table, ✓ or × beside each claim.

Anything may stand in such a file. What cannot be read of a row becomes a Problem, and the row keeps its number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from synth.errors import InputError
from synth.records import Problem, Status
from synth.report.diff_table import MOST_ROWS, ClaimRow, ClaimTable, Source, text_row

CLAIM_HEADS = frozenset("claim claims extractedclaim extractedclaims statement statements finding findings".split())
STATUS_HEADS = frozenset(
    "verified verdict status supported support check checked result valid verification verifiedstatus".split()
)
CONFIDENCE_HEADS = frozenset("confidence conf confidencescore score probability prob certainty".split())

MARKS: dict[str, Status] = {
    **dict.fromkeys("✓ ✔ ☑ ✅ √ 🗸 y yes true t pass passed supported verified confirmed".split(), "supported"),
    **dict.fromkeys("× ✗ ✘ ✖ ❌ ☒ ✕ x n no false f fail failed contradicted refuted".split(), "contradicted"),
    **dict.fromkeys(("unsupported", "unverified", "not supported", "not verified"), "contradicted"),
    **dict.fromkeys(
        "– — - − ? ~ · unresolved undecided unknown unclear unchecked n/a na partial".split(), "unresolved"
    ),
    "not decided": "unresolved",
    "not comparable": "not_comparable",
    "not_comparable": "not_comparable",
}
"""What stands for a status, in lower case; a text report's × says that its check failed, and can say no more."""

SIGNS = re.compile(rf"^(?:{'|'.join(re.escape(mark) for mark in MARKS if not mark[0].isalnum())})(?=\s|$)")
RULE = re.compile(r"^\s*:?-+:?\s*$")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
CUT_CELLS = re.compile(r"(?<!\\)((?:\\\\)*)\|")
NUMBER = re.compile(r"^[~≈]?\s*(\d{0,3}(?:[.,]\d{1,12})?)\s*(%?)$")
ADDRESS = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf)/|\barxiv:\s?)((?:[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d{1,2})?)",
    re.IGNORECASE,
)
LONGEST_HEAD = 400


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which cell of a row holds what; `width` is how many cells a whole row has."""

    piped: bool
    width: int
    claim: int
    status: int | None
    confidence: int | None


def read_text_table(text: str, name: str) -> ClaimTable:
    """The rows of every claim table in a text, in order. Raises InputError where there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows: list[ClaimRow] = []
    problems: list[Problem] = []
    columns: _Columns | None = None
    found = gap = False
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            gap = True
        elif (head := _head(line)) is not None:
            columns, found, gap = head, True, False
        elif columns is not None:
            cells = _cells(line, piped=columns.piped)
            alone = len(cells) < 2 and not (columns.piped and "|" in line)
            if alone or (gap and not _is_row(cells, columns)):
                columns = None  # prose: the table is over
            elif not all(RULE.match(cell) for cell in cells):
                if len(rows) == MOST_ROWS:
                    raise InputError(
                        f"{name}: its claim table has more than {MOST_ROWS:,} rows", "compare smaller ones"
                    )
                rows.append(_row(len(rows) + 1, cells, columns, f"{name}:{place}", problems))
    if not found:
        raise InputError(
            f"{name}: there is no claim table in it",
            'give a text with a table headed "Claim", "Verified", "Confidence" (tabs or Markdown), or a report.json',
        )
    sources = {match[1]: Source(version=match[2]) for match in ADDRESS.finditer(text)}
    return ClaimTable(name, tuple(rows), legacy=True, sources=sources, problems=tuple(problems))


def _cells(line: str, *, piped: bool) -> list[str]:
    """The cells of a line. A pipe or another sign behind a backslash is the cell's own."""
    if not piped:
        return [cell.strip() for cell in line.rstrip().split("\t")]
    inside = line.strip().removeprefix("|")
    parts = CUT_CELLS.sub(r"\1" + "\0", inside.replace("\0", " ")).split("\0")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [html.unescape(ESCAPE.sub(r"\1", part.strip())) for part in parts]


def _head(line: str) -> _Columns | None:
    """The columns that a line heads, None where it is no head of a claim table."""
    if len(line) > LONGEST_HEAD or ("\t" not in line and "|" not in line):
        return None
    piped = "\t" not in line.strip()
    names = [re.sub(r"[\W_]+", "", cell).casefold() for cell in _cells(line, piped=piped)]
    claim = next((at for at, each in enumerate(names) if each in CLAIM_HEADS), None)
    status = next((at for at, each in enumerate(names) if each in STATUS_HEADS), None)
    confidence = next((at for at, each in enumerate(names) if each in CONFIDENCE_HEADS), None)
    if claim is None or (status is None and confidence is None):
        return None
    return _Columns(piped, len(names), claim, status, confidence)


def _is_row(cells: Sequence[str], columns: _Columns) -> bool:
    """Whether a line behind an empty one still belongs to the table: it has a mark or a confidence where they stand."""
    whole = _whole(cells, columns)
    if columns.status is not None:
        return read_mark(whole[columns.status]) is not None
    return columns.confidence is not None and read_confidence(whole[columns.confidence]) is not None


def _row(number: int, cells: list[str], columns: _Columns, where: str, problems: list[Problem]) -> ClaimRow:
    whole = _whole(cells, columns)
    claim = whole[columns.claim]
    status = read_mark(whole[columns.status]) if columns.status is not None else None
    confidence = read_confidence(whole[columns.confidence]) if columns.confidence is not None else None
    if not claim:
        problems.append(Problem(where, "the row has no claim"))
    if columns.status is not None and status is None:
        shown = whole[columns.status][:40]
        said = f"{shown!r} is no mark" if shown else "the row has no mark"
        problems.append(Problem(where, f"{said}: the claim is taken as not decided"))
    return text_row(number, claim, status or "unresolved", confidence)


def _whole(cells: Sequence[str], columns: _Columns) -> list[str]:
    """As many cells as the head has: what is too many belongs to the claim, the one cell of free text."""
    extra = len(cells) - columns.width
    if extra <= 0:
        return [*cells, *[""] * -extra]
    end = columns.claim + extra + 1
    claim = ("|" if columns.piped else " ").join(cells[columns.claim : end])
    return [*cells[: columns.claim], claim, *cells[end:]]


def read_mark(cell: str) -> Status | None:
    """The status that a cell gives: a mark, a mark with words behind it, or a word. None for anything else."""
    text = cell.replace("\ufe0f", "").strip().strip("*_` ").casefold()
    sign = SIGNS.match(text)
    return MARKS.get(sign[0] if sign else text)


def read_confidence(cell: str) -> Decimal | None:
    """A probability as written, 0 to 1 ("0.27", ".27", "0,27") or in percent ("27 %"). None for anything else."""
    match = NUMBER.match(cell.strip().strip("*_` "))
    if match is None or not match[1] or not match[1][-1].isdigit() or not match[1].isascii():
        return None
    value = Decimal(match[1].replace(",", "."))
    value = value / 100 if match[2] else value
    return value if value <= 1 else None
