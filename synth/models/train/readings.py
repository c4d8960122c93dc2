"""What the verifier is trained on: a claim with a text, what the text says to it, and what each sentence does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from synth.models.train.contrast import ORDERS, opposites
from synth.models.train.pairs import Label, Pair

DECIDING = ("supported", "contradicted")
LONGEST = 1_900
"""Characters of a text's sentences: about what a row of 512 word pieces holds beside a claim and a title."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim with a text; `told` is what each sentence says to the claim, None where nobody knows.

    `relevant` says whether the text is about the claim at all, None where the source does not tell. `alone` means that
    the text is one sentence, to be read as `pairing.lone_rows` has it.
    """

    claim: str
    sentences: tuple[str, ...]
    label: Label
    told: tuple[Label | None, ...]
    title: str = ""
    relevant: bool | None = None
    alone: bool = False


def undecided(claim: str, sentences: Sequence[str], title: str = "", relevant: bool | None = None) -> Reading:
    """A claim with a text of which no sentence decides it."""
    told: list[Label | None] = ["unresolved"] * len(sentences)
    return Reading(claim, tuple(sentences), "unresolved", tuple(told), title, relevant)


def lone(pair: Pair) -> Reading:
    """A sentence that is read alone."""
    return Reading(pair.claim, (pair.sentence,), pair.label, (None,), pair.context, pair.relevant, alone=True)


def reversed_reading(reading: Reading, random: Random) -> Reading | None:
    """The same text with the claim reversed, and what follows from it; None where there is no such claim.

    As in `contrast.contrasted`, what contradicts a claim is taken to support its opposite only where that is the claim
    without its "not".
    """
    claims = opposites(reading.claim)
    if reading.label == "contradicted":
        claims = tuple(text for text in claims if len(text) < len(reading.claim) and " not " in reading.claim)
    if not claims or reading.label == "not_supported":
        return None
    return replace(
        reading,
        claim=random.choice(claims),
        label=_other(reading.label),
        told=tuple(None if label is None else _other(label) for label in reading.told),
    )


def _other(label: Label) -> Label:
    if label == "supported":
        return "contradicted"
    return "supported" if label == "contradicted" else label


def thinned(reading: Reading, random: Random, rate: float) -> Reading:
    """The text without about this share of the sentences that decide nothing, and short enough for one row.

    Of seven texts one loses its title: not every text that is to be judged has one.
    """
    whole = range(len(reading.told))
    decides = [label in DECIDING for label in reading.told]
    kept = [index for index in whole if decides[index] or random.random() >= rate]
    if len(kept) < 2 and reading.label not in DECIDING:
        kept = list(whole[:3])
    while sum(len(reading.sentences[index]) for index in kept) > LONGEST:
        spare = [index for index in kept if not decides[index]]
        if not spare:
            break
        kept.remove(random.choice(spare))
    return replace(
        reading,
        sentences=tuple(reading.sentences[index] for index in kept),
        told=tuple(reading.told[index] for index in kept),
        title=reading.title if random.random() < 0.85 else "",
    )


def order_readings(claims: Sequence[str], random: Random, number: int) -> list[Reading]:
    """Claims with sentences that tell the verifier what to say, one of them with the claim's own words: open."""
    made = []
    for claim in random.sample(claims, min(number, len(claims))):
        orders = (random.choice(ORDERS), f"{random.choice(ORDERS)} {claim}")
        made.append(undecided(claim, orders))
    return made
