"""Lists of references, as reference managers export them, into a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run
from tests.sources.databases import MadeWork, jats, readable_pdf

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


ATTACHED = r"""@article{{made2024rain,
  title = {{A Made Study of Rain on Soil}},
  author = {{Made, Ada}},
  year = {{2024}},
  doi = {{10.5555/made.1}},
  abstract = {{Rain moved 3.2 litres of made soil.}},
  file = {{Full Text PDF:{path}:application/pdf;Snapshot:files/13/made.html:text/html}}
}}
"""
BODY = "<sec><title>Results</title><p>Rain moved 4.5 litres of made soil.</p></sec>"
LINES = "A made study of rain on soil\n\nAbstract\nRain moves soil.\n\n1 Results\nRain moved 5.5 litres of made soil."


def write(folder: Path, path: str, content: bytes) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def sentences(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["search", "how much soil rain moved", "--corpus", "mine"]) == 0
    return capsys.readouterr().out


def test_what_an_export_has_attached_is_read_as_the_full_text_of_its_entry(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = folder / "export"
    write(export, "files/12/Made - 2024.pdf", readable_pdf(LINES))
    write(export, "made.bib", ATTACHED.format(path="files/12/Made - 2024.pdf").encode())
    assert run(["corpus", "add", str(export / "made.bib"), "--corpus", "mine"]) == 0
    (paper,) = papers(capsys).values()
    assert (paper["id"], paper["text"], paper["title"]) == ("10.5555/made.1", "pdf", "A Made Study of Rain on Soil")
    assert "5.5 litres" in sentences(capsys)
    assert run(["corpus", "add", str(export / "made.bib"), "--corpus", "mine"]) == 0
    assert "0 added, 0 updated, 1 unchanged" in capsys.readouterr().err
    write(export, "files/12/Made - 2024.pdf", readable_pdf(LINES.replace("5.5", "6.5")))
    assert run(["corpus", "add", str(export / "made.bib"), "--corpus", "mine"]) == 0
    assert "0 added, 1 updated, 0 unchanged" in capsys.readouterr().err
    assert "6.5 litres" in sentences(capsys)


def test_an_article_in_xml_that_ris_has_attached(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = folder / "export"
    write(export, "files/1/made 1.xml", jats(MadeWork(1, "A made study of rain on soil", article=BODY)))
    write(export, "made.ris", RIS.replace("ER  -", "L1  - files/1/made 1.xml\nER  -").encode())
    assert run(["corpus", "add", str(export / "made.ris"), "--corpus", "mine"]) == 0
    assert "4.5 litres" in sentences(capsys)
    assert list(papers(capsys)) == ["10.5555/made.1"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../secret.pdf", "outside of the list's folder"),
        ("/etc/passwd.pdf", "outside of the list's folder"),
        ("files/12/gone.pdf", "is not there"),
        ("files/12/broken.pdf", "its abstract alone was read"),
    ],
)
def test_an_attachment_that_may_not_or_cannot_be_read_leaves_the_abstract(
    folder: Path, capsys: pytest.CaptureFixture[str], path: str, said: str
) -> None:
    export = folder / "export"
    write(export, "files/12/broken.pdf", b"%PDF-1.4 made")
    write(folder, "secret.pdf", readable_pdf(LINES))
    write(export, "made.bib", ATTACHED.format(path=path).encode())
    assert run(["corpus", "add", str(export / "made.bib"), "--corpus", "mine"]) == 0
    shown = capsys.readouterr().err
    assert said in shown
    assert "made.bib: A Made Study" in shown
    (paper,) = papers(capsys).values()
    assert (paper["id"], paper["text"]) == ("10.5555/made.1", "abstract")
    assert run(["corpus", "add", str(export / "made.bib"), "--corpus", "mine"]) == 0
    assert "1 unchanged" in capsys.readouterr().err
