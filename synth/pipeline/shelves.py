"""What a report reads from: open corpora, and databases where the network may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synth.extract.claims import extract_claims
from synth.records import Claim, Document, Problem, Progress, Question, silent
from synth.report_records import SourceSearch
from synth.store.corpus import Corpus
from synth.verify import Witness, witness

if TYPE_CHECKING:
    from synth.models.embedder import Embedder
    from synth.retrieve import Searcher

NOT_RETRIEVED = "not retrieved: "
"""How the reason begins that is given for a paper that was wanted and could not be had."""
SAME = "the same paper was found before"
"""The reason that is given for a duplicate."""


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
    """The corpus that `name` means, ready for questions and the caller's to close. Raises as `readable_corpus`."""
    from synth.pipeline.resolve import readable_corpus
    from synth.retrieve import Searcher

    with ExitStack() as stack:
        corpus = stack.enter_context(readable_corpus(name, progress=progress))
        shelf = Shelf(name, corpus, Searcher(corpus, embedder, progress=progress))
        stack.pop_all()
    return shelf


@contextmanager
def open_shelves(
    corpora: Sequence[str], embedder: Embedder, *, progress: Progress = silent
) -> Iterator[tuple[Shelf, ...]]:
    """The corpora that these names mean, each once, closed at the end. Raises as `open_shelf`."""
    with ExitStack() as stack:
        shelves: list[Shelf] = []
        for name in dict.fromkeys(corpora):
            shelf = open_shelf(name, embedder, progress=progress)
            stack.enter_context(shelf.corpus)
            shelves.append(shelf)
        yield tuple(shelves)


@contextmanager
def found_shelves(
    sources: Sequence[str], question: Question, embedder: Embedder, limits: Limits, *, progress: Progress = silent
) -> Iterator[tuple[tuple[Shelf, ...], tuple[Problem, ...]]]:
    """A shelf for each database that is asked, with what it gave to this question, and the problems met."""
    if "arxiv" not in sources:
        yield (), ()
        return
    from synth.pipeline.live import arxiv_shelf

    shelf, problems = arxiv_shelf(question, embedder, limits, progress=progress)
    with shelf.corpus:
        yield (shelf,), problems
