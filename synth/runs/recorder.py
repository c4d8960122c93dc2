"""Where readers put measurements: series that are named once, and their values, both spilled to the disk as they come.

A million values stay outside memory: one line of text each, in files that the store then loads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, TypeAlias

from synth.records import Measurement, Scale

BATCH = 20_000
MOST_CELLS = 100_000
Pick = Literal["step", "final", "best"]


@dataclass(frozen=True, slots=True)
class Series:
    """What a run wrote values of. `by_range` asks that fraction or percent be told from all values of the file."""

    run: str
    format: str
    metric: str
    file: str
    model: str | None = None
    task: str | None = None
    dataset: str | None = None
    language: str | None = None
    split: str | None = None
    seed: str | None = None
    scale: Scale | None = None
    key: str | None = None
    shots: int | None = None
    unit: str | None = None
    pick: Pick | None = None
    by_range: bool = False


Cells: TypeAlias = tuple[
    str, str, str, str, str | None, str | None, str | None, str | None, str | None, str | None, Scale | None,
    str | None, int | None, str | None, Pick | None, bool,
]  # fmt: skip
"""The fields of `Series` in order: a million frozen dataclasses cost seconds."""


def cells_of(one: Series) -> Cells:
    """The fields of a series."""
    return (
        one.run, one.format, one.metric, one.file, one.model, one.task, one.dataset, one.language, one.split, one.seed,
        one.scale, one.key, one.shots, one.unit, one.pick, one.by_range,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Superseded:
    """Values of a run that it wrote anew when it was taken up again: steps from `step` on in lines before `line`."""

    file: str
    run: str
    step: int
    line: int


def escaped(text: str) -> str:
    """A text for a file of tab-separated values without quotes: what would end a cell is percent-encoded, as in a URL.

    An empty text, which would be none at all, is a lone "%"; NUL, which DuckDB does not hold, is left out.
    """
    if text.isprintable() and "%" not in text and text:
        return text
    plain = text.replace("\0", "").replace("%", "%25").replace("\t", "%09").replace("\n", "%0A").replace("\r", "%0D")
    return plain.encode("utf-8", "replace").decode() or "%"


class _Told(dict[str | int | None, str]):
    """Cells as they are written, each kind made once: a million series are told apart by few words."""

    def __missing__(self, cell: str | int | None) -> str:
        if len(self) > MOST_CELLS:
            self.clear()
        told = "" if cell is None else escaped(cell) if isinstance(cell, str) else str(int(cell))
        self[cell] = told
        return told


@dataclass(slots=True)
class Recorder:
    """Takes series and values into two files of a folder. Use as a context manager; `count` is how many values came."""

    folder: Path
    rename: Callable[[Cells], Cells] | None = None
    """What a `runs.toml` makes of a series."""
    superseded: list[Superseded] = field(default_factory=list)
    unordered: set[str] = field(default_factory=set)
    """Files whose steps are counted anew in each epoch: their order is that of the lines, their steps mean nothing."""
    count: int = 0
    _known: dict[Series, int] = field(default_factory=dict)
    _told: _Told = field(default_factory=_Told)
    _made: int = 0
    _lines: list[str] = field(default_factory=list)
    _streams: list[IO[str]] = field(default_factory=list)

    @property
    def values_file(self) -> Path:
        """The values, a line each: series, value, step, line, stderr, n, key, separated by tabs."""
        return self.folder / "values.tsv"

    @property
    def series_file(self) -> Path:
        """The series, a line each: their number, then the fields of `Series` in order."""
        return self.folder / "series.tsv"

    def __enter__(self) -> Recorder:
        self._streams = [
            file.open("w", encoding="utf-8", newline="\n") for file in (self.values_file, self.series_file)
        ]
        return self

    def __exit__(self, *_error: object) -> None:
        self.flush()
        for stream in self._streams:
            stream.close()
        self._streams.clear()

    def number(self, series: Series) -> int:
        """The number of a series, the same each time that it is asked for."""
        known = self._known.get(series)
        if known is None:
            known = self._known[series] = self.fresh(cells_of(series))
        return known

    def fresh(self, cells: Cells) -> int:
        """A number for a series that is asked for once, by the fields of `Series`: nothing of it stays in memory."""
        if self.rename is not None:
            cells = self.rename(cells)
        number = self._made
        self._made += 1
        told = self._told
        self._streams[1].write(f"{number}\t" + "\t".join([told[cell] for cell in cells]) + "\n")
        return number

    def add(
        self,
        number: int,
        value: str,
        step: int | None = None,
        line: int | None = None,
        stderr: str | None = None,
        n: int | None = None,
        key: str | None = None,
    ) -> None:
        """One value of a series. `value` and `stderr` are decimal strings; `key` stands for the series' own key."""
        cells = (number, value, step, line, stderr, n, key)
        self.extend(("\t".join([self._told[cell] for cell in cells]) + "\n",))

    def extend(self, lines: Iterable[str]) -> None:
        """Values in the form of `values_file`, for readers of millions."""
        before = len(self._lines)
        self._lines.extend(lines)
        self.count += len(self._lines) - before
        if len(self._lines) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what is held back."""
        self._streams[0].writelines(self._lines)
        self._lines.clear()

    def take(self, measurements: Iterable[Measurement]) -> None:
        """Measurements that a reader made."""
        for one in measurements:
            series = Series(
                one.run, one.format, one.metric, one.file, one.model, one.task, one.dataset, one.language, one.split,
                one.seed, one.scale, None, one.shots, one.unit, one.pick,
            )  # fmt: skip
            self.add(self.number(series), one.value, one.step, one.line, one.stderr, one.n, one.key)
