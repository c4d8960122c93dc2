"""Characters as a reader takes them: those that print nothing are left out, and tables have points before decimals."""

from __future__ import annotations

import re
from dataclasses import replace

from synth.records import Segment, Table, Traced

INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
"""The joiners U+200C and U+200D are letters' own in Persian and Indic scripts and stay."""
NUMERIC = str.maketrans("٫٬٪０１２３４５６７８９．，％＋－", ".,%0123456789.,%+-")
"""Arabic separators and full-width forms, as numbers are written with."""
DIGIT = re.compile(r"\d")
COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
POINT = re.compile(r"\d\.\d")
NUMBER_WITH_COMMA = re.compile(r"[^\w,.]*\d{1,3},\d{1,2}(?:[^\w,.]+\d{1,3},\d{1,2})*[^\w,.]*")
MIN_COMMAS = 2


def visible(traced: Traced) -> Traced:
    """The text without invisible characters, every other character with the source that it had."""
    if INVISIBLE.search(traced.text) is None:
        return traced
    text, segments, place = "", list[Segment](), 0
    for start, end in [*(match.span() for match in INVISIBLE.finditer(traced.text)), (len(traced.text),) * 2]:
        part = traced.cut(place, start)
        segments += [(low + len(text), high + len(text), first, last) for low, high, first, last in part.segments]
        text += part.text
        place = end
    return Traced(text, tuple(segments))


def plain_table(table: Table) -> Table:
    """The table without invisible characters and with points before its decimals.

    A table in which every decimal stands behind a comma ("81,2") is one of a language that writes so.
    """
    texts = [INVISIBLE.sub("", cell.text).translate(NUMERIC) for cell in table.cells]
    if _writes_commas(texts):
        texts = [COMMA.sub(".", text) for text in texts]
    caption = INVISIBLE.sub("", table.caption)
    if caption == table.caption and all(cell.text == text for cell, text in zip(table.cells, texts, strict=True)):
        return table
    cells = [replace(cell, text=text) for cell, text in zip(table.cells, texts, strict=True) if text.strip()]
    return replace(table, cells=tuple(cells), caption=caption)


def _writes_commas(texts: list[str]) -> bool:
    """Whether at least two cells, and most of those with numbers, hold a decimal comma and none a decimal point."""
    numbers = [text for text in texts if DIGIT.search(text)]
    commas = sum(NUMBER_WITH_COMMA.fullmatch(text) is not None for text in numbers)
    return commas >= MIN_COMMAS and 2 * commas > len(numbers) and not any(POINT.search(text) for text in numbers)
