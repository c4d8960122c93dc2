"""The program's report card: its verdicts on claims that a person has labelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from synth.pipeline.given import verify_given
from synth.pipeline.given_lines import BadLine, read_lines
from synth.records import STATUSES, Status
from synth.verify.calibration import (
    Bin,
    Interval,
    Labelled,
    accuracy,
    area_under_risk,
    bins,
    bootstrap,
    brier,
    consistency,
    ece,
    f1,
    macro_f1,
    risk_coverage,
)

if TYPE_CHECKING:
    from synth.pipeline.logged import Logged

LABELS: Mapping[str, Status] = {
    **{status: status for status in STATUSES},
    **dict.fromkeys(("support", "supports", "entailment", "entailed", "entail", "true", "yes"), "supported"),
    **dict.fromkeys(("contradict", "contradicts", "contradiction", "refute", "refutes", "refuted"), "contradicted"),
    **dict.fromkeys(("false", "no"), "contradicted"),
    **dict.fromkeys(("nei", "not enough info", "not_enough_info", "not enough information"), "unresolved"),
    **dict.fromkeys(("neutral", "unverifiable"), "unresolved"),
}
"""How data sets spell the statuses, in lower case."""

COVERAGES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class ReportCard:
    """Figures over labelled claims. `confusion[label][status]` counts claims; `risk` is (coverage, share wrong).

    `ece_by_chance` is the calibration error that right confidences would show at this size.
    """

    claims: int
    accuracy: Interval
    macro_f1: Interval
    f1: Mapping[Status, float]
    confusion: Mapping[Status, Mapping[Status, int]]
    ece: Interval
    ece_by_chance: Interval
    brier: Interval
    reliability: tuple[Bin, ...]
    risk: tuple[tuple[float, float], ...]
    area_under_risk: float


def labelled_verdicts(stream: BinaryIO, logs: Logged | None = None) -> Iterator[Labelled | BadLine]:
    """Each line's verdict beside its `label`, in order. Raises OSError where the stream cannot be read."""
    for number, given in enumerate(read_lines(stream), start=1):
        if isinstance(given, BadLine):
            yield given
            continue
        label = LABELS.get(str(given.label).strip().lower())
        if label is None:
            spelled = ", ".join(sorted(LABELS))
            yield BadLine(number, f"label: {given.label!r} is none of {spelled}", given.id)
        else:
            yield Labelled(verify_given(given, logs).told.probabilities, label)


def report_card(labelled: list[Labelled]) -> ReportCard:
    """The figures over at least one labelled claim."""
    return ReportCard(
        claims=len(labelled),
        accuracy=bootstrap(labelled, accuracy),
        macro_f1=bootstrap(labelled, macro_f1),
        f1={status: f1(labelled, status) for status in STATUSES},
        confusion={
            label: {
                status: sum(each.label == label and each.status == status for each in labelled) for status in STATUSES
            }
            for label in STATUSES
        },
        ece=bootstrap(labelled, ece),
        ece_by_chance=consistency(labelled),
        brier=bootstrap(labelled, brier),
        reliability=bins(labelled),
        risk=_at_coverages(risk_coverage(labelled)),
        area_under_risk=area_under_risk(labelled),
    )


def _at_coverages(curve: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """The curve's first point at or beyond each of a few coverages."""
    return tuple(dict.fromkeys(next(point for point in curve if point[0] >= wanted - 1e-9) for wanted in COVERAGES))
