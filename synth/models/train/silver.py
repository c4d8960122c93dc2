"""Pairs from abstracts alone, without anybody's label: a title that states a finding is a claim about its abstract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from synth.models.train.contrast import opposites, states
from synth.models.train.general import Nearness
from synth.models.train.pairs import Pair
from synth.models.train.scientific import Abstract


def silver_pairs(abstracts: Mapping[int, Abstract], random: Random, number: int) -> list[Pair]:
    """For up to so many abstracts whose title states something, their titles as claims.

    The sentence that shares most with the title supports it and contradicts the title reversed; the sentence of another
    abstract that shares most leaves it open, reversed or not. And of each such sentence itself: reversed, it is
    contradicted by what it was made from.
    """
    ids = sorted(abstracts)
    nearness = Nearness([" ".join((abstracts[paper].title, *abstracts[paper].sentences)) for paper in ids])
    stating = [paper for paper in ids if abstracts[paper].sentences and states(abstracts[paper].title)]
    made: list[Pair] = []
    for paper in random.sample(stating, min(number, len(stating))):
        claim = abstracts[paper].title.rstrip(". ") + "."
        told = _nearest(claim, abstracts[paper].sentences, nearness)
        near = [ids[index] for index in nearness.nearest(claim, 6)]
        strange = [each for each in near if each != paper and abstracts[each].sentences]
        reversed_ = opposites(claim)
        denied = random.choice(reversed_) if reversed_ else None
        made.append(Pair(claim, told, "supported"))
        if denied:
            made.append(Pair(denied, told, "contradicted"))
        if strange:
            other = abstracts[random.choice(strange)]
            text = _nearest(claim, other.sentences, nearness)
            made.append(Pair(denied if denied and random.random() < 0.5 else claim, text, "unresolved", other.title))
        undone = opposites(told)
        if undone and len(told) < 250:
            made.append(Pair(random.choice(undone), told, "contradicted"))
            made.append(Pair(_thinned(told, random), told, "supported"))
    return made


def _nearest(claim: str, sentences: Sequence[str], nearness: Nearness) -> str:
    return max(sentences, key=lambda text: nearness.shared(claim, text))


def _thinned(text: str, random: Random) -> str:
    """The text without some of its words before a comma or in brackets: shorter, and true if the text is."""
    _, comma, tail = text.partition(", ")
    if comma and len(tail) > 40 and random.random() < 0.5:
        return tail[:1].upper() + tail[1:]
    kept, depth = [], 0
    for character in text:
        depth += character in "(["
        if depth == 0:
            kept.append(character)
        depth -= depth > 0 and character in ")]"
    return "".join(kept).replace("  ", " ").replace(" .", ".").replace(" ,", ",")
