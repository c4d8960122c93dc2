"""What a database gives to a query: hits, a page of them, and the bounds that a search was kept to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from synth.records import Paper
from synth.sources.identifiers import Identifiers

Tie = Literal["retraction", "concern", "correction", "preprint", "published", "version"]


@dataclass(frozen=True, slots=True)
class Relation:
    """How a paper is tied to another: `tie` says what the other one is to it (its retraction, its preprint …).

    `notice` turns that round: this record is itself the retraction or the correction of the other.
    """

    tie: Tie
    other: Identifiers
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One paper as one source gave it. `rank` counts from 1 in the source's order for the query.

    `pdf` are addresses where the source says that the full text can be had; `files` the paths that a list of references
    gives of its attachments, as they stand there; `references` the works it cites, where the
    source lists them in the same reply.
    """

    source: str
    rank: int
    paper: Paper
    ids: Identifiers
    venue: str = ""
    kind: str = ""
    pdf: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a search is kept to: first and last day (YYYY-MM-DD, both included), and a category of arXiv's ("cs.CL")."""

    since: str | None = None
    until: str | None = None
    category: str | None = None


ALL = Bounds()
"""No bounds."""


@dataclass(frozen=True, slots=True)
class Request:
    """One page of one query: where it begins (`cursor`, the source's own mark), how long it may be.

    `seen` says how many records came before it, so that an empty page can be told from the end.
    """

    query: str
    bounds: Bounds
    cursor: str
    size: int
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: hits in order, the mark of the next page (None at the end), what the source says that there is in all.

    `records` counts what came, also what could not be used.
    """

    hits: tuple[Hit, ...]
    next: str | None
    total: int | None
    records: int
