"""An abstract, or a conclusion, against the body: the same thing told with another number, one slip away.

Authors copy numbers from the body into the abstract, and copies go stale or wrong. Only a number that nothing else in
the paper gives is looked at: no other sentence, no cell, no difference, mean or sum of cells. It is a breach when a
sentence of the body says the same in like words with a number that is one slip away, or lists the same numbers but one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from synth.extract.quantities import find_quantities
from synth.quantity import Quantity
from synth.records import Document, Sentence
from synth.verify.breach import Breach, place_of
from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP, words
from synth.verify.slips import slips

NUMBER = re.compile(r"(?<![\w.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,9})?(?!\d)")
CONCLUSION = re.compile(r"conclusions?\b|concluding\b|summary\b", re.IGNORECASE)
REST = re.compile(r"[^\W\d_][\w-]*")

FEWEST = 3
"""Content words that two sentences at least share."""
ALIKE = ((2, 5, 0.5, 3), (3, 3, 0.4, 2), (4, 3, 0.3, 1))
"""For numbers of so many digits: content words that two sentences share, their share of the shorter sentence's words,
and how many stand near the number in both."""
AROUND = 6
"""Words on each side of a number that tell what it is of."""
POINT_LIKE = frozenset({"%", "points", None})
SPELLED = 20
"""Whole numbers up to here are often spelled out, or counted by the reader."""
MOST = 12
"""Numbers of one part that are looked for in like words."""
MOST_CELLS = 400
"""Cells of a row or column of which every pair is looked at."""
CHANGES = frozenset({"gain", "relative_gain", "ratio"})


@dataclass(frozen=True, slots=True)
class _Part:
    """The sentences of an abstract or a conclusion, what it is called, and all others."""

    name: str
    own: tuple[Sentence, ...]
    others: tuple[Sentence, ...]
    body: tuple[Sentence, ...]
    """Those of `others` whose number is taken to be the right one."""


def abstract_breaches(document: Document, tables: Sequence[TableIndex]) -> Iterator[Breach]:
    """Numbers of the abstract, then of the conclusion, that the body says otherwise and nothing in the paper gives."""
    for part in _parts(document):
        seen: set[tuple[int, Decimal]] = set()
        for sentence, quantity in _untold(document, part):
            found = _retold(part, sentence, quantity)
            if found is None:
                continue
            other, right, listed = found
            if not listed and _computed(quantity, tables, part.others):
                continue
            if (key := (sentence.anchor.start, quantity.value)) in seen:
                continue
            seen.add(key)
            formula = f"what the body says for the same ({place_of(document, other.anchor)})"
            where = place_of(document, sentence.anchor)
            yield Breach(formula, quantity.value, right.value, sentence.anchor, where)


def _parts(document: Document) -> Iterator[_Part]:
    sentences = document.sentences
    abstract = tuple(each for each in sentences if each.role == "abstract")
    rest = tuple(each for each in sentences if each.role != "abstract")
    if abstract and rest:
        yield _Part("abstract", abstract, rest, rest)
    last = tuple(each for each in rest if each.role == "body" and each.section and CONCLUSION.match(_title(each)))
    if last and len(last) < len(rest):
        chosen = {(each.anchor.file, each.anchor.page, each.anchor.start) for each in last}
        body = tuple(each for each in rest if (each.anchor.file, each.anchor.page, each.anchor.start) not in chosen)
        yield _Part("conclusion", last, abstract + body, body)


def _title(sentence: Sentence) -> str:
    found = REST.search(sentence.section[0])
    return sentence.section[0][found.start() :] if found else ""


def _untold(document: Document, part: _Part) -> list[tuple[Sentence, Quantity]]:
    """Numbers of the part that no other sentence, no cell and no other place of the source says or rounds to."""
    kept = [(each, quantity) for each in part.own for quantity in find_quantities(each.text) if _plain(quantity)]
    if not kept:
        return []
    cells = [cell.text for table in document.tables for cell in table.cells]
    told = "\n".join([*(each.text for each in part.others), *cells])
    kept = [(each, quantity) for each, quantity in kept if not _stands_in(quantity, told)]
    if not kept:
        return []
    numbers = {_value(match[0]) for match in NUMBER.finditer(told)}
    sources = tuple(_sources(document, part))
    kept = [(each, quantity) for each, quantity in kept if not _rounds(quantity, numbers)]
    return [(each, one) for each, one in kept if not any(_stands_in(one, source) for source in sources)][:MOST]


def _plain(quantity: Quantity) -> bool:
    """Whether it is one number written in digits, exact, and long enough not to be met by chance."""
    if quantity.high is not None or quantity.bound is not None or quantity.kind in ("rank", "range"):
        return False
    size = abs(quantity.value)
    if not re.fullmatch(r"[^\w\s]?[\d,]+(?:\.\d+)?", quantity.text):
        return False
    written = size if quantity.decimals > 0 else size.normalize()
    return len(written.as_tuple().digits) > 1 and (quantity.decimals > 0 or size > SPELLED)


def _stands_in(quantity: Quantity, text: str) -> bool:
    digits = re.escape(quantity.text.lstrip("+-\N{MINUS SIGN}\N{EN DASH}"))
    return re.search(rf"(?<![\d.,]){digits}(?!\d|[.,]\d)", text) is not None


def _sources(document: Document, part: _Part) -> Iterator[str]:
    """The sources outside the part: a figure, a table that was not read, and a comment may say a number too."""
    for source in document.files:
        pages = source.pages or (source.text,)
        for page, text in enumerate(pages, 1):
            place = 0
            for each in sorted(part.own, key=lambda sentence: sentence.anchor.start):
                here = each.anchor.page == page if source.pages else each.anchor.page is None
                if here and each.anchor.file in (None, source.name) and each.anchor.start >= place:
                    yield text[place : each.anchor.start]
                    place = each.anchor.end
            yield text[place:]


def _value(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _rounds(quantity: Quantity, numbers: Iterable[Decimal]) -> bool:
    """Whether a number rounds to the quantity, either way; for shares also as a fraction of a percentage and back."""
    half = Decimal(5).scaleb(-quantity.decimals - 1)
    low, high = abs(quantity.value) - half, abs(quantity.value) + half
    hundred = Decimal(100)
    scaled = ((low / hundred, high / hundred), (low * hundred, high * hundred))
    ends = ((low, high), *(scaled if quantity.unit in POINT_LIKE and quantity.kind != "count" else ()))
    return any(first <= number <= last for number in numbers for first, last in ends)


def _retold(part: _Part, sentence: Sentence, quantity: Quantity) -> tuple[Sentence, Quantity, bool] | None:
    """The likest sentence of the body that says the same with another number, and whether that is one of a list.

    Where both list numbers that are otherwise equal, what they are of is certain; else the number is one slip away.
    """
    near = {size for size in slips(quantity) if size.adjusted() == quantity.value.adjusted()}
    said = " ".join(each.text for each in part.own)
    listed = find_quantities(sentence.text)
    companions = {abs(each.value) for each in listed if each.start != quantity.start and _plain(each)}
    bag, around = _bag(sentence.text), _around(sentence.text, quantity)
    best: tuple[float, Sentence, Quantity, bool] | None = None
    for other in part.body:
        numbers = {_value(match[0]) for match in NUMBER.finditer(other.text)}
        if numbers.isdisjoint(near) and numbers.isdisjoint(companions):
            continue
        shared = len(bag & (others := _bag(other.text)))
        likeness = shared / max(1, min(len(bag), len(others)))
        if shared < FEWEST:
            continue
        found = find_quantities(other.text)
        aligned = _odd_one(listed, found, quantity)
        for right in found:
            if right is not aligned and (abs(right.value) not in near or not _alike(quantity, right)):
                continue
            beside = len(around & _around(other.text, right))
            like = _like(shared, likeness, beside, quantity)
            score = likeness + beside / AROUND + (right is aligned)
            if (right is aligned or like) and not _stands_in(right, said) and (best is None or score > best[0]):
                best = (score, other, right, right is aligned)
    return None if best is None else best[1:]


def _like(shared: int, likeness: float, beside: int, quantity: Quantity) -> bool:
    """Whether two sentences are like enough: a longer number is nearer to another one by chance less often."""
    digits = len(abs(quantity.value).as_tuple().digits)
    return any(
        digits >= least and shared >= words_shared and likeness >= share and beside >= near
        for least, words_shared, share, near in ALIKE
    )


def _odd_one(listed: Sequence[Quantity], found: Sequence[Quantity], quantity: Quantity) -> Quantity | None:
    """The number in the quantity's place of another list that is otherwise the same: "2.1, 3.4 and 0.7 points"."""
    own = [each for each in listed if each.decimals == quantity.decimals and each.unit == quantity.unit]
    place = next(number for number, each in enumerate(own) if each.start == quantity.start)
    same = [each for each in found if each.decimals == quantity.decimals]
    if len(own) < 2 or len(own) != len(same) or not (len(own) > 2 or quantity.decimals > 0):
        return None
    equal = [one.value == other.value for one, other in zip(own, same, strict=True)]
    return same[place] if not equal[place] and equal.count(False) == 1 else None


def _alike(one: Quantity, other: Quantity) -> bool:
    kinds = {one.kind, other.kind}
    units = {one.unit, other.unit}
    return (
        one.decimals == other.decimals
        and (len(units) == 1 or units <= POINT_LIKE)
        and other.high is None
        and other.bound == one.bound
        and (len(kinds) == 1 or not kinds & CHANGES)
    )


def _bag(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if word not in STOP and not word[0].isdigit())


def _around(text: str, quantity: Quantity) -> frozenset[str]:
    """The content words nearest to a number on each side."""
    before = [word for word in words(text[: quantity.start]) if word not in STOP and not word[0].isdigit()]
    after = [word for word in words(text[quantity.end :]) if word not in STOP and not word[0].isdigit()]
    return frozenset(before[-AROUND:] + after[:AROUND])


def _computed(quantity: Quantity, tables: Sequence[TableIndex], others: Sequence[Sentence]) -> bool:
    """Whether it may be worked out: from cells of one row or column, or from two numbers of a sentence."""
    if any(_rounds(quantity, _of_line(line, quantity)) for index in tables for line in (*index.rows, *index.columns)):
        return True
    if quantity.kind not in CHANGES:
        return False
    for each in others:
        numbers = [_value(match[0]) for match in NUMBER.finditer(each.text)]
        if _rounds(quantity, _changes(numbers[:MOST])):
            return True
    return False


def _of_line(line: Line, quantity: Quantity) -> Iterator[Decimal]:
    numbers = [value.value for value in line.values][:MOST_CELLS]
    if len(numbers) > 1:
        yield sum(numbers, Decimal(0))
        yield sum(numbers, Decimal(0)) / len(numbers)
    if quantity.kind in CHANGES:
        yield from _changes(numbers)


def _changes(numbers: Sequence[Decimal]) -> Iterator[Decimal]:
    """Differences, relative differences in percent, and ratios of every two numbers, as sizes."""
    for one, other in combinations(numbers, 2):
        yield abs(one - other)
        if one and other:
            yield from (abs(one / other), abs(other / one))
            yield from (abs(100 * (one - other) / other), abs(100 * (other - one) / one))
