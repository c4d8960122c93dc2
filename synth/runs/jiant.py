"""What jiant (version 2) leaves in a run's folder.

`args.json` has the options, `val_metrics.json` the development scores at the end, of the model that training chose;
folders named by a time hold `*.zlog`, JSON lines of one start each: `loss_train` (every step), `train_val` (scores on a
subset of the development set, 500 examples by default, while training: their split is "train_val", never "dev"),
`train_val_best` (each new best of those) and `errors`. `done_file` is written last: a run without it is unfinished.
Source: jiant `proj/main/runscript.py`, `metarunner.py`, `components/evaluate.py`, `utils/zlog.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from synth.records import Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, json_lines, numbers, read_object, settings_of, text_of, whole
from synth.runs.languages import language_of
from synth.runs.naming import model_among, model_name, seed_among
from synth.runs.scores import MetricKey
from synth.runs.series import Pick, Point, measurements_of, place_of

FORMAT = "jiant"
_ZLOG = re.compile(r"(?:(\d+)/)?(loss_train|train_val|train_val_best|early_stopping|errors)\.zlog")
_ARGUMENTS = frozenset({"train_tasks", "val_tasks", "jiant_task_container_config_path", "train_val_tasks"})
_SEPARATOR = "\x1f"
"""Between split, task and metric of a point's key: jiant's task names hold every printable separator."""


def read(directory: Directory) -> Found | None:
    """The run that the directory is, None where it is none of jiant's."""
    problems: list[Problem] = []
    logs = sorted((int(match[1] or 0), match[2], name) for name in directory.files if (match := _ZLOG.fullmatch(name)))
    arguments = _arguments(directory)
    metrics = directory.files.get("val_metrics.json")
    if not logs and arguments is None and not (metrics is not None and b'"aggregated"' in metrics.head):
        return None
    taken = {directory.files[name].name for _, _, name in logs}
    options = dict(settings_of(arguments[1])) if arguments else {}
    taken |= {arguments[0].name} if arguments else set()
    points: list[Point] = []
    if metrics is not None:
        taken.add(metrics.name)
        content = read_object(metrics)
        if isinstance(content, Problem):
            problems.append(content)
        else:
            points += _development(metrics, content)
    for _, kind, name in logs:
        points += _log(directory.files[name], kind, problems)
    done = directory.files.get("done_file")
    taken |= {done.name} if done is not None else set()
    run = Run(
        id=place_of(directory),
        format=FORMAT,
        files=tuple(sorted(taken)),
        model=model_among(options) or model_name(options.get("model_type", "")),
        seed=seed_among(options),
        finished=done is not None,
        settings=tuple(sorted(options.items())),
    )
    found, restarted = measurements_of(run, points, name=_named)
    if done is None:
        problems.append(Problem(run.id, "jiant's done_file is missing: the run did not end, or is still going"))
    return Found((run,), found, frozenset(taken), (*problems, *restarted))


def _arguments(directory: Directory) -> tuple[LogFile, dict[str, Json]] | None:
    file = directory.files.get("args.json")
    content = read_object(file) if file is not None else None
    if file is None or not isinstance(content, dict) or not _ARGUMENTS.intersection(content):
        return None
    return file, content


def _development(file: LogFile, content: Mapping[str, Json]) -> Iterator[Point]:
    """The scores at the end; the aggregate of a single task is that task's own score and is not told twice."""
    alone = sum(isinstance(results, dict) for results in content.values()) == 1
    for task, results in content.items():
        if isinstance(results, Number) and not alone:
            yield Point(_SEPARATOR.join(("dev", "", task)), results, file.name, pick="final", place=task)
        elif isinstance(results, dict):
            if isinstance(loss := results.get("loss"), Number):
                yield Point(_SEPARATOR.join(("dev", task, "loss")), loss, file.name, pick="final", place=f"{task}.loss")
            for metric, value, place in _metrics(results.get("metrics")):
                key = _SEPARATOR.join(("dev", task, metric))
                yield Point(key, value, file.name, pick="final", place=f"{task}.metrics.{place}")


def _metrics(metrics: Json) -> Iterator[tuple[str, Number, str]]:
    """Name, value and place of a task's metrics: the minor ones by name, the major one where it is none of them."""
    if not isinstance(metrics, dict):
        return
    minor = list(numbers(metrics.get("minor")))
    for path, value in minor:
        if path:
            yield "_".join(path), value, ".".join(("minor", *path))
    major = metrics.get("major")
    if isinstance(major, Number) and all(value != major for _, value in minor):
        yield "major", major, "major"


def _log(file: LogFile, kind: str, problems: list[Problem]) -> Iterator[Point]:
    for line, entry in json_lines(file):
        if isinstance(entry, Problem):
            problems.append(entry)
        elif kind == "errors":
            last = (text_of(entry.get("data")) or "").strip().rpartition("\n")[2]
            problems.append(Problem(f"{file.name}:{line}", f"the run met an error: {last[:300]}"))
        elif kind == "loss_train":
            if isinstance(loss := entry.get("loss_val"), Number):
                key = _SEPARATOR.join(("train", text_of(entry.get("task")) or "", "loss"))
                yield Point(key, loss, file.name, whole(entry.get("global_step")), line, "step", "loss_val")
        elif kind in ("train_val", "train_val_best"):
            yield from _subset(file, line, entry, best=kind == "train_val_best")


def _subset(file: LogFile, line: int, entry: Mapping[str, Json], *, best: bool) -> Iterator[Point]:
    state, scores = entry.get("train_state"), entry.get("metrics")
    step = whole(state.get("global_steps")) if isinstance(state, dict) else None
    pick: Pick = "best" if best else "step"
    if isinstance(score := entry.get("score"), Number) and not (isinstance(scores, dict) and len(scores) == 1):
        yield Point(_SEPARATOR.join(("train_val", "", "aggregated")), score, file.name, step, line, pick, "score")
    for task, metrics in scores.items() if isinstance(scores, dict) else ():
        for metric, value, place in _metrics(metrics):
            key = _SEPARATOR.join(("train_val", task, metric))
            yield Point(key, value, file.name, step, line, pick, f"metrics.{task}.{place}")


def _named(key: str) -> MetricKey:
    split, task, metric = key.split(_SEPARATOR)
    if not task:
        return MetricKey(metric, split)
    named = language_of(task)
    dataset, language = named if named is not None else (task, None)
    return MetricKey(metric, split, task, dataset, language)
