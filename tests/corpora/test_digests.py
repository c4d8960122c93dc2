"""The bundled digests keep their format, their figures come from the papers, and their sentences do not."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpora" / "xtreme"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SOURCES = SHARED / "papers" / "tex"
DIGESTS = sorted(CORPUS.glob("*.md"))
SECTIONS = ("Summary", "Method", "Findings", "Tables", "Limits")
# A run of this many words in a row that stands in the source too counts as copied.
COPIED_WORDS = 12

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="corpora/xtreme is not here")
with_sources = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
each_digest = pytest.mark.parametrize("path", DIGESTS, ids=[path.stem for path in DIGESTS])


def front_matter(path: Path) -> dict[str, str]:
    """The `key: value` lines between the two rules at the top, values as written."""
    _, header, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in header.splitlines())


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def prose_words(text: str) -> list[str]:
    """Lower-case words of the digest's own sentences: no headings (a title is a quotation) and no table rows."""
    lines = [line for line in text.splitlines() if not line.startswith(("#", "|"))]
    return re.findall(r"[^\W_]+", "\n".join(lines).lower())


def source_words(latex: str) -> list[str]:
    """Lower-case words of a LaTeX file without comments, citations and command names."""
    text = re.sub(r"(?<!\\)%.*", "", latex)
    text = re.sub(r"\\(?:cite\w*|ref|label)(?:\[[^\]]*\])*\{[^}]*\}", " ", text)
    return re.findall(r"[^\W_]+", re.sub(r"\\[A-Za-z]+", " ", text).lower())


def runs_of(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def decimals(text: str) -> set[str]:
    return set(re.findall(r"\d+\.\d+", text))


def source_of(path: Path) -> Path:
    source = SOURCES / f"{path.stem}.tex"
    if not source.is_file():
        pytest.skip(f"{source.name} is not in ../shared/data")
    return source


def test_there_are_enough_papers_and_none_twice() -> None:
    assert len(DIGESTS) >= 24
    ids = Counter(front_matter(path)["arxiv"] for path in DIGESTS)
    assert [name for name, count in ids.items() if count > 1] == []


def test_the_readme_lists_exactly_the_digests() -> None:
    readme = next(path for path in CORPUS.iterdir() if path.name.startswith("README"))
    listed = re.findall(r"^ {2}(\d{4}\.\d{4,5}v\d+) ", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [path.stem for path in DIGESTS]


@each_digest
def test_front_matter_is_whole_and_agrees_with_the_file_name(path: Path) -> None:
    header = front_matter(path)
    assert list(header) == ["kind", "arxiv", "version", "title", "authors", "year", "sha256"]
    assert header["kind"] == "digest"
    assert json.loads(header["arxiv"]) + header["version"] == path.stem
    assert header["year"] == f"20{path.stem[:2]}"
    assert re.fullmatch(r"[0-9a-f]{64}", header["sha256"])
    assert f"\n# {json.loads(header['title'])}\n" in "\n" + body(path)
    authors = json.loads(header["authors"])
    assert authors
    assert all(" " in name and "\\" not in name for name in authors)


@each_digest
def test_every_section_is_there_in_order_and_says_something(path: Path) -> None:
    parts = re.split(r"^## (.+)\n", body(path), flags=re.MULTILINE)
    assert tuple(parts[1::2]) == SECTIONS
    assert all(part.strip() for part in parts[2::2])
    findings = dict(zip(parts[1::2], parts[2::2], strict=True))["Findings"].strip().splitlines()
    assert len(findings) >= 6
    assert all(line.startswith("- ") and line.endswith(".") for line in findings)


@each_digest
def test_every_table_has_a_caption_and_even_rows(path: Path) -> None:
    tables = dict(zip(SECTIONS, re.split(r"^## .+\n", body(path), flags=re.MULTILINE)[1:], strict=True))["Tables"]
    blocks = tables.strip().split("\n\n")
    for block in blocks:
        caption, head, rule, *rows = block.splitlines()
        assert re.match(r"Table \d+: \S", caption)
        width = head.count("|")
        assert re.fullmatch(r"\|(?: --- \|)+", rule)
        assert rows
        assert {line.count("|") for line in (head, rule, *rows)} == {width}, block
        assert not re.search(r"[\\{}$&]", block)


@with_sources
@each_digest
def test_the_source_is_the_one_that_was_read(path: Path) -> None:
    assert front_matter(path)["sha256"] == hashlib.sha256(source_of(path).read_bytes()).hexdigest()


@with_sources
@each_digest
def test_every_decimal_number_stands_in_the_source(path: Path) -> None:
    latex = source_of(path).read_text(encoding="utf-8")
    assert sorted(decimals(body(path)) - decimals(latex)) == []


@with_sources
@each_digest
def test_no_sentence_is_copied_from_the_source(path: Path) -> None:
    written = prose_words(body(path))
    copied = runs_of(written, COPIED_WORDS) & runs_of(
        source_words(source_of(path).read_text(encoding="utf-8")), COPIED_WORDS
    )
    assert sorted(" ".join(run) for run in copied) == []
