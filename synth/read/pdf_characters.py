"""Words of a PDF page with their places, sizes and faces, and the straight rules drawn on it, as pdfium gives them.

The raw functions of pdfium are called character by character: on long papers that is several times faster than
pypdfium2's helper objects, because nothing is built that is thrown away again.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

MAX_CHARACTERS = 100_000
"""Characters read of one page; a page of prose has about 5,000, a hostile one can have any number."""
MAX_OBJECTS = 20_000
"""Drawn objects looked at on one page; plots are drawn with thousands of them."""
MAX_RULES = 1_500
WORD_GAP = 0.14
"""Two glyphs further apart than this share of the font size belong to two words (kerning stays under 0.1 em)."""

SUPERSCRIPTS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
"""How raised characters are written in readable text."""
ACCENTS = "´`¨˝ˇ˜ˆ¸"
"""Accents that some fonts set as glyphs of their own."""

_BOLD = re.compile(r"bold|black|heavy|medi\b|cmbx|-b$|tb$|semib|demi", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|cmti|slant|ti$", re.IGNORECASE)
_MATH = re.compile(
    r"cmmi|cmsy|cmex|cmbsy|msam|msbm|math|symbol|^mt2?(?:mi|sy|ex)|txsy|txmi|newtxmi|libertinusmath", re.IGNORECASE
)
_MONO = re.compile(r"mono|courier|cmtt|typewriter|inconsolata|ttf?-|nimbusmon", re.IGNORECASE)
_SPACES = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2002, 0x2003, 0x2009, 0x200A, 0x202F, 0x3000))
_HYPHENS = frozenset((0x02, 0xFFFE, 0xAD))
"""How pdfium writes a hyphen that ends a line."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a run of glyphs looks like. `size` is in points as printed, `angle` in whole degrees, 0 for upright text."""

    size: float
    bold: bool
    italic: bool
    math: bool
    mono: bool
    angle: int


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs of one face that stand together. Points, origin at the page's lower left; `y` is the baseline.

    `space` says that white space stands before it on its line; without it the word touches the one before. For turned
    text `x0`, `x1` and `y0`, `y1` are the bounding box.
    """

    text: str
    x0: float
    x1: float
    y: float
    y0: float
    y1: float
    face: Face
    space: bool

    @property
    def size(self) -> float:
        """The font size in points."""
        return self.face.size


def is_raised(word: Word, size: float, y: float) -> bool:
    """Whether the word is smaller than a line of this size and stands above its baseline: an exponent or a mark."""
    return word.size < 0.87 * size and word.y > y + 0.1 * size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal line, points."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points, its words in the order in which they are drawn, its horizontal rules.

    `cut` says that there was more on the page than is read of one.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    cut: bool = False


def _bindings() -> Any:
    """The raw functions of pdfium, which carry no types."""
    import pypdfium2.raw

    return pypdfium2.raw


def read_sheet(page: Any) -> Sheet:
    """The words and rules of an open `pypdfium2.PdfPage`."""
    pdfium = _bindings()
    left, bottom, right, top = page.get_cropbox()
    text_page = page.get_textpage()
    try:
        total = max(0, pdfium.FPDFText_CountChars(text_page.raw))
        words = _words(text_page.raw, min(total, MAX_CHARACTERS))
    finally:
        text_page.close()
    objects = max(0, pdfium.FPDFPage_CountObjects(page.raw))
    rules = _rules(page.raw, min(objects, MAX_OBJECTS))
    if left or bottom:
        words = tuple(_moved(word, left, bottom) for word in words)
        rules = tuple(Rule(rule.x0 - left, rule.x1 - left, rule.y - bottom) for rule in rules)
    sheet = Sheet(right - left, top - bottom, words, rules, cut=total > MAX_CHARACTERS)
    return _turned_upright(sheet)


def _moved(word: Word, left: float, bottom: float) -> Word:
    return replace(
        word, x0=word.x0 - left, x1=word.x1 - left, y=word.y - bottom, y0=word.y0 - bottom, y1=word.y1 - bottom
    )


def _turned_upright(sheet: Sheet) -> Sheet:
    """A page printed on its side (wide tables are) turned so that its text runs from left to right; rules are lost."""
    turned = Counter[int]()
    for word in sheet.words:
        turned[word.face.angle] += len(word.text)
    angle = max(turned, key=lambda key: (turned[key], -key), default=0)
    if angle not in (90, 270) or turned[angle] < 0.8 * sum(turned.values()):
        return sheet
    words: list[Word] = []
    for word in sheet.words:
        if word.face.angle != angle:
            continue
        if angle == 90:
            x0, x1, y0, y1 = word.y0, word.y1, sheet.width - word.x1, sheet.width - word.x0
        else:
            x0, x1, y0, y1 = sheet.height - word.y1, sheet.height - word.y0, word.x0, word.x1
        # The box reaches below the baseline by the font's descent, about a fifth of its size.
        words.append(Word(word.text, x0, x1, y0 + 0.2 * word.size, y0, y1, replace(word.face, angle=0), word.space))
    return Sheet(sheet.height, sheet.width, tuple(words), (), sheet.cut)


def _words(text_page: Any, count: int) -> tuple[Word, ...]:
    pdfium = _bindings()
    get_unicode, get_object = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
    get_box, get_origin = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    faces: dict[int, Face] = {}
    interned: dict[Face, Face] = {}
    words: list[Word] = []
    letters: list[str] = []
    face: Face | None = None
    left = right = base = low = high = glyph = 0.0
    space = gap_before = True
    high_surrogate = 0

    def flush() -> None:
        nonlocal space
        if letters and face is not None:
            words.append(Word("".join(letters), left, right, base, low, high, face, space))
            letters.clear()
            space = False

    for index in range(count):
        code = get_unicode(text_page, index)
        if code in _SPACES:
            flush()
            space = gap_before = True
            continue
        if 0xD800 <= code < 0xDC00:
            high_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00) if high_surrogate else 0xFFFD
        high_surrogate = 0
        if code in _HYPHENS:
            code = 0x2D
        elif code < 0x20 or 0x7F <= code < 0xA0 or code == 0xFFFC or code > 0x10FFFF:
            code = 0xFFFD
        text_object = get_object(text_page, index)
        key = ctypes.addressof(text_object.contents) if text_object else 0
        here = faces.get(key)
        if here is None:
            here = _face(text_page, index)
            here = interned.setdefault(here, here)
            faces[key] = here
        get_box(text_page, index, box_at)
        get_origin(text_page, index, x_at, y_at)
        x0, x1, y0, y1, line = box.left, box.right, box.bottom, box.top, y.value
        if face is here and letters and not gap_before:
            size = here.size
            if here.angle:
                near = x0 - size < right and x1 + size > left and y0 - WORD_GAP * size < high
                near = near and y1 + WORD_GAP * size > low
            else:
                # pdfium takes a ligature apart; its letters then stand at one place.
                near = x0 == glyph or -0.5 * size < x0 - right < WORD_GAP * size
                near = near and abs(line - base) < 0.1 * size
            if near:
                letters.append(chr(code))
                glyph = x0
                left, right, low, high = min(left, x0), max(right, x1), min(low, y0), max(high, y1)
                continue
        if letters:
            touching = face is not None and not here.angle and -0.5 * here.size < x0 - right < WORD_GAP * here.size
            flush()
            space = space or not touching
        face, left, right, base, low, high, glyph = here, x0, x1, line, y0, y1, x0
        letters.append(chr(code))
        space, gap_before = space or gap_before, False
    flush()
    return tuple(_accented(words))


def _accented(words: list[Word]) -> Iterator[Word]:
    """Puts accents that are drawn by themselves before the letter they stand over (TeX's older fonts have them)."""
    kept: list[Word] = []
    loose = False
    for word in words:
        if len(word.text) == 1 and word.text in ACCENTS:
            for index in range(len(kept) - 1, max(-1, len(kept) - 4), -1):
                under = kept[index]
                last = abs(under.y - word.y) < 0.4 * word.size and under.x1 - word.size < word.x0 < under.x1
                if last and under.text[-1].isalpha():
                    kept[index] = replace(under, text=under.text[:-1] + word.text + under.text[-1])
                    loose = True
                    break
            else:
                kept.append(word)
            continue
        before = kept[-1] if kept else None
        if loose and before is not None and abs(before.y - word.y) < 0.1 * word.size:
            word = replace(word, space=word.x0 - before.x1 >= WORD_GAP * word.size)
        kept.append(word)
        loose = False
    return iter(kept)


def _face(text_page: Any, index: int) -> Face:
    pdfium = _bindings()
    buffer, flags, matrix = ctypes.create_string_buffer(128), ctypes.c_int(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetFontInfo(text_page, index, buffer, 128, ctypes.byref(flags))
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    weight = pdfium.FPDFText_GetFontWeight(text_page, index)
    size, angle = pdfium.FPDFText_GetFontSize(text_page, index), 0
    if pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    bold = weight >= 600 or _BOLD.search(name) is not None
    italic = bool(flags.value & 64) or _ITALIC.search(name) is not None
    return Face(
        round(size, 2),
        bold,
        italic,
        _MATH.search(name) is not None,
        _MONO.search(name) is not None,
        angle if 3 < angle < 357 else 0,
    )


def _rules(page: Any, count: int) -> tuple[Rule, ...]:
    """Thin paths (or images: some printers draw lines so), joined where they touch or are dots of one line."""
    found = sorted(_thin(page, count), key=lambda rule: (round(-rule.y), rule.x0, rule.x1))
    joined: list[Rule] = []
    for rule in found:
        last = joined[-1] if joined else None
        if last is not None and abs(last.y - rule.y) < 0.7 and rule.x0 <= last.x1 + 2.5:
            joined[-1] = Rule(last.x0, max(last.x1, rule.x1), last.y)
        else:
            joined.append(rule)
    return tuple(rule for rule in joined if rule.x1 - rule.x0 >= 3)[:MAX_RULES]


def _thin(page: Any, count: int) -> list[Rule]:
    pdfium = _bindings()
    lines = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
    corners = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(corner) for corner in corners]
    matrix = pdfium.FS_MATRIX()
    found: list[Rule] = []
    waiting = [(pdfium.FPDFPage_GetObject(page, index), 1.0, 1.0, 0.0, 0.0) for index in range(count)]
    seen = 0
    while waiting and seen < MAX_OBJECTS:
        drawn, scale_x, scale_y, move_x, move_y = waiting.pop()
        seen += 1
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and pdfium.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix)):
            # A whole page can stand inside one form (publishers stamp pages so); its objects have places of their own.
            inside = min(max(0, pdfium.FPDFFormObj_CountObjects(drawn)), MAX_OBJECTS - seen)
            frame = (matrix.a * scale_x, matrix.d * scale_y, matrix.e * scale_x + move_x, matrix.f * scale_y + move_y)
            waiting.extend((pdfium.FPDFFormObj_GetObject(drawn, index), *frame) for index in range(inside))
        if kind not in lines or not pdfium.FPDFPageObj_GetBounds(drawn, *places):
            continue
        left, bottom, right, top = (corner.value for corner in corners)
        left, right = left * scale_x + move_x, right * scale_x + move_x
        bottom, top = bottom * scale_y + move_y, top * scale_y + move_y
        if abs(top - bottom) <= 2.5 and right - left > 0:
            found.append(Rule(left, right, (top + bottom) / 2))
    return found
