"""Headings: numbered, known or in the outline, and set apart in print; and bold heads that run into the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from synth.read.pdf_lines import Line

NUMBERED = re.compile(
    r"(?:(?:appendix\s+)?(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})\.?|(?P<roman>[IVX]{1,5})\.)\s+(?P<title>\S.*)",
    re.IGNORECASE,
)
KNOWN = frozenset((
    "abstract", "introduction", "background", "related work", "related works", "method", "methods", "methodology",
    "materials and methods", "approach", "model", "models", "data", "datasets", "experiments", "experimental setup",
    "experimental settings", "experiment", "results", "results and discussion", "evaluation", "analysis", "discussion",
    "limitations", "conclusion", "conclusions", "conclusion and future work", "future work", "ethics statement",
    "broader impact", "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "references",
    "bibliography", "appendix", "appendices", "supplementary material", "ccs concepts", "keywords", "funding",
    "author contributions", "reproducibility statement",
))  # fmt: skip
REFERENCES = frozenset(("references", "bibliography", "reference", "literature cited", "works cited"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title without its number, and its depth, 1 for the top."""

    title: str
    depth: int


def normal(title: str) -> str:
    """A heading as it is compared: without number, case and stops."""
    match = NUMBERED.fullmatch(title.strip())
    return re.sub(r"[\W_]+", " ", (match["title"] if match else title).lower()).strip()


def find_heading(
    line: Line, before: Line | None, body: float, leading: float, outline: Mapping[str, int]
) -> Heading | None:
    """What heading the line is, None for other lines. Numbered, known, or in the outline; and set apart in print."""
    text = line.text.strip()
    if not 2 < len(text) <= 150 or (line.size < body - 0.4 and not line.bold):
        return None
    set_apart = line.bold or line.size > body + 0.7
    level = outline.get(normal(text))
    match = NUMBERED.fullmatch(text)
    if match is not None and not text.endswith((",", ";", "-")):
        number = match["number"] or ""
        title, depth = match["title"].strip().rstrip("."), number.count(".") + 1
        italic = all(word.face.italic for word in line.words[1:])
        if italic and number.isalpha():
            depth = 2  # IEEE numbers sections I, II, … and their parts A, B, …
        slanted = depth > 1 and italic
        letters = title[:1].isalpha() or (set_apart and title[:1] == "[")
        if letters and (level is not None or ((set_apart or slanted) and not title[:1].islower())):
            return Heading(title, depth)
        if (match["roman"] or number in ("I", "V", "X")) and text == text.upper() and len(title) > 4:
            return Heading(title, 1)
    known = normal(text) in KNOWN or level is not None
    alone = before is None or before.y - line.y > 1.1 * leading or before.y < line.y
    if known and (set_apart or (alone and text == text.upper()) or (alone and normal(text) in REFERENCES)):
        return Heading((match["title"] if match else text).rstrip(".:—"), level or 1)
    lettered = len(text) > 5 and text[:1].isupper() and not text.endswith(".")
    if line.size > body + 0.7 and line.bold and alone and lettered:
        return Heading(text, 1)
    return None


def run_in(line: Line) -> tuple[str, int | None]:
    """A bold head at the beginning of a paragraph and the index of the first word after it (None: the whole line)."""
    count = 0
    while count < len(line.words) and (
        line.words[count].face.bold or (count and line.words[count].size < 0.87 * line.size)
    ):
        count += 1
    head = " ".join("".join((" " if word.space else "") + word.text for word in line.words[:count]).split())
    if len(head) < 3 or count > 14 or (not head[:1].isupper() and not head[:1].isdigit()):
        return "", None
    if count == len(line.words):
        return (head.rstrip(".:"), None) if not head.endswith((",", "-")) else ("", None)
    gap = line.words[count].x0 - line.words[count - 1].x1
    if gap >= 0.6 * line.size or head.endswith((".", ":")):
        return head.rstrip(".:"), count
    return "", None
