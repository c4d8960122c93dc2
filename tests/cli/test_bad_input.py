"""What cannot be used: one message that says what, where and what to do, the right status, and nothing harmed."""

from __future__ import annotations

import gzip
import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from synth.cli import run
from synth.store.schema import VERSION
from tests.cli.made import QUESTION, synth, write_papers


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "papers")


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The one message on stderr: what went wrong, and in a second line what to do."""
    shown = capsys.readouterr()
    assert shown.out == ""
    what, todo = shown.err.splitlines()[-2:]
    assert what.startswith("synth: ")
    assert todo.startswith("       ")
    return what


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-q", ""], "the question is empty"),
        (["-q", " \t\n"], "the question is empty"),
        (["-q", "?!"], "the question is empty"),
        (["-q", "a\udcffb"], "the question is not readable text"),
        (["-q", "a", "--corpus", "nowhere"], "there is no corpus 'nowhere'"),
        (["-q", "a", "--corpus", " "], "the corpus has no name"),
        (["-q", "a", "--date", "yesterday"], "'yesterday' is no date"),
        (["-q", "a", "--date", "2026-02-30"], "'2026-02-30' is no date"),
        (["-q", "a", "--date", "20260101"], "'20260101' is no date"),
        (["-q", "a", "--format", "docx"], "there is no format docx"),
        (["-q", "a", "--format", " , "], "there is no format named"),
        (["-q", "a", "--source", "library"], "there is no source library"),
        (["-q", "a", "--source", ""], "there is no source named"),
        (["-q", "a"], "nothing to read from"),
    ],
)
def test_a_report_that_has_no_meaning(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["report", *arguments, "--offline", "--out", str(tmp_path / "out")]) == 2
    assert message in said(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--max-papers", "--max-claims"])
def test_a_report_of_nothing(home: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert run(["report", "-q", "a", "--offline", option, "0"]) == 2
    assert f"Invalid value for '{option}'" in capsys.readouterr().err


def pdf(text: str) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    if text:
        made.multi_cell(0, 8, text)
    else:
        made.rect(20, 20, 50, 50, style="F")
    return bytes(made.output())


def encrypted(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SENTENCES = "The made model reaches 71.4 points on GLORP, 2.3 points more than the baseline. " * 5
BAD_PAPERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("paper.md", lambda: b""),
    "blank": ("paper.md", lambda: b" \n\t\n"),
    "binary": ("paper.md", lambda: bytes(range(256)) * 50),
    "picture": ("paper.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(2000)),
    "truncated PDF": ("paper.pdf", lambda: pdf(SENTENCES)[:300]),
    "encrypted PDF": ("paper.pdf", lambda: encrypted(pdf(SENTENCES))),
    "scanned PDF": ("paper.pdf", lambda: pdf("")),
    "truncated archive": ("paper.tar.gz", lambda: gzip.compress(SENTENCES.encode() * 20, mtime=0)[:20]),
}


@pytest.mark.parametrize("kind", BAD_PAPERS)
def test_a_paper_that_cannot_be_read(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    name, content = BAD_PAPERS[kind]
    path = tmp_path / name
    path.write_bytes(content())
    before = path.read_bytes()
    assert run(["audit", str(path)]) == 2
    assert name in said(capsys)
    assert run(["extract", str(path)]) == 2
    assert name in said(capsys)
    assert run(["corpus", "add", str(path), "--corpus", "mine"]) == 2
    shown = capsys.readouterr().err
    assert name in shown
    assert "no paper could be read" in shown
    if kind == "scanned PDF":
        assert "scanned" in shown
    if kind == "encrypted PDF":
        assert "password" in shown or "encrypted" in shown
    assert path.read_bytes() == before


def test_a_paper_that_is_not_there(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "absent.md", tmp_path / ("long" * 100), Path("with\0null")):
        for command in ("audit", "extract"):
            assert run([command, str(path)]) == 2
            assert said(capsys)
        assert run(["corpus", "add", str(path), "--corpus", "mine"]) == 2
        assert "no paper could be read" in said(capsys)


def test_a_paper_in_another_encoding_is_read(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "paper.md"
    text = "# Übung für Größen\n\n## Ergebnisse\n\nDas Modell erreicht 71.4 Punkte, sagt die Übung von Jörg Müller.\n"
    path.write_bytes(text.encode("latin-1"))
    assert run(["audit", str(path), "--format", "json"]) == 0
    assert run(["corpus", "add", str(path), "--corpus", "mine"]) == 0


@pytest.mark.parametrize("out", ["file/below/it", "/proc/nowhere/report"])
def test_a_folder_that_no_report_can_be_written_into(
    home: Path, tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (tmp_path / "file").write_text("mine")
    arguments = ["-q", QUESTION, "--corpus", str(papers), "--offline", "--out", str(tmp_path / out)]
    assert run(["report", *arguments]) == 3
    assert "no report can be written into" in said(capsys)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_where_the_report_should_go(
    home: Path, tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    arguments = ["-q", QUESTION, "--corpus", str(papers), "--offline", "--out", str(tmp_path / "out")]
    assert run(["report", *arguments]) == 3
    assert "cannot be written into" in said(capsys)


@pytest.mark.parametrize("place", ["file/below/it", "/proc/nowhere"])
def test_a_data_folder_that_cannot_be_written(
    tmp_path: Path,
    papers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / place))
    assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 3
    assert str(tmp_path / place) in said(capsys)
    out = ["--out", str(tmp_path / "out")]
    assert run(["report", "-q", QUESTION, "--corpus", str(papers), "--offline", *out]) == 3
    assert str(tmp_path / place) in said(capsys)
    assert run(["report", "-q", QUESTION, "--source", "arxiv", *out]) == 3
    assert str(tmp_path / place) in said(capsys)
    assert run(["corpus", "show", "--corpus", "mine"]) == 2
    assert "there is no corpus 'mine'" in said(capsys)
    assert run(["corpus", "list"]) == 0
    assert run(["doctor", "--offline"]) == 0
    assert f"× data folder: {tmp_path / place} cannot be written – set SYNTH_HOME" in capsys.readouterr().out
    assert run(["audit", str(papers / "first.md"), "--format", "json"]) == 0


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 2048] = b"\xa5" * 2048
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbled(path: Path) -> None:
    path.write_bytes(b"not a database at all\n" * 100)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (newer, "was written by synth"),
        (damaged, "is damaged, or no corpus"),
        (cut, "is damaged, or no corpus"),
        (another, "is an SQLite file, but no corpus"),
        (emptied, "is empty: it never became a corpus"),
        (garbled, "is damaged, or no corpus"),
    ],
)
def test_a_corpus_file_that_cannot_be_used(
    home: Path,
    tmp_path: Path,
    papers: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    assert run(["corpus", "add", str(papers), "--corpus", "mine", "--jobs", "1"]) == 0
    path = home / "corpora" / "mine.db"
    for beside in home.glob("corpora/mine.db?*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
    spoil(path)
    before = path.read_bytes()
    capsys.readouterr()
    commands = [
        ["corpus", "show", "--corpus", "mine"],
        ["corpus", "check", "--corpus", "mine"],
        ["corpus", "export", str(tmp_path / "out"), "--corpus", "mine"],
        ["search", "joint", "--corpus", "mine"],
        ["report", "-q", QUESTION, "--corpus", "mine", "--offline", "--out", str(tmp_path / "out")],
    ]
    for command in commands:
        assert run(command) == 2
        assert message in said(capsys)
        assert path.read_bytes() == before
    assert run(["doctor", "--offline"]) == 0
    assert message in capsys.readouterr().out
    if spoil is not emptied:
        assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 2
        assert path.read_bytes() == before


def test_a_name_that_no_corpus_can_have(home: Path, papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("../up", ".hidden", "a b", "x" * 65):
        assert run(["corpus", "add", str(papers), "--corpus", name]) == 2
        assert "cannot name a corpus" in said(capsys)
    assert run(["corpus", "add", str(papers), "--corpus", str(papers)]) == 2
    assert "is a folder" in said(capsys)


def test_a_corpus_is_not_exported_over_other_files(
    home: Path, tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["corpus", "add", str(papers), "--corpus", "mine", "--jobs", "1"]) == 0
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "first.md").write_text("mine")
    capsys.readouterr()
    assert run(["corpus", "export", str(folder), "--corpus", "mine"]) == 2
    assert "first.md is there with other content" in said(capsys)
    assert (folder / "first.md").read_text() == "mine"
    assert (folder / "second.md").read_bytes() == (papers / "second.md").read_bytes()
    assert run(["corpus", "export", str(tmp_path / "papers" / "first.md" / "below"), "--corpus", "mine"]) == 3
    assert "cannot be written" in said(capsys)


def test_a_name_that_is_not_of_the_file_systems_encoding(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.md"
    path.write_text("# A made note\n\n## Results\n\nThe model reaches 3.2 points on GLORP.\n", encoding="utf-8")
    for arguments in (["audit", str(path), "--format", "json"], ["extract", str(path)]):
        done = synth(home, *arguments)
        assert done.returncode == 0, done.stderr
    done = synth(home, "corpus", "add", str(path), "--corpus", "mine")
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)
