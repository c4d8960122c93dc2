"""Does the evidence come from somebody else? The rubric is prompts/review-independence.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from synth.records import Anchor, CellsAnchor, Check, JudgedClaim
from synth.report_records import Report, Review
from synth.review.scoring import deciding_checks, deduct, ids, nothing_to_judge, on_topic, plural, review, share

Strength = Literal["none", "own_text", "own_table", "same_authors", "independent"]

WEIGHTS: tuple[tuple[Strength, float, str], ...] = (
    ("none", 1.0, "with no deciding evidence at all"),
    ("own_text", 0.8, "that only the same paper's text repeats"),
    ("own_table", 0.4, "checked only against the same paper's tables"),
    ("same_authors", 0.4, "confirmed outside the paper only by the same authors"),
)
"""How far each kind of evidence falls short of an independent one."""

DOMINANT = 0.4
"""The share of the claims up to which one paper may give them."""


def author_key(author: str) -> str:
    """An author as family name and first initial, so that "J. Phang" and "Jason Phang" are one."""
    if "," in author:
        family, _, given = author.partition(",")
    else:
        given, _, family = author.strip().rpartition(" ")
    letters = re.sub(r"\W", "", given)
    return f"{family.strip().casefold()} {letters[:1].casefold()}".strip()


def authors_of(report: Report) -> dict[str, frozenset[str]]:
    """For each paper of the report, its authors' keys."""
    return {used.paper.id: frozenset(map(author_key, used.paper.authors)) for used in report.papers}


def _stem(paper: str) -> str:
    return re.sub(r"v\d+$", "", paper)


def _independent(check: Check, paper: str, authors: Mapping[str, frozenset[str]]) -> bool:
    """Whether a check points at another paper none of whose authors wrote the claim's; unknown authors don't count."""
    own = authors.get(paper, frozenset())
    for anchor in check.anchors:
        if not isinstance(anchor, Anchor | CellsAnchor) or _stem(anchor.paper) == _stem(paper):
            continue
        theirs = authors.get(anchor.paper, frozenset())
        if own and theirs and not own & theirs:
            return True
    return False


def strength(judged: JudgedClaim, authors: Mapping[str, frozenset[str]]) -> Strength:
    """The strongest kind of evidence that decides a claim, for or against it."""
    checks = deciding_checks(judged)
    if any(
        check.against == "run"
        or (check.against == "other_paper" and _independent(check, judged.claim.anchor.paper, authors))
        for check in checks
    ):
        return "independent"
    kinds = {check.against for check in checks}
    if "other_paper" in kinds:
        return "same_authors"
    if "own_table" in kinds:
        return "own_table"
    return "own_text" if kinds else "none"


def independence(report: Report) -> Review:
    """Own text is weak, own tables are better, other authors' papers and logs are independent; no paper dominates."""
    if not report.claims:
        return nothing_to_judge("independence")
    bearing = on_topic(report)
    authors = authors_of(report)
    kinds = {judged.claim.id: strength(judged, authors) for judged in report.claims}
    taken = []
    for kind, weight, words in WEIGHTS:
        weak = [judged for judged in report.claims if kinds[judged.claim.id] == kind]
        taken += deduct(8 * weight * share(len(weak), len(bearing)), f"{plural(len(weak), 'claim')} {words}", ids(weak))
    counts = Counter(judged.claim.anchor.paper for judged in bearing)
    paper, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    part = most / max(1, len(bearing))
    taken += deduct(
        2 * max(0.0, part - DOMINANT) / (1 - DOMINANT),
        f"{most} of the {plural(len(bearing), 'claim')} that bear on the question come from {paper}",
    )
    return review("independence", taken)
