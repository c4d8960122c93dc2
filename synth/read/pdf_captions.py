"""Where the tables of a page stand: beside their captions, between rules or where lines fall into columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.read.pdf_characters import Rule, Sheet
from synth.read.pdf_lines import Box, Column, Line, split_at_gaps

TABLE_CAPTION = re.compile(
    r"(?:table|tab\.)\s+([A-Z]?\.?\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6})\s*(?:[:.|—–]\s*|$)", re.IGNORECASE
)
CAPTION = re.compile(
    r"(?:table|tab\.|figure|fig\.|algorithm|listing|scheme)\s+"
    r"(?:[A-Z]?\.?\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6})[a-z]?\s*(?:[:.|—–]\s|[:.|]?$)",
    re.IGNORECASE,
)
"""The beginning of a caption, as against prose that speaks of the table ("Table 3 shows …")."""


MAX_CAPTIONS = 40
"""Captions looked at on one page."""


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


def begins_caption(line: Line, previous: Line | None) -> bool:
    """Whether a caption begins with the line, as against a sentence that broke before "Table 3."."""
    if CAPTION.match(line.text) is None:
        return False
    runs_on = (
        previous is not None
        and abs(previous.size - line.size) < 0.3
        and 0 < previous.y - line.y < 1.5 * line.size
        and abs(previous.x0 - line.x0) < 2.5 * line.size
    )
    return not (runs_on and previous is not None and previous.text[-1:].isalpha())


def find_candidates(sheet: Sheet, columns: Sequence[Column]) -> list[Candidate]:
    """Every caption of a table on a page, with what could be its table on either side of it."""
    lines = [line for column in columns for line in column.lines]
    captions = [line for line in lines if CAPTION.match(line.text)][:MAX_CAPTIONS]
    found: list[Candidate] = []
    for column in columns:
        for index, line in enumerate(column.lines):
            match = TABLE_CAPTION.match(line.text)
            if (
                match is None
                or len(found) == MAX_CAPTIONS
                or not begins_caption(line, column.lines[index - 1] if index else None)
            ):
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
        solid = line.x1 - line.x0 > 0.85 * width and len(line.words) >= 6 and len(split_at_gaps(line, 1.0)) == 1
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
        if len(split_at_gaps(line, 0.9)) < 2 or abs(line.y - previous) > 4 * line.size or CAPTION.match(line.text):
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
