from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.records import Measurement
from synth.runs import Logs, load_runs
from synth.runs.columns import guess_columns
from synth.runs.numerals import numeral


def read(folder: Path, name: str, text: str, *, encoding: str = "utf-8") -> Logs:
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    (logs / name).write_text(text, encoding=encoding)
    return load_runs(logs, cache=folder / "cache")


def told(logs: Logs, *parts: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(one, part) for part in parts) for one in logs.measurements()]


@given(st.lists(st.decimals(-999, 999, allow_nan=False, places=3).map(str), min_size=1, max_size=20))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cell_comes_back_as_it_was_written(tmp_path: Path, values: list[str]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["step", "loss"])
    writer.writerows([step, value] for step, value in enumerate(values))
    logs = read(tmp_path, "history.csv", stream.getvalue())
    assert told(logs, "step", "value", "line") == [(step, value, step + 2) for step, value in enumerate(values)]


@given(st.text(max_size=20))
def test_a_numeral_is_one_or_none(text: str) -> None:
    found = numeral(text)
    assert found is None or found[0] in {"nan", "inf", "-inf"} or float(found[0]) == pytest.approx(float(found[0]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5385", ("0.5385", None)), (" 84.10 ", ("84.10", None)), ("1,024", ("1024", None)),
        ("45 minutes", ("45", "min")), ("301825ms", ("301825", "ms")), ("84.1%", ("84.1", "%")), ("NaN", ("nan", None)),
        ("-Infinity", ("-inf", None)), ("84.1 ± 0.3", ("84.1", None)), ("1e-5", ("1e-5", None)), ("v2", None),
        ("2024-01-01", None), ("", None), ("12 apples", None),
    ],
)  # fmt: skip
def test_numerals(text: str, value: tuple[str, str | None] | None) -> None:
    assert numeral(text) == value


def test_a_long_table(tmp_path: Path) -> None:
    text = (
        "model,task,lang,split,metric,value,stderr,n\nA,xnli,de,test,acc,0.797,0.005,5010\nA,xnli,fr,test,acc,0.80,,\n"
    )
    logs = read(tmp_path, "long.csv", text)
    assert list(logs.measurements()) == [
        Measurement(
            run="long.csv#A", format="csv", model="A", task="xnli", dataset=None, language=language, split="test",
            metric="acc", value=value, stderr=stderr, n=n, seed=None, step=None, scale="fraction", file="long.csv",
            line=line, key="acc",
        )
        for language, value, stderr, n, line in (("de", "0.797", "0.005", 5010, 2), ("fr", "0.80", None, None, 3))
    ]  # fmt: skip


def test_a_wide_table_of_metrics(tmp_path: Path) -> None:
    logs = read(tmp_path, "history.csv", "epoch,train_loss,val_loss,val_acc\n1,0.5,0.6,0.70\n2,0.4,0.55,0.75\n")
    assert told(logs, "metric", "split", "step", "value", "scale")[:3] == [
        ("loss", "train", 1, "0.5", None), ("loss", "dev", 1, "0.6", None), ("acc", "dev", 1, "0.70", "fraction"),
    ]  # fmt: skip
    assert [run.id for run in logs.runs] == ["history.csv"]


def test_columns_named_by_languages_and_tasks_are_said_to_be_guesses(tmp_path: Path) -> None:
    logs = read(tmp_path, "xnli_accuracy.csv", "model,en,sw\nXLM-R,85.8,73.9\n")
    assert told(logs, "model", "language", "metric", "value", "scale") == [
        ("XLM-R", "en", "accuracy", "85.8", "percent"), ("XLM-R", "sw", "accuracy", "73.9", "percent"),
    ]  # fmt: skip
    assert any("'sw' is a language" in guess for guess in logs.files[0].guessed)


def test_a_column_names_task_and_metric(tmp_path: Path) -> None:
    logs = read(tmp_path, "t.tsv", "system\tPAWS-X (F1)\tMLQA_em\tXNLI\tparams\nA\t86.4\t60.1\t79.2\t270M\n")
    assert told(logs, "task", "metric", "value") == [
        ("PAWS-X", "F1", "86.4"), ("MLQA", "em", "60.1"), ("XNLI", "score", "79.2"),
    ]  # fmt: skip


def test_rows_that_differ_in_seed_or_options_are_runs(tmp_path: Path) -> None:
    logs = read(tmp_path, "sweep.csv", "model,seed,lr,acc\nA,1,0.1,84.1\nA,2,0.1,84.5\nA,2,0.2,80.0\n")
    assert [run.id for run in logs.runs] == [
        "sweep.csv#A/1/lr=0.1", "sweep.csv#A/2/lr=0.1", "sweep.csv#A/2/lr=0.2",
    ]  # fmt: skip
    assert logs.run("sweep.csv#A/2/lr=0.2").settings == (("lr", "0.2"),)


def test_rows_that_nothing_tells_apart_are_repeated_runs(tmp_path: Path) -> None:
    logs = read(tmp_path, "repeat.csv", "model,acc\nA,84.1\nA,84.5\nB,83.0\n")
    assert told(logs, "run", "value") == [
        ("repeat.csv#A", "84.1"),
        ("repeat.csv#A/2", "84.5"),
        ("repeat.csv#B", "83.0"),
    ]
    assert any("one each" in guess for guess in logs.files[0].guessed)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (("0.84", "0.85"), "fraction"), (("84.1", "0.9"), "percent"), (("1", "1"), None), (("0", "1"), None),
        (("0.5", "1"), "fraction"), (("840", "850"), None),
    ],
)  # fmt: skip
def test_fraction_or_percent_is_told_from_the_whole_file(tmp_path: Path, values: tuple[str, str], scale: str) -> None:
    logs = read(tmp_path, "s.csv", f"model,accuracy\nA,{values[0]}\nB,{values[1]}\n")
    assert {one.scale for one in logs.measurements()} == {scale}


def test_losses_have_no_scale_and_nan_is_kept(tmp_path: Path) -> None:
    logs = read(tmp_path, "h.csv", "step,loss\n1,0.5\n2,NaN\n3,-inf\n")
    assert told(logs, "value", "scale") == [("0.5", None), ("nan", None), ("-inf", None)]


@pytest.mark.parametrize(
    "text",
    [
        "record,claimed_time,folder\n1,45 minutes,a\n2,31.4 minutes,b\n",
        "model,reported_accuracy\nA,84.1\nB,85.0\n",
        "id,text,label\n" + "".join(f"{row},some text,1\n" for row in range(10)),
        "id,question,f1\n" + "".join(f"{row},some text,0.{row}\n" for row in range(10)),
        "width,height\n1,2\n",
    ],
)
def test_what_is_no_table_of_measurements_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    logs = read(tmp_path, "t.csv", text)
    assert logs.count == 0
    assert logs.files[0].format is None
    assert "not a log" in (logs.files[0].why or "")


def test_a_half_written_row_and_ragged_rows(tmp_path: Path) -> None:
    logs = read(tmp_path, "h.csv", "step,loss,acc\n1,0.5,0.6\n2,0.4\n3,0.3,0.8,9\n4,0.2")
    assert told(logs, "step", "metric", "value") == [
        (1, "loss", "0.5"), (1, "acc", "0.6"), (2, "loss", "0.4"), (3, "loss", "0.3"), (3, "acc", "0.8"),
    ]  # fmt: skip
    assert len(logs.problems) == 2
    assert any("half-written" in problem.message for problem in logs.problems)


def test_other_encodings_and_decimal_commas(tmp_path: Path) -> None:
    logs = read(tmp_path, "l.csv", "modèle;accuracy\nbêta;84,1\n", encoding="latin-1")
    assert told(logs, "value") == [("84.1",)]
    assert logs.runs[0].settings == (("modèle", "bêta"),) or logs.runs[0].id == "l.csv"
    logs = read(tmp_path, "u.csv", "model,accuracy\nä,84.1\n", encoding="utf-16")
    assert ("ä",) in told(logs, "model")


def test_json_lines_with_rows_of_two_kinds(tmp_path: Path) -> None:
    text = '{"step": 1, "loss": 0.50}\n{"step": 1, "eval/acc": 0.7}\n{"step": 2, "loss": NaN}\n{"step": 3, "lo'
    logs = read(tmp_path, "h.jsonl", text)
    assert told(logs, "split", "metric", "value", "step", "line") == [
        (None, "loss", "0.50", 1, 1), ("eval", "acc", "0.7", 1, 2), (None, "loss", "nan", 2, 3),
    ]  # fmt: skip
    assert "half-written" in logs.problems[0].message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"xnli": {"de": {"accuracy": 0.797}, "fr": {"accuracy": 0.80}}}',
         [("xnli", "de", "accuracy", "0.797", "xnli.de.accuracy"),
          ("xnli", "fr", "accuracy", "0.80", "xnli.fr.accuracy")]),
        ('{"accuracy": {"mean": 84.10, "std": 0.3}}',
         [(None, None, "accuracy", "84.10", "accuracy.mean"), (None, None, "accuracy_std", "0.3", "accuracy.std")]),
        ('{"results": {"xnli": {"acc": 0.5, "acc_stderr": 0.01}}}', [("xnli", None, "acc", "0.5", "results.xnli.acc")]),
        ('{"scores": {"xnli": 79.2}}', [("xnli", None, "score", "79.2", "scores.xnli")]),
    ],
)  # fmt: skip
def test_nested_json(tmp_path: Path, text: str, expected: list[tuple[object, ...]]) -> None:
    assert told(read(tmp_path, "n.json", text), "task", "language", "metric", "value", "key") == expected


def test_lists_in_json_are_runs_or_steps(tmp_path: Path) -> None:
    logs = read(tmp_path, "a.json", '{"accuracy": [84.1, 84.5, 83.9]}')
    assert [run.id for run in logs.runs] == ["a.json#1", "a.json#2", "a.json#3"]
    logs = read(tmp_path, "a.json", '{"train_loss": [3, 2.5, 2], "val_acc": [0.5, 0.6, 0.65]}')
    assert [run.id for run in logs.runs] == ["a.json"]
    assert [one.value for one in logs.series("a.json", "acc")] == ["0.5", "0.6", "0.65"]
    logs = read(tmp_path, "a.json", '{"seeds": [7, 8], "accuracy": [84.1, 84.5]}')
    assert [run.seed for run in logs.runs] == ["7", "8"]


@pytest.mark.parametrize("text", ['{"acc": 0.5, "f1": ', "[" * 100_000, '{"learning_rate": 1e-5, "hidden_size": 768}'])
def test_json_that_holds_no_measurements_is_accounted_for(tmp_path: Path, text: str) -> None:
    logs = read(tmp_path, "c.json", text)
    assert logs.count == 0
    assert logs.files[0].format is None
    assert logs.files[0].why


def test_a_table_without_columns_is_none() -> None:
    assert guess_columns([], []) is None
