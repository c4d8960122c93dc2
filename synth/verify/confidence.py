"""Probabilities that a model gave, made honest: held back where nothing can be looked up, as sure as they are right.

Both leave every status where it is but for one rule: what no evidence speaks for is not the most probable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from synth.records import STATUSES, Status

STEP = 0.0001
"""What probabilities are rounded to, and the least by which the most probable status is ahead."""
NEVER = 0.001
"""Confidence that stays short of 0 and of 1, so that it has log-odds."""


@dataclass(frozen=True, slots=True)
class Beta:
    """How often a confidence is right: log-odds `rising` · ln p − `falling` · ln(1 − p) + `start`.

    Beta calibration (Kull, Silva Filho and Flach 2017); with `rising` and `falling` not below 0 it keeps the order.
    """

    rising: float
    falling: float
    start: float

    def __call__(self, confidence: float) -> float:
        """The share that is right among what is that sure."""
        known = min(1 - NEVER, max(NEVER, confidence))
        return 1 / (1 + exp(-(self.rising * log(known) - self.falling * log(1 - known) + self.start)))


def held_back(probabilities: Mapping[Status, float], status: Status) -> dict[Status, float]:
    """The probabilities where nothing that a reader could look up speaks for this status, the most probable one.

    It shares with `unresolved` then, and comes out just behind it.
    """
    made = dict(probabilities)
    made[status] = round((made[status] + made["unresolved"]) / 2, 4) - STEP
    return _whole(made)


def most_probable(probabilities: Mapping[Status, float]) -> Status:
    """The status that a verdict has; of equals `unresolved`, then the first of `STATUSES`."""
    return max(STATUSES, key=lambda name: (probabilities[name], name == "unresolved", -STATUSES.index(name)))


def as_sure(probabilities: Mapping[Status, float], true: Beta) -> dict[Status, float]:
    """The probabilities with the confidence that is right as often; the status stays the most probable one.

    What the others had they keep in proportion.
    """
    status = most_probable(probabilities)
    confidence = probabilities[status]
    if confidence >= 1:
        return dict(probabilities)
    rest = 1 - confidence
    second = max(value for name, value in probabilities.items() if name != status)
    least = second / (rest + second)  # where the second would be as probable
    wanted = max(min(1 - NEVER, true(confidence)), least + 3 * STEP)
    made: dict[Status, float] = {
        name: wanted if name == status else value * (1 - wanted) / rest for name, value in probabilities.items()
    }
    return _whole(made, status)


def _whole(made: Mapping[Status, float], last: Status = "unresolved") -> dict[Status, float]:
    """Four decimals that sum to exactly 1; what rounding leaves goes to one status."""
    rounded = {name: round(made[name], 4) for name in STATUSES}
    rounded[last] = round(1 - sum(value for name, value in rounded.items() if name != last), 4)
    return rounded
