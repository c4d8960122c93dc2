"""Short names that a paper introduces, with their long forms.

A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text",
Pacific Symposium on Biocomputing 8, 2003, pages 451-462.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import Sentence

PARENTHESIS = re.compile(r"\(([^()]{2,120})\)")
SHORT_FORM = re.compile(r"[A-Za-z][\w&+./\-]{0,11}(?: [\w&+./\-]{1,10})?")
LAST_WORD = re.compile(r"[\w&+./\-]+$")
WORD = re.compile(r"\S+")
MAX_ALIASES = 500
BEFORE = 200
"""Characters before a parenthesis in which a long form may begin."""


def find_aliases(sentences: Sequence[Sentence]) -> tuple[tuple[str, str], ...]:
    """(short, long) pairs: "named entity recognition (NER)" and "NER (named entity recognition)"; sorted, unique."""
    found: set[tuple[str, str]] = set()
    for sentence in sentences:
        text = sentence.text
        for match in PARENTHESIS.finditer(text):
            before = text[max(0, match.start() - BEFORE) : match.start()].rstrip()
            inside = (
                re.split("[;,]", match[1], maxsplit=1)[0]
                .strip()
                .strip("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\"'")
            )
            pair = _outside_in(before, inside) or _inside_out(before, match[1].strip())
            if pair:
                found.add(pair)
    return tuple(sorted(found))[:MAX_ALIASES]


def _outside_in(before: str, short: str) -> tuple[str, str] | None:
    """The long form that stands before a parenthesis with a short form in it."""
    if not _is_short_form(short):
        return None
    words = list(WORD.finditer(before))
    # At most min(|A| + 5, 2|A|) words (section 3.1 of the article).
    reach = min(len(short) + 5, 2 * len(short))
    start = words[-reach].start() if len(words) > reach else 0
    long = best_long_form(short, before[start:])
    return (short, long) if long else None


def _inside_out(before: str, long: str) -> tuple[str, str] | None:
    """The short form that stands before a parenthesis with its long form in it."""
    last = LAST_WORD.search(before)
    if last is None or not _is_short_form(last[0]) or len(long.split()) < 2:
        return None
    found = best_long_form(last[0], long)
    return (last[0], found) if found and found == long else None


def _is_short_form(text: str) -> bool:
    """Whether it may abbreviate: at most two words, 2 to 12 characters, two capitals or a capital and a digit."""
    if not 2 <= len(text) <= 12 or not SHORT_FORM.fullmatch(text):
        return False
    capitals = sum(char.isupper() for char in text)
    return capitals >= 2 or (
        capitals == 1 and (any(char.isdigit() for char in text) or (text.isalpha() and not text.istitle()))
    )


def best_long_form(short: str, long: str) -> str | None:
    """The shortest end of `long` that holds the letters of `short` in order, the first at a word's start (figure 1)."""
    position = len(long) - 1
    for index in range(len(short) - 1, -1, -1):
        wanted = short[index].lower()
        if not wanted.isalnum():
            continue
        while position >= 0 and (
            long[position].lower() != wanted or (index == 0 and position > 0 and long[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    found = long[start:].strip()
    words = found.split()
    if len(found) <= len(short) or short in words or "@" in found or len(words) > min(len(short) + 5, 2 * len(short)):
        return None
    return found
