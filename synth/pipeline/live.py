"""Papers from arXiv: searched, screened by their abstracts, fetched once, kept in a corpus of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.errors import InputError, SourceError
from synth.pipeline.add import AddSummary, add_bytes
from synth.pipeline.report import Found, Limits, Shelf
from synth.records import Document, Dropped, Paper, Problem, Progress, Query, Question, SourceSearch, silent
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
NONE = AddSummary(0, 0, 0, 0, (), ())


def arxiv_shelf(
    question: Question, embedder: Embedder, limits: Limits, *, progress: Progress = silent
) -> tuple[Shelf, tuple[Problem, ...]]:
    """Search arXiv for a question and fetch what bears on it.

    A source that does not answer is said in the record (`SourceSearch.failed`) and does not stop the report; what was
    fetched before it failed stays. Raises StorageError where the papers cannot be kept.
    """
    from synth.pipeline.resolve import writable_corpus
    from synth.retrieve import Searcher

    source = Arxiv.from_environment()
    found, queries, failed = _search(source, question, progress)
    kept, dropped = _screen(question, found, embedder, limits)
    corpus = writable_corpus(CORPUS)
    relevance: dict[str, float] = {}
    problems: list[Problem] = []
    for done, (paper, score) in enumerate(kept):
        progress("fetching papers", done, len(kept))
        summary = _fetch(source, corpus, paper)
        problems.extend(summary.problems)
        if summary.failed:
            why = summary.problems[0].message if summary.problems else "no text"
            dropped.append(Dropped(paper.id, paper.title, f"not retrieved: {why}"))
        else:
            relevance[paper.id] = score
    progress("fetching papers", len(kept), len(kept))
    record = SourceSearch("arXiv", queries, len(found), tuple(sorted(relevance)), tuple(dropped), failed)
    return Shelf(CORPUS, corpus, Searcher(corpus, embedder), Found(record, relevance)), tuple(problems)


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
            return tuple(found.values()), tuple(queries), error.message
        queries.append(Query(text, len(papers)))
        for paper in papers:
            found.setdefault(paper.id, paper)
    progress("asking arXiv", len(texts), len(texts))
    return tuple(found.values()), tuple(queries), None


def _screen(
    question: Question, found: Sequence[Paper], embedder: Embedder, limits: Limits
) -> tuple[list[tuple[Paper, float]], list[Dropped]]:
    """Screening by title and abstract: cosine to the question."""
    if not found:
        return [], []
    vectors = embedder.embed([question.text, *(f"{paper.title}. {paper.abstract}" for paper in found)])
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


def _fetch(source: Arxiv, corpus: Corpus, paper: Paper) -> AddSummary:
    """A paper's source or PDF into the corpus; its abstract where arXiv gives neither or it cannot be read."""
    origin = f"arxiv:{paper.id}"
    if paper.id in corpus.hashes():
        return AddSummary(0, 0, 1, 0, (paper.id,), ())
    problem: Problem | None = None
    try:
        name, body = source.fetch(paper.id)
        summary = add_bytes(corpus, body, name, _without_kind(paper), origin=origin)
        if not summary.failed:
            return summary
        problem = summary.problems[0] if summary.problems else None
    except RefusedError as error:
        problem = Problem(paper.id, error.message, error.hint)
    except SourceError as error:
        return AddSummary(0, 0, 0, 1, (), (Problem(paper.id, error.message, error.hint),))
    if not paper.abstract:
        return AddSummary(0, 0, 0, 1, (), (problem,) if problem else ())
    text = f"{paper.title}\n\n{paper.abstract}\n".encode()
    summary = add_bytes(corpus, text, f"{paper.id}.txt", paper, origin=origin)
    return summary + AddSummary(0, 0, 0, 0, (), (problem,) if problem else ())


def _without_kind(paper: Paper) -> Paper:
    """The paper as known before it is read: what its text is, the reader says."""
    from dataclasses import replace

    return replace(paper, text="text", abstract="")


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
    """Papers by their arXiv ids into a corpus. Raises SourceError when arXiv does not answer at all."""
    source = Arxiv.from_environment()
    known = source.by_id(ids)
    total = NONE
    for done, paper in enumerate(known):
        progress("fetching papers", done, len(known))
        total = total + _fetch(source, corpus, paper)
    progress("fetching papers", len(known), len(known))
    missing = [wanted for wanted in ids if not any(paper.id.startswith(wanted) for paper in known)]
    problems = tuple(Problem(wanted, "arXiv does not know this id", "check it") for wanted in missing)
    return total + AddSummary(0, 0, 0, len(missing), (), problems)


def pull(target: Corpus, papers: Sequence[Paper], *, progress: Progress = silent) -> AddSummary:
    """The papers themselves in place of digests: every paper of a corpus that has an arXiv id, fetched into `target`.

    Raises InputError when none has one; SourceError when arXiv does not answer.
    """
    from synth.read.assemble import arxiv_id

    ids = [found for paper in papers if (found := arxiv_id(paper.id))]
    if not ids:
        raise InputError("no paper of the corpus has an arXiv id", "nothing can be pulled")
    return add_arxiv(target, ids, progress=progress)
