"""Lightning's CSVLogger: `metrics.csv`, one row for each time that something was logged, beside `hparams.yaml`.

A row leaves empty what was not logged then. `train_loss_epoch` is the mean over an epoch and is the metric "loss";
`train_loss_step` is one batch and stays "loss_step".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from synth.records import Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import LONGEST_LINE, number, settings_of, whole
from synth.runs.naming import model_among, seed_among, seed_of, task_among
from synth.runs.scores import MetricKey, metric_key
from synth.runs.series import Point, measurements_of, place_of
from synth.runs.yaml_values import read_yaml

FORMAT = "lightning"


def read(directory: Directory) -> Found | None:
    """The run that the directory is: a table with the columns "step" and "epoch" beside hyperparameters; else None."""
    metrics, hparams = directory.files.get("metrics.csv"), directory.files.get("hparams.yaml")
    if metrics is None or hparams is None:
        return None
    columns = metrics.head.partition(b"\n")[0].decode("utf-8-sig", "replace").strip().split(",")
    if "step" not in columns or len(columns) < 2:
        return None
    problems: list[Problem] = []
    settings = read_yaml(hparams)
    if isinstance(settings, Problem):
        problems.append(settings)
    options = dict(settings_of(settings)) if isinstance(settings, dict) else {}
    run = Run(
        id=place_of(directory),
        format=FORMAT,
        files=tuple(sorted((metrics.name, hparams.name))),
        model=model_among(options),
        seed=seed_among(options) or seed_of(directory.name),
        settings=tuple(sorted(options.items())),
    )
    found, restarted = measurements_of(run, _points(metrics, problems), name=_named, task=task_among(options))
    return Found((run,), found, frozenset(run.files), (*problems, *restarted))


def _named(key: str) -> MetricKey:
    return metric_key(key.removesuffix("_epoch"))


def _points(file: LogFile, problems: list[Problem]) -> Iterator[Point]:
    """The filled cells of the table."""
    try:
        with file.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            rows = csv.reader(_bounded(file, stream, problems))
            columns = next(rows, [])
            place = columns.index("step") if "step" in columns else -1
            for row in rows:
                where = f"{file.name}:{rows.line_num}"
                if len(row) != len(columns):
                    if row:
                        problems.append(Problem(where, "a half-written row was left out"))
                    continue
                at = number(row[place])
                step = whole(at)
                for column, cell in zip(columns, row, strict=True):
                    value = number(cell) if cell and column not in ("step", "epoch") else None
                    if value is not None:
                        yield Point(column, value, file.name, step, rows.line_num, "step")
    except (OSError, csv.Error) as error:
        problems.append(Problem(file.name, f"the table could not be read on: {error}"))


def _bounded(file: LogFile, stream: TextIO, problems: list[Problem]) -> Iterator[str]:
    """The lines of a table but a last one without its end: it may have been half-written (0.4 of 0.4583)."""
    while line := stream.readline(LONGEST_LINE):
        if not line.endswith(("\n", "\r")):
            problems.append(
                Problem(file.name, "the last row is half-written and was left out: the run may still be going")
            )
            return
        yield line
