"""Totals told in a sentence: parts that the sentence itself says are the whole, and that do not add up to it.

Only wholes with all their parts beside them are looked at: "9,300 photographs (8,000 for training, 1,300 for testing)",
"of the 60 stones, 41 were kept and the remaining 29 thrown away", "the union of both (16,551 photographs)". Where the
parts are told by labels that could leave one out, a breach is only what is one slip away from the sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from synth.quantity import Interval, Quantity
from synth.records import Document, Sentence
from synth.verify.breach import Breach, place_of
from synth.verify.slips import slips

WHOLE_NUMBER = (
    r"(?<![\w.,/=+×:\N{MINUS SIGN}\N{EN DASH}-])(?<!\d\s)(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,9})"
    r"(?![\w%\N{EN DASH}×/+]|-\d|[.,:]\d|\s?(?:%|[kKMB]\b|[mb]illions?\b|percent|[×x*/+]\s?\d))"
)
NUMBER = re.compile(WHOLE_NUMBER)
LABELS: tuple[tuple[re.Pattern[str], ...], ...] = tuple(
    tuple(re.compile(rf"\b(?:{label})\b", re.IGNORECASE) for label in family.split())
    for family in (
        "train|training dev|development|valid|validation|validating|tuning test|testing",
        "men|males?|boys? women|woman|females?|girls?",
        "positives?|positive\\sly negatives? neutrals?",
    )
)
"""Labels that leave no others: splits, sexes, polarities."""
BRACKET = re.compile(rf"(?P<whole>{WHOLE_NUMBER})(?P<noun>(?:\s[^\W\d][\w'-]*){{1,5}})\s?\((?P<parts>[^()]{{5,200}})\)")
PART = re.compile(
    rf"(?:and\s)?(?:(?P<first>{WHOLE_NUMBER})\s(?:(?:for|in|as|from)\s)?(?P<label>[^\W\d][\w'-]*(?:\s[^\W\d][\w'-]*){{0,4}})"
    rf"|(?P<name>[^\W\d][\w'-]*(?:\s[^\W\d][\w'-]*){{0,2}})(?::\s?|\s=\s|\s)(?P<second>{WHOLE_NUMBER}))"
)
REMAINING = re.compile(
    rf"\b(?:[Oo]f|[Oo]ut\sof|[Ff]rom)\s(?:the\s|our\s|these\s|all\s)?(?P<whole>{WHOLE_NUMBER})\s[^\W\d][^.;:()\d]{{1,60}}?,?\s"
    rf"(?:we\s(?:use|used|take|took|keep|kept)\s|with\s)?(?P<one>{WHOLE_NUMBER})\s[^.;:()\d]{{1,80}}?"
    rf"\b(?:the\s(?:remaining|other|rest,?)|remaining)\s(?P<other>{WHOLE_NUMBER})"
)
UNION = re.compile(
    rf"\((?P<one>{WHOLE_NUMBER})\s(?P<noun>[^\W\d]\w+)\)[^()]{{1,60}}\((?P<other>{WHOLE_NUMBER})\s(?P=noun)\)[^()]{{1,40}}"
    rf"\b(?:combination|union|concatenation|sum|total|together|combined|altogether|both)\b[^()]{{0,30}}"
    rf"\((?P<whole>{WHOLE_NUMBER})(?:\s(?P=noun))?\)"
)
EQUATION = re.compile(
    r"(?<![=+×/*\N{MINUS SIGN}-]\s)(?<!\b\w\s)(?<![\w.,)\]}^_=+×/*\N{MINUS SIGN}-])"
    r"(?P<parts>\d{1,9}(?:\.\d{1,4})?(?:\s?\+\s?\d{1,9}(?:\.\d{1,4})?){1,8})\s?=\s?(?P<whole>\d{1,9}(?:\.\d{1,4})?)"
    r"(?![\w%(×/*^_+\N{MINUS SIGN}-]|[.,]\d|\s?[+×/*^(\N{MINUS SIGN}-]|\s\d)"
)
LISTED = re.compile(
    r"(?<![abc])N((?:N[abc]){2,3}|(?:[abc]N){2,3}|NN[abc]{2}|NNN[abc]{3}|[abc]{3}NNN|[abc]{2}NN)(?!N?[abc])"
)
"""A whole and its parts among numbers (N) and labels (a, b, c): none before it or behind, which would be its own."""
APART = re.compile(r"[,;.]\s")
"""What stands between a number and a label of another one."""
ROUGH = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|over|more than|at least|at most|up to|less than|some|circa"
    r"|including|includes?|among|e\.g|such as|mostly|mainly|each|per|every|respectively per)\b|~|≈",
    re.IGNORECASE,
)
"""Words of a whole that is not exact, or of parts that are not all."""
MODULAR = re.compile(r"\bmod\b|\bmodul", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
SMALL = 100
"""Wholes below this are a slip away from nearly everything; only parts that leave no other may break them."""
FAR = Decimal("0.1")
"""Share of the whole that parts with closed labels may be off; what is further off is a sum of something else."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and its parts as a sentence tells them; `closed` where its words leave no further part."""

    sentence: Sentence
    whole: str
    parts: tuple[str, ...]
    closed: bool

    @property
    def given(self) -> Decimal:
        """What the parts add up to."""
        return sum((_value(part) for part in self.parts), Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether they add up to the whole, each round number (two zeros at its end) taken as rounded."""
        low = sum((_interval(part).low for part in self.parts), Decimal(0))
        high = sum((_interval(part).high for part in self.parts), Decimal(0))
        return _interval(self.whole).meets(Interval(low, high))

    @property
    def breaks(self) -> bool:
        """Whether they should and do not: a slip away, or with closed labels not far away."""
        whole, given = _value(self.whole), self.given
        if self.holds:
            return False
        decimals = len(self.whole.partition(".")[2])
        near = given in slips(Quantity(self.whole, whole, decimals, 0, len(self.whole)))
        if self.closed:
            return near or abs(given - whole) <= FAR * max(whole, given)
        return near and whole >= SMALL and abs(given - whole) <= whole / 2


def sum_breaches(document: Document) -> Iterator[Breach]:
    """Wholes that their own parts do not give, in the order of the sentences."""
    for found in told_sums(document.sentences):
        if not found.breaks or (not found.closed and _rest_is_told(found, document.sentences)):
            continue
        anchor = found.sentence.anchor
        formula = " + ".join(found.parts)
        yield Breach(formula, _value(found.whole), found.given, anchor, place_of(document, anchor))


def told_sums(sentences: Sequence[Sentence]) -> Iterator[Sum]:
    """Every whole with parts, held or not; the first reading of a sentence that holds hides its other readings."""
    for sentence in sentences:
        text = sentence.text
        if len(text) > 1_000 or (len(NUMBER.findall(text)) < 3 and "=" not in text):
            continue
        found = list(_readings(sentence))
        for whole in dict.fromkeys(each.whole for each in found):
            same = [each for each in found if each.whole == whole]
            yield next((each for each in same if each.holds), same[0])


def _readings(sentence: Sentence) -> Iterator[Sum]:
    text = sentence.text
    for match in EQUATION.finditer(text):
        if _value(match["whole"]) >= 10 and not MODULAR.search(text):
            yield Sum(sentence, match["whole"], tuple(re.split(r"\s?\+\s?", match["parts"])), True)
    for match in UNION.finditer(text):
        yield Sum(sentence, match["whole"], (match["one"], match["other"]), True)
    for match in REMAINING.finditer(text):
        if not _rough(text, match.start(), match.end()):
            yield Sum(sentence, match["whole"], (match["one"], match["other"]), True)
    for match in BRACKET.finditer(text):
        parts = [PART.fullmatch(part.strip()) for part in re.split(r"[,;]\s(?:and\s)?|\sand\s|\s&\s", match["parts"])]
        named = [part for part in parts if part is not None]
        if len(parts) > 1 and len(named) == len(parts) and not _rough(text, match.start(), match.end()):
            labels = [part["label"] or part["name"] for part in named]
            numbers = tuple(part["first"] or part["second"] for part in named)
            yield Sum(sentence, match["whole"], numbers, _closed(labels))
    yield from _labelled(sentence)


def _closed(labels: Sequence[str]) -> bool:
    """Whether the labels are different ones of one family that leaves no others; two splits may leave out a third."""
    for number, family in enumerate(LABELS):
        told = [next((place for place, label in enumerate(family) if label.search(each)), None) for each in labels]
        if None not in told and len(set(told)) == len(told):
            return len(told) == len(family) or (number == 0 and {0, 2} <= set(told))
    return False


def _rough(text: str, start: int, end: int) -> bool:
    return ROUGH.search(text[max(0, start - 20) : end]) is not None


def _labelled(sentence: Sentence) -> Iterator[Sum]:
    """A whole, then as many numbers as labels of one family: "4,810 in all: 4,000 for training, 810 for testing"."""
    text = sentence.text
    for family in LABELS:
        tokens = [(match.start(), "N", match[0]) for match in NUMBER.finditer(text)]
        for letter, label in zip("abc", family, strict=False):
            tokens.extend((match.start(), letter, match[0]) for match in label.finditer(text))
        tokens.sort()
        letters = "".join(letter for _, letter, _ in tokens)
        for match in LISTED.finditer(letters):
            inner = tokens[match.start(1) : match.end(1)]
            labels = [letter for _, letter, _ in inner if letter != "N"]
            if (
                len(set(labels)) == len(labels)
                and _paired(text, inner)
                and not _rough(text, tokens[match.start()][0], inner[-1][0])
            ):
                numbers = tuple(written for _, letter, written in inner if letter == "N")
                whole = tokens[match.start()][2]
                if not any(YEAR.fullmatch(each) or len(each) < len(whole) // 2 for each in (whole, *numbers)):
                    yield Sum(sentence, whole, numbers, False)


def _paired(text: str, tokens: Sequence[tuple[int, str, str]]) -> bool:
    """Whether each number and the label in turn with it are not set apart: "32 men, 17 women" gives 17 to the women."""
    if {tokens[0][1], tokens[1][1]} == {"N"} or "N" not in (tokens[0][1], tokens[1][1]):
        return True  # all numbers, then all labels, or the other way round
    return not any(APART.search(text[one[0] : other[0]]) for one, other in zip(tokens[::2], tokens[1::2], strict=True))


def _rest_is_told(found: Sum, sentences: Sequence[Sentence]) -> bool:
    """Whether what is missing stands in the same paragraph: a third part, told in another sentence or as another's."""
    rest = abs(_value(found.whole) - found.given)
    return any(
        _value(match[0]) == rest
        for sentence in sentences
        if sentence.paragraph == found.sentence.paragraph
        for match in NUMBER.finditer(sentence.text)
    )


def _value(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _interval(written: str) -> Interval:
    """A whole number that ends in two or more zeros may be rounded, the first of them kept; a decimal in its last."""
    value = _value(written)
    digits = written.replace(",", "")
    decimals = len(digits.partition(".")[2])
    zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
    if not decimals and zeros < 2:
        return Interval(value, value)
    half = Decimal(5).scaleb(-decimals - 1 if decimals else zeros - 2)
    return Interval(value - half, value + half)
