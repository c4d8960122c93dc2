"""Where two versions of one paper say the same with another number.

Sentences are paired by their words without their numbers, each with the one most like it and only where that holds both
ways; in a pair, numbers are paired by the words around them. Names that one sentence has and the other has not make
them speak of different things. Precision is respected: 5.4 and 5.40 are no difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.extract.quantities import find_quantities, to_source
from synth.quantity import Quantity, same_number
from synth.records import Document, Sentence
from synth.report_records import Drift, Stated
from synth.verify.names import fold, stem

ALIKE = 0.62
"""How many of their words two sentences share at least (Dice) that say the same."""
AROUND = 0.4
"""The same for the words around two numbers."""
STAYED = 0.15
"""What it adds to that likeness when the numbers are equal."""
FEWEST = 5
"""Words without which a sentence is too common to be known again."""
WINDOW = 4
"""Words on each side of a number that say what it counts."""
CITATION = re.compile(r"\[[^\]]*@[^\]]*\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?[^()]*)\)")
WORD = re.compile(r"[^\W\d_]+")
NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z]|[^\W\d]\w*\d)[\w-]+")
"""Words that name a thing: with two capitals, or with a digit ("SQuAD", "mT5")."""
LIGHT = frozenset("a an and are as at be by for from in is it of on or our that the this to was we were with".split())


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence made ready to be compared."""

    sentence: Sentence
    words: Counter[str]
    names: frozenset[str]
    numbers: tuple[tuple[Quantity, Counter[str]], ...]
    """Each with the words around it."""


def drift(work: str, earlier: Document, later: Document) -> tuple[Drift, ...]:
    """The statements of two versions of `work` that differ in a number, in the order of the later one."""
    left, right = _readable(earlier), _readable(later)
    to_right: dict[int, tuple[float, int]] = {}
    to_left: dict[int, tuple[float, int]] = {}
    for one, first in enumerate(left):
        for other, second in enumerate(right):
            like = _alike(first, second)
            if like >= ALIKE:  # the first of equals
                to_right[one] = max(to_right.get(one, (0.0, 0)), (like, -other))
                to_left[other] = max(to_left.get(other, (0.0, 0)), (like, -one))
    found: list[Drift] = []
    for other, (_, nearest) in sorted(to_left.items()):
        one, second = -nearest, right[other]
        if -to_right[one][1] != other:
            continue
        changed = _changed(left[one], second)
        if changed:
            found.append(
                Drift(
                    work,
                    _stated(left[one].sentence, [before for before, _ in changed]),
                    _stated(second.sentence, [after for _, after in changed]),
                )
            )
    return tuple(found)


def _stated(sentence: Sentence, numbers: Sequence[Quantity]) -> Stated:
    return Stated(sentence.anchor, sentence.text, tuple(number.text for number in numbers))


def _readable(document: Document) -> list[_Read]:
    read = []
    for sentence in document.sentences:
        if sentence.role == "title":
            continue
        # Offsets into the text; a number that the source does not have there is a reference to a table, or our own.
        numbers = [each for each in find_quantities(sentence.text) if to_source(each, sentence) is not None]
        bare = _without(sentence.text, numbers)
        words = _words(bare)
        if numbers and words.total() >= FEWEST:
            names = frozenset(NAME.findall(CITATION.sub(" ", bare)))
            read.append(_Read(sentence, words, names, tuple((each, _around(bare, each)) for each in numbers)))
    return read


def _without(text: str, numbers: Sequence[Quantity]) -> str:
    """The text with a gap as wide as each number, also for one that is a word."""
    for number in numbers:
        text = f"{text[: number.start]}{' ' * (number.end - number.start)}{text[number.end :]}"
    return text


def _words(text: str) -> Counter[str]:
    plain = fold(CITATION.sub(" ", text))
    return Counter(stem(word) for word in WORD.findall(plain) if word not in LIGHT)


def _around(bare: str, number: Quantity) -> Counter[str]:
    """The words on both sides of a number."""
    before, after = WORD.findall(fold(bare[: number.start])), WORD.findall(fold(bare[number.end :]))
    return Counter(stem(word) for word in (*before[-WINDOW:], *after[:WINDOW]) if word not in LIGHT)


def _dice(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _alike(left: _Read, right: _Read) -> float:
    """How alike two sentences are; not at all where they name different things."""
    if left.names - right.names and right.names - left.names:
        return 0.0
    return _dice(left.words, right.words)


def _changed(left: _Read, right: _Read) -> list[tuple[Quantity, Quantity]]:
    """Numbers that stand for the same thing and differ, in the order of the earlier sentence.

    All are paired, those first whose surroundings are most alike, so that a number that stayed takes its like away.
    """
    pairs = [
        (_dice(around, other_around) + STAYED * _same(number, other), -one, -two)
        for one, (number, around) in enumerate(left.numbers)
        for two, (other, other_around) in enumerate(right.numbers)
        if number.kind == other.kind and (number.unit == other.unit or None in (number.unit, other.unit))
    ]
    partner: dict[int, int] = {}
    for like, one, two in sorted(pairs, reverse=True):
        if like >= AROUND and -one not in partner and -two not in partner.values():
            partner[-one] = -two
    met = ((left.numbers[one][0], right.numbers[two][0]) for one, two in sorted(partner.items()))
    return [(before, after) for before, after in met if not _same(before, after)]


def _same(left: Quantity, right: Quantity) -> bool:
    return left.high == right.high and same_number(left, right.value, right.decimals)
