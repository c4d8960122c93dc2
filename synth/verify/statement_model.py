"""How likely a statement holds, fails or is not decided by a table: two small logistic models over named features.

The first asks whether the table decides the statement at all, the second which way. Their weights stand in
`statement_weights.toml`, in the features' own units, fitted by `tests/benchmarks/scitab.py` with each of the three
outcomes equally likely beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp

from synth.records import Status


@dataclass(frozen=True, slots=True)
class Logistic:
    """1 / (1 + exp(-(intercept + Σ weight · feature)))."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability of the model's yes. Raises KeyError where a feature is missing."""
        total = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class StatementModel:
    """`open` says how likely the table leaves a statement open, `holds` how likely a decided one holds."""

    open: Logistic
    holds: Logistic

    def probabilities(self, features: Mapping[str, float]) -> dict[Status, float]:
        """Probabilities of the four outcomes; they sum to 1."""
        left_open, holds = self.open.probability(features), self.holds.probability(features)
        return {
            "supported": (1 - left_open) * holds,
            "contradicted": (1 - left_open) * (1 - holds),
            "unresolved": left_open,
            "not_comparable": 0.0,
        }


@cache
def statement_model() -> StatementModel:
    """The model as shipped."""
    import tomllib
    from importlib.resources import files

    read = tomllib.loads(files("synth.verify").joinpath("statement_weights.toml").read_text(encoding="utf-8"))
    return StatementModel(*(Logistic(read[name]["intercept"], read[name]["weights"]) for name in ("open", "holds")))
