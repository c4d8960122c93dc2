"""The flow of a report: find, screen, read, extract, choose, verify, compose, review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from synth.errors import UsageError
from synth.extract.claims import extract_claims
from synth.pipeline.choose import Candidate, Chosen, choose_claims
from synth.pipeline.made_by import made_by
from synth.records import (
    CellsAnchor,
    Claim,
    Document,
    Dropped,
    JudgedClaim,
    PrismaCounts,
    Problem,
    Progress,
    Query,
    Question,
    Report,
    SourceSearch,
    Table,
    UsedPaper,
    silent,
)
from synth.report.compose import compose
from synth.review.panel import review_report
from synth.store.corpus import Corpus
from synth.verify import Witness, verify_claim, witness

if TYPE_CHECKING:
    from synth.models.embedder import Embedder
    from synth.retrieve import PaperHit, Searcher

PASSAGES = 80
"""Passages of the kept papers that claims are looked for in."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a report goes. `least_paper` is the relevance (0 to 1) from which a paper is kept."""

    max_papers: int = 20
    max_claims: int = 40
    per_paper: int = 10
    least_paper: float = 0.3


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Found:
    """The record of a search in a database, and how relevant (0 to 1) each paper is that was kept and retrieved."""

    record: SourceSearch
    relevance: Mapping[str, float]


@dataclass(slots=True)
class Shelf:
    """An open corpus with what was worked out of its papers, so that a second question need not do it again."""

    name: str
    corpus: Corpus
    searcher: Searcher
    found: Found | None = None
    """What a database was asked and gave, where the corpus holds papers from one; nothing else of it is used then."""
    documents: dict[str, Document] = field(default_factory=dict)
    claims: dict[str, tuple[Claim, ...]] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)

    def witness(self, paper: str) -> Witness:
        """The paper made ready to be asked; read and extracted once."""
        if paper not in self.witnesses:
            document = self.corpus.document(paper)
            self.documents[paper] = document
            self.claims[paper] = extract_claims(document)
            self.witnesses[paper] = witness(document, self.claims[paper])
        return self.witnesses[paper]


def open_shelf(name: str, embedder: Embedder, *, progress: Progress = silent) -> Shelf:
    """The corpus that `name` means, ready for questions. Raises as `readable_corpus`."""
    from synth.pipeline.resolve import readable_corpus
    from synth.retrieve import Searcher

    corpus = readable_corpus(name, progress=progress)
    return Shelf(name, corpus, Searcher(corpus, embedder, progress=progress))


def make_question(text: str, *, slug: str | None = None, title: str | None = None) -> Question:
    """A question with the folder name of its report. Raises UsageError when there is nothing to ask."""
    words = " ".join(text.split())
    if not re.search(r"\w", words):
        raise UsageError("the question is empty", "say what you want to know, in one sentence")
    made = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60].rstrip("-")
    return Question(words, slug or made or "question", title)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A paper that bears on the question, where it stands, and its passages that bear on it."""

    shelf: Shelf
    used: UsedPaper


def make_report(
    question: Question,
    shelves: Sequence[Shelf],
    embedder: Embedder,
    *,
    date: str,
    limits: Limits = DEFAULT,
    options: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    progress: Progress = silent,
) -> Report:
    """The report on one question from open corpora, reviewed; the same inputs give the same report."""
    progress("searching", 0, len(shelves))
    searches: list[SourceSearch] = []
    kept: list[_Kept] = []
    passages: dict[str, float] = {}
    duplicates = 0
    for done, shelf in enumerate(shelves, 1):
        if shelf.found is None:
            hits = shelf.searcher.papers(question.text, 1000)
            record, mine, again = _screen(question, shelf, hits, kept, limits)
        else:
            record, mine, again = _take(shelf, shelf.found, kept)
        searches.append(record)
        kept.extend(mine)
        duplicates += again
        ids = [entry.used.paper.id for entry in mine]
        for hit in shelf.searcher.passages(question.text, PASSAGES, papers=ids):
            passages[hit.passage.id] = hit.score
        progress("searching", done, len(shelves))
    witnesses = _read(kept, progress)
    chosen = _choose(question, kept, passages, embedder, limits, progress)
    judged = _verify(chosen, witnesses, progress)
    report = compose(
        question=question,
        date=date,
        made_by=made_by(shelves, embedder, options or {}, limits),
        search=searches,
        prisma=_count(searches, duplicates, kept, judged),
        papers=[entry.used for entry in kept],
        claims=judged,
        tables=_tables(judged, witnesses),
        logs="no logs given",
        problems=[*problems, *(problem for each in witnesses.values() for problem in each.document.problems)],
    )
    return review_report(report)


def _screen(
    question: Question, shelf: Shelf, hits: Sequence[PaperHit], before: Sequence[_Kept], limits: Limits
) -> tuple[SourceSearch, list[_Kept], int]:
    """Papers of one corpus that bear on the question, the rest with the reason why not."""
    hashes = shelf.corpus.hashes()
    known = {entry.used.paper.id for entry in before}
    kept: list[_Kept] = []
    dropped: list[Dropped] = []
    duplicates = 0
    for hit in hits:
        paper = hit.paper
        relevance = round(hit.score, 2)
        if paper.id in known:
            duplicates += 1
            dropped.append(Dropped(paper.id, paper.title, "the same paper was found before"))
        elif relevance < limits.least_paper:
            why = f"relevance {relevance:.2f} is below {limits.least_paper:.2f}"
            dropped.append(Dropped(paper.id, paper.title, why))
        elif len(before) + len(kept) >= limits.max_papers:
            dropped.append(Dropped(paper.id, paper.title, f"{limits.max_papers} more relevant papers were kept"))
        else:
            why = f"relevance {relevance:.2f} to the question"
            used = UsedPaper(replace(paper, found=f"corpus {shelf.name}"), relevance, why, hashes[paper.id])
            kept.append(_Kept(shelf, used))
    record = SourceSearch(
        f"corpus {shelf.name}",
        (Query(question.text, len(hits)),),
        len(hits),
        tuple(entry.used.paper.id for entry in kept),
        tuple(dropped),
    )
    return record, kept, duplicates


def _take(shelf: Shelf, found: Found, before: Sequence[_Kept]) -> tuple[SourceSearch, list[_Kept], int]:
    """The papers that a database gave and that were retrieved, without those that are kept already."""
    hashes = shelf.corpus.hashes()
    known = {entry.used.paper.id for entry in before}
    papers = {paper.id: paper for paper in shelf.corpus.papers() if paper.id in found.relevance}
    again = sorted(known & set(papers))
    kept = [
        _Kept(
            shelf,
            UsedPaper(
                replace(papers[paper], found=found.record.source),
                relevance,
                f"relevance {relevance:.2f} to the question",
                hashes[paper],
            ),
        )
        for paper, relevance in sorted(found.relevance.items(), key=lambda pair: (-pair[1], pair[0]))
        if paper in papers and paper not in known
    ]
    dropped = [Dropped(paper, papers[paper].title, "the same paper was found before") for paper in again]
    record = replace(
        found.record,
        kept=tuple(entry.used.paper.id for entry in kept),
        dropped=(*found.record.dropped, *dropped),
    )
    return record, kept, len(again)


def _read(kept: Sequence[_Kept], progress: Progress) -> dict[str, Witness]:
    witnesses: dict[str, Witness] = {}
    for done, entry in enumerate(kept):
        progress("reading papers", done, len(kept))
        witnesses[entry.used.paper.id] = entry.shelf.witness(entry.used.paper.id)
    progress("reading papers", len(kept), len(kept))
    return witnesses


def _choose(
    question: Question,
    kept: Sequence[_Kept],
    passages: Mapping[str, float],
    embedder: Embedder,
    limits: Limits,
    progress: Progress,
) -> tuple[Chosen, ...]:
    progress("choosing claims", 0, 1)
    candidates: list[Candidate] = []
    for entry in kept:
        paper = entry.used.paper.id
        scores = _sentence_scores(entry.shelf.documents[paper], passages)
        for claim in entry.shelf.claims[paper]:
            place = (claim.anchor.file, claim.anchor.page, claim.anchor.start)
            if place in scores:
                candidates.append(Candidate(claim, scores[place]))
    chosen = choose_claims(
        question.text, candidates, embedder.embed, limit=limits.max_claims, per_paper=limits.per_paper
    )
    progress("choosing claims", 1, 1)
    return chosen


def _sentence_scores(
    document: Document, passages: Mapping[str, float]
) -> dict[tuple[str | None, int | None, int], float]:
    """The best score of a found passage that each sentence stands in, by the sentence's place."""
    scores: dict[tuple[str | None, int | None, int], float] = {}
    for passage in document.passages:
        score = passages.get(passage.id)
        if score is None:
            continue
        for sentence in document.sentences[passage.first : passage.last + 1]:
            place = (sentence.anchor.file, sentence.anchor.page, sentence.anchor.start)
            scores[place] = max(score, scores.get(place, 0.0))
    return scores


def _verify(chosen: Sequence[Chosen], witnesses: Mapping[str, Witness], progress: Progress) -> tuple[JudgedClaim, ...]:
    others = tuple(witnesses[paper] for paper in sorted(witnesses))
    judged: list[JudgedClaim] = []
    for done, entry in enumerate(chosen):
        progress("verifying claims", done, len(chosen))
        own = witnesses[entry.claim.anchor.paper]
        judged.append(JudgedClaim(entry.claim, verify_claim(entry.claim, own, others), entry.relevance))
    progress("verifying claims", len(chosen), len(chosen))
    return tuple(judged)


def _count(
    searches: Sequence[SourceSearch], duplicates: int, kept: Sequence[_Kept], judged: Sequence[JudgedClaim]
) -> PrismaCounts:
    """The flow of papers; the counts add up by construction of `SourceSearch`."""
    identified = sum(search.found for search in searches)
    kinds = [entry.used.paper.text for entry in kept]
    missing = sum(dropped.why.startswith("not retrieved") for search in searches for dropped in search.dropped)
    screened = identified - duplicates
    sought = len(kept) + missing
    return PrismaCounts(
        identified=identified,
        duplicates=duplicates,
        screened=screened,
        excluded=screened - sought,
        sought=sought,
        not_retrieved=missing,
        read_in_full=sum(kind not in ("digest", "abstract") for kind in kinds),
        digest=kinds.count("digest"),
        abstract_only=kinds.count("abstract"),
        included=len({entry.claim.anchor.paper for entry in judged}),
    )


def _tables(judged: Iterable[JudgedClaim], witnesses: Mapping[str, Witness]) -> tuple[Table, ...]:
    """The tables that the checks point into."""
    wanted = {
        (anchor.paper, anchor.table)
        for entry in judged
        for check in entry.verdict.checks
        for anchor in check.anchors
        if isinstance(anchor, CellsAnchor)
    }
    return tuple(
        table
        for paper in sorted({paper for paper, _ in wanted})
        for table in witnesses[paper].document.tables
        if (paper, table.number) in wanted
    )
