"""Any file, folder or archive becomes a Document, or one clear InputError. Made material, then real papers."""

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.models.tokens import token_counts
from synth.read import read_bytes, read_path
from synth.read.passages import LIMIT
from synth.records import Document, Paper

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")

MARKDOWN = b"# A made title\n\nThe made model gains 8.2 points. It is fast.\n"
LATEX = rb"""\documentclass{article}
\title{A Made Title}
\begin{document}
\maketitle
\begin{abstract}We make a model.\end{abstract}
\section{Results}
The model gains 8.2 points. It is fast.

\input{sections/more}
\end{document}
"""
MORE = b"More made words stand here.\n"


def gz(data: bytes) -> bytes:
    """Gzipped, without the hour in the header: test names are made of these bytes, and must not change."""
    return gzip.compress(data, mtime=0)


def make_tar(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return gz(packed.getvalue())


def check_laws(document: Document) -> None:
    """What holds for every Document."""
    for sentence in document.sentences:
        anchor = sentence.anchor
        assert anchor.paper == document.paper.id
        assert document.quote(anchor.file, anchor.page, anchor.start, anchor.end) == anchor.quote
        assert anchor.quote
    counts = token_counts([passage.text for passage in document.passages])
    assert all(count <= LIMIT for count in counts)
    held = {index for passage in document.passages for index in range(passage.first, passage.last + 1)}
    assert held == {index for index, sentence in enumerate(document.sentences) if sentence.role != "title"}


def text_of(document: Document) -> str:
    return " ".join(sentence.text for sentence in document.sentences)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (MARKDOWN, "markdown"),
        (b"A made title\n\nThe made model gains 8.2 points. It\nis fast.\n", "text"),
        (LATEX, "latex"),
        (b"\\section{Results}\nThe made model gains 8.2 points. It is fast.\n", "latex"),
        (gz(LATEX), "latex"),
        (gz(gz(MARKDOWN)), "markdown"),
    ],
)
@pytest.mark.parametrize("name", ["made.bin", "made.tex", "2005.13013v2.pdf"])
def test_a_file_is_read_by_its_content(tmp_path: Path, data: bytes, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_path(path)
    check_laws(document)
    assert document.paper.text == kind
    assert document.paper.id == name.rpartition(".")[0] if name[0] == "2" else "made"
    assert {sentence.anchor.file for sentence in document.sentences} == {name}
    assert "gains 8.2 points. It is fast." in text_of(document)
    assert read_bytes(data, name).sentences == document.sentences


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_document_or_an_input_error(data: bytes) -> None:
    try:
        document = read_bytes(data, "made")
    except InputError as error:
        assert error.hint  # noqa: PT017 - either outcome is right, and each has its law
    else:
        check_laws(document)


def test_a_name_and_metadata_that_are_given(tmp_path: Path) -> None:
    path = tmp_path / "made.md"
    path.write_bytes(MARKDOWN)
    document = read_path(path, paper=Paper("2005.13013v2", title="Known"), name="papers/one.md")
    assert (document.paper.id, document.paper.title, document.paper.version) == ("2005.13013v2", "Known", "v2")
    assert {source.name for source in document.files} == {"papers/one.md"}
    check_laws(document)


@pytest.mark.parametrize("name", [None, "p1"])
def test_folders_and_archives_of_latex_carry_inner_paths(tmp_path: Path, name: str | None) -> None:
    folder = tmp_path / "2005.13013v2"
    (folder / "sections").mkdir(parents=True)
    (folder / "main.tex").write_bytes(LATEX)
    (folder / "sections" / "more.tex").write_bytes(MORE)
    archive = tmp_path / "2005.13013v2.tar.gz"
    archive.write_bytes(make_tar([("main.tex", LATEX), ("sections/more.tex", MORE), ("a.png", b"x")]))
    for path in (folder, archive):
        document = read_path(path, name=name)
        check_laws(document)
        prefix = "" if name is None else f"{name}/"
        assert {sentence.anchor.file for sentence in document.sentences} == {
            f"{prefix}main.tex",
            f"{prefix}sections/more.tex",
        }
        assert "More made words" in text_of(document)


def test_a_lone_file_brings_what_it_inputs_but_nothing_from_outside(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    (paper / "sections").mkdir(parents=True)
    (tmp_path / "secret.tex").write_text("Secret words.\n")
    (paper / "main.tex").write_bytes(LATEX.replace(b"\\end{doc", b"\\input{../secret}\\input{/etc/hostname}\\end{doc"))
    (paper / "sections" / "more.tex").write_bytes(MORE)
    document = read_path(paper / "main.tex")
    check_laws(document)
    assert "More made words" in text_of(document)
    assert "Secret" not in text_of(document)
    assert {source.name for source in document.files} == {"main.tex", "sections/more.tex"}


def test_an_archive_without_latex_gives_its_largest_text(tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("paper.md", MARKDOWN * 3)
        made.writestr("notes.txt", "Short.")
    document = read_path(path)
    assert {source.name for source in document.files} == {"paper.md"}
    assert "only the largest" in document.problems[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02" * 50, "binary"),
        (gz(LATEX)[:12], "gzip"),
        (gz(gz(gz(LATEX))), "gzipped over"),
        (b"PK\x03\x04" + b"x" * 50, "damaged zip"),
        (make_tar([("a.png", b"x")]), "holds no LaTeX"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"# Only a heading\n", "no readable text"),
        (b"%PDF-1.5\nnothing", "made"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "made.tex"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_path(path)
    assert "made.tex" in caught.value.message
    assert caught.value.hint


def test_paths_that_are_no_papers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_path(tmp_path / "absent.tex")
    with pytest.raises(InputError, match="holds no LaTeX"):
        read_path(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        read_path(tmp_path / "pipe")
    with pytest.raises(InputError, match="cannot be read"):
        read_path(tmp_path / ("x" * 300))


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "made.md"
    path.write_bytes(MARKDOWN)
    read_path(path)
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # who may read everything
            os.seteuid(65534)
        with pytest.raises(InputError, match="may not be read"):
            read_path(path)
    finally:
        os.seteuid(user)


@real
@pytest.mark.parametrize("name", ["2005.13013v2.tex", "2012.15674v4.tex", "1404.4641v1.tex"])
def test_real_latex(name: str) -> None:
    document = read_path(SHARED / "papers" / "tex" / name)
    check_laws(document)
    assert document.paper.id == name.removesuffix(".tex")
    assert document.paper.title
    assert len(document.paper.abstract) > 300
    assert len(document.sentences) > 50
    counts = token_counts([passage.text for passage in document.passages])
    assert sum(counts) / len(counts) > 60


@real
def test_a_real_archive() -> None:
    document = read_path(SHARED / "papers" / "eprint" / "1911.02782.gz")
    check_laws(document)
    assert document.paper.id == "1911.02782"
    assert document.paper.text == "latex"
    assert document.tables
