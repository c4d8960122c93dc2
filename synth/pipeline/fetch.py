"""Full texts from the network into a corpus: each once, whatever question it was found for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from synth.errors import SourceError
from synth.pipeline.add import AddSummary, add_bytes
from synth.pipeline.reading import reader_version
from synth.pipeline.workers import Workers
from synth.records import Paper, Problem, Progress, silent
from synth.sources.addresses import netloc
from synth.sources.arxiv import Arxiv
from synth.sources.download import check_pdf, downloaded, elsewhere
from synth.sources.europe_pmc import EuropePmc
from synth.sources.manners import RefusedError
from synth.sources.web import Site, Web
from synth.store.corpus import Corpus

CORPUS = "fetched"
"""The corpus that fetched papers are kept in, by id and version: nothing is fetched twice."""
PATIENCE = 2
"""Papers in a row that arXiv does not give, after retries each, before it is not asked for the rest."""
MOST_ADDRESSES = 4
"""Addresses of one paper that are tried."""
NOTHING = "there is no open text of it"
ELSEWHERE_TRIES = 2
"""Tries for a file of a publisher, of which many answer programs never."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper whose text is wanted: its ids on arXiv and in PubMed Central, where it has them, and open PDFs."""

    paper: Paper
    arxiv: str | None
    pdf: tuple[str, ...] = ()
    pmcid: str | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A paper that somebody else than arXiv did not give, but may give later, and why."""

    why: str


Outcome = AddSummary | SourceError | Unreachable
Way = Callable[[], AbstractContextManager[tuple[str, bytes]]]


@dataclass(slots=True)
class Fetcher:
    """What fetches: hosts that the user named (`named`, by host and port) are asked even on this machine.

    Hosts that failed once are not asked again by the same one.
    """

    web: Web
    arxiv: Arxiv
    europe_pmc: EuropePmc
    named: Mapping[str, Site] = field(default_factory=dict)
    silent_hosts: set[str] = field(default_factory=set)

    def fetch(
        self, corpus: Corpus, papers: Sequence[Wanted], *, progress: Progress = silent
    ) -> Iterator[tuple[Wanted, Outcome]]:
        """Each paper with what came of fetching it; SourceError says that arXiv did not answer.

        A paper that stands in the corpus is not fetched, nor one that was there to be had and could not be read; where
        a digest stands, the paper takes its place. Raises StorageError, CorpusError.
        """
        held = {paper.id: paper.text for paper in corpus.papers()}
        before = corpus.origins()
        failures = 0
        last: SourceError | None = None
        with Workers(1) as workers:
            for done, wanted in enumerate(papers):
                progress("fetching papers", done, len(papers))
                name = wanted.paper.id
                if held.get(name, "digest") != "digest":
                    yield wanted, AddSummary(0, 0, 1, 0, (name,), ())
                    continue
                seen = before.get(_origin(wanted.paper))
                if seen is not None and seen.failed and seen.reader == reader_version():
                    yield wanted, _without_text(corpus, wanted.paper)
                    continue
                if wanted.arxiv and last is not None and failures >= PATIENCE:
                    yield wanted, last
                    continue
                outcome = self._fetch(corpus, wanted, workers, replaces=name in held)
                if wanted.arxiv:
                    last = outcome if isinstance(outcome, SourceError) else None
                    failures = failures + 1 if last is not None else 0
                yield wanted, outcome
        progress("fetching papers", len(papers), len(papers))

    def _fetch(self, corpus: Corpus, wanted: Wanted, workers: Workers, *, replaces: bool) -> Outcome:
        """A paper's text into the corpus; its abstract where nobody gives more or what they give cannot be read.

        A digest that it `replaces` goes in the same transaction.
        """
        # What its text is, the reader says; its abstract too, so that a quote from it has a place in the paper.
        paper = replace(wanted.paper, text="text", abstract="")
        problems: list[Problem] = []
        lost: SourceError | None = None
        ways: list[Way] = [partial(self.arxiv.fetched, self.web, wanted.arxiv)] if wanted.arxiv else []
        others: list[Way] = [partial(self._article, wanted.pmcid, paper.id)] if wanted.pmcid else []
        others += [partial(self._pdf, url, paper.id) for url in wanted.pdf[:MOST_ADDRESSES]]
        for way in (*ways, *others):
            try:
                with way() as (name, body):
                    kept = _kept(corpus, body, name, paper, workers, replaces=replaces)
            except RefusedError:
                continue  # there is no such thing
            except SourceError as error:
                if way in ways:
                    return error
                lost = error
                continue
            if isinstance(kept, AddSummary):
                return kept
            problems.append(kept)
        if lost is not None:
            return Unreachable(lost.message)
        if replaces:
            return AddSummary(0, 0, 0, 1, (), tuple(problems) or (Problem(paper.id, NOTHING),))
        if not problems:
            corpus.put_failure(_origin(paper), "", Problem(paper.id, NOTHING), reader=reader_version())
        return _without_text(corpus, wanted.paper)

    @contextmanager
    def _article(self, pmcid: str, paper: str) -> Iterator[tuple[str, bytes]]:
        """The full text in XML, where tables are cells. Raises SourceError, RefusedError where it is not open."""
        with self._remembered(self.europe_pmc.site.name):
            body = self.europe_pmc.full_text(self.web, pmcid, tries=ELSEWHERE_TRIES)
        yield f"{paper}.xml", body

    @contextmanager
    def _remembered(self, host: str) -> Iterator[None]:
        """Asks a host that has answered so far, and never again one that once does not."""
        if host in self.silent_hosts:
            raise SourceError(f"{host} did not answer before")
        try:
            yield
        except RefusedError:
            raise
        except SourceError:
            if not self.web.offline:
                self.silent_hosts.add(host)
            raise

    @contextmanager
    def _pdf(self, url: str, paper: str) -> Iterator[tuple[str, bytes]]:
        """The PDF at an address that a database gave. Raises SourceError where its host does not answer."""
        try:
            host = netloc(url)
        except ValueError as error:
            raise RefusedError(f"{url[:200]!r} is no address") from error
        site = self.named.get(host) or elsewhere(url)
        with ExitStack() as stack:
            with self._remembered(host):
                body = stack.enter_context(downloaded(self.web, url, check_pdf, site=site, tries=ELSEWHERE_TRIES))
            yield f"{paper}.pdf", body


def _origin(paper: Paper) -> str:
    return f"fetched:{paper.id}"


def _without_text(corpus: Corpus, paper: Paper) -> AddSummary:
    """A paper of which nobody gives a text that can be read: its abstract, if there is one."""
    if paper.abstract:
        return add_abstract(corpus, paper)
    return AddSummary(0, 0, 0, 1, (), corpus.problems(_origin(paper)))


def _kept(
    corpus: Corpus, body: bytes, name: str, paper: Paper, workers: Workers, *, replaces: bool
) -> AddSummary | Problem:
    """The paper in the corpus, or why it cannot be read; a digest that it would have replaced then stays."""
    add = partial(add_bytes, corpus, body, name, paper, origin=_origin(paper), workers=workers)
    try:
        if not replaces:
            return _read(add(), paper)
        with corpus.batch():
            corpus.remove(paper.id)
            return _read(add(), paper)
    except _UnreadableError as error:
        return error.problem


def _read(summary: AddSummary, paper: Paper) -> AddSummary:
    if summary.failed:
        raise _UnreadableError(next(iter(summary.problems), Problem(paper.id, "cannot be read")))
    return summary


class _UnreadableError(Exception):
    """Takes a transaction back."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def add_abstract(corpus: Corpus, paper: Paper) -> AddSummary:
    """A paper as its title and abstract, which is all that there is to read. Raises as `add_bytes`.

    A few lines of plain text are read in this process: nothing in them can hang or crash a reader.
    """
    text = f"{paper.title}\n\n{paper.abstract}\n".encode("utf-8", "replace")
    with Workers(0) as here:
        summary = add_bytes(corpus, text, f"{paper.id}.txt", paper, origin=f"abstract:{paper.id}", workers=here)
    return replace(summary, problems=(*summary.problems, only_abstract(paper)))


def only_abstract(paper: Paper, why: str = "nobody gives an open text of it that can be read") -> Problem:
    """That a paper is known by its abstract alone."""
    return Problem(paper.id, f"{why}: its abstract alone was read")
