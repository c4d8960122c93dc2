"""Plain training logs: lines such as `step:1875/1875 val_loss:3.2783 train_time:301825ms` or `epoch 3 | acc 84.1`.

A line is one of measurements when its numbers have names and one of them counts steps or epochs; without such a count
only known metrics are taken, and never out of source code: a listing of the program often stands before its log.
A log is read as it streams, however long it is, up to MAX_BYTES.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from synth.records import Problem, Run
from synth.runs.files import FileRead, LogFile
from synth.runs.json_values import number
from synth.runs.log_lines import LONGEST, NUMBER, Plan, Value, plan_of
from synth.runs.numerals import whole
from synth.runs.recorder import Recorder, Series, Superseded
from synth.runs.scores import is_proportion, unit_of

FORMAT = "training_log"
MAX_BYTES = 4_000_000_000
MAX_PLANS = 5_000
"""Kinds of lines that are remembered at a time."""
PIECE = 1 << 20
SEPARATOR = re.compile(r"\s*([=\-*_~+])\1{7,}\s*$")


@dataclass(slots=True)
class _Attempt:
    """One go at training, from its first step to its last."""

    run: str
    first: int | None = None
    last: int | None = None
    reached: tuple[int, int] | None = None
    """The latest count that was written with its total (1875/1875)."""
    begun: bool = False
    """Whether that count stood alone, before what it counts ("Epoch 10/10")."""
    ends: dict[int, int] = field(default_factory=dict)
    """The last step of each series."""
    best: dict[int, tuple[str, int | None, int, int | None]] = field(default_factory=dict)


@dataclass(slots=True)
class _Bound:
    """A plan, and the numbers of the series that its values belong to in the attempt `of`."""

    plan: Plan
    serials: list[int] = field(default_factory=list)
    of: int = -1


@dataclass(slots=True)
class _Reading:
    """Where in a file the reader is."""

    file: LogFile
    recorder: Recorder
    attempts: list[_Attempt]
    plans: dict[tuple[str, ...], _Bound] = field(default_factory=dict)
    latest: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    in_code: bool = False
    held: tuple[int, _Bound, list[str]] | None = None
    """A line of measurements met in code, kept until the next line says whether the code was over."""
    step: int | None = None
    epoch: int | None = None
    epoch_changed: bool = False
    count: int = 0
    cut: bool = False
    """Whether the line that is read has no end, and so is the last."""
    broken: bool = False
    """Whether a value was left out because it may be cut short."""


def read_training_log(file: LogFile, recorder: Recorder) -> tuple[FileRead, list[Run], list[Problem]]:
    """The runs of a plain log; its measurements go to the recorder. No runs where it holds no measurements.

    Raises OSError where it can't be read.
    """
    reading = _Reading(file, recorder, [_Attempt(file.name)])
    split = NUMBER.split
    plans = reading.plans
    for line_number, line in _lines(file, reading):
        if len(line) > LONGEST:
            continue
        pieces = split(line)
        texts = tuple(pieces[::2])
        bound = plans.get(texts)
        if bound is None:
            if len(plans) >= MAX_PLANS:
                plans.clear()
            bound = plans[texts] = _Bound(plan_of(texts))
        plan = bound.plan
        if reading.in_code or plan.code:
            _leave_code(reading, line_number, bound, pieces[1::2], line)
        elif plan.values or plan.counted:
            _record(reading, line_number, bound, pieces[1::2])
    _release(reading)
    return _finish(reading)


def _lines(file: LogFile, reading: _Reading) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; parts of a line that a progress bar overwrote come one by one under the same number."""
    line_number = 0
    taken = 0
    text = ""
    with file.path.open("r", encoding=encoding_of(file.head), errors="replace", newline="\n") as stream:
        begun = False
        while text := stream.readline(PIECE):
            if not begun:
                line_number += 1
            begun = not text.endswith("\n")
            taken += len(text)
            stripped = text.rstrip("\r\n")
            if "\r" in stripped:
                for part in stripped.split("\r"):
                    yield line_number, part
            else:
                reading.cut = begun
                yield line_number, stripped
            if taken > MAX_BYTES:
                message = f"only the first {MAX_BYTES:,} characters were read, to line {line_number:,}"
                reading.problems.append(Problem(file.name, message, "split the log"))
                return


def encoding_of(head: bytes) -> str:
    """The encoding that a text file's first bytes tell: UTF-16 by its mark, UTF-8 where they are, else Windows-1252."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[:-4].decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _leave_code(reading: _Reading, line: int, bound: _Bound, numbers: list[str], text: str) -> None:
    """Looks for the end of a listing: a line that separates, or two lines of measurements with no code between them."""
    plan = bound.plan
    if plan.code:
        reading.in_code, reading.held = True, None
    elif SEPARATOR.match(text):
        _release(reading)
        reading.in_code = False
    elif plan.counted and plan.values:
        if reading.held is None:
            reading.held = line, bound, numbers
            return
        _release(reading)
        reading.in_code = False
        _record(reading, line, bound, numbers)


def _release(reading: _Reading) -> None:
    if reading.held is not None:
        held, reading.held = reading.held, None
        _record(reading, *held)


def _record(reading: _Reading, line: int, bound: _Bound, numbers: list[str]) -> None:
    plan = bound.plan
    step = whole(numbers[plan.step]) if plan.step is not None else None
    if plan.epoch is not None:
        epoch = whole(numbers[plan.epoch])
        if epoch is not None and epoch != reading.epoch:
            reading.epoch_changed, reading.epoch = reading.epoch is not None and epoch > reading.epoch, epoch
        step = epoch if plan.step is None else step
    if not plan.values:
        reading.step = step
    elif not plan.counted:
        step = reading.step
    if step is not None and plan.counted and plan.values:
        _follow(reading, bound, step, line)
    attempt = reading.attempts[-1]
    serials = _serials(reading, bound)
    rows: list[str] = []
    for value, serial in zip(plan.values, serials, strict=True):
        told = numbers[value.place]
        if not plan.counted and not _stands_alone(value, told):
            continue
        if reading.cut and value is plan.values[-1] and _is_cut(reading, plan, serial, numbers):
            reading.broken = True
            continue
        if not told[-1].isdigit() or told[0] == "+":
            told = str(number(told))
        n = whole(numbers[value.n]) if value.n is not None else ""
        if value.best:
            attempt.best[serial] = told, step, line, whole(numbers[value.n]) if value.n is not None else None
            continue
        rows.append(f"{serial}\t{told}\t{'' if step is None else step}\t{line}\t\t{n}\t\n")
        reading.latest[serial] = told
    reading.count += len(rows)
    reading.recorder.extend(rows)
    if plan.total is not None and step is not None:
        total = whole(numbers[plan.total])
        if total is not None:
            attempt.reached, attempt.begun = (step, total), not plan.values


def _is_cut(reading: _Reading, plan: Plan, serial: int, numbers: list[str]) -> bool:
    """Whether a value is the last of a line without a line end and has other decimals than the one before it had."""
    if plan.whole_end or plan.values[-1].place != len(numbers) - 1:
        return False
    usual = reading.latest.get(serial)
    return usual is not None and len(usual.partition(".")[2]) != len(numbers[-1].partition(".")[2])


def _stands_alone(value: Value, told: str) -> bool:
    """Whether a number on a line without a step is a measurement: a known metric, and no option that is called so."""
    return value.known and (not told.isdigit() or value.unit is not None or value.split is not None)


def _serials(reading: _Reading, bound: _Bound) -> list[int]:
    """The numbers of the series that a plan's values belong to in the latest attempt."""
    if bound.of != len(reading.attempts):
        run = reading.attempts[-1].run
        bound.serials = [reading.recorder.number(_series(reading, run, value)) for value in bound.plan.values]
        bound.of = len(reading.attempts)
    return bound.serials


def _series(reading: _Reading, run: str, value: Value) -> Series:
    share = is_proportion(value.metric)
    percent = share and value.unit == "%"
    return Series(
        run, FORMAT, value.metric, reading.file.name, None, value.task, None, value.language, value.split, None,
        "percent" if percent else None, value.key, None,
        None if percent else value.unit or unit_of(value.key), "best" if value.best else "step",
        by_range=share and not percent,
    )  # fmt: skip


def _follow(reading: _Reading, bound: _Bound, step: int, line: int) -> None:
    """Follows the steps of a line's series: where they go back the run was taken up again, or began anew."""
    attempt = reading.attempts[-1]
    ends = attempt.ends
    serials = _serials(reading, bound)
    if step < ends.get(serials[0], step):
        if reading.epoch_changed or reading.file.name in reading.recorder.unordered:
            reading.recorder.unordered.add(reading.file.name)  # steps are counted anew in each epoch
            ends.clear()
        elif attempt.first is not None and step <= attempt.first:
            attempt = _Attempt(f"{reading.file.name}#{len(reading.attempts) + 1}")
            reading.attempts.append(attempt)
            serials, ends = _serials(reading, bound), attempt.ends
            reading.epoch = reading.step = None
        else:
            reading.recorder.superseded.append(Superseded(reading.file.name, attempt.run, step, line))
            message = f"the run was taken up again at step {step}; what it had written of steps from there is left out"
            reading.problems.append(Problem(f"{reading.file.name}:{line}", message))
            attempt.ends = ends = {serial: min(end, step) for serial, end in ends.items()}
            attempt.last = step
    reading.epoch_changed = False
    ends[serials[0]] = step
    if attempt.first is None or attempt.last is None:
        attempt.first = attempt.last = step
    elif step > attempt.last:
        attempt.last = step
    elif step < attempt.first:
        attempt.first = step


def _finish(reading: _Reading) -> tuple[FileRead, list[Run], list[Problem]]:
    for attempt in reading.attempts:
        for serial, (value, step, line, n) in sorted(attempt.best.items()):
            reading.recorder.add(serial, value, step, line, n=n)
            reading.count += 1
    if not reading.count:
        return FileRead(reading.file.name, None, "not a log: no line of it holds measurements"), [], reading.problems
    furthest = max((attempt.last or 0 for attempt in reading.attempts), default=0)
    runs = [
        Run(attempt.run, FORMAT, (reading.file.name,), None, None, _is_finished(attempt, furthest))
        for attempt in reading.attempts
    ]
    guessed: list[str] = []
    if len(runs) > 1:
        guessed.append(f"its steps begin anew {len(runs) - 1} times: {len(runs)} runs")
    if reading.broken or (reading.cut and runs[-1].finished is False):
        runs[-1] = replace(runs[-1], finished=False)
        message = "its last line is half-written: the run may still be going, or was broken off"
        reading.problems.append(Problem(reading.file.name, message))
    return FileRead(reading.file.name, FORMAT, None, tuple(guessed)), runs, reading.problems


def _is_finished(attempt: _Attempt, furthest: int) -> bool | None:
    if attempt.reached is None:
        return False if (attempt.last or 0) < furthest else None
    count, total = attempt.reached
    if count >= total:
        return None if attempt.begun else True
    return None if count == total - 1 and attempt.first == 0 else False
