"""`synth corpus` on made papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run
from tests.cli.made import write_papers


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    return write_papers(tmp_path / "papers")


def test_add_show_check_export(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add = ["corpus", "add", str(papers), "--corpus", "mine"]
    assert run(add) == 0
    assert "mine: 4 added, 0 updated, 0 unchanged, 0 failed; 4 papers" in capsys.readouterr().err
    assert run(add) == 0
    assert "0 added, 0 updated, 4 unchanged" in capsys.readouterr().err
    (papers / "rain.md").write_text("# Snow\n\n## Results\n\nIt snowed on 3 days.\n", encoding="utf-8")
    (papers / "empty.md").write_bytes(b"")
    assert run(add) == 0
    shown = capsys.readouterr()
    assert "0 added, 1 updated, 3 unchanged, 1 failed; 4 papers" in shown.err
    assert "papers/empty.md" in shown.err
    assert shown.out == ""

    assert run(["corpus", "show", "--corpus", "mine"]) == 0
    assert "first\t2021\tmarkdown\tJoint training for made transfer" in capsys.readouterr().out
    assert run(["corpus", "show", "--corpus", "mine", "--format", "json"]) == 0
    shown = capsys.readouterr()
    whole = json.loads(shown.out)
    assert [paper["id"] for paper in whole["papers"]] == ["first", "rain", "second", "third"]
    assert [problem["where"] for problem in whole["problems"]] == ["papers/empty.md"]
    assert shown.err == ""

    assert run(["corpus", "check", "--corpus", "mine"]) == 0
    assert "mine: 4 papers, no faults" in capsys.readouterr().err
    assert run(["corpus", "export", str(tmp_path / "out"), "--corpus", "mine"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["first.md", "rain.md", "second.md", "third.md"]
    for name in names:
        assert (tmp_path / "out" / name).read_bytes() == (papers / name).read_bytes()


def test_list(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 0
    capsys.readouterr()
    assert run(["corpus", "list", "--format", "json"]) == 0
    listed = {each["name"]: each["path"] for each in json.loads(capsys.readouterr().out)}
    assert listed["mine"] == str(tmp_path / "home" / "corpora" / "mine.db")
    assert Path(listed["xtreme"]).is_dir()
    assert run(["corpus", "list"]) == 0
    assert f"mine\t{listed['mine']}" in capsys.readouterr().out.splitlines()


def test_a_corpus_by_name_by_file_and_by_folder(
    papers: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "elsewhere" / "mine.db"
    assert run(["corpus", "add", str(papers), "--corpus", str(file)]) == 0
    shown = []
    for corpus in (str(file), str(papers)):
        capsys.readouterr()
        assert run(["corpus", "show", "--corpus", corpus]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] != ""
