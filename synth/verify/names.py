"""How well the names of a table's rows and columns say what a claim says.

A label is matched by its words, each weighed by how few labels of the table carry it: in "XLM-R Base" beside "XLM-R
Large" the second word tells the rows apart, the first hardly does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*", re.UNICODE)
CITATION = re.compile(r"\[@[^\]]*\]")
STOP = frozenset(
    """a an and are as at be been by can do does for from has have in into is it its of on or our ours that the their
    them these this those to was we were when which while with than over all both each such more most only also not no
    using used use under""".split()
)
OWN = "our"
"""What every mark of the authors' own system is read as."""
SELF = frozenset({"our", "ours", "we", "us", "proposed"})
SHORT, SHORTENED = 3, 0.75
"""Letters of the shortest label that may shorten a claim's word twice as long ("acc", "sim", "dev"); what it counts."""
_WITHOUT = re.compile(r"\bw/o\b\s?", re.IGNORECASE)
_THIS_WORK = re.compile(r"\bthis (?:work|paper|study)\b|\bpresent work\b")
AFTER_OURS = 4
"""Words after "our" that it may belong to."""


LANGUAGE_CODES = dict(
    pair.split("-")
    for pair in """afrikaans-af amharic-am arabic-ar basque-eu bengali-bn bulgarian-bg burmese-my catalan-ca chinese-zh
    croatian-hr czech-cs danish-da dutch-nl english-en estonian-et farsi-fa finnish-fi french-fr galician-gl georgian-ka
    german-de greek-el gujarati-gu hausa-ha hebrew-he hindi-hi hungarian-hu icelandic-is igbo-ig indonesian-id irish-ga
    italian-it japanese-ja javanese-jv kannada-kn kazakh-kk khmer-km korean-ko lao-lo latin-la latvian-lv lithuanian-lt
    malay-ms malayalam-ml marathi-mr nepali-ne norwegian-no persian-fa polish-pl portuguese-pt punjabi-pa quechua-qu
    romanian-ro russian-ru serbian-sr sinhala-si slovak-sk slovenian-sl somali-so spanish-es swahili-sw swedish-sv
    tagalog-tl tamil-ta telugu-te thai-th turkish-tr ukrainian-uk urdu-ur vietnamese-vi welsh-cy xhosa-xh yoruba-yo
    zulu-zu""".split()
)
"""ISO 639-1: tables head their columns "de" where sentences say "German"."""

LANGUAGES = frozenset(LANGUAGE_CODES) | frozenset(LANGUAGE_CODES.values())

REMEMBERED = 64
"""Mentions whose scores the labels of a table keep."""
CITED = 0.9
"""What a label counts that cites a work which the claim cites, and no other label of the table does."""


_KEY = re.compile(r"([a-z]{4,})\D{0,2}((?:19|20)?\d\d)(?!\d)")
"""How keys of works mostly begin: with the first author's family name and the year ("yamada2016joint")."""


@lru_cache(maxsize=4096)
def shown(name: str) -> str:
    """A name as a formula shows it: on one line, without citations unless it is nothing else."""
    return " ".join(CITATION.sub("", name).split()) or " ".join(name.split())


def cites(text: str) -> frozenset[str]:
    """The keys of the works that a text cites."""
    return frozenset(key for part in CITATION.findall(text) for key in re.findall(r"@([^\s;\]]+)", part))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case without accents, citations and footnote marks; "w/o" is "without"."""
    plain = _WITHOUT.sub("without ", CITATION.sub(" ", text))
    if plain.isascii():
        return plain.lower()
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=16384)
def fold_label(label: str) -> str:
    """A table's label folded, with "this work" read as "ours"."""
    return _THIS_WORK.sub("ours", fold(label))


def stem(word: str) -> str:
    """A word without a plural or verbal ending: enough to match "languages" with "language"."""
    for ending, keep in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + keep
    return word


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """The folded, stemmed words of a text in order, joined compounds also as one word ("XLM-R": xlm, r, xlmr)."""
    found: list[str] = []
    for chunk in fold(text).split():
        parts = WORD.findall(chunk)
        found.extend(stem(part) for part in parts)
        if len(parts) > 1 and (joined := "".join(parts)) != parts[0]:
            found.append(joined)
    return tuple(found)


@lru_cache(maxsize=16384)
def name_words(folded: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a folded name as they stand, and stemmed."""
    said = frozenset(WORD.findall(folded))
    return said, frozenset(map(stem, said))


@dataclass(frozen=True, slots=True)
class Mention:
    """What a claim mentions: its words, and whether it speaks of the authors' own system."""

    words: frozenset[str]
    own: bool
    owned: frozenset[str] = frozenset()
    """Words that follow an "our" closely: what the authors call theirs."""
    cites: frozenset[str] = frozenset()

    @staticmethod
    def of(text: str, aliases: Iterable[tuple[str, str]] = ()) -> Mention:
        """Words of a claim, widened by the short and long forms that the paper introduces for them."""
        listed = words(text)
        said = {
            *listed,
            *(first + second for first, second in pairwise(listed) if second[:1].isdigit() or second[:1] == "v"),
        }
        folded = f" {fold(text)} "
        said.update(LANGUAGE_CODES[word] for word in listed if word in LANGUAGE_CODES)
        for short, long in aliases:
            if stem(fold(short)) in said or fold(short) in said:
                said.update(words(long))
            if fold(long) in folded:
                said.update(words(short))
        plain = fold(text).split()
        owned = {
            word
            for position, each in enumerate(plain)
            if each in ("our", "ours")
            for word in words(" ".join(plain[max(0, position - 1) : position + 1 + AFTER_OURS]))
        }
        return Mention(frozenset(said), bool(SELF & set(plain)), frozenset(owned - {OWN}), cites(text))


class Labels:
    """The labels of one table (or of several) with the weight of each of their words."""

    __slots__ = ("_cites", "_parts", "_plain", "_told", "_weights")

    def __init__(self, labels: Sequence[str]) -> None:
        distinct = sorted(set(labels))
        self._parts: dict[str, tuple[str, ...]] = {label: _label_words(label) for label in distinct}
        told = Counter(key for label in distinct for key in cites(label))
        self._cites = {label: frozenset(key for key in cites(label) if told[key] == 1) for label in distinct}
        self._plain = {label: frozenset(WORD.findall(fold(label))) for label in distinct if not self._cites[label]}
        frequency: dict[str, int] = {}
        for parts in self._parts.values():
            for part in set(parts):
                frequency[part] = frequency.get(part, 0) + 1
        self._weights: Mapping[str, float] = {part: log(1 + len(distinct) / count) for part, count in frequency.items()}
        self._told: dict[Mention, Mapping[str, float]] = {}

    def match(self, label: str, mention: Mention) -> float:
        """Weighted share (0 to 1) of the label's words that the claim mentions.

        A word that only begins like one of the claim's counts by the share of letters they have in common.
        """
        parts = self._parts.get(label)
        if parts is None:
            parts = _label_words(label)
        least = self._cited(label, mention)
        if not parts:
            return least
        total = hit = 0.0
        for part in parts:
            weight = self._weights.get(part, log(2))
            total += weight
            hit += weight * (_own_match(parts, mention) if part == OWN else _word_match(part, mention.words))
        return max(hit / total, least)

    def _cited(self, label: str, mention: Mention) -> float:
        if not mention.cites:
            return 0.0
        by_name = any(self._is_by(label, key) for key in mention.cites)
        return CITED if by_name or self._cites.get(label, frozenset()) & mention.cites else 0.0

    def _is_by(self, label: str, key: str) -> bool:
        """Whether a label without a citation gives the author and the year of a work ("Yamada et al. (2016)").

        The author alone is enough where no other label has that name.
        """
        begins = _KEY.match(key.casefold())
        said = self._plain.get(label, frozenset())
        if begins is None or begins[1] not in said:
            return False
        return begins[2] in said or sum(begins[1] in each for each in self._plain.values()) == 1

    def scores(self, mention: Mention) -> Mapping[str, float]:
        """What `match` gives for each of the labels; worked out once for each mention, as long as few are asked."""
        found = self._told.get(mention)
        if found is None:
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            found = self._told[mention] = self._scores(mention)
        return found

    def _scores(self, mention: Mention) -> dict[str, float]:
        said = mention.words
        begun = _by_beginning(said)
        told = {part: 1.0 if part in said else _word_match(part, said) if part[:SHORT] in begun else 0.0
                for part in self._weights if part != OWN}  # fmt: skip
        found: dict[str, float] = {}
        for label, parts in self._parts.items():
            total = hit = 0.0
            for part in parts:
                weight = self._weights[part]
                total += weight
                hit += weight * (_own_match(parts, mention) if part == OWN else told[part])
            score = hit / total if parts else 0.0
            found[label] = max(score, self._cited(label, mention))
        return found


def _own_match(parts: tuple[str, ...], mention: Mention) -> float:
    """Whether a label's mark "(ours)" is meant: by "we" alone where it has no other word, else by "our" before one."""
    others = set(parts) - {OWN}
    if not others:
        return 0.9 if mention.own else 0.0
    return float(bool(others & mention.owned))


def _label_words(label: str) -> tuple[str, ...]:
    """Words of a label; of a compound only its parts, so that "XLM-R" is one name of two parts, not three."""
    parts = [OWN if part in SELF else stem(part) for chunk in fold_label(label).split() for part in WORD.findall(chunk)]
    return tuple(part for part in parts if part == OWN or part not in STOP) or tuple(parts)


def _word_match(part: str, said: frozenset[str]) -> float:
    if part in said:
        return 1.0
    if len(part) < SHORT:
        return 0.0
    alike = _by_beginning(said).get(part[:SHORT], ())
    if len(part) == SHORT:
        return SHORTENED * any(len(word) >= 2 * SHORT for word in alike)
    shared = [
        min(len(part), len(word)) / max(len(part), len(word))
        for word in alike
        if len(word) >= 4 and (part.startswith(word) or word.startswith(part))
    ]
    return max(shared, default=0.0)


@lru_cache(maxsize=512)
def _by_beginning(said: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """The words of a claim by their first letters: few of them begin like a label's word."""
    found: dict[str, list[str]] = {}
    for word in said:
        found.setdefault(word[:SHORT], []).append(word)
    return {beginning: tuple(words_here) for beginning, words_here in found.items()}
