"""The panel: reviewers that do not see each other, and what their scores and findings say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from synth.report_records import PanelScore, Report, Review
from synth.review.clarity import clarity
from synth.review.coverage import coverage
from synth.review.grounding import grounding
from synth.review.independence import independence
from synth.review.numbers import numbers, numeric
from synth.review.rubric import load_rubric
from synth.review.scoring import ids
from synth.review.sources import sources


def every_claim(report: Report) -> frozenset[str]:
    """The scope of a reviewer who judges all claims."""
    return frozenset(ids(report.claims))


def numeric_claims(report: Report) -> frozenset[str]:
    """The scope of a reviewer who judges only claims that state a number."""
    return frozenset(ids(numeric(report)))


class Reviewer(NamedTuple):
    """A reviewer: its name (and its rubric's), what it does, and which claims it judges."""

    name: str
    review: Callable[[Report], Review]
    scope: Callable[[Report], frozenset[str]]


REVIEWERS: tuple[Reviewer, ...] = (
    Reviewer("grounding", grounding, every_claim),
    Reviewer("coverage", coverage, every_claim),
    Reviewer("numbers", numbers, numeric_claims),
    Reviewer("independence", independence, every_claim),
    Reviewer("sources", sources, every_claim),
    Reviewer("clarity", clarity, every_claim),
)


def agreement(report: Report, reviews: Sequence[Review]) -> float | None:
    """Krippendorff's alpha (nominal) over the reviewers' findings on single claims.

    A unit is a claim; a rating is 1 where a deduction of the reviewer names the claim and 0 where none does; it is
    missing where the claim is outside the reviewer's scope. It says whether reviewers fault the same claims. They look
    for different faults, so a value near 0 is to be expected and says nothing against the scores; a high value says
    that the faults pile up on the same claims. None where it is not defined: no claim was judged by two reviewers, or
    all ratings are equal.
    """
    faulted = {review.reviewer: {name for taken in review.deductions for name in taken.claims} for review in reviews}
    scopes = {reviewer.name: reviewer.scope(report) for reviewer in REVIEWERS}
    raters = [review.reviewer for review in reviews]
    counts: list[list[int]] = []
    for name in ids(report.claims):
        ratings = [name in faulted[rater] for rater in raters if name in scopes[rater]]
        if len(ratings) > 1:
            counts.append([ratings.count(False), ratings.count(True)])
    if not any(clean for clean, _ in counts) or not any(faulty for _, faulty in counts):
        return None
    import krippendorff

    return round(float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")), 4)


def review_report(report: Report) -> Report:
    """The report with its reviews and score; each reviewer gets the report without any review.

    `made_by` gains, for each reviewer, the rubric's text and the version and hash of its file, so that the report
    itself says what its score means. Raises InputError where a rubric is missing.
    """
    unseen = replace(report, reviews=(), score=None)
    reviews = tuple(reviewer.review(unseen) for reviewer in REVIEWERS)
    scores = [review.score for review in reviews]
    score = PanelScore(
        round(median(scores), 2),
        round(max(scores) - min(scores), 2),
        agreement(report, reviews),
    )
    made_by = dict(report.made_by)
    for reviewer in REVIEWERS:
        rubric = load_rubric(reviewer.name)
        made_by[f"rubric {reviewer.name}"] = f"{rubric.task} {rubric.text}"
        made_by[f"prompt review-{reviewer.name}"] = f"version {rubric.version}, sha256 {rubric.sha256}"
    return replace(report, made_by=made_by, reviews=reviews, score=score)
