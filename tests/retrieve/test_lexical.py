"""BM25 finds words in any of their forms, takes any text as a query, and mends its own index."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Document, Paper, Passage
from synth.retrieve.derived import is_whole
from synth.retrieve.lexical import Lexical, open_lexical
from synth.store.corpus import Corpus, open_corpus

MADE: Mapping[str, tuple[str, ...]] = {
    "On models": ("Larger models transfer better between languages.", "The soil was not looked at."),
    "On rain": (
        "Rain makes soil wet, and wet soils drain slowly.",
        "No model was trained: Müller's rain gauge was read.",
    ),
    "On snow": ("Snow is cold.",),
    "A title alone about glaciers": (),
}
"""Made papers: title and passages. Their ids are a, b, c and d."""


def put(corpus: Corpus, paper: str, title: str, texts: tuple[str, ...]) -> None:
    passages = tuple(Passage(f"{paper}{n}", paper, text, (), n, n) for n, text in enumerate(texts))
    sha256 = hashlib.sha256("\n".join((title, *texts)).encode()).hexdigest()
    corpus.put(Document(Paper(paper, title=title), (), (), passages, ()), origin=paper, sha256=sha256)


def fill(corpus: Corpus) -> None:
    for paper, (title, texts) in zip("abcd", MADE.items(), strict=True):
        put(corpus, paper, title, texts)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "made.db", create=True) as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexical]:
    with open_corpus(tmp_path_factory.mktemp("lexical") / "made.db", create=True) as opened:
        fill(opened)
        yield open_lexical(opened)


def passages(index: Lexical, query: str) -> list[str]:
    return [match.id for match in index.passages(query, 10)]


@given(st.text() | st.text("rain soil\"'():[]{}^~*?\\/+-&|!<> \ud800", max_size=30), st.integers(-1, 5))
def test_any_text_is_a_query(index: Lexical, query: str, k: int) -> None:
    found = index.passages(query, k)
    assert len(found) <= max(k, 0)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert all(match.score > 0 for match in found)
    assert len(index.papers(query, k)) <= max(k, 0)


@given(st.permutations("does heavy rain make soils wet".split()))
def test_neither_the_order_of_words_nor_repeating_them_matters(index: Lexical, words: list[str]) -> None:
    assert index.passages(" ".join(words * 2), 10) == index.passages("does heavy rain make soils wet", 10)


def test_words_are_found_in_their_other_forms(index: Lexical) -> None:
    assert passages(index, "RAINS") == ["b0", "b1"] or passages(index, "RAINS") == ["b1", "b0"]
    assert passages(index, "draining") == ["b0"]
    assert passages(index, "Muller") == ["b1"]
    assert passages(index, "transferred (language)") == ["a0"]


def test_syntax_is_only_text(index: Lexical) -> None:
    assert passages(index, 'paper:b AND -snow "drains') == passages(index, "paper b snow drains") == ["c0", "b0"]


def test_stop_words_and_absent_words_find_nothing(index: Lexical) -> None:
    assert passages(index, "the of and to") == passages(index, "") == passages(index, "zebra") == []


def test_papers_are_found_by_all_of_their_text_and_by_their_title(index: Lexical) -> None:
    assert [match.id for match in index.papers("rain gauge and snow", 10)] == ["b", "c"]
    (alone,) = index.papers("glacier", 10)
    assert (alone.id, alone.opening) == ("d", None)
    assert index.papers("slow drain", 10)[0].opening == "b0"


def test_a_search_can_stay_within_a_paper(index: Lexical) -> None:
    everywhere = {match.id: match.score for match in index.passages("soil model", 10)}
    within = {match.id: match.score for match in index.passages("soil model", 10, papers=["b"])}
    assert within == {each: score for each, score in everywhere.items() if each.startswith("b")}
    assert len(index.passages("soil model", 10, papers={"a", "b", "absent"})) == len(everywhere)
    assert index.passages("soil model", 10, papers=()) == []


def folder(corpus: Corpus) -> Path:
    (only,) = corpus.path.with_name("made.db.index").iterdir()
    return only


def test_the_index_lies_beside_the_corpus_and_is_used_again(corpus: Corpus) -> None:
    first = open_lexical(corpus).passages("rain", 10)
    made = {path: path.stat().st_mtime_ns for path in folder(corpus).rglob("*") if path.suffix != ".lock"}
    assert open_lexical(corpus).passages("rain", 10) == first
    assert {path: path.stat().st_mtime_ns for path in folder(corpus).rglob("*") if path.suffix != ".lock"} == made


def test_a_stale_index_is_made_again(corpus: Corpus) -> None:
    assert not open_lexical(corpus).passages("zebra", 10)
    before = folder(corpus)
    put(corpus, "e", "On zebras", ("A zebra is striped.",))
    assert [match.id for match in open_lexical(corpus).passages("zebra", 10)] == ["e0"]
    assert folder(corpus) != before


def test_papers_read_again_by_another_reader_are_indexed_again(corpus: Corpus) -> None:
    assert not open_lexical(corpus).passages("zebra", 10)
    again = Document(Paper("c", title="On snow"), (), (), (Passage("c9", "c", "A zebra.", (), 0, 0),), ())
    sha256 = corpus.hashes()["c"]
    corpus.put(again, origin="c", sha256=sha256, reader="newer")
    assert [match.id for match in open_lexical(corpus).passages("zebra", 10)] == ["c9"]


def test_a_damaged_index_is_made_again(corpus: Corpus, tmp_path: Path) -> None:
    first = open_lexical(corpus).passages("rain", 10)
    # Damaged elsewhere: a file that is cut short while it is mapped into memory takes the process with it.
    shutil.copytree(corpus.path.with_name("made.db.index"), tmp_path / "copy" / "made.db.index")
    damaged = [path for path in (tmp_path / "copy").rglob("lexical-*/*/*") if path.stat().st_size]
    assert damaged
    for path in damaged:
        path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with open_corpus(tmp_path / "copy" / "made.db", create=True) as copy:
        fill(copy)
        assert not is_whole(folder(copy))
        assert open_lexical(copy).passages("rain", 10) == first
        assert is_whole(folder(copy))


def test_where_no_folder_can_be_made_the_index_is_in_memory(corpus: Corpus) -> None:
    expected = open_lexical(corpus).passages("rain", 10)
    blocked = corpus.path.with_name("made.db.index")
    blocked.rename(blocked.with_suffix(".away"))
    blocked.write_text("a file stands where the folder would be")
    assert open_lexical(corpus).passages("rain", 10) == expected
    assert blocked.is_file()


def test_an_empty_corpus_finds_nothing(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "empty.db", create=True) as corpus:
        assert open_lexical(corpus).passages("rain", 10) == []
        assert open_lexical(corpus).papers("rain", 10) == []
