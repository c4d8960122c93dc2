"""Do the claims speak of what was asked? The rubric is prompts/review-coverage.md."""

from __future__ import annotations

from synth.report_records import Report, Review
from synth.review.scoring import aspects, deduct, ids, nothing_to_judge, on_topic, plural, review, share
from synth.review.terms import covers, placed_stems, rarity, unsaid, weight_of_all

ENOUGH_PAPERS = 5
"""A synthesis of fewer papers than this is a reading of single papers."""


def coverage(report: Report) -> Review:
    """Aspects of the question that claims speak of; claims beside the question; papers; an honest stance."""
    if not report.claims:
        return nothing_to_judge("coverage")
    bearing = on_topic(report)
    asked = aspects(report)
    titles = {used.paper.id: used.paper.title for used in report.papers}
    texts = [placed_stems(judged, titles) for judged in bearing]
    weights = rarity(asked, texts)
    missing = [aspect for aspect in asked if not any(covers(stems, aspect, weights) for stems in texts)]
    whole = weight_of_all(asked, weights)
    lost = weight_of_all(missing, weights) / whole if whole else 0.0
    bearing_ids = set(ids(bearing))
    beside = [judged for judged in report.claims if judged.claim.id not in bearing_ids]
    papers = len({judged.claim.anchor.paper for judged in bearing})
    supported = [judged for judged in bearing if judged.verdict.status == "supported"]
    boasted = report.answer.stance == "answered" and (lost > 0.4 or not supported)
    named = ", ".join(f"“{unsaid(aspect, texts) or aspect.text}”" for aspect in missing)
    taken = [
        *deduct(6 * lost, f"no claim speaks of {named}"),
        *deduct(
            1.5 * share(len(beside), len(report.claims)),
            f"{plural(len(beside), 'claim')} beside the question",
            ids(beside),
        ),
        *deduct(
            1.5 * max(0.0, 1 - papers / ENOUGH_PAPERS),
            f"the claims that bear on the question come from {plural(papers, 'paper')}",
        ),
        *deduct(1.0 * boasted, "the abstract says “answered” though the claims do not carry it"),
    ]
    return review("coverage", taken)
