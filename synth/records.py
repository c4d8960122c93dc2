"""The nouns: frozen records that every room of the house takes and gives.

A record knows nothing of storage, of the network or of the terminal. Identity is content: an id is a hash of what the
thing is. Offsets are 0-based, end-exclusive offsets in code points into the source as read (LaTeX, Markdown and plain
text: the decoded text of the file; PDF: the text of one page).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from synth.quantity import Quantity

Progress = Callable[[str, int, int], None]
"""Told (stage, done, total) as a long step goes on; the library itself never prints."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """The progress of somebody who does not want to know."""


Status = Literal["supported", "contradicted", "unresolved", "not_comparable"]
STATUSES: tuple[Status, ...] = ("supported", "contradicted", "unresolved", "not_comparable")
Against = Literal["own_text", "own_table", "other_paper", "run"]
AGAINST: tuple[Against, ...] = ("own_text", "own_table", "other_paper", "run")
TextKind = Literal["latex", "pdf", "jats", "markdown", "text", "abstract", "digest"]
Role = Literal["title", "abstract", "body", "caption", "footnote", "list"]


def content_id(prefix: str, *parts: str) -> str:
    """`prefix-` and 16 hex digits of the SHA-256 of the parts, each with its length, so that no two lists collide."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(f"{len(encoded)}:".encode() + encoded)
    return f"{prefix}-{digest.hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that was met and stepped over: where, what, and what to do about it."""

    where: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a researcher wants to know. `slug` names the report's folder."""

    text: str
    slug: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known about a paper besides its text.

    `id` is the arXiv id with version or the DOI where known, else the file's stem (or the id a list gave it).
    `text` says what was read: its full text, only its abstract, or a digest written by somebody else.
    """

    id: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    version: str | None = None
    abstract: str = ""
    doi: str | None = None
    links: tuple[str, ...] = ()
    text: TextKind = "text"
    withdrawn: bool = False
    retracted: bool = False
    found: str = ""
    """How it was found, in words: "corpus xling", "arXiv query 3"."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a source; `quote` is the source's own characters there, never a paraphrase, never cut."""

    paper: str
    file: str | None
    page: int | None
    start: int
    end: int
    quote: str


Segment = tuple[int, int, int, int]
"""(text_start, text_end, source_start, source_end). Equal lengths map character by character; else whole to whole."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Readable text that knows which source characters each of its characters came from.

    Segments are in text order and do not overlap in the text; text outside every segment (a space put between two
    words, say) has no source of its own. All of it lies in one file or on one page.
    """

    text: str
    segments: tuple[Segment, ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest source range that holds the text range [start, end).

        Raises ValueError when no character of the range has a source.
        """
        low: int | None = None
        high: int | None = None
        for text_start, text_end, source_start, source_end in self.segments:
            if text_end <= start or text_start >= end:
                continue
            first, last = source_start, source_end
            if text_end - text_start == source_end - source_start:
                first = source_start + max(0, start - text_start)
                last = source_end - max(0, text_end - end)
            low = first if low is None else min(low, first)
            high = last if high is None else max(high, last)
        if low is None or high is None:
            raise ValueError(f"no source for characters {start}-{end} of {self.text[:60]!r}")
        return low, high

    def text_span(self, source_start: int, source_end: int) -> tuple[int, int]:
        """The smallest text range that holds what came from the source range.

        Raises ValueError when none of the text did.
        """
        low: int | None = None
        high: int | None = None
        for text_start, text_end, start, end in self.segments:
            if end <= source_start or start >= source_end:
                continue
            first, last = text_start, text_end
            if text_end - text_start == end - start:
                first = text_start + max(0, source_start - start)
                last = text_end - max(0, end - source_end)
            low = first if low is None else min(low, first)
            high = last if high is None else max(high, last)
        if low is None or high is None:
            raise ValueError(f"nothing of {self.text[:60]!r} came from {source_start}-{source_end}")
        return low, high

    def cut(self, start: int, end: int) -> Traced:
        """The text range [start, end) with the segments that belong to it."""
        kept: list[Segment] = []
        for text_start, text_end, source_start, source_end in self.segments:
            if text_end <= start or text_start >= end:
                continue
            first, last = max(text_start, start), min(text_end, end)
            if text_end - text_start == source_end - source_start:
                source_start, source_end = source_start + first - text_start, source_end - (text_end - last)
            kept.append((first - start, last - start, source_start, source_end))
        return Traced(self.text[start:end], tuple(kept))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: readable (`traced.text`) and as its source has it (`anchor.quote`).

    In readable text a citation is `[@key; @key]`, a reference to a numbered thing is its number ("Table 2"),
    mathematics is written in Unicode, and a displayed formula is "[equation]".
    """

    traced: Traced
    anchor: Anchor
    role: Role = "body"
    section: tuple[str, ...] = ()
    paragraph: int = 0
    """Sentences of one paragraph share this number; numbers rise through the document."""

    @property
    def text(self) -> str:
        """The sentence as a reader would read it."""
        return self.traced.text


@dataclass(frozen=True, slots=True)
class Passage:
    """At most 256 word pieces of a paper, ending at sentence ends: what is embedded and found.

    `first` and `last` (inclusive) index `Document.sentences`; a sentence longer than the window spans several passages.
    """

    id: str
    paper: str
    text: str
    section: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `row` and `column` are the grid position of its upper left corner, 0-based."""

    row: int
    column: int
    text: str
    start: int
    end: int
    rowspan: int = 1
    colspan: int = 1
    bold: bool = False
    underline: bool = False
    header: bool = False
    """Names other cells (a column head, a row label, a group head that spans the table) instead of holding a value."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as cells. `number` counts the paper's tables from 1 in source order; `printed` is the number it carries.

    `file` and `page` say which source the cells' `start` and `end` refer to. `rules` are the grid rows above which a
    horizontal rule stands (0 is the top), so that blocks of rows can be told apart.
    """

    paper: str
    number: int
    cells: tuple[Cell, ...]
    rows: int
    columns: int
    caption: str = ""
    label: str | None = None
    printed: str | None = None
    file: str | None = None
    page: int | None = None
    start: int = 0
    end: int = 0
    section: tuple[str, ...] = ()
    rules: tuple[int, ...] = ()

    def grid(self) -> list[list[Cell | None]]:
        """Rows × columns; a spanning cell stands at every position it covers, None where the source has nothing."""
        matrix: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    if matrix[row][column] is None:
                        matrix[row][column] = cell
        return matrix


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: decoded, a BOM dropped, line ends kept. For PDF: `pages` holds each page's text, `text` is ""."""

    name: str
    text: str
    sha256: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as read."""

    paper: Paper
    files: tuple[SourceFile, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    """Short names the paper introduces with their long forms: ("NER", "named entity recognition")."""
    problems: tuple[Problem, ...] = ()

    def quote(self, file: str | None, page: int | None, start: int, end: int) -> str:
        """The source's own characters. Raises KeyError for a file or page that the paper does not have."""
        for source in self.files:
            if source.name == file or file is None:
                return (source.pages[page - 1] if page is not None else source.text)[start:end]
        raise KeyError(f"{self.paper.id} has no file {file!r}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One atomic claim, whole. Its anchor is the sentence it was taken from; its quantities lie inside that anchor.

    `text` stands alone: what a list in the sentence distributes over several numbers is spelled out for this number.
    `subject` is what the claim is about (a system, an intervention); `baseline` what it is compared with, when named.
    """

    id: str
    text: str
    anchor: Anchor
    quantities: tuple[Quantity, ...] = ()
    subject: str = ""
    baseline: str | None = None
    metric: str | None = None
    dataset: tuple[str, ...] = ()
    split: Literal["dev", "test"] | None = None
    direction: Literal["up", "down", "none"] | None = None
    section: tuple[str, ...] = ()
    role: Role = "body"

    @staticmethod
    def make_id(anchor: Anchor, text: str) -> str:
        """`c-…`: depends on paper, anchor and text alone."""
        place = f"{anchor.file}|{anchor.page}|{anchor.start}|{anchor.end}"
        return content_id("c", anchor.paper, place, anchor.quote, text)


@dataclass(frozen=True, slots=True)
class CellsAnchor:
    """Cells of a paper's table: the table's number and grid positions (row, column), 0-based."""

    paper: str
    table: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class RunAnchor:
    """A place in an experiment log."""

    run: str
    file: str
    line: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a claim with one kind of evidence, repeatable by a reader from `formula` and `anchors`."""

    against: Against
    status: Status
    confidence: float
    reason: str
    recomputed: str | None = None
    formula: str | None = None
    anchors: tuple[Anchor | CellsAnchor | RunAnchor, ...] = ()
    uncertainty: str | None = None
    """Half of the 95 % interval of `recomputed`, in its unit: of repeated runs the prediction interval of one run more,
    of a single run 1.96 standard errors of its sample; None where the evidence gives none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all checks together say. `probabilities` sum to 1; `status` is the most probable one."""

    status: Status
    confidence: float
    probabilities: Mapping[Status, float]
    checks: tuple[Check, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its verdict and, in a report, how much it bears on the question (0 to 1)."""

    claim: Claim
    verdict: Verdict
    relevance: float = 0.0


Scale = Literal["fraction", "percent"]


@dataclass(frozen=True, slots=True)
class Run:
    """Somebody's experiment, as far as its logs tell; our own execution is never called a run.

    `id` is the run's place below the folder that was given (`bloom-3b/bloom-3b_xnli_0-shot.json`, `mnli/seed2`), so
    that a reader finds it. `settings` are the options it was started with, in the log's own words.
    """

    id: str
    format: str
    files: tuple[str, ...]
    model: str | None = None
    seed: str | None = None
    finished: bool | None = None
    """None where the format does not tell."""
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value that a run wrote down, with what it is a value of as far as the log tells.

    `value` is the decimal string as the log has it ("0.5385"); a NaN or an infinity is "nan", "inf", "-inf". `scale`
    says whether a score of a metric between nothing and all was written as a fraction or as percent, None for metrics
    that are neither (losses, times, perplexities); `unit` is the unit of a time or a size ("ms", "s"). `pick` says
    which of a series the value is, in the log's own accounting: the value of a step ("step"), the last ("final"), the
    best over steps ("best"); None where there is no series.
    """

    run: str
    format: str
    model: str | None
    task: str | None
    dataset: str | None
    language: str | None
    split: str | None
    metric: str
    value: str
    stderr: str | None
    n: int | None
    seed: str | None
    step: int | None
    scale: Scale | None
    file: str
    line: int | None = None
    key: str | None = None
    shots: int | None = None
    unit: str | None = None
    pick: Literal["step", "final", "best"] | None = None
