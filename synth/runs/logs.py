"""What folders of experiment logs hold: runs, measurements by question, and what became of every file."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.errors import StorageError
from synth.records import Measurement, Problem, Run
from synth.runs import store
from synth.runs.files import FileRead
from synth.runs.vocabulary import direction

if TYPE_CHECKING:
    import duckdb

PAGE = 10_000
SELECT = f"SELECT {store.FIELDS}"
FROM = "FROM points JOIN series ON series.id = points.series"
SAME = ("run", "format", "model", "task", "dataset", "language", "split", "metric", "shots", "unit")
OF_RUNS = "(? IS NULL OR list_contains(?, run))"
ENDS = f"""
WITH groups AS (
    SELECT id, min(id) OVER (PARTITION BY {", ".join(SAME)}) AS same FROM series WHERE pick = 'step' AND {OF_RUNS}
), sized AS (
    SELECT same, row, coalesce(step, -1) AS step, try_cast(value AS DOUBLE) AS size
    FROM points JOIN groups ON groups.id = points.series
), extremes AS (
    SELECT same, count(*) AS size_of, max(step) AS top,
        max(size) FILTER (isfinite(size)) AS most, min(size) FILTER (isfinite(size)) AS least
    FROM sized GROUP BY same
), places AS (
    SELECT same, any_value(size_of) AS steps, max(row) FILTER (step = top) AS last,
        arg_min(row, (step, row)) FILTER (size = most) AS most, arg_min(row, (step, row)) FILTER (size = least) AS least
    FROM (SELECT * FROM sized JOIN extremes USING (same) WHERE step = top OR size IN (most, least)) GROUP BY same
)
{SELECT}, points.row, points.row = places.last, points.row = places.least, points.row = places.most, places.steps
{FROM} JOIN groups ON groups.id = series.id JOIN places USING (same)
WHERE points.row IN (places.last, places.least, places.most)
"""  # noqa: S608  # made of constants
"""The last, the smallest and the largest value of each series of steps: at equal sizes the earliest."""


class Logs:
    """The logs of one or several folders. Measurements stay on the disk until they are asked for."""

    runs: tuple[Run, ...]
    """By id."""
    files: tuple[FileRead, ...]
    """Every file below the folders, by name."""
    problems: tuple[Problem, ...]
    count: int
    """Measurements, every step counted."""

    def __init__(self, entry: Path, contents: store.Contents) -> None:
        self.runs, self.files, self.problems = contents.runs, contents.files, contents.problems
        self.count = contents.count
        self._entry = entry
        self._by_id = {run.id: run for run in self.runs}

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = store.connect()
        store.view(connection, self._entry)
        return connection

    def run(self, id_: str) -> Run:
        """The run of this id. Raises KeyError."""
        return self._by_id[id_]

    def results(self, runs: Sequence[str] | None = None) -> tuple[Measurement, ...]:
        """What each run came to, without its steps: small however long the logs are. Of all runs, or of some by id.

        A series is what one run wrote down, in one format, of one (model, task, dataset, language, split, metric,
        shots, unit): a run may have left a Trainer's state and a plain log too. A series of steps gives its last value
        (pick "final") and, where it has more than one and the metric's good direction is known, its best (pick "best",
        the earliest of equals; `step` says where). Everything else stands as it is (pick None, or what the log itself
        calls it), and what the log calls final outranks the last step of a run's same task, dataset, language, split,
        metric and shots; of these no best value stands twice. In the order of runs, then of the log.
        """
        return self._all if runs is None else self._results(sorted(set(runs)))

    def results_of(self, run: str) -> tuple[Measurement, ...]:
        """The results of one run; none for a run that there is not."""
        return self._by_run.get(run, ())

    def steps(self, result: Measurement) -> int:
        """How many values the series has that a result came from."""
        return self._steps.get(series_of(result), 1)

    @cached_property
    def _all(self) -> tuple[Measurement, ...]:
        return self._results(None)

    @cached_property
    def _by_run(self) -> dict[str, tuple[Measurement, ...]]:
        found: dict[str, list[Measurement]] = {}
        for result in self._all:
            found.setdefault(result.run, []).append(result)
        return {run: tuple(results) for run, results in found.items()}

    @cached_property
    def _steps(self) -> dict[tuple[object, ...], int]:
        ends = self._ask(ENDS, [None, None])
        return {series_of(store.measurement(row[:-5])): row[-1] for row in ends if row[-4]}

    def _results(self, runs: list[str] | None) -> tuple[Measurement, ...]:
        with _uncollected():
            return self._placed(runs)

    def _placed(self, runs: list[str] | None) -> tuple[Measurement, ...]:
        others = f"series.pick IS DISTINCT FROM 'step' AND {OF_RUNS}"
        rows = self._ask(f"{SELECT}, points.row {FROM} WHERE {others} {store.ORDER}", [runs, runs])
        ends = list(self._ask(ENDS, [runs, runs]))
        if not ends:
            return _without_repeats([store.measurement(row[:-1]) for row in rows])
        placed = [(row[0], row[-1], 0, store.measurement(row[:-1])) for row in rows]
        stated = {subject_of(one) for _, _, _, one in placed if one.pick == "final"}
        for *parts, at, last, least, most, count in ends:
            one = store.measurement(tuple(parts))
            if last and subject_of(one) not in stated:
                alone = count == 1 and one.step is None
                placed.append((one.run, at, 0, replace(one, pick=None if alone else "final")))
            good = direction(one.metric)
            if count > 1 and ((good == 1 and most) or (good == -1 and least)):
                placed.append((one.run, at, 1, replace(one, pick="best")))
        placed.sort(key=lambda place: place[:3])
        return _without_repeats([place[3] for place in placed])

    def series(
        self,
        run: str,
        metric: str,
        *,
        task: str | None = None,
        dataset: str | None = None,
        language: str | None = None,
        split: str | None = None,
    ) -> tuple[Measurement, ...]:
        """Every value of a run's metric in step order; None for a part that may be anything."""
        parts = {"run": run, "metric": metric, "task": task, "dataset": dataset, "language": language, "split": split}
        where, values = _where(parts)
        return tuple(self._measurements(where, values, "ORDER BY points.step NULLS FIRST, points.row"))

    def measurements(
        self,
        *,
        run: str | None = None,
        model: str | None = None,
        task: str | None = None,
        dataset: str | None = None,
        language: str | None = None,
        split: str | None = None,
        metric: str | None = None,
        step: int | None = None,
    ) -> Iterator[Measurement]:
        """The measurements with exactly these parts, every one where none is given, in the order of runs and logs."""
        parts: dict[str, str | None] = {
            "run": run, "model": model, "task": task, "dataset": dataset, "language": language, "split": split,
            "metric": metric,
        }  # fmt: skip
        where, values = _where(parts)
        if step is not None:
            where, values = f"{where} AND points.step = ?", [*values, step]
        yield from self._measurements(where, values, store.ORDER)

    def _measurements(self, where: str, values: Sequence[object], order: str) -> Iterator[Measurement]:
        for row in self._ask(f"{SELECT} {FROM} WHERE {where} {order}", values):
            yield store.measurement(row)

    def _ask(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, by pages: a cursor of its own, so that two may be read at once."""
        import duckdb

        try:
            cursor = self._connection.cursor()
            cursor.execute(query, list(values))
            while rows := cursor.fetchmany(PAGE):
                yield from rows
        except duckdb.Error as error:
            raise StorageError(
                f"the measurements in {self._entry} cannot be read: {error}", "read the logs again"
            ) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: a million records hold none, and looking costs as much as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _without_repeats(results: list[Measurement]) -> tuple[Measurement, ...]:
    """Results without a best value that the same series has already, by the log's own account or by its steps."""
    known: set[tuple[object, ...]] = set()
    kept: list[Measurement] = []
    for one in results:
        if one.pick == "best":
            key = (*subject_of(one), one.value)
            if key in known:
                continue
            known.add(key)
        kept.append(one)
    return tuple(kept)


def subject_of(one: Measurement) -> tuple[object, ...]:
    """What a value of a run is a value of, in whichever of the run's files it stands."""
    return (one.run, one.task, one.dataset, one.language, one.split, one.metric, one.shots)


def series_of(one: Measurement) -> tuple[object, ...]:
    """What a measurement has in common with all others of its series."""
    return (
        one.run, one.format, one.model, one.task, one.dataset, one.language, one.split, one.metric, one.shots, one.unit,
    )  # fmt: skip


def _where(parts: dict[str, str | None]) -> tuple[str, list[object]]:
    given = {name: value for name, value in parts.items() if value is not None}
    return " AND ".join(["true", *(f"series.{name} = ?" for name in given)]), list(given.values())
