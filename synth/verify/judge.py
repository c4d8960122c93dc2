"""All checks of a claim into the probability of each status: one small logistic model that a reader can work out.

Each kind of evidence for the claim (`judge_features.py`) adds to the log-odds of "supported" against "unresolved" and
takes as much from those of "contradicted"; evidence against it does the reverse. So evidence of one strength for and
against leaves a claim open, more support never makes it less supported, and without any check a claim is unresolved.
How surely it is unresolved depends on what it is and on how near the checks came that left it open (`openness`).
The weights stand in `judge_weights.toml` with what they were fitted on; none is below 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp

from synth.records import AGAINST, STATUSES, Check, Claim, Status, Verdict
from synth.verify.confidence import Beta, most_probable
from synth.verify.judge_features import OPEN, Kind, Open, Weight, features, openness, worth

LEAST = 0.005
"""What every status keeps: no set of rules is so good that the rest is impossible."""
DECIDED: tuple[Status, ...] = ("supported", "contradicted", "not_comparable")
MOST_LOG_ODDS = 30.0


@dataclass(frozen=True, slots=True)
class JudgeModel:
    """`start` are the log-odds of each decided status against `unresolved` without any check; `id` names the fit.

    `statement` says how often what a table that came with a claim says to it is right (`statement.py`). `open` is what
    `unresolved` gains where nothing decides a number.
    """

    id: str
    start: Mapping[Status, float]
    weights: Mapping[Kind, Weight]
    statement: Beta
    open: Mapping[Open, float] = field(default_factory=dict)


def judge(checks: Sequence[Check], model: JudgeModel | None = None, *, claim: Claim | None = None) -> Verdict:
    """The verdict over all checks, by default with the weights that ship; without any check it is unresolved.

    `claim` tells, where it is a number of a paper that was held against that paper's tables, how likely nothing
    decides it; it never changes which of "supported" and "contradicted" is ahead.
    """
    model = model or judge_model()
    ordered = tuple(sorted(checks, key=_order))
    left_open = sum(model.open.get(name, 0.0) * value for name, value in openness(claim, checks).items())
    probabilities = _probabilities(ordered, model, left_open)
    status = most_probable(probabilities)
    return Verdict(status, probabilities[status], probabilities, ordered, _reason(status, ordered, model))


@cache
def judge_model() -> JudgeModel:
    """The model as shipped."""
    import tomllib
    from hashlib import sha256
    from importlib.resources import files

    raw = files("synth.verify").joinpath("judge_weights.toml").read_bytes()
    read = tomllib.loads(raw.decode("utf-8"))
    weights: dict[Kind, Weight] = {}
    for against in AGAINST:
        for status in DECIDED:
            each = read[against][status]
            weights[against, status] = (each["said"], each["surely"])
    return JudgeModel(
        f"synth-judge-{read['version']}@{sha256(raw).hexdigest()[:12]}",
        {status: read["start"][status] for status in DECIDED},
        weights,
        Beta(**read["statement"]),
        {name: read["open"][name] for name in OPEN},
    )


def _order(check: Check) -> tuple[int, int, float, str, str]:
    """Own text first, logs last; of one kind by what they say, the surest first: whatever order they came in."""
    kind = AGAINST.index(check.against)
    return kind, STATUSES.index(check.status), -check.confidence, check.reason, repr(check)


def _probabilities(checks: Sequence[Check], model: JudgeModel, left_open: float) -> dict[Status, float]:
    totals = dict.fromkeys(DECIDED, 0.0)
    for kind, (said, surely) in features(checks).items():
        least, beyond = model.weights[kind]
        totals[kind[1]] += least * said + beyond * surely
    everything = sum(totals.values())
    raised = {
        status: exp(min(MOST_LOG_ODDS, model.start[status] - left_open + 2 * totals[status] - everything))
        for status in DECIDED
    }
    whole = 1 + sum(raised.values())
    made: dict[Status, float] = {
        status: round(LEAST + (1 - len(STATUSES) * LEAST) * raised[status] / whole, 4) for status in DECIDED
    }
    made["unresolved"] = round(1 - sum(made.values()), 4)
    return {status: made[status] for status in STATUSES}


def _reason(status: Status, checks: Sequence[Check], model: JudgeModel) -> str:
    """The reason of the strongest check that speaks for the status, or what was missing."""
    telling = sorted(
        (check for check in checks if check.status == status),
        key=lambda check: (worth(check, model.weights), check.confidence),
        reverse=True,
    )
    decided = [check for check in checks if check.status != "unresolved"]
    if status == "unresolved" and decided:
        return "the checks disagree or are too weak: " + "; ".join(dict.fromkeys(check.reason for check in decided))
    if not telling:
        return "nothing to check it against: no table cell, no other sentence and no log speaks of the same thing"
    first = telling[0]
    second = next((check for check in telling[1:] if check.against == first.against == "other_paper"), None)
    return first.reason if second is None or status == "unresolved" else f"{first.reason}; {second.reason}"
