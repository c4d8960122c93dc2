"""How a reviewer turns faults into points: every criterion has its most points, and takes off its share of them.

A share counts faulty claims against the claims that bear on the question. So a claim that is beside the question can
cost points and can never win any: adding clean claims about something else does not dilute the faults of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synth.records import Anchor, Check, Claim, JudgedClaim
from synth.report_records import Deduction, Report, Review
from synth.review.terms import Aspect, aspects_of, bears_on

FULL = 10.0


def aspects(report: Report) -> tuple[Aspect, ...]:
    """The aspects of the report's question."""
    return aspects_of(report.question.text)


def on_topic(report: Report) -> tuple[JudgedClaim, ...]:
    """The claims of a report that bear on its question."""
    asked = aspects(report)
    return tuple(judged for judged in report.claims if bears_on(judged, asked))


def ids(judged: Iterable[JudgedClaim]) -> tuple[str, ...]:
    """The claims' ids, in order."""
    return tuple(each.claim.id for each in judged)


def share(faults: float, base: int) -> float:
    """`faults` of `base` things, between 0 and 1; one fault among nothing is all of it."""
    return min(1.0, faults / max(1, base))


def deduct(points: float, reason: str, claims: Sequence[str] = ()) -> list[Deduction]:
    """One deduction of `points` rounded to hundredths, none where that is nothing."""
    rounded = round(points, 2)
    return [Deduction(rounded, reason, tuple(claims))] if rounded > 0 else []


def review(name: str, deductions: Iterable[Deduction]) -> Review:
    """A review whose score is what the deductions leave of 10, never below 0; they always add up to the rest."""
    kept: list[Deduction] = []
    left = FULL
    for deduction in deductions:
        points = min(deduction.points, round(left, 2))
        if points > 0:
            kept.append(Deduction(points, deduction.reason, deduction.claims))
            left = round(left - points, 2)
    return Review(name, left, tuple(kept))


def nothing_to_judge(name: str) -> Review:
    """The review of a report without claims."""
    return review(name, deduct(FULL, "there is no claim to judge"))


def repeats_itself(check: Check, claim: Claim) -> bool:
    """Whether a check points at nothing but the sentence the claim was taken from."""
    own = claim.anchor
    return bool(check.anchors) and all(
        isinstance(anchor, Anchor)
        and (anchor.paper, anchor.file, anchor.page) == (own.paper, own.file, own.page)
        and anchor.start < own.end
        and own.start < anchor.end
        for anchor in check.anchors
    )


def deciding_checks(judged: JudgedClaim) -> tuple[Check, ...]:
    """Checks that support or contradict a claim and point at something else than the claim's own sentence."""
    return tuple(
        check
        for check in judged.verdict.checks
        if check.status in ("supported", "contradicted") and check.anchors and not repeats_itself(check, judged.claim)
    )


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 claim", "3 claims", "2 studies"."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
