"""Asking a language model which measurements of experiment logs give the numbers that the rules leave open.

As with tables, what it answers adds places to look at and changes neither a status nor a probability. A formula over
measurements of something else than the claim names (another model, task, metric, split) is refused, however well its
number fits; what is left is shown with how likely it is more than chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from heapq import nsmallest
from math import exp

from synth.extract.proposed_orders import speaks_to_a_model
from synth.models.llm import Request
from synth.prompts import Prompt
from synth.quantity import Interval
from synth.records import Check, Claim, JudgedClaim, RunAnchor, Verdict
from synth.verify.formula import parse_formula, written
from synth.verify.formula_runs import ROLES, Measured, names_of
from synth.verify.formula_shape import Shape, shape_of
from synth.verify.proposed import UNDECIDED, UNSEEN, WRITINGS, Place, match_chance, pointed
from synth.verify.proposed_ask import MOST_CLAIMS, Aligned, Formulas, best_of, by_number, shown_beside, together
from synth.verify.runs_absent import absent_name
from synth.verify.runs_ask import Asked, make_asked
from synth.verify.runs_decide import Leeway
from synth.verify.runs_fact import Fact, value_of
from synth.verify.runs_index import RunIndex
from synth.verify.runs_metrics import MILLISECONDS, meant
from synth.verify.runs_names import names_in
from synth.verify.runs_numbers import HINT, Number, masked_text, numbers_in
from synth.verify.runs_sides import way_of

PROMPT = "measurements"
GROUP = ("model", "task", "dataset", "metric", "split", "shots")
"""What the measurements of one line of a question have in common."""
MOST_IN_GROUP = 200
"""Measurements of one line; a longer one is a curve and is left out whole, so that no mean is of a part."""
MOST_GROUPS = 400
"""Lines that are tried for a question."""
MOST_ANCHORS = 50
COMPLEMENTS = {"acc": "error", "error": "acc"}
"""What one metric leaves of the whole is another's value."""
NAMED: dict[str, float] = {"model": 0.5, "task": 0.5, "metric": 0.7}
"""What a prior is multiplied by for each of these that the claim leaves open."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """A claim beside logs: what it names there, and those of its numbers that measurements may give."""

    claim: Claim
    asked: Asked
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class RunsBlock:
    """One question about claims of one paper; the first of them is called "c1". `facts` are what it shows.

    `orders` are files of logs with names that speak to a model, which it does not show.
    """

    request: Request
    bearings: tuple[Bearing, ...]
    facts: tuple[Fact, ...]
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Logs made ready to be shown: the measurements of each line, and by a measurement's number its line."""

    index: RunIndex
    groups: tuple[tuple[Fact, ...], ...]
    group_of: tuple[int, ...]


def hold(index: RunIndex) -> Held:
    """Groups the measurements of logs; the groups are in the order of their first measurements."""
    places: dict[tuple[str, ...], int] = {}
    groups: list[list[Fact]] = []
    group_of: list[int] = []
    for fact in index.facts:
        own = names_of(fact)
        place = places.setdefault(tuple(own.get(facet, "") for facet in GROUP), len(groups))
        if place == len(groups):
            groups.append([])
        groups[place].append(fact)
        group_of.append(place)
    return Held(index, tuple(map(tuple, groups)), tuple(group_of))


def is_open_to_runs(judged: JudgedClaim) -> bool:
    """Whether the logs say neither that a claim's numbers hold nor that they don't."""
    decided = any(
        check.against == "run" and check.status in ("supported", "contradicted") for check in judged.verdict.checks
    )
    return bool(judged.claim.quantities) and not decided


def runs_blocks(
    judged: Sequence[JudgedClaim], paper: str, aliases: Iterable[tuple[str, str]], held: Held, prompt: Prompt
) -> tuple[RunsBlock, ...]:
    """The questions about one paper's claims that the logs leave open; none where the logs hold nothing."""
    known = tuple(aliases)
    open_ = [each.claim for each in judged if is_open_to_runs(each) and not speaks_to_a_model(each.claim.text)]
    bearings = [bearing for claim in open_ if (bearing := _bearing(claim, held.index, known)) is not None]
    blocks: list[RunsBlock] = []
    inside: list[Bearing] = []
    for bearing in bearings:
        if len(_shown([bearing])) > prompt.variables["claims"]:
            continue
        if inside and (len(inside) >= MOST_CLAIMS or len(_shown([*inside, bearing])) > prompt.variables["claims"]):
            blocks += _block(inside, paper, held, prompt)
            inside = []
        inside.append(bearing)
    return tuple(blocks + (_block(inside, paper, held, prompt) if inside else []))


def _bearing(claim: Claim, index: RunIndex, aliases: Sequence[tuple[str, str]]) -> Bearing | None:
    """A claim beside logs; None where it speaks of what they do not hold, or of no number that they may give."""
    said = names_in(HINT.sub("", claim.text), index, aliases)
    if absent_name(said, index) is not None:
        return None
    numbers, counts = numbers_in(claim, said)
    kept = tuple(number for number in numbers if number.role in ROLES.values())
    return Bearing(claim, make_asked(index, said, masked_text(said), counts), kept) if kept else None


def _block(bearings: Sequence[Bearing], paper: str, held: Held, prompt: Prompt) -> list[RunsBlock]:
    lines, facts, hidden = shown_measurements(bearings, held, prompt.variables["measurements"])
    if not facts:
        return []
    request = prompt.fill({"claims": _shown(bearings), "measurements": "\n".join(lines)}, (paper,))
    return [RunsBlock(request, tuple(bearings), facts, hidden)]


def _shown(bearings: Sequence[Bearing]) -> str:
    lines: list[str] = []
    for place, bearing in enumerate(bearings, 1):
        numbers = ", ".join(f'"{number.quantity.text}"' for number in bearing.numbers)
        lines.append(f"c{place} [numbers: {numbers}]: {' '.join(bearing.claim.text.split())}")
    return "\n".join(lines)


def shown_measurements(
    bearings: Sequence[Bearing], held: Held, room: int
) -> tuple[tuple[str, ...], tuple[Fact, ...], tuple[str, ...]]:
    """Lines of measurements, those that claims name first, in whole groups as many as fit, and what they show.

    Groups whose names give orders to a model are left out; last come the files that they are in.
    """
    named: Counter[int] = Counter()
    for bearing in bearings:
        for facet, keys in _wanted(bearing.asked).items():
            named.update(held.index.holding(facet, keys))
    best: dict[int, int] = {}
    for number, times in named.items():
        group = held.group_of[number]
        best[group] = max(best.get(group, 0), times)
    first = nsmallest(MOST_GROUPS, range(len(held.groups)), key=lambda group: (-best.get(group, 0), group))
    shown: list[str] = []
    kept: list[Fact] = []
    hidden: set[str] = set()
    for group in first:
        line = _line(held.groups[group]) if len(held.groups[group]) <= MOST_IN_GROUP else ""
        if not line or sum(map(len, shown)) + len(shown) + len(line) > room:
            continue
        if speaks_to_a_model(line):
            hidden.update(fact.measurement.file for fact in held.groups[group])
            continue
        shown.append(line)
        kept += held.groups[group]
    return tuple(shown), tuple(kept), tuple(sorted(hidden))


def _line(facts: Sequence[Fact]) -> str:
    """A group of measurements: what they have in common, then each with the names that tell it apart."""
    named = [names_of(fact) for fact in facts]
    common = {facet: name for facet, name in named[0].items() if all(own.get(facet) == name for own in named)}
    told = [{facet: name for facet, name in own.items() if facet not in common} for own in named]
    short = [{facet: name for facet, name in own.items() if facet != "run"} for own in told]
    if len({tuple(own.items()) for own in short}) == len(short):
        told = short
    parts = [f"{_called(own)}{': ' if own else ''}{_value(fact)}" for own, fact in zip(told, facts, strict=True)]
    head = {facet: name for facet, name in common.items() if facet != "run" or len(common) == 1}
    return f"{_called(head)} — " + "; ".join(parts)


def _called(named: Mapping[str, str]) -> str:
    return ", ".join(f'{facet}="{name}"' for facet, name in named.items())


def _value(fact: Fact) -> str:
    told = fact.measurement
    return f"{told.value}{f' {told.unit}' if told.unit else ''}"[:60]


def _wanted(asked: Asked) -> dict[str, frozenset[object]]:
    """What a claim names, by facet; a metric also as what it may stand for in these logs."""
    wanted: dict[str, set[object]] = {}
    for mention in asked.said.mentions:
        facet = "run" if mention.facet == "place" else mention.facet
        if facet in asked.index.by:
            wanted.setdefault(facet, set()).update(mention.keys)
    held = {str(metric) for metric in asked.index.by["metric"]}
    if "metric" in wanted:
        wanted["metric"] |= {wider for key in wanted["metric"] for wider in meant(str(key), held)}
    return {facet: frozenset(keys) for facet, keys in wanted.items()}


def clash(fact: Fact, asked: Asked, number: Number, shape: Shape | None) -> str | None:
    """Which name of a measurement is another than the claim's; None where none is.

    What the claim leaves open and what the log does not tell do not clash, nor an error with an accuracy turned round.
    """
    for facet, keys in _wanted(asked).items():
        value = value_of(fact, facet)
        if facet == "metric" and shape == "complement":
            value = COMPLEMENTS.get(str(value), "")
        if facet == "language" and value is None and keys != {"en"}:
            return facet  # a log without a language is of none in particular, as the rules have it
        if value is None or value in keys or (facet == "split" and value == "eval"):
            continue
        if facet == "metric" and number.quantity.unit in MILLISECONDS:
            continue  # "a loss of 3.28 in 5.03 minutes": the minutes are no loss
        return facet
    return None


def runs_aligned(
    block: RunsBlock, answer: Formulas, verdicts: Mapping[str, Verdict], by: str, tolerance: Decimal | None = None
) -> Aligned:
    """What an answer adds to the verdicts on its block's claims (by claim id)."""
    known = {f"c{place}": bearing for place, bearing in enumerate(block.bearings, 1)}
    numbers = {name: [number.quantity.text for number in bearing.numbers] for name, bearing in known.items()}
    proposed, refused = by_number(answer, numbers)
    changed: dict[str, Verdict] = {}
    for name in sorted(proposed, key=lambda name: int(name[1:])):
        bearing = known[name]
        measured = Measured(block.facts, pooled=bearing.asked.pooled)
        checks: list[Check] = []
        for place, texts in sorted(proposed[name].items()):
            number = bearing.numbers[place]
            work = partial(check_measurements, bearing, number, measured, by=by, leeway=Leeway(tolerance))
            check, lost = best_of(texts, work)
            refused += lost
            checks += [check] if check is not None else []
        if checks:
            claim = bearing.claim.id
            changed[claim] = shown_beside(verdicts[claim], together(checks))
    return Aligned(changed, len(answer.formulas), refused)


def check_measurements(
    bearing: Bearing, number: Number, measured: Measured, text: str, *, by: str, leeway: Leeway
) -> Place | None:
    """Where a proposed formula points for a number; None where it does not come out, or is of something else.

    Raises FormulaError where the text is no formula over these measurements.
    """
    expression = parse_formula(text)
    shape, sides = shape_of(expression)
    facts = measured.facts(expression)
    way = way_of(bearing.asked.masked, number.start)
    outcome = measured.decide(shape, expression, sides, number, way, leeway)
    if (
        outcome is None
        or outcome.status != "supported"
        or any(clash(fact, bearing.asked, number, shape) for fact in facts)
    ):
        return None
    likely = _meant(bearing.asked, number, facts, two_sided=len(sides) == 2)
    formula = written(expression)
    reason = pointed(by, f"{formula} = {outcome.recomputed}", number.quantity, likely, None)
    places = (RunAnchor(m.run, m.file, m.line, m.key) for m in (fact.measurement for fact in facts))
    anchors = tuple(dict.fromkeys(places))[:MOST_ANCHORS]
    return Place(Check("run", "unresolved", UNDECIDED, reason, outcome.recomputed, formula, anchors), likely)


def _meant(asked: Asked, number: Number, facts: Sequence[Fact], *, two_sided: bool) -> float:
    """The probability that a match is no chance, among all measurements that have the claim's names as well."""
    wanted = _wanted(asked)
    rivals = frozenset(range(len(asked.index.facts)))
    for facet, keys in wanted.items():
        rivals = (rivals & asked.index.holding(facet, keys)) or rivals  # what no log holds was refused before
    prior = UNSEEN
    for facet, less in NAMED.items():
        prior *= 1.0 if facet in wanted or all(value_of(fact, facet) is None for fact in facts) else less
    ways = WRITINGS * len(rivals) ** (2 if two_sided else 1)
    chance = 1 - exp(-ways * match_chance(number.quantity, Interval(Decimal(0), Decimal(0))))
    return prior / (prior + (1 - prior) * chance)
