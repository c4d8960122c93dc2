"""Which of the papers that were found are kept for a question, and the counts of their flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from synth.pipeline.same_work import hit_of, same_version
from synth.pipeline.shelves import NOT_RETRIEVED, SAME, Limits, Shelf
from synth.records import JudgedClaim, Paper, Question
from synth.report_records import Dropped, PrismaCounts, Query, SourceSearch, UsedPaper
from synth.sources.hits import Hit

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
    source: str
    """Which search it counts for."""
    paper: Paper
    relevance: float
    notices: tuple[str, ...] = ()


def screen(question: Question, shelves: Sequence[Shelf], limits: Limits) -> Screened:
    """Of all papers found, each once, the `max_papers` most relevant; of every other the reason why not."""
    candidates = [tuple(_candidates(place, shelf, question)) for place, shelf in enumerate(shelves)]
    first = _first(candidates, [shelf.found is not None for shelf in shelves], limits)
    best = sorted(first, key=lambda candidate: -candidate.relevance)[: limits.max_papers]
    once, chosen = ({id(each) for each in some} for some in (first, best))
    why_not = {id(each): _why_not(each, once, chosen, limits) for each in chain.from_iterable(candidates)}
    searches: list[SourceSearch] = []
    for shelf, mine in zip(shelves, candidates, strict=True):
        if shelf.found is None:
            asked = SourceSearch(f"corpus {shelf.name}", (Query(question.text, len(mine)),), len(mine), ())
            searches.append(_record(asked, mine, why_not))
        else:
            searches += [_record(asked, mine, why_not) for asked in shelf.found.records]
    hashes = [shelf.corpus.hashes() for shelf in shelves]
    kept = tuple(Kept(shelves[each.place], _used(each, hashes[each.place])) for each in best)
    return Screened(tuple(searches), kept)


def _candidates(place: int, shelf: Shelf, question: Question) -> Iterator[_Candidate]:
    """What a corpus, or the databases that filled it, give to a question, the most relevant first."""
    if shelf.found is None:
        source = f"corpus {shelf.name}"
        for hit in shelf.searcher.papers(question.text, HITS):
            yield _Candidate(place, source, replace(hit.paper, found=source), round(hit.score, 2))
        return
    known = shelf.found.papers
    papers = [paper for paper in shelf.corpus.papers() if paper.id in known]
    for paper in sorted(papers, key=lambda each: (-known[each.id].relevance, each.id)):
        one = known[paper.id]
        yield _Candidate(place, one.source, paper, one.relevance, one.notices)


def _first(
    candidates: Sequence[Sequence[_Candidate]], from_databases: Sequence[bool], limits: Limits
) -> list[_Candidate]:
    """The relevant ones, each paper once, as it was found first; two versions of a paper are two.

    What databases gave was joined to works before; here it is held against what stands in the corpora.
    """
    first: dict[str, _Candidate] = {}
    at_hand: list[Hit] = []
    for mine, searched in zip(candidates, from_databases, strict=True):
        for each in mine:
            if each.relevance < limits.least_paper or each.paper.id in first:
                continue
            hit = hit_of(each.paper, each.source)
            if searched and any(same_version(hit, other) for other in at_hand):
                continue
            if not searched:
                at_hand.append(hit)
            first[each.paper.id] = each
    return list(first.values())


def _record(asked: SourceSearch, candidates: Sequence[_Candidate], why_not: Mapping[int, str | None]) -> SourceSearch:
    """The search with what became of each paper that counts for it."""
    reasons = [(each.paper, why_not[id(each)]) for each in candidates if each.source == asked.source]
    kept = tuple(paper.id for paper, why in reasons if why is None)
    dropped = tuple(Dropped(paper.id, paper.title, why) for paper, why in reasons if why is not None)
    return replace(asked, kept=kept, dropped=(*asked.dropped, *dropped))


def _why_not(candidate: _Candidate, once: Set[int], chosen: Set[int], limits: Limits) -> str | None:
    if candidate.relevance < limits.least_paper:
        return f"relevance {candidate.relevance:.2f} is below {limits.least_paper:.2f}"
    if id(candidate) not in once:
        return SAME
    return None if id(candidate) in chosen else f"{limits.max_papers} more relevant papers were kept"


def _used(candidate: _Candidate, hashes: Mapping[str, str]) -> UsedPaper:
    why = f"relevance {candidate.relevance:.2f} to the question"
    paper = candidate.paper
    return UsedPaper(paper, candidate.relevance, why, hashes[paper.id], candidate.notices)


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
