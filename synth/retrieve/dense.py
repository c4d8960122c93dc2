"""Vectors of passages and sentences: from memory, from the corpus, or made now; and the search of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
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
"""Texts that are embedded between two writes: what an interruption can cost."""


class Vectors:
    """The vectors of a corpus's passages and of other texts under one embedder: each is embedded once, when needed.

    They are kept in the corpus, or in another one that lives longer.
    """

    def __init__(self, corpus: Corpus, embedder: Embedder, progress: Progress, *, kept: Corpus | None = None) -> None:
        self._corpus = corpus
        self._kept = corpus if kept is None else kept
        self._embedder = embedder
        self._progress = progress
        self._held: dict[str, NDArray[np.float32]] = {}
        self._of_texts: dict[str, NDArray[np.float32]] = {}

    def of(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these passages of the corpus, float32 of shape (len(ids), dimension), each of length 1."""
        self._held |= self._corpus.vectors(self._embedder.id, [each for each in ids if each not in self._held])
        absent = [each for each in dict.fromkeys(ids) if each not in self._held]
        if absent:
            passages = self._corpus.passage(absent)
            self._held |= zip(absent, self.of_texts([passages[each].text for each in absent]), strict=True)
        return self._stacked([self._held[each] for each in ids])

    def of_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these texts, as `of`."""
        known = self._of_texts
        known |= self._kept.text_vectors(self._embedder.id, [each for each in texts if each not in known])
        absent = [each for each in dict.fromkeys(texts) if each not in known]
        known |= zip(absent, self._embedded(absent), strict=True)
        return self._stacked([known[each] for each in texts])

    def _stacked(self, vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        import numpy as np

        return np.stack(vectors) if vectors else np.zeros((0, self._embedder.dimension), "f4")

    def _embedded(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """The vectors of texts that are embedded now, and kept a chunk at a time."""
        made: list[NDArray[np.float32]] = []
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            vectors = self._embedder.embed(chunk, progress=partial(self._told, start, len(texts)))
            made.extend(vectors)
            with suppress(StorageError):  # what is kept only saves time; a full disk must not stop a search
                self._kept.put_vectors(self._embedder.id, chunk, vectors)
        return made

    def _told(self, before: int, total: int, stage: str, done: int, _of_chunk: int) -> None:
        self._progress(stage, before + done, total)


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
