"""Which names a claim may call what logs hold by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from synth.runs.languages import LANGUAGES
from synth.verify.runs_benchmarks import BENCHMARKS
from synth.verify.runs_fact import Fact
from synth.verify.runs_words import is_size, joined, name_words

SHORTEST = 3
"""Letters that the beginning of a single task's name needs more of, to stand for it."""
LONGEST_TASK = 8
"""Words of the longest name of a task that is also known by what it begins with."""
SIZES = frozenset("base large small tiny mini medium huge xl xxl xs".split())
PLAIN = SIZES | frozenset(
    """cased uncased hf chat instruct it v1 v2 v3 v4 model models lm ft finetuned pretrained the and of with final best
    alpha beta dev""".split()
)
"""Words of models' names that name none on their own."""


def task_forms(facts: Sequence[Fact]) -> dict[str, frozenset[str]]:
    """Names of tasks: whole, by dataset, by the words that several begin with, and as the field calls them."""
    forms: dict[str, set[str]] = defaultdict(set)
    beginnings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    whole: set[str] = set()
    for fact in facts:
        if fact.task is None or (fact.task in whole and not fact.measurement.dataset):
            continue
        words = tuple(fact.task.split())
        whole.add(fact.task)
        forms[joined(words)].add(fact.task)
        for length in range(1, len(words) if len(words) <= LONGEST_TASK else 0):
            beginnings[words[:length]].add(fact.task)
        if fact.measurement.dataset:
            forms[joined(name_words(fact.measurement.dataset))].add(fact.task)
    exact = {joined(task.split()): task for task in whole}
    for words, tasks in beginnings.items():
        name = joined(words)
        if name not in exact and not name.isdigit() and len(name) > (1 if len(tasks) > 1 else SHORTEST):
            forms[name] |= tasks
    for name, others in BENCHMARKS.items():
        for other in others:
            if name in forms and other not in forms:
                forms[other] = set(forms[name])
    return {name: frozenset({exact[name]} if name in exact else tasks) for name, tasks in forms.items()}


def language_forms() -> dict[str, frozenset[str]]:
    """Languages by their English names."""
    return {name: frozenset({code}) for code, name in LANGUAGES.items()} | {
        "mandarin": frozenset({"zh"}),
        "farsi": frozenset({"fa"}),
        "haitiancreole": frozenset({"ht"}),
    }


def families(models: Mapping[str, tuple[str, ...]], tasks: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words, and neighbouring words joined, that a mention of a model may begin with."""
    found: set[str] = set()
    for name in models.values():
        for place, word in enumerate(name):
            plain = word in PLAIN | {"multilingual"} or word in tasks
            if len(word) > 1 and not is_size(word) and not word.isdigit() and not plain:
                found.add(word)
                if place + 1 < len(name) and not is_size(name[place + 1]):
                    found.add(word + name[place + 1])
    return frozenset(found)
