"""Claims without numbers about which way something goes ("hurts XNLI"), against tables that print changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import CellsAnchor, Check, Claim
from synth.verify.algebra import shown
from synth.verify.cells import Value
from synth.verify.compare import HEDGED, LOWER_IS_BETTER, NEGATED
from synth.verify.index import TableIndex
from synth.verify.names import Mention

NAMED = 0.9
SOME = re.compile(r"\b(?:almost|most(?:ly)?|many|generally|often|broad(?:ly)?|largely|overall|tends?)\b", re.IGNORECASE)
"""Words that claim something of most cases, not of all."""
ALL_BUT = 0.95
MOST = 0.6
FEWEST = 3
"""Cells that a claim about whole lines needs; fewer may go the same way by chance."""


def check_direction(claim: Claim, tables: Sequence[TableIndex], aliases: Sequence[tuple[str, str]]) -> Check | None:
    """A direction against every printed change of the lines that the claim names; None where no table prints any.

    Supported when (nearly) all of them go that way, or most where the claim says "most"; contradicted when none does.
    """
    if claim.direction is None or HEDGED.search(SOME.sub("", claim.text)):
        return None
    down = claim.direction == "down"
    none = claim.direction == "none" or (not down and NEGATED.search(claim.text) is not None)
    if down and NEGATED.search(claim.text):
        return None
    mention = Mention.of(" ".join((claim.text, *claim.dataset)), aliases)
    for index in tables:
        if LOWER_IS_BETTER.search(index.table.caption):
            continue
        cells, names = _cells(index, mention)
        if not cells or (len(cells) < FEWEST and len(names) < 2):
            continue
        share = sum(value.value < 0 if down else value.value > 0 for value in cells) / len(cells)
        return _decide(claim, index, cells, names, share, none=none, down=down)
    return None


def _cells(index: TableIndex, mention: Mention) -> tuple[list[Value], list[str]]:
    """The printed changes in the rows and columns that are named (both, where both are), and those names."""
    rows = [line for line in index.rows if line.key and index.labels.match(line.key, mention) >= NAMED]
    columns = [line for line in index.columns if line.key and index.labels.match(line.key, mention) >= NAMED]
    wanted_rows = {line.position for line in rows}
    wanted_columns = {line.position for line in columns}
    averages = {line.position for line in index.columns if line.average}
    cells = [
        value
        for value in index.values
        if value.signed
        and (not wanted_rows or value.row in wanted_rows)
        and (value.column in wanted_columns if wanted_columns else value.column not in averages)
    ]
    names = list(dict.fromkeys(line.key for line in (*rows, *columns)))
    return (cells, names) if names else ([], [])


def _decide(
    claim: Claim,
    index: TableIndex,
    cells: Sequence[Value],
    names: Sequence[str],
    share: float,
    *,
    none: bool,
    down: bool,
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
    if fails:
        return Check("own_table", "contradicted", 0.65, reason, recomputed, formula, (anchor,))
    return Check("own_table", "unresolved", 0.7, reason, recomputed, formula, (anchor,))
