"""Claims about a family of models by size: "accuracy grows monotonically with BLOOM's size, from 52.8 to 64.3"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from synth.verify.runs_algebra import Statistic
from synth.verify.runs_ask import Asked, ask, pairs, stat, unanswered, wanted_for
from synth.verify.runs_bind import Bound
from synth.verify.runs_decide import EXACT, UNSURE, WRONG, Leeway, Outcome, decide_value, show
from synth.verify.runs_mention import Mention
from synth.verify.runs_numbers import Number
from synth.verify.runs_sides import Way, way_of
from synth.verify.runs_words import is_size

BY_SIZE = re.compile(
    r"\b(?:with|by|as) (?:\S+ ){0,4}?(?:size|scale|scales|parameters?|capacity|grows?|larger|bigger)\b"
    r"|\b(?:larger|bigger) (?:\S+ )?(?:models|ones|variants) (?:are|is|perform|do|score)\b|\bscal\w+ (?:up\b|helps)",
    re.IGNORECASE,
)
STEADILY = re.compile(
    r"\b(?:monoton\w+|steadily|consistently|strictly|at (?:each|every)|with (?:each|every))\b", re.IGNORECASE
)
FEWEST = 3


def trend_outcome(asked: Asked, values: Sequence[Number], leeway: Leeway) -> Outcome | None:
    """Whether a family's values go the way the claim says, its first and last as printed; None for any other claim."""
    family = next((mention for mention in asked.said.of("model") if len(mention.keys) >= FEWEST), None)
    way = way_of(asked.masked, None)
    if family is None or way.sign == 0 or len(values) not in (0, 2) or not BY_SIZE.search(asked.said.text):
        return None
    sized = sorted((size, str(key)) for key in family.keys if (size := _size(asked, str(key))) is not None)
    if len({size for size, _ in sized}) < FEWEST or len(sized) < len(family.keys):
        return None
    bounds = [
        ask(
            asked,
            wanted_for(asked, family.start, None, {"model": Mention("model", frozenset({key}), 0, 0, key)}),
        )
        for _, key in sized
    ]
    empty = next((bound for bound in bounds if not bound.readings), None)
    if empty is not None:
        return unanswered(empty)
    lines = [line for line in _lines(asked, bounds) if len(line) == len(sized)]
    if not lines:
        return Outcome("unresolved", UNSURE, "no log holds all sizes with the same task, metric and shots")
    told = [_told(asked, line, [key for _, key in sized], values, leeway, way) for line in lines]
    if len({outcome.status for outcome in told}) > 1:
        reason = "the claim leaves open which is meant, and the readings disagree: "
        return Outcome("unresolved", UNSURE, reason + "; ".join(outcome.reason for outcome in told[:4]))
    return told[0]


def _size(asked: Asked, model: str) -> Decimal | None:
    return next((Decimal(word[:-1]) for word in asked.index.models[model] if is_size(word)), None)


def _lines(asked: Asked, bounds: Sequence[Bound]) -> list[list[Statistic]]:
    """What each likely reading of the smallest model comes to, for every size."""
    found: list[list[Statistic]] = []
    for reading in bounds[0].readings:
        if not reading.likely or (first := stat(asked, reading)) is None:
            continue
        line = [first]
        for bound in bounds[1:]:
            matched = next((pair[1] for pair in pairs(Bound((reading,)), bound, "model")), None)
            value = stat(asked, matched) if matched is not None else None
            line += [value] if value is not None else []
        found.append(line)
    return found


def _told(
    asked: Asked, line: Sequence[Statistic], models: Sequence[str], values: Sequence[Number], leeway: Leeway, way: Way
) -> Outcome:
    facts = tuple(fact for each in line for fact in each.facts)
    sign = way.of(line[0].facts[0].metric)
    steps = [(b.value - a.value) * sign > 0 for a, b in itertools.pairwise(line)]
    right = all(steps) if STEADILY.search(asked.said.text) else (line[-1].value - line[0].value) * sign > 0
    names = [model.rpartition("/")[2] for model in models]
    listed = ", ".join(f"{name} {show(each.value, 0)}" for name, each in zip(names, line, strict=True))
    formula = f"{line[0].facts[0].metric} by size ({len(line)} models)"
    if not right:
        return Outcome("contradicted", WRONG, f"{formula}: {listed}: it does not go that way", None, formula, facts)
    ends = [
        decide_value(number.quantity, leeway, found, name)
        for number, found, name in zip(values, (line[0], line[-1]), (names[0], names[-1]), strict=False)
    ]
    wrong = next((end for end in ends if end.status != "supported"), None)
    if wrong is not None:
        return wrong
    reason = "; ".join([f"{formula}: {listed}", *(end.reason for end in ends)])
    return Outcome("supported", EXACT if ends else WRONG, reason, None, formula, facts)
