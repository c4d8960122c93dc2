"""TensorBoard's event files, read by TensorBoard's own library (the extra `tensorboard`).

A directory with event files is one run; several files of one directory are its starts, in the order of their names,
which hold their times. Scalars are read as they were stored, in 32 bits: 0.1 reads "0.1".
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from synth.records import Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Number, float_number, number
from synth.runs.naming import seed_of
from synth.runs.series import Point, measurements_of, place_of

FORMAT = "tensorboard"
_VERSION = b"brain.Event:"
"""What the first record of every event file says; it stands behind 12 bytes of length and a few of the record."""
_FRAME = 16
"""Bytes that a record has around its content: its length and two checksums."""


def read(directory: Directory) -> Found | None:
    """The run that the event files in the directory itself are, None where there is none."""
    files = [file for file in directory.direct() if "tfevents" in file.name and _VERSION in file.head[:64]]
    if not files:
        return None
    names = tuple(file.name for file in files)
    try:
        loader = import_module("tensorboard.backend.event_processing.event_file_loader")
        compat = import_module("tensorboard.data_compat")
        events = import_module("tensorboard.compat.proto.event_pb2")
    except ImportError:
        problem = Problem(
            names[0],
            f"{len(names)} TensorBoard event files can't be read: TensorBoard is not installed",
            'pip install "synth[tensorboard]"',
        )
        return Found((), (), frozenset(names), (problem,))
    problems: list[Problem] = []
    run = Run(id=place_of(directory), format=FORMAT, files=names, seed=seed_of(directory.name))
    points = (point for file in files for point in _points(file, loader, compat, events, problems))
    found, restarted = measurements_of(run, points)
    return Found((run,), found, frozenset(names), (*problems, *restarted))


def _points(
    file: LogFile, loader: ModuleType, compat: ModuleType, events: ModuleType, problems: list[Problem]
) -> Iterator[Point]:
    scalars: set[str] = set()
    done = 0
    try:
        for record in loader.RawEventFileLoader(str(file.path)).Load():
            done += len(record) + _FRAME
            event = compat.migrate_event(events.Event.FromString(record))
            for value in event.summary.value:
                if value.metadata.plugin_data.plugin_name == "scalars":  # stands in a tag's first event only
                    scalars.add(value.tag)
                stored = _scalar(value) if value.tag in scalars else None
                if stored is not None:
                    yield Point(value.tag, stored, file.name, int(event.step), None, "step")
    except (import_module("google.protobuf.message").DecodeError, OSError) as error:
        problems.append(Problem(file.name, f"damaged event file: {error}"))
        return
    if done < file.size:
        left = file.size - done
        problems.append(Problem(file.name, f"its last {left:,} bytes are half-written or damaged and were left out"))


def _scalar(value: object) -> Number | None:
    """The value of a summary that holds one number, with the fewest digits that give the stored float back."""
    import numpy

    make = import_module("tensorboard.util.tensor_util").make_ndarray
    stored = make(getattr(value, "tensor"))  # noqa: B009  # the class comes from an optional library
    if stored.size != 1:
        return None
    scalar = stored.reshape(-1)[0]
    if isinstance(scalar, numpy.floating):
        return number(str(scalar))
    return float_number(float(scalar)) if isinstance(scalar, numpy.number) else None
