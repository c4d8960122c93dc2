"""The words of a question that tell what it is about, and the words in which any paper states a result.

What stands here is how research is asked about and reported in any field; no word of a field is among it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from synth.verify.names import STOP, stem, words

ASKING = frozenset(
    stem(word)
    for word in """affect effect effectiveness impact influence compare comparison difference differ does do can could
    would should may might enhance vary yield measure whether when what which how why who where used use using e.g g vs
    versus improve improvement help hurt harm benefit beat match outperform surpass exceed reduce lower raise increase
    decrease shorten lose gain make made get give take come keep cause lead much many more less most better worse best
    good well close far large larger small smaller any several different without directly method approach way""".split()
)
"""Words with which one asks, not what one asks about."""
RELATING = frozenset(
    stem(word)
    for word in """affect impact influence compare enhance vary yield improve help hurt harm benefit beat match
    outperform surpass exceed reduce lower raise increase decrease shorten lose gain make cause lead better worse
    than""".split()
)
"""Words between what is varied and what comes of it."""
ALIKE, LEAST_ALIKE, COUNTS = 0.65, 4, 0.8
"""Two words are of one family from this share of the longer one and these many letters on; what that counts."""

FINDING = re.compile(
    r"\b(?:improv|help|hurt|harm|better|worse|best|worst|weak|strong|gain|los[es]|drop|f[ae]ll|ris[es]|rais|lift"
    r"|win|won|outperform|above|below|against|than|reach|averag|scor|no effect|nothing|matter|lower|higher|beat"
    r"|costs?\b|correlat|increas|decreas|reduc|degrad|no\b|not\b|takes?\b|needs?\b|trains? at|adds?\b|instead"
    r"|from \d|retriev|achiev|obtain|yield|perform|narrow|widen|does\b|do\b|efficien)",
    re.IGNORECASE,
)
"""Words of which a sentence has one when it says how something came out; one that only sets up has none."""

SET_UP = re.compile(
    r"^\W*(?:\d+\W*){0,4}(?:(?:related|previous|prior) work|background|introduction|(?:experimental )?set-?up"
    r"|data(?:sets?)?|methods?|methodology|tasks?|training details|implementation(?: details)?|hyper-?parameters"
    r"|tables|acknowledg\w*)\b",
    re.IGNORECASE,
)
"""Headings of sections that tell how something was done, or what others did."""

ASKS = re.compile(
    r"\b(?:the|this|our) (?:paper|study|work) (?:asks|tests|studies|investigates)\b|\bwe ask\b", re.IGNORECASE
)
"""A question that a paper asks is no finding."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*|[,;:.?()]")
_NAME = re.compile(r"[A-Za-z]+")
_SHORT = re.compile(r"\b[A-Z]{2,4}\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question that tell what it is about, and what their initials may stand for.

    `parts` are those before and those after the question's first word that relates two things: what is varied and what
    may come of it; one part where nothing is related.
    """

    words: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
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


def wanted_of(question: str) -> Wanted:
    """The words of a question; "named entity recognition" may be said as "NER"."""
    names = _NAME.findall(question)
    initials: dict[str, frozenset[str]] = {}
    for length in (2, 3, 4):
        for start in range(len(names) - length + 1):
            run = names[start : start + length]
            initials.setdefault("".join(name[0] for name in run).casefold(), frozenset(words(" ".join(run))))
    return Wanted(tuple(sorted(telling_words(question))), _parts(question), initials)


def phrases(question: str) -> list[str]:
    """A question's runs of telling words; a question without any is one phrase."""
    found: list[str] = []
    run: list[str] = []
    for token in [*_TOKEN.findall(question), "."]:
        if telling_words(token):
            run.append(token)
        elif run:
            found.append(" ".join(run))
            run = []
    return list(dict.fromkeys(found)) or [question]


def word_weights(texts: Sequence[Mapping[str, float]], wanted: Sequence[str]) -> dict[str, float]:
    """How much each wanted word tells (0 to 1): log(1 + n / (1 + texts that say it)) / log(1 + n)."""
    most = log(1 + len(texts)) or 1.0
    return {word: log(1 + len(texts) / (1 + sum(text[word] > 0 for text in texts))) / most for word in wanted}


def telling_words(text: str) -> frozenset[str]:
    """The stemmed words of a text that tell what it is about."""
    return frozenset(word for word in words(text) if word not in STOP and word not in ASKING and len(word) > 1)


def _parts(question: str) -> tuple[tuple[str, ...], ...]:
    tokens = _TOKEN.findall(question)
    for place, token in enumerate(tokens):
        if RELATING.intersection(words(token)):
            parts = (telling_words(" ".join(tokens[:place])), telling_words(" ".join(tokens[place + 1 :])))
            if all(parts):
                return tuple(tuple(sorted(part)) for part in parts)
    whole = telling_words(question)
    return (tuple(sorted(whole)),) if whole else ()


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike for most of their length ("contrast", "contrastive")."""
    longer = max(len(one), len(other))
    shared = max(LEAST_ALIKE, int(ALIKE * longer) + (ALIKE * longer % 1 > 0))
    return min(len(one), len(other)) >= shared and one[:shared] == other[:shared]
