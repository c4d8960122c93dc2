"""Tables that come with a claim, as rows of text, made into the tables that reading a paper gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import Cell, Table
from synth.verify.cells import cell_numbers

MARKS = re.compile(
    r"\[(?:BOLD|ITALIC|EMPTY|UNDERLINE|CONTINUE)\]|</?(?:bold|italic|underline|b|i|u|em|strong|sup|sub|ref)(?:\s[^<>]{0,80})?>"
)
"""Marks of print that data sets of tables leave in their cells; other brackets, such as "[URL]", are the text's own."""
BOLD = re.compile(r"\[BOLD\]|<(?:bold|b|strong)>")
UNDERLINE = re.compile(r"\[UNDERLINE\]|<(?:underline|u)>")
MOST_HEADS = 3
"""Rows of column names; more rows of words are a table of words."""
SPACES = re.compile(r"\s+")
PLUS_CELL = re.compile(r"^[\s\d.,%+\-\u2212\u2013/()\u00b1xX*\u2020\u2021]*$")


def clean(text: str) -> str:
    """A cell or a statement without the marks of print, its spaces made single."""
    return (
        SPACES.sub(" ", MARKS.sub(" ", text)).strip() if "[" in text or "<" in text else SPACES.sub(" ", text).strip()
    )


def given_table(
    paper: str,
    number: int,
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    file: str | None = None,
) -> tuple[Table, str]:
    """The table and its text as one line a row, cells apart by tabs, which the cells' offsets refer to.

    Grid row 0 is the header, and rows of words right below it are too. A short row ends early, a long one widens the
    table. The first column names the rows; a row whose first cell alone holds text names the rows below it; an empty
    name below a name belongs to it where the next cell is words too ("Dataset", "Class").
    """
    grid = [list(header), *(list(row) for row in rows)]
    columns = max((len(row) for row in grid), default=0)
    cleaned = [[clean(text) for text in row] + [""] * (columns - len(row)) for row in grid]
    stubs = _stub_columns(cleaned[1:], columns)
    spans = _spans(cleaned, stubs)
    heads = _head_rows(cleaned, stubs)
    cells: list[Cell] = []
    lines: list[str] = []
    place = 0
    for r, row in enumerate(cleaned):
        group = r > 0 and _is_group(row, columns)
        for c, text in enumerate(row):
            raw = grid[r][c] if c < len(grid[r]) else ""
            if text and not (group and c > 0):
                cells.append(
                    Cell(
                        r,
                        c,
                        text,
                        place,
                        place + len(text),
                        rowspan=spans.get((r, c), 1),
                        colspan=columns if group else 1,
                        bold=BOLD.search(raw) is not None,
                        underline=UNDERLINE.search(raw) is not None,
                        header=r in heads or c < stubs or group,
                    )
                )
            place += len(text) + 1
        lines.append("\t".join(row))
    text = "\n".join(lines)
    printed = re.match(r"\s*table\s+([\w.]{1,8}?)\b", caption, re.IGNORECASE)
    made = Table(
        paper,
        number,
        tuple(cells),
        len(cleaned),
        columns,
        clean(caption),
        printed=printed[1] if printed else None,
        file=file,
        end=len(text),
        rules=(0, 1) if header else (0,),
    )
    return made, text


def _head_rows(cleaned: Sequence[Sequence[str]], stubs: int) -> range:
    """The header, and the rows right below it that name columns too: words in most columns, in none a number."""
    below = 1
    for row in cleaned[1:-1]:
        texts = [text for text in row[stubs:] if text]
        if 2 * len(texts) <= len(row) - stubs or len(set(texts)) < 2 or not all(_is_word(text) for text in texts):
            break
        below += 1
    return range(below if below < len(cleaned) - 1 and below <= MOST_HEADS else 1)


def _is_word(text: str) -> bool:
    return not cell_numbers(text) and not PLUS_CELL.match(text)


def _is_group(row: Sequence[str], columns: int) -> bool:
    """Whether the first cell alone holds text, or every cell the same: the name of a block of rows."""
    if columns < 2 or not row[0] or cell_numbers(row[0]):
        return False
    rest = set(row[1:])
    return rest == {""} or (rest == {row[0]} and columns > 2)


def _stub_columns(rows: Sequence[Sequence[str]], columns: int) -> int:
    """How many leading columns hold names: the first, and those after it that are (nearly) all words."""
    stubs = min(1, columns)
    for column in range(1, columns - 1):
        texts = [row[column] for row in rows if row[column] and not _is_group(row, columns)]
        words = sum(_is_word(text) for text in texts)
        if not texts or words < 0.9 * len(texts):
            break
        stubs = column + 1
    return stubs


def _spans(cleaned: Sequence[Sequence[str]], stubs: int) -> dict[tuple[int, int], int]:
    """Rows that the names of all stub columns but the last one cover."""
    spans: dict[tuple[int, int], int] = {}
    for column in range(max(0, stubs - 1)):
        top: int | None = None
        for r in range(1, len(cleaned)):
            row = cleaned[r]
            if _is_group(row, len(row)):
                top = None
            elif row[column]:
                top = r
            elif top is not None and any(row[column + 1 : stubs]):
                spans[top, column] = r - top + 1
            else:
                top = None
    return spans
