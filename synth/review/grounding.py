"""Does everything stand on something? The rubric is prompts/review-grounding.md."""

from __future__ import annotations

from synth.records import JudgedClaim
from synth.report_records import Report, Review
from synth.review.scoring import deciding_checks, deduct, ids, nothing_to_judge, on_topic, plural, review, share


def quoted(judged: JudgedClaim) -> bool:
    """Whether a claim's quote is there, as long as its offsets say, and holds each of its numbers where they say."""
    anchor = judged.claim.anchor
    if not anchor.quote.strip() or anchor.end - anchor.start != len(anchor.quote):
        return False
    return all(
        anchor.quote[quantity.start - anchor.start : quantity.end - anchor.start] == quantity.text
        if anchor.start <= quantity.start and quantity.end <= anchor.end
        else False
        for quantity in judged.claim.quantities
    )


def grounding(report: Report) -> Review:
    """Quotes present; evidence beyond the sentence itself; verdicts and statements that rest on something."""
    if not report.claims:
        return nothing_to_judge("grounding")
    base = len(on_topic(report))
    unquoted = [judged for judged in report.claims if not quoted(judged)]
    alone = [judged for judged in report.claims if not deciding_checks(judged)]
    unearned = [
        judged
        for judged in report.claims
        if judged.verdict.status in ("supported", "contradicted")
        and judged.verdict.status not in {check.status for check in deciding_checks(judged)}
    ]
    known = {judged.claim.id for judged in report.claims}
    statements = [*report.answer.statements, *(each for finding in report.findings for each in finding.statements)]
    hanging = [
        statement
        for statement in statements
        if not statement.rests_on or any(name.startswith("c-") and name not in known for name in statement.rests_on)
    ]
    taken = [
        *deduct(
            2 * share(len(unquoted), base),
            f"{plural(len(unquoted), 'claim')} without a quote that holds the claim's numbers at their offsets",
            ids(unquoted),
        ),
        *deduct(
            5 * share(len(alone), base),
            f"{plural(len(alone), 'claim')} with no deciding evidence beyond the sentence they were taken from",
            ids(alone),
        ),
        *deduct(
            2 * share(len(unearned), base),
            f"{plural(len(unearned), 'verdict')} that no check of the same outcome carries",
            ids(unearned),
        ),
        *deduct(
            1 * share(len(hanging), len(statements)),
            f"{plural(len(hanging), 'statement')} resting on nothing, or on a claim that the report does not hold",
        ),
    ]
    return review("grounding", taken)
