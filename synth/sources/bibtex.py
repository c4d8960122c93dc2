"""BibTeX, as Zotero, the ACL Anthology and people write it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from synth.records import Problem
from synth.sources.attached import attachments
from synth.sources.fields import WHITE
from synth.sources.hits import Hit
from synth.sources.listed import Entry, Listed, hit_of

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Block

DEEPEST = 30
"""Braces inside braces; deeper nests are no names or titles, and would exhaust the decoder."""
LONGEST_FIELD = 50_000
PERCENT = re.compile(r"(?<!\\)%")
"""In BibTeX no comment; in LaTeX one."""
QUIET = logging.NullHandler()


def read_bibtex(text: str, source: str) -> Listed:
    """The entries of a BibTeX file with LaTeX written out; blocks that are not sound are Problems."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware

    for name in ("bibtexparser", "pylatexenc"):
        logging.getLogger(name).addHandler(QUIET)  # what they would print is in the problems
    stack = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    library = parse_string(text, parse_stack=stack)
    hits: list[Hit] = []
    problems = [
        Problem(f"{source}, line {(block.start_line or 0) + 1}", "this entry is not sound BibTeX")
        for block in library.failed_blocks
    ]
    for rank, block in enumerate(library.entries, start=1):
        entry = _entry(block)
        if entry.title:
            hits.append(hit_of(entry, rank, source))
        else:
            problems.append(Problem(f"{source}, {block.key}", "it has no title"))
    return Listed(tuple(hits), tuple(problems))


def _entry(block: Block) -> Entry:
    raw = {found.key.casefold(): str(found.value)[:LONGEST_FIELD] for found in block.fields}

    def field(*names: str) -> str:
        return next((value for name in names if (value := plain_latex(raw.get(name, "")))), "")

    prefix = raw.get("archiveprefix", raw.get("eprinttype", "")).casefold()
    return Entry(
        key=block.key,
        title=field("title"),
        authors=tuple(plain_latex(name) for name in _people(raw.get("author", ""))),
        year=field("year", "date"),
        abstract=field("abstract"),
        doi=raw.get("doi", ""),
        arxiv=raw.get("eprint", "") if prefix in ("arxiv", "") else "",
        pmid=raw.get("pmid", ""),
        venue=field("booktitle", "journal", "journaltitle"),
        kind=block.entry_type.casefold(),
        links=(raw.get("url", ""),),
        files=attachments(raw.get("file", "")),
    )


def _people(text: str) -> list[str]:
    """The names between "and", where that stands outside braces ({Made and Daughters} is one name)."""
    found: list[str] = []
    begin = depth = 0
    for match in re.finditer(r"[{}]|\s+and\s+", text, re.IGNORECASE):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            found.append(text[begin : match.start()])
            begin = match.end()
    found.append(text[begin:])
    return [name.strip() for name in found if name.strip() and name.strip().casefold() != "others"]


def plain_latex(text: str) -> str:
    r"""The text that LaTeX in a field stands for: "Müller" of `M{\"u}ller`; what can't be read stays as it is."""
    if not any(mark in text for mark in "\\{}$~-"):
        return WHITE.sub(" ", text).strip()
    if _depth(text) > DEEPEST:
        return WHITE.sub(" ", text.replace("{", "").replace("}", "")).strip()
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexWalkerError

    try:
        decoded = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(PERCENT.sub(r"\\%", text))
    except (LatexWalkerError, ValueError, IndexError, RecursionError):
        decoded = text.replace("{", "").replace("}", "")
    return WHITE.sub(" ", decoded).strip()


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest
