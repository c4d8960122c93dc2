"""The reliability diagram: how often verdicts of a confidence are right."""

from __future__ import annotations

from collections.abc import Sequence

from synth.report.drawing import COLOURS, SOFT, Figure, canvas, to_svg
from synth.report.words import listed, many
from synth.verify.calibration import Bin


def reliability(bins: Sequence[Bin]) -> Figure:
    """Accuracy against confidence, a dot a bin, as large as the bin; on the dashed line confidence is honest."""
    with canvas(4.2) as (figure, axes):
        axes.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8, linestyle="--")
        most = max(each.count for each in bins)
        axes.scatter(
            [each.confidence for each in bins],
            [each.accuracy for each in bins],
            s=[20 + 100 * each.count / most for each in bins],
            color=COLOURS["supported"],
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_aspect("equal")
        axes.grid(color="#E3E6EA", linewidth=0.6)
        axes.set_xlabel("confidence")
        axes.set_ylabel("share that is right")
        svg = to_svg(figure)
    told = listed([f"{each.confidence:.2f} is right {each.accuracy:.2f} of the time" for each in bins])
    alt = f"Reliability over {many(sum(each.count for each in bins), 'claim')}: a confidence of {told}."
    return Figure("reliability", "claims", "How often verdicts of a confidence are right", alt, svg)


def reliability_rows(bins: Sequence[Bin], width: int = 40) -> list[str]:
    """The same as lines of text: `#` up to the accuracy, `|` at the confidence."""
    rows: list[str] = []
    for each in bins:
        bar = ["#" if place < round(each.accuracy * width) else " " for place in range(width + 1)]
        bar[round(each.confidence * width)] = "|"
        rows.append(f"{each.confidence:.2f} {''.join(bar)} {each.accuracy:.2f}  n={each.count}")
    return rows
