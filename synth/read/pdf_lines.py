"""Lines of print from the words of a page, and the order in which a reader takes them: columns left to right.

Words that are drawn one after the other on one baseline make a fragment; fragments of one column and one height make a
line. Where to cut a page into columns is read off the fragments themselves: a gutter is a place that many lines end or
begin at and few cross. What crosses it (a title, a wide table, its caption) cuts the page into bands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from synth.read.pdf_characters import Face, Word

SAME_FRAGMENT = 1.2
"""Words nearer than this (in font sizes) on one baseline go together; a gutter between columns is wider."""
ANOTHER_LINE = 0.5
"""Baselines further apart than this (in font sizes) are two lines; a raised mark stays under it."""


TABLE_MARK = "\ufffc"
"""Begins the one word of a line that stands where a table stands; pages are read so that no other word has it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line, left to right. `y` is the baseline and `face` the face of most of its characters."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    face: Face

    @property
    def size(self) -> float:
        """The font size of most of the line, points."""
        return self.face.size

    @property
    def tallest(self) -> float:
        """The largest size on the baseline: a line of small capitals has a smaller `size` than its neighbours."""
        return max(word.size for word in self.words if abs(word.y - self.y) < 0.1 * self.size)

    @property
    def text(self) -> str:
        """The words with their spaces."""
        return "".join(f" {word.text}" if word.space and index else word.text for index, word in enumerate(self.words))

    @property
    def stands_for_table(self) -> bool:
        """Whether the line holds a table's place."""
        return self.words[0].text.startswith(TABLE_MARK)

    @property
    def bold(self) -> bool:
        """Whether nearly every letter of the line is bold."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.face.bold) >= 0.85 * letters


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a page, points."""

    x0: float
    x1: float
    y0: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of one column of one band of a page, from the top; `x0` and `x1` are where most of them begin and end."""

    lines: tuple[Line, ...]
    x0: float
    x1: float


def make_line(words: Iterable[Word]) -> Line:
    """One line of words, put in order from left to right; `space` is judged anew where the neighbours are new."""
    ordered = sorted(words, key=lambda word: (word.x0, word.x1))
    weight: Counter[tuple[Face, float]] = Counter()
    for word in ordered:
        weight[word.face, word.y] += len(word.text)
    face, y = max(weight, key=lambda key: (weight[key], key[0].size, -key[1]))
    spaced = [
        word
        if index == 0 or word.space or word.x0 - ordered[index - 1].x1 < 0.14 * word.size
        else Word(word.text, word.x0, word.x1, word.y, word.y0, word.y1, word.face, space=True)
        for index, word in enumerate(ordered)
    ]
    return Line(tuple(spaced), ordered[0].x0, max(word.x1 for word in ordered), y, face)


def split_at_gaps(line: Line, gap: float) -> list[tuple[Word, ...]]:
    """The line's words, parted where they stand further apart than `gap` font sizes."""
    groups: list[list[Word]] = []
    for word in line.words:
        if groups and word.x0 - groups[-1][-1].x1 <= gap * line.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [tuple(group) for group in groups]


def fragments(words: Sequence[Word]) -> list[Line]:
    """Upright words that are drawn one after the other and stand side by side."""
    groups: list[list[Word]] = []
    last: Word | None = None
    largest = base = 0.0
    for word in words:
        if word.face.angle:
            continue
        size = max(word.size, last.size if last is not None else 0.0)
        if (
            last is not None
            and abs(word.y - base)
            <= (ANOTHER_LINE if abs(word.size - largest) > 0.12 * size else 0.2) * max(size, largest)
            and -0.6 * size <= word.x0 - last.x1 <= SAME_FRAGMENT * size
        ):
            groups[-1].append(word)
            if word.size > largest:
                largest, base = word.size, word.y
        else:
            groups.append([word])
            largest, base = word.size, word.y
        last = word
    return [make_line(group) for group in groups]


def gutter(pieces: Sequence[Line], width: float) -> float | None:
    """The x between two columns of a page `width` points wide, None for one column."""
    wide = [piece for piece in pieces if piece.x1 - piece.x0 >= 0.15 * width]
    best: tuple[int, float] | None = None
    plateau: list[float] = []
    for step in range(101):
        x = width * (0.3 + 0.4 * step / 100)
        left = sum(piece.x1 <= x + 1 for piece in wide)
        right = sum(piece.x0 >= x - 1 for piece in wide)
        crossing = len(wide) - left - right
        if min(left, right) < 4 or crossing > 0.6 * (left + right):
            continue
        score = 2 * min(left, right) + left + right - 3 * crossing
        if best is None or score > best[0]:
            best, plateau = (score, x), [x]
        elif score == best[0]:
            plateau.append(x)
    return median(plateau) if plateau else None


def merge_fragments(pieces: Iterable[Line]) -> list[Line]:
    """Fragments that share a height made one line; from top to bottom."""
    groups: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x0)):
        for group in reversed(groups[-3:]):
            lead = max(group, key=lambda member: (len(member.text) > 2, member.size))
            if abs(lead.y - piece.y) <= ANOTHER_LINE * max(lead.size, piece.size) and _beside(group, piece):
                group.append(piece)
                break
        else:
            groups.append([piece])
    lines = [make_line(word for piece in group for word in piece.words) for group in groups]
    return sorted(lines, key=lambda line: (-line.y, line.x0))


def _beside(group: Sequence[Line], piece: Line) -> bool:
    """Whether the piece stands next to the group rather than over or under a part of it."""
    if any(line.stands_for_table for line in (piece, *group)):
        return False
    slack = 0.6 * piece.size
    return all(piece.x0 >= member.x1 - slack or piece.x1 <= member.x0 + slack for member in group)


def columns(pieces: Sequence[Line], middle: float | None) -> list[Column]:
    """The page's columns in reading order: band by band from the top, in each band the left one first."""
    if middle is None:
        return _column(merge_fragments(pieces))
    full: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for piece in pieces:
        if piece.x0 < middle - 8 and piece.x1 > middle + 8:
            full.append(piece)
        else:
            sides[(piece.x0 + piece.x1) / 2 > middle].append(piece)
    left, right, across = merge_fragments(sides[0]), merge_fragments(sides[1]), merge_fragments(full)
    across = [_with_ends(line, left, right) for line in across]
    ordered: list[Column] = []
    for line in across:
        above = [[other for other in side if other.y > line.y] for side in (left, right)]
        left = [other for other in left if other.y <= line.y]
        right = [other for other in right if other.y <= line.y]
        if any(above) or not ordered or ordered[-1].x1 < middle + 8 or ordered[-1].x0 > middle - 8:
            ordered += _column(above[0]) + _column(above[1]) + [Column((line,), line.x0, line.x1)]
        else:
            last = ordered.pop()
            ordered.append(Column((*last.lines, line), min(last.x0, line.x0), max(last.x1, line.x1)))
    return ordered + _column(left) + _column(right)


def _with_ends(line: Line, left: list[Line], right: list[Line]) -> Line:
    """A line across the page takes in what stands at its very height on either side (it is removed from there)."""
    taken: list[Word] = []
    for side in (left, right):
        for other in [other for other in side if abs(other.y - line.y) < 0.15 * line.size and _beside([line], other)]:
            side.remove(other)
            taken.extend(other.words)
    return make_line([*line.words, *taken]) if taken else line


def _column(lines: Sequence[Line]) -> list[Column]:
    if not lines:
        return []
    starts = Counter(round(line.x0) for line in lines)
    most = max(starts.values())
    x0 = min(start for start, count in starts.items() if count >= max(2, 0.3 * most) or count == most)
    ends = sorted(line.x1 for line in lines)
    return [Column(tuple(lines), float(x0), ends[int(0.9 * (len(ends) - 1))])]
