"""Claims: what a paper's sentences state, one number (or one comparison) at a time.

A claim's `text` stands alone. Where a sentence distributes several numbers over several things, the text is rewritten
so that it says only its own pair; where that cannot be done safely, the whole sentence stands, followed by
"[number: 9 target tasks]", which names the number that the claim is about. "From 68.1 to 73.5", "68.1 versus 73.5" and
"8 of the 9 tasks" are one claim with two quantities.
"""

from __future__ import annotations

from synth.extract.names import Names, document_names
from synth.extract.quantities import find_quantities, to_source
from synth.extract.select import is_stated, only_describes, states_comparison, states_number, states_result
from synth.extract.slots import fill_slots
from synth.extract.split import Part, split_sentence
from synth.records import Claim, Document, Sentence


def extract_claims(document: Document) -> tuple[Claim, ...]:
    """The claims of a document in its order, with ids that no two share."""
    names = document_names(document)
    claims: dict[str, Claim] = {}
    place, subject = (-1, -1), ""
    for index, sentence in enumerate(document.sentences):
        previous = subject if place == (sentence.paragraph, index - 1) else ""
        found = _sentence_claims(sentence, names, previous)
        for claim in found:
            claims.setdefault(claim.id, claim)
        place, subject = (sentence.paragraph, index), found[0].subject if found else ""
    return tuple(claims.values())


def _sentence_claims(sentence: Sentence, names: Names, previous: str) -> list[Claim]:
    if not is_stated(sentence) or only_describes(sentence):
        return []
    text = sentence.text
    quantities = tuple(found for found in find_quantities(text) if to_source(found, sentence) is not None)
    stated = tuple(quantity for quantity in quantities if states_number(text, quantity))
    if sentence.role == "caption":
        stated = tuple(quantity for quantity in stated if states_result(text, quantity))
    if not stated and not states_comparison(sentence):
        return []
    return [claim_of(sentence, part, names, previous) for part in split_sentence(text, quantities, stated)]


def claim_of(sentence: Sentence, part: Part, names: Names, previous: str = "") -> Claim:
    """The claim that one part of a sentence makes; `previous` is the subject that a pronoun may stand for."""
    slots = fill_slots(part, names, previous)
    return Claim(
        id=Claim.make_id(sentence.anchor, part.text),
        text=part.text,
        anchor=sentence.anchor,
        quantities=tuple(filter(None, (to_source(quantity, sentence) for quantity in part.quantities))),
        subject=slots.subject,
        baseline=slots.baseline,
        metric=slots.metric,
        dataset=slots.dataset,
        split=slots.split,
        direction=slots.direction,
        section=sentence.section,
        role=sentence.role,
    )
