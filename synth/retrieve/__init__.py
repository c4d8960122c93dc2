"""Hybrid search of a corpus: BM25 finds, an embedder ranks what it found."""

from synth.retrieve.search import Hit, PaperHit, Searcher, search_papers, search_passages

__all__ = ["Hit", "PaperHit", "Searcher", "search_papers", "search_passages"]
