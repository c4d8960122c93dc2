from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.runs import Logs, load_runs
from synth.runs.toml_map import Maps, matched, read_map

NAMES = st.lists(st.text("abc{}*.-_ ", min_size=1, max_size=6), min_size=1, max_size=4)


def read(folder: Path, toml: str, files: dict[str, str]) -> Logs:
    logs = folder / "logs"
    for name, text in {"runs.toml": toml, **files}.items():
        (logs / name).parent.mkdir(parents=True, exist_ok=True)
        (logs / name).write_text(text, encoding="utf-8")
    return load_runs(logs, cache=folder / "cache")


@given(st.lists(st.text("abc.-_ ", min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_path_is_matched_by_itself_and_by_stars(names: list[str]) -> None:
    path = "/".join(names)
    assert matched(path, path) == {}
    assert matched("/".join("*" for _ in names), path) == {}
    assert matched("**", path) == {}
    assert matched("/".join(["{model}", *names[1:]]), path) == {"model": names[0]}


@pytest.mark.parametrize(
    ("pattern", "path", "told"),
    [
        ("{model}/seed{seed}/*.csv", "xlm-r/seed2/a.csv", {"model": "xlm-r", "seed": "2"}),
        ("{model}/seed{seed}/*.csv", "xlm-r/seed2/b/a.csv", None), ("**/*.csv", "a.csv", {}),
        ("**/*.csv", "a/b/c.csv", {}), ("**/b/*.csv", "a/b/c.csv", {}),
        ("{model}_{task}.csv", "a_b_c.csv", {"model": "a", "task": "b_c"}),
        ("*.csv", "a/b.csv", None), ("a?.csv", "ab.csv", None),
    ],
)  # fmt: skip
def test_patterns(pattern: str, path: str, told: dict[str, str] | None) -> None:
    assert matched(pattern, path) == told


def test_a_hostile_pattern_ends() -> None:
    assert matched("*a" * 200 + "b", "a" * 400) is None
    assert matched("/".join(["**", "*a*"] * 30), "/".join(["aaa"] * 40) + "/b") is None


def test_columns_paths_and_names_are_mapped(tmp_path: Path) -> None:
    toml = """
        [[logs]]
        files = "{model}/seed{seed}/*.csv"
        split = "test"
        [logs.columns]
        q = { metric = "accuracy", task = "xnli", scale = "percent" }
        where = "language"
        wall = "ignore"
        [logs.names.model]
        "xlmr-large" = "XLM-R"
    """
    logs = read(tmp_path, toml, {"xlmr-large/seed3/r.csv": "where,q,wall\nde,0.9,12.5\n"})
    (one,) = logs.measurements()
    assert (one.model, one.seed, one.split, one.task, one.language, one.metric, one.value, one.scale) == (
        "XLM-R", "3", "test", "xnli", "de", "accuracy", "0.9", "percent",
    )  # fmt: skip
    assert (logs.runs[0].model, logs.runs[0].seed) == ("XLM-R", "3")


def test_places_in_json_are_mapped(tmp_path: Path) -> None:
    toml = '[[logs]]\n[logs.columns]\n"out.{task}.q" = { metric = "f1" }\n'
    logs = read(tmp_path, toml, {"r.json": '{"out": {"mlqa": {"q": 0.61, "z": 7}}}'})
    assert [(one.task, one.metric, one.value) for one in logs.measurements()] == [("mlqa", "f1", "0.61")]


def test_what_is_said_holds_for_every_format(tmp_path: Path) -> None:
    toml = '[[logs]]\nfiles = "a.log"\nmodel = "A"\ndataset = "D"\n[[logs]]\nfiles = "b.log"\nformat = "ignore"\n'
    logs = read(tmp_path, toml, {"a.log": "step 1 loss 0.5\n", "b.log": "step 1 loss 0.5\n"})
    assert [(one.file, one.model, one.dataset) for one in logs.measurements()] == [("a.log", "A", "D")]
    assert {file.name: file.format for file in logs.files} == {
        "a.log": "training_log",
        "b.log": None,
        "runs.toml": None,
    }


def test_the_nearest_map_counts(tmp_path: Path) -> None:
    files = {"x/runs.toml": '[[logs]]\nmodel = "near"\n', "x/a.log": "step 1 loss 0.5\n", "b.log": "step 1 loss 0.5\n"}
    logs = read(tmp_path, '[[logs]]\nmodel = "far"\n', files)
    assert [(run.id, run.model) for run in logs.runs] == [("b.log", "far"), ("x/a.log", "near")]


def test_a_file_that_a_map_calls_a_log_but_is_none_is_a_problem(tmp_path: Path) -> None:
    logs = read(tmp_path, '[[logs]]\nfiles = "a.csv"\nformat = "csv"\n', {"a.csv": "some,thing\nx,y\n"})
    assert [problem.where for problem in logs.problems] == ["a.csv"]


@pytest.mark.parametrize(
    "toml",
    [
        "logs = 3", "[[logs]]\nmodle = 'A'", "[[logs]]\nformat = 'xml'", "[[logs]]\nfiles = 3", "x = ", "[other]",
        "[[logs]]\nfiles = '{nobody}/*'", "[[logs]]\nfiles = '{model}{model}'", "[[logs]]\nscale = 'permille'",
        "[[logs]]\n[logs.columns]\na = 'nothing'", "[[logs]]\n[logs.columns]\na = { metrik = 'x' }",
        "[[logs]]\n[logs.names.model]\na = 3.5", "[[logs]]\nshots = 'five'", "[[logs]]\nmodel = true",
    ],
)  # fmt: skip
def test_what_a_map_cannot_mean_is_an_error_with_its_place(tmp_path: Path, toml: str) -> None:
    path = tmp_path / "runs.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(InputError, match=r"runs\.toml"):
        read_map(path)


def test_no_map_says_nothing() -> None:
    entry, path = Maps().entry("a/b.csv")
    assert (entry.settings, entry.columns, path) == ({}, {}, "a/b.csv")
