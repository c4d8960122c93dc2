from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.runs.lm_eval import read
from tests.runs.directories import MADE, directory_of, measurements, only, values, written

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "logs" / "lm_eval"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


@needs_shared
def test_every_metric_of_the_real_files() -> None:
    """Counted from the files without the reader: every value, its standard error, task, language, model and shots."""
    files = sorted(SHARED.rglob("*.json"))
    assert len(files) == 158
    expected: dict[tuple[str, str, str], tuple[float, float | None, int]] = {}
    for path in files:
        content = json.loads(path.read_text())
        for task, metrics in content["results"].items():
            for metric, value in metrics.items():
                if not metric.endswith("_stderr"):
                    shots = content["config"]["num_fewshot"]
                    expected[path.stem, task, metric] = (value, metrics.get(f"{metric}_stderr"), shots)
    found = {}
    for folder in sorted({path.parent for path in files}):
        directory = directory_of(folder, folder.relative_to(SHARED).as_posix())
        part = only(read(directory))
        assert part.problems == ()
        assert part.taken == {file.name for file in directory.direct() if file.name.endswith(".json")}
        for one in part.measurements:
            assert one.task is not None
            name = (Path(one.file).stem, one.task, one.metric)
            assert name not in found
            found[name] = (float(one.value), None if one.stderr is None else float(one.stderr), one.shots)
            assert one.key == f"results.{one.task}.{one.metric}"
            family, size = Path(one.file).parts[-2].split("-", 1)
            assert one.model is not None
            assert one.model.rpartition("/")[2].lower() == f"{family}-{size}".lower()
            named, _, ending = one.task.rpartition("_")
            if named in {"xnli", "xcopa", "pawsx", "xstory_cloze", "xwinograd", "headqa", "lambada_openai_mt"}:
                assert (one.dataset, one.language) == (named, ending)
            elif "crows_pairs" in one.task:
                assert one.language in {"english", "french"}
            else:
                assert one.language is None
    assert found == expected


@needs_shared
def test_squad_is_percent_and_the_rest_of_its_file_is_not() -> None:
    folder = SHARED / "llama" / "llama-7B"
    found = only(read(directory_of(folder)))
    scales = {(one.task, one.metric): one.scale for one in found.measurements}
    assert scales["squad2", "exact"] == scales["squad2", "NoAns_f1"] == scales["squad2", "best_f1"] == "percent"
    assert scales["triviaqa", "acc"] == scales["drop", "f1"] == scales["truthfulqa_mc", "mc2"] == "fraction"
    assert scales["lambada_openai", "ppl"] is None
    run = next(run for run in found.runs if "xnli" in run.id)
    assert run.model == "LLaMA-7B"
    assert ("num_fewshot", "0") in run.settings


def test_the_harness_since_version_0_4() -> None:
    folder = MADE / "lm_eval" / "made__dummy"
    found = only(read(directory_of(folder, "made__dummy")))
    (run,) = found.runs
    assert (run.model, run.seed, run.finished) == ("made/dummy", "11", True)
    assert len(found.taken) == 2, "the samples are taken too"
    (german,) = measurements(found, task="xnli_de", metric="acc")
    content = json.loads(next(folder.glob("results*")).read_text())["results"]["xnli_de"]
    assert float(german.value) == content["acc,none"]
    assert float(german.stderr or "nan") == content["acc_stderr,none"]
    assert (german.dataset, german.language, german.split, german.n, german.shots) == ("xnli", "de", "dev", 30, 2)
    assert german.key == "results.xnli_de.acc,none"
    (group,) = measurements(found, task="xmade")
    assert (group.metric, group.n, group.split) == ("acc", 50, "dev"), "a group stands once, not in results and groups"


def test_what_the_harness_may_write(tmp_path: Path) -> None:
    results = {
        "results": {
            "gsm8k": {
                "alias": "gsm8k",
                "exact_match,strict-match": 0.5,
                "exact_match_stderr,strict-match": "N/A",
                "exact_match,flexible-extract": 0.6,
                "exact_match_stderr,flexible-extract": 0.01,
            },
            "xcopa_id": {"acc": float("nan"), "acc_stderr": float("nan"), "loss": float("-inf")},
        },
        "groups": {"mmlu": {"acc,none": 0.25, "acc_stderr,none": 0.1}},
        "config": {"model": "hf", "model_args": {"pretrained": "/models/tuned/base", "peft": "me/adapter"}},
        "n-shot": {"gsm8k": 8},
        "versions": {},
    }
    found = only(read(written(tmp_path, {"r_5-shot.json": json.dumps(results)}, "a/b")))
    assert [(one.metric, one.stderr, one.shots) for one in measurements(found, task="gsm8k")] == [
        ("exact_match,strict-match", None, 8),
        ("exact_match,flexible-extract", "0.01", 8),
    ]
    assert [
        (one.metric, one.value, one.stderr, one.scale, one.shots) for one in measurements(found, task="xcopa_id")
    ] == [
        ("acc", "nan", None, None, 5),
        ("loss", "-inf", None, None, 5),
    ]
    assert values(found, task="mmlu") == ["0.25"]
    assert found.runs[0].model == "tuned-base + me/adapter"
    assert found.runs[0].id == "a/b/r_5-shot.json"


def test_a_truncated_file_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    whole = json.dumps({"results": {"piqa": {"acc": 0.70}}, "versions": {"piqa": 0}}).replace("0.7}", "0.70}")
    found = only(read(written(tmp_path, {"a.json": whole[:30], "b.json": whole, "c.json": '{"results": {"a": 1}}'})))
    assert values(found) == ["0.70"]
    assert [problem.where for problem in found.problems] == ["a.json"]
    assert found.taken == {"a.json", "b.json"}


def test_other_json_is_left_to_others(tmp_path: Path) -> None:
    files = {"a.json": '{"accuracy": 0.5}', "b.json": '{"results": [1, 2]}', "c.json": "", "d.txt": '{"results": {}'}
    assert read(written(tmp_path, files)) is None
