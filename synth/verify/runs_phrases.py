"""Metrics that a log names by a whole phrase ("Report the AUC at the patient level"), not said word for word.

A phrase is meant where a claim says nearly all that tells it from the others, each word weighed by how few phrases
have it. Words of the frame ("report", "score", "value") and of what the phrase was asked about count for nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from synth.verify.names import STOP, fold, stem
from synth.verify.runs_fact import Fact

LENGTH = 4
"""Joints between words from which the name of a metric is a phrase."""
SAID, TITLED = 0.7, 0.5
"""Weighed share of a phrase's words that a claim needs to say; and where it names what the phrase was asked about."""
TITLE_WORDS = 0.5
"""Weighed share of a title's words, up to its first colon, that names it."""
FRAME = frozenset(
    """report please fig figure you should ignore table row manuscript score value output result dataset data method
    model out number numerical find file""".split()
)
SAME = {
    "acc": "accuracy", "accurate": "accuracy", "accurately": "accuracy", "mean": "average", "avg": "average",
    "averag": "average", "averaged": "average", "proportion": "share", "percentage": "percent", "sens": "sensitivity",
    "spec": "specificity", "errors": "error", "prec": "precision", "testing": "test",
}  # fmt: skip
"""Words that say the same."""
_WORD = re.compile(r"[^\W_]+")
MADE_OF_IT = frozenset({"average"})
"""What a claim may say or leave out: repeated runs have a mean."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The telling words of a metric's name with their weights, and those of what it was asked about."""

    words: Mapping[str, float]
    title: Mapping[str, float]


def telling(text: str) -> list[str]:
    """The words of a text that may tell one phrase from another, in one spelling each."""
    found = [SAME.get(word, stem(word)) for word in _WORD.findall(fold(text))]
    return [SAME.get(word, word) for word in found if word not in STOP and word not in FRAME]


def make_phrases(facts: Sequence[Fact]) -> dict[str, Phrase]:
    """The metrics of facts that are named by phrases."""
    titles: dict[str, str] = {}
    for fact in facts:
        if fact.metric.count("_") >= LENGTH:
            titles.setdefault(fact.metric, (fact.measurement.task or "").partition(":")[0])
    named = {metric: frozenset(telling(metric.replace("_", " "))) for metric in titles}
    counts = Counter(word for words in named.values() for word in words)
    asked = {title: frozenset(telling(title)) for title in titles.values()}
    common = Counter(word for words in asked.values() for word in words)
    return {
        metric: Phrase(
            {word: log(1 + len(named) / counts[word]) for word in sorted(words - MADE_OF_IT)},
            {word: log(1 + len(asked) / common[word]) for word in sorted(asked[titles[metric]])},
        )
        for metric, words in sorted(named.items())
        if words - MADE_OF_IT
    }


def meant_phrases(text: str, phrases: Mapping[str, Phrase]) -> frozenset[object]:
    """The metrics whose phrase a claim says; several where they are said as much, none where no phrase is."""
    said = frozenset(telling(text))
    scores: dict[tuple[float, float], set[object]] = defaultdict(set)
    for metric, phrase in phrases.items():
        share = _share(phrase.words, said)
        titled = bool(phrase.title) and _titled(phrase.title, said)
        if share >= (TITLED if titled else SAID):
            scores[titled + share, sum(phrase.words.values())].add(metric)
    return frozenset(scores[max(scores)]) if scores else frozenset()


def _share(words: Mapping[str, float], said: frozenset[str]) -> float:
    return sum(weight for word, weight in words.items() if word in said) / sum(words.values())


def _titled(title: Mapping[str, float], said: frozenset[str]) -> bool:
    """Whether a claim names what a phrase was asked about: by most of its words, or by one that no other title has."""
    rarest = max(title.values())
    alone = any(weight == rarest and word in said and len(word) > 4 for word, weight in title.items())
    return alone or _share(title, said) >= TITLE_WORDS
