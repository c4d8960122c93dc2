"""Hybrid search of a corpus.

The rule, the same for passages and papers: BM25 brings the `POOL` best candidates (or k, if more are asked for);
exactly those are embedded, if they are not yet, and ranked by both scores. Which vectors happen to be known already
decides how long a search takes and never what it finds: the same corpus and query give the same ranking. On SciFact's
training queries a pool of 50 loses 0.002 of nDCG@10 against one of 200 or more, and a first search need not wait for
the whole corpus to be embedded.

With `exhaustive` everything is embedded, once, and the `POOL` nearest vectors join the candidates: for a question that
shares no word with its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from synth.models.embedder import Embedder, load_embedder
from synth.records import Progress, silent
from synth.retrieve.dense import Nearest, Vectors, similarities
from synth.retrieve.fuse import fuse
from synth.retrieve.lexical import open_lexical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from synth.store.corpus import Corpus

POOL = 50

PASSAGES_A_PAPER = 2
"""A paper's dense score is the best cosine of its opening and of this many other passages, those with the best BM25."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `lexical` is its BM25 score, `dense` its cosine with the query."""

    passage: str
    paper: str
    score: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class PaperHit:
    """A paper that was found. `dense` is the best cosine of its passages that were looked at, None if it has none."""

    paper: str
    score: float
    lexical: float
    dense: float | None


class Searcher:
    """A corpus with its index and its model at hand, for many queries; it must not outlive the corpus's connection.

    The constructor raises InputError when the model is absent, and what `Corpus` raises.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        embedder: Embedder | None = None,
        pool: int = POOL,
        exhaustive: bool = False,
        progress: Progress = silent,
    ) -> None:
        self._corpus = corpus
        self._embedder = embedder or load_embedder()
        self._pool = pool
        self._exhaustive = exhaustive
        self._lexical = open_lexical(corpus)
        self._vectors = Vectors(corpus, self._embedder, progress)

    def passages(self, query: str, *, k: int = 10) -> list[Hit]:
        """The k passages that bear most on the query, best first, ties by id; none if none shares a term with it."""
        found = self._lexical.passages(query, max(k, self._pool))
        papers = {match.id: match.paper for match in found}
        vector = self._embedder.embed([query])[0]
        papers |= self._nearest(vector)
        ids = sorted(papers)
        dense = dict(zip(ids, similarities(self._vectors.of(ids), vector), strict=True))
        fused = fuse({match.id: match.score for match in found}, dense)[:k]
        return [Hit(each.id, papers[each.id], each.score, each.lexical, each.dense or 0.0) for each in fused]

    def papers(self, query: str, *, k: int = 10) -> list[PaperHit]:
        """The k papers that bear most on the query, best first, ties by id; none if none shares a term with it."""
        found = self._lexical.papers(query, max(k, self._pool))
        vector = self._embedder.embed([query])[0]
        read = self._nearest(vector)
        for match in found:
            best = self._lexical.passages(query, PASSAGES_A_PAPER, paper=match.id)
            read |= dict.fromkeys((passage.id for passage in best), match.id)
            if match.opening is not None:
                read[match.opening] = match.id
        ids = sorted(read)
        dense: dict[str, float] = {}
        for passage, cosine in zip(ids, similarities(self._vectors.of(ids), vector), strict=True):
            paper = read[passage]
            dense[paper] = max(dense.get(paper, -1.0), cosine)
        fused = fuse({match.id: match.score for match in found}, dense)[:k]
        return [PaperHit(each.id, each.score, each.lexical, each.dense) for each in fused]

    def _nearest(self, vector: NDArray[np.float32]) -> dict[str, str]:
        """The passages nearest to the query with their papers; none unless the search is exhaustive."""
        if not self._exhaustive:
            return {}
        papers, nearest = self._all
        return {passage: papers[passage] for passage, _ in nearest.best(vector, self._pool)}

    @cached_property
    def _all(self) -> tuple[dict[str, str], Nearest]:
        papers = {passage.id: passage.paper for passage in self._corpus.passages()}
        return papers, Nearest(list(papers), self._vectors.of(list(papers)))


def search_passages(
    corpus: Corpus, query: str, *, k: int = 10, embedder: Embedder | None = None, progress: Progress = silent
) -> list[Hit]:
    """`Searcher.passages` for one query."""
    return Searcher(corpus, embedder=embedder, progress=progress).passages(query, k=k)


def search_papers(
    corpus: Corpus, query: str, *, k: int = 10, embedder: Embedder | None = None, progress: Progress = silent
) -> list[PaperHit]:
    """`Searcher.papers` for one query."""
    return Searcher(corpus, embedder=embedder, progress=progress).papers(query, k=k)
