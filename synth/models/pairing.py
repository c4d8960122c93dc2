"""A claim and a sentence as one row of word pieces."""

from __future__ import annotations

from collections.abc import Sequence

from synth.models.tokens import tokenizer

CLAIM = 96
SENTENCE = 128
CONTEXT = 28
"""Word pieces that are read of each; beyond them, a claim and a sentence are cut."""

START, STOP = 101, 102
"""[CLS] and [SEP] of BERT's uncased vocabulary."""

_CHARACTERS = 16
"""Characters read for each word piece that is kept: no word piece needs more, and a text of any length costs little."""


def encode_pairs(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[list[int], list[int]]]:
    """For each (claim, sentence, context) its word pieces and their types.

    The row is `[CLS] claim [SEP] sentence [SEP] context [SEP]`, the claim's part of type 0 and the rest of type 1. The
    context is the title of the sentence's text, or the sentence before; where it is empty, its part is left out.
    """
    limits = (CLAIM, SENTENCE, CONTEXT)
    texts = sorted({(text, limit) for pair in pairs for text, limit in zip(pair, limits, strict=True)})
    encoded = tokenizer().encode_batch_fast(
        [_readable(text[: limit * _CHARACTERS]) for text, limit in texts], add_special_tokens=False
    )
    pieces = {key: encoding.ids[: key[1]] for key, encoding in zip(texts, encoded, strict=True)}
    made = []
    for claim, sentence, context in pairs:
        first = [START, *pieces[claim, CLAIM], STOP]
        second = [*pieces[sentence, SENTENCE], STOP]
        if context:
            second += [*pieces[context, CONTEXT], STOP]
        made.append(([*first, *second], [0] * len(first) + [1] * len(second)))
    return made


def _readable(text: str) -> str:
    """The text with half surrogate pairs, which JSON can spell and no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode()
