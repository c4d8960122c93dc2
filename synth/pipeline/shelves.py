"""What a report reads from: open corpora, and databases where the network may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synth.extract.claims import extract_claims
from synth.records import Claim, Document, Problem, Progress, Question, silent
from synth.report_records import SourceSearch
from synth.sources.hits import ALL, Bounds
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
    """How far a report goes. `least_paper` is the relevance (0 to 1) from which a paper is kept.

    A search in databases is kept to `bounds` and goes on from its first `snowball` works to what they cite and what
    cites them. `offline`, databases are answered for by the replies that were kept of them.
    """

    max_papers: int = 20
    max_claims: int = 40
    per_paper: int = 10
    least_paper: float = 0.3
    bounds: Bounds = ALL
    snowball: int = 0
    offline: bool = False


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper that a search in databases gave, that was kept and retrieved.

    `source` is the search that its record counts for: the first that gave it. `notices` say what was published about
    it since.
    """

    relevance: float
    source: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The records of a search in databases, one a source, and the papers that came of it, by id."""

    records: tuple[SourceSearch, ...]
    papers: Mapping[str, FoundPaper]


@dataclass(slots=True)
class Shelf:
    """An open corpus with what was worked out of its papers, so that a second question need not do it again."""

    name: str
    corpus: Corpus
    searcher: Searcher
    found: Found | None = None
    """What databases were asked and gave, where the corpus holds what was found for one question and nothing else."""
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
    """A shelf with what these databases gave to this question and to no other, and the problems met.

    Without a database there is none.
    """
    if not sources:
        yield (), ()
        return
    from synth.pipeline.live import found_shelf

    with found_shelf(question, sources, embedder, limits, progress=progress) as (shelf, problems):
        yield (shelf,), problems
