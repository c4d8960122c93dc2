"""Claims that a bound holds for each of several: "10 of the 12 runs stay below 3.28", "above 60 in every language"."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

from synth.verify.runs_algebra import statistic
from synth.verify.runs_ask import Asked, agree, ask, unanswered, wanted_for
from synth.verify.runs_bind import Reading
from synth.verify.runs_decide import UNSURE, WRONG, Outcome, intervals, show
from synth.verify.runs_fact import Fact
from synth.verify.runs_numbers import Number

EVERY = re.compile(
    r"\b(?:all|every|each|both)\b(?! (?:on|in) average)(?: (?:of )?(?:the|our|its|these))?(?: \d+| [a-z]+)?"
    r"(?: [\w.-]+){0,2}? (?P<noun>runs?|seeds?|trials?|restarts?|repetitions?|languages?|tasks?|datasets?|subsets?)\b",
    re.IGNORECASE,
)
AVERAGED = re.compile(r"\b(?:averag\w*|mean|avg)\b", re.IGNORECASE)


def every_noun(text: str) -> str | None:
    """What a claim says something of one by one ("runs", "languages"); None where it speaks of a mean, or of none."""
    match = None if AVERAGED.search(text) else EVERY.search(text)
    return match["noun"].lower() if match else None


def each_outcome(asked: Asked, value: Number, noun: str, count: Number | None) -> Outcome:
    """In how many of the runs, languages or tasks the bound holds; in all of them where no count is given."""
    bound = ask(asked, wanted_for(asked, value.start, value.quantity.unit, {}, average=True))
    readings = [reading for reading in bound.readings if reading.likely]
    if not readings:
        return unanswered(bound)
    return agree([(reading, _counted(reading, value, noun, count)) for reading in readings])


def _counted(reading: Reading, value: Number, noun: str, count: Number | None) -> Outcome:
    options = intervals(value.quantity, reading.facts[0])
    try:
        cells = _cells(reading.facts, noun)
    except ValueError as error:
        return Outcome("unresolved", UNSURE, f"{reading.label}: {error}", None, None, reading.facts)
    if not options or not cells:
        reason = f"{reading.label}: the logs hold nothing in the claim's unit"
        return Outcome("not_comparable", WRONG, reason, None, None, reading.facts)
    middle = sum(cells, Decimal(0)) / len(cells)
    interval, scale = min(options, key=lambda option: abs((option[0].low + option[0].high) / 2 - middle))
    line, below = (interval.low + interval.high) / 2, value.quantity.bound == "<"
    held = sum(cell < line if below else cell > line for cell in cells)
    side = "below" if below else "above"
    formula = f"{noun.removesuffix('s')}s {side} {value.quantity.text}: {held} of {len(cells)}"
    least, most = (show(cell / scale, value.quantity.decimals) for cell in (min(cells), max(cells)))
    reason = f"{reading.label}: {formula} (from {least} to {most})"
    if count is not None and count.of != len(cells):
        reason = f"the claim speaks of {count.of}, the logs hold {len(cells)}: {reason}"
        return Outcome("unresolved", UNSURE, reason, str(held), formula, reading.facts)
    wanted = len(cells) if count is None else int(count.quantity.value)
    return Outcome("supported" if held == wanted else "contradicted", WRONG, reason, str(held), formula, reading.facts)


def _cells(facts: tuple[Fact, ...], noun: str) -> list[Decimal]:
    """One value a run, a language or a task. Raises ValueError for a NaN."""
    if not noun.startswith(("language", "task", "dataset", "subset")):
        return list(statistic(facts).runs)
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[(fact.language if noun.startswith("language") else fact.task) or ""].append(fact)
    return [statistic(groups[name]).value for name in sorted(groups)]
