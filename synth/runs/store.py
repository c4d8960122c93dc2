"""Measurements on the disk: two Parquet files through DuckDB, cached under the content of the logs they came from.

`series.parquet` says what was measured, `values.parquet` holds the values, `logs.json` the runs, files and problems.
An entry of the cache is a folder that appears whole, by one rename; one that is damaged is thrown away and made anew.
Nothing of DuckDB's is downloaded: reading and writing Parquet is built in.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth import __version__
from synth.errors import StorageError
from synth.records import Measurement, Problem, Run
from synth.runs.files import FileRead, LogFile
from synth.runs.recorder import Recorder, Series

if TYPE_CHECKING:
    import duckdb

SERIES, VALUES, LOGS = "series.parquet", "values.parquet", "logs.json"
CHUNK = 1 << 20
MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a folder's logs but the measurements."""

    runs: tuple[Run, ...]
    files: tuple[FileRead, ...]
    problems: tuple[Problem, ...]
    count: int


@cache
def version() -> str:
    """What the readers are, as a hash of their source: another reader may read something else out of the same bytes."""
    digest = hashlib.sha256(__version__.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def fingerprint(files: Sequence[LogFile], *parts: str) -> str:
    """A hash of the names and contents of files, and of `parts`: what else decides what is read out of them."""
    digest = hashlib.sha256()
    for part in (version(), *parts):
        digest.update(f"{len(part.encode())}:{part}".encode())
    for file in files:
        content = hashlib.sha256()
        try:
            with file.path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    content.update(chunk)
        except OSError as error:
            content.update(f"unreadable {error.errno}".encode())
        digest.update(f"{len(file.name.encode())}:{file.name}".encode() + content.digest())
    return digest.hexdigest()[:32]


def saved(entry: Path) -> Contents | None:
    """What an entry of the cache holds; None where there is none or it is damaged."""
    try:
        told = json.loads((entry / LOGS).read_text(encoding="utf-8"))
        if any(_sum(entry / name) != told["sums"][name] for name in (SERIES, VALUES)):
            return None
        return Contents(
            tuple(
                Run(**{**run, "files": tuple(run["files"]), "settings": tuple((a, b) for a, b in run["settings"])})
                for run in told["runs"]
            ),
            tuple(FileRead(**{**file, "guessed": tuple(file["guessed"])}) for file in told["files"]),
            tuple(Problem(**problem) for problem in told["problems"]),
            int(told["count"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def making(entry: Path) -> Iterator[Path]:
    """A folder beside `entry` to make it in; put in its place when the block ends well.

    Raises StorageError when the disk refuses.
    """
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".making-", dir=entry.parent))
    except OSError as error:
        raise _refused(entry.parent, error) from error
    try:
        yield folder
        if entry.exists():
            shutil.rmtree(entry, ignore_errors=True)
        try:
            folder.replace(entry)
        except OSError:
            if saved(entry) is None:  # else somebody else made the same in the meantime
                raise
    except OSError as error:
        raise _refused(entry.parent, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refused(place: Path, error: OSError) -> StorageError:
    return StorageError(
        f"measurements cannot be kept in {place}: {error.strerror or error}",
        "check the disk and its permissions, or set SYNTH_HOME to another folder",
    )


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own in memory, without extensions from anywhere."""
    import duckdb

    options: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": MEMORY,
    }
    return duckdb.connect(":memory:", config=options)


def save(folder: Path, recorder: Recorder, contents: Contents) -> Contents:
    """Writes what a closed recorder took and `contents`, with the count of what was kept, into a folder.

    Values that a restarted run wrote anew are left out; fraction or percent is told from all values of a metric in a
    file where a series asks for it. Raises StorageError when the disk refuses.
    """
    import duckdb

    try:
        with connect() as connection:
            connection.execute(f"SET temp_directory = '{_quoted(folder)}'")
            _load(connection, "series", recorder.series_file, SERIES_COLUMNS)
            _load(connection, "points", recorder.values_file, VALUE_COLUMNS, ", row_number() OVER () AS row")
            _correct(connection, recorder)
            _set_scales(connection)
            row = connection.execute("SELECT count(*) FROM points").fetchone()
            connection.execute(f"COPY series TO '{_quoted(folder / SERIES)}' (FORMAT parquet)")
            connection.execute(f"COPY points TO '{_quoted(folder / VALUES)}' (FORMAT parquet)")
    except duckdb.Error as error:
        raise StorageError(f"measurements cannot be written: {error}", "check the disk and its space") from error
    recorder.series_file.unlink()
    recorder.values_file.unlink()
    kept = Contents(contents.runs, contents.files, contents.problems, row[0] if row else 0)
    sums = {name: _sum(folder / name) for name in (SERIES, VALUES)}
    told = {"sums": sums, **asdict(kept)}
    (folder / LOGS).write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    return kept


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


SERIES_COLUMNS = {"id": "INTEGER"} | {
    field.name: {"shots": "BIGINT", "by_range": "BOOLEAN"}.get(field.name, "VARCHAR") for field in fields(Series)
}
VALUE_COLUMNS = {
    "series": "INTEGER", "value": "VARCHAR", "step": "BIGINT", "line": "BIGINT", "stderr": "VARCHAR", "n": "BIGINT",
    "key": "VARCHAR",
}  # fmt: skip


def _load(
    connection: duckdb.DuckDBPyConnection, table: str, file: Path, columns: dict[str, str], more: str = ""
) -> None:
    """A table out of a recorder's file; a row each by INSERT would take minutes for a million."""
    spec = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {table} AS SELECT *{more} FROM read_csv($file, delim='\t', header=false, quote='', escape='', "  # noqa: S608  # constants
        f"new_line='\\n', auto_detect=false, max_line_size=16777216, columns={{{spec}}})",
        {"file": str(file)},
    )
    for name, kind in columns.items():
        if kind == "VARCHAR":
            connection.execute(
                f"UPDATE {table} SET {name} = CASE {name} WHEN '%' THEN '' ELSE url_decode({name}) END "  # noqa: S608  # constants
                f"WHERE contains({name}, '%')"
            )


def _correct(connection: duckdb.DuckDBPyConnection, recorder: Recorder) -> None:
    for one in recorder.superseded:
        connection.execute(
            "DELETE FROM points WHERE line < ? AND step >= ? "
            "AND series IN (SELECT id FROM series WHERE file = ? AND run = ?)",
            [one.line, one.step, one.file, one.run],
        )
    for file in sorted(recorder.unordered):
        connection.execute(
            "UPDATE points SET step = NULL WHERE series IN (SELECT id FROM series WHERE file = ?)", [file]
        )
    connection.execute("DELETE FROM series WHERE id NOT IN (SELECT series FROM points)")


def _set_scales(connection: duckdb.DuckDBPyConnection) -> None:
    """Fraction where no value of the metric in the file is above 1, percent where one is and none is above 100.

    Values that are all 0 or 1 may be either.
    """
    connection.execute(
        """
        UPDATE series SET scale = told.scale FROM (
            SELECT file, metric, CASE
                WHEN max(abs(size)) > 100 THEN NULL
                WHEN max(abs(size)) > 1.001 THEN 'percent'
                WHEN bool_and(size IN (0, 1)) THEN NULL
                ELSE 'fraction' END AS scale
            FROM (SELECT series, try_cast(value AS DOUBLE) AS size FROM points) JOIN series ON id = series
            WHERE by_range AND isfinite(size) GROUP BY file, metric
        ) AS told
        WHERE series.by_range AND series.file = told.file AND series.metric = told.metric
        """
    )


ORDER = "ORDER BY series.run, points.row"
FIELDS = ", ".join(
    f"points.{field.name}"
    if field.name in {"value", "stderr", "n", "step", "line"}
    else "coalesce(points.key, series.key)"
    if field.name == "key"
    else f"series.{field.name}"
    for field in fields(Measurement)
)


def view(connection: duckdb.DuckDBPyConnection, entry: Path) -> None:
    """Makes `series` and `points` of an entry known to a connection."""
    connection.execute(f"CREATE VIEW series AS SELECT * FROM read_parquet('{_quoted(entry / SERIES)}')")  # noqa: S608  # quoted
    connection.execute(f"CREATE VIEW points AS SELECT * FROM read_parquet('{_quoted(entry / VALUES)}')")  # noqa: S608  # quoted


def measurement(row: tuple[Any, ...]) -> Measurement:
    """The measurement of a row of FIELDS."""
    return Measurement(*row)
