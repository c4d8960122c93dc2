"""Which measurements a claim may speak of: one set of them for each way of reading it.

What the claim names, a reading has. What it leaves open is a reading each (accuracy or normalised accuracy, 5 shots or
8), except where papers leave it out by habit: a multilingual task without a language is its mean over languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from synth.verify.runs_fact import Fact, value_of
from synth.verify.runs_index import RunIndex
from synth.verify.runs_metrics import ASIDE, COMPANIONS, MILLISECONDS, TIMES, meant
from synth.verify.runs_phrases import LENGTH
from synth.verify.runs_places import common_place

MOST_READINGS = 24
MOST_PARTS = 12
"""Parts of a group of tasks that a claim about the group may yet mean one of."""
AUXILIARY = ("has_ans", "no_ans", "best_")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one side of a claim asks for; None is what it leaves open."""

    named: Mapping[str, frozenset[object]] = field(default_factory=dict)
    average: bool = False
    each_task: bool = False
    without: frozenset[str] = frozenset()
    languages: int | None = None
    tasks: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One set of measurements that the claim may speak of; `aspect` says what was chosen where the claim is open.

    `likely` is False for a reading that a paper would have had to say: the best step, one language of many.
    """

    facts: tuple[Fact, ...]
    aspect: tuple[tuple[str, str], ...]
    likely: bool = True

    @property
    def label(self) -> str:
        """What tells this reading from others, in words."""
        named = dict(self.aspect)
        run = "" if named.get("model") else common_place([fact.measurement.run for fact in self.facts])
        told = [value for facet, value in named.items() if facet != "metric" or value.count("_") < LENGTH]
        return ", ".join(part for part in (run, *told) if part)


@dataclass(frozen=True, slots=True)
class Bound:
    """The readings of one side, or why there are none."""

    readings: tuple[Reading, ...] = ()
    missing: str = ""
    status: Literal["unresolved", "not_comparable"] = "unresolved"


def bind(index: RunIndex, wanted: Wanted) -> Bound:
    """The readings of what is asked for, the likely ones first."""
    source = index
    steps = wanted.named.get("step")
    if steps and not index.holding("step", steps) and index.at_step is not None:
        source = index.at_step(int(str(min(steps, key=str))))
    ids = frozenset(range(len(source.facts)))
    for facet in ("model", "place", "task", "language", "seed", "step", "pick", "shots", "metric", "split"):
        kept, why = _kept(source, ids, facet, wanted)
        if not kept:
            apart = facet in ("shots", "split", "metric")
            return Bound((), why, "not_comparable" if apart else "unresolved")
        ids = kept
    return _readings([source.facts[number] for number in sorted(ids)], wanted)


def _kept(index: RunIndex, ids: frozenset[int], facet: str, wanted: Wanted) -> tuple[frozenset[int], str]:
    """The facts that pass one facet, and what to say where none does."""
    keys = wanted.named.get(facet)
    facts = index.facts
    if facet == "place":
        kept = ids if keys is None else ids & index.holding("run", keys)
        return kept, "no log of that name holds it"
    if facet == "language":
        return _of_language(index, ids, keys, wanted)
    if facet == "pick":
        return _of_pick(facts, ids, keys), "no log says which value was the best"
    if facet == "split":
        return _of_split(index, ids, keys)
    if facet == "metric":
        return _of_metric(facts, ids, keys, wanted)
    if keys is None:
        return ids, ""
    if facet == "seed":
        own = {number for number in ids if facts[number].measurement.seed in keys}
        return frozenset(own) or ids & index.holding("seed", keys), f"no run of seed {_list(keys)} holds it"
    kept = ids & index.holding(facet, keys)
    if facet == "shots" and not kept and all(facts[number].measurement.shots is None for number in ids):
        return ids, ""
    if facet == "step" and not kept and all(facts[number].measurement.step is None for number in ids):
        return ids, ""
    if kept:
        return kept, ""
    held = sorted({str(value_of(facts[number], facet)) for number in ids} if facet in ("shots", "step") else ())
    said = f"; they hold {', '.join(held[:6])}" if held else ""
    what = {"task": "this task", "model": "this model", "shots": f"{_list(keys)}-shot results of it"}.get(
        facet, f"{facet} {_list(keys)}"
    )
    return kept, f"no log holds {what}{said}"


def _of_language(
    index: RunIndex, ids: frozenset[int], keys: frozenset[object] | None, wanted: Wanted
) -> tuple[frozenset[int], str]:
    facts = index.facts
    spoken = frozenset(number for number in ids if facts[number].language is not None)
    if keys is None:
        kept = frozenset(number for number in ids if facts[number].language not in wanted.without)
        return kept, "no log holds another language"
    kept = spoken & index.holding("language", keys)
    if not kept and not spoken and keys == {"en"}:
        return ids, ""
    return kept, f"no log holds {_list(keys)} of it"


def _of_pick(facts: Sequence[Fact], ids: frozenset[int], keys: frozenset[object] | None) -> frozenset[int]:
    """For "best" the best of each series that has one; for "final" the rest; both where the claim is open."""
    if keys is None or len(keys) > 1:
        return ids
    best = frozenset(number for number in ids if facts[number].measurement.pick == "best")
    if "best" in keys:
        series = {_series(facts[number]) for number in best}
        return best | frozenset(number for number in ids if _series(facts[number]) not in series)
    return ids - best or ids


def _series(fact: Fact) -> tuple[object, ...]:
    return (fact.measurement.run, fact.model, fact.task, fact.language, fact.split, fact.metric, fact.measurement.shots)


def _of_split(index: RunIndex, ids: frozenset[int], keys: frozenset[object] | None) -> tuple[frozenset[int], str]:
    """The facts of a split; what a log calls no more than evaluation only in runs that name that split nowhere."""
    facts = index.facts
    if keys is None:
        rest = frozenset(number for number in ids if facts[number].split not in ("train", "train_val"))
        return rest or ids, ""
    exact = frozenset(number for number in ids if facts[number].split in keys)
    if exact:
        return exact, ""
    telling = {facts[number].measurement.run for number in index.holding("split", keys)}
    loose = frozenset(
        number
        for number in ids
        if facts[number].split is None
        or (facts[number].split == "eval" and "train" not in keys and facts[number].measurement.run not in telling)
    )
    if "train" in keys:
        loose = frozenset()
    held = sorted({str(facts[number].split) for number in ids if facts[number].split})
    return (
        loose,
        f"the claim is about the {_list(keys)} split, the logs hold {', '.join(held) or 'no split of that name'}",
    )


def _of_metric(
    facts: Sequence[Fact], ids: frozenset[int], keys: frozenset[object] | None, wanted: Wanted
) -> tuple[frozenset[int], str]:
    held = {facts[number].metric for number in ids}
    if keys is not None:
        wider = {metric for key in keys for metric in meant(str(key), held)}
        kept = frozenset(number for number in ids if facts[number].metric in wider)
        return kept, f"the claim gives {_list(keys)}, the logs hold {', '.join(sorted(held)[:6])}"
    if wanted.unit in MILLISECONDS:
        timed = held & TIMES
        chosen = {"train_time"} if "train_time" in timed else timed
        kept = frozenset(number for number in ids if facts[number].metric in chosen)
        return kept, f"the logs hold no time, only {_list(held) or 'nothing'}"
    plain = {
        metric for metric in held if metric not in ASIDE | COMPANIONS and not metric.startswith(AUXILIARY)
    } or held - COMPANIONS
    kept = frozenset(number for number in ids if facts[number].metric in plain)
    scores = frozenset(number for number in kept if facts[number].measurement.scale is not None)
    if scores and wanted.unit in ("points", "%"):
        kept = scores
    return kept, "the logs hold no score"


def _list(keys: Iterable[object]) -> str:
    return " or ".join(sorted(str(key) for key in keys)[:4])


def _readings(facts: Sequence[Fact], wanted: Wanted) -> Bound:
    groups: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        measured = fact.measurement
        pick = "best" if measured.pick == "best" else ""
        shots = "" if measured.shots is None else f"{measured.shots}-shot"
        groups[fact.model or "", fact.metric, fact.split or "", shots, pick].append(fact)
    only_best = all(key[4] == "best" for key in groups)
    named_best = "best" in wanted.named.get("pick", frozenset())
    found: list[Reading] = []
    for key in sorted(groups):
        model, metric, split, shots, pick = key
        likely = not pick or only_best or named_best
        for written, part in _by_name(groups[key]):
            aspect = (
                ("model", model),
                ("metric", written or metric),
                ("split", split),
                ("shots", shots),
                ("pick", pick),
            )
            found += _parts(part, aspect, wanted, likely=likely)
        if sum(reading.likely for reading in found) > MOST_READINGS:
            open_ = [facet for facet in ("model", "task", "metric", "shots") if facet not in wanted.named]
            return Bound((), f"the claim names no {' and no '.join(open_) or 'one run'}, and the logs hold too many")
    if not found:
        said = "languages" if wanted.languages else "tasks"
        number = wanted.languages or wanted.tasks
        return Bound((), f"the logs hold another number of {said} than the {number} that the claim speaks of")
    told = sorted(found, key=lambda reading: (not reading.likely, reading.aspect))
    return Bound(tuple(told))


def _by_name(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    """The facts of one metric apart by the name that the log has for it, where a run wrote it under two names."""
    names: dict[tuple[str, str | None, str | None], set[str]] = defaultdict(set)
    for fact in facts:
        names[fact.measurement.run, fact.task, fact.language].add(fact.written)
    if all(len(written) == 1 for written in names.values()):
        return [("", list(facts))]
    every = sorted({fact.written for fact in facts})
    return [(name, [fact for fact in facts if fact.written == name]) for name in every]


def _parts(
    facts: Sequence[Fact], aspect: tuple[tuple[str, str], ...], wanted: Wanted, *, likely: bool
) -> list[Reading]:
    """The readings of facts that are alike in all but task, language, experiment and repetition."""
    tasks = sorted({fact.task or "" for fact in facts})
    found: list[Reading] = []
    grouped = "task" in wanted.named or "place" in wanted.named
    if len(tasks) == 1 or wanted.average or (grouped and not wanted.each_task):
        if wanted.tasks is None or len(tasks) == 1 or wanted.tasks == len(tasks):
            found += _by_language(facts, (*aspect, ("task", "")), wanted, likely=likely)
        if len(tasks) > 1 and not wanted.average and len(tasks) <= MOST_PARTS:
            for task in tasks:
                part = [fact for fact in facts if (fact.task or "") == task]
                found += _by_language(part, (*aspect, ("task", task)), wanted, likely=False)
        return found
    for task in tasks:
        part = [fact for fact in facts if (fact.task or "") == task]
        found += _by_language(part, (*aspect, ("task", task)), wanted, likely=likely)
    return found


def _by_language(
    facts: Sequence[Fact], aspect: tuple[tuple[str, str], ...], wanted: Wanted, *, likely: bool
) -> list[Reading]:
    languages = {fact.language for fact in facts}
    found: list[Reading] = []
    if wanted.languages is None or len(languages) in (1, wanted.languages):
        found += _by_variant(facts, (*aspect, ("language", "")), likely=likely)
    if len(languages) > 1 and "en" in languages and not wanted.average and "language" not in wanted.named:
        english = [fact for fact in facts if fact.language == "en"]
        found += _by_variant(english, (*aspect, ("language", "English")), likely=False)
    return found


def _by_variant(facts: Sequence[Fact], aspect: tuple[tuple[str, str], ...], *, likely: bool) -> list[Reading]:
    """One reading a different experiment: where several hold the same task with different values, each on its own."""
    cells: dict[tuple[str | None, str | None], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        cells[fact.task, fact.language][fact.variant].append(fact)
    clash = sorted(
        {
            variant
            for variants in cells.values()
            if len({tuple(sorted(fact.measurement.value for fact in part)) for part in variants.values()}) > 1
            for variant in variants
        }
    )
    found: list[Reading] = []
    for choice in clash or [""]:
        chosen: list[Fact] = []
        for cell in sorted(cells, key=str):
            variants = cells[cell]
            chosen += variants[choice] if choice in variants else variants[min(variants)]
        made = Reading(tuple(chosen), (*aspect, ("experiment", choice if clash else "")), likely)
        if all(made.facts != other.facts for other in found):
            found.append(made)
    return found
