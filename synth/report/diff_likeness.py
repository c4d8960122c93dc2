"""How alike two claims are, and whether one is a piece of the other: by their numbers first, then by their words.

Words are weighed by how few claims of the two tables have them: in a table on intermediate-task training those three
words tell nothing. A number of three digits that both claims state says more than any word; a "9" hardly anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import log

from synth.quantity import Quantity
from synth.report.diff_table import READ, ClaimRow
from synth.verify.compare import NEGATED
from synth.verify.names import words
from synth.verify.text import content_words

Number = tuple[Decimal, int]
"""A number as written: its value without sign, and its decimals."""

ELLIPSES = ("...", "…")
ENDED = re.compile(r"[.!?:;)\]\"'”’*_`]$")
LONG = 100
"""Characters from which a claim without an end mark is taken to be cut; shorter ones are headings and notes too."""
CITED = re.compile(r"\s?\([^()]{0,200}\b(?:19|20)\d\d[a-z]?\)")
"""A citation in a text report, "(Made et al., 2020)": who says something is no part of what is said."""
NAME = re.compile(r"(?<!^)\b(?:[A-Z][\w+-]*|\w+[A-Z][\w+-]*)|^\w+[A-Z][\w+-]*|\b[A-Z]+\d[\w.]*")
SHARED_NUMBER = 0.6
"""How far towards certainty a fully telling number in common lifts a likeness."""
OTHER_NUMBER = 0.42
"""What numbers of which neither claim has the other's take off a likeness."""
OTHER_NAME = 0.6
"""What is left of a likeness where each claim names something that the other does not."""
OPENING = 4
"""Words that a cut claim and a piece of it must begin with in common; what follows may stand in the part cut off."""
SCOPE = 3
"""Words behind a denial that are looked at for what is denied."""
CUT_PIECE = 0.7
"""The likeness of such a piece."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A claim ready to be compared. `flat` is its sentence folded; `cut` whether its end seems to be missing."""

    row: ClaimRow
    flat: str
    order: tuple[str, ...]
    bag: frozenset[str]
    numbers: frozenset[Number]
    said: frozenset[Number]
    names: frozenset[str]
    cut: bool


def profile(row: ClaimRow) -> Profile:
    """What a comparison looks at."""
    flat = fold(row.sentence)
    text = " ".join(row.sentence.split())
    cut = text.endswith(ELLIPSES) or (len(text) >= LONG and not ENDED.search(text[-1:]))
    text = text.rstrip(" .…") if text.endswith(ELLIPSES) else text
    whole = text.rpartition(" ")[0] if cut and text[-1:].isalnum() else text  # its last word may be half a word
    whole = CITED.sub(" ", whole[:READ])
    names = frozenset(word for name in NAME.findall(whole) for word in content_words(name))
    return Profile(
        row,
        flat,
        words(whole),
        content_words(whole),
        numbers(row.quantities),
        numbers(row.said),
        names,
        cut,
    )


def fold(text: str) -> str:
    """Lower case, without marks of print, spaces single, no end mark: two texts that fold alike read alike."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[*_`\u00ad]", "", plain).translate(QUOTES)
    return " ".join(plain.split()).rstrip(" .…")


QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})


def numbers(quantities: Iterable[Quantity]) -> frozenset[Number]:
    """The numbers as written, both ends of a range."""
    found = [(abs(quantity.value), quantity.decimals) for quantity in quantities]
    found += [(abs(quantity.high), quantity.decimals) for quantity in quantities if quantity.high is not None]
    return frozenset(found)


def telling(number: Number) -> float:
    """How much (0 to 1) it says that two claims have this number: by its digits, less where it is a whole one."""
    value, decimals = number
    digits = len(value.normalize().as_tuple().digits) - (decimals <= 0)
    return 0.1 if digits <= 0 else {1: 0.3, 2: 0.5}.get(digits, 1.0)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each word and each number tells, over both tables."""

    of_word: dict[str, float]
    of_number: dict[Decimal, float]

    def words(self, bag: Iterable[str]) -> float:
        """The weight of a bag, summed in the order of its words so that it is the same everywhere."""
        return sum(self.of_word[word] for word in sorted(bag))

    def numbers(self, found: Iterable[Number]) -> float:
        """How telling these numbers are together (0 to 1)."""
        missed = 1.0
        for number in sorted(found):
            missed *= 1 - self.of_number.get(number[0], 1.0) * telling(number)
        return 1 - missed


def weigh(profiles: Iterable[Profile]) -> Weights:
    """Weights over these claims: log(1 + n / number of claims that have the word); numbers likewise, at most 1."""
    words_of: Counter[str] = Counter()
    numbers_of: Counter[Decimal] = Counter()
    count = 0
    for each in profiles:
        count += 1
        words_of.update(each.bag)
        numbers_of.update({value for value, _ in each.said})
    return Weights(
        {word: log(1 + count / often) for word, often in words_of.items()},
        # A number that stands once in each table tells all it can.
        {value: log(1 + count / max(often, 2)) / log(1 + count / 2) for value, often in numbers_of.items()},
    )


def alike(first: Profile, second: Profile, weights: Weights) -> float:
    """How far (0 to 1) two claims say one thing, perhaps in other words or with another number. Symmetrical."""
    if _apart(first, second):
        return 0.0
    if first.flat == second.flat or is_start(first, second) or is_start(second, first):
        return 1.0
    shared = weights.words(first.bag & second.bag)
    sizes = weights.words(first.bag), weights.words(second.bag)
    score = 2 * shared / (sizes[0] + sizes[1]) if shared else 0.0
    if shared and first.cut != second.cut:
        score = max(score, 0.9 * shared / (sizes[0] if first.cut else sizes[1]))
    return _with_names(first, second, _with_numbers(first, second, score, weights))


def _with_numbers(first: Profile, second: Profile, score: float, weights: Weights) -> float:
    values = {value for value, _ in first.numbers}, {value for value, _ in second.numbers}
    common = [number for number in first.numbers if number[0] in values[1]]
    alone = [n for n in first.numbers if n[0] not in values[1]], [n for n in second.numbers if n[0] not in values[0]]
    opposed = min(weights.numbers(alone[0]), weights.numbers(alone[1]))
    if common:
        share = len(common) * 2 / (len(values[0]) + len(values[1]))
        score += (1 - score) * SHARED_NUMBER * weights.numbers(common) * share
    return score * (1 - OTHER_NUMBER * opposed)


def _with_names(first: Profile, second: Profile, score: float) -> float:
    clash = bool(first.names - second.bag) and bool(second.names - first.bag)
    return score * OTHER_NAME if clash else score


def _apart(first: Profile, second: Profile) -> bool:
    """Whether two claims are known to be two: of different numbers of one sentence."""
    if not (first.row.noted and second.row.noted) or first.numbers == second.numbers:
        return False
    return first.numbers <= second.said or second.numbers <= first.said


def is_start(first: Profile, second: Profile) -> bool:
    """Whether the first claim is the second one cut short: in mid-word, or where it seems to be cut anyway."""
    if not second.flat.startswith(first.flat) or len(first.flat) < 20:
        return False
    here, after = first.flat[-1], second.flat[len(first.flat) : len(first.flat) + 1]
    return first.cut or (here.isalpha() and after.isalpha())


def part_of(piece: Profile, whole: Profile, weights: Weights) -> float:
    """How far (0 to 1) one claim is a piece of another, longer one: its numbers must be the other's, and its words.

    Of a whole that is cut, a piece may also be in the part that is gone: then both must open with the same words.
    """
    if _apart(piece, whole) or not piece.bag:
        return 0.0
    values = {value for value, _ in whole.numbers}
    missing = [number for number in piece.numbers if number[0] not in values]
    lost = whole.cut and same_opening(piece, whole) >= OPENING
    if missing and not lost:
        return 0.0
    score = weights.words(piece.bag & whole.bag) / weights.words(piece.bag)
    if piece.numbers and not missing:
        score += (1 - score) * SHARED_NUMBER * weights.numbers(piece.numbers)
    if lost:
        return max(score, CUT_PIECE)
    return score * OTHER_NAME if piece.names - whole.bag else score


def opposed(first: Profile, second: Profile) -> bool:
    """Whether one claim denies what the other says: a denial whose next words are the other's, not denied there.

    That a denial stands anywhere is not enough: a sentence often denies something else in another clause.
    """
    return _denies(first, second) != _denies(second, first)


def _denies(first: Profile, second: Profile) -> bool:
    flat = first.flat[:READ]
    for found in NEGATED.finditer(flat):
        clause = re.split(r"[,;:()]", flat[found.end() :], maxsplit=1)[0]
        scope = content_words(" ".join(clause.split()[:SCOPE]))
        # "sees" is no longer than "see" by more than its ending, which is too short a word to be stemmed.
        if scope and all(
            any(has[: len(word)] == word and len(has) <= len(word) + 2 for has in second.bag) for word in scope
        ):
            return True
    return False


def same_opening(first: Profile, second: Profile) -> int:
    """How many words two claims begin with in common."""
    for at, (one, other) in enumerate(zip(first.order, second.order, strict=False)):
        if one != other:
            return at
    return min(len(first.order), len(second.order))
