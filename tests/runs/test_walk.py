from __future__ import annotations

import gzip
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from synth.errors import InputError
from synth.runs import load_runs
from synth.runs.walk import MAX_DEPTH, directories, find_files


def write(folder: Path, name: str, text: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_file_below_a_folder_is_found_by_name(tmp_path: Path) -> None:
    for name in ("b/2.log", "a.log", "b/1.log", "b/c/d.log", ".hidden/e.log"):
        write(tmp_path, name)
    assert [file.name for file in find_files(tmp_path).files] == [
        ".hidden/e.log", "a.log", "b/1.log", "b/2.log", "b/c/d.log",
    ]  # fmt: skip


def test_links_are_not_followed_and_loops_end(tmp_path: Path) -> None:
    logs, outside = tmp_path / "logs", write(tmp_path, "outside/secret.log")
    write(logs, "run/train.log")
    (logs / "latest").symlink_to(logs / "run")
    (logs / "run" / "loop").symlink_to(logs)
    (logs / "out.log").symlink_to(outside)
    (logs / "self").symlink_to(logs / "self")
    walked = find_files(logs)
    assert [file.name for file in walked.files] == ["run/train.log"]
    assert {file.name for file in walked.aside} == {"latest", "run/loop"}
    assert [problem.where for problem in walked.problems] == ["out.log", "self"]


def test_what_is_neither_a_file_nor_a_folder_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    walked = find_files(tmp_path)
    assert walked.files == ()
    assert [problem.where for problem in walked.problems] == ["pipe"]


def test_folders_too_deep_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "/".join(["d"] * (MAX_DEPTH + 2)) + "/x.log")
    walked = find_files(tmp_path)
    assert walked.files == ()
    assert len(walked.problems) == 1


def test_an_archive_is_asked_to_be_unpacked(tmp_path: Path) -> None:
    inside = write(tmp_path, "train.log", "step 1 loss 0.5\n")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(inside)
    with tarfile.open(tmp_path / "b.tar", "w") as packed:
        packed.add(inside)
    with gzip.open(tmp_path / "c.log.gz", "wt") as stream:
        stream.write("step 1 loss 0.5\n")
    for name in ("a.zip", "b.tar", "c.log.gz"):
        with pytest.raises(InputError, match="archive") as raised:
            find_files(tmp_path / name)
        assert "unpack" in str(raised.value)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        find_files(tmp_path / "nowhere")


def test_directories_come_top_down_with_what_is_left(tmp_path: Path) -> None:
    for name in ("a/x.log", "a/b/y.log", "a-b/z.log", "top.log"):
        write(tmp_path, name)
    files = find_files(tmp_path).files
    left = {file.name for file in files}
    seen: list[tuple[str, list[str]]] = []
    for directory in directories(files, left):
        seen.append((directory.name, sorted(directory.files)))
        if directory.name == "a":
            left -= {"a/b/y.log"}
    assert seen == [
        ("", ["a-b/z.log", "a/b/y.log", "a/x.log", "top.log"]),
        ("a", ["b/y.log", "x.log"]),
        ("a-b", ["z.log"]),
    ]


def test_thousands_of_other_files_are_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for number in range(1_000):
        (tmp_path / "logs" / f"{number}.bin").write_bytes(b"\0\1")
    write(tmp_path / "logs", "train.log", "step:1/2 loss:0.5\nstep:2/2 loss:0.25\n")
    logs = load_runs(tmp_path / "logs", cache=tmp_path / "cache")
    assert len(logs.files) == 1_001
    assert logs.count == 2
