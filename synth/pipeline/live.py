"""Papers from databases: searched, screened by their abstracts, fetched once, laid out for one question alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from synth.errors import InputError, SourceError
from synth.pipeline.add import AddSummary
from synth.pipeline.fetch import CORPUS, Fetcher, Unreachable, Wanted, add_abstract, only_abstract
from synth.pipeline.find import FoundWorks, find
from synth.pipeline.same_work import Work
from synth.pipeline.shelves import NOT_RETRIEVED, SAME, Found, FoundPaper, Limits, Shelf
from synth.records import Document, Paper, Problem, Progress, Question, silent
from synth.report_records import Dropped, SourceSearch
from synth.sources.acl_anthology import AclAnthology
from synth.sources.addresses import netloc
from synth.sources.arxiv import Arxiv
from synth.sources.cache import Cache
from synth.sources.europe_pmc import EuropePmc
from synth.sources.known import SOURCES
from synth.sources.web import Web
from synth.store.corpus import Corpus, open_corpus
from synth.store.packed import pack

if TYPE_CHECKING:
    from synth.models.embedder import Embedder

AT_ONCE = 100
"""Ids in one request."""
VERSION = re.compile(r"v\d+$")
SHELF = "found"
"""What the papers found for a question are called together."""


@dataclass(slots=True)
class _Search:
    """One search as it goes on: what became of each work, counted for the source that gave it first."""

    found: FoundWorks
    dropped: dict[str, list[Dropped]] = field(default_factory=dict)
    papers: dict[str, FoundPaper] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: str | None = None
    """Why arXiv did not give a text that was asked for: what it was searched for is not all there."""

    def drop(self, work: Work, why: str) -> None:
        """Leaves a work out, for a reason."""
        self.dropped.setdefault(work.hits[0].source, []).append(Dropped(work.paper.id, work.paper.title, why))

    def records(self) -> tuple[SourceSearch, ...]:
        """What each source was asked and gave, and what of it was left out; what was kept is filled in later."""
        return tuple(
            replace(
                search,
                dropped=(*search.dropped, *self.dropped.get(search.source, ())),
                failed=search.failed or (self.broken if search.source == "arXiv" else None),
            )
            for search in self.found.searches
        )


@contextmanager
def found_shelf(
    question: Question, sources: Sequence[str], embedder: Embedder, limits: Limits, *, progress: Progress = silent
) -> Iterator[tuple[Shelf, tuple[Problem, ...]]]:
    """Search databases for a question and fetch what bears on it, open until the block ends.

    The shelf holds the papers found for this question and no others, whatever was fetched for another one. A source
    that does not answer is said in its record (`SourceSearch.failed`) and stops neither the others nor the report.
    Raises StorageError where papers cannot be kept.
    """
    from synth.pipeline.resolve import writable_corpus
    from synth.retrieve import Searcher

    cache = Cache.at_home()
    with (
        Web(cache=cache, offline=limits.offline) as web,
        writable_corpus(CORPUS) as fetched,
        TemporaryDirectory(prefix="synth-") as folder,
        open_corpus(Path(folder) / f"{SHELF}.db", create=True) as own,
    ):
        found = find(question, sources, web, bounds=limits.bounds, snowball=limits.snowball, progress=progress)
        if not limits.offline:
            cache.prune()
        search = _Search(found)
        kept = _screen(question, search, embedder, limits, progress)
        _fetch(search, kept, _fetcher(web), fetched, own, progress)
        searcher = Searcher(own, embedder, kept=fetched, progress=progress)
        yield Shelf(SHELF, own, searcher, Found(search.records(), search.papers)), tuple(search.problems)


def _screen(
    question: Question, search: _Search, embedder: Embedder, limits: Limits, progress: Progress
) -> list[tuple[Work, float]]:
    """The works that are wanted, by the cosine of title and abstract to the question."""
    works = search.found.works
    if not works:
        return []
    texts = [question.text, *(f"{work.paper.title}. {work.paper.abstract}" for work in works)]
    vectors = embedder.embed(texts, progress=lambda _stage, done, total: progress("screening", done, total))
    scores = [round(max(0.0, float(score)), 2) for score in vectors[1:] @ vectors[0]]
    kept: list[tuple[Work, float]] = []
    for work, score in sorted(zip(works, scores, strict=True), key=lambda pair: (-pair[1], pair[0].paper.id)):
        if score < limits.least_paper:
            search.drop(work, f"relevance {score:.2f} is below {limits.least_paper:.2f}")
        elif len(kept) >= limits.max_papers:
            search.drop(work, f"{limits.max_papers} more relevant papers were kept")
        else:
            kept.append((work, score))
    return kept


def _fetcher(web: Web) -> Fetcher:
    sites = [*(source().site for source in SOURCES.values()), AclAnthology.from_environment().site]
    named = {netloc(site.base): site for site in sites if site.configured}
    return Fetcher(web, Arxiv.from_environment(), EuropePmc.from_environment(), named)


def _fetch(
    search: _Search,
    kept: Sequence[tuple[Work, float]],
    fetcher: Fetcher,
    fetched: Corpus,
    own: Corpus,
    progress: Progress,
) -> None:
    """The text of each work into `fetched`, where it is not there yet, and from there into `own`."""
    newest = _newest(fetcher, [work for work, _ in kept])
    wanted = [_wanted(work, newest) for work, _ in kept]
    for (work, score), (one, outcome) in zip(kept, fetcher.fetch(fetched, wanted, progress=progress), strict=True):
        if isinstance(outcome, SourceError):
            if not fetcher.web.offline:
                search.broken = search.broken or outcome.message
            search.drop(work, NOT_RETRIEVED + outcome.message)
            continue
        if isinstance(outcome, Unreachable):
            if not work.paper.abstract:
                search.drop(work, NOT_RETRIEVED + outcome.why)
                continue
            add_abstract(own, one.paper)
            search.problems.append(only_abstract(one.paper, outcome.why))
            name = one.paper.id
        elif outcome.failed:
            search.drop(work, NOT_RETRIEVED + "there is neither an open text nor an abstract of it")
            continue
        else:
            (name,) = outcome.papers  # another id where the same bytes were fetched under it before
            if name in search.papers:
                search.drop(work, SAME)
                continue
            if _copy(fetched, own, replace(one.paper, id=name)).text == "abstract":
                search.problems.append(only_abstract(one.paper))
        search.papers[name] = FoundPaper(score, work.hits[0].source, work.notices)


def _newest(fetcher: Fetcher, works: Sequence[Work]) -> Mapping[str, Paper]:
    """What arXiv says of the works that no other database knows the version of, by their ids without it."""
    bare = [work.ids.arxiv for work in works if work.ids.arxiv and not VERSION.search(work.ids.arxiv)]
    if not bare:
        return {}
    try:
        return {VERSION.sub("", paper.id): paper for paper in fetcher.arxiv.by_id(fetcher.web, bare)}
    except SourceError:
        return {}  # asked for by their ids without a version, they come as the newest one


def _wanted(work: Work, newest: Mapping[str, Paper]) -> Wanted:
    paper, arxiv = work.paper, work.ids.arxiv
    if arxiv is not None and arxiv in newest:
        told = newest[arxiv]
        arxiv = told.id
        paper = replace(
            paper,
            id=told.id,
            version=told.version,
            withdrawn=paper.withdrawn or told.withdrawn,
            abstract=paper.abstract or told.abstract,
            links=tuple(dict.fromkeys((*told.links, *paper.links))),
        )
    addresses = [url for hit in work.hits for url in hit.pdf]
    if work.ids.acl:
        addresses.insert(0, f"{AclAnthology.from_environment().site.base}/{work.ids.acl}.pdf")
    pdf = dict.fromkeys(url for url in addresses if not (arxiv and "arxiv.org/" in url))
    return Wanted(paper, arxiv, tuple(pdf), work.ids.pmcid)


def _copy(fetched: Corpus, own: Corpus, paper: Paper) -> Paper:
    """A fetched paper among those of this question, with what this question's search said of it."""
    document = fetched.document(paper.id)
    known = replace(
        paper,
        title=paper.title or document.paper.title,
        authors=paper.authors or document.paper.authors,
        year=paper.year if paper.year is not None else document.paper.year,
        abstract=document.paper.abstract or paper.abstract,
        text=document.paper.text,
    )
    packed = pack(replace(document, paper=known))
    own.put_packed(packed, origin=f"found:{paper.id}", sha256=fetched.hashes()[paper.id])
    return known


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
    wanted = list(dict.fromkeys(ids))
    known: dict[str, Paper] = {}
    total = AddSummary(0, 0, 0, 0, (), ())
    lost: list[SourceError] = []
    with Web() as web:
        fetcher = _fetcher(web)
        for start in range(0, len(wanted), AT_ONCE):
            known |= {paper.id: paper for paper in fetcher.arxiv.by_id(web, wanted[start : start + AT_ONCE])}
        for _, outcome in fetcher.fetch(corpus, [Wanted(each, each.id) for each in known.values()], progress=progress):
            if isinstance(outcome, SourceError):
                lost.append(outcome)
            elif isinstance(outcome, AddSummary):
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
