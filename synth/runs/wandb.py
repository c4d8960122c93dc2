"""Weights & Biases: the folder of one run, `run-<time>-<id>` or `offline-run-<time>-<id>`.

`files/wandb-summary.json` has what the run came to (the last value of everything, or what `define_metric` asks for:
the best), `files/config.yaml` its options, `files/wandb-metadata.json` how it was started; the `.wandb` file beside
them has every step (`wandb_file`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from synth.records import Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, read_object, settings_of
from synth.runs.naming import model_among, seed_among, seed_of, task_among
from synth.runs.series import Pick, Point, measurements_of, place_of
from synth.runs.wandb_file import MAGIC, Transactions, rows, transactions
from synth.runs.yaml_values import read_yaml

FORMAT = "wandb"
_SUMMARY = ("files/wandb-summary.json", "wandb-summary.json")
_CONFIG = ("files/config.yaml", "config.yaml")
_METADATA = ("files/wandb-metadata.json", "wandb-metadata.json")
_OWN = re.compile(rb'"_(?:step|runtime|timestamp|wandb)"\s*:')
_CHOSEN: dict[str, Pick] = {"max": "best", "min": "best", "best": "best", "last": "final"}
_TAKEN = re.compile(
    r"(?:(?:files|logs)/)?(?:requirements\.txt|output\.log|debug(?:-\w+)?\.log|conda-environment\.yaml)"
)


def read(directory: Directory) -> Found | None:
    """The run that the directory is, None where it is none of Weights & Biases'."""
    summary = next((directory.files[name] for name in _SUMMARY if name in directory.files), None)
    if summary is not None and not _OWN.search(summary.head):
        summary = None
    log = next(
        (file for file in directory.direct() if file.name.endswith(".wandb") and file.head.startswith(MAGIC)), None
    )
    if summary is None and log is None:
        return None
    problems: list[Problem] = []
    written, log_problems = transactions(log) if log is not None else (None, ())
    problems += log_problems
    content = read_object(summary) if summary is not None else {}
    if isinstance(content, Problem):
        problems.append(content)
        content = {}
    taken = {file.name for file in (summary, log) if file is not None}
    taken |= {file.name for name, file in directory.files.items() if _TAKEN.fullmatch(name)}
    options, beside = _options(directory, written)
    taken |= beside
    if written is not None and not content:
        content = written.summary
    ended = written.ended if written is not None else None
    run = Run(
        id=place_of(directory),
        format=FORMAT,
        files=tuple(sorted(taken)),
        model=model_among(options),
        seed=seed_among(options) or seed_of(options.get("run_name", "")) or seed_of(directory.name),
        finished=None if written is None else ended == 0,
        settings=tuple(sorted(options.items())),
    )
    points = list(_history(log, written))
    last = {point.key: point.value for point in points}
    points += [point for point in _came_to(summary or log, content) if not _repeats(point, last)]
    found, restarted = measurements_of(run, points, task=task_among(options))
    return Found((run,), found, frozenset(taken), (*problems, *restarted))


def _options(directory: Directory, written: Transactions | None) -> tuple[dict[str, str], set[str]]:
    """The options of the run and the names of the files that have them."""
    options: dict[str, str] = {}
    names: set[str] = set()
    config = next((directory.files[name] for name in _CONFIG if name in directory.files), None)
    content = read_yaml(config) if config is not None else None
    if config is not None and isinstance(content, dict):
        names.add(config.name)
        plain = {key: entry["value"] for key, entry in content.items() if isinstance(entry, dict) and "value" in entry}
        options |= settings_of({key: value for key, value in plain.items() if not key.startswith("_")})
    elif written is not None:
        options |= settings_of({key: value for key, value in written.config.items() if not key.startswith("_")})
    metadata = next((directory.files[name] for name in _METADATA if name in directory.files), None)
    started = read_object(metadata) if metadata is not None else None
    if metadata is not None and isinstance(started, dict):
        names.add(metadata.name)
        options |= _arguments(started.get("args"))
    if written is not None and written.name:
        options.setdefault("run_name", written.name)
    return options, names


def _arguments(arguments: Json) -> dict[str, str]:
    """The options of a command line: ["--lr", "3e-5", "--seed=3", "--fp16"]."""
    found: dict[str, str] = {}
    words = [str(word) for word in arguments if isinstance(word, str)] if isinstance(arguments, list) else []
    for place, word in enumerate(words):
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            following = words[place + 1] if place + 1 < len(words) else "--"
            found[name] = value if equals else "true" if following.startswith("--") else following
    return dict(settings_of(dict(found)))


def _history(log: LogFile | None, written: Transactions | None) -> Iterator[Point]:
    if log is not None and written is not None:
        for step, key, value in rows(written):
            yield Point(key, value, log.name, step, None, "step", f"history.{key}")


def _repeats(point: Point, last: Mapping[str, Number]) -> bool:
    """Whether a value of the summary is the last one of the history, which stands there with its step."""
    return point.pick == "final" and last.get(point.key) == point.value


def _came_to(file: LogFile | None, summary: Mapping[str, Json]) -> Iterator[Point]:
    """The values of a summary. One that `define_metric` asked for has {"max": …}; charts and tables are left out."""
    if file is None:
        return
    for key, value in summary.items():
        if key.startswith("_"):
            continue
        if isinstance(value, Number):
            yield Point(key, value, file.name, pick="final", place=f"summary.{key}")
        elif isinstance(value, dict) and "_type" not in value:
            for how, inner in value.items():
                if isinstance(inner, Number) and how in _CHOSEN:
                    yield Point(key, inner, file.name, pick=_CHOSEN[how], place=f"summary.{key}.{how}")
                elif isinstance(inner, Number):
                    yield Point(f"{key}.{how}", inner, file.name, pick="final", place=f"summary.{key}.{how}")
