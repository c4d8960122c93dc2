"""Whether a number that no well-aligned cell agrees with is a misprint of one that stands where the claim points.

For each candidate that disagrees, the likelihood of a slip (`slips.slip_ratio`) is weighed with how well the claim's
words and the numbers around it point there. The best explanation is scored by a logistic model over a few features
that a reader can follow. Its weights were fitted by maximum likelihood to planted slips against untouched numbers on
the half of the papers that `tests/benchmarks/planted.py` calls tuned, then rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from synth.quantity import Quantity
from synth.verify.algebra import is_change
from synth.verify.align import Aligned, Alignment, is_small
from synth.verify.slips import slip_ratio
from synth.verify.trail import Trail

LIKELY = 0.45
"""Score from which a number is contradicted."""
STEEP = 3
"""Power of a candidate's weight: a slip of what is half as well named is an eighth as likely meant."""
FEWEST_DIGITS = 2
NEAR = 2.0
"""Ratio of likelihoods from which a number is near enough to be called a slip."""
POINTED = 0.4
"""Weight that the claim's words and the numbers around must at least give to what it is a slip of."""
STANDS = 0.8
"""Probability from which a match in the same table explains the number better than a slip would."""
TAKEN = 0.2
"""How far a cell can be meant that another number of the same sentence already stands in."""
MOST_LOG = 6.0
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Misprint:
    """The best explanation of a number as a slip, with the score of the model (log odds on its training share)."""

    entry: Aligned
    score: float

    @property
    def probability(self) -> float:
        """The score as a probability."""
        return 1 / (1 + exp(-self.score))


def best_misprint(quantity: Quantity, alignment: Alignment, trail: Trail) -> Misprint | None:
    """The candidate that the number is most likely a slip of.

    None where it is near to none, where a match explains it better, and for bounds, ranges and single digits.
    """
    digits = len(quantity.value.normalize().as_tuple().digits)
    if quantity.bound is not None or quantity.high is not None or digits < FEWEST_DIGITS:
        return None
    best: tuple[float, Aligned, float] | None = None
    hits: list[Aligned] = []
    for entry in alignment.entries:
        if entry.fit > 0:
            if entry.right_way and len(hits) < MOST_HITS:
                hits.append(entry)
            continue
        if not entry.right_way:
            continue
        ratio = slip_ratio(quantity, entry.candidate.value)
        told = entry.weight**STEEP * ratio * (TAKEN if is_taken(entry, trail) else 1.0)
        if told > 0 and (best is None or told > best[0]):
            best = told, entry, ratio
    if best is None or best[2] < NEAR or best[1].weight < POINTED:
        return None
    _, entry, ratio = best
    if any(_stands_beside(hit, entry, trail) and alignment.meant(hit, quantity) >= STANDS for hit in hits):
        return None
    agreeing = max((hit.weight for hit in hits), default=0.0)
    meant = max((alignment.meant(hit, quantity) for hit in hits), default=0.0)
    score = (
        -3.15
        + 0.43 * min(log(ratio), MOST_LOG)
        + 2.0 * entry.weight
        + 1.05 * alignment.entries[0].weight
        + 0.6 * entry.candidate.grip
        + 1.05 * trail.tables.get(entry.candidate.table, 0.0)
        + 0.9 * (entry.candidate.decimals == quantity.decimals)
        + 0.57 * is_change(quantity)
        - 2.15 * agreeing
        + 0.11 * log(1 - min(meant, 0.999))
        - 0.62 * min(trail.repeated, 2)
        - 0.8 * is_small(quantity)
    )
    return Misprint(entry, score)


def is_taken(entry: Aligned, trail: Trail) -> bool:
    """Whether a candidate is a single cell that another number of the same sentence is found in."""
    candidate = entry.candidate
    return len(candidate.cells) == 1 and (candidate.table, *candidate.cells[0]) in trail.taken


def _stands_beside(hit: Aligned, entry: Aligned, trail: Trail) -> bool:
    """Whether a match lies in the table that the slip would be of, or in one that the numbers around speak of."""
    table = hit.candidate.table
    return table == entry.candidate.table or trail.tables.get(table, 0.0) >= 0.5
