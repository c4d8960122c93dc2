"""One claim against experiment logs: what it names is bound to measurements, and arithmetic decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from synth.records import Check, Claim, RunAnchor
from synth.verify.runs_absent import absent_name
from synth.verify.runs_algebra import Statistic
from synth.verify.runs_ask import (
    Asked,
    agree,
    ask,
    by_readings,
    distinct,
    is_list,
    make_asked,
    nearest,
    pairs,
    stat,
    unanswered,
    wanted_for,
)
from synth.verify.runs_bind import Bound, Reading, Wanted, bind
from synth.verify.runs_change import decide_gain, decide_order, decide_ratio
from synth.verify.runs_decide import CONSISTENT, EXACT, UNSURE, Leeway, Outcome, decide_span
from synth.verify.runs_each import AVERAGED, each_outcome, every_noun
from synth.verify.runs_fact import Fact
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_metrics import MILLISECONDS, TIMES
from synth.verify.runs_names import names_in
from synth.verify.runs_numbers import HINT, Number, masked_text, numbers_in
from synth.verify.runs_rank import rank_outcome, speaks_of_rank, wins_outcome
from synth.verify.runs_sides import CUE, Sides, compares, find_sides, is_denied, way_of
from synth.verify.runs_trend import trend_outcome

Decide = Callable[[Statistic, Statistic, str], Outcome]
"""What both sides of a comparison come to, and where, gives an outcome."""
MOST_ANCHORS = 200
MOST_NUMBERS = 20
"""Numbers of one claim; a text with more is a list or a table."""
FROM_TO = re.compile(r"\bfrom\b(?:[^.;]|\.\d){0,60}?\d(?:[^.;]|\.\d){0,60}?\bto\b", re.IGNORECASE)
ALL = re.compile(
    r"\b(?:all|every|each)\b(?! models)[^.;,]{0,30}?\b(?P<noun>languages?|tasks?"
    r"|datasets?|benchmarks?|subsets?|subjects|categories)\b"
    r"|\bconsistently\b|\bacross the board\b|\bwithout exception\b",
    re.IGNORECASE,
)
CHANGES_TO = re.compile(
    r"\b(?:improv|ris|rose|increas|grow|grew|climb|jump|drop|fall|fell|declin|decreas|degrad|goes|go|went|chang)\w*"
    r"[^.;]{0,40}\bto\b",
    re.IGNORECASE,
)
EACH = re.compile(r"\b(?:both|each|all|neither)\b", re.IGNORECASE)
MEDIAN = re.compile(r"\bmedian\b", re.IGNORECASE)
BEST_RUN = re.compile(
    r"\b(?:best|fastest|quickest|lowest|highest|maximum|max|top)[- ](?:of|over"
    r"|among|across) (?:the |all |our )?(?:[\w-]+ )?(?:seeds?|runs?|trials?|restarts?"
    r"|repetitions)\b"
    r"|\b(?:best|fastest|quickest|top|luckiest)[- ](?:seed|run|trial|restart)\b",
    re.IGNORECASE,
)
MEAN_RUN = re.compile(
    r"\b(?:mean|averag\w+|avg)\b[^.;]{0,50}\b(?:seeds?|runs?|trials?|restarts?|repetitions|initiali[sz]ations)\b"
    r"|\b(?:seeds?|runs?|trials?|restarts?|repetitions)\b[^.;]{0,40}\b(?:mean|averag\w+|avg)\b",
    re.IGNORECASE,
)
TARGET = re.compile(r"\b(?:train\w*|gets?|down|brought|runs?) to\b|\breach\w*|\bhits?\b|\battain\w*", re.IGNORECASE)
INVERSE = re.compile(
    r"\b(?:faster|quicker|speed-?ups?|smaller|lower|less|fewer|shorter|sooner|cheaper)\b", re.IGNORECASE
)


def check_runs(
    claim: Claim, logs: RunIndex, aliases: Iterable[tuple[str, str]] = (), *, tolerance: Decimal | None = None
) -> Check | None:
    """What the logs say to one claim; None where it names nothing that they hold.

    `aliases` are short names that the paper introduces, with their long forms. `tolerance` is how far a value may be
    off, in the claim's own units; without it a value holds at its printed precision or inside a stated interval.
    """
    if not logs.facts:
        return None
    said = names_in(HINT.sub("", claim.text), logs, aliases)
    if not _speaks_of(said, logs):
        return None
    numbers, counts = numbers_in(claim, said)
    asked = make_asked(logs, said, masked_text(said), counts)
    if len(numbers) > MOST_NUMBERS:
        return Check("run", "unresolved", UNSURE, f"the claim gives {len(numbers)} numbers, too many to be one claim")
    absent = absent_name(said, logs)
    if absent is not None:
        return Check("run", "unresolved", UNSURE, f"no log holds {absent}")
    leeway = Leeway(tolerance, _statistic_of(said.text, counts.runs), counts.runs)
    outcome = _outcome(asked, numbers, leeway)
    if outcome is None:
        return None
    if outcome.status == "contradicted" and _of_any_model(said, logs, outcome):
        reason = f"the claim names no model, and none of the logs gives it: {outcome.reason}"
        outcome = replace(outcome, status="unresolved", confidence=UNSURE, reason=reason)
    anchors = tuple(dict.fromkeys(_anchor(fact) for fact in outcome.facts))[:MOST_ANCHORS]
    return Check(
        "run", outcome.status, outcome.confidence, outcome.reason, outcome.recomputed, outcome.formula, anchors
    )


def _of_any_model(said: Said, logs: RunIndex, outcome: Outcome) -> bool:
    """Whether a claim leaves open which of several models it speaks of."""
    if said.of("model") or said.of("place") or not outcome.facts:
        return False
    return len({logs.facts[number].model for number in logs.by["metric"].get(outcome.facts[0].metric, ())}) > 1


def _anchor(fact: Fact) -> RunAnchor:
    measured = fact.measurement
    return RunAnchor(measured.run, measured.file, measured.line, measured.key)


def _speaks_of(said: Said, logs: RunIndex) -> bool:
    """Whether a claim names something of the logs: a model, a task, a run, or a metric that they hold."""
    if any(mention.keys for facet in ("model", "task", "place") for mention in said.of(facet)):
        return True
    held = logs.by["metric"]
    return (
        any(key in held for mention in said.of("metric") for key in mention.keys)
        or any(not mention.keys for mention in said.of("model"))
        or bool(set(held) & TIMES and re.search(r"\b(?:seconds|minutes|hours|min|ms)\b", said.text))
    )


def _statistic_of(text: str, runs: int | None) -> str:
    if MEDIAN.search(text):
        return "median"
    if BEST_RUN.search(text):
        return "best"
    return "mean" if MEAN_RUN.search(text) or (runs or 0) > 1 else ""


def _outcome(asked: Asked, numbers: Sequence[Number], leeway: Leeway) -> Outcome | None:
    values = [number for number in numbers if number.role == "value"]
    others = [number for number in numbers if number.role != "value"]
    sides = find_sides(asked.said, asked.masked) if compares(asked.masked) else None
    trend = trend_outcome(asked, values, leeway) if not others else None
    if trend is not None:
        return trend
    each = _each(asked, values, others, sides)
    if each is not None:
        return each
    parts: list[Outcome] = _values(asked, values, sides, leeway)
    for number in others:
        if number.role == "wins":
            parts.append(wins_outcome(asked, number, sides))
        elif number.role == "rank":
            parts.append(_rank(asked, int(number.quantity.value)))
        else:
            parts.append(_change(asked, number, sides, leeway))
    if sides is not None and not others and len(values) < 3 and not _side_by_side(asked, sides):
        if len(values) == 2 and CHANGES_TO.search(asked.masked[values[0].end : values[1].start]):
            first, second = sorted((sides.subject, sides.baseline), key=lambda mention: mention.start)
            sides = replace(sides, subject=second, baseline=first) if not _from_first(asked, values) else sides
        parts += _order(asked, sides, alone=not values)
    if speaks_of_rank(asked.said.text) and not others and (not numbers or sides is None):
        ranked = _rank(asked, 1)
        parts += [ranked] if not values or ranked.status != "unresolved" else []
    return _together(parts)


def _each(
    asked: Asked, values: Sequence[Number], others: Sequence[Number], sides: Sides | None
) -> Outcome | None:
    """What comes of a bound that is said to hold for each run, language or task, or for some of them; else None."""
    if len(values) != 1 or values[0].quantity.bound not in ("<", ">") or len(others) > 1 or sides is not None:
        return None
    count = others[0] if others else None
    if count is None:
        noun = every_noun(asked.said.text)
        return each_outcome(asked, values[0], noun, None) if noun else None
    return each_outcome(asked, values[0], count.noun.rpartition(" ")[2], count) if count.role == "wins" else None


def _rank(asked: Asked, place: int) -> Outcome:
    """Whether something stands where the claim ranks it; "first in all languages" is first in each of them."""
    everywhere = None if asked.pooled or AVERAGED.search(asked.said.text) else ALL.search(asked.said.text)
    if place == 1 and everywhere is not None and everywhere["noun"]:
        return wins_outcome(asked, None, None, noun=everywhere["noun"])
    return rank_outcome(asked, place)


def _together(parts: Sequence[Outcome]) -> Outcome | None:
    """All that a claim says must hold: one thing that does not is enough against it."""
    if not parts:
        return None
    for status in ("contradicted", "not_comparable", "unresolved"):
        first = next((part for part in parts if part.status == status), None)
        if first is not None:
            return first
    if len(parts) == 1:
        return parts[0]
    sure = min(part.confidence for part in parts)
    reason = "; ".join(dict.fromkeys(part.reason for part in parts))
    first = parts[0]
    return Outcome("supported", sure, reason, first.recomputed, first.formula, tuple(f for p in parts for f in p.facts))


def _values(asked: Asked, values: Sequence[Number], sides: Sides | None, leeway: Leeway) -> list[Outcome]:
    told: list[Outcome] = []
    if sides is None and len(values) == 2 and _from_first(asked, values):
        sides = _against_baseline(asked)
    models = distinct(asked.said.of("model"))
    if len(values) == 1 and len(models) > 1 and EACH.search(asked.said.text) and is_list(asked, models):
        alone = [replace(asked, said=_only(asked.said, model)) for model in models]
        return [outcome for one in alone for outcome in _values(one, values, None, leeway)]
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
                status = "unresolved" if consistent else outcome.status
                return replace(outcome, status=status, reason=reason)
    return outcome


def _side_by_side(asked: Asked, sides: Sides) -> bool:
    """Whether both sides are one list ("A and B stay below 15"), so that nothing is said of one against the other."""
    return is_list(asked, sorted((sides.subject, sides.baseline), key=lambda mention: mention.start))


def _from_first(asked: Asked, values: Sequence[Number]) -> bool:
    """Whether two values are told as "from … to …"."""
    near = asked.masked[max(0, values[0].start - 40) : values[0].start]
    return "from" in near and FROM_TO.search(asked.masked[: values[1].start]) is not None


def _is_start(asked: Asked, values: Sequence[Number]) -> bool:
    """Whether the first of two values is what something named nowhere had before ("cut the time from 13.1 to 12.0")."""
    lists = any(len(distinct(asked.said.of(facet))) > 1 for facet in ("model", "place", "task", "language", "shots"))
    many = any(len(mention.keys) > 1 for mention in asked.said.of("model"))
    moved = CUE.search(asked.masked[: values[0].start]) is not None
    return len(values) == 2 and not lists and not many and moved and _from_first(asked, values)


def _chosen(asked: Asked, values: Sequence[Number], place: int, sides: Sides | None) -> dict[str, Mention]:
    """The mentions that one of several values goes with: by "from … to", else in the order of a list."""
    chosen: dict[str, Mention] = {}
    if sides is not None and len(values) == 2:
        first, second = sorted((sides.subject, sides.baseline), key=lambda mention: mention.start)
        if _from_first(asked, values):
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


def _change(asked: Asked, number: Number, sides: Sides | None, leeway: Leeway) -> Outcome:
    """A difference or ratio between two sides."""
    sides = sides or _against_baseline(asked)
    if sides is None:
        reason = "a gain needs both sides, and the claim names only one that the logs hold"
        return Outcome("unresolved", UNSURE, reason)
    way = way_of(asked.masked, number.start)
    inverse = INVERSE.search(asked.masked) is not None

    def decide(first: Statistic, second: Statistic, where: str) -> Outcome:
        if number.role == "ratio":
            return decide_ratio(number, first, second, where, inverse=inverse)
        return decide_gain(number, first, second, way, leeway, where)

    unit = None if number.role in ("ratio", "relative") else number.quantity.unit
    return _compare(asked, sides, number.start, unit, decide)


def _against_baseline(asked: Asked) -> Sides | None:
    """An experiment against the one to which nothing was done, which a claim of a gain need not name."""
    named, runs = distinct(asked.said.of("place")), asked.index.baseline
    if len(named) != 1 or not runs or named[0].keys & runs:
        return None
    return Sides("place", named[0], Mention("place", frozenset(runs), named[0].start, named[0].end, "the baseline"))


def _compare(asked: Asked, sides: Sides, place: int, unit: str | None, decide: Decide) -> Outcome:
    bounds: list[Bound] = []
    for mention in (sides.subject, sides.baseline):
        bound = ask(asked, wanted_for(asked, place, unit, {sides.facet: mention}))
        if not bound.readings:
            return unanswered(bound)
        bounds.append(bound)
    told: list[tuple[Reading, Outcome]] = []
    for first, second in pairs(bounds[0], bounds[1], sides.facet):
        one, other = stat(asked, first), stat(asked, second)
        if one is None or other is None:
            told.append((first, Outcome("unresolved", UNSURE, f"{first.label}: a value is not a number")))
        else:
            told.append((first, decide(one, other, f"{first.label} against {second.label}")))
    if not told:
        return Outcome("unresolved", UNSURE, "no log holds both sides with the same task, metric and shots")
    return agree(told)


def _order(asked: Asked, sides: Sides, *, alone: bool) -> list[Outcome]:
    """Which side is ahead; over all languages or tasks where the claim says so."""
    way = way_of(asked.masked, None)
    if way.sign == 0 or sides.facet in ("metric", "pick", "split"):
        return []
    denied = is_denied(asked.masked)
    every = ALL.search(asked.said.text) if alone else None
    if every is not None and not denied:
        return [wins_outcome(asked, None, sides, noun=every["noun"] or "")]
    return [
        _compare(
            asked, sides, sides.subject.start, None, lambda a, b, where: decide_order(a, b, way, where, denied=denied)
        )
    ]
