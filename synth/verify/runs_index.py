"""Measurements made ready to be asked: each with its names as keys, and which names a claim may call them by.

Built once for a folder of logs; a claim then costs a few look-ups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from synth.records import Measurement, Run
from synth.verify.runs_fact import NEVER_BEST, Fact, key_of_metric, make_fact, model_words, value_of
from synth.verify.runs_forms import families, language_forms, task_forms
from synth.verify.runs_phrases import Phrase, make_phrases
from synth.verify.runs_places import baseline_runs, place_forms
from synth.verify.runs_words import joined

Facet = Literal["model", "task", "language", "place"]


@dataclass(frozen=True, slots=True)
class RunIndex:
    """What logs hold, by name.

    `by` gives the numbers of the facts with a key of a facet, `forms` the keys of a facet that a joined name may mean
    ("mmlu" means 57 tasks), `models` and `tails` the words of models' and tasks' names, `families` words that a
    model's name begins with, `baseline` runs to which nothing was done, `own_metrics` and `phrases` metrics by the
    logs' own names and by the words of long ones. `at_step` fetches what the logs hold of one step, where it is named.
    """

    facts: tuple[Fact, ...]
    by: Mapping[str, Mapping[object, frozenset[int]]]
    models: Mapping[str, tuple[str, ...]]
    forms: Mapping[Facet, Mapping[str, frozenset[str]]]
    tails: Mapping[str, tuple[str, ...]]
    own_metrics: Mapping[str, str]
    phrases: Mapping[str, Phrase]
    families: frozenset[str]
    baseline: frozenset[str] = frozenset()
    at_step: Callable[[int], RunIndex] | None = field(default=None, compare=False)

    def holding(self, facet: str, keys: Iterable[object]) -> frozenset[int]:
        """The numbers of the facts that have one of the keys."""
        table = self.by[facet]
        return frozenset().union(*(table.get(key, frozenset()) for key in keys))


FACETS = ("model", "task", "language", "metric", "split", "shots", "seed", "step", "run", "pick")


def index_runs(
    measurements: Sequence[Measurement],
    runs: Sequence[Run] = (),
    *,
    at_step: Callable[[int], Sequence[Measurement]] | None = None,
) -> RunIndex:
    """Makes measurements ready; `runs` adds what a run says of itself, `at_step` gives those of one step."""
    told = {run.id: run for run in runs}
    kept = [each for each in measurements if each.pick != "best" or key_of_metric(each)[0] not in NEVER_BEST]
    facts = tuple(make_fact(number, each, told.get(each.run)) for number, each in enumerate(kept))
    by: dict[str, dict[object, set[int]]] = {facet: defaultdict(set) for facet in FACETS}
    for fact in facts:
        for facet in FACETS:
            by[facet][value_of(fact, facet)].add(fact.number)
    frozen = {facet: {key: frozenset(ids) for key, ids in table.items()} for facet, table in by.items()}
    models = {str(model): model_words(str(model)) for model in frozen["model"] if model is not None}
    tasks = {str(task): str(task) for task in frozen["task"] if task is not None}
    forms: dict[Facet, dict[str, frozenset[str]]] = {
        "model": {},
        "task": task_forms(facts),
        "language": language_forms(),
        "place": place_forms(facts, models),
    }
    step = None if at_step is None else lambda number: index_runs(at_step(number), runs)
    metrics = {joined(fact.metric.split("_")): fact.metric for fact in facts}
    tails = {task: tuple(task.split()) for task in tasks}
    return RunIndex(
        facts,
        frozen,
        models,
        forms,
        tails,
        metrics,
        make_phrases(facts),
        families(models, forms["task"]),
        baseline_runs(facts),
        step,
    )
