"""Who wrote a paper, when, and under which identifier, from its first page and its metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from synth.read.pdf_captions import CAPTION
from synth.read.pdf_characters import is_raised
from synth.read.pdf_headings import KNOWN, NUMBERED, find_heading, normal
from synth.read.pdf_metadata import Metadata
from synth.read.pdf_pages import Page, lines_of
from synth.read.pdf_text import PlacedLine

_STAMP = re.compile(
    r"arXiv:\s?(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d{1,2})?"
    r"(?:\s*\[[\w.-]+\])?(?:\s+\d{1,2}\s+\w{3,9}\s+(?P<year>(?:19|20)\d\d))?"
)
_DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
_DATED = re.compile(
    r"(?:©|\(c\)|copyright|proceedings|conference|workshop|journal|transactions|published|accepted|preprint|symposium)"
    r"[^\n]{0,80}?\b((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"@|\b(?:universit|institut|department|school|college|laborator|\blab\b|research|inc\b|corp|academy|center|centre|"
    r"faculty|google|microsoft|facebook|meta ai|amazon|demo:|https?:|www\.|\.edu|\.com|equal contribution)|\d{4,}",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.’'\-]*(?: [^\W\d_][\w.’'\-]*){1,5}")


def find_title(page: Page, body: float) -> tuple[PlacedLine, ...]:
    """The lines in the largest print on the upper half of the first page, when that is much larger than the text."""
    upper = [item for item in lines_of(page) if item.line.y > 0.5 * page.sheet.height and len(item.line.text) > 3]
    if not upper:
        return ()
    largest = max(item.line.size for item in upper)
    if largest < 1.15 * body:
        return ()
    # A logo or a figure may be lettered larger than the title; it stands below it.
    large = [item for item in upper if item.line.size >= max(0.5 * largest, 1.15 * body) and len(item.line.words) > 2]
    if large:
        largest = max(large, key=lambda item: item.line.y).line.size
    found = [item for item in upper if abs(item.line.size - largest) < 0.3]
    run = found[:1]
    for item in found[1:]:
        if run[-1].line.y - item.line.y < 2 * largest:
            run.append(item)
    return tuple(run) if len(run) <= 6 and not re.match(r"\d+(?:\.\d+)*\.?\s", run[0].line.text) else ()


def text_start(page: Page, title: Sequence[PlacedLine], body: float, leading: float, outline: Mapping[str, int]) -> int:
    """The offset on the first page at which the text begins: its abstract, first heading or first long lines."""
    run = 0
    items = [item for item in lines_of(page) if item.start > title[-1].start]
    for index, item in enumerate(items):
        text = item.line.text
        if re.match(r"abstract\b", text, re.IGNORECASE) or CAPTION.match(text):
            return item.start
        heading = find_heading(item.line, None, body, leading, outline)
        if heading is not None and (NUMBERED.fullmatch(text) or normal(text) in KNOWN or normal(text) in outline):
            return item.start
        plain = not item.line.bold and len(item.line.words) >= 6 and "@" not in text and item.line.size <= body + 0.3
        run = run + 1 if plain else 0
        if run == 4:
            return items[index - 3].start
    return title[-1].start + 1


def stamp(first: Page) -> tuple[str | None, str | None, int | None]:
    """ArXiv id with its version, the version, and the year, as the stamp on the first page's margin has them."""
    match = _STAMP.search(first.margin) or _STAMP.match(first.text)
    if match is None:
        return None, None, None
    version = match["version"]
    return match["id"] + (version or ""), version, int(match["year"]) if match["year"] else None


def find_doi(first: Page, metadata: Metadata) -> str | None:
    """The DOI of the paper itself: from the metadata, else the one DOI that the first page prints."""
    found = list(dict.fromkeys(match[0].rstrip(".,;)") for match in _DOI.finditer(first.text)))
    return metadata.doi or (found[0] if len(found) == 1 else None)


def find_year(first: Page, pages: Sequence[Page], metadata: Metadata) -> int | None:
    """The year that the first page prints; the year of the file only where the text names it or the year before."""
    match = _DATED.search(first.text)
    if match is not None:
        return int(match[1])
    if metadata.created is None:
        return None
    near = re.compile(rf"\b(?:{metadata.created}|{metadata.created - 1})\b")
    return metadata.created if any(near.search(page.text) for page in pages) else None


def find_authors(front: Sequence[PlacedLine], metadata: Metadata) -> tuple[str, ...]:
    """Names from the metadata, else from the lines under the title, in the order in which they are printed."""
    if metadata.authors:
        return metadata.authors
    lines = [item.line for item in front]
    if any(line.bold for line in lines):
        lines = [line for line in lines if line.bold]
    elif lines:
        largest = max(line.size for line in lines)
        lines = [line for line in lines if line.size > largest - 0.3]
    names: list[str] = []
    size = lines[0].size if lines else 0.0
    for line in lines:
        if abs(line.size - size) > 1.5:
            break
        if _PLACE.search(line.text):
            if names:
                continue
            if "@" in line.text:
                break
            continue
        parts: list[str] = []
        end = line.x0
        for word in line.words:
            raised = is_raised(word, line.size, line.y)
            if raised or word.x0 - end > 0.7 * line.size:
                parts.append("\n")
            if not raised:
                parts.append((" " if word.space else "") + word.text)
            end = word.x1
        for part in re.split(r"\n|,|;|\band\b|&|[∗*†‡§¶�]", "".join(parts)):
            name = " ".join(part.split())
            if _NAME.fullmatch(name):
                names.append(name)
    return tuple(dict.fromkeys(names))
