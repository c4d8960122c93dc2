"""What rests on a paper that was withdrawn or retracted is believed less, and says so.

It stays: a retracted paper's number may be right, and a reader should see what was claimed. Every check that points
into such a paper, be it the claim's own or another, loses a share of its confidence, and the verdict is judged anew.
The shares are set by rule: authors withdraw from arXiv for many reasons, journals retract for few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from synth.records import Check, Claim, Paper, RunAnchor, Verdict
from synth.verify.judge import judge

WITHDRAWN = 0.25
RETRACTED = 0.08
"""What is left of the confidence of a check that rests on such a paper: of 0.99 the judge makes 0.97, of 0.25 of it
0.60 and of 0.08 of it 0.47, less than half of what it was."""


def less_recalled(verdict: Verdict, claim: Claim, papers: Mapping[str, Paper]) -> Verdict:
    """The verdict on a claim with what rests on recalled papers believed less; the same one where nothing does.

    `papers` are those that checks point into, by id.
    """
    checks = tuple(_less(check, claim, papers) for check in verdict.checks)
    return verdict if checks == verdict.checks else judge(checks, claim=claim)


def _less(check: Check, claim: Claim, papers: Mapping[str, Paper]) -> Check:
    if check.against == "run":
        return check  # a log is somebody's experiment, not a paper's word
    named = {anchor.paper for anchor in check.anchors if not isinstance(anchor, RunAnchor)} or {claim.anchor.paper}
    recalled = [papers[name] for name in sorted(named) if name in papers]
    if any(paper.retracted for paper in recalled):
        left, why = RETRACTED, "retracted"
    elif any(paper.withdrawn for paper in recalled):
        left, why = WITHDRAWN, "withdrawn"
    else:
        return check
    reason = f"{check.reason.rstrip('.')}, but it rests on a paper that was {why}"
    return replace(check, confidence=round(check.confidence * left, 4), reason=reason)
