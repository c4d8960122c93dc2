"""`runs.toml`, beside the logs: what their columns, paths and names mean where guessing is not safe.

    [[logs]]
    files = "{model}/seed{seed}/*.csv"   # below this folder; * is any part of a name, ** any folders
    split = "test"                       # model, task, dataset, language, split, seed, shots, scale, unit, metric
    format = "csv"                       # csv, tsv, json, jsonl, training_log, or "ignore"; else told from the content

    [logs.columns]                       # by column, or by place in JSON with dots: "results.{task}.acc"
    score = { metric = "accuracy", task = "xnli", scale = "percent" }
    lang = "language"                    # any of: run model task dataset language split metric value stderr n seed …
    wall = "ignore"

    [logs.names.model]                   # the names that a paper has for what the log calls so
    "xlmr-large" = "XLM-R"

The first [[logs]] whose `files` fits a file is that file's. What is misspelt is an error, not passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import get_args

from synth.errors import InputError
from synth.records import Run
from synth.runs.columns import Column, Role
from synth.runs.recorder import Series

NAME = "runs.toml"
LARGEST = 1_000_000
FORMATS = ("csv", "tsv", "json", "jsonl", "training_log", "ignore")
PARTS = ("model", "task", "dataset", "language", "split", "seed", "metric")
SETTINGS = (*PARTS, "shots", "scale", "unit")
IN_BRACES = (*PARTS, "shots", "run", "step")
COLUMN_KEYS = ("role", "metric", "task", "dataset", "language", "split", "unit", "scale")
NAMED = ("model", "task", "dataset", "language", "split", "metric")


@lru_cache(maxsize=1_000)
def _segment(pattern: str, separator: str) -> re.Pattern[str]:
    """One name of a pattern. Each wildcard takes as little as it can and never gives back, so matching stays linear.

    Raises InputError for a name in braces twice or one that there is not.
    """
    part = f"[^{re.escape(separator)}]"
    pieces = re.split(r"(\*+|\{[^{}]*\})", pattern)
    made: list[str] = []
    seen: set[str] = set()
    for place in range(1, len(pieces), 2):
        piece, literal = pieces[place], re.escape(pieces[place + 1])
        last = place + 2 >= len(pieces)
        name = piece.strip("{}")
        if piece.startswith("{") and (name not in IN_BRACES or name in seen):
            raise InputError(f"{NAME}: {pattern!r} has {piece}", f"use each of {', '.join(IN_BRACES)} at most once")
        seen.add(name)
        wild = f"(?P<{name}>{part}+?)" if piece.startswith("{") else f"{part}*?"
        made.append(f"{wild}{literal}" if last else f"(?>{wild}{literal})")
    return re.compile(re.escape(pieces[0]) + "".join(made), re.DOTALL)


def matched(pattern: str, path: str, separator: str = "/") -> dict[str, str] | None:
    """The names in braces where a pattern stands for a path, else None.

    `{model}` and `*` are any part of one name, `**` any number of names. Raises InputError for what is no pattern.
    """
    names, wanted = path.split(separator), pattern.split(separator)
    checks = [None if one == "**" else _segment(one, separator) for one in wanted]
    reached: dict[int, dict[str, str]] = {0: {}}
    for check in checks:
        if check is None:
            first = min(reached, default=len(names) + 1)
            reached = {at: reached[max(one for one in reached if one <= at)] for at in range(first, len(names) + 1)}
            continue
        after: dict[int, dict[str, str]] = {}
        for at, told in reached.items():
            match = check.fullmatch(names[at]) if at < len(names) else None
            if match:
                after[at + 1] = {**told, **match.groupdict()}
        reached = after
    return reached.get(len(names))


@dataclass(frozen=True, slots=True)
class Entry:
    """What one [[logs]] says of the files that it fits; an empty one says nothing."""

    files: str = "**"
    format: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def metric(self) -> str | None:
        """The metric of columns whose name tells none."""
        return self.settings.get("metric")

    def column(self, name: str) -> Column | None:
        """What a column or a dotted place in JSON is."""
        exact = self.columns.get(name)
        if exact is not None:
            return exact
        for pattern, column in self.columns.items():
            if "*" in pattern or "{" in pattern:
                parts = matched(pattern, name, ".")
                if parts is not None:
                    told = {key: value for key, value in parts.items() if key in COLUMN_KEYS}
                    return replace(column, **told)  # type: ignore[arg-type]  # texts, of fields that are texts
        return None

    def series(self, series: Series, path: str) -> Series:
        """A series with what the entry says of the file at `path` below its folder."""
        told = {name: value for name, value in self.told(path).items() if name != "metric"}
        changed: dict[str, object] = {}
        for name, value in told.items():
            if name == "shots":
                changed["shots"] = int(value)
            elif name == "scale":
                changed |= {"scale": value, "by_range": False} if series.by_range or series.scale else {}
            elif name == "unit":
                changed["unit"] = series.unit or value
            else:
                changed[name] = value
        for name, names in self.names.items():
            value_now = changed.get(name, getattr(series, name))
            if isinstance(value_now, str) and value_now in names:
                changed[name] = names[value_now]
        return replace(series, **changed) if changed else series  # type: ignore[arg-type]  # checked names and values

    def run(self, run: Run, path: str) -> Run:
        """A run with what the entry says of its model and seed."""
        told = self.told(path)
        model = told.get("model", run.model)
        model = self.names.get("model", {}).get(model, model) if model else model
        return replace(run, model=model, seed=told.get("seed", run.seed))

    def told(self, path: str) -> dict[str, str]:
        """The settings, those of the path among them."""
        parts = matched(self.files, path) or {}
        return {**self.settings, **{name: value for name, value in parts.items() if name in SETTINGS}}


def read_map(path: Path) -> tuple[Entry, ...]:
    """The entries of a `runs.toml`.

    Raises InputError, naming the file and the place in it, for anything that it cannot mean.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST:,} bytes", "keep only what maps names")
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {error}", "see `synth runs show` for one to start from") from error
    _only(content, ("logs",), str(path))
    logs = content.get("logs", [])
    if not isinstance(logs, list):
        raise InputError(f"{path}: `logs` is no list of tables", "write [[logs]], with two brackets")
    return tuple(_entry(table, f"{path}: [[logs]] {number}") for number, table in enumerate(logs, start=1))


def _only(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in known:
            raise InputError(f"{where}: there is no {name!r}", f"use {', '.join(known)}")


def _entry(table: object, where: str) -> Entry:
    if not isinstance(table, dict):
        raise InputError(f"{where} is no table", "write [[logs]], then lines of name = value")
    _only(table, ("files", "format", "columns", "names", *SETTINGS), where)
    files, format_ = table.get("files", "**"), table.get("format")
    if not isinstance(files, str) or len(files) > 500:
        raise InputError(f"{where}: `files` is no pattern", 'write files = "*.csv"')
    matched(files, "")
    if format_ is not None and format_ not in FORMATS:
        raise InputError(f"{where}: there is no format {format_!r}", f"use {', '.join(FORMATS)}")
    settings = {name: _text(table[name], f"{where}: {name}") for name in SETTINGS if name in table}
    _check_scale(settings, where)
    if "shots" in settings and not settings["shots"].isdigit():
        raise InputError(f"{where}: shots is no number", "write shots = 5")
    columns = _table(table.get("columns", {}), f"{where} columns")
    names = _table(table.get("names", {}), f"{where} names")
    _only(names, NAMED, f"{where} names")
    return Entry(
        files, format_, settings,
        {name: _column(value, f"{where} columns: {name!r}") for name, value in columns.items()},
        {
            kind: {old: _text(new, f"{where} names: {old!r}") for old, new in _table(of, f"{where} {kind}").items()}
            for kind, of in names.items()
        },
    )  # fmt: skip


def _check_scale(told: Mapping[str, str], where: str) -> None:
    if told.get("scale", "percent") not in {"fraction", "percent"}:
        raise InputError(f"{where}: there is no scale {told['scale']!r}", "use fraction or percent")


def _table(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InputError(f"{where} is no table", "write lines of name = value under it")
    return value


def _text(value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError(f"{where} is no text", 'write it in quotes: "…"')
    return str(value)


def _column(value: object, where: str) -> Column:
    roles = get_args(Role)
    if isinstance(value, str):
        if value not in roles:
            raise InputError(f"{where}: there is no {value!r}", f"use {', '.join(roles)}")
        return Column(value)  # type: ignore[arg-type]  # one of the roles, as was just seen
    table = _table(value, where)
    _only(table, COLUMN_KEYS, where)
    told = {name: _text(table[name], f"{where}: {name}") for name in COLUMN_KEYS if name in table}
    _check_scale(told, where)
    role = told.pop("role", "measure")
    if role not in roles:
        raise InputError(f"{where}: there is no {role!r}", f"use {', '.join(roles)}")
    return Column(role, **told)  # type: ignore[arg-type]  # names and values were checked


@dataclass(frozen=True, slots=True)
class Maps:
    """Every `runs.toml` of a folder, by the folder that it lies in."""

    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def entry(self, name: str) -> tuple[Entry, str]:
        """What is said of a file, by the nearest `runs.toml` above it that fits it; and its path below that one."""
        folder = name.rpartition("/")[0]
        while True:
            path = name[len(folder) :].lstrip("/")
            for entry in self.entries.get(folder, ()):
                if matched(entry.files, path) is not None:
                    return entry, path
            if not folder:
                return Entry(), name
            folder = folder.rpartition("/")[0]
