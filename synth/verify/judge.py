"""All checks of a claim into one verdict.

Evidence for and against is taken as independent witnesses (noisy or): with s the probability that at least one check
supports rightly and c the same for contradiction, supported is s(1 − c), contradicted c(1 − s), and what is left stays
unresolved. How far a kind of witness is believed is set by rule; only a fit on labelled claims would calibrate it.
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import AGAINST, STATUSES, Check, Status, Verdict

WITNESS: dict[str, float] = {"own_table": 1.0, "run": 1.0, "other_paper": 0.85, "own_text": 0.7}
"""How much a witness of each kind is believed: the paper's own words are the weakest evidence for its own claim."""


LEAST = 0.01
"""What every status keeps: no set of rules is so good that the rest is impossible."""


def judge(checks: Sequence[Check]) -> Verdict:
    """The verdict over all checks; without any, the claim is unresolved and the reason says so."""
    ordered = tuple(sorted(checks, key=lambda check: AGAINST.index(check.against)))
    support = _at_least_one(ordered, "supported")
    against = _at_least_one(ordered, "contradicted")
    apart = _at_least_one(ordered, "not_comparable")
    supported = support * (1 - against) * (1 - apart)
    contradicted = against * (1 - support) * (1 - apart)
    not_comparable = apart * (1 - support) * (1 - against)
    raw: dict[Status, float] = {
        "supported": supported,
        "contradicted": contradicted,
        "unresolved": 1 - supported - contradicted - not_comparable,
        "not_comparable": not_comparable,
    }
    probabilities = _rounded(raw)
    status = max(STATUSES, key=lambda name: (probabilities[name], -STATUSES.index(name)))
    return Verdict(status, probabilities[status], probabilities, ordered, _reason(status, ordered))


def _at_least_one(checks: Sequence[Check], status: Status) -> float:
    missed = 1.0
    for check in checks:
        if check.status == status:
            missed *= 1 - min(check.confidence, 0.99) * WITNESS[check.against]
    return 1 - missed


def _rounded(raw: dict[Status, float]) -> dict[Status, float]:
    """Four decimals that sum to exactly 1, none of them certain; what rounding leaves goes to `unresolved`."""
    rounded = {status: round((1 - len(STATUSES) * LEAST) * raw[status] + LEAST, 4) for status in STATUSES}
    rounded["unresolved"] = round(1 - sum(value for status, value in rounded.items() if status != "unresolved"), 4)
    return rounded


def _reason(status: Status, checks: Sequence[Check]) -> str:
    """The reason of the strongest check that speaks for the status, or what was missing."""
    telling = [check for check in checks if check.status == status]
    if telling:
        return max(telling, key=lambda check: (check.confidence * WITNESS[check.against], check.against)).reason
    if checks:
        return "the checks disagree or are too weak: " + "; ".join(dict.fromkeys(check.reason for check in checks))
    return "nothing to check it against: no table cell, no other sentence and no log speaks of the same thing"
