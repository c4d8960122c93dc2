"""Readable text of lines of print, each character traced to the page's text.

Undone here is what printing did to the words: hyphens at line ends, ligatures, accents set beside their letters, raised
numbers and footnote marks, citation numbers in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from synth.read.pdf_characters import SUPERSCRIPTS, Word, is_raised
from synth.read.pdf_lines import Line
from synth.records import Segment, Traced

_RAISABLE = re.compile(r"[0-9+\-−–=()ni]{1,8}")
_MARK = re.compile(r"[\d,;∗*†‡§¶‖#⋆★♠♣♦♥�]{1,8}|[a-z](?:,[a-z])*")
_EXPONENT = re.compile(r"[+\-−–]?\d{1,3}")
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "˜": "\u0303",
    "ˆ": "\u0302",
    "¸": "\u0327",
}
_ACCENTED = re.compile(r"([´`¨˝ˇ˜ˆ])([A-Za-zı])|([A-Za-z])(¸)")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBERED = re.compile(r"\[(\d{1,3}(?:\s?[,;–—-]\s?\d{1,3}){0,40})\]")
_COMPOUNDING = frozenset((
    "self", "cross", "zero", "one", "two", "three", "four", "five", "six", "few", "non", "low", "high", "well", "long",
    "short", "multi",
))  # fmt: skip
"""First halves that keep their hyphen when the document does not tell."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the offsets of its words in the page's text."""

    line: Line
    offsets: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the line begins in the page's text."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the line ends in the page's text."""
        return self.offsets[-1] + len(self.line.words[-1].text)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the rest of the document tells: how often each word is written, how far references are numbered (0: not)."""

    counts: Counter[str]
    references: int = 0

    def keeps_hyphen(self, head: str, tail: str) -> bool:
        """Whether `head-` at a line's end and `tail` on the next line are a compound rather than one broken word."""
        first = head.rpartition("-")[2].lower()
        second = tail.partition("-")[0].lower()
        compound, joined = self.counts[f"{first}-{second}"], self.counts[first + second]
        if compound != joined:
            return compound > joined
        if not tail[:1].islower() or not first.isalpha() or head[-2:].isupper():
            return True
        known = len(first) > 3 and len(second) > 3 and self.counts[first] > 0 and self.counts[second] > 0
        return first in _COMPOUNDING or (known and joined == 0)


def wording(lines: Iterable[Line], references: int) -> Wording:
    """Counts the words of all lines, leaving out those broken at a line's end."""
    counts: Counter[str] = Counter()
    for line in lines:
        text = line.text
        if text.endswith("-"):
            text = text.rpartition(" ")[0]
        text = text.partition(" ")[2] if text[:1].islower() else text
        for match in _LETTERS.finditer(_LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)):
            word = match[0].lower()
            counts[word] += 1
            if "-" in word:
                parts = word.split("-")
                counts.update(f"{one}-{two}" for one, two in pairwise(parts))
                counts.update(parts)
    return Wording(counts, references)


class _Builder:
    """Readable text as it grows, with its segments."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.segments: list[Segment] = []
        self.length = 0

    def add(self, text: str, start: int, end: int) -> None:
        """Text that came from the source range; of another length, it maps whole to whole."""
        if not text:
            return
        if self.segments and len(text) == end - start:
            first, last, source, stop = self.segments[-1]
            if last == self.length and stop == start and last - first == stop - source:
                self.segments[-1] = (first, last + len(text), source, end)
                self.parts.append(text)
                self.length += len(text)
                return
        self.segments.append((self.length, self.length + len(text), start, end))
        self.parts.append(text)
        self.length += len(text)

    def space(self) -> None:
        """A space of no source, unless one stands there."""
        if self.parts and not self.parts[-1].endswith(" "):
            self.parts.append(" ")
            self.length += 1

    def drop_hyphen(self) -> None:
        """Takes back the hyphen that was added last."""
        self.parts[-1] = self.parts[-1][:-1]
        self.length -= 1
        first, last, source, stop = self.segments.pop()
        if last - 1 > first:
            self.segments.append((first, last - 1, source, stop - 1))

    def traced(self) -> Traced:
        return Traced("".join(self.parts), tuple(self.segments))


def readable(
    placed: Sequence[PlacedLine], words: Wording, notes: frozenset[str], equations: Collection[int] = ()
) -> tuple[Traced, bool]:
    """Readable text of lines that follow each other on one page, and whether a raised number in it is ambiguous.

    `notes` are the marks that the page's footnotes begin with; `equations` the indices of lines that are displayed
    formulas.
    """
    out = _Builder()
    doubtful = False
    for number, item in enumerate(placed):
        line = item.line
        if number in equations:
            last = number
            while last + 1 in equations:
                last += 1
            if number - 1 not in equations:
                out.space()
                stop = max(item.end, placed[last].end)
                out.add("[equation]", item.start, stop if item.start < stop else item.end)
            continue
        if number and number - 1 in equations:
            out.space()
        elif number:
            before = placed[number - 1].line.text
            first = line.words[0].text
            if _breaks_word(before, first):
                if not words.keeps_hyphen(_tail(placed[number - 1].line), _strip(first)):
                    out.drop_hyphen()
            elif not before.endswith("–") or not first[:1].isalnum():
                out.space()
        for index, word in enumerate(line.words):
            start = item.offsets[index]
            if word.space and index:
                out.space()
            if is_raised(word, line.size, line.y):
                text, doubt = _superscript(word, line.words[index - 1] if index else None, notes, line.words, index)
                doubtful |= doubt
                out.add(text, start, start + len(word.text))
            else:
                _add_word(out, word.text, start)
    return cited(out.traced(), words.references), doubtful


def _breaks_word(before: str, after: str) -> bool:
    return len(before) > 1 and before.endswith("-") and before[-2].isalnum() and after[:1].isalnum()


def _tail(line: Line) -> str:
    """The last word of a line, pieces of other faces that touch it included, without the hyphen."""
    text = line.text.rpartition(" ")[2]
    return text.lstrip("([{\"'“‘").rstrip("-")


def _strip(text: str) -> str:
    match = re.match(r"[^\W_]+(?:-[^\W_]+)*", text)
    return match[0] if match else text


def _add_word(out: _Builder, text: str, start: int) -> None:
    if text.isascii():
        out.add(text, start, start + len(text))
        return
    position = 0
    for match in re.finditer(f"{_LIGATURES.pattern}|{_ACCENTED.pattern}", text):
        out.add(text[position : match.start()], start + position, start + match.start())
        found = match[0]
        if len(found) == 1:
            plain = unicodedata.normalize("NFKC", found)
        else:
            mark, letter = (found[0], found[1]) if found[0] in _ACCENTS else (found[1], found[0])
            plain = unicodedata.normalize("NFC", letter.replace("ı", "i") + _ACCENTS[mark])
            plain = plain if len(plain) == 1 else found
        out.add(plain, start + match.start(), start + match.end())
        position = match.end()
    out.add(text[position:], start + position, start + len(text))


def _superscript(
    word: Word, before: Word | None, notes: frozenset[str], words: Sequence[Word], index: int
) -> tuple[str, bool]:
    """What a raised piece of text reads as, and whether that can't be told: an exponent stays, a footnote mark goes."""
    text = word.text
    raised = text.translate(SUPERSCRIPTS) if _RAISABLE.fullmatch(text) else text
    if before is None or word.space:
        explained = index + 1 < len(words) and words[index + 1].text.startswith(":")
        return ("", False) if _MARK.fullmatch(text) and not explained else (raised, False)
    base = before.text
    if base[-1:].isdigit() and _EXPONENT.fullmatch(text):
        if re.search(r"(?:^|\D)(?:10|2|e)$", base) or not text[:1].isdigit():
            return raised, False
        if re.fullmatch(r"\D*(?:19|20)\d\d\D*", base) or text in notes:
            return "", False
        return raised, True
    if base[-1:].isdigit() and text in ("st", "nd", "rd", "th"):
        return text, False
    symbol = len(base) <= 2 and base[-1:].isalpha() and (before.face.math or before.face.italic or len(base) == 1)
    if symbol and text not in notes and _RAISABLE.fullmatch(text):
        return raised, False
    following = words[index + 1] if index + 1 < len(words) else None
    if _MARK.fullmatch(text) and (
        following is None or following.space or not following.text[:1].isalnum() or text.isdigit()
    ):
        return "", False
    return raised, False


def cited(traced: Traced, references: int) -> Traced:
    """Citations by number, "[12, 3]", as "[@12; @3]" (ranges spelled out), so that nobody takes them for quantities.

    Only numbers from 1 to `references`, the highest number of the reference list, can be citations.
    """
    if not references or "[" not in traced.text:
        return traced
    out = _Builder()
    position = 0
    for match in _NUMBERED.finditer(traced.text):
        keys = _keys(match[1], references)
        if not keys:
            continue
        _copy(out, traced, position, match.start())
        start, end = traced.source_span(match.start(), match.end())
        out.add("[" + "; ".join(f"@{key}" for key in keys) + "]", start, end)
        position = match.end()
    _copy(out, traced, position, len(traced.text))
    return out.traced()


def _keys(inside: str, references: int) -> list[int]:
    keys: list[int] = []
    for part in re.split(r"\s?[,;]\s?", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if any(not 1 <= number <= references for number in ends) or ends[0] > ends[-1] or ends[-1] - ends[0] > 30:
            return []
        keys.extend(range(ends[0], ends[-1] + 1))
    return keys


def _copy(out: _Builder, traced: Traced, start: int, end: int) -> None:
    """Appends the text range with its segments."""
    piece = traced.cut(start, end)
    position = 0
    for first, last, source, stop in piece.segments:
        gap = piece.text[position:first]
        if gap:
            out.parts.append(gap)
            out.length += len(gap)
        out.add(piece.text[first:last], source, stop)
        position = last
    rest = piece.text[position:]
    if rest:
        out.parts.append(rest)
        out.length += len(rest)
