"""Sentences packed into passages that fit the embedder's window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from synth.models.tokens import WINDOW, token_counts
from synth.records import Passage, Role, Sentence, content_id

LIMIT = WINDOW - 2
"""Word pieces of text in a window; the other two are the model's special tokens."""

ALONE: frozenset[Role] = frozenset({"caption", "footnote"})
"""Each block of such a role is a passage of its own: it interrupts the text that it stands in."""

MAX_WORD = 200
SURE, SURE_COUNT = 60, 240
"""A text of 60 characters has at most 240 word pieces: one a character, of which NFD makes at most four."""

BATCH = 4096
LONG = 4_000
"""Characters above which a sentence is cut before it is counted, so that a hostile one can't fill the memory."""


def build_passages(paper_id: str, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """Passages of at most `WINDOW - 2` word pieces that end at sentence ends; titles are in none.

    A passage's text is its sentences joined by one space. A sentence that is too long alone is split at word ends into
    several passages that all index it. The model's tokenizer splits at white space first, so a joined text has the sum
    of its sentences' word pieces.
    """
    counts = _counts([sentence.text for sentence in sentences])
    passages: dict[str, Passage] = {}
    for indices in _runs(sentences):
        for first, last in _packed(indices, counts):
            text = " ".join(sentence.text for sentence in sentences[first : last + 1])
            pieces = [text] if counts[first] <= LIMIT else _split(text)
            for piece in pieces:
                identity = content_id("p", paper_id, piece, str(first))
                # The same words over and over in one overlong sentence would be the same passage again.
                passages.setdefault(identity, Passage(identity, paper_id, piece, sentences[first].section, first, last))
    return tuple(passages.values())


def _counts(texts: Sequence[str]) -> list[int]:
    """Word pieces of each text; LIMIT + 1 stands for every text that is too long to be counted whole."""
    short = [text if len(text) <= LONG else "" for text in texts]
    counts = [count for start in range(0, len(short), BATCH) for count in token_counts(short[start : start + BATCH])]
    return [LIMIT + 1 if len(text) > LONG else count for text, count in zip(texts, counts, strict=True)]


def _runs(sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Indices of consecutive sentences that may share a passage."""

    def place(index: int) -> tuple[tuple[str, ...], str, int]:
        sentence = sentences[index]
        role = "body" if sentence.role == "list" else sentence.role
        return sentence.section, role, sentence.paragraph if role in ALONE else 0

    for (_, role, _), indices in groupby(range(len(sentences)), place):
        if role != "title":
            yield list(indices)


def _packed(indices: Sequence[int], counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last sentence of each passage of a run, of about equal length where the run needs several."""
    total = sum(counts[index] for index in indices)
    goal = total / max(1, -(-total // LIMIT))
    first, size = indices[0], 0
    for index in indices:
        count = counts[index]
        full = size + count > LIMIT or size + count / 2 > goal
        if index > first and full:
            yield first, index - 1
            first, size = index, 0
        size += count
    yield first, indices[-1]


def _split(text: str) -> list[str]:
    """An overlong sentence cut at word ends (inside a word only where that alone is too long)."""
    words = [part for word in text.split() for part in _cut(word, MAX_WORD)]
    distinct = list(dict.fromkeys(words))
    counts = dict(zip(distinct, _counts(distinct), strict=True))
    parts = [part for word in words for part in ([word] if counts[word] <= LIMIT else _cut(word, SURE))]
    total = sum(counts.setdefault(part, SURE_COUNT) for part in parts)
    goal = total / -(-total // LIMIT)
    pieces: list[str] = []
    kept: list[str] = []
    size = 0
    for part in parts:
        weight = counts[part]
        if kept and (size + weight > LIMIT or size >= goal):
            pieces.append(" ".join(kept))
            kept, size = [], 0
        kept.append(part)
        size += weight
    return [*pieces, " ".join(kept)]


def _cut(word: str, size: int) -> list[str]:
    return [word] if len(word) <= size else [word[start : start + size] for start in range(0, len(word), size)]
