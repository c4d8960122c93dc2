"""Words that say what may be read as evidence and which way a sentence points."""

from __future__ import annotations

import re

LONGEST_SENTENCE = 2_000
"""Characters of a sentence that are looked at; the model reads fewer still."""

ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|above|prior|earlier|all|any|other|preceding)\b.{0,40}"
    r"\b(?:instructions?|prompts?|text|sentences?|evidence|lines?)\b"
    r"|\b(?:this|the|that|every|above|all|any)\s+(?:\w+\s+){0,2}(?:claims?|statements?|assertions?)\s+(?:\w+\s+){0,3}"
    r"(?:is|are|as|was|were|be)\s+(?:\w+\s+){0,2}"
    r"(?:supported|contradicted|refuted|verified|confirmed|unresolved|true|false|correct|valid|accurate)\b"
    r"|\b(?:label|verdict|answer|output|status|respond|reply)\b\W{0,3}(?:\w+\W+){0,3}"
    r"(?:supported|supports?|contradicted|refuted|entailment)\b",
    re.IGNORECASE,
)
"""A sentence that tells a checker what to say speaks of the claim, not of the world: it is no evidence either way."""

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff]")
REACH = 30
"""Characters before a word in which a "not" denies it."""
_DENIED = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|n't|fail(?:s|ed)? to|unable to)\b[^.;:,]*$", re.IGNORECASE
)
_UP = re.compile(
    r"\b(?:increas|high|great|more\b|elevat|enhanc|improv|promot|up-?regulat|activat|induc|stimulat|rais|rise|rising|gain"
    r"|better|larger|longer|faster|stronger|positiv|augment|accelerat|amplif|strengthen|outperform|exceed|surpass)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas|low|less\b|fewer|reduc|inhibit|suppress|impair|down-?regulat|prevent|block|worse|smaller|shorter|slower"
    r"|weaker|negativ|attenuat|diminish|loss|lose|declin|protect|imped|limit|drop|fall|fell|degrad|underperform)",
    re.IGNORECASE,
)


def readable(text: str) -> bool:
    """Whether the model can read a text: most of its letters are Latin or Greek, and it does not give orders."""
    shown = text[:LONGEST_SENTENCE]
    letters = len(_LETTER.findall(shown))
    return letters > 0 and len(_LATIN.findall(shown)) * 2 > letters and ORDERS.search(shown) is None


def direction(text: str) -> int:
    """1 where more words of a text say "up" than "down", -1 where fewer do, else 0; "did not rise" says "down"."""
    total = 0
    for pattern, sign in ((_UP, 1), (_DOWN, -1)):
        for match in pattern.finditer(text):
            total += -sign if _DENIED.search(text, max(0, match.start() - REACH), match.start()) else sign
    return (total > 0) - (total < 0)
