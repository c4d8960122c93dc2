"""Papers from arXiv: searched, screened by their abstracts, fetched once, kept in a corpus of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from synth.errors import CorpusError, InputError, SourceError
from synth.pipeline.add import AddSummary, add_bytes
from synth.pipeline.shelves import NOT_RETRIEVED, SAME, Found, Limits, Shelf
from synth.records import Document, Paper, Problem, Progress, Question, silent
from synth.report_records import Dropped, Query, SourceSearch
from synth.sources.arxiv import Arxiv
from synth.sources.manners import RefusedError
from synth.sources.queries import arxiv_queries
from synth.store.corpus import Corpus

if TYPE_CHECKING:
    from synth.models.embedder import Embedder

CORPUS = "arxiv"
"""The corpus that fetched papers are kept in, by id and version: nothing is fetched twice."""
HITS = 100
"""Papers asked for by one query."""
AT_ONCE = 100
"""Ids in one request."""
PATIENCE = 2
"""Papers in a row that could not be fetched, after retries each, before the rest is not asked for."""
NONE = AddSummary(0, 0, 0, 0, (), ())
VERSION = re.compile(r"v\d+$")
MACHINE_WORDS = re.compile(r"\[Errno -?\d+\] ([^'\"<>()\[\]]+)")
"""What the system says of a connection, inside what the libraries around it add."""


def arxiv_shelf(
    question: Question, embedder: Embedder, limits: Limits, *, progress: Progress = silent
) -> tuple[Shelf, tuple[Problem, ...]]:
    """Search arXiv for a question and fetch what bears on it; the shelf's corpus is open and the caller's to close.

    A source that does not answer is said in the record (`SourceSearch.failed`) and does not stop the report; what was
    fetched before it failed stays. Raises StorageError where the papers cannot be kept.
    """
    from synth.pipeline.resolve import writable_corpus
    from synth.retrieve import Searcher

    source = Arxiv.from_environment()
    found, queries, failed = _search(source, question, progress)
    kept, dropped = _screen(question, found, embedder, limits, progress)
    scores = {paper.id: score for paper, score in kept}
    relevance: dict[str, float] = {}
    problems: list[Problem] = []
    with ExitStack() as stack:
        corpus = stack.enter_context(writable_corpus(CORPUS))
        for paper, outcome in _fetched(source, corpus, [paper for paper, _ in kept], progress):
            if isinstance(outcome, SourceError):
                failed = failed or _reason(outcome)
                dropped.append(Dropped(paper.id, paper.title, NOT_RETRIEVED + _reason(outcome)))
            elif outcome.failed:
                dropped.append(Dropped(paper.id, paper.title, NOT_RETRIEVED + "arXiv has no text of it"))
            elif paper.id not in outcome.papers:  # byte for byte what arXiv gave under another id
                dropped.append(Dropped(paper.id, paper.title, SAME))
            else:
                relevance[paper.id] = scores[paper.id]
        problems += [
            _only_abstract(each) for each in corpus.papers() if each.id in relevance and each.text == "abstract"
        ]
        searcher = Searcher(corpus, embedder, progress=progress)
        stack.pop_all()
    record = SourceSearch("arXiv", queries, len(found), tuple(sorted(relevance)), tuple(dropped), failed)
    return Shelf(CORPUS, corpus, searcher, Found(record, relevance)), tuple(problems)


def _search(
    source: Arxiv, question: Question, progress: Progress
) -> tuple[tuple[Paper, ...], tuple[Query, ...], str | None]:
    """All papers that the queries give, each once, with the record of the queries and why the search broke off."""
    found: dict[str, Paper] = {}
    queries: list[Query] = []
    texts = arxiv_queries(question.text)
    for done, text in enumerate(texts):
        progress("asking arXiv", done, len(texts))
        try:
            papers = source.search(text, HITS)
        except SourceError as error:
            return tuple(found.values()), tuple(queries), _reason(error)
        queries.append(Query(text, len(papers)))
        for paper in papers:
            found.setdefault(paper.id, paper)
    progress("asking arXiv", len(texts), len(texts))
    return tuple(found.values()), tuple(queries), None


def _reason(error: SourceError) -> str:
    """Why a source failed, without the addresses of objects that no second run would have."""
    said = MACHINE_WORDS.search(error.message)
    return f"arXiv did not answer: {said[1].strip()}" if said else error.message


def _screen(
    question: Question, found: Sequence[Paper], embedder: Embedder, limits: Limits, progress: Progress
) -> tuple[list[tuple[Paper, float]], list[Dropped]]:
    """Screening by title and abstract: cosine to the question."""
    if not found:
        return [], []
    texts = [question.text, *(f"{paper.title}. {paper.abstract}" for paper in found)]
    vectors = embedder.embed(texts, progress=lambda _stage, done, total: progress("screening", done, total))
    scores = [round(max(0.0, float(score)), 2) for score in vectors[1:] @ vectors[0]]
    ranked = sorted(zip(found, scores, strict=True), key=lambda pair: (-pair[1], pair[0].id))
    kept: list[tuple[Paper, float]] = []
    dropped: list[Dropped] = []
    for paper, score in ranked:
        if score < limits.least_paper:
            why = f"relevance {score:.2f} is below {limits.least_paper:.2f}"
            dropped.append(Dropped(paper.id, paper.title, why))
        elif len(kept) >= limits.max_papers:
            dropped.append(Dropped(paper.id, paper.title, f"{limits.max_papers} more relevant papers were kept"))
        else:
            kept.append((paper, score))
    return kept, dropped


def _fetched(
    source: Arxiv, corpus: Corpus, papers: Sequence[Paper], progress: Progress
) -> Iterator[tuple[Paper, AddSummary | SourceError]]:
    """Each paper with what came of fetching it; a source that fails again and again is not asked for the rest."""
    held = {paper.id: paper for paper in corpus.papers()}
    failures = 0
    last: SourceError | None = None
    for done, paper in enumerate(papers):
        progress("fetching papers", done, len(papers))
        if paper.id in held and held[paper.id].text != "digest":
            yield paper, AddSummary(0, 0, 1, 0, (paper.id,), ())
            continue
        if last is not None and failures >= PATIENCE:
            yield paper, last
            continue
        try:
            summary = _fetch(source, corpus, paper, replaces=paper.id in held)
        except SourceError as error:
            failures, last = failures + 1, error
            yield paper, error
        else:
            failures = 0
            yield paper, summary
    progress("fetching papers", len(papers), len(papers))


def _fetch(source: Arxiv, corpus: Corpus, paper: Paper, *, replaces: bool) -> AddSummary:
    """A paper's source or PDF into the corpus; its abstract where arXiv gives neither or it cannot be read.

    A digest that it `replaces` goes in the same transaction. Raises SourceError when arXiv does not answer.
    """
    # What its text is, the reader says; its abstract too, so that a quote from it has a place in the paper.
    attempts = []
    try:
        name, body = source.fetch(paper.id)
        attempts.append((body, name, replace(paper, text="text", abstract="")))
    except RefusedError:
        pass  # there is no such thing: its abstract is what there is
    if paper.abstract and not replaces:
        attempts.append((f"{paper.title}\n\n{paper.abstract}\n".encode(), f"{paper.id}.txt", paper))
    problems: list[Problem] = []
    for body, name, known in attempts:
        try:
            if replaces:
                with corpus.batch():
                    corpus.remove(paper.id)
                    summary = _add(corpus, body, name, known)
            else:
                summary = _add(corpus, body, name, known)
        except CorpusError:
            raise
        except InputError as error:
            problems.append(Problem(paper.id, error.message, error.hint))
        else:
            extra = (_only_abstract(paper),) if known.text == "abstract" else ()
            return summary + AddSummary(0, 0, 0, 0, (), extra)
    return AddSummary(0, 0, 0, 1, (), tuple(problems) or (Problem(paper.id, "arXiv has no text of it"),))


def _add(corpus: Corpus, body: bytes, name: str, paper: Paper) -> AddSummary:
    """Raises InputError when it cannot be read, so that a transaction around it is taken back."""
    summary = add_bytes(corpus, body, name, paper, origin=f"arxiv:{paper.id}")
    if summary.failed:
        first = next(iter(summary.problems), Problem(paper.id, "cannot be read"))
        raise InputError(first.message, first.hint)
    return summary


def _only_abstract(paper: Paper) -> Problem:
    return Problem(paper.id, "arXiv gives neither source nor PDF of it that can be read: its abstract alone was read")


def fetch_document(paper: str, *, progress: Progress = silent) -> Document:
    """One paper of arXiv, from the corpus of fetched papers or fetched into it now.

    Raises InputError when arXiv does not know it or it cannot be read, SourceError when arXiv does not answer.
    """
    from synth.pipeline.resolve import writable_corpus

    with writable_corpus(CORPUS) as corpus:
        if paper not in corpus.hashes():
            summary = add_arxiv(corpus, [paper], progress=progress)
            if not summary.papers:
                why = "; ".join(problem.message for problem in summary.problems)
                raise InputError(f"{paper} could not be had: {why}", "check the id, or give a file")
            paper = summary.papers[0]
        return corpus.document(paper)


def add_arxiv(corpus: Corpus, ids: Sequence[str], *, progress: Progress = silent) -> AddSummary:
    """Papers by their arXiv ids into a corpus; a digest that stands there under an id gives way to the paper.

    Raises SourceError when arXiv does not answer; what was fetched by then is kept, and the same call resumes.
    """
    source = Arxiv.from_environment()
    wanted = list(dict.fromkeys(ids))
    known: dict[str, Paper] = {}
    for start in range(0, len(wanted), AT_ONCE):
        known |= {paper.id: paper for paper in source.by_id(wanted[start : start + AT_ONCE])}
    total = NONE
    lost: list[SourceError] = []
    for _, outcome in _fetched(source, corpus, tuple(known.values()), progress):
        if isinstance(outcome, SourceError):
            lost.append(outcome)
        else:
            total = total + outcome
    if lost:
        raise SourceError(
            f"{len(lost)} of {len(known)} papers could not be fetched: {lost[-1].message}",
            "what was fetched is kept; give the same command again later",
        )
    given = {*known, *(VERSION.sub("", paper) for paper in known)}
    problems = tuple(Problem(each, "arXiv does not know this id", "check it") for each in wanted if each not in given)
    return total + AddSummary(0, 0, 0, len(problems), (), problems)


def pull(target: Corpus, papers: Sequence[Paper], *, progress: Progress = silent) -> AddSummary:
    """The papers themselves in place of digests: every paper of a corpus that has an arXiv id, fetched into `target`.

    Raises InputError when none has one; SourceError when arXiv does not answer.
    """
    from synth.read.assemble import arxiv_id

    ids = [found for paper in papers if (found := arxiv_id(paper.id))]
    if not ids:
        raise InputError("no paper of the corpus has an arXiv id", "nothing can be pulled")
    return add_arxiv(target, ids, progress=progress)
