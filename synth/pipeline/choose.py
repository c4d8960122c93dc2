"""Which papers and which claims bear on a question.

Relevance is judged against the question alone. A claim's relevance is the mean of how close its meaning is to the
question's (cosine of the embeddings) and of how much of the question's vocabulary it and its section use, each word
weighed by how rare it is among the claims looked at. Among claims that bear on the question, those that state a result
of the paper's own go first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from synth.records import Claim
from synth.verify.names import STOP, stem, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

POOL = 200
"""Claims whose meaning is compared with the question: the best by vocabulary and passage."""
LEAST_CLAIM = 0.3
"""Relevance from which a claim is taken to bear on the question."""
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
    """A claim with the score of the passage that it stands in (0 to 1)."""

    claim: Claim
    passage: float


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
    """The claims that bear most on the question, best first, at most `limit` and `per_paper` of one paper.

    Every paper with a claim over the threshold gives its best one before any gives a second, so that one paper does
    not speak for all.
    """
    if not candidates:
        return ()
    wanted = question_words(question)
    bags = [frozenset(words(entry.claim.text + " " + " ".join(entry.claim.section))) for entry in candidates]
    weights = word_weights(bags, wanted)
    covered = [coverage(bag, weights) for bag in bags]
    order = sorted(
        range(len(candidates)),
        key=lambda i: (-round(0.6 * covered[i] + 0.4 * candidates[i].passage, 4), candidates[i].claim.id),
    )[:POOL]
    vectors = embed([question, *(candidates[i].claim.text for i in order)])
    closeness = vectors[1:] @ vectors[0]
    scored = [
        Chosen(candidates[i].claim, round(0.5 * max(0.0, float(near)) + 0.5 * min(1.0, 1.4 * covered[i]), 2))
        for i, near in zip(order, closeness, strict=True)
    ]
    bearing = (entry for entry in scored if entry.relevance >= LEAST_CLAIM)
    ranked = sorted(bearing, key=lambda entry: (-_rank(entry), entry.claim.id))
    return _share_out(_distinct(ranked), limit, per_paper)


def _rank(entry: Chosen) -> float:
    claim = entry.claim
    result = any(quantity.kind != "count" or quantity.decimals > 0 for quantity in claim.quantities)
    compared = bool(claim.subject and claim.baseline) and claim.direction is not None
    rank = entry.relevance * (1.0 if result or compared else SETTING)
    rank *= BORROWED if OTHERS.search(claim.text) else 1.0
    return round(rank, 4)


def _distinct(ranked: Sequence[Chosen]) -> list[Chosen]:
    """One of several claims of a paper that say the same in the same words (an abstract repeated in a conclusion)."""
    kept: list[Chosen] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    for entry in ranked:
        key = (entry.claim.anchor.paper, frozenset(words(entry.claim.text)))
        if key not in seen:
            seen.add(key)
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
