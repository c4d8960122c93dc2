"""Screening and counting as laws, over shelves whose search is given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import UsageError
from synth.pipeline.report import make_question
from synth.pipeline.screen import count, screen
from synth.pipeline.shelves import NOT_RETRIEVED, SAME, Found, FoundPaper, Limits, Shelf
from synth.records import Paper
from synth.report_records import Dropped, Query, SourceSearch
from synth.retrieve import PaperHit, Searcher
from synth.store.corpus import Corpus

QUESTION = make_question("Does made training help?")


@dataclass
class Given:
    """A corpus and its search in one, of the papers that a test gives it."""

    scores: Mapping[str, float]

    def papers(self, _query: str = "", _k: int = 0) -> list[PaperHit]:
        ranked = sorted(self.scores, key=lambda paper: (-self.scores[paper], paper))
        return [PaperHit(Paper(paper, f"Title {paper}"), self.scores[paper], 0.0, None) for paper in ranked]

    def hashes(self) -> Mapping[str, str]:
        return {paper: f"hash of {paper}" for paper in self.scores}


@dataclass
class Held(Given):
    """The corpus of a database: it holds papers, and is not searched."""

    def papers(self, _query: str = "", _k: int = 0) -> list[PaperHit]:
        return cast("list[PaperHit]", [Paper(paper, f"Title {paper}", text="abstract") for paper in self.scores])


def corpus_shelf(name: str, scores: Mapping[str, float]) -> Shelf:
    given_papers = Given(scores)
    return Shelf(name, cast("Corpus", given_papers), cast("Searcher", given_papers))


def database_shelf(scores: Mapping[str, float], lost: Sequence[str]) -> Shelf:
    """What two databases gave: every other paper is the first one's, and so is what could not be had."""
    held = Held(scores)
    asked = {name: sorted(scores)[place::2] for place, name in enumerate(("arXiv", "Crossref"))}
    dropped = tuple(Dropped(paper, "", f"{NOT_RETRIEVED}made") for paper in lost)
    records = tuple(
        SourceSearch(name, (Query("made", 1),), len(papers) + len(left_out), (), left_out)
        for (name, papers), left_out in zip(asked.items(), (dropped, ()), strict=True)
    )
    papers = {paper: FoundPaper(scores[paper], name) for name, mine in asked.items() for paper in mine}
    return Shelf("found", cast("Corpus", held), cast("Searcher", held), Found(records, papers))


scores = st.dictionaries(st.sampled_from("abcdefghij"), st.floats(0, 1), max_size=8)


@given(
    st.lists(scores, max_size=3),
    scores,
    st.lists(st.sampled_from("uvwxyz"), unique=True),
    st.integers(1, 6),
)
def test_every_paper_is_kept_once_or_dropped_for_a_reason(
    corpora: list[dict[str, float]], found: dict[str, float], lost: list[str], most: int
) -> None:
    limits = Limits(max_papers=most)
    # A database is asked for what bears on the question, and gives nothing else.
    found = {paper: round(max(score, limits.least_paper), 2) for paper, score in found.items()}
    shelves = [*(corpus_shelf(str(place), each) for place, each in enumerate(corpora)), database_shelf(found, lost)]
    screened = screen(QUESTION, shelves, limits)

    kept = [entry.used.paper.id for entry in screened.kept]
    assert len(kept) == len(set(kept)) <= most
    assert sorted(kept) == sorted(paper for search in screened.searches for paper in search.kept)
    databases = [shelves[-1]]  # the two have a record each
    for shelf, search in zip(shelves + databases, screened.searches, strict=True):
        assert search.found == len(search.kept) + len(search.dropped)
        mine = [entry.used.paper for entry in screened.kept if entry.shelf is shelf]
        assert set(search.kept) <= {paper.id for paper in mine}
        if shelf.found is None:
            assert [paper.found for paper in mine] == [search.source] * len(mine)

    prisma = count(screened, ())
    assert prisma.identified == sum(search.found for search in screened.searches)
    assert prisma.identified == prisma.duplicates + prisma.screened
    assert prisma.screened == prisma.excluded + prisma.sought
    assert prisma.sought == prisma.not_retrieved + prisma.read_in_full + prisma.digest + prisma.abstract_only
    assert prisma.not_retrieved == len(lost)
    assert prisma.excluded >= 0

    # Nothing that was left out for want of room is more relevant than what was kept.
    least = min((entry.used.relevance for entry in screened.kept), default=1.0)
    for place, search in enumerate(screened.searches):
        for dropped in search.dropped:
            if dropped.why.endswith("were kept"):
                relevance = (found if place >= len(corpora) else corpora[place])[dropped.paper]
                assert round(relevance, 2) <= least
                assert len(kept) == most


def test_a_paper_of_two_shelves_is_kept_from_the_first() -> None:
    shelves = [corpus_shelf("one", {"a": 0.5, "b": 0.1}), corpus_shelf("two", {"a": 0.9, "b": 0.8})]
    screened = screen(QUESTION, shelves, Limits())
    assert [(entry.shelf.name, entry.used.paper.id) for entry in screened.kept] == [("two", "b"), ("one", "a")]
    assert [dropped.why for dropped in screened.searches[1].dropped] == [SAME]
    assert [dropped.why for dropped in screened.searches[0].dropped] == ["relevance 0.10 is below 0.30"]


@given(st.text())
def test_a_question_has_a_folder_or_is_refused(text: str) -> None:
    try:
        question = make_question(text)
    except UsageError:
        assert not re.search(r"\w", text)
        return
    assert question.text == " ".join(text.split())
    assert question.slug.strip("-") == question.slug != ""
    assert question.slug.isascii()
    assert len(question.slug) <= 60
    assert make_question(question.text) == question


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Does  A beat\nB?", "does-a-beat-b"), ("Ist µ größer?", "ist-gr-sser"), ("什么?", "question")],
)
def test_slugs(text: str, slug: str) -> None:
    assert make_question(text).slug == slug
