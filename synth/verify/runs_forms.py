"""Which names a claim may call what logs hold by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from synth.runs.languages import LANGUAGES
from synth.verify.names import STOP, words
from synth.verify.runs_benchmarks import BENCHMARKS
from synth.verify.runs_fact import MACHINE, PLAIN_FILES, SHOT_PART, TRIAL, Fact, places
from synth.verify.runs_words import is_size, joined, name_words

SHORTEST = 3
"""Letters that the beginning of a single task's name needs more of, to stand for it."""
PHRASE = 4
"""Words from which the name of a metric is a phrase, which a claim will not repeat word for word."""
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


def phrases(metrics: set[str]) -> dict[str, dict[str, float]]:
    """The telling words of metrics that are named by a phrase, each weighed by how few of them have it."""
    named = {
        metric: frozenset(words(metric.replace("_", " "))) - STOP for metric in metrics if metric.count("_") >= PHRASE
    }
    counts = Counter(word for told in named.values() for word in told)
    return {
        metric: {word: log(1 + len(named) / counts[word]) for word in sorted(told)}
        for metric, told in sorted(named.items())
    }


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


def place_forms(facts: Sequence[Fact], models: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Names in the places of runs, which name a system or a suite of tasks where nothing else does."""
    forms: dict[str, set[str]] = defaultdict(set)
    runs = sorted({fact.measurement.run: fact.model for fact in facts}.items())
    for run, model in runs:
        known = set(models.get(model or "", ()))
        parts = places(run)
        for part in parts:
            if MACHINE.fullmatch(part) or TRIAL.fullmatch(part):
                continue
            words = name_words(SHOT_PART.sub(" ", MACHINE.sub(" ", TRIAL.sub(" ", part.replace("_", " ")))))
            rest = tuple(word for word in words if word not in known)
            dated = tuple(word for word in rest if not word.isdigit())
            opening = joined(rest[:2]) if len(rest) > 2 and not rest[0].isdigit() else joined(rest)
            for name in {
                opening,
                joined(rest),
                joined(dated),
                joined(words),
                joined(tuple(w for w in rest if w.isdigit())),
            }:
                if len(name) >= 2 and name not in PLAIN_FILES and not (name.isdigit() and len(name) < 6):
                    forms[name].add(run)
    return {name: frozenset(ids) for name, ids in forms.items() if len(ids) < len(runs) or len(runs) == 1}
