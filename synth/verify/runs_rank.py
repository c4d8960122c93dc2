"""Claims about all sides at once: best on 7 of 9 tasks, second of five models, highest in English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from synth.verify.runs_algebra import Statistic
from synth.verify.runs_ask import Asked, agree, ask, pairs, stat, unanswered, wanted_for
from synth.verify.runs_bind import Bound, Reading
from synth.verify.runs_decide import UNSURE, WRONG, Outcome, show
from synth.verify.runs_fact import Fact
from synth.verify.runs_mention import Mention
from synth.verify.runs_metrics import lower_is_better
from synth.verify.runs_numbers import Number
from synth.verify.runs_settings import ONE_RUN
from synth.verify.runs_sides import Sides, way_of

BEST = re.compile(
    r"\b(?:best|(?:better|stronger|faster|quicker)(?=[^.;]{0,60} of the two\b)|strongest|most accurate|top-performing"
    r"|tops?\b|leads\b(?! to)"
    r"|leading|winner|wins|easiest|fastest|quickest|first place|ranks? first|state of the art"
    r"|most (?:reliable|helpful|useful|beneficial|effective|successful|suitable|powerful|capable))\b"
    r"(?![- ](?:checkpoint|epoch|step|of the (?:run|training)))",
    re.IGNORECASE,
)
WORST = re.compile(
    r"\b(?:worst|weakest|least (?:accurate|helpful|useful|beneficial|effective)|hardest"
    r"|most difficult|slowest|poorest|ranks? last|last place|bottom)\b",
    re.IGNORECASE,
)
HIGHEST, LOWEST = (
    re.compile(
        r"\b(?:highest|largest|greatest|maximum|longest"
        r"|(?:higher|larger|greater|longer)(?=[^.;]{0,60} of the two\b))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:lowest|smallest|least|minimum|shortest|(?:lower|smaller|shorter)(?=[^.;]{0,60} of the two\b))\b",
        re.IGNORECASE,
    ),
)
PICKED = re.compile(
    r"\b(?:best|highest|lowest|peak)[- ](?:[\w-]+[- ]){0,2}?(?:checkpoint|epoch"
    r"|step|dev|validation|val|value)\b|\bat (?:its|their) (?:best|lowest|highest)\b"
    r"|\bat best\b|\b(?:best|fastest)[- ](?:of (?:the )?(?:\d+|two|three|four"
    r"|five|ten|k|its|all)\b(?! (?:[\w-]+ ){0,4}(?:models?|systems?|methods?|tasks?|languages?|ones|sizes|variants))"
    r"|seed|run|trial)"
)
LANGUAGE_NOUN, TASK_NOUN = (
    re.compile(r"\blanguages?\b", re.IGNORECASE),
    re.compile(r"\b(?:tasks?|datasets?|benchmarks?|subsets?|subjects?|categor\w+)\b", re.IGNORECASE),
)
COMPARED_BY = re.compile(r"\b(?:than|outperform\w*|surpass\w*|compared)\b", re.IGNORECASE)


def speaks_of_rank(text: str) -> bool:
    """Whether the claim says that something is the best, the worst, the highest or the lowest of all."""
    plain = ONE_RUN.sub(" ", PICKED.sub(" ", text))
    return any(pattern.search(plain) for pattern in (BEST, WORST, HIGHEST, LOWEST))


def _facet(asked: Asked) -> tuple[str, Mention] | None:
    """What is ranked: languages or tasks where the claim speaks of them as such, else models or runs."""
    said = asked.said
    for facet, noun in (("language", LANGUAGE_NOUN), ("task", TASK_NOUN)):
        mentions = [mention for mention in said.of(facet) if len(mention.keys) == 1]
        of_one = len(said.of("model")) == 1 and re.search(r"\bmodels?\b", said.text) is None
        if len(mentions) == 1 and noun.search(said.text) and (of_one or facet == "language"):
            return facet, mentions[0]
    for facet in ("model", "place"):
        mentions = [mention for mention in said.of(facet) if len(mention.keys) == 1 or facet == "place"]
        if mentions:
            return facet, mentions[0]
    mentions = [mention for mention in said.of("language") if len(mention.keys) == 1]
    return ("language", mentions[0]) if len(mentions) == 1 else None


def rank_outcome(asked: Asked, rank: int) -> Outcome:
    """Where the claim's subject stands among its kind in the logs; `rank` is where the claim says it stands."""
    found = _facet(asked)
    if found is None:
        return Outcome("unresolved", UNSURE, "the claim does not name what is ranked")
    facet, mention = found
    own = ask(asked, wanted_for(asked, mention.start, None, {facet: mention}))
    others = {
        rival.text: ask(asked, wanted_for(asked, mention.start, None, {facet: rival}))
        for rival in _rivals(asked, facet, mention)
    }
    told: list[tuple[Reading, Outcome]] = []
    for reading in own.readings:
        subject = stat(asked, reading)
        rivals = _rivals_of(asked, reading, others, facet)
        if reading.likely and subject is not None and rivals:
            told.append((reading, _placed(asked, mention, subject, rivals, rank)))
    if not told:
        return Outcome("unresolved", UNSURE, f"the logs hold nothing that {mention.text} could be ranked against")
    return agree(told)


def _rivals_of(asked: Asked, reading: Reading, others: Mapping[str, Bound], facet: str) -> list[tuple[str, Statistic]]:
    """The values of what a reading is ranked against, over the same tasks and languages."""
    found: list[tuple[str, Statistic]] = []
    for key, other in others.items():
        for first, second in pairs(Bound((reading,)), other, facet):
            same = facet in ("language", "task") or _cells(first) == _cells(reading) == _cells(second)
            value = stat(asked, second) if second.likely and same else None
            if value is not None:
                found.append((key.rpartition("/")[2], value))
                break
    return found


def _cells(reading: Reading) -> set[tuple[str | None, str | None]]:
    """The tasks and languages that a reading is over."""
    return {(fact.task, fact.language) for fact in reading.facts}


def _placed(
    asked: Asked, mention: Mention, subject: Statistic, others: Sequence[tuple[str, Statistic]], wanted: int
) -> Outcome:
    text = PICKED.sub(" ", asked.said.text)
    low, high = LOWEST.search(text) is not None, HIGHEST.search(text) is not None
    worst = WORST.search(text) is not None
    descending = high or (not low and lower_is_better(subject.facts[0].metric) == worst)
    place = 1 + sum(
        (other.value > subject.value) if descending else (other.value < subject.value) for _, other in others
    )
    listed = sorted(
        [(mention.text, subject), *others], key=lambda pair: (-pair[1].value if descending else pair[1].value, pair[0])
    )
    said = ", ".join(f"{name} {show(each.value, 0)}" for name, each in listed[:4])
    formula = f"rank of {mention.text} among {len(listed)}"
    reason = f"{formula} by {subject.formula}: {place} ({said}{', …' if len(listed) > 4 else ''})"
    facts = tuple(fact for _, each in listed for fact in each.facts)
    return Outcome("supported" if place == wanted else "contradicted", WRONG, reason, str(place), formula, facts)


def _rivals(asked: Asked, facet: str, mention: Mention) -> list[Mention]:
    """What else the logs hold of the facet: of a family that the claim names ("among the XGLM models"), else all."""
    index = asked.index
    if facet == "place":
        return _other_places(asked, mention)
    named = [each for each in asked.said.of(facet) if each is not mention and each.keys]
    families = [each for each in asked.said.of(facet) if len(each.keys) > 1]
    if families and facet == "model":
        keys: set[object] = set().union(*(each.keys for each in families))
    elif len(named) > 1:
        keys = set().union(*(each.keys for each in named))
    else:
        keys = {key for key in index.by[facet] if key is not None}
        if facet == "task":
            own = str(min(mention.keys, key=str)).split()[0]
            family = {key for key in keys if str(key).split()[0] == own}
            keys = family if len(family) > 1 else keys
    return [
        Mention(facet, frozenset({key}), mention.start, mention.end, str(key))
        for key in sorted(keys - set(mention.keys), key=str)
    ]


def _other_places(asked: Asked, mention: Mention) -> list[Mention]:
    """The other experiments, each with all of its repetitions."""
    runs: dict[str, set[object]] = {}
    for fact in asked.index.facts:
        if fact.measurement.run not in mention.keys:
            runs.setdefault(fact.variant or fact.measurement.run, set()).add(fact.measurement.run)
    return [Mention("place", frozenset(runs[name]), mention.start, mention.end, name) for name in sorted(runs)]


def wins_outcome(asked: Asked, number: Number | None, sides: Sides | None, *, noun: str = "") -> Outcome:
    """In how many tasks or languages one side is ahead of the other, or of all others; all of them without a number."""
    called = number.noun if number is not None else noun
    if sides is None:
        return _best_in(asked, number, called)
    bounds = [
        ask(asked, wanted_for(asked, sides.subject.start, None, {sides.facet: side}, average=True))
        for side in (sides.subject, sides.baseline)
    ]
    for bound in bounds:
        if not bound.readings:
            return unanswered(bound)
    matched = [pair for pair in pairs(bounds[0], bounds[1], sides.facet) if pair[0].likely and pair[1].likely]
    if not matched:
        return Outcome("unresolved", UNSURE, "no log holds both sides with the same tasks and metric")
    if "language" in called:
        spoken = [pair for pair in matched if len({fact.language for fact in pair[0].facts}) > 1]
        matched = spoken or matched
    told = {_count_wins(asked, first.facts, second.facts, sides, called) for first, second in matched}
    if len(told) > 1:
        return Outcome("unresolved", UNSURE, "the claim leaves open which metric is meant, and the readings disagree")
    wins, cells = next(iter(told))
    facts = (*matched[0][0].facts, *matched[0][1].facts)
    return _told(number, wins, cells, f"{sides.subject.text} ahead of {sides.baseline.text}", called, facts)


def _told(number: Number | None, wins: int, cells: int, what: str, noun: str, facts: tuple[Fact, ...]) -> Outcome:
    plural = "languages" if "language" in noun else "tasks" if noun else "places"
    formula = f"{what} in {wins} of {cells} {plural}"
    if cells == 0:
        return Outcome("unresolved", UNSURE, "the logs hold nothing to compare")
    if number is not None and number.of != cells:
        reason = f"the claim speaks of {number.of}, the logs hold {cells}: {formula}"
        return Outcome("unresolved", UNSURE, reason, str(wins), formula, facts)
    wanted = cells if number is None else int(number.quantity.value)
    return Outcome("supported" if wins == wanted else "contradicted", WRONG, formula, str(wins), formula, facts)


def _count_wins(
    asked: Asked, first: Sequence[Fact], second: Sequence[Fact], sides: Sides, noun: str
) -> tuple[int, int]:
    way = way_of(asked.masked, None)
    by_task = "language" not in noun and len({fact.task for fact in first}) > 1
    ours, theirs = _grouped(first, sides.facet, by_task), _grouped(second, sides.facet, by_task)
    shared = sorted(set(ours) & set(theirs), key=str)
    sign = way.of(first[0].metric) or 1
    return sum((ours[cell] - theirs[cell]) * sign > 0 for cell in shared), len(shared)


def _grouped(facts: Sequence[Fact], facet: str, by_task: bool) -> dict[object, Decimal]:
    cells: dict[object, list[Decimal]] = {}
    for fact in facts:
        if fact.value is not None:
            key = fact.task if by_task or facet == "language" else (fact.task, fact.language)
            cells.setdefault(fact.language if facet == "task" else key, []).append(fact.value)
    return {key: sum(values, Decimal(0)) / len(values) for key, values in cells.items()}


def _best_in(asked: Asked, number: Number | None, noun: str) -> Outcome:
    """In how many places the claim's model is the best of all that the logs hold there."""
    models = [mention for mention in asked.said.of("model") if len(mention.keys) == 1]
    if len(models) != 1:
        return Outcome("unresolved", UNSURE, "the claim does not say which two are compared")
    own = ask(asked, wanted_for(asked, models[0].start, None, {"model": models[0]}, average=True))
    readings = [reading for reading in own.readings if reading.likely]
    if len(readings) != 1:
        return Outcome("unresolved", UNSURE, own.missing or "the claim leaves open which metric is meant")
    by_task = "language" not in noun
    ours = _grouped(readings[0].facts, "", by_task)
    best = dict(ours)
    facts = list(readings[0].facts)
    for rival in _rivals(asked, "model", models[0]):
        other = ask(asked, wanted_for(asked, models[0].start, None, {"model": rival}, average=True))
        for _, second in pairs(own, other, "model"):
            facts += second.facts
            for cell, value in _grouped(second.facts, "", by_task).items():
                best[cell] = max(best.get(cell, value), value)
            break
    wins = sum(ours[cell] == best[cell] for cell in ours)
    return _told(number, wins, len(ours), f"{models[0].text} best", noun, tuple(facts))
