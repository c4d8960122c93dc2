"""Words of claims and of log names, cut the same way, so that "PAWS-X", "pawsx" and "paws_x" are one name.

A name is compared joined: its words without what stands between them. Sizes of models are written alike first
("7.1 billion", "7.1B" and "7b1"; "0.56B" and "560M"), so that they are equal as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

WORD = re.compile(r"\d+(?:[.,]\d+)+(?:[a-z]+\d*)?|[^\W_]+", re.UNICODE)
SIZE = re.compile(r"(\d+(?:\.\d+)?)(b|bn|m|mm)(\d{0,2})")
SCALED = {"billion": "b", "bn": "b", "b": "b", "million": "m", "mio": "m"}
LONGEST_NAME = 8
"""Words of the longest name that is looked for in a claim."""
GAP = re.compile(r"[\s\-_/.:()'’\"“”`*{}\\~‐‑–,]{0,3}")
"""What may stand between two words of one name."""
LIST = re.compile(r",|;|\s-\s|\)\s|\s\(|\. |: ")
"""What separates two names, though it is no longer than that."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: folded (`text`), as written (`raw`), and where it stands."""

    text: str
    raw: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, accents taken off; as long as the text, so that places stay."""
    return "".join(_fold_character(character) for character in text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[:1].casefold()
    return plain if len(plain) == 1 else character


def split_words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; a size of a model is one word, written as `size_word` writes it."""
    folded = fold(text)
    found: list[Word] = []
    for match in WORD.finditer(folded):
        word = match[0]
        scale = SCALED.get(word)
        if scale and found and re.fullmatch(r"\d+(?:\.\d+)?", found[-1].text) and match.start() - found[-1].end <= 1:
            number = found.pop()
            made = size_word(number.text + scale) or number.text + scale
            found.append(Word(made, text[number.start : match.end()], number.start, match.end()))
            continue
        found.append(Word(size_word(word) or word, text[match.start() : match.end()], *match.span()))
    return tuple(found)


def size_word(word: str) -> str | None:
    """A model's size in millions ("7b1" and "7.1b" give "7100m"); None for a word that is no size."""
    match = SIZE.fullmatch(word)
    if match is None:
        return None
    number, scale, rest = match.groups()
    if rest and ("." in number or scale != "b"):
        return None
    millions = Decimal(f"{number}.{rest}" if rest else number) * (1000 if scale.startswith("b") else 1)
    return f"{format(millions.normalize(), 'f')}m"


def is_size(word: str) -> bool:
    """Whether a word, as `split_words` gives it, is the size of a model."""
    return re.fullmatch(r"\d+(?:\.\d+)?m", word) is not None


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in a log."""
    return tuple(word.text for word in split_words(name))


def joined(words: Sequence[str]) -> str:
    """A name without what stands between its words and in its numbers: "SQuAD 2.0" gives "squad20"."""
    return "".join(words).replace(".", "")


def spans(words: Sequence[Word], text: str) -> Iterator[tuple[int, int, str]]:
    """Every run of neighbouring words that could be one name: (first, behind the last, joined), the longest first."""
    for first in range(len(words)):
        name = joined((words[first].text,))
        reach = [(first, first + 1, name)]
        for last in range(first + 1, min(first + LONGEST_NAME, len(words))):
            between = text[words[last - 1].end : words[last].start]
            if not GAP.fullmatch(between) or (LIST.search(between) and not between.strip().startswith("(")):
                break
            name += joined((words[last].text,))
            reach.append((first, last + 1, name))
        yield from reversed(reach)
