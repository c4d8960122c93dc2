from __future__ import annotations

from pathlib import Path

from synth.runs.lightning import read
from tests.runs.directories import MADE, directory_of, measurements, only, written


def test_the_real_logger() -> None:
    folder = MADE / "lightning" / "line" / "version_0"
    found = only(read(directory_of(folder, "line/version_0")))
    assert found.problems == ()
    (run,) = found.runs
    assert (run.id, run.model, dict(run.settings)["learning_rate"]) == ("line/version_0", "made/line", "0.1")
    lines = (folder / "metrics.csv").read_text().splitlines()
    cells = sum(1 for line in lines[1:] for cell in line.split(",")[2:] if cell)
    assert len(found.measurements) == cells
    (test,) = measurements(found, split="test")
    assert (test.metric, test.value, test.step, test.line, test.scale) == (
        "acc",
        "0.4749999940395355",
        12,
        14,
        "fraction",
    )
    assert [one.step for one in measurements(found, split="train", metric="loss")] == [3, 7, 11]
    assert len(measurements(found, split="train", metric="loss_step")) == 6
    assert {one.scale for one in measurements(found, metric="loss")} == {None}


def test_a_run_still_going(tmp_path: Path) -> None:
    files = {"metrics.csv": "epoch,step,val_acc\n0,1,0.25\n1,2,0.50\n1,3\n2,4,0.4", "hparams.yaml": "{}\n"}
    found = only(read(written(tmp_path, files)))
    assert [one.value for one in found.measurements] == ["0.25", "0.50"]
    assert len(found.problems) == 2


def test_restarted(tmp_path: Path) -> None:
    rows = "".join(f"0,{step},{value}\n" for step, value in ((1, 0.1), (2, 0.2), (3, 0.3), (2, 0.9)))
    found = only(read(written(tmp_path, {"metrics.csv": f"epoch,step,val_acc\n{rows}", "hparams.yaml": "seed: 4\n"})))
    assert [(one.step, one.value, one.seed) for one in found.measurements] == [(1, "0.1", "4"), (2, "0.9", "4")]
    assert "restart" in found.problems[0].message


def test_damaged_hyperparameters_and_other_tables(tmp_path: Path) -> None:
    files = {"metrics.csv": "epoch,step,val_acc\n0,1,nan\n", "hparams.yaml": "a: [1"}
    found = only(read(written(tmp_path, files)))
    assert [one.value for one in found.measurements] == ["nan"]
    assert [problem.where for problem in found.problems] == ["hparams.yaml"]
    assert read(written(tmp_path / "b", {"metrics.csv": "step,acc\n1,2\n"})) is None
    assert read(written(tmp_path / "c", {"metrics.csv": "name,acc\n1,2\n", "hparams.yaml": "{}"})) is None
