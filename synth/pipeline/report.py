"""The flow of a report: find, screen, read, extract, choose, verify, compose, review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from synth.errors import UsageError
from synth.pipeline.choose import Candidate, Chosen, choose_claims
from synth.pipeline.contexts import contexts
from synth.pipeline.logged import NONE_GIVEN, Logged, share_of, with_logs
from synth.pipeline.made_by import PASSAGES, made_by
from synth.pipeline.screen import Kept, count, screen
from synth.pipeline.shelves import DEFAULT, Limits, Shelf, found_shelves
from synth.pipeline.versions import drifts, versions_of
from synth.records import CellsAnchor, Document, JudgedClaim, Paper, Problem, Progress, Question, Table, silent
from synth.report.compose import compose
from synth.report_records import Report
from synth.review.panel import review_report
from synth.verify import Witness, verify_claim
from synth.verify.recalled import less_recalled

if TYPE_CHECKING:
    from synth.models.embedder import Embedder
    from synth.pipeline.proposed import Helper


def make_question(text: str, *, slug: str | None = None, title: str | None = None) -> Question:
    """A question with the folder name of its report. Raises UsageError when there is nothing to ask."""
    words = " ".join(text.split())
    if not re.search(r"\w", words):
        raise UsageError("the question is empty", "say what you want to know, in one sentence")
    if re.search(r"[\ud800-\udfff]", words):  # bytes of the command line that were not of its encoding
        raise UsageError("the question is not readable text", "give it in your terminal's encoding, UTF-8 as a rule")
    made = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60].rstrip("-")
    return Question(words, slug or made or "question", title)


def options_of(sources: Sequence[str], limits: Limits = DEFAULT) -> dict[str, str]:
    """The options of a report as its `made_by` names them; bounds of the search where it has any."""
    bounds = {"since": limits.bounds.since, "until": limits.bounds.until, "category": limits.bounds.category}
    return {
        "offline": "no" if sources and not limits.offline else "yes",
        "sources": ",".join(sources) or "none",
        **{name: value for name, value in bounds.items() if sources and value},
        **({"snowball": str(limits.snowball)} if sources and limits.snowball else {}),
    }


def report_on(
    question: Question,
    shelves: Sequence[Shelf],
    sources: Sequence[str],
    embedder: Embedder,
    *,
    date: str,
    limits: Limits = DEFAULT,
    logs: Logged | None = None,
    helper: Helper | None = None,
    progress: Progress = silent,
) -> Report:
    """The report on one question from open corpora and from these databases; no network where none is named.

    Where experiment logs are given, each claim is held against them too. A database that does not answer is said in the
    report. Raises StorageError where fetched papers cannot be kept.
    """
    options = options_of(sources, limits)
    with found_shelves(sources, question, embedder, limits, progress=progress) as (found, problems):
        return make_report(
            question,
            (*shelves, *found),
            embedder,
            date=date,
            limits=limits,
            options=options,
            problems=problems,
            logs=logs,
            helper=helper,
            progress=progress,
        )


def make_report(
    question: Question,
    shelves: Sequence[Shelf],
    embedder: Embedder,
    *,
    date: str,
    limits: Limits = DEFAULT,
    options: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    logs: Logged | None = None,
    helper: Helper | None = None,
    progress: Progress = silent,
) -> Report:
    """The report on one question from open corpora, reviewed; the same inputs give the same report.

    A language model, where given, adds claims, formulas, reviews and a summary that the rules check.
    """
    progress("searching", 0, 2)
    screened = screen(question, shelves, limits)
    progress("searching", 1, 2)
    passages = found_passages(question, shelves, screened.kept)
    progress("searching", 2, 2)
    witnesses = _read(screened.kept, progress)
    chosen = _choose(question, screened.kept, passages, embedder, limits, progress)
    used = {entry.used.paper.id: entry.used.paper for entry in screened.kept}
    judged = _verify(chosen, witnesses, used, progress, logs)
    documents = {paper: each.document for paper, each in witnesses.items()}
    told = f"{logs.runs} runs: {share_of(judged).sentence}" if logs else NONE_GIVEN
    asked: tuple[Problem, ...] = ()
    more: tuple[JudgedClaim, ...] = ()
    if helper is not None:
        from synth.pipeline.proposed_report import helped_claims, helped_report

        claims = {entry.used.paper.id: entry.shelf.claims[entry.used.paper.id] for entry in screened.kept}
        found = helped_claims(
            question, witnesses, claims, judged, passages, embedder.embed, helper, per_paper=limits.per_paper, logs=logs
        )
        judged, more, asked = found.judged, found.found, found.problems
    known = {**(options or {}), **(logs.options if logs else {})}
    logged = logs.problems if logs else ()
    report = compose(
        question=question,
        date=date,
        made_by=made_by(shelves, embedder, known, limits),
        search=screened.searches,
        prisma=count(screened, judged),
        papers=[entry.used for entry in screened.kept],
        claims=judged,
        tables=_tables((*judged, *more), witnesses),
        logs=told,
        problems=[
            *problems,
            *logged,
            *asked,
            *(problem for each in witnesses.values() for problem in each.document.problems),
        ],
        contexts=contexts((*judged, *more), documents),
        drift=drifts(screened.kept, shelves, documents, progress=progress),
    )
    reviewed = review_report(report)
    return helped_report(reviewed, more, helper) if helper is not None else reviewed


def found_passages(question: Question, shelves: Sequence[Shelf], kept: Sequence[Kept]) -> dict[str, float]:
    """The passages of the kept papers that bear most on the question, with their scores."""
    scores: dict[str, float] = {}
    for shelf in shelves:
        papers = [entry.used.paper.id for entry in kept if entry.shelf is shelf]
        if papers:
            hits = shelf.searcher.passages(question.text, PASSAGES, papers=papers)
            scores.update((hit.passage.id, hit.score) for hit in hits)
    return scores


def _read(kept: Sequence[Kept], progress: Progress) -> dict[str, Witness]:
    witnesses: dict[str, Witness] = {}
    for done, entry in enumerate(kept):
        progress("extracting claims", done, len(kept))
        witnesses[entry.used.paper.id] = entry.shelf.witness(entry.used.paper.id)
    progress("extracting claims", len(kept), len(kept))
    return witnesses


def _choose(
    question: Question,
    kept: Sequence[Kept],
    passages: Mapping[str, float],
    embedder: Embedder,
    limits: Limits,
    progress: Progress,
) -> tuple[Chosen, ...]:
    candidates = claim_candidates(kept, passages)
    embed = partial(embedder.embed, progress=lambda _stage, done, total: progress("choosing claims", done, total))
    return choose_claims(question.text, candidates, embed, limit=limits.max_claims, per_paper=limits.per_paper)


def claim_candidates(kept: Sequence[Kept], passages: Mapping[str, float]) -> list[Candidate]:
    """The claims of kept papers, which have been read, that stand in one of these passages."""
    candidates: list[Candidate] = []
    for entry in kept:
        paper = entry.used.paper
        document = entry.shelf.documents[paper.id]
        scores = _sentence_scores(document, passages)
        sentences = {(each.anchor.file, each.anchor.page, each.anchor.start): each.text for each in document.sentences}
        for claim in entry.shelf.claims[paper.id]:
            place = (claim.anchor.file, claim.anchor.page, claim.anchor.start)
            if place in scores:
                candidates.append(Candidate(claim, scores[place], sentences[place], paper.title))
    return candidates


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


def _verify(
    chosen: Sequence[Chosen],
    witnesses: Mapping[str, Witness],
    papers: Mapping[str, Paper],
    progress: Progress,
    logs: Logged | None,
) -> tuple[JudgedClaim, ...]:
    """Each claim against its own paper, against the others that are no version of it, and against logs."""
    others: dict[str, tuple[Witness, ...]] = {}
    for name in sorted({entry.claim.anchor.paper for entry in chosen}):
        apart = {name, *versions_of(papers[name], tuple(papers.values()))}
        others[name] = tuple(witnesses[paper] for paper in sorted(witnesses) if paper not in apart)
    judged: list[JudgedClaim] = []
    for done, entry in enumerate(chosen):
        progress("verifying claims", done, len(chosen))
        own = witnesses[entry.claim.anchor.paper]
        verdict = verify_claim(entry.claim, own, others[entry.claim.anchor.paper])
        verdict = with_logs(verdict, entry.claim, logs, own.document.aliases)
        judged.append(JudgedClaim(entry.claim, less_recalled(verdict, entry.claim, papers), entry.relevance))
    progress("verifying claims", len(chosen), len(chosen))
    return tuple(judged)


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
