"""What can be said of a claim and a question without knowing their field, as numbers.

How near their meanings are, and which of the question's words a sentence says, each weighed by how few of the sentences
looked at say it: a word that most say is the field, a word that few say is what is asked. Where the question's field is
known (`facet_words.py`), what is known there says more; its words beyond what is known there still have to be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import fmean
from typing import TYPE_CHECKING

from synth.pipeline.relevance import Asked, Said, bearing, beyond_facets
from synth.verify.names import STOP, stem, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

ASKING = frozenset(
    """affect effect effectiveness impact compare comparison difference does do can could would should enhance vary
    yield measure whether when what which how why used use using e.g g""".split()
)
"""Words with which one asks, not what one asks about."""
ALIKE, LEAST_ALIKE, COUNTS = 0.65, 4, 0.8
"""Two words are of one family from this share of the longer one and these many letters on; what that counts."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*|[,;:.?()]")
_NAME = re.compile(r"[A-Za-z]+")
_SHORT = re.compile(r"\b[A-Z]{2,4}\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question that tell what it is about, and what their initials may stand for."""

    words: tuple[str, ...]
    initials: Mapping[str, frozenset[str]]

    def said(self, text: str) -> dict[str, float]:
        """How far a text says each word: itself or by its initials (1), by a word of its family, or not (0)."""
        bag = frozenset(words(text))
        short = (self.initials.get(name.casefold(), frozenset()) for name in sorted(set(_SHORT.findall(text))))
        meant = frozenset().union(*short)
        return {
            word: 1.0 if word in bag or word in meant else COUNTS if any(_alike(word, other) for other in bag) else 0.0
            for word in self.words
        }


def question_words(question: str) -> frozenset[str]:
    """The stemmed words of a question that tell what it is about."""
    asking = {stem(word) for word in ASKING}
    return frozenset(word for word in words(question) if word not in STOP and word not in asking and len(word) > 1)


def wanted_of(question: str) -> Wanted:
    """The words of a question; "named entity recognition" may be said as "NER"."""
    names = _NAME.findall(question)
    initials: dict[str, frozenset[str]] = {}
    for length in (2, 3, 4):
        for start in range(len(names) - length + 1):
            run = names[start : start + length]
            initials.setdefault("".join(name[0] for name in run).casefold(), frozenset(words(" ".join(run))))
    return Wanted(tuple(sorted(question_words(question))), initials)


def phrases(question: str) -> list[str]:
    """A question's runs of telling words; a question without any is one phrase."""
    asking = {stem(word) for word in ASKING}
    found: list[str] = []
    run: list[str] = []
    for token in [*_TOKEN.findall(question), "."]:
        stems = words(token)
        if stems and not all(word in STOP or word in asking for word in stems):
            run.append(token)
        elif run:
            found.append(" ".join(run))
            run = []
    return list(dict.fromkeys(found)) or [question]


def word_weights(texts: Sequence[Mapping[str, float]], wanted: Sequence[str]) -> dict[str, float]:
    """How much each wanted word tells (0 to 1): log(1 + n / (1 + texts that say it)) / log(1 + n)."""
    most = log(1 + len(texts)) or 1.0
    return {word: log(1 + len(texts) / (1 + sum(text[word] > 0 for text in texts))) / most for word in wanted}


def features(
    question: str, asked: Asked, pool: Sequence[Said], results: Sequence[bool], embed: Embed
) -> list[dict[str, float]]:
    """The features of each sentence, in their order; `results` says which state a number that is no count.

    What is rare is so among these sentences.
    """
    wanted = wanted_of(question)
    said = [wanted.said(each.text) for each in pool]
    placed = {head: wanted.said(head) for head in dict.fromkeys(map(_head, pool))}
    weights = word_weights(said, wanted.words)
    rest = question_words(beyond_facets(question))
    total = sum(weight * weight for weight in weights.values()) or 1.0

    asking = phrases(question)
    telling = [fmean([weights.get(word, 0.0) for word in words(each)] or [0.0]) for each in asking]
    vectors = embed([question, *asking, *(each.text for each in pool)])
    near = (vectors[1 + len(asking) :] @ vectors[: 1 + len(asking)].T).tolist()
    context = (embed([f"{_head(each)} {each.text}" for each in pool]) @ vectors[0]).tolist()

    made: list[dict[str, float]] = []
    for place, each in enumerate(pool):
        own, head = said[place], placed[_head(each)]
        missed = sum(
            (1 - max(own[word], head[word])) * weight * weight for word, weight in weights.items() if word in rest
        )
        facets = bearing(asked, replace(each, near=near[place][0]))
        made.append(
            {
                "near_in_context": context[place],
                "near_phrases": _mean([max(0.0, value) for value in near[place][1:]], telling),
                "most_telling_word": max((own[word] * weight for word, weight in weights.items()), default=0.0),
                "result": float(results[place]),
                "facets": facets,
                "facets_and_rest": facets * (1 - missed / total),
            }
        )
    return made


def _head(said: Said) -> str:
    """Where a sentence stands: its paper's title and its section."""
    return ". ".join((said.title, " ".join(said.section)))


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike for most of their length ("contrast", "contrastive")."""
    longer = max(len(one), len(other))
    shared = max(LEAST_ALIKE, int(ALIKE * longer) + (ALIKE * longer % 1 > 0))
    return min(len(one), len(other)) >= shared and one[:shared] == other[:shared]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total if total else 0.0
