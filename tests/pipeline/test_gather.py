"""Places whose names are no text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from synth.cli import run

NOTE = "# A made note\n\nIt reaches 3.2 points on GLORP.\n"
BAD = b"caf\xe9"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    place = tmp_path / "papers"
    (place / os.fsdecode(BAD)).mkdir(parents=True)
    (place / os.fsdecode(BAD) / "inside.md").write_text(NOTE)
    (place / os.fsdecode(BAD + b".md")).write_text(NOTE)
    (place / "good.md").write_text(NOTE)
    return place


def test_a_name_that_is_not_utf8_is_a_problem_and_stops_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["corpus", "add", str(folder), "--corpus", "mine"]) == 0
    shown = capsys.readouterr().err
    assert "1 added" in shown
    assert "2 failed" in shown
    assert shown.count("is not UTF-8: not read (rename it)") == 2


def test_nothing_but_such_a_name_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "add", str(folder / os.fsdecode(BAD + b".md")), "--corpus", "mine"]) == 2
    assert "is not UTF-8" in capsys.readouterr().err


def test_a_paper_with_such_a_file_beside_it_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = folder / "whole"
    whole.mkdir()
    (whole / "main.tex").write_text(
        r"\documentclass{article}\begin{document}\section{Made}It gains 3.2 points. \input{part}\end{document}"
    )
    (whole / "part.tex").write_text("It gains 4.1 points on Snow.")
    (whole / os.fsdecode(BAD + b".tex")).write_text("Never read.")
    assert run(["corpus", "add", str(whole), "--corpus", "mine"]) == 0
    assert "1 added" in capsys.readouterr().err
