"""GRIM: a mean of whole answers that so many answers cannot have (Brown and Heathers, 2017).

A mean of n answers in whole numbers is a whole number divided by n (by n times k where each answer is itself the mean
of k items). Where 1 / (n k) is coarser than the printed digits, most printed means are impossible: 3.48 of 17 answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from synth.records import CellsAnchor, Document, Sentence
from synth.verify.breach import Breach, place_of, table_name
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex

WHOLE = re.compile(
    r"\blikert\b|\b(?:\d{1,2}|five|seven|nine|ten)[- ]points?\s(?:\w+\s)?scales?\b"
    r"|\bscales?\s(?:of|from)\s(?:0|1|one|zero)\s?(?:to|-|\N{EN DASH})\s?(?:\d{1,2}|five|seven|ten)\b"
    r"|\brat(?:ed|ings?)\sfrom\s(?:0|1)\sto\s\d{1,2}\b|\bnumbers?\sof\s(?:correct|right)\s|\bwhole\snumbers?\b|\bintegers?\b",
    re.IGNORECASE,
)
"""Words of answers that can only be whole numbers."""
UNSURE = re.compile(
    r"\bhalf[- ]points?\b|\bslider|\bvisual analog|\bcontinuous|\bcomposite|\bsub-?scales?\b|\bnormali[sz]ed"
    r"|\bweighted|\bper\s(?:item|question|system|summary)|\beach\s(?:rated|evaluated|judged|annotated)"
    r"|\baverag\w+\s(?:over|across)|\bmean\s(?:age|time|length|duration)|\badjusted|\bestimated marginal",
    re.IGNORECASE,
)
"""Words of answers in parts of a point, of several answers a person, or of means that are no plain ones."""
ITEMS = re.compile(r"(?P<items>\d{1,2})[- ](?:items?|questions?|statements?)\b", re.IGNORECASE)
MANY = re.compile(r"\b(?:items|questions|statements|questionnaires?)\b", re.IGNORECASE)
MEAN = re.compile(
    r"\b(?:(?:[Mm]ean|[Aa]verage)s?\b(?:\s[a-z]+){0,3}\s?(?:=|:|of|was|is)|M\s?=)\s?(?P<mean>\d{1,2}\.\d{1,3})(?![\d%]|\s%)"
    r"(?P<between>[^;.]{0,12}(?:SD\s?=\s?\d+\.\d+)?[^;.]{0,12}?)\b[nN]\s?=\s?(?P<n>\d{1,3})(?![\d.,]\d)"
)
ANSWERS = re.compile(r"\b[nN]\s?=\s?(?P<n>\d{1,3})(?![\d.,]*\d)")
COLUMN_OF_N = re.compile(r"(?:#\s?)?(?:n|participants?|respondents?|responses|answers|raters?)", re.IGNORECASE)
COLUMN_OF_MEANS = re.compile(r"\b(?:means?|avg|averages?|m)\b", re.IGNORECASE)
KEPT, FEWEST = Decimal("0.75"), 4
"""Share of a table's means, and how many of them, that must be possible before one that is not is a breach."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A mean with the number of whole answers that it is of."""

    value: Decimal
    decimals: int
    answers: int

    @property
    def nearest(self) -> Decimal:
        """The mean of so many whole numbers that is nearest to the printed one."""
        return (self.value * self.answers).quantize(Decimal(1), ROUND_HALF_EVEN) / self.answers

    @property
    def tells(self) -> bool:
        """Whether the answers' grain is coarser than the printed digits."""
        return 1 < self.answers < int(10**self.decimals)

    @property
    def possible(self) -> bool:
        """Whether some sum of whole answers prints as the mean, rounded either way or cut off."""
        unit = Decimal(1).scaleb(-self.decimals)
        lowest = (self.value - unit / 2) * self.answers
        above = lowest.to_integral_value(ROUND_CEILING)
        return above <= (self.value + unit / 2) * self.answers or self._cut(unit)

    def _cut(self, unit: Decimal) -> bool:
        above = (self.value * self.answers).to_integral_value(ROUND_CEILING)
        return above / self.answers < self.value + unit


def grim_breaches(document: Document | None, tables: Sequence[TableIndex]) -> Iterator[Breach]:
    """Means in tables, then in sentences, that their number of whole answers cannot give."""
    for index in tables:
        yield from _of_table(index)
    if document is None:
        return
    for sentence in document.sentences:
        for match in MEAN.finditer(sentence.text) if "=" in sentence.text else ():
            items = _items(_around(document, sentence))
            value = Decimal(match["mean"])
            told = _Told(value, len(match["mean"].partition(".")[2]), int(match["n"]) * (items or 1))
            if items and told.tells and not told.possible:
                where = place_of(document, sentence.anchor)
                yield Breach(_formula(told), value, told.nearest, sentence.anchor, where)


def _around(document: Document, sentence: Sentence) -> str:
    """The text of the sentence's paragraph."""
    return " ".join(each.text for each in document.sentences if each.paragraph == sentence.paragraph)


def _items(text: str) -> int | None:
    """How many whole answers each person gave, as far as a text says; None where they may be no whole numbers."""
    if not WHOLE.search(text) or UNSURE.search(text):
        return None
    told = {int(match["items"]) for match in ITEMS.finditer(text)} - {0}
    if not told:
        return None if MANY.search(text) else 1
    return told.pop() if len(told) == 1 else None


def _of_table(index: TableIndex) -> Iterator[Breach]:
    names = [name for line in (*index.rows, *index.columns) for name in (line.key, *line.context)]
    items = _items(" ".join([index.table.caption, *names]))
    if items is None:
        return
    means = list(_means(index, items))
    impossible = [(value, cells, told) for value, cells, told in means if not told.possible]
    if len(means) < FEWEST or len(means) - len(impossible) < KEPT * len(means):
        return
    for value, cells, told in impossible:
        anchor = CellsAnchor(index.table.paper, index.table.number, cells)
        yield Breach(_formula(told), value.value, told.nearest, anchor, table_name(index.table))


def _means(index: TableIndex, items: int) -> Iterator[tuple[Value, tuple[tuple[int, int], ...], _Told]]:
    """The means of a table with the cells of each and its number of answers: of a column "n", or of the caption."""
    counted = [line for line in index.columns if COLUMN_OF_N.fullmatch(line.key)]
    stated = {int(match["n"]) for match in ANSWERS.finditer(index.table.caption)}
    if len(counted) != 1 and (counted or len(stated) != 1):
        return
    by_row = {value.row: value for value in counted[0].values if value.parts == 1} if counted else {}
    for line in index.columns:
        if line in counted or not _of_means(line):
            continue
        for value in line.values:
            number = by_row.get(value.row)
            if value.parts > 1 or value.decimals < 1 or value.signed or value.percent or (counted and number is None):
                continue
            if number is not None and (number.decimals != 0 or not 1 < number.value < 1_000):
                continue
            answers = int(number.value) if number is not None else next(iter(stated))
            told = _Told(value.value, value.decimals, answers * items)
            if told.tells:
                cells = ((number.row, number.column),) if number is not None else ()
                yield value, (*cells, (value.row, value.column)), told


def _of_means(line: Line) -> bool:
    return any(COLUMN_OF_MEANS.search(name) for name in (line.key, *line.context))


def _formula(told: _Told) -> str:
    return f"the nearest mean that {told.answers} whole answers can have"
