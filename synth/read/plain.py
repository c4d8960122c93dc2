"""Plain text: paragraphs between blank lines, hard-wrapped lines joined, headings by their form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from synth.read.parsed import Block, Parsed
from synth.records import Role, Segment, SourceFile, Traced

LINE_END = re.compile(r"\r\n|[\n\r\f\v\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
WIDE_SPACE = re.compile(r"\s{2,}|[^\S ]")
BULLET = re.compile(r"(?:[-*+\N{BULLET}\N{EN DASH}]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-Z]\S*(?:\s+\S+){0,11}")
UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,})")
NAMED_HEADING = re.compile(
    r"(?:abstract|summary|introduction|background|related work|methods?|methodology|data|experiments?"
    r"|experimental setup|results?(?: and discussion)?|discussion|analysis|limitations|conclusions?|future work"
    r"|acknowledge?ments?|references|bibliography|appendix(?: [a-z])?):?",
    re.IGNORECASE,
)
ABSTRACT_START = re.compile(r"(?:abstract|summary)\s*[:.\N{EM DASH}\N{EN DASH}-]\s*(?=\S)", re.IGNORECASE)
ABSTRACT_HEADINGS = frozenset({"abstract", "summary"})
HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LETTERS_FIRST = re.compile(r"[^\W\d_]+")
MAX_HEADING = 90
MAX_TITLE = 250

Line = tuple[int, int]
"""Source offsets of a line without the white space at its ends."""


@dataclass(slots=True)
class TracedText:
    """Readable text put together piece by piece, with the source of each piece."""

    pieces: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, start: int | None = None, end: int = 0) -> None:
        """Add text that stands for the source range [start, end), or for none."""
        if not text:
            return
        if start is not None:
            last = self.segments[-1] if self.segments else (0, 0, -1, -2)
            exact = len(text) == end - start and last[1] - last[0] == last[3] - last[2]
            if exact and last[1] == self.length and last[3] == start:
                self.segments[-1] = (last[0], self.length + len(text), last[2], end)
            else:
                self.segments.append((self.length, self.length + len(text), start, end))
        self.pieces.append(text)
        self.length += len(text)

    def traced(self) -> Traced:
        """All of it."""
        return Traced("".join(self.pieces), tuple(self.segments))


def line_spans(text: str, line_end: re.Pattern[str] = LINE_END) -> list[Line]:
    """Source offsets of every line, without its line end."""
    spans: list[Line] = []
    start = 0
    for match in line_end.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def parse_plain(text: str, file: str, digest: str) -> Parsed:
    """A plain text. `digest` is the SHA-256 of the file's bytes. The title is the first line when it looks like one."""
    lines = [_stripped(text, start, end) for start, end in line_spans(text)]
    paragraphs = _paragraphs(text, lines)
    vocabulary = frozenset(WORD.findall(text))
    blocks: list[Block] = []
    path: list[str] = []
    title = ""
    for index, paragraph in enumerate(paragraphs):
        traced = _joined(text, paragraph, vocabulary)
        if index == 0 and len(paragraphs) > 1 and _is_title(traced.text, len(paragraph)):
            title = traced.text
            blocks.append(Block(traced, "title", (), file))
            continue
        level = _heading_level(text, paragraph, bool(title or index))
        if level:
            del path[level - 1 :]
            path.append(text[slice(*paragraph[0])].rstrip(":"))
            continue
        role: Role = "list" if BULLET.match(traced.text) else "body"
        opening = ABSTRACT_START.match(traced.text)
        if opening:
            traced = traced.cut(opening.end(), len(traced.text))
        if opening or (path and path[-1].lower() in ABSTRACT_HEADINGS):
            role = "abstract"
        blocks.append(Block(traced, role, tuple(path), file))
    abstract = " ".join(block.traced.text for block in blocks if block.role == "abstract")
    return Parsed("text", (SourceFile(file, text, digest),), tuple(blocks), title=title, abstract=abstract)


def _stripped(text: str, start: int, end: int) -> Line:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + max(len(line.rstrip()), len(line) - len(line.lstrip()))


def _paragraphs(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that belong together: up to a blank line, a list entry's mark, a heading or its underline."""
    paragraphs: list[list[Line]] = []
    fresh = True
    for start, end in lines:
        line = text[start : min(end, start + 2 * MAX_HEADING)]
        if start >= end:
            fresh = True
        elif UNDERLINE.fullmatch(line):
            fresh = True  # a rule, or the line under a heading: in either case no text
        else:
            heading = end - start <= MAX_HEADING and NAMED_HEADING.fullmatch(line) is not None
            if fresh or heading or BULLET.match(line):
                paragraphs.append([])
            paragraphs[-1].append((start, end))
            fresh = heading
    return paragraphs


def _joined(text: str, lines: Sequence[Line], vocabulary: frozenset[str]) -> Traced:
    """A paragraph's lines as running text: each line end a space, except behind a hyphen inside a word."""
    joined = TracedText()
    for index, (start, end) in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        hyphen = _hyphen(text, (start, end), following, vocabulary) if following is not None else None
        place, stop = start, end - 1 if hyphen == "soft" else end
        for space in WIDE_SPACE.finditer(text, start, stop):
            joined.put(text[place : space.start()], place, space.start())
            joined.put(" ", *space.span())
            place = space.end()
        joined.put(text[place:stop], place, stop)
        if following is not None and hyphen is None:
            joined.put(" ", end, following[0])
    return joined.traced()


def _hyphen(text: str, line: Line, following: Line, vocabulary: frozenset[str]) -> Literal["soft", "hard"] | None:
    """What a hyphen at a line's end is; None where the word does not go on in the next line ("pre- and post-training").

    Soft: put there by the line's end, as the text has the whole word elsewhere. Hard: the word's own ("cross-lingual").
    """
    head = HYPHENATED.search(text, max(line[0], line[1] - 40), line[1])
    tail = LETTERS_FIRST.match(text, *following)
    if head is None or tail is None or not tail[0].islower() or tail[0] in {"and", "or", "to"}:
        return None
    whole = head[1] + tail[0] in vocabulary and f"{head[1]}-{tail[0]}" not in vocabulary
    return "soft" if whole else "hard"


def _is_title(text: str, lines: int) -> bool:
    return lines <= 3 and len(text) <= MAX_TITLE and not text.endswith((".", ",", ";")) and not BULLET.match(text)


def _heading_level(text: str, paragraph: Sequence[Line], titled: bool) -> int:
    """1 for a heading, more for a numbered subheading, 0 for no heading."""
    start, end = paragraph[0]
    if len(paragraph) > 1 or end - start > MAX_HEADING:
        return 0
    line = text[start:end]
    numbered = NUMBERED.fullmatch(line)
    if numbered and not line.endswith((".", ";", ",")):
        return numbered[1].count(".") + 1
    if NAMED_HEADING.fullmatch(line):
        return 1
    rest = text[end : end + MAX_HEADING]
    below = LINE_END.match(rest)
    if below and (rule := UNDERLINE.match(rest, below.end())):
        return 1 if rule[0][0] == "=" else 2
    return int(titled and line.isupper() and len(line) > 3 and not line.endswith("."))
