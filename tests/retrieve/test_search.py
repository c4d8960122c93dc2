"""Hybrid search: the ranking is a function of the corpus and the query, never of what was embedded before."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import StorageError
from synth.models.embedder import Embedder, load_embedder
from synth.records import Document, Paper, Passage
from synth.retrieve import Searcher, search_papers, search_passages
from synth.retrieve.dense import Nearest, Vectors
from synth.store.corpus import Corpus, open_corpus

WORDS = "rain soil snow model transfer language score gain made paper wet cold".split()
QUERY = "Does the rain change the gain of a model?"


@cache
def embedder() -> Embedder:
    return load_embedder()


def fill(corpus: Corpus) -> None:
    """Twenty made papers of up to three passages, all words drawn by arithmetic, and one that has a title alone."""
    for number in range(20):
        paper = f"made-{number:02}"
        texts = [
            " ".join(WORDS[(number * 5 + part * 3 + place * (number % 4 + 1)) % 12] for place in range(9))
            + f" {number}"
            for part in range(number % 3 + 1)
        ]
        passages = tuple(Passage(f"{paper}.{n}", paper, text, (), n, n) for n, text in enumerate(texts))
        sha256 = hashlib.sha256(paper.encode()).hexdigest()
        title = f"On {WORDS[number % 12]}"
        corpus.put(Document(Paper(paper, title=title), (), (), passages, ()), origin=paper, sha256=sha256)
    alone = Document(Paper("title", title="Rain"), (), (), (), ())
    corpus.put(alone, origin="title", sha256=hashlib.sha256(b"title").hexdigest())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "made.db"
    with open_corpus(path, create=True) as corpus:
        fill(corpus)
    return path


@pytest.fixture
def corpus(filled: Path, tmp_path: Path) -> Iterator[Corpus]:
    shutil.copy(filled, tmp_path / "made.db")
    with open_corpus(tmp_path / "made.db") as opened:
        yield opened


@given(st.sets(st.sampled_from(WORDS), max_size=4), st.sampled_from([1, 5, 30]))
@settings(max_examples=10)
def test_what_was_embedded_before_changes_nothing(filled: Path, words: set[str], pool: int) -> None:
    cold = filled.with_name("cold.db")
    shutil.copy(filled, cold)
    with open_corpus(cold) as corpus:
        searcher = Searcher(corpus, embedder(), pool=pool)
        expected = searcher.passages(QUERY, k=8), searcher.papers(QUERY, k=8)
    shutil.copy(filled, cold)
    with open_corpus(cold) as corpus:
        before = Searcher(corpus, embedder(), pool=pool)
        before.passages(" ".join(sorted(words)))
        assert (before.passages(QUERY, k=8), before.papers(QUERY, k=8)) == expected
    with open_corpus(cold, readonly=True) as corpus:
        after = Searcher(corpus, embedder(), pool=pool)
        assert (after.passages(QUERY, k=8), after.papers(QUERY, k=8)) == expected


def test_only_the_pool_is_embedded_and_only_once(corpus: Corpus) -> None:
    told: list[tuple[str, int, int]] = []
    searcher = Searcher(corpus, embedder(), pool=6, progress=lambda *step: told.append(step))
    hits = searcher.passages(QUERY, k=6)
    ids = [passage.id for passage in corpus.passages()]
    assert sorted(corpus.vectors(embedder().id, ids)) == sorted(hit.passage.id for hit in hits)
    assert told[0] == ("embedding", 0, 6)
    assert told[-1] == ("embedding", 6, 6)
    told.clear()
    assert searcher.passages(QUERY, k=6) == hits
    assert Searcher(corpus, embedder(), pool=6, progress=lambda *step: told.append(step)).passages(QUERY, k=6)
    assert told == []


def test_vectors_can_be_kept_in_a_corpus_that_lives_longer(corpus: Corpus, filled: Path, tmp_path: Path) -> None:
    told: list[str] = []
    with open_corpus(tmp_path / "kept.db", create=True) as kept:
        first = Searcher(corpus, embedder(), kept=kept, progress=lambda stage, *_: told.append(stage))
        hits = first.passages(QUERY, k=6), first.papers(QUERY, k=6)
        assert told
        assert corpus.vectors(embedder().id, [passage.id for passage in corpus.passages()]) == {}
        told.clear()
        shutil.copy(filled, tmp_path / "again.db")
        with open_corpus(tmp_path / "again.db") as other:
            again = Searcher(other, embedder(), kept=kept, progress=lambda stage, *_: told.append(stage))
            assert (again.passages(QUERY, k=6), again.papers(QUERY, k=6)) == hits
        assert told == []


def test_hits_carry_their_scores_and_their_paper(corpus: Corpus) -> None:
    hits = search_passages(corpus, QUERY, k=4, embedder=embedder())
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    question = embedder().embed([QUERY])[0]
    for hit in hits:
        assert corpus.passage([hit.passage.id]) == {hit.passage.id: hit.passage}
        assert hit.lexical > 0
        assert hit.dense == pytest.approx(float(embedder().embed([hit.passage.text])[0] @ question), abs=1e-5)


def test_papers_include_one_that_has_nothing_but_a_title(corpus: Corpus) -> None:
    hits = search_papers(corpus, "rain", k=30, embedder=embedder())
    assert len({hit.paper.id for hit in hits}) == len(hits)
    (alone,) = (hit for hit in hits if hit.paper.id == "title")
    assert alone.dense is None
    assert alone.lexical > 0


def test_a_query_that_shares_no_word_finds_nothing_unless_the_search_is_exhaustive(corpus: Corpus) -> None:
    query = "precipitation moistens the ground"
    assert search_passages(corpus, query, embedder=embedder()) == []
    assert search_papers(corpus, query, embedder=embedder()) == []
    exhaustive = Searcher(corpus, embedder(), exhaustive=True)
    hits = exhaustive.passages(query, k=50)
    total = len(list(corpus.passages()))
    assert len(hits) == total
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
    assert len(exhaustive.papers(query, k=50)) == 20
    assert exhaustive.passages("", k=3)


def test_a_search_can_stay_within_papers(corpus: Corpus) -> None:
    for exhaustive in (False, True):
        searcher = Searcher(corpus, embedder(), exhaustive=exhaustive)
        hits = searcher.passages(QUERY, 30, papers={"made-02", "made-05"})
        assert {hit.passage.paper for hit in hits} == {"made-02", "made-05"}
        assert searcher.passages(QUERY, papers=()) == []


def test_beyond_the_largest_pool_bm25_alone_ranks(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.retrieve.search.LARGEST_POOL", 5)
    hits = Searcher(corpus, embedder(), pool=2).passages(QUERY, 20)
    assert sum(hit.dense is not None for hit in hits) == 5
    assert len(hits) == 20
    assert all(hit.lexical > 0 for hit in hits)


def test_an_empty_corpus_finds_nothing(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "empty.db", create=True) as corpus:
        for exhaustive in (False, True):
            searcher = Searcher(corpus, embedder(), exhaustive=exhaustive)
            assert searcher.passages("rain") == []
            assert searcher.papers("rain") == []


def test_the_nearest_are_those_with_the_greatest_products() -> None:
    vectors = np.eye(4, dtype=np.float32)
    nearest = Nearest(["d", "c", "b", "a"], vectors)
    query = np.array([0.0, 0.6, 0.8, 0.0], dtype=np.float32)
    assert [each for each, _ in nearest.best(query, 9)] == ["b", "c", "a", "d"]
    ((best, cosine),) = nearest.best(query, 1)
    assert (best, round(cosine, 6)) == ("b", 0.8)


def test_a_disk_that_refuses_costs_time_alone(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise StorageError("the made disk is full")

    monkeypatch.setattr(corpus, "put_vectors", refuse)
    vectors = Vectors(corpus, embedder(), lambda *_step: None)
    ids = [passage.id for passage in corpus.passages()][:3]
    assert vectors.of(ids).shape == (3, embedder().dimension)
    assert corpus.vectors(embedder().id, ids) == {}
