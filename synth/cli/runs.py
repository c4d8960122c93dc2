"""`synth runs`: what experiment logs hold, as one table of measurements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from synth.records import Measurement
    from synth.runs import Logs

app = typer.Typer(help="Read experiment logs.", no_args_is_help=True, add_completion=False, rich_markup_mode=None)
MOST_RUNS, MOST_RESULTS, MOST_FILES = 60, 8, 20
"""Runs in the table, results of each, and files of one kind that are named; the rest is counted."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


class Format(StrEnum):
    """How measurements are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


@app.callback()
def _group() -> None:
    """Keeps `show` a command of its own, though it is the only one."""


@app.command()
def show(
    folder: Path = typer.Argument(
        ..., metavar="DIR", help="A folder of experiment logs of any known format, or one file."
    ),
    format_: Format = typer.Option(Format.text, "--format", help="text, json, jsonl or csv"),
) -> None:
    """Show the measurements in experiment logs.

    The text form also says what was understood, what was guessed, what was not read and why, and gives a runs.toml to
    start from.
    """
    from synth.cli.show import progress_bars, show_problems
    from synth.runs import load_runs

    with progress_bars() as progress:
        logs = load_runs(folder, progress=progress)
    if format_ is Format.text:
        _show_text(logs)
        return
    _show_all(logs, format_)
    show_problems(logs.problems)


def record(one: Measurement) -> dict[str, Any]:
    """The JSON shape of a measurement."""
    return {
        "run": one.run, "format": one.format, "model": one.model, "task": one.task, "dataset": one.dataset,
        "language": one.language, "split": one.split, "metric": one.metric, "value": one.value, "stderr": one.stderr,
        "n": one.n, "seed": one.seed, "step": one.step, "scale": one.scale, "file": one.file, "line": one.line,
        "key": one.key, "shots": one.shots, "unit": one.unit, "pick": one.pick,
    }  # fmt: skip


def _show_all(logs: Logs, format_: Format) -> None:
    """Every measurement, as it comes from the disk."""
    import json

    from synth.cli.show import out

    records = (record(one) for one in logs.measurements())
    if format_ is Format.csv:
        for text in _csv(records):
            out(text)
    elif format_ is Format.jsonl:
        for one in records:
            out(json.dumps(one, ensure_ascii=False, allow_nan=False))
    else:
        before = "["
        for one in records:
            out(before + json.dumps(one, ensure_ascii=False, allow_nan=False))
            before = ","
        out("[]" if before == "[" else "]")


def _csv(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    import csv
    import io

    names = list(record_names())
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for one in records:
        writer.writerow([safe_cell(one[name]) for name in names])
        if stream.tell() > 65_536:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def record_names() -> tuple[str, ...]:
    """The columns of the CSV: the keys of the JSON shape, in order."""
    from synth.records import Measurement

    return tuple(record(Measurement("", "", None, None, None, None, None, "", "", None, None, None, None, None, "")))


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe, numbers do not."""
    from synth.runs.numerals import PLAIN

    text = "" if value is None else str(value)
    if text.startswith(FORMULA) and not PLAIN.fullmatch(text) and text != "-inf":
        return "'" + text
    return text


def _show_text(logs: Logs) -> None:
    from synth.cli.show import out, show, show_problems

    read = [file for file in logs.files if file.format is not None]
    formats = Counter(file.format for file in read)
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(formats.items(), key=lambda kind: str(kind[0])))
    show(
        f"{logs.count:,} measurements of {len(logs.runs):,} runs in {len(read):,} of {len(logs.files):,} files"
        + (f" ({kinds})" if kinds else "")
    )
    if logs.runs:
        show(_runs_table(logs))
    if len(logs.runs) > MOST_RUNS:
        out(f"… and {len(logs.runs) - MOST_RUNS:,} more runs (--format jsonl shows everything)")
    _say("Guessed", [(f"{file.name}: {told}") for file in logs.files for told in file.guessed])
    whys: dict[str, list[str]] = {}
    for file in logs.files:
        if file.format is None:
            whys.setdefault(file.why or "not read", []).append(file.name)
    _say(
        "Not read",
        [
            f"{why}: {', '.join(names[:3])}{f' and {len(names) - 3:,} more' if len(names) > 3 else ''}"
            for why, names in sorted(whys.items())
        ],
    )
    if read:
        out("\nA runs.toml to start from, beside the logs, where a guess is wrong:\n")
        out("\n".join(f"    {line}" if line else "" for line in starting_map(logs)))
    show_problems(logs.problems)


def printable(text: str) -> str:
    """A text of somebody's log without what would move a terminal's cursor."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def _say(title: str, lines: Sequence[str]) -> None:
    from synth.cli.show import out

    if not lines:
        return
    out(f"\n{title}:")
    for line in lines[:MOST_FILES]:
        out(f"  {printable(line)}")
    if len(lines) > MOST_FILES:
        out(f"  … and {len(lines) - MOST_FILES:,} more")


def _runs_table(logs: Logs) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=False)
    for name in ("Run", "Format", "Model", "Seed", "Ended", "Results"):
        table.add_column(name, overflow="fold")
    shown = logs.runs[:MOST_RUNS]
    by_run: dict[str, list[Measurement]] = {run.id: [] for run in shown}
    for one in logs.results([run.id for run in shown]):
        if one.pick != "best":
            by_run[one.run].append(one)
    for run in shown:
        results = by_run[run.id]
        told = [_result(one) for one in results[:MOST_RESULTS]]
        if len(results) > MOST_RESULTS:
            told.append(f"… and {len(results) - MOST_RESULTS:,} more")
        ended = {True: "yes", False: "no", None: ""}[run.finished]
        cells = (run.id, run.format, run.model or "", run.seed or "", ended, "\n".join(told))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _result(one: Measurement) -> str:
    """One result in a line: `xnli de dev accuracy 0.5385 ± 0.01 (step 500)`."""
    where = " ".join(part for part in (one.task or one.dataset, one.language, one.split) if part)
    unit = "%" if one.scale == "percent" else f" {one.unit}" if one.unit else ""
    metric = one.metric if len(one.metric) <= 60 else one.metric[:59] + "…"
    spread = f" ± {one.stderr}" if one.stderr else ""
    step = f" (step {one.step:,})" if one.step is not None else ""
    return f"{where} {metric} {one.value}{unit}{spread}{step}".strip()


def starting_map(logs: Logs) -> Iterator[str]:
    """The lines of a `runs.toml` that says what was understood, with what was guessed, for a person to correct."""
    import json

    models = sorted({run.model for run in logs.runs if run.model})
    files = [file for file in logs.files if file.format is not None and file.guessed][:3]
    for file in files:
        yield "[[logs]]"
        yield f"files = {json.dumps(file.name, ensure_ascii=False)}"
        for told in file.guessed[:6]:
            yield f"# guessed: {printable(' '.join(told.split()))}"
        yield '# model = "…"   # also task, dataset, language, split, seed, shots, metric, scale'
        yield "# [logs.columns]"
        yield '# "column" = "ignore"   # or a role (model, task, metric, value, …), or { metric = "…", task = "…" }'
        yield ""
    yield "[[logs]]"
    yield 'files = "**"   # "{model}/seed{seed}/*.csv" takes names from the path'
    if models:
        yield "[logs.names.model]   # the names that the paper has for them"
    for model in models[:12]:
        yield f"{json.dumps(model, ensure_ascii=False)} = {json.dumps(model, ensure_ascii=False)}"
