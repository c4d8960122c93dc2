"""Readable text as it is written down, piece by piece, each piece with the source it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from synth.read.tex_tokens import Place, Sources
from synth.records import Role, Segment, Traced

LITERAL, CHANGED, REFERENCE = range(3)

Piece = tuple[int, str, int, int]
"""(LITERAL | CHANGED | REFERENCE, text, start, end). A REFERENCE's text is its command and keys, "cref|a,b"."""

NOWHERE = -1

_DECIMAL_START = re.compile(r"\d*\.\d")
_DECIMAL_END = re.compile(r"\d\.\d+$")
_LIGATURE = re.compile(r"---?|``|''|`|,,(?=\w)|\?`|!`")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "`": "'", ",,": "„", "?`": "¿", "!`": "¡"}


@dataclass(slots=True)
class Scribe:
    """One block, cell or name as it is being written. A `role` of None is written for nobody.

    `breaks`: an empty line ends it. `serial` is when its first character came, which is its place in reading order.
    """

    role: Role | None
    section: tuple[str, ...] = ()
    breaks: bool = False
    pieces: list[Piece] = field(default_factory=list)
    tail: str = " "
    loose: bool = False
    """The next character is set in another size or by an unknown command: it must not glue to a digit before it."""
    seam: bool = False
    """A group begins or ends here: two decimals that only a brace parts are two numbers."""
    spaced: bool = False
    """Keep runs of spaces: they part the names of authors."""

    def literal(self, text: str, start: int) -> None:
        """Words as they stand in the source, save TeX's dashes and quotes."""
        if self.loose or self.seam:
            self._unglue(text)
        if _LIGATURE.search(text) is None:
            self.pieces.append((LITERAL, text, start, start + len(text)))
        else:
            done = 0
            for match in _LIGATURE.finditer(text):
                at, stop = match.span()
                if at > done:
                    self.pieces.append((LITERAL, text[done:at], start + done, start + at))
                self.pieces.append((CHANGED, _LIGATURES[match[0]], start + at, start + stop))
                done = stop
            if done < len(text):
                self.pieces.append((LITERAL, text[done:], start + done, start + len(text)))
        self.tail = text[-1]

    def exact(self, text: str, start: int) -> None:
        """Characters as they stand in the source, none of them read as TeX."""
        if text:
            if self.loose or self.seam:
                self._unglue(text)
            self.pieces.append((LITERAL, text, start, start + len(text)))
            self.tail = text[-1]

    def made(self, text: str, start: int, end: int) -> None:
        """Text that stands for the source range [start, end) as a whole."""
        if text.isspace() and not self.spaced:
            self.space("", start, end)
        elif text:
            if self.loose:
                self._unglue(text)
            self.pieces.append((CHANGED, text, start, end))
            self.tail = text[-1]

    def space(self, text: str, start: int, end: int) -> None:
        """A space, unless one stands there already; `text` is what the source has at [start, end), if that is known."""
        if self.tail not in " \u2009" or self.spaced:
            if text == " " and end - start == 1:
                self.pieces.append((LITERAL, " ", start, end))
            else:
                self.pieces.append((CHANGED, text if text == "\u2009" else " ", start, end))
            self.tail = " "

    def reference(self, command: str, start: int, end: int) -> None:
        """A reference whose number is known only when all has been read."""
        self.pieces.append((REFERENCE, command, start, end))
        self.tail = "1"

    def _unglue(self, text: str) -> None:
        if self.seam and not self.loose and self.pieces and _DECIMAL_START.match(text):
            self.loose = _DECIMAL_END.search(self.pieces[-1][1]) is not None
        loose, self.loose, self.seam = self.loose, False, False
        if loose and self.tail.isalnum() and text[0].isalnum() and (self.tail.isdigit() or text[0].isdigit()):
            self.pieces.append((CHANGED, " ", NOWHERE, NOWHERE))

    def first(self) -> int:
        """The global position of the first of its characters that has one; 0 where none has."""
        return next((start for _, text, start, _ in self.pieces if start != NOWHERE and not text.isspace()), 0)

    def place(self, sources: Sources) -> Place | None:
        """The reading that the first of its characters stands in."""
        for _, text, start, _ in self.pieces:
            if start != NOWHERE and not text.isspace():
                return sources.place(start)
        return None

    def traced(self, sources: Sources, place: Place, resolve: Callable[[str], str]) -> Traced:
        r"""The readable text, its segments in `place`'s own offsets; other files' characters stand at their \input."""
        pieces = self.pieces
        first, last = 0, len(pieces)
        while last and pieces[last - 1][1].isspace():
            last -= 1
        while first < last and pieces[first][1].isspace():
            first += 1
        parts: list[str] = []
        runs: list[tuple[int, int, int, int, bool]] = []
        length = 0
        upper = sources.end(place)
        for kind, text, start, end in pieces[first:last]:
            if kind == REFERENCE:
                text = resolve(text)
            parts.append(text)
            at, length = length, length + len(text)
            literal = kind == LITERAL
            if start == NOWHERE or at == length or end <= start:
                continue
            if not place.base <= start < upper:
                lifted = sources.lifted(start, end, place)
                if lifted is None:
                    continue
                literal, (start, end) = False, lifted
            start, end = start - place.base, end - place.base
            if runs:
                text_start, text_end, run_start, run_end, copied = runs[-1]
                if text_end == at and copied and literal and run_end == start:
                    runs[-1] = (text_start, length, run_start, end, True)
                    continue
                if text_end == at and not copied and not literal and (run_start, run_end) == (start, end):
                    runs[-1] = (text_start, length, start, end, False)
                    continue
            runs.append((at, length, start, end, literal))
        return Traced("".join(parts), _segments(runs))


def _segments(runs: list[tuple[int, int, int, int, bool]]) -> tuple[Segment, ...]:
    """Segments of runs.

    Equal lengths must mean equal characters, so a changed run that happens to be as long as its source is given as two
    segments, each of which stands for the whole of it.
    """
    segments: list[Segment] = []
    for text_start, text_end, start, end, literal in runs:
        if not literal and text_end - text_start == end - start > 1:
            segments.append((text_start, text_start + 1, start, end))
            text_start += 1
        segments.append((text_start, text_end, start, end))
    return tuple(segments)
