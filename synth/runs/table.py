"""Rows of a table of results, wide or long, as measurements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from synth.records import Run, Scale
from synth.runs.columns import LABELS, Layout
from synth.runs.numerals import numeral, whole
from synth.runs.recorder import Cells, Recorder, Series, escaped
from synth.runs.scores import MetricKey, is_proportion, split_of, unit_of
from synth.runs.vocabulary import direction, parts_of

NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,3})?")
"""What most cells are, seen at once; `numeral` knows the rest."""
IDENTITY = ("run", "model", "seed")
MAX_TEXTS = 1_000_000
MAX_RUNS = 100_000
"""Runs of one file that are told apart by their options."""


@dataclass(slots=True)
class Rows:
    """Takes the rows of one file; `runs` are those that it met, by id. Several layouts may share one.

    Rows that are told apart by nothing, not even a step, are runs of the same experiment, one each.
    """

    name: str
    format: str
    recorder: Recorder
    runs: dict[str, Run] = field(default_factory=dict)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    count: int = 0


@dataclass(slots=True)
class RowReader:
    """Reads rows of one layout; `names` are the names of its columns, `varying` the options that tell runs apart."""

    rows: Rows
    layout: Layout
    names: Sequence[str]
    varying: Sequence[int] = ()
    _labels: list[tuple[str, int]] = field(default_factory=list)
    _measures: list[tuple[int, int | None]] = field(default_factory=list)
    """The columns of values, each with the column of its standard errors."""
    _step: int | None = None
    _n: int | None = None
    _places: list[int] = field(default_factory=list)
    _series: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    _ordered: bool = False
    _identity: list[int] = field(default_factory=list)
    _runs: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        place, columns = self.layout.place, self.layout.columns
        self._labels = [(role, at) for role in LABELS if (at := place(role)) is not None]
        self._step, self._n = place("step"), place("n")
        measures = [at for at, column in enumerate(columns) if column.role in {"measure", "value"}]
        lone = place("stderr") if len(measures) == 1 else None
        self._measures = [(at, columns[at].stderr if columns[at].stderr is not None else lone) for at in measures]
        self._places = [at for _, at in self._labels] + list(self.varying)
        self._identity = [place for place, (role, _) in enumerate(self._labels) if role in IDENTITY]
        self._identity += range(len(self._labels), len(self._places))
        losses = any(direction(column.metric or "") == -1 for column in columns if column.role == "measure")
        # A table of nothing but numbers, a loss among them, is the course of one run.
        self._ordered = self._step is not None or (not self._places and losses)

    def add(self, cells: Sequence[str], line: int | None, path: str | None = None) -> None:
        """One row; cells that are no numbers are no measurements. `path` goes before the keys of its values."""
        texts = self.rows.texts
        if len(texts) > MAX_TEXTS:
            texts.clear()
        # One text for all that are equal: a million rows name few models.
        labels = tuple([texts.setdefault(cell, cell) for cell in [cells[at].strip() for at in self._places]])
        if self._ordered:
            key = labels
        else:
            times = self.rows.seen[labels] = self.rows.seen.get(labels, 0) + 1
            key = (*labels, str(times)) if times > 1 else labels
        serials = self._series.get(key) if self._ordered else None
        if serials is None:
            serials = self._make(key, labels, cells)
        step = whole(cells[self._step]) if self._step is not None else None
        n = whole(cells[self._n]) if self._n is not None else None
        before = f"{'' if step is None else step}\t{'' if line is None else line}\t"
        after = f"\t{'' if n is None else n}\t"
        out: list[str] = []
        for (at, error), serial in zip(self._measures, serials, strict=True):
            cell = cells[at].strip()
            if NUMBER.fullmatch(cell):
                value = cell
            else:
                told = numeral(cell)
                if told is None:
                    continue
                value = told[0]
                if told[1] is not None:
                    serial = self._with_unit(key, labels, cells, at, told[1])
            deviation = numeral(cells[error]) if error is not None else None
            place = "" if path is None else escaped(f"{path}.{self.names[at]}")
            out.append(f"{serial}\t{value}\t{before}{deviation[0] if deviation else ''}{after}{place}\n")
        self.rows.recorder.extend(out)
        self.rows.count += len(out)

    def _make(self, key: tuple[str, ...], labels: tuple[str, ...], cells: Sequence[str]) -> list[int]:
        told = self._told(labels)
        run = self._run(labels, key[len(labels) :], told, cells)
        recorder = self.rows.recorder
        if not self._ordered:
            return [recorder.fresh(self._one(run, told, at)) for at, _ in self._measures]
        made = self._series[key] = [recorder.number(Series(*self._one(run, told, at))) for at, _ in self._measures]
        return made

    def _told(self, labels: Sequence[str]) -> dict[str, str]:
        return {role: label for (role, _), label in zip(self._labels, labels, strict=False) if label}

    def _run(self, labels: Sequence[str], times: Sequence[str], told: Mapping[str, str], cells: Sequence[str]) -> str:
        identity = (*[labels[at] for at in self._identity], *times)
        known = self._runs.get(identity)
        if known is not None:
            return known
        parts = [told[role] for role in IDENTITY if role in told]
        parts += [f"{self.names[at]}={cells[at].strip()}" for at in self.varying if cells[at].strip()]
        parts += times
        id_ = f"{self.rows.name}#{'/'.join(parts)}" if parts else self.rows.name
        if len(self._runs) < MAX_RUNS:
            self._runs[identity] = id_
        if id_ not in self.rows.runs and len(self.rows.runs) < MAX_RUNS:
            options = [
                (name, cell.strip()[:300])
                for name, column, cell in zip(self.names, self.layout.columns, cells, strict=True)
                if column.role == "option" and cell.strip()
            ]
            model, seed = told.get("model"), told.get("seed")
            self.rows.runs[id_] = Run(
                id_, self.rows.format, (self.rows.name,), model, seed, None, tuple(sorted(options))
            )
        return id_

    def _one(self, run: str, told: Mapping[str, str], at: int) -> Cells:
        """The fields of the series of a column's cell, in the order that `Series` has them."""
        column = self.layout.columns[at]
        measure = column.role == "measure"
        metric = (column.metric if measure else told.get("metric")) or "value"
        parts, share, told_unit, told_scale = _of_metric(metric, column.unit, column.scale, told.get("unit"))
        get = told.get
        return (
            run, self.rows.format, parts.metric, self.rows.name, get("model"),
            get("task") or column.task or parts.task, get("dataset") or column.dataset or parts.dataset,
            get("language") or column.language or parts.language,
            _split(get("split")) or column.split or parts.split, get("seed"), told_scale,
            self.names[at] if measure else metric, whole(get("shots", "")), told_unit,
            "step" if self._ordered else None, share,
        )  # fmt: skip

    def _with_unit(
        self, key: tuple[str, ...], labels: tuple[str, ...], cells: Sequence[str], at: int, unit: str
    ) -> int:
        """The series of a cell that carries a unit of its own."""
        told = self._told(labels)
        one = Series(*self._one(self._run(labels, key[len(labels) :], told, cells), told, at))
        if unit == "%" and one.by_range:
            return self.rows.recorder.number(replace(one, scale="percent", unit=None, by_range=False))
        return self.rows.recorder.number(replace(one, unit=unit))


@lru_cache(maxsize=10_000)
def _of_metric(
    metric: str, unit: str | None, scale: Scale | None, told: str | None
) -> tuple[MetricKey, bool, str | None, Scale | None]:
    """The parts of a metric's name, whether its scale is to be told from its values, its unit, its scale."""
    parts = parts_of(metric)
    unit = told or unit or unit_of(parts.metric)
    if unit in {"%", "percent"}:
        return parts, False, None, "percent"
    share = is_proportion(parts.metric) or parts.metric.endswith("score")
    return parts, share and scale is None, unit, scale


@lru_cache(maxsize=1_000)
def _split(told: str | None) -> str | None:
    return (split_of(told) or told) if told else None
