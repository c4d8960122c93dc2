"""Claims without numbers about which way something goes ("hurts XNLI"), against tables that print changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import CellsAnchor, Check, Claim
from synth.verify.cells import Value
from synth.verify.compare import BETTER, HEDGED, NEGATED, WORSE
from synth.verify.index import Line, TableIndex
from synth.verify.measures import LOWER_IS_BETTER
from synth.verify.names import STOP, Mention, shown, words

NAMED = 0.9
SOME = re.compile(r"\b(?:almost|most(?:ly)?|many|generally|often|broad(?:ly)?|largely|overall|tends?)\b", re.IGNORECASE)
"""Words that claim something of most cases, not of all."""
ALL_BUT = 0.95
MOST = 0.6
FEWEST = 3
"""Cells that a claim about whole lines needs; fewer may go the same way by chance."""
MOSTLY = 0.5
"""Share of changes among the cells of the named lines from which these are lines of changes."""
CHANGE = re.compile(
    r"\b(?:improv\w+|benefi\w+|gains?|hurts?|hurting|degrad\w+|decreas\w+|increas\w+|helps?|boost\w*|drops?|harm\w*"
    r"|reduc\w+|negative transfer|positive transfer|effects?)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:not|n['’]t|never|no|without|nor|neither|fails? to|hardly)\b(?:\s+[\w-]+){0,3}?"
    r"\s+(?:improv|benefi|gain|help|increas"
    r"|boost|effect|chang)\w*",
    re.IGNORECASE,
)
EVERY = re.compile(r"\b(?:all|any|every|each|none|no|neither|never)\b", re.IGNORECASE)
PRONOUNS = frozenset("it this these those they we that which there".split())


def check_direction(claim: Claim, tables: Sequence[TableIndex], aliases: Sequence[tuple[str, str]]) -> Check | None:
    """A direction against every printed change of the lines that the claim names; None where no table prints any.

    Supported when (nearly) all of them go that way, or most where the claim says "most"; contradicted when none does
    and the table names the claim's subject (or the claim speaks of all cases). What compares two systems, speaks of a
    pronoun's subject or denies something else than the change is left alone.
    """
    text = claim.text
    if claim.direction is None or CHANGE.search(text) is None or HEDGED.search(SOME.sub("", text)):
        return None
    if claim.baseline or BETTER.search(text) or WORSE.search(text) or claim.subject.lower() in PRONOUNS:
        return None
    down, none = claim.direction == "down", DENIED.search(text) is not None
    if NEGATED.search(text) and (down or not none):
        return None
    if claim.direction == "none" and not none:
        return None
    mention = Mention.of(" ".join((text, *claim.dataset)), aliases)
    subject = Mention.of(claim.subject, aliases)
    for index in tables:
        if LOWER_IS_BETTER.search(index.table.caption):
            continue
        cells, lines, crossed = _cells(index, mention)
        if not cells or (len(cells) < FEWEST and not crossed):
            continue
        share = sum(value.value < 0 if down else value.value > 0 for value in cells) / len(cells)
        sure = EVERY.search(text) is not None or any(index.labels.match(line.key, subject) >= NAMED for line in lines)
        return _decide(claim, index, cells, [line.key for line in lines], share, none=none, down=down, sure=sure)
    return None


def _cells(index: TableIndex, mention: Mention) -> tuple[list[Value], list[Line], bool]:
    """The printed changes in the rows and columns that are named, those lines, and whether both axes are named."""
    rows, columns = _named(index, index.rows, mention), _named(index, index.columns, mention)
    wanted_rows = {line.position for line in rows}
    wanted_columns = {line.position for line in columns}
    averages = {line.position for line in index.columns if line.average}
    meant = [
        value
        for value in index.values
        if (not wanted_rows or value.row in wanted_rows)
        and (value.column in wanted_columns if wanted_columns else value.column not in averages)
    ]
    changes = [value for value in meant if value.signed]
    rising = any(value.signed and value.value > 0 for value in index.values)
    # A table that prints no "+" has minus signs before values below zero, not before changes.
    if not (rows or columns) or not rising or len(changes) < MOSTLY * len(meant):
        return [], [], False
    return changes, list({line.key: line for line in (*rows, *columns)}.values()), bool(rows and columns)


def _named(index: TableIndex, lines: tuple[Line, ...], mention: Mention) -> list[Line]:
    """The lines whose key the claim says in full; "with" and "or" are nobody's name."""
    return [
        line
        for line in lines
        if line.key and not set(words(line.key)) <= STOP and index.labels.match(line.key, mention) >= NAMED
    ]


def _decide(
    claim: Claim,
    index: TableIndex,
    cells: Sequence[Value],
    names: Sequence[str],
    share: float,
    *,
    none: bool,
    down: bool,
    sure: bool,
) -> Check:
    going = sum(value.value < 0 if down else value.value > 0 for value in cells)
    formula = f"changes {'below' if down else 'above'} zero for {', '.join(shown(name) for name in names)}"
    where = f"Table {index.table.printed}" if index.table.printed else "a table of the paper"
    reason = f"{formula}: {going} of {len(cells)} in {where}"
    anchor = CellsAnchor(
        index.table.paper, index.table.number, tuple(sorted({(value.row, value.column) for value in cells}))
    )
    needed = MOST if SOME.search(claim.text) else ALL_BUT
    if none:
        holds, fails = share <= 1 - needed, share >= needed
    else:
        holds, fails = share >= needed, share == 0
    recomputed = str(going)
    if holds:
        return Check("own_table", "supported", 0.8, reason, recomputed, formula, (anchor,))
    if fails and sure:
        return Check("own_table", "contradicted", 0.65, reason, recomputed, formula, (anchor,))
    return Check("own_table", "unresolved", 0.7, reason, recomputed, formula, (anchor,))
