"""MLflow's file store and its SQLite database.

In the file store a run's folder has `meta.yaml`, `metrics/<name>` with lines "timestamp value step", `params/<name>`
and `tags/<name>`; the folder above it is the experiment. The database has tables of the same names; it is opened
immutable, so that SQLite makes no file beside it. An infinity is stored there as the largest float, a NaN as 0 with
`is_nan`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from urllib.parse import quote

from synth.records import Measurement, Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, float_number, number, settings_of, text_of
from synth.runs.naming import model_among, seed_among, seed_of, task_among
from synth.runs.series import Point, measurements_of
from synth.runs.yaml_values import read_yaml

FORMAT = "mlflow"
_RUN = re.compile(r"(?:(?P<run>[0-9a-f]{32})/)?meta\.yaml")
_FINISHED = ("3", "FINISHED")
"""MLflow's number and name of a run's status that means that it ended well."""
_LINE = re.compile(rb"(\d{1,18}) (\S{1,60})(?: (-?\d{1,18}))?\r?\n")
_LONGEST_LINE = 200
"""Bytes of a line of a metric's file."""
_LARGEST = 1.7976931348623157e308
_LONGEST_VALUE = 8192
"""Characters of a parameter or tag that MLflow allows."""
_TABLES = frozenset({"runs", "metrics", "params"})
_RUNS = "SELECT run_uuid, name, status, lifecycle_stage FROM runs ORDER BY run_uuid"
_PARAMS = "SELECT run_uuid, key, value FROM params ORDER BY run_uuid, key"
_TAGS = "SELECT run_uuid, key, value FROM tags ORDER BY run_uuid, key"
_SQLITE = b"SQLite format 3\x00"


def read(directory: Directory) -> Found | None:
    """The runs of an experiment's folder, of one run's folder, or of the databases in it; None where there is none."""
    runs: list[Run] = []
    found: list[Measurement] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for name in sorted(directory.files):
        match = _RUN.fullmatch(name)
        if match is not None:
            part = _file_store_run(directory, match["run"])
        elif "/" not in name and directory.files[name].head.startswith(_SQLITE):
            part = _database(directory.files[name], directory.files.get(f"{name}-wal"))
        else:
            continue
        if part is not None:
            runs += part.runs
            found += part.measurements
            problems += part.problems
            taken |= part.taken
    return Found(tuple(runs), tuple(found), frozenset(taken), tuple(problems)) if taken else None


def _file_store_run(directory: Directory, folder: str | None) -> Found | None:
    """The run in a folder below the directory, or the run that the directory itself is; an experiment is only taken."""
    below = f"{folder}/" if folder else ""
    file = directory.files[f"{below}meta.yaml"]
    meta = read_yaml(file)
    if not isinstance(meta, dict):
        is_run = any(name.startswith(f"{below}metrics/") for name in directory.files)
        return Found((), (), frozenset({file.name}), (meta,)) if is_run and isinstance(meta, Problem) else None
    if "artifact_location" in meta and "experiment_id" in meta:
        return Found((), (), frozenset({file.name}))
    if not {"run_id", "run_uuid"} & meta.keys():
        return None
    parts: dict[str, dict[str, LogFile]] = {"metrics": {}, "params": {}, "tags": {}}
    for name, part in directory.files.items():
        room, slash, key = name.removeprefix(below).partition("/")
        if name.startswith(below) and slash and room in parts:
            parts[room][key] = part
    files = [file, *(part for room in parts.values() for part in room.values())]
    taken = frozenset(part.name for part in files)
    if text_of(meta.get("lifecycle_stage")) == "deleted":
        return Found((), (), taken, (Problem(file.name, "the run was deleted in MLflow; it was left out"),))
    problems: list[Problem] = []
    run = _run(
        "/".join(part for part in (directory.name, folder) if part) or ".",
        tuple(sorted(taken)),
        {name: text for name, part in parts["params"].items() if (text := _text(part)) is not None},
        {name: text for name, part in parts["tags"].items() if (text := _text(part)) is not None},
        text_of(meta.get("status")),
        text_of(meta.get("run_name")),
    )
    points = (point for key in sorted(parts["metrics"]) for point in _lines(key, parts["metrics"][key], problems))
    measured, restarted = measurements_of(run[0], points, task=run[1])
    return Found((run[0],), measured, taken, (*problems, *restarted))


def _run(
    place: str,
    files: tuple[str, ...],
    params: Mapping[str, str],
    tags: Mapping[str, str],
    status: str | None,
    name: str | None,
) -> tuple[Run, str | None]:
    """The run and its task."""
    options = {**tags, **params}
    settings: dict[str, Json] = {**params}
    settings |= {key: value for key, value in tags.items() if not key.startswith("mlflow.")}
    run_name = name or tags.get("mlflow.runName")
    if run_name:
        settings["run_name"] = run_name
    run = Run(
        id=place,
        format=FORMAT,
        files=files,
        model=model_among(options),
        seed=seed_among(options) or seed_of(run_name or ""),
        finished=status in _FINISHED,
        settings=settings_of(settings),
    )
    return run, task_among(options)


def _text(file: LogFile) -> str | None:
    try:
        with file.path.open("rb") as stream:
            return stream.read(_LONGEST_VALUE).decode("utf-8", "replace").strip()
    except OSError:
        return None


def _lines(key: str, file: LogFile, problems: list[Problem]) -> list[Point]:
    """The values of one metric's file in the order of their times, which is that of the file but for batches."""
    points: list[Point] = []
    times: list[int] = []
    try:
        with file.path.open("rb") as stream:
            line = 0
            while data := stream.readline(_LONGEST_LINE):
                line += 1
                match = _LINE.fullmatch(data)
                value = number(match[2].decode("ascii", "replace")) if match else None
                if match is None or value is None:
                    if data.strip():
                        problems.append(Problem(f"{file.name}:{line}", "a half-written line was left out"))
                    continue
                times.append(int(match[1]))
                points.append(Point(key, value, file.name, int(match[3] or 0), line, "step"))
    except OSError as error:
        problems.append(Problem(file.name, f"the file could not be read: {error.strerror or error}"))
    if any(later < earlier for earlier, later in pairwise(times)):
        points = [points[place] for place in sorted(range(len(points)), key=lambda place: (times[place], place))]
    return _without_steps(points)


def _without_steps(points: list[Point]) -> list[Point]:
    """A metric that was logged once, without a step, stands at step 0: it has no series."""
    if len(points) == 1 and points[0].step == 0:
        return [points[0]._replace(step=None, pick=None)]
    return points


def _database(file: LogFile, unsaved: LogFile | None) -> Found | None:
    """The runs of an MLflow database; None for a database of anything else. `unsaved` is its write-ahead log."""
    address = f"file:{quote(str(file.path))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.execute("PRAGMA query_only = 1")
            base.execute("PRAGMA trusted_schema = 0")
            tables = {str(row[0]) for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            found = _rows(file, base) if tables >= _TABLES else None
    except sqlite3.Error as error:
        return Found((), (), frozenset({file.name}), (Problem(file.name, f"damaged database: {error}"),))
    if found is None or unsaved is None or unsaved.size == 0:
        return found
    problem = Problem(
        unsaved.name, "what stands only in the write-ahead log was not read", "end MLflow, then read again"
    )
    return Found(found.runs, found.measurements, found.taken | {unsaved.name}, (*found.problems, problem))


def _rows(file: LogFile, base: sqlite3.Connection) -> Found:
    runs: list[Run] = []
    found: list[Measurement] = []
    problems: list[Problem] = []
    params, tags = _pairs(base, _PARAMS), _pairs(base, _TAGS)
    columns = "run_uuid, name, status, lifecycle_stage"
    for uuid, name, status, stage in base.execute(f"SELECT {columns} FROM runs ORDER BY run_uuid").fetchall():  # noqa: S608  # a constant
        place = f"{file.name}#{uuid}"
        if stage == "deleted":
            problems.append(Problem(place, "the run was deleted in MLflow; it was left out"))
            continue
        run, task = _run(place, (file.name,), params.get(uuid, {}), tags.get(uuid, {}), str(status), _string(name))
        measured, restarted = measurements_of(run, _metric_rows(file, base, uuid), task=task)
        runs.append(run)
        found += measured
        problems += (Problem(f"{problem.where}#{uuid}", problem.message, problem.hint) for problem in restarted)
    return Found(tuple(runs), tuple(found), frozenset({file.name}), tuple(problems))


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _pairs(base: sqlite3.Connection, query: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    try:
        for uuid, key, value in base.execute(query):
            found.setdefault(str(uuid), {})[str(key)] = str(value)[:_LONGEST_VALUE]
    except sqlite3.OperationalError:  # a table that this version of MLflow does not have
        return {}
    return found


def _metric_rows(file: LogFile, base: sqlite3.Connection, uuid: str) -> Iterator[Point]:
    rows = base.execute(
        "SELECT key, step, value, is_nan FROM metrics WHERE run_uuid = ? ORDER BY key, timestamp, rowid", (uuid,)
    )
    points: list[Point] = []
    for key, step, value, is_nan in rows:
        point = Point(
            str(key), _stored(value, is_nan), file.name, _integer(step), None, "step", f"metrics.{uuid}.{key}"
        )
        if points and points[0].key != point.key:
            yield from _without_steps(points)
            points = []
        points.append(point)
    yield from _without_steps(points)


def _stored(value: object, is_nan: object) -> Number:
    if is_nan or not isinstance(value, (int, float)):
        return Number("nan")
    if abs(value) >= _LARGEST:
        return Number("inf" if value > 0 else "-inf")
    return float_number(float(value))
