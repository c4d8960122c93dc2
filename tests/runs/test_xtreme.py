"""XTREME's programs need a checkout and its data: the outputs are typed by the format that their source prints."""

from __future__ import annotations

from pathlib import Path

from synth.runs.xtreme import read
from tests.runs.directories import measurements, only, values, written

EVALUATED = """====== xnli ======

------ accuracy ------
ar, de, sw
71.20, 77.01, 0.50

accuracy: 49.57
metric: 49.57
====== xquad ======

------ exact_match ------
en, de
70.00, 60.00

------ f1 ------
en, de
80.00, 75.00

exact_match: 65.00
f1: 77.50
metric: 71.25
"""
CLASSIFIED = """======= Predict using the model from outputs/xnli/xlm-roberta-large-LR1e-5/checkpoint-best for test:
en=0.5
de=0.4530
total=0.4765
"""
TAGGED = """=====================
language=en
f1 = 0.8123
loss = 0.25
precision = 0.81
=====================
language=de
f1 = 0.75
"""


def test_the_evaluator(tmp_path: Path) -> None:
    found = only(read(written(tmp_path, {"scores.txt": EVALUATED})))
    assert found.problems == ()
    (german,) = measurements(found, dataset="xnli", language="de")
    assert (german.metric, german.value, german.scale, german.split, german.line, german.task) == (
        "accuracy", "77.01", "percent", "test", 5, "xnli_de",
    )  # fmt: skip
    (swahili,) = measurements(found, dataset="xnli", language="sw")
    assert swahili.scale == "percent"
    assert values(found, task="xnli", language=None) == ["49.57", "49.57"]
    assert values(found, dataset="xquad", metric="f1") == ["80.00", "75.00", "77.50"]
    assert values(found, metric="metric", dataset="xquad") == ["71.25"]


def test_predictions_of_classifiers_and_taggers(tmp_path: Path) -> None:
    found = only(read(written(tmp_path, {"test_results.txt": CLASSIFIED, "dev_results.txt": TAGGED})))
    rows = [(one.split, one.language, one.metric, one.value, one.scale) for one in found.measurements]
    assert rows == [
        ("dev", "en", "f1", "0.8123", "fraction"),
        ("dev", "en", "loss", "0.25", None),
        ("dev", "en", "precision", "0.81", "fraction"),
        ("dev", "de", "f1", "0.75", "fraction"),
        ("test", "en", "acc", "0.5", "fraction"),
        ("test", "de", "acc", "0.4530", "fraction"),
        ("test", None, "acc", "0.4765", "fraction"),
    ]
    assert [run.model for run in found.runs] == [None, "xlm-roberta-large-LR1e-5"]


def test_a_second_prediction_is_appended(tmp_path: Path) -> None:
    again = CLASSIFIED.replace("0.4530", "0.5")
    found = only(read(written(tmp_path, {"test_results.txt": CLASSIFIED + again})))
    assert values(found, language="de") == ["0.5"]
    assert found.problems


def test_half_an_output_and_other_texts(tmp_path: Path) -> None:
    found = only(read(written(tmp_path, {"a.txt": EVALUATED.replace("71.20, 77.01", "71.20")})))
    assert "as many scores" in found.problems[0].message
    assert read(written(tmp_path / "b", {"a.txt": "accuracy: 0.5\n===== x =====\n"})) is None
