"""What a reader gave becomes a Document: sentences with anchors, passages, aliases, one set of metadata."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from synth.read.aliases import find_aliases
from synth.read.characters import plain_table, visible
from synth.read.parsed import Block, Parsed
from synth.read.passages import build_passages
from synth.read.sentences import sentence_spans
from synth.records import Anchor, Document, Paper, Sentence, Traced

NEW_ARXIV_ID = re.compile(
    r"(?<![\d.])((?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5}))(v\d{1,2})?(?!\d)",
    re.IGNORECASE,
)
"""YYMM and a number of four digits until December 2014, of five since."""
OLD_ARXIV_ID = re.compile(
    r"(?<![a-z])(astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nlin|nucl-(?:ex|th)|physics|quant-ph|math|cs"
    r"|q-bio|q-alg|stat|cmp-lg|alg-geom|chao-dyn|comp-gas|dg-ga|funct-an|patt-sol|solv-int|adap-org)"
    r"(?:\.[a-z]{2})?[-_/]?(\d{2}(?:0[1-9]|1[0-2])\d{3})(v\d{1,2})?(?!\d)",
    re.IGNORECASE,
)
FIRST_YEAR = 90
"""arXiv began in 1991: two digits above this are of the last century."""
VERSION_END = re.compile(r"v\d{1,2}$")
KNOWN_SUFFIXES = (
    *(".gz", ".tgz", ".tar", ".zip", ".tex", ".ltx", ".latex", ".pdf", ".xml", ".nxml", ".md", ".markdown", ".txt"),
    ".text",
)
FLOATING = frozenset({"caption", "footnote"})


def assemble(parsed: Parsed, paper: Paper) -> Document:
    """The Document of a paper. What `paper` knows wins over what the source says of itself.

    Sentences of which no character has a source are dropped. Captions and footnotes come after the other text of their
    section: in print they float too, and text that they interrupt stays together in its passages.
    """
    known = merge(parsed, paper)
    texts = {source.name: source for source in parsed.files}
    sentences: list[Sentence] = []
    for number, block in enumerate(_floats_last(parsed.blocks)):
        source = texts[block.file]
        text = source.text if block.page is None else source.pages[block.page - 1]
        sentences.extend(_sentences(block, text, known.id, number))
    kept = tuple(sentences)
    tables = tuple(replace(plain_table(table), paper=known.id) for table in parsed.tables)
    passages = build_passages(known.id, kept)
    return Document(known, parsed.files, kept, passages, tables, find_aliases(kept), parsed.problems)


def _floats_last(blocks: Sequence[Block]) -> Iterator[Block]:
    for _, group in groupby(blocks, lambda block: block.section):
        yield from sorted(group, key=lambda block: block.role in FLOATING)


def _sentences(block: Block, source: str, paper_id: str, number: int) -> Iterator[Sentence]:
    traced = visible(block.traced)
    starts = [segment[0] for segment in traced.segments]
    ends = [segment[1] for segment in traced.segments]
    whole = len(traced.text) - len(traced.text.lstrip()), len(traced.text.rstrip())
    spans = [whole] if block.role == "title" else sentence_spans(traced.text)
    for start, end in spans:
        # Only the segments that touch the sentence: a block of n sentences must not cost n times its segments.
        near = Traced(traced.text, traced.segments[bisect_right(ends, start) : bisect_left(starts, end)])
        if start >= end or not near.segments:
            continue
        low, high = _trimmed(source, *near.source_span(start, end))
        if low >= high:
            continue
        anchor = Anchor(paper_id, block.file, block.page, low, high, source[low:high])
        yield Sentence(near.cut(start, end), anchor, block.role, block.section, number)


def _trimmed(source: str, low: int, high: int) -> tuple[int, int]:
    """The range without white space at its ends."""
    while low < high and source[low].isspace():
        low += 1
    while high > low and source[high - 1].isspace():
        high -= 1
    return low, high


def merge(parsed: Parsed, paper: Paper) -> Paper:
    """The metadata of both. `paper.text` stays where it names what the text is (an abstract, a digest)."""
    return replace(
        paper,
        title=paper.title or parsed.title,
        authors=paper.authors or parsed.authors,
        year=next((year for year in (paper.year, parsed.year, _year_of(paper.id)) if year is not None), None),
        version=paper.version or parsed.version or _version_of(paper.id),
        abstract=paper.abstract or parsed.abstract,
        doi=paper.doi or parsed.doi,
        retracted=paper.retracted or parsed.retracted,
        text=paper.text if paper.text in {"abstract", "digest"} else parsed.kind,
    )


def _year_of(paper_id: str) -> int | None:
    """The year in which the first version came to arXiv, as its id says (2005.13013: May 2020)."""
    found = NEW_ARXIV_ID.fullmatch(paper_id) or OLD_ARXIV_ID.fullmatch(paper_id)
    number = re.search(r"(?:^|/)(\d\d)", paper_id)
    if not found or not number:
        return None
    return (1900 if int(number[1]) > FIRST_YEAR else 2000) + int(number[1])


def _version_of(paper_id: str) -> str | None:
    found = NEW_ARXIV_ID.fullmatch(paper_id) or OLD_ARXIV_ID.fullmatch(paper_id)
    return found.groups()[-1] if found else None


def identify(parsed: Parsed, paper: Paper | None, file_name: str) -> str:
    """The paper's id: as given, as the source says, an arXiv id in the file's name, a DOI, else the file's stem."""
    if paper is not None and paper.id:
        return paper.id
    if parsed.id:
        version = parsed.version
        if version and not VERSION_END.search(parsed.id) and arxiv_id(parsed.id) == parsed.id:
            return parsed.id + (version if version.startswith("v") else f"v{version}")
        return parsed.id
    doi = (paper.doi if paper is not None else None) or parsed.doi
    return arxiv_id(file_name) or doi or stem(file_name)


def arxiv_id(text: str) -> str | None:
    """The arXiv id that a file name holds, with its version where it has one; old ids as `cs/9901001`."""
    found = NEW_ARXIV_ID.search(text)
    if found:
        return found[1] + (found[2] or "").lower()
    found = OLD_ARXIV_ID.search(text)
    if found:
        return f"{found[1].lower()}/{found[2]}" + (found[3] or "").lower()
    return None


def stem(file_name: str) -> str:
    """A file's name without folders and without the endings of what synth reads."""
    base = PurePosixPath(file_name.replace("\\", "/")).name
    while base.lower().endswith(KNOWN_SUFFIXES) and base.rpartition(".")[0]:
        base = base.rpartition(".")[0]
    return base or file_name


def rename(parsed: Parsed, names: Iterable[tuple[str, str]], hashes: Iterable[tuple[str, str]]) -> Parsed:
    """`parsed` with files called by their new names and carrying the SHA-256 of their bytes (both by old name)."""
    new, sha256 = dict(names), dict(hashes)
    return replace(
        parsed,
        files=tuple(
            replace(source, name=new.get(source.name, source.name), sha256=sha256.get(source.name, source.sha256))
            for source in parsed.files
        ),
        blocks=tuple(replace(block, file=new.get(block.file, block.file)) for block in parsed.blocks),
        tables=tuple(replace(table, file=new.get(table.file or "", table.file)) for table in parsed.tables),
    )
