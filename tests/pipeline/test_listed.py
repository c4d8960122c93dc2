"""Lists of references, as reference managers export them, into a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run

BIB = """@article{made2024rain,
  title = {A Made Study of {Rain} on Soil},
  author = {Made, Ada and Sample, Bob},
  year = {2024},
  doi = {10.5555/made.1},
  abstract = {Rain moved 3.2 litres of made soil.}
}
@misc{made2025,
  title = {A Made Preprint},
  author = {Made, Ada},
  year = {2025},
  eprint = {2501.00001},
  archivePrefix = {arXiv}
}
@article{nothing, year = {2020}}
"""
RIS = "TY  - JOUR\nTI  - A made study of rain on soil\nAU  - Made, Ada\nPY  - 2024\nDO  - 10.5555/made.1\nER  -\n"
CSL = json.dumps([{"id": "made", "type": "book", "title": "A made book", "author": [{"family": "Made"}]}])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    for name, content in (("library.bib", BIB), ("library.ris", RIS), ("library.json", CSL)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def papers(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert run(["corpus", "show", "--corpus", "mine", "--format", "json"]) == 0
    return {paper["id"]: paper for paper in json.loads(capsys.readouterr().out)["papers"]}


def test_a_bibliography_that_is_named_gives_its_papers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "add", str(folder / "library.bib"), "--corpus", "mine"]) == 0
    assert "2 added" in capsys.readouterr().err
    found = papers(capsys)
    assert {name: paper["text"] for name, paper in found.items()} == {
        "10.5555/made.1": "abstract",
        "2501.00001": "abstract",
    }
    assert found["10.5555/made.1"]["authors"] == ["Ada Made", "Bob Sample"]
    assert run(["corpus", "add", str(folder / "library.bib"), "--corpus", "mine"]) == 0
    assert "0 added, 0 updated, 2 unchanged" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "paper"), [("library.ris", "10.5555/made.1"), ("library.json", "made")])
def test_other_lists(folder: Path, capsys: pytest.CaptureFixture[str], name: str, paper: str) -> None:
    assert run(["corpus", "add", str(folder / name), "--corpus", "mine"]) == 0
    assert list(papers(capsys)) == [paper]


def test_in_a_folder_a_bibliography_is_what_its_papers_cite(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "note.md").write_text("# A made note\n\nIt gains 3.2 points.\n")
    assert run(["corpus", "add", str(folder), "--corpus", "mine"]) == 0
    assert list(papers(capsys)) == ["note"]


def test_what_is_no_list_is_a_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.json").write_text("{", encoding="utf-8")
    assert run(["corpus", "add", str(folder / "broken.json"), "--corpus", "mine"]) == 0
    assert "broken.json" in capsys.readouterr().err
