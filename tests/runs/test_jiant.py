"""jiant needs libraries of 2020 and does not install beside today's: the files are typed by its documented format."""

from __future__ import annotations

import json
from pathlib import Path

from synth.runs.jiant import read
from tests.runs.directories import measurements, only, values, written

ARGS = {
    "train_tasks": "mnli",
    "val_tasks": "mnli,xnli_de",
    "hf_pretrained_model_name_or_path": "xlm-roberta-large",
    "seed": 42,
    "learning_rate": 1e-5,
    "output_dir": "made",
}
VAL = {
    "aggregated": 0.75,
    "mnli": {"loss": 0.4, "metrics": {"major": 0.875, "minor": {"acc": 0.875}}},
    "xnli_de": {"loss": 0.5, "metrics": {"major": 0.625, "minor": {"acc": 0.5, "f1": 0.75}}},
}


def entry(step: int, score: float, task: str = "mnli") -> str:
    state = {"global_steps": step, "task_steps": {task: step}}
    return json.dumps(
        {
            "score": score,
            "metrics": {task: {"major": score, "minor": {"acc": score}}},
            "train_state": state,
            "TIMESTAMP": 1.5,
        }
    )


FILES = {
    "args.json": json.dumps(ARGS),
    "val_metrics.json": json.dumps(VAL),
    "1600000000/train_val.zlog": f"{entry(500, 0.5)}\n{entry(1000, 0.75)}\n{entry(1500, 0.625)}\n",
    "1600000000/train_val_best.zlog": f"{entry(500, 0.5)}\n{entry(1000, 0.75)}\n",
    "1600000000/loss_train.zlog": '{"task": "mnli", "task_step": 1, "global_step": 1, "loss_val": 1.0986}\n',
    "1600000000/early_stopping.zlog": '{"num_evals_since_improvement": 1, "TIMESTAMP": 1.5}\n',
    "done_file": "DONE",
}


def test_a_finished_run(tmp_path: Path) -> None:
    found = only(read(written(tmp_path, FILES, "mnli/seed42")))
    (run,) = found.runs
    assert (run.id, run.model, run.seed, run.finished) == ("mnli/seed42", "xlm-roberta-large", "42", True)
    assert found.problems == ()
    assert found.taken == {f"mnli/seed42/{name}" for name in FILES}
    assert values(found, split="dev", task="mnli", metric="acc") == ["0.875"]
    assert values(found, split="dev", task="mnli", metric="major") == [], "the major metric is one of the minor ones"
    assert values(found, split="dev", language="de", metric="major") == ["0.625"]
    assert values(found, split="dev", task=None, metric="aggregated") == ["0.75"]
    assert values(found, split="train", task="mnli", metric="loss") == ["1.0986"]


def test_the_subset_is_not_the_dev_score(tmp_path: Path) -> None:
    found = only(read(written(tmp_path, FILES)))
    subset = measurements(found, split="train_val", metric="acc", pick="step")
    assert [(one.step, one.value) for one in subset] == [(500, "0.5"), (1000, "0.75"), (1500, "0.625")]
    assert [one.step for one in measurements(found, pick="best", metric="acc")] == [500, 1000]
    assert {one.pick for one in measurements(found, split="dev")} == {"final"}


def test_a_run_without_its_done_file_is_unfinished(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "done_file"}
    files["1600000000/errors.zlog"] = (
        '{"data": "Traceback (most recent call last):\\nRuntimeError: out of memory", "TIMESTAMP": 2}\n'
    )
    files["val_metrics.json"] = files["val_metrics.json"][:40]
    found = only(read(written(tmp_path, files)))
    assert found.runs[0].finished is False
    messages = " ".join(problem.message for problem in found.problems)
    assert "done_file" in messages
    assert "out of memory" in messages
    assert "half-written JSON" in messages
    assert measurements(found, split="train_val")


def test_a_run_started_twice(tmp_path: Path) -> None:
    files = {**FILES, "1600009999/train_val.zlog": f"{entry(500, 0.25)}\n{entry(1000, 0.375)}\n" + '{"score": 0.4'}
    found = only(read(written(tmp_path, files)))
    subset = measurements(found, split="train_val", metric="acc", pick="step")
    assert [(one.step, one.value) for one in subset] == [(500, "0.25"), (1000, "0.375")], "1500 is of the first start"
    messages = " ".join(problem.message for problem in found.problems)
    assert "restart" in messages
    assert "half-written" in messages


def test_arguments_of_something_else(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"args.json": '{"lr": 1}', "val_metrics.json": '{"accuracy": 1}'})) is None
