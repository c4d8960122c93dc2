"""Rows and columns of a table from the places of its words.

TeX's columns do not overlap, so the columns of a table are what its rows of numbers cover, once heads that span several
columns are set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from synth.read.pdf_cells import is_numeric
from synth.read.pdf_characters import Rule, Word
from synth.read.pdf_lines import Box, Line, fragments, make_line, split_at_gaps

PHRASE_GAP = 0.45
"""Words of a table further apart than this (in font sizes) are two phrases; a word space is 0.25 to 0.33."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one cell on one line; `first` and `last` are the columns that it stands in."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    first: int = 0
    last: int = 0


def rows_of(words: Sequence[Word]) -> list[list[Phrase]]:
    """Phrases by baseline, from the top. A label half-way between two rows stays a row of its own for now."""
    groups: list[list[Line]] = []
    for piece in sorted(fragments(words), key=lambda piece: (-piece.y, piece.x0)):
        lead = groups[-1][0] if groups else None
        if lead is not None and abs(lead.y - piece.y) <= 0.25 * max(lead.size, piece.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    lines = [make_line(word for piece in group for word in piece.words) for group in groups]
    return [
        [
            Phrase(words, words[0].x0, max(word.x1 for word in words), line.y)
            for words in split_at_gaps(line, PHRASE_GAP)
        ]
        for line in lines
    ]


def column_spans(rows: Sequence[Sequence[Phrase]]) -> list[tuple[float, float]]:
    """The x-ranges of the columns: what the fullest rows of numbers cover, and what stands beside that in any row."""
    fullest = max(len(row) for row in rows)
    numbers = [sum(is_numeric(" ".join(word.text for word in phrase.words)) for phrase in row) for row in rows]
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


def _spanning(phrase: Phrase, own: Sequence[Phrase], rows: Sequence[Sequence[Phrase]]) -> bool:
    """Whether most other rows have several phrases where this row has one."""
    met = [sum(_meets(phrase, (p.x0, p.x1)) for p in row) for row in rows if row is not own]
    return sum(count > 1 for count in met) > 0.5 * sum(count == 1 for count in met)


def _meets(phrase: Phrase, span: tuple[float, float]) -> bool:
    return min(span[1], phrase.x1) - max(span[0], phrase.x0) > 0.5


def _between(phrase: Phrase, spans: Sequence[tuple[float, float]]) -> bool:
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


def place(phrase: Phrase, row: Sequence[Phrase], spans: Sequence[tuple[float, float]]) -> Phrase:
    """The phrase with the columns that it stands in; centred over the gap between two columns it names both."""
    met = [index for index, span in enumerate(spans) if _meets(phrase, span)]
    if len(met) < 2 and _between(phrase, spans):
        right = next(index for index, span in enumerate(spans) if span[0] > (phrase.x0 + phrase.x1) / 2)
        taken = [index for index in (right - 1, right) for p in row if p is not phrase and _meets(p, spans[index])]
        met = [index for index in (right - 1, right) if index not in taken] or [right]
    if not met:
        centre = (phrase.x0 + phrase.x1) / 2
        met = [min(range(len(spans)), key=lambda index: (abs(sum(spans[index]) / 2 - centre), index))]
    return replace(phrase, first=met[0], last=met[-1])


def under_rule(phrase: Phrase, rules: Sequence[Rule], box: Box, spans: Sequence[tuple[float, float]]) -> Phrase:
    """A head with a rule of its own beneath it names the columns that the rule covers."""
    size = phrase.words[0].size
    for rule in rules:
        beneath = 0 < phrase.y - rule.y < 1.2 * size and rule.x0 - 2 <= phrase.x0 and phrase.x1 <= rule.x1 + 2
        if (
            beneath
            and phrase.x1 - phrase.x0 < 0.8 * (rule.x1 - rule.x0)
            and rule.x1 - rule.x0 < 0.7 * (box.x1 - box.x0)
        ):
            met = [i for i, (x0, x1) in enumerate(spans) if x0 + x1 > 2 * rule.x0 and x0 + x1 < 2 * rule.x1]
            centre, width = (phrase.x0 + phrase.x1 - rule.x0 - rule.x1) / 2, rule.x1 - rule.x0
            if len(met) > 1 and abs(centre) < 0.1 * width:
                return replace(phrase, first=met[0], last=met[-1])
    return phrase


def turned_labels(words: Sequence[Word]) -> list[Phrase]:
    """Labels printed at a right angle, word by word in their own reading direction."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (round(word.x0), word.y0)):
        last = groups[-1][-1] if groups else None
        if last is not None and abs(last.x0 - word.x0) < 3 and word.y0 - last.y1 < 0.8 * word.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    labels: list[Phrase] = []
    for group in groups:
        middle = (group[0].y0 + group[-1].y1) / 2
        ordered = group if group[0].face.angle < 180 else group[::-1]
        spaced = tuple(replace(word, space=True) for word in ordered)
        labels.append(Phrase(spaced, group[0].x0, group[0].x1, middle))
    return labels


def insert_turned(
    labels: Sequence[Phrase], rows: list[list[Phrase]], spans: list[tuple[float, float]]
) -> tuple[list[Phrase], list[list[Phrase]], list[tuple[float, float]]]:
    """Gives turned labels a column of their own; the columns to the right of it move on by one."""
    placed: list[Phrase] = []
    for x0, x1 in _union((label.x0, label.x1) for label in labels):
        at = next((index for index, span in enumerate(spans) if span[1] > x1), len(spans))
        rows = [
            [replace(p, first=p.first + (p.first >= at), last=p.last + (p.last >= at)) for p in row] for row in rows
        ]
        placed = [replace(p, first=p.first + (p.first >= at), last=p.last + (p.last >= at)) for p in placed]
        placed += [replace(label, first=at, last=at) for label in labels if x0 <= label.x0 <= x1]
        spans = [*spans[:at], (x0, x1), *spans[at:]]
    return placed, rows, spans


def set_aside_floating(rows: list[list[Phrase]]) -> tuple[list[Phrase], list[list[Phrase]]]:
    """Labels of several rows stand half-way between two of them: taken out of the rows."""
    if len(rows) < 3:
        return [], rows
    leading = median(above[0].y - below[0].y for above, below in pairwise(rows))
    full = median(len(row) for row in rows)
    floating: list[Phrase] = []
    kept: list[list[Phrase]] = []
    for index, row in enumerate(rows):
        near = [rows[i] for i in (index - 1, index + 1) if 0 <= i < len(rows)]
        close = len(near) == 2 and all(abs(other[0].y - row[0].y) < 0.75 * leading for other in near)
        clear = not any(p.first <= o.last and o.first <= p.last for p in row for other in near for o in other)
        if close and clear and len(row) <= max(2, full / 2):
            floating.extend(row)
        else:
            kept.append(row)
    return floating, kept
