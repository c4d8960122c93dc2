from __future__ import annotations

from pathlib import Path

from huggingface_hub import EvalResult, EvalResultEntry, ModelCard, ModelCardData, eval_result_entries_to_yaml

from synth.runs.model_index import read
from tests.runs.directories import measurements, only, written


def stated(metric: str, value: float, config: str | None = None, split: str | None = None) -> EvalResult:
    return EvalResult(
        task_type="text-classification",
        dataset_type="xnli",
        dataset_name="XNLI",
        dataset_config=config,
        dataset_split=split,
        metric_type=metric,
        metric_value=value,
    )


def test_a_card_by_the_real_library(tmp_path: Path) -> None:
    results = [
        stated("accuracy", 84.3, "de", "test"),
        stated("f1", 0.5, "de", "test"),
        stated("accuracy", 70.25, "sw", "validation"),
    ]
    card = ModelCard(f"---\n{ModelCardData(model_name='org/tuned', eval_results=results).to_yaml()}\n---\n# Model\n")
    found = only(read(written(tmp_path, {"README.md": str(card)}, "org")))
    assert found.runs[0].id == "org/README.md"
    rows = [
        (one.dataset, one.language, one.split, one.metric, one.value, one.scale, one.model)
        for one in found.measurements
    ]
    assert rows == [
        ("xnli", "de", "test", "accuracy", "84.3", "percent", "org/tuned"),
        ("xnli", "de", "test", "f1", "0.5", "percent", "org/tuned"),
        ("xnli", "sw", "dev", "accuracy", "70.25", "percent", "org/tuned"),
    ]


def test_digits_stay_as_stated(tmp_path: Path) -> None:
    text = """---
license: mit
model-index:
- name: a
  results:
  - task: {type: question-answering}
    dataset: {type: squad_v2, name: squad (5-shot)}
    metrics:
    - {type: exact_match, value: 84.30}
    - {type: f1, value: "90.10%"}
    - {type: loss, value: [0.50]}
    - {type: accuracy, value: many}
- name: b
  results: []
---
"""
    found = only(read(written(tmp_path, {"README.md": text})))
    assert [run.id for run in found.runs] == ["README.md", "README.md#1"]
    assert [(one.value, one.scale, one.shots) for one in found.measurements] == [
        ("84.30", "percent", 5),
        ("90.10", "percent", 5),
        ("0.50", None, 5),
    ]


def test_results_by_the_real_library(tmp_path: Path) -> None:
    import yaml

    entries = [
        EvalResultEntry("cais/hle", "default", 20.9),
        EvalResultEntry("org/gpqa", "gpqa_diamond", 0.412, notes="0-shot"),
    ]
    text = yaml.safe_dump(eval_result_entries_to_yaml(entries))
    found = only(read(written(tmp_path, {"hle.yaml": text}, "org/model/.eval_results")))
    assert found.runs[0].model == "org/model"
    assert [(one.task, one.dataset, one.value, one.shots) for one in found.measurements] == [
        ("cais/hle", "cais/hle", "20.9", None),
        ("gpqa_diamond", "org/gpqa", "0.412", 0),
    ]


def test_damage_and_others(tmp_path: Path) -> None:
    found = only(
        read(written(tmp_path, {"README.md": "---\nmodel-index: [\n---\n", "x.yaml": "dataset: [task_id: value:"}))
    )
    assert sorted(problem.where for problem in found.problems) == ["README.md", "x.yaml"]
    assert (
        read(written(tmp_path / "b", {"README.md": "# Model\n", "c.md": "---\ntitle: a\n---\n", "d.yaml": "a: 1"}))
        is None
    )
    assert measurements(found) == []
