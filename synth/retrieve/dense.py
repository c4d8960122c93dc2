"""Passages' vectors: from memory, from the corpus, or made now; and the search of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.errors import StorageError
from synth.models.embedder import Embedder
from synth.records import Progress

if TYPE_CHECKING:
    import numpy as np
    from faiss import IndexFlatIP
    from numpy.typing import NDArray

    from synth.store.corpus import Corpus

CHUNK = 256
"""Passages that are embedded between two writes: what an interruption can cost."""


class Vectors:
    """The vectors of a corpus's passages under one embedder: each text is embedded once, when it is first needed."""

    def __init__(self, corpus: Corpus, embedder: Embedder, progress: Progress) -> None:
        self._corpus = corpus
        self._embedder = embedder
        self._progress = progress
        self._held: dict[str, NDArray[np.float32]] = {}

    def of(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these passages of the corpus, float32 of shape (len(ids), dimension), each of length 1."""
        import numpy as np

        self._held |= self._corpus.vectors(self._embedder.id, [each for each in ids if each not in self._held])
        absent = [each for each in dict.fromkeys(ids) if each not in self._held]
        for start in range(0, len(absent), CHUNK):
            self._embed(absent[start : start + CHUNK], start, len(absent))
        return np.stack([self._held[each] for each in ids]) if ids else np.zeros((0, self._embedder.dimension), "f4")

    def _embed(self, ids: Sequence[str], before: int, total: int) -> None:
        passages = self._corpus.passage(ids)
        made = self._embedder.embed(
            [passages[each].text for each in ids],
            progress=lambda stage, done, _total: self._progress(stage, before + done, total),
        )
        self._held |= dict(zip(ids, made, strict=True))
        try:
            self._corpus.put_vectors(self._embedder.id, ids, made)
        except StorageError:
            return  # what is kept in the corpus only saves time; a full disk must not stop a search


def similarities(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> list[float]:
    """The cosine of each row with the query, all of length 1."""
    return [float(value) for value in vectors @ query]


class Nearest:
    """Exact search of all passages' vectors, by FAISS: without approximation, so that it gives the same each time."""

    def __init__(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        import faiss

        self._ids = list(ids)
        self._index: IndexFlatIP = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def best(self, query: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k passages nearest to the query with their cosines, nearest first, ties by id."""
        if not self._ids:
            return []
        scores, rows = self._index.search(query[None, :], min(k, len(self._ids)))
        found = [(self._ids[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        return sorted(found, key=lambda each: (-each[1], each[0]))
