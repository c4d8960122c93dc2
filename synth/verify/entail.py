"""What a text says to a claim: its sentences chosen, read in context, and put together.

A model reads the claim with the text and says what each sentence does (`models/verifier.py`). A text decides a claim
when its most telling sentence does; so a sentence that says something is not drowned by many that say nothing. Which
way a text decides is what its telling sentences say together, each for as much as it tells. How far each counts stands
in `entail_weights.toml`, fitted on what networks said to claims that they were not trained on
(`tests/benchmarks/scifact.py`).

Numbers are not the model's business: a sentence that gives the claim's quantity another value does not support it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import TYPE_CHECKING

from synth.models.verifier import Verifier, load_verifier
from synth.records import Status
from synth.verify.entail_features import document_features
from synth.verify.entail_words import LONGEST_SENTENCE, readable
from synth.verify.names import STOP, words
from synth.verify.statement_model import Logistic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 32
"""Sentences of a text that are read: those that share most of the claim's telling words."""
NAMED = 3
"""Sentences that are named as evidence."""
TELLING, SHORT_OF = -2.0, 3.0
"""Log-odds from which a sentence besides the most telling one is named too; by how much it may be less telling."""
OTHERWISE = 2.0
"""Log-odds from which a sentence says the other thing, so that it is not named."""


@dataclass(frozen=True, slots=True)
class Entailment:
    """What a text says to a claim; `sentences` are 0-based, those that say it most clearly first.

    `probabilities` sum to 1 with `not_comparable` 0. A text that leaves the claim open names no sentence.
    """

    probabilities: Mapping[Status, float]
    sentences: tuple[int, ...] = ()

    @property
    def status(self) -> Status:
        """The most probable status; of equals, `unresolved`."""
        return max(self.probabilities, key=lambda name: (self.probabilities[name], name == "unresolved"))


@dataclass(frozen=True, slots=True)
class Weights:
    """`decided` says how likely a text decides a claim, `holds` how likely a decided claim holds."""

    decided: Logistic
    holds: Logistic


NOTHING = Entailment({"supported": 0.01, "contradicted": 0.01, "unresolved": 0.98, "not_comparable": 0.0})
"""Where there is nothing to read, or nothing that the model can read."""


def entail(claim: str, sentences: Sequence[str], title: str = "", verifier: Verifier | None = None) -> Entailment:
    """What the sentences of a text with this title say to the claim.

    Raises InputError where the verifier that ships cannot be loaded.
    """
    chosen = choose(claim, sentences)
    if not chosen:
        return NOTHING
    read = [sentences[index] for index in chosen]
    told = (verifier or load_verifier()).read((claim, read, title if readable(title) else ""))
    return combine(claim, read, chosen, told)


def choose(claim: str, sentences: Sequence[str]) -> tuple[int, ...]:
    """The sentences to read, in their order: all that can be read, or the `MOST` that share most with the claim.

    What two texts share is weighed by how few of the sentences have each word; of equals, the earlier is read.
    """
    if not readable(claim):
        return ()
    able = [index for index, text in enumerate(sentences) if readable(text)]
    if len(able) <= MOST:
        return tuple(able)
    bags = {index: frozenset(words(sentences[index][:LONGEST_SENTENCE])) - STOP for index in able}
    counts: dict[str, int] = {}
    for bag in bags.values():
        for word in bag:
            counts[word] = counts.get(word, 0) + 1
    asked = sorted(set(words(claim)) & counts.keys())
    weight = {index: sum(log(1 + len(able) / counts[word]) for word in asked if word in bags[index]) for index in able}
    return tuple(sorted(sorted(able, key=lambda index: (-weight[index], index))[:MOST]))


def combine(
    claim: str, texts: Sequence[str], places: Sequence[int], told: NDArray[np.float32], weights: Weights | None = None
) -> Entailment:
    """What the sentences say together, from what the model gave for each.

    `places` are the sentences' numbers in their text; `weights` are by default those that ship.
    """
    features, telling, way = document_features(claim, texts, told)
    weights = weights or entail_weights()
    decided, holds = weights.decided.probability(features), weights.holds.probability(features)
    probabilities = _rounded(decided * holds, decided * (1 - holds))
    made = Entailment(probabilities)
    if made.status == "unresolved":
        return made
    side = 1 if made.status == "supported" else -1
    order = sorted(range(len(texts)), key=lambda row: (-telling[row], row))
    least = max(TELLING, telling[order[0]] - SHORT_OF)
    named = [row for row in order if telling[row] >= least and way[row] * side > -OTHERWISE][:NAMED] or order[:1]
    return Entailment(probabilities, tuple(places[row] for row in named))


def _rounded(supported: float, contradicted: float) -> dict[Status, float]:
    """Four decimals that sum to exactly 1; what is left is `unresolved`."""
    one, other = round(supported, 4), round(contradicted, 4)
    return {
        "supported": one,
        "contradicted": other,
        "unresolved": round(1 - one - other, 4),
        "not_comparable": 0.0,
    }


@cache
def entail_weights() -> Weights:
    """The weights as shipped."""
    import tomllib
    from importlib.resources import files

    read = tomllib.loads(files("synth.verify").joinpath("entail_weights.toml").read_text(encoding="utf-8"))
    return Weights(*(Logistic(read[name]["intercept"], read[name]["weights"]) for name in ("decided", "holds")))
