"""`synth runs show` on made logs."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from synth.cli import run
from synth.cli.runs import record_names, safe_cell, starting_map
from synth.runs import load_runs

SHAPE = [
    "run", "format", "model", "task", "dataset", "language", "split", "metric", "value", "stderr", "n", "seed", "step",
    "scale", "file", "line", "key", "shots", "unit", "pick",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "train.log").write_text("step:1/2 val_loss:3.50\nstep:2/2 val_loss:nan\n", encoding="utf-8")
    (folder / "results.csv").write_text("model,task,acc\n=1+1,made,84.10\n-A,made,0.9\n", encoding="utf-8")
    (folder / "README.md").write_text("made", encoding="utf-8")
    (folder / "cut.json").write_text('{"acc": 0.5, ', encoding="utf-8")
    return folder


def test_the_shape_of_a_measurement(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(record_names()) == SHAPE
    assert run(["runs", "show", str(logs), "--format", "json"]) == 0
    told = capsys.readouterr()
    records = json.loads(told.out)
    assert [list(one) for one in records] == [SHAPE] * 4
    assert [one["value"] for one in records] == ["0.9", "84.10", "3.50", "nan"]
    assert "cut.json" in told.err


def test_json_lines_are_the_same_records(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "show", str(logs), "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert run(["runs", "show", str(logs), "--format", "jsonl"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == records


def test_no_cell_of_the_csv_is_a_formula(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "show", str(logs), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["model"] for row in rows] == ["'-A", "'=1+1", "", ""]
    assert [row["value"] for row in rows] == ["0.9", "84.10", "3.50", "nan"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [("-0.5", "-0.5"), ("-inf", "-inf"), ("+1e-5", "+1e-5"), ("=A1", "'=A1"), ("@x", "'@x"), (None, ""), (3, "3")],
)
def test_cells(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_text_says_what_was_read_guessed_and_not_read(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "show", str(logs)]) == 0
    told = capsys.readouterr()
    assert "4 measurements of 3 runs in 2 of 4 files" in told.out
    assert "README.md" in told.out
    assert "84.10" in told.out
    assert "[[logs]]" in told.out
    assert "cut.json" in told.err


def test_the_map_to_start_from_is_one(logs: Path, tmp_path: Path) -> None:
    text = "\n".join(starting_map(load_runs(logs, cache=tmp_path / "cache")))
    assert tomllib.loads(text)["logs"]
    (logs / "runs.toml").write_text(text, encoding="utf-8")
    assert load_runs(logs, cache=tmp_path / "cache").count == 4


def test_names_of_logs_do_not_reach_the_terminal_as_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "r.csv").write_text("model,acc\n\x1b[2Jevil,84.1\n", encoding="utf-8")
    assert run(["runs", "show", str(tmp_path / "logs")]) == 0
    assert "\x1b[2J" not in capsys.readouterr().out


def test_an_empty_folder_and_one_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert run(["runs", "show", str(tmp_path / "empty"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["runs", "show", str(tmp_path / "empty")]) == 0
    assert run(["runs", "show", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_an_archive_is_asked_to_be_unpacked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    assert run(["runs", "show", str(tmp_path / "logs.zip")]) == 2
    assert "unpack" in capsys.readouterr().err
