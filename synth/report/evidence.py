"""How verdicts, checks and places are shown, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.records import AGAINST, Against, Anchor, CellsAnchor, Check, JudgedClaim, RunAnchor, Status, Table
from synth.report_records import Context, Report

MARKS: Mapping[Status, str] = {"supported": "✓", "contradicted": "×", "unresolved": "–", "not_comparable": "–"}
WORDS: Mapping[Status, str] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "unresolved": "not decided",
    "not_comparable": "not comparable",
}
KINDS: Mapping[Against, str] = {
    "own_text": "Own text",
    "own_table": "Own tables",
    "other_paper": "Other papers",
    "run": "Logs",
}
READ_AS: Mapping[str, str] = {
    "latex": "full text (LaTeX)",
    "pdf": "full text (PDF)",
    "jats": "full text (XML)",
    "markdown": "full text (Markdown)",
    "text": "full text",
    "abstract": "abstract only",
    "digest": "digest",
}
NOTHING = "·"

Contexts = Mapping[tuple[str, str | None, int | None, int, int], Context]


def column(judged: JudgedClaim, against: Against) -> str:
    """One kind of evidence in the claim table: its most confident outcome, and one that says the opposite beside it."""
    checks = [check for check in judged.verdict.checks if check.against == against]
    best: dict[str, Check] = {}
    for check in checks:
        mark = MARKS[check.status]
        if mark not in best or check.confidence > best[mark].confidence:
            best[mark] = check
    decided = [best[mark] for mark in ("✓", "×") if mark in best]
    shown = sorted(decided, key=lambda check: -check.confidence) or [best["–"]] if best else []
    return ", ".join(f"{MARKS[check.status]} {check.confidence:.2f}" for check in shown) or NOTHING


def columns(judged: JudgedClaim) -> list[str]:
    """The four kinds of evidence in the order of the claim table."""
    return [column(judged, against) for against in AGAINST]


def _positions(cells: Sequence[tuple[int, int]]) -> str:
    """Grid positions counted from 1, neighbours in a row taken together: "row 2 columns 3 to 5, row 4 column 1"."""
    runs: list[tuple[int, int, int]] = []
    for row, column in cells:
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    return ", ".join(
        f"row {row + 1} column {first + 1}" if first == last else f"row {row + 1} columns {first + 1} to {last + 1}"
        for row, first, last in runs
    )


def contexts_of(report: Report) -> Contexts:
    """What stands around the report's quotes, by the place of each."""
    return {(each.paper, each.file, each.page, each.start, each.end): each for each in report.contexts}


def context_of(contexts: Contexts, anchor: Anchor) -> Context | None:
    """What stands around a quote, where the report holds it."""
    return contexts.get((anchor.paper, anchor.file, anchor.page, anchor.start, anchor.end))


def place(anchor: Anchor | CellsAnchor | RunAnchor, contexts: Contexts) -> str:
    """Where an anchor points, in words."""
    if isinstance(anchor, RunAnchor):
        line = f", line {anchor.line}" if anchor.line is not None else ""
        key = f", {anchor.key}" if anchor.key else ""
        return f"run {anchor.run}, {anchor.file}{line}{key}"
    if isinstance(anchor, CellsAnchor):
        return f"{anchor.paper}, table {anchor.table}: {_positions(anchor.cells)}"
    file = f", {anchor.file}" if anchor.file else ""
    page = f", page {anchor.page}" if anchor.page is not None else ""
    context = context_of(contexts, anchor)
    if context is not None:
        return f"{anchor.paper}{file}{page}" + (f", line {context.line}" if context.line is not None else "")
    return f"{anchor.paper}{file}{page}, characters {anchor.start} to {anchor.end}"


def table_of(report: Report, anchor: CellsAnchor) -> Table | None:
    """The table an anchor points into, where the report holds it."""
    for table in report.tables:
        if (table.paper, table.number) == (anchor.paper, anchor.table):
            return table
    return None


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown: its text and spans, whether it names others, and whether the formula uses it."""

    text: str
    rowspan: int
    colspan: int
    header: bool
    used: bool


def shown_rows(table: Table, anchor: CellsAnchor) -> list[list[ShownCell]]:
    """The rows of a table, each cell once, those that the anchor names marked.

    A position that the source leaves empty becomes an empty cell, so that columns stay under their heads.
    """
    used = set(anchor.cells)
    rows: list[list[ShownCell]] = []
    seen: set[tuple[int, int]] = set()
    for number, line in enumerate(table.grid()):
        shown: list[ShownCell] = []
        for at, cell in enumerate(line):
            if cell is None:
                shown.append(ShownCell("", 1, 1, False, (number, at) in used))
            elif (cell.row, cell.column) not in seen:
                seen.add((cell.row, cell.column))
                height, width = min(cell.rowspan, table.rows - cell.row), min(cell.colspan, table.columns - cell.column)
                positions = {
                    (row, column)
                    for row in range(cell.row, cell.row + height)
                    for column in range(cell.column, cell.column + width)
                }
                shown.append(ShownCell(cell.text, height, width, cell.header, bool(positions & used)))
        rows.append(shown)
    return rows


def used_cells(table: Table, anchor: CellsAnchor) -> list[str]:
    """The texts of the cells that an anchor names, in its order."""
    grid = table.grid()
    texts: list[str] = []
    for row, column in anchor.cells:
        cell = grid[row][column] if 0 <= row < table.rows and 0 <= column < table.columns else None
        texts.append(cell.text if cell is not None else "")
    return texts
