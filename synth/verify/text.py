"""A claim against sentences: elsewhere in its own paper, and in other papers.

Without a learned verifier this room is careful: a sentence supports a claim when it carries the same number for the
same things in other words. A sentence that merely repeats the claim is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from synth.quantity import Quantity
from synth.records import Against, Check, Claim, Status
from synth.verify.names import STOP, words

REPETITION = 0.92
"""Likeness from which a sentence is taken for a copy of the claim's own sentence."""
ALIKE = 0.4
"""Likeness from which two sentences with the same number are taken to speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Claims to compare with, and how much each word tells: rarer among the claims, more telling."""

    claims: tuple[Claim, ...]
    bags: tuple[frozenset[str], ...]
    weights: dict[str, float]


def statements(claims: Iterable[Claim]) -> Statements:
    """The claims of one paper (or of several) ready to be compared with."""
    kept = tuple(claims)
    bags = tuple(content_words(claim.text) for claim in kept)
    frequency: dict[str, int] = {}
    for bag in bags:
        for word in bag:
            frequency[word] = frequency.get(word, 0) + 1
    weights = {word: log(1 + len(kept) / count) for word, count in frequency.items()}
    return Statements(kept, bags, weights)


def content_words(text: str) -> frozenset[str]:
    """The words that carry a sentence's meaning: stemmed, without stop words and bare numbers."""
    return frozenset(word for word in words(text) if word not in STOP and not word.replace(".", "").isdigit())


def speaks_of(claim: str, texts: Iterable[str]) -> bool:
    """Whether texts have one of the claim's first two content words: what it is about, or what it says of that.

    What a claim shares with a text beyond them is mostly its setting ("in made towns"). Of SciFact's training claims
    that the first of our verifiers called contradicted by an abstract without either, 5 of 13 were (85 of 134 others).
    """
    first = [word for word in words(claim) if word not in STOP][:2]
    return not first or any(set(first) & set(words(text)) for text in texts)


def likeness(first: frozenset[str], second: frozenset[str], weights: dict[str, float]) -> float:
    """Weighted overlap of two bags of words: shared weight over the smaller bag's weight (0 to 1)."""
    if not first or not second:
        return 0.0
    unknown = max(weights.values(), default=1.0)

    def weigh(bag: frozenset[str]) -> float:
        return sum(weights.get(word, unknown) for word in sorted(bag))

    return weigh(first & second) / min(weigh(first), weigh(second))


def check_text(claim: Claim, known: Statements, *, against: Against) -> Check | None:
    """The best sentence for or against a claim among the statements; None when none speaks of the same thing.

    The claim's own sentence is left out. For `own_text` a verbatim repetition elsewhere in the paper is named as such
    and counts for little.
    """
    bag = content_words(claim.text)
    best: tuple[float, Claim] | None = None
    repeated: Claim | None = None
    for other, other_bag in zip(known.claims, known.bags, strict=True):
        if other.anchor == claim.anchor or (against == "other_paper" and other.anchor.paper == claim.anchor.paper):
            continue
        if not _same_numbers(claim, other):
            continue
        score = likeness(bag, other_bag, known.weights)
        if score >= REPETITION and len(bag ^ other_bag) <= 2:
            repeated = repeated or other
        elif score >= ALIKE and (best is None or score > best[0]):
            best = (score, other)
    if best is not None and claim.quantities:
        score, other = best
        confidence = round(min(0.85, 0.35 + 0.5 * score) * _telling(claim.quantities), 4)
        status: Status = "supported" if confidence >= 0.5 else "unresolved"
        reason = f"{where_told(other, against)} gives the same number for the same thing"
        if status == "unresolved":
            reason = f"{where_told(other, against)} gives the same number, perhaps for something else"
            confidence = round(1 - confidence, 4)
        return Check(against, status, confidence, reason, anchors=(other.anchor,))
    if repeated is not None:
        reason = f"{where_told(repeated, against)} repeats the sentence, which is no evidence of its own"
        return Check(against, "unresolved", 0.9, reason, anchors=(repeated.anchor,))
    return None


def where_told(other: Claim, against: Against) -> str:
    """How a reason names the sentence of another claim."""
    if against == "other_paper":
        return f"paper {other.anchor.paper}"
    section = " › ".join(other.section)
    return f"another sentence of the paper ({section})" if section else "another sentence of the paper"


def _same_numbers(claim: Claim, other: Claim) -> bool:
    """Whether every number of the claim stands in the other with the same value, precision and kind of unit."""
    if not claim.quantities:
        return False
    return all(any(_same(quantity, candidate) for candidate in other.quantities) for quantity in claim.quantities)


def _same(first: Quantity, second: Quantity) -> bool:
    if first.value != second.value or first.decimals != second.decimals or first.high != second.high:
        return False
    if first.sign is not None and second.sign is not None and first.sign != second.sign:
        return False
    return first.unit == second.unit or None in (first.unit, second.unit) or {first.unit, second.unit} <= POINT_LIKE


POINT_LIKE = frozenset({"%", "points"})


def _telling(quantities: Sequence[Quantity]) -> float:
    """How much an equal number says: small round numbers stand everywhere, numbers of three digits hardly ever."""
    digits = max(len(quantity.value.normalize().as_tuple().digits) for quantity in quantities)
    return {1: 0.55, 2: 0.85}.get(digits, 1.0)
