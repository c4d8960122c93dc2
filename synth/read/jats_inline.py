"""What stands inside a paragraph of a JATS article, as readable text that knows its places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth.read.jats_math import formula
from synth.read.plain import TracedText
from synth.read.tex_symbols import UPRIGHT_MARKS
from synth.read.xml_tree import Element, Text
from synth.records import Traced

FLOATING = frozenset(
    """fig fig-group table-wrap table-wrap-group supplementary-material media fn fn-group boxed-text list def-list
    disp-quote statement verse-group speech code preformat disp-formula-group""".split()
)
"""What interrupts running text without being part of it: given back by `read_inline`, for the caller to read."""
LISTS = frozenset({"list", "def-list", "disp-quote", "verse-group", "boxed-text", "code", "preformat"})
"""What is text of a cell where it stands in one."""
SILENT = frozenset(
    """graphic inline-graphic inline-media inline-supplementary-material index-term object-id alt-text long-desc label
    private-char glyph-data def-head related-object processing-meta""".split()
)
SPACED = frozenset({"break", "p", "title", "list-item", "def-item", "term", "def", "verse-line"})
"""What begins and ends with a space where it stands in running text or in a cell."""
NOTES = frozenset({"fn", "table-fn", "aff", "corresp", "author-notes", "contrib", "kwd", "other-fn"})
"""Kinds of references whose text is a mark on the line, not a word."""
SPACE = re.compile(r"\s+")
BETWEEN = re.compile(r"[\s,;&]*(?:and\s)?\s*|\s*[-‐‑–—−]\s*")
"""What may stand between two citations that belong together."""
RANGE = re.compile(r"\s*[-‐‑–—−]\s*")
ORDINALS = frozenset({"st", "nd", "rd", "th"})
BRACKETS = {"[": "]", "(": ")"}
MOST_IN_RANGE = 60
CONNECTORS = 6
"""Pieces of text that two citations in one bracket may be apart."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    end: int
    keys: tuple[str, ...] = ()
    """For a citation: the works that it names."""

    @property
    def exact(self) -> bool:
        return len(self.text) == self.end - self.start


@dataclass(frozen=True, slots=True)
class Inline:
    """Running text, and what interrupted it: figures, tables, footnotes, lists."""

    traced: Traced
    floats: tuple[Element, ...]


@dataclass(slots=True)
class _Reading:
    order: Mapping[str, int]
    whole: bool = False
    pieces: list[_Piece] = field(default_factory=list)
    floats: list[Element] = field(default_factory=list)

    def put(self, text: str, start: int, end: int) -> None:
        """Text with white space as one space a run."""
        exact = len(text) == end - start
        if not exact:
            self.pieces.append(_Piece(SPACE.sub(" ", text), start, end))
            return
        place = 0
        for gap in SPACE.finditer(text):
            self._word(text, place, gap.start(), start)
            self.pieces.append(_Piece(" ", start + gap.start(), start + gap.end()))
            place = gap.end()
        self._word(text, place, len(text), start)

    def _word(self, text: str, begin: int, end: int, base: int) -> None:
        if end > begin:
            self.pieces.append(_Piece(text[begin:end], base + begin, base + end))

    def read(self, child: Element | Text) -> None:
        if isinstance(child, Text):
            self.put(child.text, child.start, child.end)
        elif child.name in FLOATING and not (self.whole and child.name in LISTS):
            self.floats.append(child)
        elif child.name in SILENT:
            pass
        elif child.name in {"disp-formula", "chem-struct-wrap"}:
            self.pieces.append(_Piece(" ", child.start, child.start))
            self.pieces.append(_Piece("[equation]", child.start, child.end))
            self.pieces.append(_Piece(" ", child.end, child.end))
        elif child.name in {"inline-formula", "alternatives", "math", "tex-math"}:
            self._formula(child)
        elif child.name == "xref":
            self._reference(child)
        elif child.name in {"sup", "sub"}:
            self._script(child)
        elif child.name in SPACED:
            self.pieces.append(_Piece(" ", child.start, child.start))
            self.read_all(child)
            self.pieces.append(_Piece(" ", child.end, child.end))
        else:
            self.read_all(child)

    def read_all(self, element: Element) -> None:
        for child in element.children:
            self.read(child)

    def _formula(self, element: Element) -> None:
        if element.name in {"inline-formula", "alternatives"} and not any(element.within("math", "tex-math")):
            self.read_all(element)  # a formula in italics and superscripts
            return
        for text, start, end in formula(element):
            self.put(text, start, end)

    def _reference(self, element: Element) -> None:
        kind = element.attributes.get("ref-type", "")
        if kind == "bibr":
            keys = tuple(element.attributes.get("rid", "").split()) or (element.text,)
            self.pieces.append(_Piece("", element.start, element.end, tuple(key for key in keys if key)))
        elif kind not in NOTES:
            self.read_all(element)

    def _script(self, element: Element) -> None:
        """A superscript or subscript: 10^−3, CO2, x_i; a mark that reads as well on the line has no caret."""
        begin = len(self.pieces)
        self.read_all(element)
        inner = self.pieces[begin:]
        shown = "".join(piece.text for piece in inner).strip()
        if any(piece.keys for piece in inner) or not any(character.isalnum() for character in shown):
            return
        if shown[0] in UPRIGHT_MARKS and shown[0] not in "+−-":
            return
        if shown in ORDINALS or (element.name == "sub" and shown.isdecimal()):
            return
        self.pieces.insert(begin, _Piece("^" if element.name == "sup" else "_", element.start, element.start + 1))


def read_inline(children: Sequence[Element | Text], order: Mapping[str, int], *, whole: bool = False) -> Inline:
    """The text of these parts of a paragraph. `order` numbers the works of the reference list, for ranges ("3–7").

    `whole`: lists are part of the text, as in the cell of a table.
    """
    reading = _Reading(order, whole)
    for child in children:
        reading.read(child)
    return Inline(_traced(_cited(reading.pieces, order)), tuple(reading.floats))


def _cited(pieces: Sequence[_Piece], order: Mapping[str, int]) -> list[_Piece]:
    """The pieces with citations as `[@key; @key]`, those that stand together in one, without brackets of their own."""
    found: list[_Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if not piece.keys:
            found.append(piece)
            place += 1
            continue
        keys = list(piece.keys)
        last = place
        while (following := _next_citation(pieces, last)) is not None:
            between = "".join(each.text for each in pieces[last + 1 : following])
            if RANGE.fullmatch(between):
                keys += _between(keys[-1], pieces[following].keys[0], order)
            keys += pieces[following].keys
            last = following
        start, end = piece.start, pieces[last].end
        rest = list(pieces[last + 1 : last + 2])
        if found and rest and BRACKETS.get(found[-1].text[-1:]) == rest[0].text[:1]:
            start, end = found[-1].end - 1, rest[0].start + 1
            found[-1], rest[0] = _without(found[-1], -1), _without(rest[0], 1)
        if found and found[-1].text[-1:].isalnum():
            found.append(_Piece(" ", start, start))
        found.append(_Piece(f"[{'; '.join(f'@{key}' for key in dict.fromkeys(keys))}]", start, end))
        if rest and rest[0].text[:1].isalnum():
            found.append(_Piece(" ", end, end))
        found += [each for each in rest if not each.keys]
        place = last + 1 + len(rest) - sum(bool(each.keys) for each in rest)
    return found


def _next_citation(pieces: Sequence[_Piece], place: int) -> int | None:
    """Where the next citation of the same bracket stands."""
    for other in range(place + 1, min(place + 2 + CONNECTORS, len(pieces))):
        if pieces[other].keys:
            between = "".join(each.text for each in pieces[place + 1 : other])
            return other if BETWEEN.fullmatch(between) else None
    return None


def _between(first: str, last: str, order: Mapping[str, int]) -> list[str]:
    """The works that a range leaves out, in the order of the reference list."""
    low, high = order.get(first), order.get(last)
    if low is None or high is None or not low < high <= low + MOST_IN_RANGE:
        return []
    return [key for key, number in order.items() if low < number < high]


def _without(piece: _Piece, side: int) -> _Piece:
    if side < 0:
        return _Piece(piece.text[:-1], piece.start, piece.end - 1 if piece.exact else piece.end)
    return _Piece(piece.text[1:], piece.start + 1 if piece.exact else piece.start, piece.end)


def _traced(pieces: Sequence[_Piece]) -> Traced:
    """All of it, with no space at its ends and no two in a row."""
    text = TracedText()
    waiting: _Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if piece.text.isspace():
            waiting = waiting or piece
            continue
        shown, start, end = piece.text, piece.start, piece.end
        if waiting is not None and text.length:
            if waiting.end > waiting.start:
                text.put(" ", waiting.start, waiting.end)
            else:
                text.put(" ")
        waiting = None
        if not piece.exact and shown.endswith(" "):
            waiting = _Piece(" ", end, end)
            shown = shown.rstrip(" ")
        text.put(shown, start, end)
    return text.traced()
