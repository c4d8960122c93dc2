"""Opening what a report reads from: corpora, and databases where the network may be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from synth.errors import UsageError
from synth.pipeline.report import Limits, Shelf, open_shelf
from synth.records import Problem, Progress, Question, silent

if TYPE_CHECKING:
    from synth.models.embedder import Embedder


@contextmanager
def open_shelves(
    corpora: Sequence[str],
    sources: Sequence[str],
    question: Question,
    embedder: Embedder,
    limits: Limits,
    *,
    progress: Progress = silent,
) -> Iterator[tuple[tuple[Shelf, ...], tuple[Problem, ...]]]:
    """The corpora by name, and one more shelf for what the sources give, closed at the end.

    Raises UsageError when there is nothing to read from.
    """
    if not corpora and not sources:
        raise UsageError("nothing to read from: no corpus is named and the network is off", "add --corpus NAME")
    with ExitStack() as stack:
        shelves = [open_shelf(name, embedder, progress=progress) for name in dict.fromkeys(corpora)]
        found, problems = searched_shelves(sources, question, embedder, limits, progress=progress)
        for shelf in (*shelves, *found):
            stack.enter_context(shelf.corpus)
        yield (*shelves, *found), problems


def searched_shelves(
    sources: Sequence[str], question: Question, embedder: Embedder, limits: Limits, *, progress: Progress = silent
) -> tuple[tuple[Shelf, ...], tuple[Problem, ...]]:
    """A shelf for each database that was asked, with what it gave to this question, and the problems met."""
    if "arxiv" not in sources:
        return (), ()
    from synth.pipeline.live import arxiv_shelf

    shelf, problems = arxiv_shelf(question, embedder, limits, progress=progress)
    return (shelf,), problems


def source_options(sources: Sequence[str]) -> dict[str, str]:
    """What `made_by` says of the network."""
    return {"offline": "no" if sources else "yes", "sources": ",".join(sources) or "none"}
