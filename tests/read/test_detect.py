"""What a file is by its content, and what its characters are."""

import gzip
import io
import tarfile
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.read.detect import container_of, decode, text_form

MADE = "# A made heading\n\nÜber naïve cafés: größer, schöner.\n"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["\n", "\r", "\r\n"]))
def test_utf8_is_decoded_to_the_very_characters(text: str, line_end: str) -> None:
    whole = f"made{line_end}{text.removeprefix(chr(0xFEFF))}{line_end}"
    assert decode(whole.encode(), "made").text == whole
    assert decode(b"\xef\xbb\xbf" + whole.encode(), "made").text == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_with_and_without_a_mark(encoding: str) -> None:
    assert decode(MADE.encode(encoding), "made").text == MADE


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("latin1", "latin-1"), ("ansinew", "cp1252"), ("cp1251", "cp1251"), ("applemac", "mac-roman")],
)
def test_the_declared_encoding_is_used(declared: str, codec: str) -> None:
    letters = "Жизнь" if codec == "cp1251" else "Größe é"
    text = f"\\documentclass{{article}}\n\\usepackage[{declared}]{{inputenc}}\n{letters}\n"
    decoded = decode(text.encode(codec), "made.tex")
    assert decoded.text == text
    assert decoded.problems == ()


def test_a_declaration_in_a_comment_does_not_count() -> None:
    text = "\\documentclass{article}\n% \\usepackage[cp1251]{inputenc}\nEine größere Höhe für schöne Käfer.\n"
    assert decode(text.encode("latin-1"), "made.tex").text == text


def test_a_guessed_encoding() -> None:
    text = "Résumé: une méthode très légère, évaluée à l'été.\n"
    assert decode(text.encode("cp1252"), "made").text == text


def test_stray_bytes_in_utf8_are_replaced_and_told() -> None:
    decoded = decode("ä".encode() * 50 + b" and \xe4 more", "made")
    assert decoded.text == "ä" * 50 + " and \N{REPLACEMENT CHARACTER} more"
    assert "1 places" in decoded.problems[0].message


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        assert decode(data, "made").text.strip()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "white space"),
        (b"abc\x00" * 50, "binary"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"%!PS-Adobe-2.0", "PostScript"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        decode(data, "made.bin")
    assert "made.bin" in caught.value.message
    assert caught.value.hint


def test_containers_are_found_by_content() -> None:
    tar, archive = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as made:
        entry = tarfile.TarInfo("figure.pdf")
        entry.size = 9
        made.addfile(entry, io.BytesIO(b"%PDF-1.5\n"))
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a.tex", "made")
    assert container_of(tar.getvalue()) == "tar"
    assert container_of(archive.getvalue()) == "zip"
    assert container_of(gzip.compress(b"made")) == "gzip"
    assert container_of(b"\n\n junk %PDF-1.4") == "pdf"
    assert container_of(b"made text " * 200) is None


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("\\documentclass{article}\n\\begin{document}\nHi\n", "x", "latex"),
        ("% c\n\\documentstyle[a4]{article}\n", "x.md", "latex"),
        ("\\section{Made}\nText \\cite{a}.\n", "x.txt", "latex"),
        ("\\begin{tabular}{l}\n1 \\\\\n\\end{tabular}\n", "x", "latex"),
        ("Only words here.\n", "x.tex", "text"),
        ("Only \\emph{words} here.\n", "x.tex", "latex"),
        ("# Made\n\nText.\n", "x", "markdown"),
        ("# Made\n\nUse `\\begin{x}` here.\n\n## More\n", "x", "markdown"),
        ("---\ntitle: Made\n---\n\\begin{x} text\n", "x.tex", "markdown"),
        ("|a|b|\n|-|-|\n|1|2|\n", "x", "markdown"),
        ("Only words here.\n", "x.md", "markdown"),
        ("Only words here.\n", "x", "text"),
        ("It costs 5 # a piece.\nC:\\temp\\x\n", "x", "text"),
        ("% only a comment with \\documentclass{x}\nwords\n", "x", "text"),
    ],
)
def test_forms_of_text(text: str, name: str, form: str) -> None:
    assert text_form(text, name, "made") == form


@pytest.mark.parametrize("text", ["<!DOCTYPE html><p>x", "\n<html>", '{"_id": "1"}', '[{"a": 1}]', '{\n  "a": 1}'])
def test_web_pages_and_json_are_no_papers(text: str) -> None:
    with pytest.raises(InputError, match="not a paper"):
        text_form(text, "x.txt", "made")
