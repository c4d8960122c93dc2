"""The `runs.toml` that corpora/xtreme/runs/README.md gives is one, and does to such logs what the file says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from synth.runs import Logs, load_runs
from synth.runs.toml_map import read_map

README = Path(__file__).parents[2] / "corpora" / "xtreme" / "runs" / "README.md"
MADE = Path(__file__).parents[1] / "runs" / "made" / "hf_trainer"
MODEL = "xlm-roberta-large"
ARGS = {"train_tasks": "xnli", "val_tasks": "xnli_de", "hf_pretrained_model_name_or_path": MODEL, "seed": 1}
SCORES = {"xnli_de": {"loss": 0.5, "metrics": {"major": 0.71, "minor": {"acc": 0.71}}}}
EVALUATED = "====== xnli ======\n\n------ accuracy ------\nar, de\n71.20, 77.01\n\naccuracy: 74.10\n"


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Logs:
    place = tmp_path_factory.mktemp("instructions")
    folder = place / "my-logs"
    for intermediate in ("none", "hellaswag"):
        run = folder / "jiant" / intermediate / "xnli" / "seed1"
        run.mkdir(parents=True)
        (run / "args.json").write_text(json.dumps(ARGS), encoding="utf-8")
        (run / "val_metrics.json").write_text(json.dumps(SCORES), encoding="utf-8")
        (run / "done_file").write_text("DONE", encoding="utf-8")
        (run / "xtreme_test.txt").write_text(EVALUATED, encoding="utf-8")
        (run / "test_scores.csv").write_text("task,language,metric,value\nudpos,de,f1,0.812\n", encoding="utf-8")
    trained = folder / "trainer" / "xlm-roberta-large" / "xnli" / "seed7"
    trained.mkdir(parents=True)
    for name in ("trainer_state.json", "eval_results.json", "predict_results.json", "all_results.json", "config.json"):
        (trained / name).write_bytes((MADE / name).read_bytes())
    (folder / "runs.toml").write_text(block("toml"), encoding="utf-8")
    return load_runs(folder, cache=place / "cache")


def test_the_map_parses(tmp_path: Path) -> None:
    (tmp_path / "runs.toml").write_text(block("toml"), encoding="utf-8")
    assert [entry.files.partition("/")[0] for entry in read_map(tmp_path / "runs.toml")] == [
        "jiant",
        "jiant",
        "jiant",
        "trainer",
    ]


def test_development_and_test_scores_are_told_apart(logs: Logs) -> None:
    assert logs.problems == ()
    told = {(one.split, one.task, one.language, one.value) for one in logs.results() if one.run.startswith("jiant")}
    assert ("dev", "xnli_de", "de", "0.71") in told
    assert ("test", "xnli_de", "de", "77.01") in told
    assert ("test", "udpos", "de", "0.812") in told
    accuracies = {(one.split, one.task) for one in logs.results() if one.metric == "accuracy" and one.seed == "7"}
    assert {split for split, _ in accuracies} == {"dev", "test"}


def test_every_log_has_the_paper_s_name_for_the_model(logs: Logs) -> None:
    assert {one.model for one in logs.results()} == {"XLM-R"}
    assert {one.seed for one in logs.results()} == {"1", "7"}
