"""How good verdicts are on labelled claims: accuracy, macro-F1, Brier score, calibration, risk and coverage.

`Labelled` is a verdict's probabilities with the label that a person gave. Every figure here is of such a list; nothing
is fitted. Sums are exact (`fsum`), so that the order of the claims does not change a figure.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from synth.records import STATUSES, Status

BINS = 15
LEAST_IN_BIN = 20
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Labelled:
    """What was said of a claim, as probabilities that sum to 1, and what it is."""

    probabilities: Mapping[Status, float]
    label: Status

    @property
    def status(self) -> Status:
        """The most probable status."""
        return max(STATUSES, key=lambda name: (self.probabilities[name], -STATUSES.index(name)))

    @property
    def confidence(self) -> float:
        """The probability of the most probable status."""
        return self.probabilities[self.status]

    @property
    def right(self) -> bool:
        """Whether the most probable status is the label."""
        return self.status == self.label


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of neighbouring confidence: how many, how confident on average, and what share of them is right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the 2.5th and 97.5th percentile of what resampling makes of it."""

    value: float
    low: float
    high: float


def accuracy(labelled: Sequence[Labelled]) -> float:
    """Share of claims whose most probable status is the label."""
    return sum(each.right for each in labelled) / len(labelled)


def f1(labelled: Sequence[Labelled], status: Status) -> float:
    """F1 of one status; 0 where it is neither said nor true of any claim."""
    hits = sum(each.right and each.label == status for each in labelled)
    said = sum(each.status == status for each in labelled)
    true = sum(each.label == status for each in labelled)
    return 2 * hits / (said + true) if said + true else 0.0


def macro_f1(labelled: Sequence[Labelled]) -> float:
    """Mean F1 over the statuses that occur as labels."""
    present = [status for status in STATUSES if any(each.label == status for each in labelled)]
    return fsum(f1(labelled, status) for status in present) / len(present)


def brier(labelled: Sequence[Labelled]) -> float:
    """Brier score of all statuses together (Brier 1950, equation 2): from 0, perfect, to 2."""
    return fsum(
        (each.probabilities[status] - (each.label == status)) ** 2 for each in labelled for status in STATUSES
    ) / len(labelled)


def bins(labelled: Sequence[Labelled]) -> tuple[Bin, ...]:
    """Adaptive bins of the confidence: of about equal numbers of claims (Nguyen and O'Connor 2015), lowest first.

    At most 15, and none of fewer than 20 claims where there are as many; claims of one confidence are never parted.
    """
    return tuple(
        Bin(len(part), fsum(each.confidence for each in part) / len(part), accuracy(part)) for part in _parts(labelled)
    )


def _parts(labelled: Sequence[Labelled]) -> list[list[Labelled]]:
    """The claims of each bin: it depends on their confidences alone."""
    ordered = sorted(labelled, key=lambda each: each.confidence)
    least = len(ordered) / max(1, min(BINS, len(ordered) // LEAST_IN_BIN))
    made: list[list[Labelled]] = []
    first = 0
    for place in range(1, len(ordered) + 1):
        enough = place - first >= least and len(ordered) - place >= least
        if place == len(ordered) or (enough and ordered[place].confidence != ordered[place - 1].confidence):
            made.append(ordered[first:place])
            first = place
    return made


def ece(labelled: Sequence[Labelled]) -> float:
    """Expected calibration error over adaptive bins: mean distance of accuracy from confidence, by claims."""
    return fsum(each.count * abs(each.accuracy - each.confidence) for each in bins(labelled)) / len(labelled)


def consistency(labelled: Sequence[Labelled], *, seed: int = 0) -> Interval:
    """The calibration error that these confidences would show if each were exactly right: mean, and where 95 % lie.

    What is right is drawn anew 1,000 times from the stated confidences (consistency resampling: Broecker and Smith
    2007; Vaicenavicius et al. 2019). A calibration error above `high` is more than chance makes of right confidences.
    """
    dice = random.Random(seed)
    parts = [
        (fsum(confidences), confidences)
        for confidences in ([each.confidence for each in part] for part in _parts(labelled))
    ]
    drawn = sorted(
        fsum(abs(sum(dice.random() < each for each in confidences) - meant) for meant, confidences in parts)
        / len(labelled)
        for _ in range(RESAMPLES)
    )
    return _interval(fsum(drawn) / RESAMPLES, drawn)


def risk_coverage(labelled: Sequence[Labelled]) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) as the claims are answered from the most confident on; claims of one confidence together.

    Coverage is the share of claims answered, risk the share of wrong ones among them (El-Yaniv and Wiener 2010).
    """
    ordered = sorted(labelled, key=lambda each: -each.confidence)
    points: list[tuple[float, float]] = []
    wrong = 0
    for place, each in enumerate(ordered, start=1):
        wrong += not each.right
        if place == len(ordered) or ordered[place].confidence != each.confidence:
            points.append((place / len(ordered), wrong / place))
    return tuple(points)


def area_under_risk(labelled: Sequence[Labelled]) -> float:
    """Area under the risk–coverage curve, as steps; lower is better."""
    area: list[float] = []
    before = 0.0
    for coverage, risk in risk_coverage(labelled):
        area.append((coverage - before) * risk)
        before = coverage
    return fsum(area)


def bootstrap(
    labelled: Sequence[Labelled], figure: Callable[[Sequence[Labelled]], float], *, seed: int = 0
) -> Interval:
    """A figure with its percentile bootstrap interval over 1,000 resamples (Efron 1979); seeded, so repeatable."""
    ordered = sorted(labelled, key=lambda each: (each.label, tuple(each.probabilities[status] for status in STATUSES)))
    dice = random.Random(seed)
    drawn = sorted(figure(dice.choices(ordered, k=len(ordered))) for _ in range(RESAMPLES))
    return _interval(figure(ordered), drawn)


def _interval(value: float, drawn: Sequence[float]) -> Interval:
    return Interval(value, drawn[round(0.025 * (RESAMPLES - 1))], drawn[round(0.975 * (RESAMPLES - 1))])
