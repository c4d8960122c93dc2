"""Cells of a table: their text, signs and marks put right, and which of them name others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from synth.read.pdf_characters import SUPERSCRIPTS, Rule, Word, is_raised

_NUMBER = re.compile(r"[\d.,]+\s?(?:%|[kKMBx×]|e[-−–]?\d+)?")
_NEUTRAL = re.compile(r"(?:[-–—−∗*✓✗×]+|n/?a|N/?A|)")
_MARK = re.compile(r"[\d,∗*†‡§¶♠♣♦a-z]{1,4}")
_SIGN = re.compile(r"[+\-−–±]")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it has a place in the page's text: `text` as that text will have it; [start, end) of it counts.

    `value` is the readable text of the part that counts (raised footnote marks are outside it).
    """

    row: int
    column: int
    text: str
    start: int
    end: int
    value: str
    rowspan: int = 1
    colspan: int = 1
    bold: bool = False
    underline: bool = False
    header: bool = False


def make_cell(row: int, column: int, colspan: int, words: Sequence[Word], underlines: Sequence[Rule]) -> GridCell:
    """The words of one cell, signs put to their digits; footnote marks at its ends are left out of what counts."""
    text, previous, start, end = "", "", 0, None
    value = ""
    largest = max(word.size for word in words)
    base = next(word.y for word in words if word.size == largest)
    for word in words:
        raised = is_raised(word, largest, base)
        signed = _SIGN.fullmatch(previous) and word.text[:1].isdigit() and re.search(r"(?:^|[/(±,] ?).$", text)
        if word.space and text and not signed and not raised:
            text += " "
            value += " " if value else ""
        previous = word.text
        if raised and _MARK.fullmatch(word.text) and not re.search(r"(?:^|\D)10$", value):
            if not value:
                start = len(text) + len(word.text)
            elif end is None:
                end = len(text)
            text += word.text
            continue
        if not raised or value == "":
            end = None
        text += word.text
        value += word.text.translate(SUPERSCRIPTS) if raised else word.text
    stop = len(text) if end is None else end
    while start < stop and text[start] == " ":
        start += 1
    weighty = [word.face.bold for word in words if word.text.strip("+-−–/ ")]
    bold = bool(weighty) and all(weighty)
    under = any(
        0 <= base - rule.y < 0.4 * largest and rule.x0 < words[-1].x1 and rule.x1 > words[0].x0 for rule in underlines
    )
    return GridCell(row, column, text, start, stop, value.strip(), 1, colspan, bold, under)


def is_underline(rule: Rule, words: Sequence[Word]) -> bool:
    """Whether the rule stands close under words and is no wider than they are."""
    over = [
        word
        for word in words
        if 0 <= word.y - rule.y < 0.4 * word.size and rule.x0 - 2 <= word.x0 and word.x1 <= rule.x1 + 2
    ]
    return bool(over) and abs(min(w.x0 for w in over) - rule.x0) < 3 and abs(max(w.x1 for w in over) - rule.x1) < 3


def is_numeric(text: str) -> bool:
    """Whether a cell's text is a number, or numbers with signs, units and brackets, and no words."""
    letters = sum(character.isalpha() for character in _NUMBER.sub("", text))
    return any(character.isdigit() for character in text) and letters == 0


def head_rows(cells: Mapping[tuple[int, int], GridCell], rows: int, breaks: Sequence[int]) -> int:
    """How many rows from the top name the columns: those above their rule, else above the first numbers."""
    numbers = [sum(is_numeric(c.value) for (r, col), c in cells.items() if r == row and col > 0) for row in range(rows)]
    filled = [sum(1 for r, col in cells if r == row) for row in range(rows)]
    first = next((row for row in range(rows) if numbers[row] and numbers[row] >= 0.3 * (filled[row] - 1)), 1)
    for cut in breaks:
        if 0 < cut <= max(4, rows // 3) and cut < rows and max(filled[:cut]) > 1:
            return cut if cut >= first or filled[cut] == 1 else first
    return min(first, rows - 1)


def label_columns(cells: Mapping[tuple[int, int], GridCell], heads: int, columns: int) -> int:
    """How many columns from the left name the rows; the first always does."""
    for column in range(1, columns):
        body = [c.value for (r, col), c in cells.items() if col == column and r >= heads and c.colspan == 1]
        values = [text for text in body if not _NEUTRAL.fullmatch(text)]
        if not body or not values or sum(map(is_numeric, values)) > 0.3 * len(values):
            return column if body else column + 1
        later = [c.value for (r, col), c in cells.items() if col > column and r >= heads]
        if not any(map(is_numeric, later)):
            return column
    return 1


def named(cell: GridCell, heads: int, labels: int, cells: Mapping[tuple[int, int], GridCell], columns: int) -> GridCell:
    """The cell with its `header`; a lone text that spans columns names the whole group of rows (or all columns)."""
    lone = not any(row == cell.row and column != cell.column for row, column in cells)
    group = lone and not is_numeric(cell.value) and (cell.colspan > 1 or cell.column == 0)
    if group and cell.colspan > 1:
        left = 0 if cell.row >= heads else labels
        cell = replace(cell, column=left, colspan=columns - left)
    return replace(cell, header=cell.row < heads or cell.column + cell.colspan <= labels or group)
