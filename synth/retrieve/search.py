"""Hybrid search of a corpus.

The rule, the same for passages and papers: of what BM25 brings, the `POOL` best (or k, if more are asked for, up to
`LARGEST_POOL`) are embedded, if they are not yet, and ranked by both scores; what BM25 alone brings beyond them is
ranked by that. Which vectors happen to be known already decides how long a search takes and never what it finds: the
same corpus and query give the same ranking. On SciFact's training queries a pool of 50 loses 0.002 of nDCG@10 against
one of 200 or more, and a first search need not wait for the whole corpus to be embedded.

Of papers the first twenty are then read sentence by sentence, and ranked again (`rerank`).

With `exhaustive` everything is embedded, once, and the `POOL` nearest vectors join the candidates: for a question that
shares no word with its answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from synth.models.embedder import Embedder, load_embedder
from synth.records import Paper, Passage, Progress, silent
from synth.retrieve.dense import Nearest, Vectors, similarities
from synth.retrieve.fuse import Fused, fuse
from synth.retrieve.lexical import open_lexical
from synth.retrieve.rerank import DEPTH, rerank, to_read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from synth.store.corpus import Corpus

POOL = 50
LARGEST_POOL = 200

PASSAGES_A_PAPER = 2
"""In the first stage a paper's dense score is the best cosine of its opening and of this many other passages, those
with the best BM25."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: `lexical` is its BM25 score, `dense` its cosine with the query (None beyond the pool).

    `score` is at most 1. Between queries it can be compared only in part: 0.3 of it is BM25 relative to the query's
    best passage.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float | None


@dataclass(frozen=True, slots=True)
class PaperHit:
    """A paper that was found, as `Hit`; `dense` is the best cosine of its passages that were looked at, if any was."""

    paper: Paper
    score: float
    lexical: float
    dense: float | None


class Searcher:
    """A corpus with its index and its model at hand, for many queries; it must not outlive the corpus's connection.

    `embedder` is by default the installed model; `kept`, where vectors are kept, by default the corpus itself. The
    constructor raises InputError when the model is absent, and what `Corpus` raises.
    """

    def __init__(
        self,
        corpus: Corpus,
        embedder: Embedder | None = None,
        *,
        pool: int = POOL,
        exhaustive: bool = False,
        kept: Corpus | None = None,
        progress: Progress = silent,
    ) -> None:
        self._corpus = corpus
        self._embedder = embedder or load_embedder()
        self._pool = pool
        self._exhaustive = exhaustive
        self._lexical = open_lexical(corpus)
        self._vectors = Vectors(corpus, self._embedder, progress, kept=kept)

    def passages(self, query: str, k: int = 10, *, papers: Collection[str] | None = None) -> list[Hit]:
        """The k passages (of these papers, if any are named) that bear most on the query, best first, ties by id.

        None are found where none shares a term with the query, unless the search is exhaustive.
        """
        found = self._lexical.passages(query, max(k, self._pool), papers=papers)
        vector = self._embedder.embed([query])[0]
        read = {match.id: match.id for match in found[: self._depth(k)]}
        near = self._nearest(vector).items()
        read |= {passage: passage for passage, paper in near if papers is None or paper in papers}
        fused = fuse({match.id: match.score for match in found}, self._cosines(read, vector))[: max(k, 0)]
        passages = self._corpus.passage(each.id for each in fused)
        return [Hit(passages[each.id], each.score, each.lexical, each.dense) for each in fused]

    def papers(self, query: str, k: int = 10) -> list[PaperHit]:
        """The k papers that bear most on the query, as `passages`."""
        found = self._lexical.papers(query, max(k, self._pool))
        vector = self._embedder.embed([query])[0]
        read = self._nearest(vector)
        for match in found[: self._depth(k)]:
            best = self._lexical.passages(query, PASSAGES_A_PAPER, papers=(match.id,))
            read |= dict.fromkeys((passage.id for passage in best), match.id)
            if match.opening is not None:
                read[match.opening] = match.id
        fused = fuse({match.id: match.score for match in found}, self._cosines(read, vector))
        fused = rerank(fused, self._best_sentences(fused[:DEPTH], read, vector))[: max(k, 0)]
        return [PaperHit(self._papers[each.id], each.score, each.lexical, each.dense) for each in fused]

    def _depth(self, k: int) -> int:
        """How many of what BM25 brings are embedded."""
        return max(self._pool, min(k, LARGEST_POOL))

    def _cosines(self, read: Mapping[str, str], vector: NDArray[np.float32]) -> dict[str, float]:
        """The best cosine with the query for each thing that the passages `read` stand for."""
        passages = sorted(read)
        cosines: dict[str, float] = {}
        for passage, cosine in zip(passages, similarities(self._vectors.of(passages), vector), strict=True):
            cosines[read[passage]] = max(cosines.get(read[passage], -1.0), cosine)
        return cosines

    def _best_sentences(
        self, first: Sequence[Fused], read: Mapping[str, str], vector: NDArray[np.float32]
    ) -> dict[str, float]:
        """The best cosine with the query of each paper's title and of the sentences of its passages `read`."""
        wanted = {each.id for each in first}
        passages = self._corpus.passage(sorted(passage for passage, paper in read.items() if paper in wanted))
        own: dict[str, list[str]] = {}
        for passage in passages.values():
            own.setdefault(passage.paper, []).append(passage.text)
        texts = {each.id: to_read(self._papers[each.id].title, own.get(each.id, ())) for each in first}
        best: dict[str, float] = {}
        cosines = iter(similarities(self._vectors.of_texts([text for part in texts.values() for text in part]), vector))
        for paper, part in texts.items():
            if part:
                best[paper] = max(islice(cosines, len(part)))
        return best

    def _nearest(self, vector: NDArray[np.float32]) -> dict[str, str]:
        """The passages nearest to the query with their papers; none unless the search is exhaustive."""
        if not self._exhaustive:
            return {}
        papers, nearest = self._all
        return {passage: papers[passage] for passage, _ in nearest.best(vector, self._pool)}

    @cached_property
    def _papers(self) -> dict[str, Paper]:
        return {paper.id: paper for paper in self._corpus.papers()}

    @cached_property
    def _all(self) -> tuple[dict[str, str], Nearest]:
        papers = {passage.id: passage.paper for passage in self._corpus.passages()}
        return papers, Nearest(list(papers), self._vectors.of(list(papers)))


def search_passages(
    corpus: Corpus, query: str, k: int = 10, *, embedder: Embedder | None = None, progress: Progress = silent
) -> list[Hit]:
    """`Searcher.passages` for one query."""
    return Searcher(corpus, embedder, progress=progress).passages(query, k)


def search_papers(
    corpus: Corpus, query: str, k: int = 10, *, embedder: Embedder | None = None, progress: Progress = silent
) -> list[PaperHit]:
    """`Searcher.papers` for one query."""
    return Searcher(corpus, embedder, progress=progress).papers(query, k)
