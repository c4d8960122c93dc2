"""When two titles, and two lists of authors, are those of one work."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
BREAK = re.compile(r"\s*(?::|\?|\s[-–—]\s|—|\. )\s*")
"""Where a subtitle begins."""
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
LETTER_ROMAN = {"i": "1", "v": "5", "x": "10"}
"""Numbers only behind a word that is counted ("part i") or at the end: elsewhere they are words or names."""
NUMBERS = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
COUNTED = frozenset("part volume vol chapter phase stage".split())
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
LIGHT = frozenset("a an the of for in on with and to via from by at as is are using its their".split())
"""Words that come and go between a preprint and its print."""
ANOTHER = frozenset(
    """comment comments reply response rejoinder erratum errata corrigendum correction addendum supplement supplementary
    appendix revisited continued retraction retracted preface editorial part volume chapter tutorial poster demo
    extended abstract""".split()
)
"""Words of a subtitle that make another work of it."""
SUFFIXES = frozenset("jr sr ii iii iv".split())
SHORTEST_HEAD = 4
"""Words that a title needs before its subtitle may be missing."""
TYPO = 0.8
"""How alike two words are at least that may be one word in two spellings (rapidfuzz's ratio)."""
NEAR = 0.93
"""How alike two whole titles are at least that differ in spelling alone."""


class Likeness(IntEnum):
    """How alike two titles are."""

    OTHER = 0
    NAME = 1
    """One name ("SciBERT: …") with another subtitle, or with none."""
    SUBTITLE = 2
    """One is the other without its subtitle."""
    NEAR = 3
    """The same but for spelling and small words."""
    EXACT = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable. `words` are in lower case without accents, `squashed` without any space."""

    words: tuple[str, ...]
    head: tuple[str, ...]
    """What stands before the first break, all words where there is none."""
    tail: tuple[str, ...]
    """What stands behind it."""

    @property
    def squashed(self) -> str:
        """The words in one."""
        return "".join(self.words)


@lru_cache(maxsize=20_000)
def comparable(title: str) -> Title:
    """A title as it is compared: no accents, case, punctuation or sign, numbers in digits ("Part II" is "part 2")."""
    head, *rest = BREAK.split(title.strip(), maxsplit=1)
    first, last = _words(head), _words(rest[0]) if rest else ()
    return Title((*first, *last), first if last else (*first, *last), last)


def _words(text: str) -> tuple[str, ...]:
    flat = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = WORD.findall(flat.replace("&", " and ").replace("'", "").replace("’", "").casefold())
    found: list[str] = []
    for place, word in enumerate(words):
        counted = place > 0 and words[place - 1] in COUNTED
        ordinal = ORDINAL.fullmatch(word)
        number = word if word.isdigit() else NUMBERS.get(word) or ROMAN.get(word)
        if number is None and (counted or (place > 1 and place + 1 == len(words))):
            number = LETTER_ROMAN.get(word)
        if number is not None and counted:
            found.pop()  # "Part I" and "I" are one
        found.append(ordinal[1] if ordinal else number or word)
    return tuple(found)


def likeness(left: str, right: str) -> Likeness:
    """How alike two titles are; titles that count differently (parts, years, versions) are never alike."""
    a, b = comparable(left), comparable(right)
    if not a.words or not b.words:
        return Likeness.OTHER
    if a.squashed == b.squashed:
        return Likeness.EXACT
    if _spelled_otherwise(a.words, b.words):
        return Likeness.NEAR
    if _is_part(a, b) or _is_part(b, a):
        return Likeness.SUBTITLE
    return Likeness.NAME if _is_name(a, b) else Likeness.OTHER


def _spelled_otherwise(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two titles say the same but for spelling: each word of one has its like among those of the other."""
    from rapidfuzz import fuzz

    if not fuzz.ratio("".join(left), "".join(right), score_cutoff=100 * NEAR) or _numbers(left) != _numbers(right):
        return False
    mine, yours = Counter(left), Counter(right)
    only_left = [word for word in (mine - yours).elements() if word not in LIGHT]
    only_right = [word for word in (yours - mine).elements() if word not in LIGHT]
    if "".join(sorted("".join(only_left))) == "".join(sorted("".join(only_right))):
        return True  # "pretraining" and "pre training"
    if len(only_left) != len(only_right):
        return False
    for word in only_left:
        like = max(only_right, key=lambda other: (fuzz.ratio(word, other), other))
        if len(word) < 4 or fuzz.ratio(word, like) < 100 * TYPO or _negated(word, like):
            return False
        only_right.remove(like)
    return True


def _negated(left: str, right: str) -> bool:
    """Whether one word is the other with its meaning turned: "supervised", "unsupervised"."""
    long, short = sorted((left, right), key=len, reverse=True)
    return any(long == prefix + short for prefix in ("un", "in", "im", "non", "anti", "dis", "re", "de", "a"))


def _numbers(words: Sequence[str]) -> Counter[str]:
    """What a title counts by: its numbers, and letters that stand alone ("Part B")."""
    counted = (
        word
        for place, word in enumerate(words)
        if any(char.isdigit() for char in word) or (len(word) == 1 and place > 0 and words[place - 1] in COUNTED)
    )
    return Counter(counted)


def _is_part(short: Title, long: Title) -> bool:
    """Whether `short` is `long` without its subtitle, and the subtitle makes no other work of it."""
    if len(short.words) < SHORTEST_HEAD or not long.tail:
        return False
    if "".join(short.words) == "".join(long.head):
        return not set(long.tail) & ANOTHER and not _numbers(long.tail)
    # "BERT: Pre-training of …" was first called "Pre-training of …": a name put before a title.
    return "".join(short.words) == "".join(long.tail) and len(long.head) <= 2 and not set(long.head) & ANOTHER


def _is_name(left: Title, right: Title) -> bool:
    """Whether two titles begin with the same name of one word, of which at least one says more behind it."""
    named = len(left.head) == 1 and left.head == right.head and bool(left.tail or right.tail)
    behind = set(left.tail) ^ set(right.tail)
    return named and len(left.head[0]) > 3 and not behind & ANOTHER and _numbers(left.tail) == _numbers(right.tail)


def surnames(authors: Sequence[str]) -> list[frozenset[str]]:
    """For each author the words that can be the surname: the last, or the first where the order may be turned."""
    found = []
    for author in authors:
        family, comma, given = author.partition(",")
        words = [word for word in _words(family if comma and given.strip() else author) if word not in SUFFIXES]
        if words:
            long = [word for word in words if len(word) > 1]
            turned = not comma and len(words) == 2 and len(long) == 2
            found.append(frozenset(words if turned else long[-1:] or words[-1:]))
    return found


def shared_authors(left: Sequence[str], right: Sequence[str]) -> float | None:
    """The share of the shorter list's authors that the other has too; None where one list is empty.

    A list may be cut ("et al."), so the longer one's further authors count for nothing.
    """
    mine, yours = surnames(left), surnames(right)
    if not mine or not yours:
        return None
    short, long = sorted((mine, yours), key=len)
    rest = list(long)
    matched = 0
    for names in short:
        found = next((place for place, others in enumerate(rest) if names & others), None)
        if found is not None:
            matched += 1
            del rest[found]
    return matched / len(short)
