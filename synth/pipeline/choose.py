"""Which papers and which claims bear on a question.

Relevance is judged against the question alone, by what a claim speaks of (`relevance.py`), each word of the question
that is not known there weighed by how rare it is among the claims looked at. Among claims that bear on the question,
those that state a result of the paper's own go first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING

from synth.pipeline.relevance import Asked, Said, asked_of, bearing, beyond_facets, least
from synth.records import Claim
from synth.verify.names import STOP, stem, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

POOL = 200
"""Claims whose meaning is compared with the question: the best by what they speak of, by vocabulary and by passage."""
LONGEST = 2000
"""Characters of a sentence that are read; a longer one is no sentence."""
PIECE = 0.15
"""How much more a sentence may bear than the one claim of it."""
PER_SENTENCE = 2
"""Claims of one sentence that are listed; it says the same with each of its numbers."""
SETTING = 0.7
"""What the rank of a claim is multiplied by that only counts ("nine tasks") or states no number."""
BORROWED = 0.75
"""The same for a claim that opens with a citation: another paper's result, better taken from that paper."""
OTHERS = re.compile(
    r"^(?:\W*\[@|(?:in addition,? )?(?:recent|previous|prior|earlier|existing)\b)"
    r"|\b(?:found|show(?:ed|n)|report(?:ed)?) that\b.*\[@",
    re.IGNORECASE,
)
ASKING = frozenset(
    """affect effect effectiveness impact compare comparison difference does do can could would should enhance vary
    yield measure whether when what which how why used use using e.g g""".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with the score of the passage that it stands in (0 to 1), its whole sentence and its paper's title."""

    claim: Claim
    passage: float
    sentence: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim that bears on the question, and how much (0 to 1)."""

    claim: Claim
    relevance: float


def question_words(question: str) -> frozenset[str]:
    """The stemmed words of a question that tell what it is about."""
    asking = {stem(word) for word in ASKING}
    return frozenset(word for word in words(question) if word not in STOP and word not in asking and len(word) > 1)


def word_weights(texts: Sequence[frozenset[str]], wanted: frozenset[str]) -> Mapping[str, float]:
    """How much each wanted word tells: log(1 + n / (1 + number of texts that have it))."""
    return {word: log(1 + len(texts) / (1 + sum(word in text for text in texts))) for word in sorted(wanted)}


def coverage(bag: frozenset[str], weights: Mapping[str, float]) -> float:
    """Weighted share of the question's words that a text uses."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in bag) / total if total else 0.0


def choose_claims(
    question: str, candidates: Sequence[Candidate], embed: Embed, *, limit: int, per_paper: int
) -> tuple[Chosen, ...]:
    """The claims that bear on the question, best first, at most `limit` and `per_paper` of one paper.

    Every paper with a claim over the threshold gives its best one before any gives a second, so that one paper does
    not speak for all.
    """
    wanting = least(asked_of(question))
    bear = [entry for entry in relevances(question, candidates, embed) if entry.relevance >= wanting]
    ranked = sorted(bear, key=lambda entry: (-_rank(entry), *_place(entry.claim)))
    return _share_out(_distinct(ranked), limit, per_paper)


def relevances(question: str, candidates: Sequence[Candidate], embed: Embed) -> list[Chosen]:
    """How much each of the `POOL` most likely claims bears on the question."""
    if not candidates:
        return []
    asked = asked_of(question)
    said = [_said(entry) for entry in candidates]
    wanted = question_words(beyond_facets(question)) or question_words(question)
    bags = [frozenset(words(" ".join((each.text, *each.section)))) for each in said]
    weights = word_weights(bags, wanted)
    said = [replace(each, covered=coverage(bag, weights)) for each, bag in zip(said, bags, strict=True)]
    first = [bearing(asked, each) + 0.01 * entry.passage for each, entry in zip(said, candidates, strict=True)]
    order = sorted(range(len(candidates)), key=lambda i: (-round(first[i], 4), candidates[i].claim.id))[:POOL]
    vectors = embed([question, *(said[i].text for i in order)])
    closeness = vectors[1:] @ vectors[0]
    return [
        Chosen(
            candidates[i].claim, round(_relevance(asked, candidates[i].claim, replace(said[i], near=float(near))), 2)
        )
        for i, near in zip(order, closeness, strict=True)
    ]


def _relevance(asked: Asked, claim: Claim, said: Said) -> float:
    """How much its sentence bears, and not much more than the claim does by itself: a piece may say nothing of it."""
    alone = bearing(asked, replace(said, text=claim.text[:LONGEST]))
    return min(bearing(asked, said), alone + PIECE if alone else 0.0)


def _said(entry: Candidate) -> Said:
    """A claim as its sentence puts it; without a sentence at hand, as it puts it itself."""
    return Said((entry.sentence or entry.claim.text)[:LONGEST], entry.claim.section, entry.title)


def _place(claim: Claim) -> tuple[str, str, int, int, int, str]:
    """Where a claim stands: of one sentence's claims that of its first number comes first."""
    anchor, number = claim.anchor, min((quantity.start for quantity in claim.quantities), default=-1)
    return anchor.paper, anchor.file or "", anchor.page or 0, anchor.start, number, claim.id


def _rank(entry: Chosen) -> float:
    claim = entry.claim
    result = any(quantity.kind != "count" or quantity.decimals > 0 for quantity in claim.quantities)
    compared = bool(claim.subject and claim.baseline) and claim.direction is not None
    rank = entry.relevance * (1.0 if result or compared else SETTING)
    rank *= BORROWED if OTHERS.search(claim.text) else 1.0
    return round(rank, 4)


def _distinct(ranked: Sequence[Chosen]) -> list[Chosen]:
    """One of several claims of a paper that say the same in the same words (an abstract repeated in a conclusion).

    Of one sentence at most `PER_SENTENCE` are kept.
    """
    kept: list[Chosen] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    given: Counter[tuple[str, str | None, int | None, int]] = Counter()
    for entry in ranked:
        anchor = entry.claim.anchor
        key = (anchor.paper, frozenset(words(entry.claim.text)))
        place = (anchor.paper, anchor.file, anchor.page, anchor.start)
        if key not in seen and given[place] < PER_SENTENCE:
            seen.add(key)
            given[place] += 1
            kept.append(entry)
    return kept


def _share_out(ranked: Sequence[Chosen], limit: int, per_paper: int) -> tuple[Chosen, ...]:
    turns: dict[str, int] = {}
    numbered: list[tuple[int, Chosen]] = []
    for entry in ranked:
        paper = entry.claim.anchor.paper
        turn = turns.get(paper, 0)
        turns[paper] = turn + 1
        if turn < per_paper:
            numbered.append((0 if turn == 0 else 1, entry))
    first = sorted(numbered, key=lambda pair: pair[0])[:limit]
    return tuple(sorted((entry for _, entry in first), key=lambda entry: (-entry.relevance, entry.claim.id)))
