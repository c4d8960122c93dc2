"""index.html: the reports of a batch with their scores and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from synth.records import Question
from synth.report.page import render_page
from synth.report_records import Report

STANCES = {"answered": "answered", "partly": "answered in part", "not_answered": "not answered"}


def to_index(reports: Sequence[tuple[str, Report]], missing: Sequence[Question]) -> str:
    """A page that lists reports, each with the name of its folder, and the questions that have none."""
    return render_page(
        "index.html.jinja",
        reports=list(reports),
        missing=list(missing),
        stances=STANCES,
        count=lambda report: Counter(judged.verdict.status for judged in report.claims),
    )
