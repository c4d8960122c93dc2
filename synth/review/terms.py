"""What a question asks for, as aspects, and which of them a text speaks of.

Everything here is lexical: stems, joined compounds and the initials of acronyms. It sees that a claim never mentions
"latency"; it does not see that "tokens per second" is about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import fsum, log

from synth.records import JudgedClaim

BEARS = 0.25
"""A claim below this relevance, or without a single word of the question, does not bear on the question."""

TOKEN = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
BREAK = re.compile(r"[,;:.?!()\[\]{}\"“”/]|\s[-–—]\s")
ACRONYM = re.compile(r"[A-Z]{3,5}")
IDIOMS = re.compile(
    r"\bin order (?:to|for|that)\b|\bso long as\b|\bas well as\b|\be\.g\.|\bi\.e\.|\bvs\.", re.IGNORECASE
)
"""Phrases whose words do not mean what they say, and abbreviations whose dots end no sentence."""

FUNCTION_WORDS = frozenset(
    "a an the and or but nor of in on at to for from by with without within into onto over under between among across "
    "through during before after above below as than then so such that this these those there here it its they their "
    "them we our us you your he she his her i me my who whom whose which what when where why how whether if while is "
    "are was were be been being am do does did done has have had having can could may might must shall should will "
    "would not no yes any all some each every both either neither other another more most less least few fewer many "
    "much very only own same too also just about against per via vs versus eg ie etc e g".split()
)

SHAPING_WORDS = (
    "affect effect influence impact enhance improve improvement increase decrease reduce compare comparison vary "
    "variation change differ difference different measure measured evaluate evaluation perform performance result use "
    "usage using deploy yield achieve lead help allow enable cause give provide show report find relate relation "
    "depend better worse best good well high low term case way extent role question study paper work approach method "
    "possible effective effectiveness lower higher raise benchmark task model system dataset"
)
"""Words that shape a question ("does X affect Y compared to Z") or name a kind of thing that every paper has."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question: as written, and the sets of stems of which one has to be in a text."""

    surface: str
    readings: tuple[frozenset[str], ...]

    def said_in(self, stems: frozenset[str]) -> bool:
        """Whether a text with these stems says this word."""
        return any(reading <= stems for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Aspect:
    """A run of words that name one thing the question asks for: "inference latency", "XTREME-R tasks"."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The aspect as the question writes it."""
        return " ".join(word.surface for word in self.words)


@cache
def _analyzer() -> Callable[[str], list[str]]:
    import tantivy

    built = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.lowercase())
    return built.filter(tantivy.Filter.stemmer("english")).build().analyze


@cache
def stem(word: str) -> str:
    """The Snowball stem of one English word, in lower case."""
    return "".join(_analyzer()(word))


@cache
def _shaping_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in SHAPING_WORDS.split())


def _parts(token: str) -> list[str]:
    return re.split(r"[-\u2010\u2011]", token)


def _is_name(token: str) -> bool:
    """XTREME-R, mBERT, SQuAD2, non-English: a capital or a digit after the first character makes one whole."""
    return any(char.isupper() or char.isdigit() for char in token[1:])


def stems_of(text: str) -> frozenset[str]:
    """Stems of the words of a text, of its compounds joined, of neighbours joined, and initials of word runs."""
    tokens = TOKEN.findall(IDIOMS.sub(" ", text))
    flat = [part.lower() for token in tokens for part in _parts(token)]
    found = {stem(part) for part in flat}
    found |= {stem("".join(_parts(token)).lower()) for token in tokens}
    found |= {stem(first + second) for first, second in pairwise(flat)}
    for length in (3, 4, 5):
        found |= {
            "initials " + "".join(word[0] for word in flat[at : at + length]) for at in range(len(flat) - length + 1)
        }
    return frozenset(found)


def _word(token: str) -> Word | None:
    parts = [part.lower() for part in _parts(token)]
    joined = stem("".join(parts))
    readings = [frozenset((joined,))]
    if not _is_name(token):
        content = [stem(part) for part in parts if part not in FUNCTION_WORDS and stem(part) not in _shaping_stems()]
        if not content:
            return None
        if len(parts) > 1:
            readings.append(frozenset(content))
    if ACRONYM.fullmatch(token):
        readings.append(frozenset((f"initials {token.lower()}",)))
    return Word(token, tuple(readings))


def aspects_of(question: str) -> tuple[Aspect, ...]:
    """The aspects of a question in its own order, none twice."""
    found: list[Aspect] = []
    seen: set[tuple[Word, ...]] = set()
    for clause in BREAK.split(IDIOMS.sub(";", question)):
        run: list[Word] = []
        for token in [*TOKEN.findall(clause), ""]:
            word = _word(token) if token else None
            if word is not None:
                run.append(word)
            elif run:
                if (key := tuple(run)) not in seen:
                    seen.add(key)
                    found.append(Aspect(key))
                run = []
    return tuple(found)


def claim_stems(judged: JudgedClaim) -> frozenset[str]:
    """The stems of everything a claim says of itself: its text and the names found in it."""
    claim = judged.claim
    names = (claim.subject, claim.baseline or "", claim.metric or "", *claim.dataset)
    return stems_of(". ".join((claim.text, *names)))


def placed_stems(judged: JudgedClaim, titles: Mapping[str, str]) -> frozenset[str]:
    """The stems of a claim and of its paper's title, which says what a claim need not repeat."""
    return claim_stems(judged) | stems_of(titles.get(judged.claim.anchor.paper, ""))


def bears_on(judged: JudgedClaim, aspects: Sequence[Aspect]) -> bool:
    """Whether a claim bears on a question: relevant enough, and it says at least one of the question's words."""
    if judged.relevance < BEARS:
        return False
    stems = claim_stems(judged)
    return not aspects or any(word.said_in(stems) for aspect in aspects for word in aspect.words)


def rarity(aspects: Sequence[Aspect], texts: Sequence[frozenset[str]]) -> dict[Word, float]:
    """How much each word of a question distinguishes it: the logarithm of how few of the texts say it."""
    words = {word for aspect in aspects for word in aspect.words}
    return {word: log(1 + (len(texts) + 1) / (0.5 + sum(word.said_in(stems) for stems in texts))) for word in words}


def covers(stems: frozenset[str], aspect: Aspect, weights: Mapping[Word, float]) -> bool:
    """Whether a text says at least half of an aspect, each word weighed by how much it distinguishes."""
    total = sum(weights[word] for word in aspect.words)
    return sum(weights[word] for word in aspect.words if word.said_in(stems)) >= total / 2


def weight_of(aspect: Aspect, weights: Mapping[Word, float]) -> float:
    """An aspect weighs what its most distinguishing word does."""
    return max(weights[word] for word in aspect.words)


def weight_of_all(aspects: Iterable[Aspect], weights: Mapping[Word, float]) -> float:
    """The weight of several aspects; rounded once, so that the order in which a set gives them does not show."""
    return fsum(weight_of(aspect, weights) for aspect in aspects)


def unsaid(aspect: Aspect, texts: Iterable[frozenset[str]]) -> str:
    """The words of an aspect that none of the texts says, as the question writes them."""
    said = list(texts)
    return " ".join(word.surface for word in aspect.words if not any(word.said_in(stems) for stems in said))
