"""What the checks of a claim come to: for each kind of evidence, how much speaks for the claim and how much against.

A witness is who says something: the paper's own tables, its own text, the logs, and each other paper. Several checks by
one witness count as its strongest, so that copies of a sentence or a check made twice add nothing. Of other papers the
two strongest count, the second for a share. What a check leaves open is no evidence either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from synth.records import Against, Check, RunAnchor, Status

SECOND = 0.5
"""What a second paper's word is worth beside the first one's."""
SUREST = 0.99
"""Confidence beyond which a check counts for no more: no rule is surer than that."""

Kind = tuple[Against, Status]
"""Against what a claim was checked, and which way that went."""
Weight = tuple[float, float]
"""What it is worth that a check says something at all, and what each unit of its log-odds is worth beyond that."""


def strength(confidence: float) -> tuple[float, float]:
    """How far a check says something (0 to 1, whole from a confidence of one half) and its log-odds beyond that.

    Both grow with the confidence, from nothing at 0.
    """
    capped = min(confidence, SUREST)
    return min(1.0, 2 * capped), log(capped / (1 - capped)) if capped > 0.5 else 0.0


def worth(check: Check, weights: Mapping[Kind, Weight]) -> float:
    """The log-odds that one check alone is worth to the status that it gives; 0 where it leaves the claim open."""
    said, surely = weights.get((check.against, check.status), (0.0, 0.0))
    least, beyond = strength(check.confidence)
    return said * least + surely * beyond


def features(checks: Sequence[Check]) -> dict[Kind, tuple[float, float]]:
    """For each kind of evidence the strength of its witnesses together; kinds that no check speaks of are left out."""
    surest: dict[Kind, dict[str, float]] = {}
    for check in checks:
        if check.status != "unresolved":
            witnesses = surest.setdefault((check.against, check.status), {})
            name = witness_of(check)
            witnesses[name] = max(witnesses.get(name, 0.0), check.confidence)
    made: dict[Kind, tuple[float, float]] = {}
    for kind, witnesses in surest.items():
        first, *others = sorted(witnesses.values(), reverse=True)
        said, surely = strength(first)
        if others:
            more, beyond = strength(others[0])
            said, surely = said + SECOND * more, surely + SECOND * beyond
        made[kind] = said, surely
    return made


def witness_of(check: Check) -> str:
    """Who says it: another paper by its id; everything else is one witness of its kind."""
    if check.against != "other_paper":
        return ""
    return next((anchor.paper for anchor in check.anchors if not isinstance(anchor, RunAnchor)), "")
