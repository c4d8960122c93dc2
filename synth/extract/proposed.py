"""Claims that a language model points at, where the rules took none.

The model names a sentence and quotes it. What the quote says is read by the same grammar as everything else, so a
model can only point: a quote that does not stand in its sentence is refused, and so is one without a number that the
grammar reads there and no claim has yet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth.extract.claims import claim_of
from synth.extract.names import document_names
from synth.extract.proposed_orders import speaks_to_a_model
from synth.extract.quantities import find_quantities, to_source
from synth.extract.select import MAX_SENTENCE, ROLES
from synth.extract.split import split_sentence
from synth.models.llm import Request
from synth.prompts import Prompt
from synth.quantity import Quantity
from synth.records import Claim, Document, Sentence

PROMPT = "claims"
MOST_SENTENCES = 40
"""Sentences of one question."""
MOST_SPANS = 200
"""Spans of one answer that are looked at."""
FEW, EVERYWHERE = 8, 0.5
"""Who points at more than this share of so many sentences or more points at nothing: the rules passed them over."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some of a sentence's own words: the sentence by its number ("s12"), the words as they stand."""

    sentence: str
    quote: str


@dataclass(frozen=True, slots=True)
class Spans:
    """What a model answers: where claims are."""

    claims: list[Span]


@dataclass(frozen=True, slots=True)
class Block:
    """One question about some sentences of a document, by their places in it."""

    request: Request
    sentences: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pointed:
    """The claims that came of an answer, and how many of its spans were refused."""

    claims: tuple[Claim, ...]
    refused: int


def claim_blocks(
    document: Document, claims: Sequence[Claim], prompt: Prompt, places: Collection[int] | None = None
) -> tuple[Block, ...]:
    """The questions to ask about a document: its sentences with a number that no claim has (`places`: only of these).

    A sentence that speaks to a model is not shown to one.
    """
    taken = _taken(claims)
    blocks: list[Block] = []
    lines: list[str] = []
    inside: list[int] = []
    room = prompt.variables["sentences"]
    for place, sentence in enumerate(document.sentences):
        if (places is not None and place not in places) or not any(_open(sentence, taken)):
            continue
        line = f"s{place}: {_on_a_line(sentence.text)}"
        if lines and (len(lines) >= MOST_SENTENCES or sum(map(len, lines)) + len(lines) + len(line) > room):
            blocks.append(_block(document, prompt, lines, inside))
            lines, inside = [], []
        lines.append(line)
        inside.append(place)
    return (*blocks, _block(document, prompt, lines, inside)) if lines else tuple(blocks)


def _block(document: Document, prompt: Prompt, lines: Sequence[str], places: Sequence[int]) -> Block:
    request = prompt.fill({"sentences": "\n".join(lines)}, (document.paper.id,))
    return Block(request, frozenset(places))


def pointed_claims(document: Document, claims: Sequence[Claim], block: Block, answer: Spans) -> Pointed:
    """The claims of an answer that are new, in document order."""
    taken = _taken(claims)
    known = {claim.id for claim in claims}
    told: dict[int, set[int]] = {}
    refused = max(0, len(answer.claims) - MOST_SPANS)
    for span in answer.claims[:MOST_SPANS]:
        place = int(span.sentence[1:]) if span.sentence[:1] == "s" and span.sentence[1:].isdecimal() else -1
        found = _numbers(document.sentences[place], span.quote, taken) if place in block.sentences else ()
        refused += not found
        if found:
            told.setdefault(place, set()).update(found)
    if len(block.sentences) >= FEW and len(told) > EVERYWHERE * len(block.sentences):
        return Pointed((), len(answer.claims))
    names = document_names(document)
    made: dict[str, Claim] = {}
    for place in sorted(told):
        sentence = document.sentences[place]
        read = _read(sentence)
        # The rules' own numbers are split with the new ones, so that no two claims have the same text.
        stated = tuple(q for q, source in read.items() if q.start in told[place] or (source.start, source.end) in taken)
        for part in split_sentence(sentence.text, tuple(read), stated):
            if any(quantity.start in told[place] for quantity in part.quantities):
                claim = claim_of(sentence, part, names)
                if claim.id not in known:
                    made.setdefault(claim.id, claim)
    return Pointed(tuple(made.values()), refused)


def _taken(claims: Sequence[Claim]) -> frozenset[tuple[int, int]]:
    """Where the numbers of claims stand; two files of one paper may share a place, which only hides a sentence."""
    return frozenset((quantity.start, quantity.end) for claim in claims for quantity in claim.quantities)


def _read(sentence: Sentence) -> Mapping[Quantity, Quantity]:
    """The quantities of a sentence, each with itself in the source."""
    found = ((quantity, to_source(quantity, sentence)) for quantity in find_quantities(sentence.text))
    return {quantity: source for quantity, source in found if source is not None}


def _open(sentence: Sentence, taken: frozenset[tuple[int, int]]) -> Iterator[Quantity]:
    """The quantities of a sentence that no claim has, where a claim may stand at all."""
    text = sentence.text
    if sentence.role not in ROLES or len(text) > MAX_SENTENCE or len(text.split()) < 2 or speaks_to_a_model(text):
        return
    for quantity, source in _read(sentence).items():
        if (source.start, source.end) not in taken:
            yield quantity


def _on_a_line(text: str) -> str:
    """The text with each white space a plain space, so that every character keeps its place."""
    return re.sub(r"\s", " ", text)


def _numbers(sentence: Sentence, quote: str, taken: frozenset[tuple[int, int]]) -> tuple[int, ...]:
    """Where the new numbers of a quote begin in the sentence's text; () where the sentence does not have the quote."""
    start = _on_a_line(sentence.text).find(_on_a_line(quote)) if quote.strip() else -1
    end = start + len(quote)
    if start < 0:
        return ()
    return tuple(quantity.start for quantity in _open(sentence, taken) if start <= quantity.start < quantity.end <= end)
