"""One claim against experiment logs: what it names is bound to measurements, and arithmetic decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from synth.records import Check, Claim, RunAnchor
from synth.verify.runs_absent import absent_name
from synth.verify.runs_algebra import Statistic
from synth.verify.runs_ask import Asked, agree, ask, make_asked, pairs, stat, unanswered, wanted_for
from synth.verify.runs_bind import Bound, Reading
from synth.verify.runs_change import decide_gain, decide_order, decide_ratio
from synth.verify.runs_decide import UNSURE, Leeway, Outcome
from synth.verify.runs_each import AVERAGED, each_outcome, every_noun
from synth.verify.runs_fact import Fact
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Said
from synth.verify.runs_metrics import MILLISECONDS, TIMES
from synth.verify.runs_names import names_in
from synth.verify.runs_numbers import HINT, Number, masked_text, numbers_in
from synth.verify.runs_rank import rank_outcome, speaks_of_rank, wins_outcome
from synth.verify.runs_settings import ONE_RUN
from synth.verify.runs_sides import Sides, compares, find_sides, is_denied, way_of
from synth.verify.runs_trend import trend_outcome
from synth.verify.runs_values import against_baseline, from_first, side_by_side, value_outcomes

Decide = Callable[[Statistic, Statistic, str], Outcome]
"""What both sides of a comparison come to, and where, gives an outcome."""
MOST_ANCHORS = 200
MOST_NUMBERS = 20
"""Numbers of one claim; a text with more is a list or a table."""
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
MEDIAN = re.compile(r"\bmedian\b", re.IGNORECASE)
MEAN_RUN = re.compile(
    r"\b(?:mean|averag\w+|avg)\b[^.;]{0,50}\b(?:seeds?|runs?|trials?|restarts?|repetitions|initiali[sz]ations)\b"
    r"|\b(?:seeds?|runs?|trials?|restarts?|repetitions)\b[^.;]{0,40}\b(?:mean|averag\w+|avg)\b",
    re.IGNORECASE,
)
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
    given = outcome.recomputed, outcome.formula, anchors, outcome.uncertainty
    return Check("run", outcome.status, outcome.confidence, outcome.reason, *given)


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
    if (one := ONE_RUN.search(text)) is not None and one.lastgroup is not None:
        return one.lastgroup
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
    parts: list[Outcome] = value_outcomes(asked, values, sides, leeway)
    for number in others:
        if number.role == "wins":
            parts.append(wins_outcome(asked, number, sides))
        elif number.role == "rank":
            parts.append(_rank(asked, int(number.quantity.value)))
        else:
            parts.append(_change(asked, number, sides, leeway, _time_unit(asked, values)))
    if sides is not None and not others and len(values) < 3 and not side_by_side(asked, sides):
        if len(values) == 2 and CHANGES_TO.search(asked.masked[values[0].end : values[1].start]):
            first, second = sorted((sides.subject, sides.baseline), key=lambda mention: mention.start)
            sides = replace(sides, subject=second, baseline=first) if not from_first(asked, values) else sides
        parts += _order(asked, sides, alone=not values)
    if speaks_of_rank(asked.said.text) and not others and (not numbers or sides is None):
        ranked = _rank(asked, 1)
        parts += [ranked] if not values or ranked.status != "unresolved" else []
    return _together(parts)


def _each(asked: Asked, values: Sequence[Number], others: Sequence[Number], sides: Sides | None) -> Outcome | None:
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
    facts = tuple(fact for part in parts for fact in part.facts)
    return Outcome("supported", sure, reason, first.recomputed, first.formula, facts, first.uncertainty)


def _time_unit(asked: Asked, values: Sequence[Number]) -> str | None:
    """The unit of a time that the claim gives, where it names no metric: what is "30 % less" is then the time."""
    if asked.said.of("metric"):
        return None
    return next((number.quantity.unit for number in values if number.quantity.unit in MILLISECONDS), None)


def _change(asked: Asked, number: Number, sides: Sides | None, leeway: Leeway, time: str | None) -> Outcome:
    """A difference or ratio between two sides; `time` is the unit of the times that the claim is about, if it is."""
    sides = sides or against_baseline(asked)
    if sides is None:
        reason = "a gain needs both sides, and the claim names only one that the logs hold"
        return Outcome("unresolved", UNSURE, reason)
    way = way_of(asked.masked, number.start)
    inverse = INVERSE.search(asked.masked) is not None

    def decide(first: Statistic, second: Statistic, where: str) -> Outcome:
        if number.role == "ratio":
            return decide_ratio(number, first, second, where, inverse=inverse)
        return decide_gain(number, first, second, way, leeway, where)

    unit = time if number.role in ("ratio", "relative") else number.quantity.unit
    return _compare(asked, sides, number.start, unit, decide)


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
        if one is not None and other is not None and one.formula == other.formula:
            one = replace(one, formula=f"{one.formula} [{sides.subject.text}]")
            other = replace(other, formula=f"{other.formula} [{sides.baseline.text}]")
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
