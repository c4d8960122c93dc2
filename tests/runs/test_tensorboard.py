from __future__ import annotations

import struct
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from synth.runs.tensorboard import read
from tests.runs.directories import directory_of, measurements, only, written

pytest.importorskip("tensorboard")


def events(folder: Path, rows: list[tuple[str, float, int]]) -> Path:
    """An event file by TensorBoard's own writer, scalars as PyTorch's SummaryWriter stores them."""
    event = import_module("tensorboard.compat.proto.event_pb2").Event
    summary = import_module("tensorboard.compat.proto.summary_pb2").Summary
    folder.mkdir(parents=True, exist_ok=True)
    writer = import_module("tensorboard.summary.writer.event_file_writer").EventFileWriter(str(folder))
    for tag, value, step in rows:
        value_of = summary.Value(tag=tag, simple_value=value)
        writer.add_event(event(step=step, wall_time=1.5, summary=summary(value=[value_of])))
    writer.close()
    return max(folder.glob("events.out.tfevents.*"), key=lambda path: path.stat().st_mtime_ns)


ROWS = [
    ("loss/train", 0.1, 1),
    ("eval/xnli_de/accuracy", 0.4583333, 1),
    ("loss/train", float("nan"), 2),
    ("eval/xnli_de/accuracy", 0.5, 2),
]


def test_scalars(tmp_path: Path) -> None:
    events(tmp_path / "runs" / "seed3", ROWS)
    found = only(read(directory_of(tmp_path / "runs" / "seed3", "runs/seed3")))
    assert found.problems == ()
    (run,) = found.runs
    assert (run.id, run.seed) == ("runs/seed3", "3")
    accuracy = measurements(found, metric="accuracy")
    assert [(one.step, one.value, one.language, one.split, one.scale) for one in accuracy] == [
        (1, str(np.float32(0.4583333)), "de", "eval", "fraction"),
        (2, "0.5", "de", "eval", "fraction"),
    ]
    assert [one.value for one in found.measurements if one.key == "loss/train"] == ["0.1", "nan"]


def test_a_restarted_run(tmp_path: Path) -> None:
    first = events(tmp_path, [("a/acc", 0.25, step) for step in range(1, 6)])
    first.rename(tmp_path / "events.out.tfevents.0000000001.host")
    events(tmp_path, [("a/acc", 0.5, step) for step in (3, 4)])
    found = only(read(directory_of(tmp_path)))
    assert [(one.step, one.value) for one in found.measurements] == [(1, "0.25"), (2, "0.25"), (3, "0.5"), (4, "0.5")]
    assert "restart" in found.problems[0].message


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_file_still_written(tmp_path: Path, cut: int) -> None:
    path = events(tmp_path, ROWS)
    path.write_bytes(path.read_bytes()[:-cut])
    found = only(read(directory_of(tmp_path)))
    assert len(found.measurements) == 3
    assert "half-written" in found.problems[0].message


def test_a_record_of_nonsense(tmp_path: Path) -> None:
    checksum = import_module("tensorboard.compat.tensorflow_stub.pywrap_tensorflow").masked_crc32c
    path = events(tmp_path, ROWS)
    junk = b"\xff" * 20
    length = struct.pack("<Q", len(junk))
    frame = length + struct.pack("<I", checksum(length)) + junk + struct.pack("<I", checksum(junk))
    path.write_bytes(path.read_bytes() + frame)
    found = only(read(directory_of(tmp_path)))
    assert len(found.measurements) == 4
    assert "damaged" in found.problems[0].message


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events(tmp_path, ROWS)

    def refused(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("synth.runs.tensorboard.import_module", refused)
    found = only(read(directory_of(tmp_path)))
    assert found.runs == ()
    assert [problem.hint for problem in found.problems] == ['pip install "synth[tensorboard]"']
    assert len(found.taken) == 1


def test_others(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"events.out.tfevents.1": "text"})) is None
