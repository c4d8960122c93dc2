from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.runs import Logs, load_runs
from synth.runs.log_lines import NUMBER, plan_of

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SPEEDRUN = SHARED / "logs" / "nanogpt_speedrun"


def read(folder: Path, text: str, *, encoding: str = "utf-8", newline: str = "\n") -> Logs:
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    (logs / "train.log").write_text(text, encoding=encoding, newline=newline)
    return load_runs(logs, cache=folder / "cache")


def told(logs: Logs, *parts: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(one, part) for part in parts) for one in logs.measurements()]


@given(st.lists(st.floats(-1e6, 1e6).map(repr), min_size=1, max_size=12))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_value_comes_back_as_it_was_written_with_its_line(tmp_path: Path, values: list[str]) -> None:
    text = "".join(f"step:{step}/{len(values)} val_loss:{value} lr:0.1\n" for step, value in enumerate(values, 1))
    logs = read(tmp_path, text)
    expected = [(step, value, step) for step, value in enumerate(values, 1)]
    assert [(one.step, one.value, one.line) for one in logs.series("train.log", "loss", split="dev")] == expected


@given(st.text(max_size=300))
def test_any_line_has_a_plan(line: str) -> None:
    pieces = NUMBER.split(line)
    plan = plan_of(tuple(pieces[::2]))
    assert all(value.place < len(pieces) // 2 for value in plan.values)


def test_the_line_of_the_speedrun(tmp_path: Path) -> None:
    logs = read(tmp_path, "step:1875/1875 val_loss:3.2783 train_time:301825ms step_avg:161.06ms\n")
    assert told(logs, "metric", "split", "value", "unit", "step", "key") == [
        ("loss", "dev", "3.2783", None, 1875, "val_loss"),
        ("time", "train", "301825", "ms", 1875, "train_time"),
        ("step_avg", None, "161.06", "ms", 1875, "step_avg"),
    ]
    assert logs.runs[0].finished is True


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("epoch 3 | loss 0.12 | acc 84.1", [("loss", None, "0.12", 3), ("acc", None, "84.1", 3)]),
        ("2024-05-01 12:00:01,123 INFO trainer.py:55 - epoch 3 | loss 0.12", [("loss", None, "0.12", 3)]),
        ("step=10 loss=0.5 lr=1e-05", [("loss", None, "0.5", 10), ("lr", None, "1e-05", 10)]),
        ("step: 10, loss: 0.5, batch_size: 32", [("loss", None, "0.5", 10)]),
        ("iter 10: loss 3.2423, time 19.11ms", [("loss", None, "3.2423", 10), ("time", None, "19.11", 10)]),
        ("step 250: train loss 1.9, val loss 2.0", [("loss", "train", "1.9", 250), ("loss", "dev", "2.0", 250)]),
        ("s:19560 tel:3.2722", [("loss", "dev", "3.2722", 19560)]),
        ("| INFO | valid | epoch 001 | valid on 'valid' subset | loss 8.5 | ppl 187.21 | num_updates 4500",
         [("loss", "dev", "8.5", 4500), ("ppl", "dev", "187.21", 4500)]),
        ("Epoch: [3][ 10/5005]\tLoss 6.9e+00 (6.95e+00)\tAcc@1   0.39 (  0.10)",
         [("Loss", None, "6.9e+00", 3), ("Acc@1", None, "0.39", 3)]),
        ("Test set: Average loss: 0.0490, Accuracy: 9836/10000 (98%)",
         [("loss", "test", "0.0490", None), ("Accuracy", "test", "98", None)]),
        ("{'eval_loss': 0.4, 'eval_accuracy': 0.85, 'epoch': 2.0}",
         [("loss", "eval", "0.4", 2), ("accuracy", "eval", "0.85", 2)]),
        ("Test accuracy: 83.25", [("accuracy", "test", "83.25", None)]),
        ("Best val accuracy: 84.9% at epoch 4", [("accuracy", "dev", "84.9", 4)]),
        ("step:2/9 loss:nan grad_norm:inf", [("loss", None, "nan", 2), ("grad_norm", None, "inf", 2)]),
    ],
)  # fmt: skip
def test_lines_of_many_programs(tmp_path: Path, line: str, expected: list[tuple[object, ...]]) -> None:
    assert told(read(tmp_path, line + "\n"), "metric", "split", "value", "step") == expected


@pytest.mark.parametrize(
    "line",
    [
        "precision=16", "warmup_steps: 100", "python train.py --lr 0.1 --steps 10", "# step:1/10 val_loss:1.0",
        "best_acc = float(0.5)", "optimizer = Adam(lr=0.1, step=3)", "2024-05-01 12:00:01", "print(f'loss: {0.5}')",
        "0.5 0.6 0.7", "version 1.2.3",
    ],
)  # fmt: skip
def test_lines_that_are_no_measurements(tmp_path: Path, line: str) -> None:
    assert told(read(tmp_path, line + "\n"), "metric", "value") == []


def test_source_code_before_the_log_is_not_read(tmp_path: Path) -> None:
    code = (
        "import torch\nbest_acc = 0.5\nval_loss: float = 9.9\n'''\nstep:1/10 val_loss:1.0\n'''\n"
        "def f(step=3, loss=0.2):\n    return loss\n"
    )
    logs = read(tmp_path, code + "=" * 60 + "\nstep:1/2 val_loss:3.5\nstep:2/2 val_loss:3.25\n")
    assert told(logs, "value", "line") == [("3.5", 10), ("3.25", 11)]
    logs = read(tmp_path, code + "step:1/2 val_loss:3.5\nstep:2/2 val_loss:3.25\n")
    assert told(logs, "value") == [("3.5",), ("3.25",)]


def test_train_and_dev_rows_interleaved_are_two_series(tmp_path: Path) -> None:
    logs = read(tmp_path, "step:1/2 train_loss:4\nstep:1/2 val_loss:5\nstep:2/2 train_loss:3\nstep:2/2 val_loss:4.5\n")
    assert [one.value for one in logs.series("train.log", "loss", split="dev")] == ["5", "4.5"]
    assert [one.value for one in logs.series("train.log", "loss", split="train")] == ["4", "3"]


def test_a_run_taken_up_again_counts_as_it_was_written_last(tmp_path: Path) -> None:
    logs = read(tmp_path, "".join(f"step:{s}/5 loss:{v}\n" for s, v in [(1, 5), (2, 4), (3, 3), (2, 3.9), (3, 2.9)]))
    assert [run.id for run in logs.runs] == ["train.log"]
    assert [(one.step, one.value) for one in logs.series("train.log", "loss")] == [(1, "5"), (2, "3.9"), (3, "2.9")]
    assert "taken up again at step 2" in logs.problems[0].message
    assert logs.runs[0].finished is False


def test_a_log_of_two_runs_and_of_one_broken_off(tmp_path: Path) -> None:
    logs = read(tmp_path, "step:1/2 loss:5\nstep:2/2 loss:3\nstep:1/2 loss:5.5\nstep:2/2 loss:3.5\n")
    assert [(run.id, run.finished) for run in logs.runs] == [("train.log", True), ("train.log#2", True)]
    assert [(one.run, one.value) for one in logs.results() if one.pick == "final"] == [
        ("train.log", "3"), ("train.log#2", "3.5"),
    ]  # fmt: skip
    logs = read(tmp_path, "step 1 loss 5\nstep 2 loss 4\nstep 1 loss 5.5\nstep 2 loss 4.5\nstep 3 loss 3.5\n")
    assert [run.finished for run in logs.runs] == [False, None]


def test_steps_counted_anew_in_each_epoch_are_one_run(tmp_path: Path) -> None:
    text = "".join(f"Epoch {e}, iter {i}, loss: {9 - e - i / 1000}\n" for e in (1, 2) for i in (100, 200))
    logs = read(tmp_path, text)
    assert [run.id for run in logs.runs] == ["train.log"]
    assert [one.value for one in logs.results()] == ["6.8", "6.8"]


def test_a_last_line_that_is_half_written(tmp_path: Path) -> None:
    logs = read(tmp_path, "step:1/3 loss:2.51\nstep:2/3 loss:2.4")
    assert told(logs, "value") == [("2.51",)]
    assert logs.runs[0].finished is False
    assert "half-written" in logs.problems[0].message
    logs = read(tmp_path, "step:1/2 loss:2.51\nstep:2/2 loss:2.44")
    assert told(logs, "value") == [("2.51",), ("2.44",)]
    assert logs.problems == ()


def test_an_epoch_on_a_line_of_its_own_counts_for_what_follows(tmp_path: Path) -> None:
    logs = read(tmp_path, "Epoch 1/2\nloss: 0.5 - val_accuracy: 0.6\nEpoch 2/2\nloss: 0.4 - val_accuracy: 0.7\n")
    assert told(logs, "step", "metric", "value") == [
        (1, "loss", "0.5"), (1, "accuracy", "0.6"), (2, "loss", "0.4"), (2, "accuracy", "0.7"),
    ]  # fmt: skip


def test_other_encodings_and_line_ends(tmp_path: Path) -> None:
    text = "step 1 loss 0.5\nstep 2 loss 0.4\n"
    for encoding, newline in (("utf-16", "\n"), ("utf-8-sig", "\r\n"), ("cp1252", "\n")):
        said = "naïve\n" if encoding == "cp1252" else ""
        assert told(read(tmp_path, said + text, encoding=encoding, newline=newline), "value") == [("0.5",), ("0.4",)]


def test_a_line_that_a_progress_bar_overwrote(tmp_path: Path) -> None:
    logs = read(tmp_path, "epoch 1 loss 0.9\repoch 1 loss 0.8\repoch 1 loss 0.7\nepoch 2 loss 0.6\n")
    assert told(logs, "value", "line") == [("0.9", 1), ("0.8", 1), ("0.7", 1), ("0.6", 2)]


def test_long_lines_and_binary_dregs_do_no_harm(tmp_path: Path) -> None:
    logs = read(tmp_path, "x" * 3_000_000 + "\nstep 1 loss 0.5\n" + "\ufffd\x01" * 50 + "\nstep 2 loss 0.4\n")
    assert told(logs, "value", "line") == [("0.5", 2), ("0.4", 4)]


GOLD = [
    ("2024-10-13_llmc/main.log", "loss", "3.2722", 19560, None),
    ("2024-06-06_AdamW/f66d43d7-e449-4029-8adf-e8537bab49ea.log", "loss", "3.275959", 9536, None),
    ("2024-11-19_FlexAttention/8384493d-dba9-4991-b16b-8696953f5e6d.txt", "loss", "3.2783", 1875, None),
    ("2024-11-19_FlexAttention/8384493d-dba9-4991-b16b-8696953f5e6d.txt", "time", "301825", 1875, "ms"),
    ("2025-07-12_BosAlign/c1fd8a38-bb9f-45c4-8af0-d37f70c993f3.txt", "loss", "3.2771", 1750, None),
    ("2025-07-12_BosAlign/c1fd8a38-bb9f-45c4-8af0-d37f70c993f3.txt", "peak memory allocated", "33278", None, "MiB"),
    ("2025-02-01_RuleTweak/eff63a8c-2f7e-4fc5-97ce-7f600dae0bc7.txt", "time", "179828", 1770, "ms"),
]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.untraced
def test_the_speedruns(tmp_path: Path) -> None:
    logs = load_runs(SPEEDRUN, cache=tmp_path / "cache")
    assert len(logs.runs) == len([path for path in SPEEDRUN.rglob("*.*") if path.suffix in {".txt", ".log"}])
    assert logs.problems == ()
    assert {run.finished for run in logs.runs} == {True, None}
    assert {one.metric for one in logs.results()} == {
        "loss", "time", "step_avg", "lr", "norm", "peak memory allocated",
    }  # fmt: skip
    for run, metric, value, step, unit in GOLD:
        found = [one for one in logs.results_of(run) if one.metric == metric and one.pick != "best"]
        found = [one for one in found if one.split != "train" or metric == "time"]
        assert [(one.value, one.step, one.unit) for one in found] == [(value, step, unit)]
