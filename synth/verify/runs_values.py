"""What a claim gives as values: each number goes with the names beside it, and must be what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from synth.verify.runs_algebra import Statistic
from synth.verify.runs_ask import Asked, ask, by_readings, distinct, is_list, nearest, stat, wanted_for
from synth.verify.runs_bind import Wanted, bind
from synth.verify.runs_decide import CONSISTENT, EXACT, UNSURE, Leeway, Outcome, decide_span
from synth.verify.runs_fact import value_of
from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_metrics import MILLISECONDS
from synth.verify.runs_numbers import Number
from synth.verify.runs_sides import CUE, Sides

FROM_TO = re.compile(r"\bfrom\b(?:[^.;]|\.\d){0,60}?\d(?:[^.;]|\.\d){0,60}?\bto\b", re.IGNORECASE)
EACH = re.compile(r"\b(?:both|each|all|neither)\b", re.IGNORECASE)
TARGET = re.compile(r"\b(?:train\w*|gets?|down|brought|runs?) to\b|\breach\w*|\bhits?\b|\battain\w*", re.IGNORECASE)


def value_outcomes(asked: Asked, values: Sequence[Number], sides: Sides | None, leeway: Leeway) -> list[Outcome]:
    """One outcome a value: the logs at the names that belong to it against what is printed."""
    told: list[Outcome] = []
    if sides is None and len(values) == 2 and from_first(asked, values):
        sides = against_baseline(asked)
    models = distinct(asked.said.of("model"))
    if len(values) == 1 and len(models) > 1 and EACH.search(asked.said.text) and is_list(asked, models):
        alone = [replace(asked, said=_only(asked.said, model)) for model in models]
        return [outcome for one in alone for outcome in value_outcomes(one, values, None, leeway)]
    timed = any(number.quantity.unit in MILLISECONDS for number in values)
    for place, number in enumerate(values):
        if place == 0 and sides is None and _is_start(asked, values):
            reason = f"the claim does not say of what {number.quantity.text} is the value"
            told.append(Outcome("unresolved", UNSURE, reason))
            continue
        chosen = _chosen(asked, values, place, sides)
        wanted = wanted_for(asked, number.start, number.quantity.unit, chosen)
        goal = (
            timed
            and number.quantity.unit not in MILLISECONDS
            and TARGET.search(asked.masked[max(0, number.start - 40) : number.start]) is not None
        )
        decide = partial(decide_span, number.quantity, replace(leeway, target=goal))
        bound = ask(asked, wanted)
        for mention in distinct(asked.said.of("task")) if not bound.readings and "task" not in chosen else ():
            other = ask(asked, wanted_for(asked, number.start, number.quantity.unit, {**chosen, "task": mention}))
            bound = other if other.readings else bound
        outcome = by_readings(asked, bound, decide)
        told.append(_explained(asked, wanted, outcome, decide))
    return told


def _only(said: Said, model: Mention) -> Said:
    """A claim's names with one of its models alone."""
    return replace(said, mentions=tuple(each for each in said.mentions if each.facet != "model" or each is model))


def _explained(asked: Asked, wanted: Wanted, outcome: Outcome, decide: Callable[[Statistic, str], Outcome]) -> Outcome:
    """The outcome with what the number is the value of instead, where one name more or less would make it exact.

    A number that only lies inside an interval and is exactly another value of the same logs is more likely that one.
    """
    consistent = outcome.status == "supported" and outcome.confidence <= CONSISTENT
    if outcome.status != "contradicted" and not consistent:
        return outcome
    for facet in ("metric", "split", "shots", "task", "language", "model", "pick"):
        if facet not in wanted.named or not wanted.named[facet]:
            continue
        other = replace(wanted, named={name: keys for name, keys in wanted.named.items() if name != facet})
        for reading in bind(asked.index, other).readings:
            found = stat(asked, reading)
            told = None if found is None or found.facts == outcome.facts else decide(found, reading.label)
            if told is not None and told.status == "supported" and told.confidence == EXACT:
                reason = f"{outcome.reason}; it is exactly that of {told.reason}"
                held = {value_of(fact, facet) for fact in told.facts}
                named = any(set(each.keys) & held for each in asked.said.of(facet))
                status = outcome.status if not consistent else "contradicted" if named else "unresolved"
                return replace(outcome, status=status, reason=reason)
    return outcome


def side_by_side(asked: Asked, sides: Sides) -> bool:
    """Whether both sides are one list ("A and B stay below 15"), so that nothing is said of one against the other."""
    return is_list(asked, sorted((sides.subject, sides.baseline), key=lambda mention: mention.start))


def from_first(asked: Asked, values: Sequence[Number]) -> bool:
    """Whether two values are told as "from … to …"."""
    near = asked.masked[max(0, values[0].start - 40) : values[0].start]
    return "from" in near and FROM_TO.search(asked.masked[: values[1].start]) is not None


def _is_start(asked: Asked, values: Sequence[Number]) -> bool:
    """Whether the first of two values is what something named nowhere had before ("cut the time from 13.1 to 12.0")."""
    lists = any(len(distinct(asked.said.of(facet))) > 1 for facet in ("model", "place", "task", "language", "shots"))
    many = any(len(mention.keys) > 1 for mention in asked.said.of("model"))
    moved = CUE.search(asked.masked[: values[0].start]) is not None
    return len(values) == 2 and not lists and not many and moved and from_first(asked, values)


def _chosen(asked: Asked, values: Sequence[Number], place: int, sides: Sides | None) -> dict[str, Mention]:
    """The mentions that one of several values goes with: by "from … to", else in the order of a list."""
    chosen: dict[str, Mention] = {}
    if sides is not None and len(values) == 2:
        first, second = sorted((sides.subject, sides.baseline), key=lambda mention: mention.start)
        if from_first(asked, values):
            first, second = sides.baseline, sides.subject
        chosen[sides.facet] = second if place else first
    for facet in ("model", "place", "language", "task", "metric", "shots", "step", "seed"):
        mentions = distinct(asked.said.of(facet))
        beside = next((each for each in asked.said.of(facet) if _is_beside(asked, values[place], each)), None)
        if beside is not None and len(mentions) > 1:
            chosen[facet] = beside
        elif facet not in chosen and len(values) > 1 and len(mentions) == len(values):
            chosen[facet] = mentions[place]
        elif facet not in chosen and len(mentions) > 1 and facet in ("model", "place"):
            chosen[facet] = nearest(asked, mentions, values[place].start)
    return chosen


def _is_beside(asked: Asked, number: Number, mention: Mention) -> bool:
    """Whether a name stands in brackets right behind a number: "28.0 (acc)"."""
    between = asked.said.text[number.end : mention.start]
    return mention.start >= number.end and re.fullmatch(r"\s?%?\s?\(", between) is not None


def against_baseline(asked: Asked) -> Sides | None:
    """An experiment against the one to which nothing was done, which a claim of a gain need not name."""
    named, runs = distinct(asked.said.of("place")), asked.index.baseline
    if len(named) != 1 or not runs or named[0].keys & runs:
        return None
    return Sides("place", named[0], Mention("place", frozenset(runs), named[0].start, named[0].end, "the baseline"))
