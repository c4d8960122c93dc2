"""The effects that papers claim, side by side: a forest plot."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from synth.quantity import Quantity
from synth.records import JudgedClaim
from synth.report.drawing import COLOURS, SHAPES, SOFT, Figure, canvas, drawable, to_svg
from synth.report.evidence import MARKS
from synth.report.words import citations, cited_as, listed, many
from synth.report_records import Report

FEWEST = 3
MOST = 40
"""Effects shown: fewer need no figure, more cannot be read."""


def effects(report: Report) -> Figure | None:
    """Gains claimed in the unit that most of them share, each with its interval and how it was decided.

    An interval is the uncertainty that the claim prints, else half a unit of its last place: what its rounding hides.
    """
    rows = [(number, judged) for number, judged in enumerate(report.claims, start=1) if _gain(judged)]
    units = Counter(_unit(judged) for _, judged in rows)
    if not units:
        return None
    unit = min(units, key=lambda name: (-units[name], name))
    shown = [(number, judged) for number, judged in rows if _unit(judged) == unit][:MOST]
    if len(shown) < FEWEST:
        return None
    cite = citations(report.papers)
    labels: list[str] = []
    with canvas(0.24 * len(shown) + 0.9) as (figure, axes):
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (number, judged) in enumerate(shown):
            value, half, printed = _effect(judged)
            status = judged.verdict.status
            axes.errorbar(
                float(value),
                place,
                xerr=float(half),
                fmt=SHAPES[status],
                color=COLOURS[status],
                markersize=5,
                capsize=3 if printed else 0,
            )
            paper = judged.claim.anchor.paper
            who = cited_as(cite.papers[paper]) if paper in cite.papers else paper
            about = ", ".join(judged.claim.dataset)
            labels.append(drawable(f"C{number} {MARKS[status]} {who}" + (f": {about}" if about else ""), 52))
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.grid(axis="x", color="#E3E6EA", linewidth=0.6)
        axes.set_xlabel(f"claimed gain ({unit})")
        svg = to_svg(figure)
    told = listed([f"C{number} {_effect(judged)[0]}" for number, judged in shown])
    caption = (
        f"Gains that the papers claim, in {unit}; ✓ supported, × contradicted, – not decided. A bar with caps is the "
        "uncertainty that the claim prints, one without is what its rounding hides."
    )
    return Figure("effects", "results", caption, f"{many(len(shown), 'claimed gain')} in {unit}: {told}.", svg)


def _quantity(judged: JudgedClaim) -> Quantity | None:
    return next((each for each in judged.claim.quantities if each.kind == "gain"), None)


def _gain(judged: JudgedClaim) -> bool:
    """Whether the claim states one gain whose direction is known."""
    quantity = _quantity(judged)
    return quantity is not None and (quantity.sign is not None or judged.claim.direction in ("up", "down"))


def _unit(judged: JudgedClaim) -> str:
    quantity = _quantity(judged)
    return (quantity.unit if quantity else None) or "points"


def _effect(judged: JudgedClaim) -> tuple[Decimal, Decimal, bool]:
    """The signed gain, half its interval, and whether the claim prints that interval itself."""
    quantity = _quantity(judged)
    if quantity is None:
        raise ValueError(f"{judged.claim.id} claims no gain")
    down = quantity.sign == -1 if quantity.sign is not None else judged.claim.direction == "down"
    value = -abs(quantity.value) if down else abs(quantity.value)
    if quantity.uncertainty is not None:
        return value, abs(Decimal(quantity.uncertainty)), True
    return value, Decimal(1).scaleb(-quantity.decimals) / 2, False
