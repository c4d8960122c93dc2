"""What the checks of a claim come to: for each kind of evidence, how much speaks for the claim and how much against.

A witness is who says something: the paper's own tables, its own text, the logs, and each other paper. Several checks by
one witness count as its strongest, so that copies of a sentence or a check made twice add nothing. Of other papers the
two strongest count, the second for a share. What a check leaves open is no evidence either way. But while nothing
decides a claim, it tells how likely nothing can: a value that no cell comes near is seldom in a table, whereas a gain
that many pairs of cells give is mostly one of them (`openness`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Literal

from synth.records import Against, Check, Claim, RunAnchor, Status

SECOND = 0.5
"""What a second paper's word is worth beside the first one's."""
SUREST = 0.99
"""Confidence beyond which a check counts for no more: no rule is surer than that."""

Kind = tuple[Against, Status]
"""Against what a claim was checked, and which way that went."""
Weight = tuple[float, float]
"""What it is worth that a check says something at all, and what each unit of its log-odds is worth beyond that."""
Open = Literal["far", "nothing"]
"""What tells that nothing decides a number: how far from meant is what agrees best; no table has anything alike."""
OPEN: tuple[Open, ...] = ("far", "nothing")
CHANGES = frozenset({"gain", "relative_gain", "ratio"})
"""Kinds of numbers that two cells give. Many pairs give the same change: that none stands out does not tell that none
is meant."""


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


def openness(claim: Claim | None, checks: Sequence[Check]) -> dict[Open, float]:
    """How much (0 to 1) tells that nothing decides the number of a claim; nothing where a check surely decides it.

    `far` is how surely the check against the own tables leaves a value open (whole without one), and 0 for a change.
    Of what an abstract says neither tells anything.
    """
    if claim is None or not claim.quantities:
        return {}
    decided = max((strength(check.confidence)[0] for check in checks if check.status != "unresolved"), default=0.0)
    left = 1 - decided
    tables = [check.confidence for check in checks if (check.against, check.status) == ("own_table", "unresolved")]
    first = claim.quantities[0]
    if claim.role == "abstract":
        left = 0.0  # it tells results, and tables print them
    change = first.kind in CHANGES or first.high is not None
    return {"far": 0.0 if change else left * min(tables, default=1.0), "nothing": 0.0 if tables else left}


def witness_of(check: Check) -> str:
    """Who says it: another paper by its id; everything else is one witness of its kind."""
    if check.against != "other_paper":
        return ""
    return next((anchor.paper for anchor in check.anchors if not isinstance(anchor, RunAnchor)), "")
