from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from synth.runs.files import Found
from synth.runs.mlflow import read
from tests.runs.directories import MADE, directory_of, measurements, only, written


def database(folder: Path) -> Path:
    path = folder / "mlflow.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript((MADE / "mlflow" / "mlflow.sql").read_text())
    return path


def file_store() -> Found:
    experiment = next(path.parent for path in (MADE / "mlflow" / "mlruns").glob("*/*/meta.yaml")).parent
    return only(read(directory_of(experiment, experiment.name)))


@pytest.mark.parametrize("store", ["files", "database"])
def test_both_stores_of_the_real_library(tmp_path: Path, store: str) -> None:
    if store == "database":
        database(tmp_path)
    found = file_store() if store == "files" else only(read(directory_of(tmp_path)))
    by_name = {dict(run.settings)["run_name"]: run for run in found.runs}
    assert sorted(by_name) == ["broken", "seed1", "seed2"]
    assert len({run.id for run in found.runs}) == 3
    run = by_name["seed1"]
    assert (run.model, run.seed, run.finished) == ("made/tiny-bert", "1", True)
    assert dict(run.settings)["learning_rate"] == "3e-05"
    assert by_name["broken"].finished is False
    losses = measurements(found, run=run.id, metric="loss", split="train")
    assert [(one.step, one.value, one.pick) for one in losses] == [
        (10, "0.13636363636363635", "step"),
        (20, "0.07142857142857142", "step"),
        (30, "0.04838709677419355", "step"),
    ]
    dev = measurements(found, run=run.id, metric="accuracy", split="dev")
    assert [(one.step, one.value) for one in dev] == [(10, "0.601"), (20, "0.751")], "it went back to step 20"
    (test,) = measurements(found, run=run.id, metric="f1", split="test")
    assert (test.value, test.step, test.scale, test.seed) == ("82.5", None, "percent", "1")
    assert [one.value for one in measurements(found, metric="grad_norm")] in (["nan", "inf"], ["inf", "nan"])
    assert sum("restart" in problem.message for problem in found.problems) == 2


def test_the_database_is_not_touched(tmp_path: Path) -> None:
    path = database(tmp_path)
    before = path.read_bytes()
    only(read(directory_of(tmp_path)))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["mlflow.db"]


def test_a_read_only_folder_with_an_unsaved_log(tmp_path: Path) -> None:
    database(tmp_path)
    (tmp_path / "mlflow.db-wal").write_bytes(b"\x00" * 64)
    found = only(read(directory_of(tmp_path)))
    assert found.measurements
    assert any(problem.where == "mlflow.db-wal" for problem in found.problems)
    assert "mlflow.db-wal" in found.taken


def test_one_run_alone_and_half_written_lines(tmp_path: Path) -> None:
    meta = "run_id: abc\nstatus: 1\nlifecycle_stage: active\nrun_name: one\n"
    files = {
        "meta.yaml": meta,
        "metrics/loss": "1 0.5 0\n2 0.25 1\n3 0.1",
        "params/model_name": "a/b",
        "metrics/dev/xnli_de/acc": "5 0.5 0\n",
    }
    found = only(read(written(tmp_path, files)))
    assert (found.runs[0].id, found.runs[0].finished, found.runs[0].model) == (".", False, "a/b")
    assert [one.value for one in measurements(found, metric="loss")][:2] == ["0.5", "0.25"]
    (score,) = measurements(found, metric="acc")
    assert (score.language, score.split, score.step) == ("de", "dev", None)


def test_damage_and_strangers(tmp_path: Path) -> None:
    path = database(tmp_path)
    path.write_bytes(path.read_bytes()[:5000] + b"\xff" * 3000)
    found = only(read(directory_of(tmp_path)))
    assert found.measurements == ()
    assert [problem.where for problem in found.problems] == ["mlflow.db"]
    other = tmp_path / "other"
    other.mkdir()
    with closing(sqlite3.connect(other / "a.db")) as base:
        base.execute("CREATE TABLE runs (x)")
    assert read(directory_of(other)) is None
    assert read(written(tmp_path / "third", {"meta.yaml": "name: a\n"})) is None


def test_deleted_runs_are_left_out(tmp_path: Path) -> None:
    files = {"meta.yaml": "run_id: abc\nlifecycle_stage: deleted\n", "metrics/loss": "1 0.5 0\n"}
    found = only(read(written(tmp_path, files)))
    assert found.runs == ()
    assert "deleted" in found.problems[0].message
    assert len(found.taken) == 2
