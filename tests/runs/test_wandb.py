from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest

from synth.runs.wandb import read
from tests.runs.directories import MADE, directory_of, measurements, only, written

OFFLINE = next((MADE / "wandb" / "wandb").glob("offline-run-*"))
SUMMARY = {
    "val/acc": {"max": 0.7},
    "test/xnli_de/f1": 71.25,
    "loss": float("nan"),
    "_step": 5,
    "_runtime": 2.5,
    "_timestamp": 1.5e9,
}
SUMMARY |= {"table": {"_type": "table-file", "nrows": 4}}
CONFIG = """
wandb_version: 1
_wandb: {desc: null, value: {python_version: 3.11}}
model_name: {desc: null, value: org/model}
lr: {desc: null, value: 0.00003}
"""
METADATA = {"program": "train.py", "args": ["--seed", "13", "--task_name=xnli", "--fp16"]}


def test_an_offline_run_of_the_real_client() -> None:
    pytest.importorskip("wandb")
    found = only(read(directory_of(OFFLINE, OFFLINE.name)))
    assert found.problems == ()
    (run,) = found.runs
    assert (run.id, run.model, run.seed, run.finished) == (OFFLINE.name, "made/tiny-bert", "3", True)
    assert dict(run.settings)["optimizer.name"] == "adam"
    losses = measurements(found, metric="loss", split="train", pick="step")
    assert [(one.step, one.value) for one in losses] == [(1, "1"), (2, "0.5"), (3, "0.3333333333333333"), (4, "0.25")]
    (best,) = measurements(found, metric="accuracy", pick="best")
    assert best.value == "0.7"
    assert [one.step for one in measurements(found, metric="accuracy", pick="step")] == [1, 2, 3, 4]
    assert measurements(found, metric="loss", pick="final") == [], "the history has it, with its step"
    (test,) = measurements(found, metric="f1")
    assert (test.task, test.language, test.split, test.value, test.scale) == (
        "xnli_de",
        "de",
        "test",
        "71.25",
        "percent",
    )


@pytest.mark.parametrize("size", [3, 7, 10, 300, 1501, 2400])
def test_a_log_that_is_still_written(tmp_path: Path, size: int) -> None:
    pytest.importorskip("wandb")
    data = next(OFFLINE.glob("*.wandb")).read_bytes()[:size]
    found = read(written(tmp_path, {"run-a.wandb": data}))
    if size < 4:
        assert found is None
        return
    assert only(found).runs[0].finished is False
    assert len(only(found).problems) == (size != 7)


def test_a_long_log_crosses_its_blocks(tmp_path: Path) -> None:
    """Records are cut at 32 KiB as the client cuts them: the parts of one make one again."""
    wandb = pytest.importorskip("wandb.proto.wandb_internal_pb2")
    out = bytearray(next(OFFLINE.glob("*.wandb")).read_bytes()[:7])
    for step in range(40):
        record = wandb.Record()
        record.history.step.num = step
        record.history.item.add(key="val/acc", value_json=str(step))
        record.history.item.add(key="note", value_json=json.dumps("x" * 3000))
        data, first = record.SerializeToString(), True
        while True:
            room = 32768 - len(out) % 32768
            if room < 7:
                out += b"\x00" * room
                room = 32768
            part, data = data[: room - 7], data[room - 7 :]
            kind = (1 if first else 4) if not data else (2 if first else 3)
            out += struct.pack("<IHB", zlib.crc32(part, zlib.crc32(bytes([kind]))), len(part), kind) + part
            first = False
            if not data:
                break
    found = only(read(written(tmp_path, {"run-a.wandb": bytes(out)})))
    assert found.problems == ()
    assert [one.value for one in found.measurements] == [str(step) for step in range(40)]


def test_the_files_of_an_online_run(tmp_path: Path) -> None:
    """Typed by the documented format: the client writes them only when it is online."""
    files = {
        "files/wandb-summary.json": json.dumps(SUMMARY),
        "files/config.yaml": CONFIG,
        "files/wandb-metadata.json": json.dumps(METADATA),
    }
    found = only(
        read(written(tmp_path, {**files, "files/output.log": "text", "logs/debug.log": "text"}, "wandb/run-1-abc"))
    )
    (run,) = found.runs
    assert (run.id, run.model, run.seed) == ("wandb/run-1-abc", "org/model", "13")
    assert dict(run.settings)["lr"] == "0.00003"
    assert [(one.task, one.split, one.metric, one.value, one.pick) for one in found.measurements] == [
        ("xnli", "dev", "acc", "0.7", "best"),
        ("xnli_de", "test", "f1", "71.25", "final"),
        ("xnli", None, "loss", "nan", "final"),
    ]
    assert len(found.taken) == 5


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("synth.runs.wandb_file.import_module", refused)
    files: dict[str, str | bytes] = {
        "run-a.wandb": next(OFFLINE.glob("*.wandb")).read_bytes(),
        "files/wandb-summary.json": json.dumps(SUMMARY),
    }
    found = only(read(written(tmp_path, files)))
    assert [problem.hint for problem in found.problems] == ['pip install "synth[wandb]"']
    assert len(found.measurements) == 3


def test_others(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"wandb-summary.json": '{"acc": 1}', "a.wandb": b"text"})) is None
