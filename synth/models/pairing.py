"""A claim with a text, or with one of its sentences, as rows of word pieces that are short enough for the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.models.tokens import tokenizer

CLAIM = 96
TITLE = 40
SENTENCE = 128
CONTEXT = 28
"""Word pieces that are read of each, of a title with one sentence alone the last; beyond them they are cut."""
WINDOW = 512
"""Word pieces of a row: as many as the network has positions."""

START, STOP = 101, 102
"""[CLS] and [SEP] of BERT's uncased vocabulary."""

_CHARACTERS = 16
"""Characters read for each word piece that is kept: no word piece needs more, and a text of any length costs little."""

Text = tuple[str, Sequence[str], str]
"""A claim, the sentences of a text, and its title or ""."""


@dataclass(frozen=True, slots=True)
class Row:
    """Word pieces and their types, and of what in the row the network is to say something.

    Each of `spans` is such a thing: the word pieces from the first number up to the second, and the one that stands for
    it: the [SEP] that closes a sentence, or [CLS] for the whole row.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


def whole_rows(texts: Sequence[Text]) -> list[list[Row]]:
    """Each text with its claim as one row, or as several where its sentences do not fit into one.

    A row is `[CLS] claim [SEP] title [SEP] sentence [SEP] sentence [SEP] …`, the claim's part of type 0 and the rest of
    type 1; an empty title is left out. The spans of a text's rows are its sentences, in their order.
    """
    pieces = _pieces(
        {(claim, CLAIM) for claim, _, _ in texts}
        | {(title, TITLE) for _, _, title in texts}
        | {(sentence, SENTENCE) for _, sentences, _ in texts for sentence in sentences}
    )
    return [_rows(text, pieces) for text in texts]


def _rows(text: Text, pieces: Mapping[tuple[str, int], Sequence[int]]) -> list[Row]:
    claim, sentences, title = text
    asked = [START, *pieces[claim, CLAIM], STOP]
    head = [*asked, *([*pieces[title, TITLE], STOP] if title else [])]
    made: list[Row] = []
    ids, spans = list(head), list[tuple[int, int, int]]()
    for sentence in sentences:
        told = [*pieces[sentence, SENTENCE], STOP]
        if spans and len(ids) + len(told) > WINDOW:
            made.append(_row(ids, len(asked), spans))
            ids, spans = list(head), []
        spans.append((len(ids), len(ids) + len(told), len(ids) + len(told) - 1))
        ids += told
    return [*made, _row(ids, len(asked), spans)]


def lone_rows(pairs: Sequence[tuple[str, str, str]]) -> list[Row]:
    """Each (claim, sentence, context) as a row `[CLS] claim [SEP] sentence [SEP] context [SEP]`, its span all of it.

    The context is the title of the sentence's text, or the sentence before; where it is empty, its part is left out.
    """
    limits = (CLAIM, SENTENCE, CONTEXT)
    pieces = _pieces({(text, limit) for pair in pairs for text, limit in zip(pair, limits, strict=True)})
    made = []
    for claim, sentence, context in pairs:
        asked = [START, *pieces[claim, CLAIM], STOP]
        ids = [*asked, *pieces[sentence, SENTENCE], STOP, *([*pieces[context, CONTEXT], STOP] if context else [])]
        made.append(_row(ids, len(asked), [(0, len(ids), 0)]))
    return made


def _row(ids: Sequence[int], asked: int, spans: Sequence[tuple[int, int, int]]) -> Row:
    return Row(tuple(ids), (0,) * asked + (1,) * (len(ids) - asked), tuple(spans))


def _pieces(asked: set[tuple[str, int]]) -> dict[tuple[str, int], list[int]]:
    """The word pieces of each text, at most so many."""
    wanted = sorted(asked)
    encoded = tokenizer().encode_batch_fast(
        [_readable(text[: limit * _CHARACTERS]) for text, limit in wanted], add_special_tokens=False
    )
    return {key: encoding.ids[: key[1]] for key, encoding in zip(wanted, encoded, strict=True)}


def _readable(text: str) -> str:
    """The text with half surrogate pairs, which JSON can spell and no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode()
