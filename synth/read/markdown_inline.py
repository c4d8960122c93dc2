"""What stands inside a Markdown block: marks taken off, each kept character with its place in the source.

Written for one pass over the text: nothing that a hostile text opens and never closes is looked for twice.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from synth.read.plain import Line, TracedText
from synth.records import Traced

MARK = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escaped sign
    r"|`+"
    r"|!\[|\[\^[^\]\s]{1,60}\]|\[(?!@)|\]"
    r"|<!--|<(?:https?://|mailto:)[^\s<>]{1,2000}>|</?[a-zA-Z][^<>]{0,1000}>"
    r"|&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
    r"|\*+|_+|~~"
    r"|\$(?=\S)"
)
LINK_TARGET = re.compile(
    r"\(\s{0,9}(?:<[^<>\n]{0,2000}>|(?:[^()\s]|\([^()\s]{0,200}\)){0,2000})(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?\s{0,9}\)"
    r"|\[[^\[\]]{0,200}\]"
)
BREAK = re.compile(r"<br\b", re.IGNORECASE)
RAISED = re.compile(r"<sup\b", re.IGNORECASE)
TEX_SIGNS = {
    r"\pm": "±",
    r"\times": "×",
    r"\approx": "≈",
    r"\sim": "~",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\%": "%",
    r"\to": "→",
    r"\rightarrow": "→",
    r"\cdot": "·",
    r"\Delta": "Δ",
    r"\alpha": "α",
    r"\beta": "β",
}
TEX_SIGN = re.compile(r"\\(?:[a-zA-Z]+|%)")
MAX_MATH = 300


@dataclass(frozen=True, slots=True)
class Inline:
    """Readable text, and whether all of it is bold."""

    traced: Traced
    bold: bool


@dataclass(slots=True)
class _Edits:
    """What becomes of ranges of the raw text: left out, or replaced; and which ranges are strong."""

    changes: list[tuple[int, int, str]] = field(default_factory=list)
    strong: list[tuple[int, int]] = field(default_factory=list)

    def drop(self, start: int, end: int) -> None:
        self.changes.append((start, end, ""))


@dataclass(slots=True)
class _Marker:
    """A run of `*`, `_` or `~` that may open emphasis, with what is left of it."""

    sign: str
    start: int
    end: int


def read_inline(text: str, lines: Sequence[Line]) -> Inline:
    """Readable text of the source ranges `lines`, which are joined by a space."""
    joined = TracedText()
    for index, (start, end) in enumerate(lines):
        joined.put(text[start:end], start, end)
        if index + 1 < len(lines):
            joined.put(" ", end, lines[index + 1][0])
    base = joined.traced()
    edits = _edits(base.text)
    traced = _edited(base, sorted(edits.changes))
    visible = [(start, end) for start, end, new in sorted(edits.changes)]
    return Inline(traced, _all_strong(base.text, edits.strong, visible))


def _all_strong(raw: str, strong: Sequence[tuple[int, int]], changed: Sequence[tuple[int, int]]) -> bool:
    """Whether one strong range holds everything but marks and white space."""
    if not strong:
        return False
    start, end = max(strong, key=lambda span: span[1] - span[0])
    outside = "".join(
        char
        for low, high in _kept(len(raw), changed)
        for char in raw[low : min(high, start)] + raw[max(low, end) : high]
    )
    return not outside.strip()


def _kept(length: int, changed: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    place = 0
    for start, end in changed:
        if start > place:
            yield place, start
        place = max(place, end)
    if place < length:
        yield place, length


def _edited(base: Traced, changes: Sequence[tuple[int, int, str]]) -> Traced:
    """`base` with ranges replaced; a replacement stands for the whole of what it replaces."""
    result = TracedText()
    ends = [segment[1] for segment in base.segments]
    starts = [segment[0] for segment in base.segments]

    def near(start: int, end: int) -> Traced:
        first = bisect_right(ends, start)
        return Traced(base.text, base.segments[first : bisect_right(starts, end - 1)])

    def copy(start: int, end: int) -> None:
        part = near(start, end).cut(start, end)
        place = 0
        for text_start, text_end, source_start, source_end in part.segments:
            result.put(part.text[place:text_start])
            result.put(part.text[text_start:text_end], source_start, source_end)
            place = text_end
        result.put(part.text[place:])

    place = 0
    for start, end, new in changes:
        if start < place:
            continue
        if start > place:
            copy(place, start)
        if new:
            result.put(new, *near(start, end).source_span(start, end))
        place = end
    if place < len(base.text):
        copy(place, len(base.text))
    return result.traced()


def _edits(raw: str) -> _Edits:
    """Marks of the raw text, left to right."""
    edits = _Edits()
    ticks = _runs_of_ticks(raw)
    brackets: list[tuple[int, int, int]] = []
    markers: list[_Marker] = []
    last_comment_end = raw.rfind("-->")
    place = 0
    while match := MARK.search(raw, place):
        sign, start, place = match[0], match.start(), match.end()
        first = sign[0]
        if first == "\\":
            edits.drop(start, start + 1)
        elif first == "`":
            place = _code(edits, ticks, start, place)
        elif first == "!" or sign == "[":
            brackets.append((start, place, len(edits.changes)))
        elif sign.startswith("[^"):
            edits.drop(start, place)
        elif first == "]":
            place = _link(edits, raw, brackets, start, place)
        elif sign == "<!--":
            end = raw.find("-->", place) + 3 if last_comment_end >= place else len(raw)
            edits.drop(start, end)
            place = end
        elif first == "<":
            _tag(edits, sign, start, place)
        elif first == "&":
            new = html.unescape(sign)
            if new != sign:
                edits.changes.append((start, place, new))
        elif first == "$":
            place = _math(edits, raw, start)
        else:
            _emphasis(edits, raw, markers, start, place)
    return edits


def _runs_of_ticks(raw: str) -> dict[int, list[int]]:
    """Where runs of each number of backticks begin."""
    runs: dict[int, list[int]] = {}
    for match in re.finditer("`+", raw):
        runs.setdefault(len(match[0]), []).append(match.start())
    return runs


def _code(edits: _Edits, ticks: dict[int, list[int]], start: int, end: int) -> int:
    """A code span keeps its text; without a closing run of the same length the backticks are text."""
    size = end - start
    closings = ticks.get(size, [])
    index = bisect_right(closings, start)
    if index >= len(closings):
        return end
    edits.drop(start, end)
    edits.drop(closings[index], closings[index] + size)
    return closings[index] + size


def _link(edits: _Edits, raw: str, brackets: list[tuple[int, int, int]], start: int, end: int) -> int:
    """A link keeps its text, a picture nothing."""
    if not brackets:
        return end
    opening, inside, changes = brackets.pop()
    target = LINK_TARGET.match(raw, end)
    if target is None:
        return end
    if raw[opening] == "!":
        edits.changes[changes:] = [change for change in edits.changes[changes:] if change[0] < opening]
        edits.drop(opening, target.end())
    else:
        edits.drop(opening, inside)
        edits.drop(start, target.end())
    return target.end()


def _tag(edits: _Edits, sign: str, start: int, end: int) -> None:
    """An address keeps its text; other tags are left out, a raised number keeps a sign that it is raised."""
    if ":" in sign and not sign.startswith("</") and " " not in sign:
        edits.drop(start, start + 1)
        edits.drop(end - 1, end)
    elif BREAK.match(sign):
        edits.changes.append((start, end, " "))
    elif RAISED.match(sign):
        edits.changes.append((start, end, "^"))
    else:
        edits.drop(start, end)


def _math(edits: _Edits, raw: str, start: int) -> int:
    """`$…$` without its dollars (pandoc's rule tells it from money: no space inside, no digit behind)."""
    double = raw.startswith("$$", start)
    inside = start + (2 if double else 1)
    closing = raw.find("$$" if double else "$", inside, inside + MAX_MATH)
    if closing <= inside:
        return start + 1
    end = closing + inside - start
    if raw[closing - 1].isspace() or raw[end : end + 1].isdigit():
        return start + 1
    edits.drop(start, inside)
    for match in TEX_SIGN.finditer(raw, inside, closing):
        if match[0] in TEX_SIGNS:
            edits.changes.append((*match.span(), TEX_SIGNS[match[0]]))
    edits.drop(closing, end)
    return end


def _emphasis(edits: _Edits, raw: str, markers: list[_Marker], start: int, end: int) -> None:
    """Match a run of `*`, `_` or `~~` with what is open (CommonMark 6.2, without its rule of three)."""
    sign = raw[start]
    before, after = raw[start - 1 : start] or " ", raw[end : end + 1] or " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if sign == "_":
        left, right = left and not before.isalnum(), right and not after.isalnum()
    if right:
        while start < end and (index := _opener(markers, sign)) is not None:
            opener = markers[index]
            size = 2 if min(end - start, opener.end - opener.start) >= 2 else 1
            edits.drop(opener.end - size, opener.end)
            edits.drop(start, start + size)
            if size == 2 and sign != "~":
                edits.strong.append((opener.end, start))
            opener.end -= size
            start += size
            del markers[index + (opener.end > opener.start) :]
    if left and start < end:
        markers.append(_Marker(sign, start, end))


def _opener(markers: Sequence[_Marker], sign: str) -> int | None:
    """The nearest open run of the same sign; only the last few are looked at, so that many stay cheap."""
    for index in range(len(markers) - 1, max(-1, len(markers) - 9), -1):
        if markers[index].sign == sign:
            return index
    return None
