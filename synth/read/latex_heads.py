"""Which cells of a table name other cells: column heads, row labels, group heads. Decided by structure alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from synth.records import Cell

_SIGNS = re.compile(r"[\d\s~<>≈≤≥±∓+\-−–—/()\[\].,:;%×x*∗†‡§^_|↑↓→✓✗·°′'$€£=⋆★∼]*")
_UNIT = re.compile(r"(?<=\d)\s?(?:[kKMBGTmshdeX]|ms|MB|GB|pp|pts?|min|hrs?|bp)(?![A-Za-z])")
_BLANK = re.compile(r"[\s\-−–—✓✗?*.·/×]*|n/?a\.?|N/?A\.?|nan|NaN|none|OOM|oom|TBD|yes|no|Yes|No", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}")
_DECIMAL = re.compile(r"\d\.\d")


def is_value(text: str) -> bool:
    """Whether a cell holds numbers, with signs and units at most: `76.1 / 60.0`, `+ 0.3`, `110M`, `84.3±0.2`."""
    return (
        len(text) <= 80
        and any(character.isdigit() for character in text)
        and _SIGNS.fullmatch(_UNIT.sub("", text)) is not None
    )


def is_blank(text: str) -> bool:
    """Whether a cell stands where a value might: a dash, a tick, "n/a"."""
    return len(text) <= 8 and _BLANK.fullmatch(text) is not None


def mark_headers(cells: list[Cell], rows: int, columns: int, full_rules: frozenset[int]) -> tuple[Cell, ...]:
    """The cells with `header` set. `full_rules` are the rules that cross the whole table."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    spanning = {row for row, members in by_row.items() if _is_group_row(members, columns)}
    head = _head_rows(by_row, rows, full_rules, spanning)
    stub = _stub_width(cells, columns, head | spanning)
    inner = _inner_heads(by_row, stub, head | spanning, columns)
    numbered = _numbered_width(cells, head | spanning) if _has_numbered_rows(cells, stub, head | spanning) else 0
    marked = []
    for cell in cells:
        header = cell.row in head or cell.row in inner or cell.row in spanning
        if not header and cell.column < stub:
            header = not _DECIMAL.search(cell.text) or not is_value(cell.text)
        if not header and cell.column < numbered:
            header = True
        marked.append(replace(cell, header=True) if header else cell)
    return tuple(marked)


def _is_group_row(members: list[Cell], columns: int) -> bool:
    """A row whose one cell spans (nearly) the whole table and is no value."""
    if len(members) != 1 or is_value(members[0].text):
        return False
    return members[0].colspan >= max(2, columns - 1)


def _head_rows(by_row: dict[int, list[Cell]], rows: int, full_rules: frozenset[int], spanning: set[int]) -> set[int]:
    """The rows of column heads at the top.

    They end at the first full rule below a row that is no group head, unless a row above it already holds data; the
    block after it belongs to them too while it names things in the very columns that hold numbers further down.
    """
    head: set[int] = set()
    valued = {row for row, members in by_row.items() if _share_of_values(members) >= 0.5}
    first = next((row for row in range(rows) if row in by_row and row not in spanning), rows)
    end = next((rule for rule in sorted(full_rules) if rule > first), rows)
    top = by_row.get(first, [])
    looks_like_head = first not in valued or (end == first + 1 and rows > 2 and not _decimals(top) and end < rows)
    if not looks_like_head:
        return head
    ends_block = end < rows
    for row in range(first, end):
        members = by_row.get(row, [])
        if row > first and row in valued:
            small = ends_block and end - first <= 4 and not _decimals(members)
            if not small or not _more_values_below(valued, end, rows):
                break
        elif row > first and not ends_block and not (valued and _names_columns(members)):
            break
        head.add(row)
    if not valued and not ends_block:
        return {first}
    last = max(head, default=first)
    for row in range(last + 1, min(last + 4, rows)):
        members = by_row.get(row, [])
        if row in spanning or row in valued or not _names_columns(members) or not _more_values_below(valued, row, rows):
            break
        head.add(row)
    return head


def _share_of_values(members: list[Cell]) -> float:
    """How much of a row, its first cell aside, is numbers."""
    rest = [cell for cell in members if cell.column > 0 and not is_blank(cell.text)]
    if not rest:
        return 0.0
    return sum(is_value(cell.text) for cell in rest) / len(rest)


def _decimals(members: list[Cell]) -> bool:
    rest = [cell for cell in members if cell.column > 0]
    return sum(bool(_DECIMAL.search(cell.text)) and is_value(cell.text) for cell in rest) * 2 >= max(1, len(rest))


def _names_columns(members: list[Cell]) -> bool:
    """Whether a row names at least two columns besides its own label and holds no number."""
    rest = [cell for cell in members if cell.column > 0]
    named = [cell for cell in rest if not is_value(cell.text) and not is_blank(cell.text)]
    return len(named) >= 2 and not any(is_value(cell.text) for cell in rest)


def _more_values_below(valued: Iterable[int], row: int, rows: int) -> bool:
    return sum(1 for other in valued if row <= other < rows) >= 1


def _stub_width(cells: list[Cell], columns: int, above: set[int]) -> int:
    """How many columns on the left hold row labels: all before the first that holds mostly values."""
    values = [0] * (columns + 1)
    filled = [0] * (columns + 1)
    blanks = [0] * (columns + 1)
    for cell in cells:
        if cell.row in above or cell.column >= columns:
            continue
        filled[cell.column] += 1
        if is_value(cell.text):
            values[cell.column] += 1
        elif is_blank(cell.text):
            blanks[cell.column] += 1
    for column in range(columns):
        told = values[column] > 0 or blanks[column] == filled[column] or column > 0
        if filled[column] and told and (values[column] + blanks[column]) * 2 >= filled[column]:
            return column
    return min(1, columns)


def _numbered_width(cells: list[Cell], above: set[int]) -> int:
    """How many columns name rows whose first column numbers them: those of words right behind it do too."""
    width = 1
    while members := [cell.text for cell in cells if cell.column == width and cell.row not in above]:
        if any(is_value(text) or is_blank(text) for text in members):
            break
        width += 1
    return width


def _inner_heads(by_row: dict[int, list[Cell]], stub: int, above: set[int], columns: int) -> set[int]:
    """Rows further down that name the columns anew: no number in the value columns, at least two names there."""
    rows = {row: [cell for cell in members if cell.column >= stub] for row, members in by_row.items()}
    valued = sum(1 for row, members in rows.items() if row not in above and any(is_value(c.text) for c in members))
    if valued < 2 or columns < 3:
        return set()
    inner = set()
    for row, members in rows.items():
        if row in above:
            continue
        named = [cell for cell in members if not is_blank(cell.text)]
        width = sum(cell.colspan for cell in named)
        if (
            len(named) >= 2
            and width * 2 > columns - stub
            and not any(is_value(cell.text) for cell in members)
            and _text_is_rare(rows, above, named)
        ):
            inner.add(row)
    return inner


def _text_is_rare(rows: dict[int, list[Cell]], above: set[int], named: list[Cell]) -> bool:
    """Whether the columns of `named` elsewhere hold values, so that text in them is a head."""
    columns = {cell.column for cell in named}
    texts = values = 0
    for row, members in rows.items():
        if row in above:
            continue
        for cell in members:
            if cell.column in columns and not is_blank(cell.text):
                if is_value(cell.text):
                    values += 1
                else:
                    texts += 1
    return values > texts


def _has_numbered_rows(cells: list[Cell], stub: int, above: set[int]) -> bool:
    """Whether the first column, though numbers, names the rows: decimals beside it, and no number twice.

    Whole numbers (layers, shots) name rows; decimals do so only as a scale that rises or falls all the way.
    """
    if stub:
        return False
    first = [cell.text for cell in cells if cell.column == 0 and cell.row not in above]
    others = [cell.text for cell in cells if cell.column > 0 and cell.row not in above]
    if len(first) < 2 or len(set(first)) < len(first):
        return False
    if any(map(_DECIMAL.search, first)):
        numbers = [float(match[0]) for text in first if (match := _NUMBER.search(text))]
        steps = list(pairwise(numbers))
        rises, falls = all(a < b for a, b in steps), all(a > b for a, b in steps)
        if len(numbers) < max(3, len(first)) or not (rises or falls):
            return False
    return sum(bool(_DECIMAL.search(text)) for text in others) * 2 >= max(1, len(others))
