"""The little grammar that claims need: words, finite verbs, noun phrases, clauses. Linear, by word lists, no parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synth.extract.vocabulary import (
    ADJECTIVE_ENDS,
    CHANGE_FOLLOWS,
    CHANGING,
    MEASURED,
    NOUN_LEADS,
    NOUN_VERBS,
    PARTICIPLE_LEADS,
    PARTICIPLES,
    PRONOUNS,
    STOPS,
    VERB_LEADS,
    VERBS,
)

WORD = re.compile(r"[A-Za-zÀ-ɏ][\w'’*+.-]*[\w+*]|[A-Za-z]|\d[\w.,%-]*\w|\d|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or punctuation mark where it stands."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not punctuation."""
        return self.text[0].isalnum()


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words, numbers and punctuation marks of text[start:end], with offsets into `text`."""
    return [Word(*match.span(), match[0]) for match in WORD.finditer(text, start, len(text) if end is None else end)]


DETERMINERS = frozenset("the a an our their its this these those newly".split())


def finite_verbs(words: list[Word]) -> Iterator[int]:
    """Indices of the words that are probably finite verbs, outside brackets."""
    depth = 0
    for index, word in enumerate(words):
        depth += (word.text in "([") - (word.text in ")]")
        if depth <= 0 and index and word.lower in VERBS and word.text[0].islower() and _is_finite(words, index):
            yield index


def _is_finite(words: list[Word], index: int) -> bool:
    lower, before = words[index].lower, words[index - 1].lower
    following = words[index + 1].lower if index + 1 < len(words) else ""
    if before == "to" or not (before[0].isalnum() or before in {",", ")", "]", "%", '"', "”", "—"}):
        return False
    changes = before in MEASURED and lower.startswith(CHANGING) and following in CHANGE_FOLLOWS
    takes_object = following in {"a", "an", "another", "us"} and before not in DETERMINERS | {"of", "in", "on"}
    measures = lower.endswith("s") and following[:1].isdigit() and before not in NOUN_LEADS
    if lower in NOUN_VERBS and not (changes or takes_object or measures):
        if before in NOUN_LEADS - VERB_LEADS or before.endswith("%") or before[0].isdigit() or following in {"of", "("}:
            return False
        if not lower.endswith(("s", "ed")) and not (before.endswith("s") or before in VERB_LEADS - {"and"}):
            return False  # "transfer", "score": verbs only behind a plural
        if before.endswith(ADJECTIVE_ENDS) and before not in {
            "transfer",
            "transformer",
            "adapter",
            "encoder",
            "decoder",
            "number",
            "paper",
            "filter",
        }:
            return False
        if before.endswith("ing") and before not in {
            "training",
            "tuning",
            "fine-tuning",
            "learning",
            "pre-training",
            "pretraining",
        }:
            return False
    if lower in PARTICIPLES and before not in PARTICIPLE_LEADS:
        return (
            lower != "based"
            and following not in STOPS
            and not before.endswith("ly")
            and before not in DETERMINERS | {",", "as", "of"}
        )
    return not (
        lower.endswith("ed") and before in {"the", "a", "an", "of", "with", "more", "our", "and", "as"} - {"and"}
    )


def main_verb(words: list[Word]) -> int | None:
    """The first finite verb that does not belong to a relative clause ("which have no training data")."""
    for index in finite_verbs(words):
        if words[index - 1].lower not in RELATIVES:
            return index
    return None


RELATIVES = frozenset("that which who where whose".split())
SUBORDINATORS = frozenset("as when if while although though since because even given unlike once whether".split())
VP_ADVERBS = frozenset("also still even further thereby then only thus hence not".split())
_CITATION = re.compile(r" ?\[@[^\]]*\]")
_CITATION_BEFORE = re.compile(r"\[@[^\]]*\]$")
_OPENERS = frozenset("the a an our their its both all most other each every any this these".split())


def phrase_left(text: str, end: int, limit: int = 6) -> int:
    """Where the noun phrase that ends at `end` begins."""
    cited = _CITATION_BEFORE.search(text[:end], max(0, end - 200))
    start = cited.start() if cited else end
    words = words_of(text, max(0, start - 120), start)
    for index in range(len(words) - 1, max(-1, len(words) - 1 - limit), -1):
        if _ends_phrase(words, index):
            break
        start = words[index].start
    return start


def phrase_right(text: str, start: int, limit: int = 7, *, nominal: bool = False) -> int:
    """Where the noun phrase that begins at `start` ends.

    `nominal`: a word that may be noun or verb is a noun ("test scores").
    """
    end = start
    words = words_of(text, start, min(len(text), start + 140))
    if text.startswith("[@", start):
        words = []
    for index, word in enumerate(words[:limit]):
        if not (index == 0 and word.lower in _OPENERS) and _ends_phrase(words, index, nominal=nominal):
            break
        end = word.end
    cited = _CITATION.match(text, end)
    return cited.end() if cited else end


def _ends_phrase(words: list[Word], index: int, *, nominal: bool = False) -> bool:
    word = words[index]
    if not word.is_word:
        return word.text not in {"+", "&", "'"}
    if word.lower in STOPS and not (word.text.isupper() and word.start > 0 and word.text != "I"):
        return True  # "A" inside a sentence is a name
    if word.lower not in VERBS or not word.text[0].islower():
        return False
    if word.lower not in NOUN_VERBS | PARTICIPLES:
        return True
    before = words[index - 1].lower if index else ""
    return not (nominal or before in NOUN_LEADS or not before)


_CONNECTIVE = re.compile(r"(?P<mark>;|,? (?:while|whereas|but)\b|, (?:and|yet)\b|(?<=[a-z)%\d]) and\b)\s+")


def clauses(text: str) -> list[list[tuple[int, int]]]:
    """Splits a sentence where both sides have a verb of their own.

    Each clause is the ranges of the sentence whose characters, put together, say it alone: one range, or the shared
    subject and its own predicate ("X improves A and | reduces B").
    """
    words = words_of(text)
    verbs = [(words[index].start, words[index - 1].lower) for index in finite_verbs(words)]
    cuts: list[tuple[int, int, bool]] = []  # end of the left side, start of the right, whether the subject is shared
    begin = 0
    for match in _CONNECTIVE.finditer(text):
        left_end, right = match.start(), match.end()
        if any(
            text.count(opening, 0, left_end) != text.count(closing, 0, left_end) for opening, closing in ("()", "[]")
        ):
            continue
        own = [verb for verb, before in verbs if begin <= verb < left_end and before not in RELATIVES]
        following = next((verb for verb, _ in verbs if verb >= right), None)
        if not own or following is None:
            continue
        mark = match["mark"].strip(" ,")
        between = words_of(text, right, following)
        if all(word.lower in VP_ADVERBS for word in between):
            plain = not any(word.lower in RELATIVES | SUBORDINATORS for word in words_of(text, begin, left_end))
            if mark in {"and", "but"} and plain and "," not in text[begin : own[0]]:
                cuts.append((left_end, right, True))
        elif _opens_clause(match["mark"], between):
            cuts.append((left_end, right, False))
            begin = right
    pieces: list[list[tuple[int, int]]] = []
    start, shared, subject = 0, False, (0, 0)
    for left_end, right, next_shared in [*cuts, (len(text), len(text), False)]:
        if shared:
            pieces.append([subject, (start, left_end)])
        else:
            pieces.append([(start, left_end)])
            first = next((verb for verb, before in verbs if verb >= start and before not in RELATIVES), start)
            subject = (start, _without_adverbs(text, start, first))
        start, shared = right, next_shared
    return pieces


def _opens_clause(mark: str, between: list[Word]) -> bool:
    """Whether the words between a connective and the next verb are a subject."""
    bare = mark.strip(" ,")
    if (
        len(between) > 12
        or between[-1].lower in RELATIVES
        or any(word.text in ";:" or word.lower in SUBORDINATORS for word in between)
    ):
        return False
    if between[0].lower in SUBORDINATORS | PRONOUNS or between[0].lower in {"to", "which", "that", "is"}:
        return False
    if bare == "and":
        listed = any(word.text in {",", "and"} for word in between) or between[0].lower in {"on", "for", "in"}
        return not listed and (mark.startswith(",") or len(between) <= 6)
    return True


def _without_adverbs(text: str, start: int, end: int) -> int:
    """`end` moved to the left over adverbs that belong to the first predicate alone."""
    for word in reversed(words_of(text, start, end)):
        if not (word.lower.endswith("ly") or word.lower in VP_ADVERBS):
            return min(end, word.end + 1)
    return end
