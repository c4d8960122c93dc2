"""All that a command needs to build, find and tend a corpus."""

from synth.pipeline.add import AddSummary, add_bytes, add_paths
from synth.pipeline.resolve import known_corpora, readable_corpus, resolve_corpus, writable_corpus
from synth.pipeline.tend import check_corpus, export_corpus

__all__ = [
    "AddSummary",
    "add_bytes",
    "add_paths",
    "check_corpus",
    "export_corpus",
    "known_corpora",
    "readable_corpus",
    "resolve_corpus",
    "writable_corpus",
]
