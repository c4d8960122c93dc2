from __future__ import annotations

import json
from pathlib import Path

from synth.runs.hf_trainer import read
from tests.runs.directories import MADE, directory_of, measurements, only, values, written

TRAINER = MADE / "hf_trainer"


def state() -> dict[str, object]:
    content: dict[str, object] = json.loads((TRAINER / "trainer_state.json").read_text())
    return content


def test_the_real_trainer() -> None:
    directory = directory_of(TRAINER, "runs/tiny")
    found = only(read(directory))
    assert found.problems == ()
    assert found.taken == {file.name for file in directory.files.values()}, "checkpoints are the same run"
    (run,) = found.runs
    assert (run.id, run.finished) == ("runs/tiny", True)
    assert ("max_steps", "6") in run.settings
    steps = measurements(found, language="de", metric="accuracy", split="eval", pick="step")
    history = state()["log_history"]
    assert isinstance(history, list)
    logged = [(row["step"], row["eval_xnli_de_accuracy"]) for row in history if "eval_xnli_de_accuracy" in row]
    assert [(one.step, float(one.value)) for one in steps] == logged[:-1], "what follows the summary is no step"
    assert all(one.scale == "fraction" and one.task == "xnli_de" for one in steps)
    (final,) = measurements(found, language="de", metric="accuracy", pick="final")
    assert (final.step, float(final.value)) == logged[-1]
    assert final.file.endswith("all_results.json")
    (best,) = measurements(found, pick="best")
    assert (best.task, best.metric, float(best.value), best.step) == ("xnli_de", "accuracy", state()["best_metric"], 2)
    (test,) = measurements(found, split="test", metric="accuracy")
    assert (test.pick, test.step) == ("final", 6)


def test_train_and_eval_rows_are_told_apart() -> None:
    found = only(read(directory_of(TRAINER)))
    assert [one.step for one in measurements(found, metric="loss", split="train", pick="step")] == [2, 4, 6]
    assert len(measurements(found, metric="loss", split="eval", pick="step")) == 6
    assert len(measurements(found, metric="loss", split="train", pick="final")) == 1
    assert {one.unit for one in measurements(found, metric="runtime")} == {"s"}
    assert found.runs[0].id == "."


def test_a_checkpoint_alone_and_a_run_still_going(tmp_path: Path) -> None:
    found = only(read(directory_of(TRAINER / "checkpoint-4", "checkpoint-4")))
    assert found.runs[0].finished is False
    assert max(one.step or 0 for one in found.measurements) == 4
    going = {
        name: (TRAINER / name).read_text()
        for name in ("checkpoint-2/trainer_state.json", "checkpoint-4/trainer_state.json")
    }
    later = only(read(written(tmp_path, going)))
    assert later.measurements
    assert {one.file for one in later.measurements} == {"checkpoint-4/trainer_state.json"}


def test_a_damaged_state_falls_back_to_its_checkpoint(tmp_path: Path) -> None:
    text = (TRAINER / "trainer_state.json").read_text()
    files = {"trainer_state.json": text[:900], "checkpoint-6/trainer_state.json": text}
    found = only(read(written(tmp_path, files)))
    assert [problem.where for problem in found.problems] == ["trainer_state.json"]
    assert {one.file for one in found.measurements} == {"checkpoint-6/trainer_state.json"}


def test_results_without_a_state(tmp_path: Path) -> None:
    results = '{"epoch": 3.0, "eval_accuracy": 84.30, "eval_runtime": 2.5, "eval_samples": 408, "eval_loss": NaN}'
    config = '{"_name_or_path": "/data/pretrained/xlm-roberta-base", "finetuning_task": "mrpc"}'
    pickle = b"\x80\x04cos\nsystem\n(S'false'\ntR."
    found = only(
        read(
            written(
                tmp_path,
                {"eval_results.json": results, "config.json": config, "training_args.bin": pickle},
                "mrpc/seed7",
            )
        )
    )
    (accuracy,) = measurements(found, metric="accuracy")
    assert (accuracy.value, accuracy.scale, accuracy.n, accuracy.split) == ("84.30", "percent", 408, "eval")
    assert (accuracy.task, accuracy.model, accuracy.seed) == ("mrpc", "xlm-roberta-base", "7")
    assert values(found, metric="loss") == ["nan"]
    assert len(found.taken) == 3
    assert found.runs[0].finished is None


def test_a_model_card_names_the_model(tmp_path: Path) -> None:
    files = {
        "README.md": "---\nbase_model: org/base\n---\ntext",
        "all_results.json": '{"epoch": 1.0, "eval_accuracy": 0.5}',
    }
    assert only(read(written(tmp_path, files))).runs[0].model == "org/base"


def test_other_results_are_left_to_others(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"eval_results.json": '{"accuracy": 0.5}', "trainer_state.json": "{}"})) is None
