"""`synth batch` end to end on made papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run
from tests.cli.made import BATCH, write_papers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    write_papers(tmp_path / "papers")
    (tmp_path / "questions.toml").write_text(BATCH, encoding="utf-8")
    return tmp_path


def batch(folder: Path, *more: str) -> int:
    corpus = str(folder / "papers")
    out = str(folder / "out")
    return run(["batch", str(folder / "questions.toml"), "--corpus", corpus, "--offline", "--out", out, *more])


def test_a_report_for_each_question_the_same_bytes_as_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(folder) == 0
    shown = capsys.readouterr()
    assert [line.split(":")[0] for line in shown.err.splitlines()] == ["order", "snow"]
    assert shown.out.index("order") < shown.out.index("snow")
    made = (folder / "out" / "snow" / "report.json").read_bytes()
    assert json.loads(made)["date"] == "2026-01-01"
    assert json.loads(made)["title"] == "Order and Snow"
    assert batch(folder, "--only", "snow", "--out", str(folder / "alone")) == 0
    assert sorted(path.name for path in (folder / "alone").iterdir()) == ["index.html", "snow"]
    for name in ("report.md", "report.html", "report.json"):
        alone = folder / "alone" / "snow" / name
        assert alone.read_bytes() == (folder / "out" / "snow" / name).read_bytes()


def test_a_question_that_fails_does_not_stop_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "order").write_text("a file where a folder is wanted")
    assert batch(folder, "--format", "json") == 3
    shown = capsys.readouterr()
    assert "order: failed" in shown.err
    assert "cannot be written" in shown.err
    (line,) = shown.out.splitlines()
    assert json.loads(line)["slug"] == "snow"
    assert (folder / "out" / "snow" / "report.json").is_file()
    assert (folder / "out" / "order").read_text() == "a file where a folder is wanted"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_several_processes_give_the_same_bytes(folder: Path) -> None:
    assert batch(folder) == 0
    assert batch(folder, "--jobs", "2", "--out", str(folder / "apart")) == 0
    assert files(folder / "apart") == files(folder / "out")


def test_a_process_fails_no_question_but_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "order").write_text("a file where a folder is wanted")
    assert batch(folder, "--jobs", "2") == 3
    assert "order: failed" in capsys.readouterr().err
    assert (folder / "out" / "snow" / "report.json").is_file()


def test_what_is_done_is_kept_and_what_would_differ_is_made_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(folder) == 0
    before = files(folder / "out")
    (folder / "out" / "snow" / "report.html").unlink()
    capsys.readouterr()
    assert batch(folder, "--resume") == 0
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["snow"]
    assert files(folder / "out") == before
    assert batch(folder, "--resume", "--max-claims", "1") == 0
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["order", "snow"]
    assert batch(folder, "--resume", "--format", "md") == 2
    assert "--resume needs report.json" in capsys.readouterr().err


def test_the_index_lists_every_question_and_links_its_report(folder: Path) -> None:
    assert batch(folder, "--only", "snow") == 0
    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "1 of 2 questions have a report here." in page
    assert '<a href="snow/report.html">Order and Snow</a>' in page
    assert "Without a report" in page
    assert batch(folder, "--only", "order") == 0
    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert page.index('href="order/report.html"') < page.index('href="snow/report.html"')
    assert "Without a report" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no [[question]]"),
        (b"question = 3", "has no [[question]]"),
        (b"[[question]]\nslug = 'x'", 'question 1 has no text = "'),
        (b"[[question]]\ntext = '  '", 'question 1 has no text = "'),
        (b"[[question]]\ntext = '???'", "question 1: the question is empty"),
        (b"question = [3]", 'question 1 has no text = "'),
        (b"[[question", "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"a = " + b"[" * 5000, "cannot be read"),
        (b"[[question]]\ntext = 'a b?'\n[[question]]\ntext = 'A b!'", "slug 'a-b' names another question's folder"),
        (b"[[question]]\ntext = 'a'\nslug = '../../etc'", "cannot name a folder"),
        (b"[[question]]\ntext = 'a'\nslug = '.hidden'", "cannot name a folder"),
        (b"date = 'soon'\n[[question]]\ntext = 'a'", "'soon' is no date"),
    ],
)
def test_a_file_that_is_not_of_questions_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (folder / "questions.toml").write_bytes(content)
    assert batch(folder) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.splitlines()) <= 2
    assert not (folder / "out").exists()


def test_what_cannot_be_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(folder, "--only", "rain") == 2
    assert "its slugs are: order, snow" in capsys.readouterr().err
    assert batch(folder, "--corpus", "nowhere") == 2
    assert "there is no corpus 'nowhere'" in capsys.readouterr().err
    assert run(["batch", str(folder / "absent.toml"), "--offline", "--corpus", "x"]) == 2
    assert "absent.toml cannot be read: No such file" in capsys.readouterr().err
    assert run(["batch", str(folder / "questions.toml"), "--offline"]) == 2
    assert "nothing to read from" in capsys.readouterr().err
