"""Tables of results as text: CSV, TSV and the like, and JSON lines, of any shape."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TextIO

from synth.records import Problem, Run
from synth.runs.columns import LABELS, Layout, guess_columns
from synth.runs.files import FileRead, LogFile
from synth.runs.json_values import Json, Number, json_lines
from synth.runs.numerals import numeral
from synth.runs.recorder import Recorder
from synth.runs.table import RowReader, Rows
from synth.runs.toml_map import Entry
from synth.runs.training_log import encoding_of
from synth.runs.vocabulary import WRAPPERS, fold, is_metric, task_and_metric

COMMA = re.compile(r"^(\s*[+-]?\d+),(\d+\s*%?\s*)$")
"""A decimal comma, as tables have it whose columns are separated by semicolons."""
SAMPLE = 500
"""Rows that are looked at to tell what the columns are."""
MAX_LINE = 1 << 20
EXAMPLES = frozenset(
    "id idx index doc_id example_id question_id qid uid guid prediction predictions pred text question sentence "
    "sentence1 premise hypothesis input output answer reference target label doc prompt resps".split()
)
"""Columns of a file that has a row an example."""
Outcome = tuple[FileRead, list[Run], list[Problem]]
NO_RESULTS = "not a log: none of its columns is known to hold results"
PER_EXAMPLE = "not a log: it has a row an example, not a row a result"
MAP = "say in runs.toml what its columns are, if it is one"


def read_delimited(file: LogFile, recorder: Recorder, entry: Entry) -> Outcome:
    """The runs of a CSV or TSV file; its measurements go to the recorder. Raises OSError where it can't be read."""
    problems: list[Problem] = []
    with file.path.open("r", encoding=encoding_of(file.head), errors="replace", newline="") as stream:
        lines = _Lines(stream, file, problems)
        header = next(lines, "")
        delimiter = delimiter_of(header)
        if delimiter is None:
            return FileRead(file.name, None, "not a log: not a table either"), [], []
        format_ = "tsv" if delimiter == "\t" else "csv"
        rows = csv.reader(chain([header.removeprefix("#").lstrip()], lines), delimiter=delimiter)
        names = _names(next(_safely(rows, file, problems), []))
        stored = _safely(rows, file, problems)
        if delimiter == ";":
            stored = ([COMMA.sub(r"\1.\2", cell) for cell in cells] for cells in stored)
        first = [(cells, rows.line_num) for cells in islice(stored, SAMPLE)]
        told = _layout(names, names, [cells for cells, _ in first], file, entry)
        if isinstance(told, str):
            return FileRead(file.name, None, told), [], problems
        table = Rows(file.name, format_, recorder)
        reader = RowReader(table, told, names, varying_options(told, [cells for cells, _ in first]))
        ragged = 0
        width = len(names)
        for cells, line in chain(first, ((cells, rows.line_num) for cells in stored)):
            if len(cells) != width:
                if not any(cells):
                    continue
                if lines.cut and line == rows.line_num and len(cells) < width:
                    where = f"{file.name}:{line}"
                    problems.append(Problem(where, "the last row is half-written: the run may still be going"))
                    continue
                ragged += 1
                cells = (cells + [""] * width)[:width]
            reader.add(cells, line)
    if ragged:
        problems.append(
            Problem(file.name, f"{ragged} rows have more or fewer cells than the header: read as far as it")
        )
    return _outcome(file, format_, table, told.guessed, problems)


def _outcome(file: LogFile, format_: str, table: Rows, guessed: Sequence[str], problems: list[Problem]) -> Outcome:
    if not table.count:
        return FileRead(file.name, None, "not a log: no row of it holds a number that is a result"), [], problems
    told = list(guessed)
    if any(times > 1 for times in table.seen.values()):
        told.append("rows that are told apart by nothing are runs of one experiment, one each")
    return FileRead(file.name, format_, None, tuple(told)), list(table.runs.values()), problems


class _Lines:
    """Lines of a stream, longer ones than MAX_LINE left out; `cut` once the last one had no end."""

    def __init__(self, stream: TextIO, file: LogFile, problems: list[Problem]) -> None:
        self._stream = stream
        self._file = file
        self._problems = problems
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if len(line) == MAX_LINE and not line.endswith("\n"):
            message = f"a line longer than {MAX_LINE:,} characters was left out"
            self._problems.append(Problem(self._file.name, message))
            while line and not line.endswith("\n"):
                line = self._stream.readline(MAX_LINE)
            line = "\n" if line else ""
        if not line:
            raise StopIteration
        self.cut = not line.endswith(("\n", "\r"))
        return line.replace("\0", "")


def _safely(rows: Iterator[list[str]], file: LogFile, problems: list[Problem]) -> Iterator[list[str]]:
    """Rows without those that are no CSV (a field without an end, say)."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(file.name, f"a row that is no CSV was left out: {error}"))


def delimiter_of(header: str) -> str | None:
    """What separates the columns of a header; None where it is none."""
    line = header.strip("\r\n")
    for delimiter in ("\t", ",", ";", "|"):
        cells = line.split(delimiter)
        if len(cells) > 1 and sum(numeral(cell) is not None for cell in cells) * 2 < len(cells):
            return delimiter
    return None


def _names(cells: Sequence[str]) -> list[str]:
    """The names of the columns, each once."""
    names: list[str] = []
    for at, cell in enumerate(cells):
        name = cell.strip().lstrip("\N{BYTE ORDER MARK}")
        names.append(name if name not in names else f"{name}.{at}")
    return names


def _layout(
    names: Sequence[str], plain: Sequence[str], rows: Sequence[Sequence[str]], file: LogFile, entry: Entry
) -> Layout | str:
    """The layout of a table, or why it is no table of results. `plain` are the names without what wraps them."""
    stem = re.sub(r"\.\w+$", "", file.name.rpartition("/")[2])
    metric = entry.metric or (task_and_metric(stem)[1] if is_metric(stem) and len(stem) < 40 else None)
    mapped = {short: column for name, short in zip(names, plain, strict=True) if (column := entry.column(name))}
    layout = guess_columns(plain, rows, mapped=mapped, metric=metric)
    if layout is None:
        return f"{NO_RESULTS}; {MAP}"
    if layout.place("step") is None and any(fold(name) in EXAMPLES for name in plain) and len(rows) > 5 and not mapped:
        places = [at for at, column in enumerate(layout.columns) if column.role in LABELS]
        kinds = {tuple([row[at] for at in places if at < len(row)]) for row in rows}
        if len(kinds) * 2 < len(rows):
            return PER_EXAMPLE
    return layout


def varying_options(layout: Layout, rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns of options that tell runs apart: those that differ in the first rows; none where there are steps."""
    if layout.place("step") is not None:
        return []
    options = [at for at, column in enumerate(layout.columns) if column.role == "option"]
    return [at for at in options if len({row[at] for row in rows if at < len(row)}) > 1]


@dataclass(slots=True)
class _Shapes:
    """JSON rows by the names that they have: each kind of row has columns of its own."""

    file: LogFile
    entry: Entry
    table: Rows
    readers: dict[tuple[str, ...], RowReader | str] = field(default_factory=dict)
    guessed: dict[str, None] = field(default_factory=dict)

    def reader(self, names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> RowReader | str:
        """The reader of rows with these names, made from the rows given; or why such rows are none of results."""
        known = self.readers.get(names)
        if known is None:
            told = _layout(names, [unwrapped(name) for name in names], rows, self.file, self.entry)
            known = told if isinstance(told, str) else self._reader(names, told, rows)
            self.readers[names] = known
        return known

    def _reader(self, names: tuple[str, ...], layout: Layout, rows: Sequence[Sequence[str]]) -> RowReader:
        self.guessed |= dict.fromkeys(layout.guessed)
        return RowReader(self.table, layout, names, varying_options(layout, rows))


def unwrapped(name: str) -> str:
    """A dotted name without the words that only wrap it: `metrics.xnli.acc` is `xnli/acc`."""
    parts = name.split(".")
    kept = [part for part in parts[:-1] if fold(part) not in WRAPPERS]
    return "/".join([*kept, parts[-1]])


def flat(row: dict[str, Json], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The numbers and texts of an object and of those in it, under dotted names; lists are passed over."""
    for name, value in row.items():
        if isinstance(value, str):
            yield prefix + name, value
        elif isinstance(value, dict) and depth < 8:
            yield from flat(value, f"{prefix}{name}.", depth + 1)


def read_rows(
    file: LogFile, rows: Iterable[tuple[int | None, str | None, dict[str, Json] | Problem]], recorder: Recorder,
    entry: Entry, format_: str,
) -> Outcome:  # fmt: skip
    """The runs of JSON objects, a row each, with their lines or the paths that lead to them."""
    problems: list[Problem] = []
    table = Rows(file.name, format_, recorder)
    shapes = _Shapes(file, entry, table)
    stored = iter(rows)
    first: list[tuple[int | None, str | None, tuple[str, ...], tuple[str, ...]]] = []
    samples: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for line, path, row in islice(stored, SAMPLE):
        if isinstance(row, Problem):
            problems.append(row)
            continue
        names, cells = _cells(row)
        first.append((line, path, names, cells))
        samples.setdefault(names, []).append(cells)
    for line, path, names, cells in first:
        reader = shapes.reader(names, samples[names])
        if not isinstance(reader, str):
            reader.add(cells, line, path)
    for line, path, row in stored:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        names, cells = _cells(row)
        reader = shapes.readers.get(names) or shapes.reader(names, [cells])
        if not isinstance(reader, str):
            reader.add(cells, line, path)
    if not table.count:
        why = next((reader for reader in shapes.readers.values() if isinstance(reader, str)), NO_RESULTS)
        return FileRead(file.name, None, why), [], problems
    return _outcome(file, format_, table, tuple(shapes.guessed), problems)


def _cells(row: dict[str, Json]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = tuple(row)
    cells = tuple(row.values())
    if all(isinstance(cell, str) for cell in cells):
        return names, cells  # type: ignore[return-value]  # every one was just seen to be a text
    pairs = list(flat(row))
    return tuple([name for name, _ in pairs]), tuple([cell for _, cell in pairs])


def read_json_lines(file: LogFile, recorder: Recorder, entry: Entry) -> Outcome:
    """The runs of a file of JSON lines. Raises OSError where it can't be read."""
    rows = ((line, None, row) for line, row in json_lines(file))
    return read_rows(file, rows, recorder, entry, "jsonl")


def is_flat(row: Json) -> bool:
    """Whether a JSON value is an object of texts and numbers only, with at least one number."""
    return (
        isinstance(row, dict)
        and all(not isinstance(value, (dict, list)) for value in row.values())
        and any(isinstance(value, Number) for value in row.values())
    )
