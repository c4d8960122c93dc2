"""Result files of EleutherAI's lm-evaluation-harness, before and since version 0.4.

A file is one run: `{"results": {task: {"acc": …, "acc_stderr": …}}, "versions": …, "config": …}`; since 0.4 a metric
carries the filter of its answers (`"acc,none"`, `"exact_match,strict-match"`), a missing standard error is "N/A", and
`configs`, `n-shot`, `n-samples` and `groups` stand beside. A filter other than "none" stays in the metric's name. The
files of samples beside it hold no scores of their own kind and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from synth.records import Measurement, Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, read_object, settings_of, text_of, whole
from synth.runs.languages import language_of
from synth.runs.naming import model_among, model_name, model_options, shots_of
from synth.runs.scores import is_proportion, scale_of, split_of, unit_of

FORMAT = "lm_eval"
_OPENING = re.compile(rb'\s*\{\s*"results"\s*:\s*\{')
_SAMPLES = re.compile(r"(?:.*/)?samples_.*\.jsonl?")
_SAMPLE_OPENING = re.compile(rb'\s*(?:\[\s*)?\{\s*"doc_id"\s*:')
_NO_METRICS = frozenset({"alias", "name", "sample_len", "samples", "sample_count", "version", "task_hash"})


def read(directory: Directory) -> Found | None:
    """The result files that lie in the directory itself, each a run; None where there is none."""
    runs: list[Run] = []
    measurements: list[Measurement] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for file in directory.direct():
        if not file.name.endswith(".json") or not _OPENING.match(file.head):
            continue
        content = read_object(file)
        if isinstance(content, Problem):
            taken.add(file.name)
            problems.append(content)
        elif _is_results(content):
            run = _run(file, content)
            taken.add(file.name)
            runs.append(run)
            measurements += _measurements(run, file, content)
    if not taken:
        return None
    for file in directory.direct():
        if _SAMPLES.fullmatch(file.name) and _SAMPLE_OPENING.match(file.head):
            taken.add(file.name)
    return Found(tuple(runs), tuple(measurements), frozenset(taken), tuple(problems))


def _is_results(content: Mapping[str, Json]) -> bool:
    results = content.get("results")
    if not isinstance(results, dict) or not all(isinstance(metrics, dict) for metrics in results.values()):
        return False
    return any(isinstance(content.get(name), dict) for name in ("versions", "config", "configs", "n-shot"))


def _fields(content: Mapping[str, Json], name: str) -> dict[str, Json]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _run(file: LogFile, content: Mapping[str, Json]) -> Run:
    config = _fields(content, "config")
    return Run(
        id=file.name,
        format=FORMAT,
        files=(file.name,),
        model=_model(content),
        seed=text_of(config.get("random_seed")) or text_of(config.get("seed")),
        finished=True,
        settings=settings_of(config),
    )


def _model(content: Mapping[str, Json]) -> str | None:
    """The model's name; with an adapter, both names joined by " + "."""
    config = _fields(content, "config")
    given = config.get("model_args")
    options: dict[str, str] = {}
    if isinstance(given, dict):
        options = dict(settings_of(given))
    elif isinstance(given, str):
        options = model_options(given)
    adapters = (options.get(name) for name in ("peft", "delta"))
    names = [model_among(options), *(model_name(adapter) for adapter in adapters if adapter)]
    if names[0] is None:
        stated = (text_of(content.get("model_name")), text_of(config.get("model")))
        names[0] = next((name for text in stated if text and (name := model_name(text))), None)
    return " + ".join(name for name in names if name) or None


def _measurements(run: Run, file: LogFile, content: Mapping[str, Json]) -> list[Measurement]:
    results, groups = _fields(content, "results"), _fields(content, "groups")
    found: list[Measurement] = []
    for section, tasks in (("results", results), ("groups", groups)):
        for task, metrics in tasks.items():
            if isinstance(metrics, dict) and (section == "results" or task not in results):
                found += _task(run, file, content, section, task, metrics, {*results, *groups})
    return found


def _task(
    run: Run,
    file: LogFile,
    content: Mapping[str, Json],
    section: str,
    task: str,
    metrics: Mapping[str, Json],
    among: Collection[str],
) -> list[Measurement]:
    named = language_of(task, among)
    dataset, language = named if named is not None else (task, None)
    percent = [value for metric, value in metrics.items() if _is_squad(metric) and isinstance(value, Number)]
    squad = any(metric.startswith(("HasAns_", "NoAns_", "best_exact")) for metric in metrics)
    found: list[Measurement] = []
    for key, value in metrics.items():
        metric, _, filtered = key.partition(",")
        if not isinstance(value, Number) or metric in _NO_METRICS or metric.endswith("_stderr"):
            continue
        error = metrics.get(f"{metric}_stderr,{filtered}" if filtered else f"{metric}_stderr")
        kin = percent if squad and _is_squad(metric) else [value]
        found.append(
            Measurement(
                run=run.id,
                format=FORMAT,
                model=run.model,
                task=task,
                dataset=dataset,
                language=language,
                split=_split(content, task),
                metric=metric if filtered in ("", "none") else key,
                value=str(value),
                stderr=str(error) if isinstance(error, Number) and error not in ("nan", "inf", "-inf") else None,
                n=_samples(content, task, metrics),
                seed=run.seed,
                step=None,
                scale=scale_of(metric, kin, sacre=True),
                file=file.name,
                key=f"{section}.{task}.{key}",
                shots=_shots(file, content, task),
                unit=unit_of(metric),
            )
        )
    return found


def _is_squad(metric: str) -> bool:
    """Whether it is a score of SQuAD's own evaluation, which writes all of them as percent, however small."""
    return is_proportion(metric) and metric.rpartition("_")[2].partition(",")[0] in ("exact", "f1")


def _split(content: Mapping[str, Json], task: str) -> str | None:
    """The split that the task's configuration evaluates: its test set, else its validation set (0.4's own rule)."""
    if task not in _fields(content, "configs"):  # a group's split is that of its tasks, where they have one
        members = _fields(content, "group_subtasks").get(task)
        configured = (
            [name for name in members if name in _fields(content, "configs")] if isinstance(members, list) else []
        )
        splits = {_split(content, name) for name in configured if isinstance(name, str)}
        return splits.pop() if len(splits) == 1 else None
    config = _fields(_fields(content, "configs"), task)
    for name in ("test_split", "validation_split", "training_split"):
        if split := text_of(config.get(name)):
            return split_of(re.split(r"[^A-Za-z]", split, maxsplit=1)[0]) or split
    return None


def _samples(content: Mapping[str, Json], task: str, metrics: Mapping[str, Json]) -> int | None:
    counted = _fields(content, "n-samples").get(task)
    own = whole(counted.get("effective")) if isinstance(counted, dict) else whole(counted)
    return own if own is not None else whole(metrics.get("sample_len"))


def _shots(file: LogFile, content: Mapping[str, Json], task: str) -> int | None:
    """Shots of the task, else of the whole evaluation, else as the file's name has them."""
    own = whole(_fields(content, "n-shot").get(task))
    if own is None:
        own = whole(_fields(_fields(content, "configs"), task).get("num_fewshot"))
    if own is None:
        own = whole(_fields(content, "config").get("num_fewshot"))
    return own if own is not None else shots_of(file.name.rpartition("/")[2])
