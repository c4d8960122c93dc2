"""From a claim's names to what each of its numbers asks of the logs, and the readings that answer it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from synth.runs.languages import canonical_language
from synth.verify.runs_algebra import Statistic, statistic
from synth.verify.runs_bind import Bound, Reading, Wanted, bind
from synth.verify.runs_decide import UNSURE, WRONG, Outcome
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_metrics import MILLISECONDS, TIMES
from synth.verify.runs_numbers import Counts

ASKED = ("model", "place", "task", "language", "metric", "split", "shots", "seed", "step", "pick")
AVERAGE = re.compile(
    r"\b(?:averag\w*|avg\b|mean\b|macro|on average|overall|aggregat\w*|across|over (?:all|the|both))", re.IGNORECASE
)
POOLED = re.compile(
    r"\bmicro[- ]?averag\w*|\bpooled\b|\bpooling\b|\b(?:all|every|the) (?:\d+ "
    r"|[a-z]+ )?(?:task[-–/ ×x]*language|language[-–/ ×x]*task) (?:pairs|combinations)"
    r"|\b(?:task|language)[-–/ ]+(?:language|task) (?:pairs?|combinations?)"
    r"|\b(?:unweighted mean of|mean over|average over|averaged over|average of) (?:all )?(?:the )?(?:\d+ )?"
    r"(?:individual )?(?:test sets|cells|pairs|entries|scores)\b|\btasks? first\b",
    re.IGNORECASE,
)
EXCEPT = re.compile(
    r"\b(?i:non-|other than |excluding |exclud\w+ |except(?: for)? |apart from "
    r"|besides |without |bar |leaving out |not counting )(?:the )?(?P<name>[A-Z][a-z]+)\b",
)
WHOLE = ("task", "language")


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim with all that is known of it before the logs are asked."""

    index: RunIndex
    said: Said
    masked: str
    counts: Counts
    average: bool
    pooled: bool
    without: frozenset[str]


def make_asked(index: RunIndex, said: Said, masked: str, counts: Counts) -> Asked:
    """Reads off how a claim averages, and which languages it leaves out; these are then not among its mentions."""
    without: set[str] = set()
    mentions = list(said.mentions)
    for match in EXCEPT.finditer(said.text):
        code = canonical_language(match["name"])
        if code is not None:
            without.add(code)
            mentions = [each for each in mentions if each.facet != "language" or each.start != match.start("name")]
    pooled = POOLED.search(said.text) is not None
    average = pooled or AVERAGE.search(said.text) is not None
    return Asked(index, replace(said, mentions=tuple(mentions)), masked, counts, average, pooled, frozenset(without))


def wanted_for(
    asked: Asked, place: int, unit: str | None, chosen: dict[str, Mention], *, average: bool | None = None
) -> Wanted:
    """What is asked for by a number at a place of the text; `chosen` are mentions that a side or a list fixes."""
    named: dict[str, frozenset[object]] = {}
    for facet in ASKED:
        mentions = distinct(asked.said.of(facet))
        if facet in chosen:
            named[facet] = chosen[facet].keys
        elif len(mentions) == 1:
            named[facet] = mentions[0].keys
        elif mentions and facet in WHOLE and (asked.average or is_list(asked, mentions)):
            named[facet] = frozenset().union(*(mention.keys for mention in mentions))
        elif mentions:
            named[facet] = nearest(asked, mentions, place).keys
    timed = unit in MILLISECONDS
    if (
        "metric" in named
        and any((str(key) in TIMES) != timed for key in named["metric"])
        and (timed or unit is not None)
    ):
        del named["metric"]  # "3.28 validation loss in 5.03 minutes": the minutes are no loss
    whole = asked.average if average is None else average
    counts = asked.counts
    return Wanted(named, whole, False, asked.without, counts.languages, counts.tasks, unit)


def is_list(asked: Asked, mentions: Sequence[Mention]) -> bool:
    """Whether mentions are one list: "French, German and Spanish"."""
    text = asked.said.text
    return all(
        re.fullmatch(r"[\s,/&+)(]*(?:and|or|&)?[\s,(]*(?:the |its )?", text[a.end : b.start]) is not None
        for a, b in itertools.pairwise(mentions)
    )


def distinct(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions with keys of their own; one that says less than another ("BLOOM" beside "BLOOM-3B") is left out."""
    first: dict[frozenset[object], Mention] = {}
    for mention in mentions:
        first.setdefault(mention.keys, mention)
    return [mention for keys, mention in first.items() if not any(other and other < keys for other in first)]


def nearest(asked: Asked, mentions: Sequence[Mention], place: int) -> Mention:
    """The mention that belongs to a number: the last before it in its clause, else the next behind it."""

    def far(mention: Mention) -> tuple[int, int]:
        before = mention.end <= place
        low, high = (mention.end, place) if before else (place, mention.start)
        breaks = len(
            re.findall(r"[;.]\s|, (?:while|whereas|but|and|against|versus|compared)\b", asked.said.text[low:high])
        )
        facet_behind = mention.facet in ("metric", "split", "task", "language") and not before
        return breaks, (high - low) + (0 if before or facet_behind else 25)

    return min(mentions, key=far)


def ask(asked: Asked, wanted: Wanted) -> Bound:
    """The readings of what is wanted, or why there are none; a name that the logs do not bear comes first."""
    for facet, keys in wanted.named.items():
        if not keys:
            names = [mention.text for mention in asked.said.of(facet) if not mention.keys]
            return Bound((), f"no log holds {names[0] if names else facet}")
    return bind(asked.index, wanted)


def stat(asked: Asked, reading: Reading) -> Statistic | None:
    """What a reading comes to; None where a NaN stands among its values."""
    try:
        return statistic(reading.facts, pooled=asked.pooled)
    except ValueError:
        return None


def by_readings(asked: Asked, bound: Bound, decide: Callable[[Statistic, str], Outcome]) -> Outcome:
    """Decides over all readings: they must agree, or the claim stays open and the reason names them."""
    if not bound.readings:
        return unanswered(bound)
    told: list[tuple[Reading, Outcome]] = []
    for reading in bound.readings:
        found = stat(asked, reading)
        if found is None:
            bad = next(fact for fact in reading.facts if fact.value is None)
            reason = f"{reading.label}: {bad.measurement.metric} is {bad.measurement.value} in {bad.measurement.run}"
            told.append((reading, Outcome("unresolved", UNSURE, reason, None, None, (bad,))))
        else:
            told.append((reading, decide(found, reading.label)))
    return agree(told)


def unanswered(bound: Bound) -> Outcome:
    """The outcome of a side without readings: open, or not to be compared."""
    return Outcome(bound.status, WRONG if bound.status == "not_comparable" else UNSURE, bound.missing)


def agree(told: Sequence[tuple[Reading, Outcome]]) -> Outcome:
    """One outcome of several readings."""
    likely = [outcome for reading, outcome in told if reading.likely]
    others = [(reading, outcome) for reading, outcome in told if not reading.likely]
    statuses = {outcome.status for outcome in likely}
    if len(statuses) == 1 and likely:
        first = max(likely, key=lambda outcome: outcome.confidence)
        if first.status == "contradicted":
            other = next((outcome for _, outcome in others if outcome.status == "supported"), None)
            if other is not None:
                reason = f"two readings disagree: {first.reason}; but {other.reason}"
                return Outcome("unresolved", UNSURE, reason, first.recomputed, first.formula, first.facts + other.facts)
        return first
    held = [outcome for outcome in likely if outcome.status == "supported"]
    rest = [outcome for outcome in likely if outcome.status != "supported"]
    shown = [*held[:2], *rest[:2]]
    reason = "the claim leaves open which is meant, and the readings disagree: " + "; ".join(
        dict.fromkeys(outcome.reason for outcome in shown)
    )
    facts = tuple(fact for outcome in shown for fact in outcome.facts)
    return Outcome("unresolved", UNSURE, reason, None, None, facts)


def pairs(first: Bound, second: Bound, contrast: str) -> list[tuple[Reading, Reading]]:
    """Readings of two sides that differ in nothing but what the claim sets against each other."""
    apart = {
        contrast,
        *(("experiment",) if contrast in ("model", "place", "shots", "task", "seed", "language") else ()),
    }
    if contrast == "place":
        apart.add("model")
    found: list[tuple[Reading, Reading]] = []
    for one in first.readings:
        here = {facet: value for facet, value in one.aspect if facet not in apart}
        found += [
            _shared(one, other, contrast)
            for other in second.readings
            if here == {facet: value for facet, value in other.aspect if facet not in apart}
        ]
    return [pair for pair in found if pair[0].facts and pair[1].facts]


def _shared(first: Reading, second: Reading, contrast: str) -> tuple[Reading, Reading]:
    """Both sides over the tasks and languages that both have."""
    if contrast in ("task", "language"):
        return first, second
    cells = {(fact.task, fact.language) for fact in first.facts} & {(fact.task, fact.language) for fact in second.facts}
    kept = [
        replace(reading, facts=tuple(fact for fact in reading.facts if (fact.task, fact.language) in cells))
        for reading in (first, second)
    ]
    return kept[0], kept[1]
