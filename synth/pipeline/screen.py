"""Which of the papers that were found are kept for a question, and the counts of their flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from synth.pipeline.shelves import NOT_RETRIEVED, SAME, Limits, Shelf
from synth.records import JudgedClaim, Paper, Question
from synth.report_records import Dropped, PrismaCounts, Query, SourceSearch, UsedPaper

HITS = 1000
"""Papers of one corpus that are looked at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that bears on the question, and where it stands."""

    shelf: Shelf
    used: UsedPaper


@dataclass(frozen=True, slots=True)
class Screened:
    """What each source was asked and gave, and the papers that are kept of it, best first."""

    searches: tuple[SourceSearch, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    """Which shelf it stands on."""
    paper: Paper
    relevance: float


def screen(question: Question, shelves: Sequence[Shelf], limits: Limits) -> Screened:
    """Of all papers found, each once, the `max_papers` most relevant; of every other the reason why not."""
    candidates = [tuple(_candidates(place, shelf, question)) for place, shelf in enumerate(shelves)]
    first: dict[str, _Candidate] = {}
    for each in chain.from_iterable(candidates):
        if each.relevance >= limits.least_paper:
            first.setdefault(each.paper.id, each)
    best = {
        each.paper.id: each
        for each in sorted(first.values(), key=lambda candidate: -candidate.relevance)[: limits.max_papers]
    }
    searches = tuple(
        _record(question, shelf, mine, first, best, limits) for shelf, mine in zip(shelves, candidates, strict=True)
    )
    hashes = [shelf.corpus.hashes() for shelf in shelves]
    kept = tuple(
        Kept(shelves[each.place], _used(each, searches[each.place].source, hashes[each.place]))
        for each in best.values()
    )
    return Screened(searches, kept)


def _candidates(place: int, shelf: Shelf, question: Question) -> Iterator[_Candidate]:
    """What a corpus, or the database that filled it, gives to a question, the most relevant first."""
    if shelf.found is None:
        for hit in shelf.searcher.papers(question.text, HITS):
            yield _Candidate(place, hit.paper, round(hit.score, 2))
        return
    relevance = shelf.found.relevance
    papers = [paper for paper in shelf.corpus.papers() if paper.id in relevance]
    for paper in sorted(papers, key=lambda each: (-relevance[each.id], each.id)):
        yield _Candidate(place, paper, relevance[paper.id])


def _record(
    question: Question,
    shelf: Shelf,
    candidates: Sequence[_Candidate],
    first: Mapping[str, _Candidate],
    best: Mapping[str, _Candidate],
    limits: Limits,
) -> SourceSearch:
    """The search of one shelf with what became of each paper."""
    reasons = [(each.paper, _why_not(each, first, best, limits)) for each in candidates]
    kept = tuple(paper.id for paper, why in reasons if why is None)
    dropped = tuple(Dropped(paper.id, paper.title, why) for paper, why in reasons if why is not None)
    if shelf.found is not None:
        return replace(shelf.found.record, kept=kept, dropped=(*shelf.found.record.dropped, *dropped))
    query = Query(question.text, len(candidates))
    return SourceSearch(f"corpus {shelf.name}", (query,), len(candidates), kept, dropped)


def _why_not(
    candidate: _Candidate, first: Mapping[str, _Candidate], best: Mapping[str, _Candidate], limits: Limits
) -> str | None:
    if candidate.relevance < limits.least_paper:
        return f"relevance {candidate.relevance:.2f} is below {limits.least_paper:.2f}"
    if first[candidate.paper.id] is not candidate:
        return SAME
    return None if candidate.paper.id in best else f"{limits.max_papers} more relevant papers were kept"


def _used(candidate: _Candidate, source: str, hashes: Mapping[str, str]) -> UsedPaper:
    paper = replace(candidate.paper, found=source)
    why = f"relevance {candidate.relevance:.2f} to the question"
    return UsedPaper(paper, candidate.relevance, why, hashes[paper.id])


def count(screened: Screened, judged: Sequence[JudgedClaim]) -> PrismaCounts:
    """The flow of papers; the counts add up, since every paper found is either kept or dropped for one reason."""
    reasons = [dropped.why for search in screened.searches for dropped in search.dropped]
    kinds = [entry.used.paper.text for entry in screened.kept]
    identified = sum(search.found for search in screened.searches)
    duplicates = reasons.count(SAME)
    missing = sum(why.startswith(NOT_RETRIEVED) for why in reasons)
    sought = len(kinds) + missing
    return PrismaCounts(
        identified=identified,
        duplicates=duplicates,
        screened=identified - duplicates,
        excluded=identified - duplicates - sought,
        sought=sought,
        not_retrieved=missing,
        read_in_full=sum(kind not in ("digest", "abstract") for kind in kinds),
        digest=kinds.count("digest"),
        abstract_only=kinds.count("abstract"),
        included=len({entry.claim.anchor.paper for entry in judged}),
    )
