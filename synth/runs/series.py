"""From the values that a run wrote down to measurements: what is read the same way whatever the format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from synth.records import Measurement, Problem, Run, Scale
from synth.runs.files import Directory
from synth.runs.json_values import Number
from synth.runs.languages import language_of
from synth.runs.scores import MetricKey, is_proportion, metric_key, scale_of, unit_of

Pick = Literal["step", "final", "best"]
_ONE_SCALE = frozenset("exact em f1 precision recall hasans noans".split())
"""Metrics that one program writes either all as fractions or all as percent."""


class Point(NamedTuple):
    """A value as a log has it, under the key that the log gives it. `place` is where in the file, else the key."""

    key: str
    value: Number
    file: str
    step: int | None = None
    line: int | None = None
    pick: Pick | None = None
    place: str | None = None
    n: int | None = None


def place_of(directory: Directory) -> str:
    """The id of a run that is a whole directory: its place, "." where it is the folder that was given."""
    return directory.name or "."


def measurements_of(
    run: Run,
    points: Iterable[Point],
    *,
    name: Callable[[str], MetricKey] = metric_key,
    task: str | None = None,
    scales: Mapping[str, Scale | None] | None = None,
) -> tuple[tuple[Measurement, ...], tuple[Problem, ...]]:
    """The measurements of one run, in the order of its log.

    `task` is the run's own where a key names none. A run that was restarted counts as it was written last; a Problem
    says so. `scales` are those of keys whose program is known to write them so.
    """
    kept, replaced = _last_writes(points)
    keys = {key: _with_run_task(name(key), task) for key in dict.fromkeys(point.key for point in kept)}
    known = {**_scales(kept, keys), **(scales or {})}
    units = {key: unit_of(key) for key in keys}
    found: list[Measurement] = []
    for point in kept:
        meant = keys[point.key]
        found.append(
            Measurement(
                run=run.id,
                format=run.format,
                model=run.model,
                task=meant.task,
                dataset=meant.dataset,
                language=meant.language,
                split=meant.split,
                metric=meant.metric,
                value=str(point.value),
                stderr=None,
                n=point.n,
                seed=run.seed,
                step=point.step,
                scale=known[point.key],
                file=point.file,
                line=point.line,
                key=point.place or point.key,
                unit=units[point.key],
                pick=point.pick,
            )
        )
    return tuple(found), tuple(
        Problem(
            file,
            f"{count} values were written before a restart from an earlier step, or twice for one step;"
            " the later ones count",
            "give every start its own folder if each is to count",
        )
        for file, count in sorted(replaced.items())
    )


def _last_writes(points: Iterable[Point]) -> tuple[list[Point], dict[str, int]]:
    """The points that count, by key as keys first appear, and by file how many another value took the place of.

    A key whose steps go back was restarted from there: what it had from that step on belongs to the earlier start.
    """
    kept: dict[tuple[str, Pick | None], list[Point]] = {}
    replaced: dict[str, int] = defaultdict(int)
    for point in points:
        series = kept.setdefault((point.key, point.pick), [])
        while series and (point.step is None or (series[-1].step is not None and series[-1].step >= point.step)):
            earlier = series.pop()
            replaced[earlier.file] += (earlier.step, earlier.value) != (point.step, point.value)
        series.append(point)
    return [point for series in kept.values() for point in series], {
        file: count for file, count in replaced.items() if count
    }


def _with_run_task(key: MetricKey, task: str | None) -> MetricKey:
    if key.task is not None or task is None:
        return key
    named = language_of(task)
    dataset, language = named if named is not None else (task, None)
    return MetricKey(key.metric, key.split, task, dataset, language)


def _scales(points: Iterable[Point], keys: Mapping[str, MetricKey]) -> dict[str, Scale | None]:
    """The scale of every key: decided together over steps, languages and splits, and for metrics of one kind."""
    values: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    kinds = {text: (key.dataset, _kind(key.metric)) for text, key in keys.items() if is_proportion(key.metric)}
    for point in points:
        if point.key in kinds:
            values[kinds[point.key]].append(point.value)
    return {text: scale_of(key.metric, values[kinds[text]]) if text in kinds else None for text, key in keys.items()}


def _kind(metric: str) -> str:
    words = metric.lower().replace("-", "_").split("_")
    return "f1" if _ONE_SCALE.intersection(words) else metric
