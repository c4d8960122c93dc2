"""What a paper's changes are read from: which lines its paragraphs compare, with which, and at which place.

A change that names neither side often stands beside others that do, and authors compare with the same baseline, in the
same column, all through a paper. All changes are read before one is asked for (`pair_survey`); what they are then most
likely read from, their numbers known, is what their neighbours are asked with, as AggChecker does for the queries of
an article (Jo et al., SIGMOD 2019). A change never speaks for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Literal

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.trail import BESIDE, LIFT, NEAR, SAME, Trails

MANY = 2.0
"""Changes that share a name from which it is a habit: two make it 1 − 1/e."""
FAR = 12
"""Sentences of a paragraph on either side that are heard."""
Kind = Literal["first", "second", "place"]
KINDS: tuple[Kind, ...] = ("first", "second", "place")
"""The lines of a pair in their order: what changed, what it is compared with, and where."""
LineOf = tuple[Kind, int, bool, int]
"""A line in its part of a pair: its table, whether it is a row, and its position."""
NameOf = tuple[Kind, str] | tuple[Literal["sides"], str, str]
"""A folded name in its part of a pair, or those of both sides."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one change is read from: lines and names with their probabilities once its number is known."""

    sentence: int
    start: int
    end: int
    lines: Mapping[LineOf, float]
    names: Mapping[NameOf, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """How far (0 to 1) the other changes of a paragraph speak for each line, and those of the paper for a name."""

    lines: Mapping[LineOf, float] = field(default_factory=dict)
    names: Mapping[NameOf, float] = field(default_factory=dict)


NOTHING_HEARD = Heard()


@dataclass(frozen=True, slots=True)
class Habits:
    """The changes of a paper by their sentence, and how many of them are read from lines of each name."""

    told: Mapping[int, tuple[Told, ...]] = field(default_factory=dict)
    totals: Mapping[NameOf, float] = field(default_factory=dict)

    @staticmethod
    def of(told: Sequence[Told]) -> Habits:
        """Linear in what is told."""
        by_sentence: dict[int, list[Told]] = {}
        totals: dict[NameOf, float] = {}
        for each in told:
            by_sentence.setdefault(each.sentence, []).append(each)
            for name, share in each.names.items():
                totals[name] = totals.get(name, 0.0) + share
        return Habits({place: tuple(found) for place, found in by_sentence.items()}, totals)

    def around(self, claim: Claim, quantity: Quantity, trails: Trails) -> Heard:
        """What the other changes of the paper say to one of them."""
        here = trails.place(claim)
        if here is None or not self.told:
            return NOTHING_HEARD
        lines: dict[LineOf, float] = {}
        own: Mapping[NameOf, float] = {}
        for sentence in range(here - FAR, here + FAR + 1):
            if sentence not in self.told or trails.paragraphs[sentence] != trails.paragraphs[here]:
                continue
            near = LIFT * (SAME if sentence == here else BESIDE if abs(sentence - here) == 1 else NEAR)
            for each in self.told[sentence]:
                if sentence == here and each.start < quantity.end and quantity.start < each.end:
                    own = each.names
                    continue
                for line, share in each.lines.items():
                    lines[line] = 1 - (1 - lines.get(line, 0.0)) * (1 - near * share)
        others = ((name, total - own.get(name, 0.0)) for name, total in self.totals.items())
        return Heard(lines, {name: 1 - exp(-rest / MANY) for name, rest in others if rest > 0})


NO_HABITS = Habits()
