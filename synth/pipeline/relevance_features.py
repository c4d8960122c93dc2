"""What can be said of a claim and a question without knowing their field, as numbers.

How near their meanings are, and which of the question's words a sentence says, each weighed by how few of the sentences
looked at say it: a word that most say is the field, a word that few say is what is asked. A sentence is read with its
paper's title and its headings, since "it gains 2.1 points" says of what only there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

from synth.pipeline.relevance import Asked, Said, bearing, beyond_facets
from synth.pipeline.relevance_words import phrases, telling_words, wanted_of, word_weights
from synth.verify.names import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

PLACED = 0.6
"""What a word counts that only the paper's title or a heading says."""
COMMON = 0.3
"""Added to what a part's words tell together, so that a part of common words alone is never said for certain."""
SMALLEST = 1e-6
"""Below every spread of values that differ."""


def features(question: str, asked: Asked, pool: Sequence[Said], embed: Embed) -> list[dict[str, float]]:
    """The features of each sentence, in their order. What is rare, and what is near, is so among these sentences."""
    wanted = wanted_of(question)
    own = [wanted.said(each.text) for each in pool]
    heads = {head: wanted.said(head) for head in dict.fromkeys(each.head for each in pool)}
    weights = word_weights(own, wanted.words)
    rest = telling_words(beyond_facets(question))
    total = sum(weight * weight for weight in weights.values()) or 1.0

    asking = phrases(question)
    telling = [fmean([weights.get(word, 0.0) for word in words(each)] or [0.0]) for each in asking]
    vectors = embed([question, *asking, *(f"{each.head} {each.text}" for each in pool)])
    near = vectors[1 + len(asking) :] @ vectors[: 1 + len(asking)].T
    whole = [float(value) for value in near[:, 0]]
    phrased = _standing_out(near[:, 1:], telling)
    around = _around(pool, whole)

    made: list[dict[str, float]] = []
    for place, each in enumerate(pool):
        head = heads[each.head]
        told = {word: max(said, PLACED * head[word]) for word, said in own[place].items()}
        parts = [_share(part, told, weights) for part in wanted.parts] or [0.0]
        missed = sum(
            (1 - max(own[place][word], head[word])) * weight * weight
            for word, weight in weights.items()
            if word in rest
        )
        facets = bearing(asked, replace(each, near=whole[place]))
        made.append(
            {
                "near": whole[place],
                "near_around": around[place],
                "near_phrases": phrased[place],
                "telling_word": max((own[place][word] * weight for word, weight in weights.items()), default=0.0),
                "first_part": parts[0],
                "every_part": min(parts),
                "passage": each.passage,
                "result": float(each.result),
                "facets": facets,
                "facets_and_rest": facets * (1 - missed / total),
            }
        )
    return made


def _standing_out(near: NDArray[np.float32], weights: Sequence[float]) -> list[float]:
    """How far each sentence (row) stands out from all in its nearness to the phrases (columns), in standard deviations.

    A phrase counts as much as its words tell.
    """
    if not len(near) or not sum(weights):
        return [0.0] * len(near)
    apart = (near - near.mean(axis=0)) / (near.std(axis=0) + SMALLEST)
    return [
        sum(float(value) * weight for value, weight in zip(row, weights, strict=True)) / sum(weights) for row in apart
    ]


def _around(pool: Sequence[Said], near: Sequence[float]) -> list[float]:
    """How near the other sentences of the same section are on average; a sentence alone there stands for them."""
    sections: dict[tuple[str, tuple[str, ...]], list[float]] = {}
    for each, value in zip(pool, near, strict=True):
        sections.setdefault((each.paper, each.section), []).append(value)
    made: list[float] = []
    for each, value in zip(pool, near, strict=True):
        mine = sections[each.paper, each.section]
        made.append((sum(mine) - value) / (len(mine) - 1) if len(mine) > 1 else value)
    return made


def _share(part: Sequence[str], told: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How much of a part of the question is said (0 to 1), by what its words tell."""
    total = sum(weights[word] ** 2 for word in part)
    return sum(told[word] * weights[word] ** 2 for word in part) / (total + COMMON)
