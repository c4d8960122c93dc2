"""Attachments of lists of references: where they may lie, and how exports write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.sources.attached import attached_file, attachments


@pytest.mark.parametrize(
    ("field", "paths"),
    [
        ("Full Text PDF:files/12/made.pdf:application/pdf", ("files/12/made.pdf",)),
        (
            "Full Text PDF:files/12/made.pdf:application/pdf;Snapshot:files/13/made.html:text/html",
            ("files/12/made.pdf", "files/13/made.html"),
        ),
        (":made rain.pdf:PDF", ("made rain.pdf",)),
        (r"Made\: rain:files/1/Made\: rain\; soil.pdf:application/pdf", ("files/1/Made: rain; soil.pdf",)),
        ("files/12/made.pdf;files/13/other.pdf", ("files/12/made.pdf", "files/13/other.pdf")),
        (r"PDF:C\:\\made\\x.pdf:application/pdf", ("C:\\made\\x.pdf",)),
        (r"PDF:C:\\made\\x.pdf:application/pdf", ("C:\\made\\x.pdf",)),
        ("/home/made/x.pdf", ("/home/made/x.pdf",)),
        ("", ()),
        (";;:", (":",)),
    ],
)
def test_the_field_of_every_program(field: str, paths: tuple[str, ...]) -> None:
    assert attachments(field) == paths


@given(st.text(alphabet="ab:;\\/. {}", max_size=80))
def test_no_field_breaks_it(field: str) -> None:
    assert all(attachments(field))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    (folder / "files" / "1").mkdir(parents=True)
    for name in ("made.pdf", "made.xml", "made.html"):
        (folder / "files" / "1" / name).write_text("made")
    (tmp_path / "secret.pdf").write_text("made secret")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "../secret.pdf",
        "files/../../secret.pdf",
        "..\\secret.pdf",
        "link.pdf",
        "/etc/made.pdf",
        "file:///etc/made.pdf",
        "file:///C:/made/x.pdf",
        "C:\\made\\x.pdf",
        "{folder}/../secret.pdf",
    ],
)
def test_nothing_outside_of_the_folder_is_read(export: Path, path: str) -> None:
    found, problems = attached_file([path.format(folder=export)], export, "made.bib")
    assert found is None
    assert [problem.message.partition(" is outside")[1] for problem in problems] == [" is outside"]
    assert problems[0].hint == "export the list with its files, so that they lie beside it"


def test_the_best_file_of_those_that_are_there(export: Path) -> None:
    paths = ["files/1/made.html", "files/1/made.pdf", "../secret.pdf", "files/1/made.xml", "files/2/gone.xml"]
    assert attached_file(paths, export, "made.bib") == (export / "files" / "1" / "made.xml", ())
    assert attached_file([f"{export}/files/1/made.pdf"], export, "x") == (export / "files" / "1" / "made.pdf", ())
    assert attached_file(["files/1/made.html", "https://example.org/made.pdf"], export, "x") == (None, ())


@pytest.mark.parametrize("path", ["files/2/gone.pdf", "made\0.pdf", "a" * 5000 + ".pdf"])
def test_what_is_not_there_is_said(export: Path, path: str) -> None:
    found, problems = attached_file([path], export, "made.bib")
    assert found is None
    assert len(problems) == 1
    assert "its attachment" in problems[0].message
