"""Do the numbers hold? The rubric is prompts/review-numbers.md."""

from __future__ import annotations

from synth.records import JudgedClaim
from synth.report_records import Report, Review
from synth.review.scoring import deciding_checks, deduct, ids, nothing_to_judge, on_topic, plural, review, share


def numeric(report: Report) -> tuple[JudgedClaim, ...]:
    """The claims that state a number."""
    return tuple(judged for judged in report.claims if judged.claim.quantities)


def confirmed(judged: JudgedClaim) -> bool:
    """Whether a number was recomputed from a table or a log, or found in another paper, and held."""
    return any(check.status == "supported" and check.against != "own_text" for check in deciding_checks(judged))


def contradicted(judged: JudgedClaim) -> bool:
    """Whether the verdict, or a check with a recomputed value, says that a number does not hold."""
    return judged.verdict.status == "contradicted" or any(
        check.status == "contradicted" and check.recomputed is not None for check in judged.verdict.checks
    )


def numbers(report: Report) -> Review:
    """Numbers recomputed against numbers only repeated; contradictions; verdicts that checks of numbers gainsay."""
    if not report.claims:
        return nothing_to_judge("numbers")
    stating = numeric(report)
    if not stating:
        return review("numbers", deduct(5, "no claim states a number that could be checked"))
    bearing = set(ids(on_topic(report)))
    base = sum(judged.claim.id in bearing for judged in stating)
    open_ = [judged for judged in stating if not confirmed(judged)]
    wrong = [judged for judged in stating if contradicted(judged)]
    gainsaid = [judged for judged in wrong if judged.verdict.status == "supported"]
    taken = [
        *deduct(
            6 * share(len(open_), base),
            f"{plural(len(open_), 'claim')} whose number no table, log or other paper confirms",
            ids(open_),
        ),
        *deduct(
            3 * share(len(wrong), base),
            f"{plural(len(wrong), 'claim')} with a number that a check contradicts",
            ids(wrong),
        ),
        *deduct(
            1 * share(len(gainsaid), base),
            f"{plural(len(gainsaid), 'claim')} called supported though a recomputed value differs",
            ids(gainsaid),
        ),
    ]
    return review("numbers", taken)
