"""`synth eval`: the program's report card on claims that you have labelled."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.cli.logs import RUNS, TOLERANCE

if TYPE_CHECKING:
    from synth.pipeline.evaluate import ReportCard
    from synth.verify.calibration import Interval


class Format(StrEnum):
    """How the figures are printed."""

    text = "text"
    json = "json"


def evaluate(
    labelled: str = typer.Argument(
        ..., metavar="LABELLED.jsonl", help="Lines as for `synth verify`, each with a label; - for stdin."
    ),
    runs: list[str] = RUNS,
    tolerance: str = TOLERANCE,
    diagram: Path | None = typer.Option(None, "--diagram", help="Where to write the reliability diagram (SVG)."),
    format_: Format = typer.Option(Format.text, "--format", help="text or json"),
) -> None:
    """Measure verdicts against your own labels.

    Each line is one of `synth verify` with "label": supported, contradicted or unresolved (SUPPORTS, REFUTES, NEI and
    the like are understood). Prints accuracy, macro-F1, calibration and Brier score with bootstrap intervals.
    """
    import json

    from synth.cli.logs import open_runs
    from synth.cli.show import note, out, progress_bars
    from synth.cli.verify import opened
    from synth.errors import InputError, StorageError
    from synth.pipeline.evaluate import labelled_verdicts, report_card
    from synth.pipeline.given_lines import BadLine
    from synth.pipeline.tend import write_whole
    from synth.report.figure_reliability import reliability
    from synth.report.to_json import plain

    verdicts = []
    with progress_bars() as progress, opened(labelled) as stream:
        for each in labelled_verdicts(stream, open_runs(runs, tolerance, progress)):
            if isinstance(each, BadLine):
                note(f"{labelled}:{each.line}: {each.error}")
            else:
                verdicts.append(each)
    if not verdicts:
        raise InputError(f"{labelled} has no labelled claim", 'give lines as for `synth verify`, each with "label"')
    card = report_card(verdicts)
    if diagram is not None:
        try:
            write_whole(diagram, reliability(card.reliability).svg.encode())
        except OSError as error:
            raise StorageError(f"{diagram} cannot be written: {error.strerror}", "choose another place") from error
    if format_ is Format.json:
        out(json.dumps(plain(card), indent=2))
    else:
        _show(card)


def _told(interval: Interval) -> str:
    return f"{interval.value:.3f}  [{interval.low:.3f}, {interval.high:.3f}]"


def _show(card: ReportCard) -> None:
    from rich.table import Table

    from synth.cli.show import show
    from synth.records import STATUSES
    from synth.report.figure_reliability import reliability_rows

    confusion = Table(title="label (rows) against verdict")
    for head in ("", *STATUSES, "F1"):
        confusion.add_column(head, justify="right" if head else "left")
    for label in STATUSES:
        counts = [str(card.confusion[label][status]) for status in STATUSES]
        confusion.add_row(label, *counts, f"{card.f1[label]:.3f}")
    risk = "  ".join(f"{wrong:.3f} of the most confident {coverage:.0%}" for coverage, wrong in card.risk)
    show(
        f"claims     {card.claims}",
        f"accuracy   {_told(card.accuracy)}",
        f"macro-F1   {_told(card.macro_f1)}",
        f"ECE        {_told(card.ece)}  adaptive bins; right confidences would show {_told(card.ece_by_chance)}",
        f"Brier      {_told(card.brier)}",
        confusion,
        "reliability: # up to the share that is right, | at the confidence",
        *reliability_rows(card.reliability),
        f"wrong      {risk}",
    )
