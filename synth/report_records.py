"""The nouns of a report: reviews, the search it rests on, findings, and the report itself; frozen like all records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from synth.records import Anchor, JudgedClaim, Paper, Problem, Question, Table


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points a reviewer took off, why, and for which claims."""

    points: float
    reason: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's score, 0 to 10, with what was taken off."""

    reviewer: str
    score: float
    deductions: tuple[Deduction, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelScore:
    """Median and spread (highest minus lowest) of the reviewers' scores, and Krippendorff's alpha over their findings.

    `alpha` is None where it is not defined (nothing that two reviewers both judged, or no variation at all).
    """

    median: float
    spread: float
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Query:
    """One search as it was sent, so that another person can repeat it."""

    text: str
    hits: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A paper that was found and not used, and why."""

    paper: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceSearch:
    """What one source (a corpus or a database) was asked and gave."""

    source: str
    queries: tuple[Query, ...]
    found: int
    kept: tuple[str, ...]
    dropped: tuple[Dropped, ...] = ()
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class PrismaCounts:
    """Counts of the flow of papers (PRISMA 2020, figure 1).

    identified = duplicates + screened; screened = excluded + sought; sought = not_retrieved + read_in_full + digest
    + abstract_only; included counts papers with at least one claim in the report.
    """

    identified: int
    duplicates: int
    screened: int
    excluded: int
    sought: int
    not_retrieved: int
    read_in_full: int
    digest: int
    abstract_only: int
    included: int


@dataclass(frozen=True, slots=True)
class UsedPaper:
    """A paper of a report: what it is, why it was kept, what was published about it since (its corrections)."""

    paper: Paper
    relevance: float
    why: str
    sha256: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the report and what it rests on: claim ids, or the name of the records it was computed from."""

    text: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a quote in its source; `line` (1-based) is where the quote begins, None on a page.

    `file`, `page`, `start` and `end` are those of the quote's anchor. `before` and `after` are the source's own
    characters, at most a few hundred, and do not leave the paragraph.
    """

    paper: str
    file: str | None
    page: int | None
    start: int
    end: int
    line: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of one version of a paper: its place, how it reads, the numbers in it that differ, as written."""

    anchor: Anchor
    text: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """A statement that two versions of one work make with different numbers; `numbers` pair up in order."""

    work: str
    earlier: Stated
    later: Stated


Stance = Literal["answered", "partly", "not_answered"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the papers say to the question, or that they do not say it and what comes nearest."""

    stance: Stance
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Claims that speak of the same thing, with what they agree and disagree on."""

    heading: str
    statements: tuple[Statement, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows; report.json is this record and the other formats show it and nothing else."""

    schema: int
    question: Question
    title: str
    date: str
    made_by: Mapping[str, str]
    search: tuple[SourceSearch, ...]
    prisma: PrismaCounts
    papers: tuple[UsedPaper, ...]
    answer: Answer
    findings: tuple[Finding, ...]
    claims: tuple[JudgedClaim, ...]
    reviews: tuple[Review, ...]
    score: PanelScore | None
    logs: str = "no logs given"
    problems: tuple[Problem, ...] = ()
    tables: tuple[Table, ...] = field(default=())
    """The tables that checks point into, so that a reader of the report alone can repeat each formula."""
    contexts: tuple[Context, ...] = field(default=())
    """What stands around the quotes, so that a reader of the report alone sees each in its place."""
    drift: tuple[Drift, ...] = field(default=())
    """Where versions of one work differ in a number."""
