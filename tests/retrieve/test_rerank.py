"""The second stage of a search for papers: made scores and a made corpus."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.models.embedder import load_embedder
from synth.records import Document, Paper, Passage
from synth.retrieve import Searcher
from synth.retrieve.fuse import Fused, fuse
from synth.retrieve.rerank import DEPTH, rerank, to_read
from synth.store.corpus import open_corpus

SCORES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(0.01, 1), max_size=40)


def test_a_paper_is_read_by_its_title_and_each_sentence_once() -> None:
    passages = ["Rain falls. It is cold, i.e. below zero. Rain falls.", "Snow melts."]
    assert to_read(" On rain ", passages) == ["On rain", "Rain falls.", "It is cold, i.e. below zero.", "Snow melts."]
    assert to_read("", []) == []


@given(SCORES, SCORES)
def test_only_the_first_move_and_the_scores_never_rise(lexical: dict[str, float], best: dict[str, float]) -> None:
    first = fuse(lexical, dict.fromkeys(lexical, 0.5))
    made = rerank(first, best)
    assert [each.score for each in made] == sorted((each.score for each in made), reverse=True)
    assert {each.id for each in made[:DEPTH]} == {each.id for each in first[:DEPTH]}
    assert [each.id for each in made[DEPTH:]] == [each.id for each in first[DEPTH:]]
    assert {each.id: each.dense for each in made} == {each.id: each.dense for each in first}


def test_the_better_sentence_comes_first_and_ties_go_by_id() -> None:
    first = (Fused("a", 0.5, 1.0, 0.5), Fused("b", 0.5, 1.0, 0.5), Fused("c", 0.4, 1.0, 0.5))
    assert [each.id for each in rerank(first, {"a": 0.5, "b": 0.5, "c": 0.9})] == ["c", "a", "b"]
    assert rerank(first, {}) == first
    assert rerank((), {}) == ()


def test_a_sentence_that_answers_brings_its_paper_forward(tmp_path: Path) -> None:
    around = "The weather of the made town is described. Its squares are wide. Its roofs are red. Its people are kind."
    answer = "Heavy rain floods the made cellars in spring."
    beside = "The made town stores wine in its cellars in spring. Its cellars are cool in spring."
    texts = {"answers": f"{around} {answer} {around.replace('made', 'same')}", "beside": beside}
    with open_corpus(tmp_path / "made.db", create=True) as corpus:
        for name, text in texts.items():
            passage = Passage(f"{name}.0", name, text, (), 0, 0)
            document = Document(Paper(name, title="Made"), (), (), (passage,), ())
            corpus.put(document, origin=name, sha256=hashlib.sha256(name.encode()).hexdigest())
        told: list[str] = []
        searcher = Searcher(corpus, load_embedder(), progress=lambda stage, *_: told.append(stage))
        hits = searcher.papers("What floods the cellars in spring?")
        assert [hit.paper.id for hit in hits] == ["answers", "beside"]
        assert hits[0].dense is not None
        assert hits[1].dense is not None
        assert hits[0].dense < hits[1].dense, "its passage as a whole is farther"
        told.clear()
        again = Searcher(corpus, load_embedder(), progress=lambda stage, *_: told.append(stage))
        assert again.papers("What floods the cellars in spring?") == hits
        assert told == [], "sentences are embedded once"
        assert hits[0].score != pytest.approx(0.3 + 0.7 * hits[0].dense)
