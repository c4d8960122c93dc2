"""The figures of a report: drawn from its records alone, each only where it has something to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.report.drawing import Figure
from synth.report.figure_effects import effects
from synth.report.figure_evidence import evidence, recomputed
from synth.report.figure_flow import flow, years
from synth.report_records import Report

Draw = Callable[[Report], Figure | None]
"""Gives None where the report has nothing that the figure could show."""

FIGURES: Mapping[str, Draw] = {
    "flow": flow,
    "years": years,
    "effects": effects,
    "evidence": evidence,
    "recomputed": recomputed,
}
"""By name, in the order in which a report shows them."""


def figures(report: Report) -> tuple[Figure, ...]:
    """The figures that have something to show."""
    drawn = (draw(report) for draw in FIGURES.values())
    return tuple(figure for figure in drawn if figure is not None)
