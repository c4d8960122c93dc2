"""What the model gave for each sentence, as a few numbers about the text; and what quantities make of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import TYPE_CHECKING

from synth.extract.quantities import find_quantities
from synth.quantity import Quantity, agrees_with, same_number
from synth.verify.entail_words import LONGEST_SENTENCE, direction
from synth.verify.names import STOP, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = tuple[float, float, float]
"""What a sentence says for a claim, against it, and neither: log-odds."""

FORBIDDEN = 4.0
"""Log-odds by which a sentence with another number falls short of supporting."""


def document_features(
    claim: str, texts: Sequence[str], told: NDArray[np.float32]
) -> tuple[dict[str, float], list[float], list[float]]:
    """What the models of `Weights` look at; and for each text how telling it is and which way, as log-odds.

    `told` is float32 (texts, 3): log-odds for the claim, against it, and of neither.
    """
    texts = [text[:LONGEST_SENTENCE] for text in texts]
    rows: list[Row] = [(support, against, neither) for support, against, neither in told.tolist()]
    asked = find_quantities(claim)
    given = [find_quantities(text) for text in texts] if asked else []
    confirmed = [quantity for quantity in asked if any(_gives(quantity, found) for found in given)]
    for index, found in enumerate(given):
        if clashes := [quantity for quantity in asked if _clashes(quantity, found)]:
            rows[index] = _without_support(rows[index], against=any(each not in confirmed for each in clashes))
    telling = [_log_sum(support, against) - neither for support, against, neither in rows]
    way = [support - against for support, against, _ in rows]
    first = max(telling)
    most = [exp(each - first) for each in telling]
    points = [direction(claim) * direction(text) for text in texts]
    features = {
        "first": first,
        "shared_once": max(_share(claim, text) for text in texts),
        "way_first": _mean(way, most),
        "way_words": _mean(points, most),
    }
    return features, telling, way


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def _share(claim: str, text: str) -> float:
    """The share of the claim's telling words that the text has."""
    asked = frozenset(words(claim)) - STOP
    return len(asked & frozenset(words(text))) / max(1, len(asked))


def _without_support(row: Row, *, against: bool) -> Row:
    """What a sentence says that gives the claim's quantity another value: what spoke for the claim speaks no more.

    `against`: no other sentence gives the claim's value, so that what would have supported the claim contradicts it.
    """
    support, contra, neither = row
    return min(support, neither) - FORBIDDEN, max(support, contra) if against else contra, neither


def _log_sum(one: float, other: float) -> float:
    return max(one, other) + log(1 + exp(-abs(one - other)))


def _gives(asked: Quantity, found: Sequence[Quantity]) -> bool:
    return any(asked.unit in (each.unit, None) and _equal(asked, each) for each in found)


def _clashes(asked: Quantity, found: Sequence[Quantity]) -> bool:
    """Whether a sentence gives a quantity in the claim's own unit, and none of them is the claim's."""
    alike = [each for each in found if each.unit == asked.unit and each.unit is not None]
    return bool(alike) and not any(_equal(asked, each) for each in alike)


def _equal(one: Quantity, other: Quantity) -> bool:
    if other.high is not None or other.bound is not None:
        return agrees_with(other, one.interval())
    if one.high is not None or one.bound is not None:
        return agrees_with(one, other.interval())
    return same_number(one, other.value, other.decimals)
