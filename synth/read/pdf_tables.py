"""Tables of a PDF page as cells, from the places of their words.

A table is looked for beside its caption, between the first and the last of the rules that have one width (booktabs and
ruled tables), else in the aligned lines next to the caption. TeX's columns do not overlap, so the columns of the table
are the gaps that no row's words cover, once heads that span several columns are set aside. What cannot be segmented
with confidence is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from synth.read.pdf_characters import Rule, Sheet, Word
from synth.read.pdf_lines import Box, Column, Line, fragments, make_line

TABLE_CAPTION = re.compile(r"(?:table|tab\.)\s+([A-Z]?\.?\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6})\s*(?:[:.|—–]\s*|$)", re.IGNORECASE)
CAPTION = re.compile(
    r"(?:table|tab\.|figure|fig\.|algorithm|listing|scheme)\s+"
    r"(?:[A-Z]?\.?\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6})[a-z]?\s*(?:[:.|—–]\s|[:.|]?$)",
    re.IGNORECASE,
)
"""The beginning of a caption, as against prose that speaks of the table ("Table 3 shows …")."""

PHRASE_GAP = 0.45
"""Words of a table further apart than this (in font sizes) are two phrases; a word space is 0.25 to 0.33."""
MAX_ROWS, MAX_COLUMNS = 200, 40

_NUMBER = re.compile(r"[\d.,]+\s?(?:%|[kKMBx×]|e[-−–]?\d+)?")
_NEUTRAL = re.compile(r"(?:[-–—−∗*✓✗×]+|n/?a|N/?A|)")
_MARK = re.compile(r"[\d,∗*†‡§¶♠♣♦a-z]{1,4}")
_SIGN = re.compile(r"[+\-−–±]")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands, with the caption's first line. `ruled` says that rules bound it."""

    box: Box
    caption: Line
    printed: str
    ruled: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table's caption, from its first to its last line, and the boxes above and below that could be its table."""

    first: Line
    last: Line
    printed: str
    above: Box | None
    below: Box | None
    ruled: bool


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


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as cells, in row order; `rules` as in `records.Table`."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    rules: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    first: int = 0
    last: int = 0


# --- where tables stand -------------------------------------------------------------------------------------------


def find_candidates(sheet: Sheet, columns: Sequence[Column]) -> list[Candidate]:
    """Every caption of a table on a page, with what could be its table on either side of it."""
    lines = [line for column in columns for line in column.lines]
    captions = [line for line in lines if CAPTION.match(line.text)]
    found: list[Candidate] = []
    for column in columns:
        for index, line in enumerate(column.lines):
            match = TABLE_CAPTION.match(line.text)
            if match is None:
                continue
            last = line
            for follower in column.lines[index + 1 :]:
                if last.y - follower.y > 1.5 * line.size or abs(follower.size - line.size) > 0.3:
                    break
                last = follower
            above = _ruled_box(line, line.y + line.size, True, sheet.rules, lines, captions)
            below = _ruled_box(line, last.y - 0.3 * last.size, False, sheet.rules, lines, captions)
            ruled = above is not None or below is not None
            if not ruled:
                above, below = _aligned_box(line, column, True), _aligned_box(last, column, False)
            found.append(Candidate(line, last, match.group(1), above, below, ruled))
    return found


def choose_regions(pages: Sequence[Sequence[Candidate]]) -> list[list[Region]]:
    """One region for each caption that has a table, page by page.

    A paper puts its captions on one side of its tables: where both sides could be, the side that the paper's other
    captions speak for is taken. Regions of a page don't overlap.
    """
    votes = 0
    for candidate in (candidate for page in pages for candidate in page):
        if candidate.above is not None and candidate.below is not None:
            up = candidate.above.y0 - candidate.first.y - candidate.first.size
            votes += 1 if up <= candidate.last.y - candidate.below.y1 else -1
        elif candidate.above is not None or candidate.below is not None:
            votes += 2 if candidate.above is not None else -2
    chosen: list[list[Region]] = []
    for page in pages:
        regions: list[Region] = []
        for candidate in page:
            sides = (candidate.above, candidate.below) if votes >= 0 else (candidate.below, candidate.above)
            free = [box for box in sides if box is not None and not any(_overlap(box, other.box) for other in regions)]
            if free:
                regions.append(Region(free[0], candidate.first, candidate.printed, candidate.ruled))
        chosen.append(regions)
    return chosen


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > 5 and min(one.y1, other.y1) - max(one.y0, other.y0) > 5


def _ruled_box(
    caption: Line, edge: float, up: bool, rules: Sequence[Rule], lines: Sequence[Line], captions: Sequence[Line]
) -> Box | None:
    """The box between the outer rules of the table that stands above (or below) the height `edge`."""
    near = sorted(
        (rule for rule in rules if _faces(rule, caption) and ((rule.y > edge - 2) if up else (rule.y < edge + 2))),
        key=lambda rule: abs(rule.y - edge),
    )
    if not near or abs(near[0].y - edge) > 5 * caption.size:
        return None
    start = end = near[0]
    for rule in near[1:]:
        if abs(rule.x0 - start.x0) > 4 or abs(rule.x1 - start.x1) > 4:
            continue
        low, high = sorted((end.y, rule.y))
        between = [line for line in lines if low < line.y < high and line.x1 > start.x0 and line.x0 < start.x1]
        if any(line in between for line in captions) or _prose(between, start.x1 - start.x0):
            break
        end = rule
    low, high = sorted((start.y, end.y))
    return Box(start.x0 - 3, start.x1 + 3, low - 1, high + 1) if high - low > 1.5 * caption.size else None


def _faces(rule: Rule, caption: Line) -> bool:
    overlap = min(rule.x1, caption.x1) - max(rule.x0, caption.x0)
    return rule.x1 - rule.x0 >= 40 and overlap >= 0.5 * min(rule.x1 - rule.x0, caption.x1 - caption.x0)


def _prose(lines: Sequence[Line], width: float) -> bool:
    """Whether three lines one after the other are plain text from edge to edge."""
    run = 0
    for line in lines:
        solid = line.x1 - line.x0 > 0.85 * width and len(line.words) >= 6 and len(_phrases(line, 1.0)) == 1
        run = run + 1 if solid else 0
        if run >= 3:
            return True
    return False


def _aligned_box(edge: Line, column: Column, up: bool) -> Box | None:
    """The box of the lines above (or below) a line of a caption that fall into at least two phrases each."""
    beside = [line for line in column.lines if (line.y > edge.y if up else line.y < edge.y)]
    rows: list[Line] = []
    previous = edge.y
    for line in reversed(beside) if up else beside:
        if len(_phrases(line, 0.9)) < 2 or abs(line.y - previous) > 4 * line.size or CAPTION.match(line.text):
            break
        rows.append(line)
        previous = line.y
    if len(rows) < 3:
        return None
    return Box(
        min(row.x0 for row in rows) - 2,
        max(row.x1 for row in rows) + 2,
        min(row.y for row in rows) - 2,
        max(row.y + 0.8 * row.size for row in rows),
    )


# --- rows and columns ---------------------------------------------------------------------------------------------


def build_grid(region: Region, sheet: Sheet) -> Grid | None:
    """The region's words as cells; None when they don't fall into rows and columns clearly."""
    words = [w for w in sheet.words if region.box.holds((w.x0 + w.x1) / 2, (w.y0 + w.y1) / 2 if w.face.angle else w.y)]
    rows = _rows(words)
    turned = [word for word in words if 60 < word.face.angle < 120 or 240 < word.face.angle < 300]
    if not 2 <= len(rows) <= MAX_ROWS:
        return None
    spans = _column_spans(rows)
    if not 2 <= len(spans) <= MAX_COLUMNS:
        return None
    rules = [rule for rule in sheet.rules if region.box.holds((rule.x0 + rule.x1) / 2, rule.y)]
    labels_turned, placed, spans = _insert_turned(
        _turned_labels(turned), [[_place(phrase, row, spans) for phrase in row] for row in rows], spans
    )
    placed = [[_under_rule(phrase, sheet.rules, region.box, spans) for phrase in row] for row in placed]
    floating, placed = _set_aside_floating(placed)
    baselines = [row[0].y for row in placed]
    size = median(word.size for word in words)
    underlines = [rule for rule in rules if _underlines(rule, words)]
    rules = [rule for rule in rules if rule not in underlines]
    wide = [rule for rule in rules if rule.x1 - rule.x0 >= 0.9 * (region.box.x1 - region.box.x0 - 6)]
    breaks = sorted({sum(y > rule.y for y in baselines) for rule in wide})
    cells: dict[tuple[int, int], GridCell] = {}
    for number, row in enumerate(placed):
        for first, last in sorted({(phrase.first, phrase.last) for phrase in row}):
            inside = [word for phrase in row if (phrase.first, phrase.last) == (first, last) for word in phrase.words]
            cells[number, first] = _cell(number, first, last - first + 1, inside, underlines)
    heads = _head_rows(cells, len(placed), breaks)
    labels = _label_columns(cells, heads, len(placed), len(spans))
    for phrase in [*floating, *labels_turned]:
        top, bottom = _block(phrase, rules, spans, baselines)
        while top < bottom and (top, phrase.first) in cells:
            top += 1
        if (top, phrase.first) not in cells:
            cells[top, phrase.first] = replace(
                _cell(top, phrase.first, 1, phrase.words, underlines), rowspan=max(1, bottom - top + 1)
            )
            labels = max(labels, phrase.first + 1) if phrase.first == 0 else labels
    _stretch_labels(cells, labels, heads, rules, spans, baselines, size)
    finished = [_named(cell, heads, labels, cells, len(spans)) for _, cell in sorted(cells.items())]
    grid = Grid(tuple(finished), len(placed), len(spans), tuple(breaks))
    return grid if _confident(grid, region.ruled) else None


def _phrases(line: Line, gap: float) -> list[_Phrase]:
    groups: list[list[Word]] = []
    for word in line.words:
        if groups and word.x0 - groups[-1][-1].x1 <= gap * line.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_Phrase(tuple(g), g[0].x0, max(word.x1 for word in g), line.y) for g in groups]


def _rows(words: Sequence[Word]) -> list[list[_Phrase]]:
    """Phrases by baseline, from the top. A label half-way between two rows stays a row of its own for now."""
    groups: list[list[Line]] = []
    for piece in sorted(fragments(words), key=lambda piece: (-piece.y, piece.x0)):
        lead = groups[-1][0] if groups else None
        if lead is not None and abs(lead.y - piece.y) <= 0.25 * max(lead.size, piece.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_phrases(make_line(word for piece in group for word in piece.words), PHRASE_GAP) for group in groups]


def _column_spans(rows: Sequence[Sequence[_Phrase]]) -> list[tuple[float, float]]:
    """The x-ranges of the columns: what the fullest rows of numbers cover, and what stands beside that in any row."""
    fullest = max(len(row) for row in rows)
    numbers = [sum(_numeric(" ".join(word.text for word in phrase.words)) for phrase in row) for row in rows]
    reference = [
        row
        for row, count in zip(rows, numbers, strict=True)
        if len(row) >= max(2, 0.7 * fullest) and 2 * count >= max(numbers)
    ]
    spans = _union((p.x0, p.x1) for row in reference for p in row if not _spanning(p, row, reference))
    others = [phrase for row in rows if row not in reference for phrase in row]
    one = [p for p in others if sum(_meets(p, span) for span in spans) == 1 and not _between(p, spans)]
    outside = [p for p in others if spans and (p.x1 < spans[0][0] or p.x0 > spans[-1][1])]
    return _union([*spans, *((phrase.x0, phrase.x1) for phrase in [*one, *outside])])


def _spanning(phrase: _Phrase, own: Sequence[_Phrase], rows: Sequence[Sequence[_Phrase]]) -> bool:
    """Whether most other rows have several phrases where this row has one."""
    met = [sum(_meets(phrase, (p.x0, p.x1)) for p in row) for row in rows if row is not own]
    return sum(count > 1 for count in met) > 0.5 * sum(count == 1 for count in met)


def _meets(phrase: _Phrase, span: tuple[float, float]) -> bool:
    return min(span[1], phrase.x1) - max(span[0], phrase.x0) > 0.5


def _between(phrase: _Phrase, spans: Sequence[tuple[float, float]]) -> bool:
    """Whether the phrase is centred over the gap between two columns, as a head of both is."""
    centre = (phrase.x0 + phrase.x1) / 2
    return spans[0][0] < centre < spans[-1][1] and not any(x0 <= centre <= x1 for x0, x1 in spans)


def _union(ranges: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted(ranges):
        if spans and x0 < spans[-1][1] + 0.5:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


def _place(phrase: _Phrase, row: Sequence[_Phrase], spans: Sequence[tuple[float, float]]) -> _Phrase:
    met = [index for index, span in enumerate(spans) if _meets(phrase, span)]
    if len(met) < 2 and _between(phrase, spans):
        right = next(index for index, span in enumerate(spans) if span[0] > (phrase.x0 + phrase.x1) / 2)
        taken = [index for index in (right - 1, right) for p in row if p is not phrase and _meets(p, spans[index])]
        met = [index for index in (right - 1, right) if index not in taken] or [right]
    if not met:
        centre = (phrase.x0 + phrase.x1) / 2
        met = [min(range(len(spans)), key=lambda index: (abs(sum(spans[index]) / 2 - centre), index))]
    return replace(phrase, first=met[0], last=met[-1])


def _under_rule(
    phrase: _Phrase, rules: Sequence[Rule], box: Box, spans: Sequence[tuple[float, float]]
) -> _Phrase:
    """A head with a rule of its own beneath it names the columns that the rule covers."""
    size = phrase.words[0].size
    for rule in rules:
        beneath = 0 < phrase.y - rule.y < 0.9 * size and rule.x0 - 2 <= phrase.x0 and phrase.x1 <= rule.x1 + 2
        if beneath and phrase.x1 - phrase.x0 < 0.8 * (rule.x1 - rule.x0) and rule.x1 - rule.x0 < 0.7 * (box.x1 - box.x0):
            met = [i for i, (x0, x1) in enumerate(spans) if x0 + x1 > 2 * rule.x0 and x0 + x1 < 2 * rule.x1]
            centre, width = (phrase.x0 + phrase.x1 - rule.x0 - rule.x1) / 2, rule.x1 - rule.x0
            if len(met) > 1 and abs(centre) < 0.1 * width:
                return replace(phrase, first=met[0], last=met[-1])
    return phrase


def _turned_labels(words: Sequence[Word]) -> list[_Phrase]:
    """Labels printed at a right angle, word by word in their own reading direction."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (round(word.x0), word.y0)):
        last = groups[-1][-1] if groups else None
        if last is not None and abs(last.x0 - word.x0) < 3 and word.y0 - last.y1 < 0.8 * word.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    labels: list[_Phrase] = []
    for group in groups:
        middle = (group[0].y0 + group[-1].y1) / 2
        ordered = group if group[0].face.angle < 180 else group[::-1]
        spaced = tuple(replace(word, space=True) for word in ordered)
        labels.append(_Phrase(spaced, group[0].x0, group[0].x1, middle))
    return labels


def _insert_turned(
    labels: Sequence[_Phrase], rows: list[list[_Phrase]], spans: list[tuple[float, float]]
) -> tuple[list[_Phrase], list[list[_Phrase]], list[tuple[float, float]]]:
    """Gives turned labels a column of their own; the columns to the right of it move on by one."""
    placed: list[_Phrase] = []
    for x0, x1 in _union((label.x0, label.x1) for label in labels):
        at = next((index for index, span in enumerate(spans) if span[1] > x1), len(spans))
        rows = [
            [replace(p, first=p.first + (p.first >= at), last=p.last + (p.last >= at)) for p in row] for row in rows
        ]
        placed = [replace(p, first=p.first + (p.first >= at), last=p.last + (p.last >= at)) for p in placed]
        placed += [replace(label, first=at, last=at) for label in labels if x0 <= label.x0 <= x1]
        spans = [*spans[:at], (x0, x1), *spans[at:]]
    return placed, rows, spans


def _set_aside_floating(rows: list[list[_Phrase]]) -> tuple[list[_Phrase], list[list[_Phrase]]]:
    """Labels of several rows stand half-way between two of them: taken out of the rows."""
    if len(rows) < 3:
        return [], rows
    leading = median(above[0].y - below[0].y for above, below in zip(rows, rows[1:], strict=False))
    full = median(len(row) for row in rows)
    floating: list[_Phrase] = []
    kept: list[list[_Phrase]] = []
    for index, row in enumerate(rows):
        near = [rows[i] for i in (index - 1, index + 1) if 0 <= i < len(rows)]
        close = len(near) == 2 and all(abs(other[0].y - row[0].y) < 0.75 * leading for other in near)
        clear = not any(p.first <= o.last and o.first <= p.last for p in row for other in near for o in other)
        if close and clear and len(row) <= max(2, full / 2):
            floating.extend(row)
        else:
            kept.append(row)
    return floating, kept


def _block(
    phrase: _Phrase, rules: Sequence[Rule], spans: Sequence[tuple[float, float]], baselines: Sequence[float]
) -> tuple[int, int]:
    """First and last row between the two rules around the phrase that cover its column."""
    centre = sum(spans[phrase.first]) / 2
    over = [rule.y for rule in rules if rule.x0 - 2 <= centre <= rule.x1 + 2]
    high = min((y for y in over if y > phrase.y), default=float("inf"))
    low = max((y for y in over if y <= phrase.y), default=float("-inf"))
    inside = [row for row, y in enumerate(baselines) if low < y < high]
    if not inside:
        nearest = min(range(len(baselines)), key=lambda row: abs(baselines[row] - phrase.y))
        return nearest, nearest
    return inside[0], inside[-1]


def _stretch_labels(
    cells: dict[tuple[int, int], GridCell],
    labels: int,
    heads: int,
    rules: Sequence[Rule],
    spans: Sequence[tuple[float, float]],
    baselines: Sequence[float],
    size: float,
) -> None:
    """The only label of a ruled block of rows holds for the whole block, wherever in it it is printed."""
    for (row, column), cell in sorted(cells.items()):
        if column >= labels or row < heads or cell.colspan > 1 or cell.rowspan > 1:
            continue
        top, bottom = _block(_Phrase((), 0, 0, baselines[row] + 0.2 * size, column, column), rules, spans, baselines)
        top = max(top, heads)
        alone = all((other, column) not in cells for other in range(top, bottom + 1) if other != row)
        filled = any(place[0] == other and place[1] > column for place in cells for other in range(top, bottom + 1))
        if top < bottom and alone and filled:
            del cells[row, column]
            cells[top, column] = replace(cell, row=top, rowspan=bottom - top + 1)


# --- cells --------------------------------------------------------------------------------------------------------


def _cell(row: int, column: int, colspan: int, words: Sequence[Word], underlines: Sequence[Rule]) -> GridCell:
    """The words of one cell, signs put to their digits; footnote marks at its ends are left out of what counts."""
    text, previous, start, end = "", "", 0, None
    value = ""
    largest = max(word.size for word in words)
    base = next(word.y for word in words if word.size == largest)
    for word in words:
        raised = word.size < 0.87 * largest and word.y > base + 0.12 * largest
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
        value += word.text.translate(_SUPERSCRIPTS) if raised else word.text
    stop = len(text) if end is None else end
    while start < stop and text[start] == " ":
        start += 1
    weighty = [word.face.bold for word in words if word.text.strip("+-−–/ ")]
    bold = bool(weighty) and all(weighty)
    under = any(
        0 <= base - rule.y < 0.4 * largest and rule.x0 < words[-1].x1 and rule.x1 > words[0].x0 for rule in underlines
    )
    return GridCell(row, column, text, start, stop, value.strip(), 1, colspan, bold, under)


def _underlines(rule: Rule, words: Sequence[Word]) -> bool:
    """Whether the rule stands close under words and is no wider than they are."""
    over = [word for word in words if 0 <= word.y - rule.y < 0.4 * word.size and rule.x0 - 2 <= word.x0 and word.x1 <= rule.x1 + 2]
    return bool(over) and abs(min(w.x0 for w in over) - rule.x0) < 3 and abs(max(w.x1 for w in over) - rule.x1) < 3


def _numeric(text: str) -> bool:
    letters = sum(character.isalpha() for character in _NUMBER.sub("", text))
    return any(character.isdigit() for character in text) and letters == 0


def _head_rows(cells: dict[tuple[int, int], GridCell], rows: int, breaks: Sequence[int]) -> int:
    """How many rows from the top name the columns: those above the rule under the heads, else above the first numbers."""
    numbers = [sum(_numeric(c.value) for (r, col), c in cells.items() if r == row and col > 0) for row in range(rows)]
    filled = [sum(1 for r, col in cells if r == row) for row in range(rows)]
    first = next((row for row in range(rows) if numbers[row] and numbers[row] >= 0.3 * (filled[row] - 1)), 1)
    for cut in breaks:
        if 0 < cut <= max(4, rows // 3) and cut < rows and max(filled[:cut]) > 1:
            return cut if cut >= first or filled[cut] == 1 else first
    return min(first, rows - 1)


def _label_columns(cells: dict[tuple[int, int], GridCell], heads: int, rows: int, columns: int) -> int:
    """How many columns from the left name the rows; the first always does."""
    for column in range(1, columns):
        body = [c.value for (r, col), c in cells.items() if col == column and r >= heads and c.colspan == 1]
        values = [text for text in body if not _NEUTRAL.fullmatch(text)]
        if not body or not values or sum(map(_numeric, values)) > 0.3 * len(values):
            return column if body else column + 1
        later = [c.value for (r, col), c in cells.items() if col > column and r >= heads]
        if not any(map(_numeric, later)):
            return column
    return 1


def _named(
    cell: GridCell, heads: int, labels: int, cells: dict[tuple[int, int], GridCell], columns: int
) -> GridCell:
    lone = not any(row == cell.row and place != (cell.row, cell.column) for place in cells for row in (place[0],))
    group = lone and not _numeric(cell.value) and (cell.colspan > 1 or cell.column == 0)
    if group and cell.colspan > 1:
        left = 0 if cell.row >= heads else labels
        cell = replace(cell, column=left, colspan=columns - left)
    return replace(cell, header=cell.row < heads or cell.column + cell.colspan <= labels or group)


def _confident(grid: Grid, ruled: bool) -> bool:
    """Whether the grid looks like a table: filled well enough, and (without rules) mostly numbers in its body."""
    body = [cell for cell in grid.cells if not cell.header]
    if not body:
        return False
    covered = sum(cell.rowspan * cell.colspan for cell in grid.cells)
    if covered < 0.4 * grid.rows * grid.columns:
        return False
    numbers = sum(_numeric(cell.value) for cell in body)
    return ruled or numbers >= 0.5 * len(body)
