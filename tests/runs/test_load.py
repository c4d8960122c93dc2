from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.runs import load_runs

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
MADE = Path(__file__).parent / "made"
FILES = {
    "a/train.log": "step:1/2 val_loss:3.5\nstep:2/2 val_loss:3.25\n",
    "a/results.csv": "model,accuracy\nA,84.1\n",
    "a/README.md": "# Accuracy: 99.9\n",
    "b/config.json": '{"learning_rate": 0.1}',
    "b/x.bin": "\0\0",
    "b/empty.log": "",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_file_is_read_or_said_why_not(tmp_path: Path) -> None:
    logs = load_runs(write(tmp_path / "logs", FILES), cache=tmp_path / "cache")
    assert {file.name: file.format for file in logs.files} == {
        "a/README.md": None, "a/results.csv": "csv", "a/train.log": "training_log", "b/config.json": None,
        "b/empty.log": None, "b/x.bin": None,
    }  # fmt: skip
    assert all(file.why for file in logs.files if file.format is None)
    assert [run.id for run in logs.runs] == ["a/results.csv#A", "a/train.log"]


def test_logs_are_never_written_to_nor_anything_beside_them(tmp_path: Path) -> None:
    folder = write(tmp_path / "logs", FILES)

    def state() -> list[tuple[str, int, int]]:
        return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.rglob("*"))]

    before = state()
    logs = load_runs(folder, cache=tmp_path / "cache")
    list(logs.measurements())
    assert state() == before


def test_unchanged_logs_are_not_read_again_and_changed_ones_are(tmp_path: Path) -> None:
    folder = write(tmp_path / "logs", FILES)
    first = load_runs(folder, cache=tmp_path / "cache")
    told: list[str] = []
    again = load_runs(folder, cache=tmp_path / "cache", progress=lambda stage, _done, _total: told.append(stage))
    assert told == []
    assert (again.runs, again.files, again.problems, again.results()) == (
        first.runs, first.files, first.problems, first.results(),
    )  # fmt: skip
    write(folder, {"a/train.log": "step:1/2 val_loss:3.5\nstep:2/2 val_loss:3.26\n"})
    changed = load_runs(folder, cache=tmp_path / "cache")
    assert "3.26" in {one.value for one in changed.results()}
    (place,) = (tmp_path / "cache").iterdir()
    assert len(list(place.iterdir())) == 1


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    folder = write(tmp_path / "logs", FILES)
    first = load_runs(folder, cache=tmp_path / "cache").results()
    for path in sorted((tmp_path / "cache").rglob("*.parquet")):
        path.write_bytes(b"damaged")
    assert load_runs(folder, cache=tmp_path / "cache").results() == first


def test_the_same_logs_give_the_same_bytes(tmp_path: Path) -> None:
    made: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        write(tmp_path / name / "logs", dict(sorted(FILES.items(), reverse=name == "two")))
        load_runs(tmp_path / name / "logs", cache=tmp_path / name / "cache")
        made.append({path.name: path.read_bytes() for path in (tmp_path / name / "cache").rglob("*.*")})
    assert made[0] == made[1]
    assert set(made[0]) == {"logs.json", "series.parquet", "values.parquet"}


def test_a_cache_that_cannot_be_written_is_a_problem_not_a_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    logs = load_runs(write(tmp_path / "logs", FILES), cache=tmp_path / "file" / "cache")
    assert logs.count == 3
    assert len(logs.results()) == 3
    assert "not kept" in logs.problems[-1].message


def test_two_trials_in_a_folder_are_two_runs(tmp_path: Path) -> None:
    files = {f"trial{number}.log": f"step:1/1 loss:0.{number}\n" for number in (1, 2)}
    logs = load_runs(write(tmp_path / "logs", files), cache=tmp_path / "cache")
    assert [(one.run, one.value) for one in logs.results()] == [("trial1.log", "0.1"), ("trial2.log", "0.2")]


def test_a_plain_log_beside_what_a_program_wrote_of_a_run_is_of_the_same_run(tmp_path: Path) -> None:
    state = '{"log_history": [{"epoch": 1.0, "eval_loss": 0.41, "step": 10}], "global_step": 10, "max_steps": 10}'
    files = {"mnli/seed2/trainer_state.json": state, "mnli/seed2/train.log": "step 10 eval_loss 0.4123\n"}
    logs = load_runs(write(tmp_path / "logs", files), cache=tmp_path / "cache")
    assert [run.id for run in logs.runs] == ["mnli/seed2"]
    assert set(logs.runs[0].files) == set(files)
    assert {(one.format, one.value) for one in logs.results_of("mnli/seed2") if one.metric == "loss"} == {
        ("hf_trainer", "0.41"), ("training_log", "0.4123"),
    }  # fmt: skip


def test_several_folders_and_single_files(tmp_path: Path) -> None:
    one = write(tmp_path / "x" / "logs", {"a.log": "step:1/1 loss:0.1\n"})
    two = write(tmp_path / "y" / "logs", {"a.log": "step:1/1 loss:0.2\n"})
    logs = load_runs([one, two], cache=tmp_path / "cache")
    assert [run.id for run in logs.runs] == ["logs-2/a.log", "logs/a.log"]
    alone = load_runs(one / "a.log", cache=tmp_path / "cache")
    assert [run.id for run in alone.runs] == ["a.log"]
    with pytest.raises(InputError):
        load_runs([], cache=tmp_path / "cache")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "logs", FILES)
    (folder / "a" / "train.log").chmod(0)
    logs = load_runs(folder, cache=tmp_path / "cache")
    assert "a/train.log" in {problem.where for problem in logs.problems}


@given(
    st.dictionaries(
        st.sampled_from(["x.log", "x.csv", "x.json", "x.jsonl", "x.yaml", "trainer_state.json"]),
        st.binary(max_size=400), min_size=1,
    )
)  # fmt: skip
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_accounted_for(tmp_path: Path, contents: dict[str, bytes]) -> None:
    folder = tmp_path / "logs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    logs = load_runs(folder, cache=tmp_path / "cache")
    assert [file.name for file in logs.files] == sorted(contents)
    assert all(file.format or file.why for file in logs.files)


def test_two_formats_in_one_folder_are_both_read(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    shutil.copytree(MADE / "hf_trainer", folder)
    shutil.copytree(MADE / "claims" / "jiant" / "none_udpos" / "seed1", folder, dirs_exist_ok=True)
    (folder / "scores.csv").write_text("model,task,accuracy\nGust,MNLI,84.30\n", encoding="utf-8")
    logs = load_runs(folder, cache=tmp_path / "cache")
    formats = {file.name: file.format for file in logs.files if "/" not in file.name}
    assert (formats["trainer_state.json"], formats["val_metrics.json"], formats["scores.csv"]) == (
        "hf_trainer",
        "jiant",
        "csv",
    )
    assert {"84.30", "0.742481"} <= {one.value for one in logs.results()}


def test_a_file_of_several_encodings_loses_no_number(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    rows = (
        "model,task,accuracy\nGüst,MNLI,84.30\n".encode()
        + "Böe,MNLI,81.20\n".encode("latin-1")
        + b"\xff\xfe,MNLI,7.5\n"
    )
    (folder / "scores.csv").write_bytes(rows)
    (folder / "train.log").write_bytes("étape step:1/2 val_loss:3.50\n".encode("utf-16"))
    logs = load_runs(folder, cache=tmp_path / "cache")
    assert {"84.30", "81.20", "7.5", "3.50"} <= {one.value for one in logs.results()}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.untraced
def test_every_shared_log_is_accounted_for(tmp_path: Path) -> None:
    folder = SHARED / "logs"
    logs = load_runs(folder, cache=tmp_path / "cache")
    assert {file.name for file in logs.files} == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }
    unread = {file.name for file in logs.files if file.format is None}
    assert {name.rpartition("/")[2] for name in unread} == {"README.md", "LICENSE", "LICENSE.md", "claims.tsv"}
    assert {run.id for run in logs.runs} == {one.run for one in logs.results()}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_the_reproduced_capsules_are_runs(tmp_path: Path) -> None:
    logs = load_runs(SHARED / "logs" / "core_bench", cache=tmp_path / "cache")
    name = "benchmark/dataset/core_train.json#capsule-7038571"
    assert [(one.run, one.value) for one in logs.results() if one.run.startswith(name)] == [
        (f"{name}/1", "0.9375660604380387"),
        (f"{name}/2", "0.9372440957792072"),
        (f"{name}/3", "0.931951440752941"),
    ]
