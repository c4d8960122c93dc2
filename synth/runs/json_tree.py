"""JSON of any shape: what the keys that lead to a number say of it.

A key on the way is a split, a language, a seed, a step or a metric where it looks like one, says nothing where it only
wraps (`results`), and else names a model or a task. Numbers under keys that no metric goes by are measurements only
where something around them says so: a metric above them, or a key such as `results` or `scores`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from synth.records import Problem, Run
from synth.runs.columns import LABELS, NAMES, Column
from synth.runs.delimited import NO_RESULTS, Outcome, is_flat, read_rows
from synth.runs.files import FileRead, LogFile
from synth.runs.json_values import Json, Number, read_json
from synth.runs.languages import canonical_language
from synth.runs.naming import seed_of
from synth.runs.numerals import whole
from synth.runs.recorder import Recorder, Series
from synth.runs.scores import is_proportion, split_of, unit_of
from synth.runs.toml_map import Entry
from synth.runs.vocabulary import (
    CLAIMED,
    EPOCHS,
    OPTIONS,
    STEPS,
    WRAPPERS,
    direction,
    fold,
    is_metric,
    parts_of,
    task_and_metric,
)

DEEPEST = 20
LONGEST_SETTING = 300
SHORT = 10
"""A list of so few scores may be one a run as well as one a step."""
STEP_KEY = re.compile(r"(?:checkpoint|step|iter|epoch|global_step)[-_ ]?(\d+)", re.IGNORECASE)
MODEL = re.compile(
    r"bert|gpt|llama|t5\b|xlm|bloom|\bmpt|opt-|pythia|mistral|qwen|falcon|gemma|xglm|bart|electra|palm|claude|gemini|rembert"
    r"|transformer|lstm|resnet|baseline|(?:base|large|small)$|\d+(?:\.\d+)?[bm]$",
    re.IGNORECASE,
)
MEANS = frozenset("mean value score avg average median".split())


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known on the way down to a number."""

    path: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    metric: str | None = None
    wrapped: bool = False
    step: int | None = None
    ordered: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    """What tells one run of the file from another."""

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


@dataclass(slots=True)
class _Tree:
    name: str
    recorder: Recorder
    entry: Entry
    runs: dict[str, Run] = field(default_factory=dict)
    guessed: dict[str, None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    count: int = 0

    def guess(self, kind: str, name: str) -> None:
        """Notes, once a kind, what keys were taken for."""
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.guessed[f"keys such as {name!r} are {kind}"] = None


def read_json_file(file: LogFile, recorder: Recorder, entry: Entry) -> Outcome:
    """The runs of a JSON document; its measurements go to the recorder."""
    content = read_json(file)
    if isinstance(content, Problem):
        return FileRead(file.name, None, content.message), [], [content]
    if isinstance(content, list) and content and all(is_flat(row) for row in content):
        rows = ((None, f"[{at}]", row) for at, row in enumerate(content) if isinstance(row, dict))
        return read_rows(file, rows, recorder, entry, "json")
    tree = _Tree(file.name, recorder, entry)
    _walk(tree, content, _Place(), 0)
    if not tree.count:
        return FileRead(file.name, None, NO_RESULTS.replace("columns", "keys")), [], []
    return FileRead(file.name, "json", None, tuple(tree.guessed)), list(tree.runs.values()), []


def _walk(tree: _Tree, node: Json, place: _Place, depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        _walk_list(tree, node, place, depth)
    elif isinstance(node, dict):
        inside = _with_labels(node, place)
        _lists_of_numbers(tree, node, inside)
        numbers = {fold(name): value for name, value in node.items() if isinstance(value, Number)}
        for name, value in node.items():
            if isinstance(value, Number):
                _number(tree, node, numbers, name, value, inside)
            elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
                below = _below(node, name, inside)
                if below is not None:
                    _walk(tree, value, below, depth + 1)


def _with_labels(node: Mapping[str, Json], place: _Place) -> _Place:
    """The place with what an object says of all that is in it: its model, its task, the options that are texts."""
    labels, settings, step = dict(place.labels), dict(place.settings), place.step
    ordered = place.ordered
    for name, value in node.items():
        if not isinstance(value, str) or not value:
            continue
        folded = fold(name)
        role = next((role for role in LABELS if folded in NAMES[role]), None)
        if role == "metric" or (role == "language" and canonical_language(value) is None) or len(value) > 200:
            role = None
        if isinstance(value, Number):
            if folded in STEPS | EPOCHS:
                step = whole(value) if folded in STEPS or step is None else step
                ordered = True
            elif role in {"seed", "shots", "run"}:
                labels[role] = value
            elif folded in OPTIONS:
                settings[name] = value
        elif role is not None:
            labels[role] = value
        else:
            settings[name] = value[:LONGEST_SETTING]
    return replace(
        place,
        labels=tuple(sorted(labels.items())),
        settings=tuple(sorted(settings.items())),
        step=step,
        ordered=ordered,
    )


def _below(node: Mapping[str, Json], name: str, place: _Place) -> _Place | None:
    """The place under a key; None for what somebody claims or only wished."""
    folded = fold(name)
    if set(folded.split("_")) & CLAIMED or folded in {"config", "args", "options", "hyperparameters", "params"}:
        return None
    below = replace(place, path=place.key(name))
    labels = dict(place.labels)
    if split_of(name) and "split" not in labels:
        return replace(below, labels=(*place.labels, ("split", split_of(name) or name)))
    if folded in WRAPPERS:
        return replace(below, wrapped=True)
    seed, step = seed_of(name), STEP_KEY.fullmatch(name)
    if step:
        return replace(below, step=int(step[1]) if len(step[1]) < 18 else None, ordered=True)
    if seed and "seed" not in labels:
        return replace(below, labels=(*place.labels, ("seed", seed)))
    if is_metric(name) and not any(is_metric(inner) for inner in _keys(node[name])):
        return replace(below, metric=name)
    if _is_language(name, node) and "language" not in labels:
        return replace(below, labels=(*place.labels, ("language", name)))
    if name.isdigit() or re.fullmatch(r"(?:run|trial|repeat|rep|fold|replicate)[-_ ]?\d+", name, re.IGNORECASE):
        return replace(below, parts=(*place.parts, name))
    return replace(below, names=(*place.names, name))


def _keys(node: Json) -> Sequence[str]:
    return list(node) if isinstance(node, dict) else ()


def _is_language(name: str, among: Mapping[str, Json]) -> bool:
    """Whether a key is a language: a code or a name of one, beside at least one other."""
    return (
        len(name) <= 12
        and canonical_language(name) is not None
        and any(other != name and len(other) <= 12 and canonical_language(other) is not None for other in among)
    )


def _walk_list(tree: _Tree, node: Sequence[Json], place: _Place, depth: int) -> None:
    """Objects of a list: told apart by their own labels or steps; where those are equal, repeated runs."""
    inside = [_with_labels(row, place) if isinstance(row, dict) else place for row in node]
    kinds = {(one.labels, one.step) for one in inside}
    repeated = len(kinds) < len(node) and not any(one.ordered for one in inside)
    if repeated and any(isinstance(row, dict) for row in node):
        where = re.sub(r"\[\d+\]", "[*]", place.path) or "the list"
        tree.guessed[f"the entries of {where} are runs of one experiment, one each"] = None
    for at, row in enumerate(node):
        below = replace(place, path=f"{place.path}[{at}]")
        if repeated:
            below = replace(below, parts=(*place.parts, str(at + 1)))
        _walk(tree, row, below, depth + 1)


def _lists_of_numbers(tree: _Tree, node: Mapping[str, Json], place: _Place) -> None:
    """Lists of numbers in an object: the course of a run, or, where few and of a score alone, one number a run."""
    lists = {
        name: value
        for name, value in node.items()
        if isinstance(value, list) and value and all(isinstance(one, Number) for one in value)
    }
    steps = next((lists[name] for name in lists if fold(name) in STEPS), None)
    steps = steps or next((lists[name] for name in lists if fold(name) in EPOCHS), None)
    seeds = next((lists[name] for name in lists if fold(name) in {"seed", "seeds"}), None)
    losses = any(direction(name) == -1 for name in lists)
    for name, values in lists.items():
        if fold(name) in STEPS | EPOCHS | {"seed", "seeds"} or not (is_metric(name) or place.metric):
            continue
        runs = steps is None and (seeds is not None or (len(values) <= SHORT and not losses and len(values) > 1))
        if runs and seeds is None:
            tree.guessed[f"the numbers of {place.key(name)} are runs of one experiment, one each"] = None
        for at, value in enumerate(values):
            here = replace(place, ordered=place.ordered or not runs)
            if runs and seeds is not None and at < len(seeds):
                here = replace(here, labels=(*place.labels, ("seed", str(seeds[at]))))
            elif runs:
                here = replace(here, parts=(*place.parts, str(at + 1)))
            elif steps is not None and at < len(steps):
                here = replace(here, step=whole(str(steps[at])))
            _record(tree, here, name, str(value), f"{place.key(name)}[{at}]", None, None)


def _number(
    tree: _Tree, node: Mapping[str, Json], numbers: Mapping[str, Number], name: str, value: Number, place: _Place
) -> None:
    """Records a number where it is a measurement. `numbers` are those of its object, by folded names."""
    folded = fold(name)
    mapped = tree.entry.column(place.key(name))
    if mapped is not None:
        if mapped.role in {"measure", "value"}:
            _record(tree, place, name, value, place.key(name), None, None, mapped)
        return
    if folded in NAMES["seed"] | NAMES["shots"] | NAMES["run"] | STEPS | EPOCHS or set(folded.split("_")) & CLAIMED:
        return
    if folded.endswith(("stderr", "std_err")) or folded in NAMES["stderr"]:
        return
    stderr = _sibling(numbers, f"{folded}_stderr", f"{folded}_se")
    n = _sibling(numbers, "n", "n_samples", "num_samples", "num_examples", "count")
    if place.metric is not None:
        if folded in {"n", "count", "n_samples", "num_samples"}:
            return
        if folded in MEANS:
            _record(tree, place, place.metric, value, place.key(name), stderr or _sibling(numbers, "stderr", "se"), n)
        elif folded in {"std", "stdev", "sd", "min", "max", "var"}:
            _record(tree, place, f"{place.metric}_{name}", value, place.key(name), None, n)
        else:
            _record(tree, _named(place, name, node), place.metric, value, place.key(name), stderr, n)
    elif is_metric(name):
        _record(tree, place, name, value, place.key(name), stderr, n)
    elif place.wrapped and folded not in OPTIONS and folded not in {"n", "count"}:
        if len(name.split()) > 3:  # a question, with its answer
            _record(tree, place, name, value, place.key(name), stderr, n)
        else:
            where = re.sub(r"\[\d+\]", "[*]", place.path) or "the object"
            tree.guessed[f"{where} holds scores by name"] = None
            _record(tree, _named(place, name, node), "score", value, place.key(name), stderr, n)


def _named(place: _Place, name: str, among: Mapping[str, Json]) -> _Place:
    split = split_of(name)
    if split:
        return replace(place, labels=(*place.labels, ("split", split)))
    if _is_language(name, among):
        return replace(place, labels=(*place.labels, ("language", name)))
    return replace(place, names=(*place.names, name))


def _sibling(numbers: Mapping[str, Number], *names: str) -> str | None:
    return next((str(numbers[name]) for name in names if name in numbers), None)


def _record(
    tree: _Tree, place: _Place, name: str, value: str, key: str, stderr: str | None, n: str | None,
    mapped: Column | None = None,
) -> None:  # fmt: skip
    labels = dict(place.labels)
    _give_names(tree, labels, place.names)
    long = len(name.split()) > 3
    task, plain = (None, name) if long else task_and_metric(name)
    told = parts_of(name) if not long else None
    metric = plain if task else told.metric if told else name
    if mapped is not None:
        metric = mapped.metric or tree.entry.metric or metric
        labels |= {role: one for role in ("task", "dataset", "language", "split") if (one := getattr(mapped, role))}
    parts = [labels[role] for role in ("run", "model", "seed") if role in labels]
    run = f"{tree.name}#{'/'.join([*parts, *place.parts])}" if parts or place.parts else tree.name
    if run not in tree.runs:
        tree.runs[run] = Run(run, "json", (tree.name,), labels.get("model"), labels.get("seed"), None, place.settings)
    share = not long and (is_proportion(metric) or metric == "score")
    scale = mapped.scale if mapped else None
    series = Series(
        run, "json", metric, tree.name, labels.get("model"),
        labels.get("task") or task or (told.task if told else None),
        labels.get("dataset") or (told.dataset if told else None),
        labels.get("language") or (told.language if told else None),
        labels.get("split") or (told.split if told else None), labels.get("seed"), scale, None,
        whole(labels.get("shots", "")), (mapped.unit if mapped else None) or (None if long else unit_of(metric)),
        "step" if place.ordered else None, by_range=share and scale is None,
    )  # fmt: skip
    tree.recorder.add(tree.recorder.number(series), value, place.step, None, stderr, whole(n) if n else None, key)
    tree.count += 1


def _give_names(tree: _Tree, labels: dict[str, str], names: Sequence[str]) -> None:
    """Names that no role is known of: what looks like a model is the model, the rest is the task."""
    free = list(names)
    if "model" not in labels:
        model = next((name for name in free if MODEL.search(name)), None)
        if model is None and len(free) > 1 and "task" not in labels:
            model = free[0]
        if model is not None:
            free.remove(model)
            labels["model"] = model
            tree.guess("models", model)
    if free and "task" not in labels:
        labels["task"] = "/".join(free)
        tree.guess("tasks", free[0])
