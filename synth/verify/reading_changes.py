"""Which formula over the tables a change means, and whether its number is a slip of it.

The counterpart of `reading` and `misreading` for gains and losses: one softmax over the best aligned formulas and "no
table", with weights fitted in the same way on the same half of the papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log, log10
from operator import mul

from synth.quantity import Quantity
from synth.verify.algebra import is_change
from synth.verify.align import Aligned
from synth.verify.misreading import TINY, density
from synth.verify.slips import slip_steps
from synth.verify.trail import Trail

MOST_FORMULAS = 600
REPEATED = 1.5
"""What is taken from the score for each other place where the same number stands (at most two): nobody slips twice
alike."""
WEIGHTS = {
    "weight": 1.34,
    "weight squared": 1.01,
    "grip": 0.73,
    "directed": 2.01,
    "numbers around": 0.67,
    "nearby number": 1.43,
    "other size": -4.50,
    "wrong way": -2.17,
    "single cell": 0.95,
}
ALWAYS, WHOLE, DIGITS = 2.26, 0.58, 0.85
"""Of the case that no table holds the change: always, where it has no decimals, and by its digits (a quarter each)."""


@dataclass(frozen=True, slots=True)
class Misread:
    """The formula that a change is most likely a slip of, the probability that it means it, and the log odds."""

    entry: Aligned
    pointed: float
    score: float


def misread_change(quantity: Quantity, entries: Sequence[Aligned], trail: Trail) -> Misread | None:
    """Weighs slip, agreement and chance as `misreading` does; None for what is no change or is near to nothing.

    `entries` are the aligned formulas, best first.
    """
    whole = quantity.decimals <= 0
    if not is_change(quantity) or quantity.high is not None or quantity.bound is not None or not entries:
        return None
    if whole and len(quantity.value.normalize().as_tuple().digits) < 2:
        return None
    kept = entries[:MOST_FORMULAS]
    unit = 10.0**-quantity.decimals
    size = abs(float(quantity.value))
    scores = [sum(map(mul, _cues(entry, size, trail), WEIGHTS.values())) for entry in kept]
    none = ALWAYS + WHOLE * whole + DIGITS * len(str(round(size / unit))) / 4
    top = max(none, *scores)
    total = fsum(exp(score - top) for score in scores) + exp(none - top)
    steps = slip_steps(quantity)
    slipped = agreeing = 0.0
    best: tuple[float, Aligned, float] | None = None
    for entry, score in zip(kept, scores, strict=True):
        probability = exp(score - top) / total
        if entry.fit > 0:
            agreeing += probability * entry.fit * entry.right_way
            continue
        there = abs(float(entry.candidate.value))
        told = 0.0
        if entry.right_way and there < 1e15 and entry.candidate.operation != "cell":  # a score is no change
            told = probability * steps.get(round(there / unit), 0.0)
        slipped += told
        if told and (best is None or told > best[0]):
            best = told, entry, probability
    if best is None:
        return None
    sizes = [abs(float(entry.candidate.value)) for entry in kept]
    elsewhere = exp(none - top) / total * density(size, unit, sizes)
    score = log(slipped + TINY) - log(agreeing + elsewhere + TINY) - REPEATED * min(trail.repeated, 2)
    return Misread(best[1], best[2], score)


def _cues(entry: Aligned, size: float, trail: Trail) -> tuple[float, ...]:
    """The features of a formula, in the order of `WEIGHTS`."""
    candidate = entry.candidate
    there = abs(float(candidate.value))
    apart = abs(log10(size / there)) if size and there else 1.0
    lifts = [
        max(trail.rows.get((candidate.table, row), 0.0), trail.columns.get((candidate.table, column), 0.0))
        for row, column in candidate.cells
    ]
    return (
        entry.weight,
        entry.weight**2,
        candidate.grip,
        float(candidate.directed),
        trail.tables.get(candidate.table, 0.0),
        sum(lifts) / len(lifts) if lifts else 0.0,
        float(apart > 0.35),
        float(not entry.right_way),
        float(candidate.operation == "cell"),
    )
