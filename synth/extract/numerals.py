"""Finds the written numbers of a text: digits, powers of ten, multipliers and spelled-out words, with exact values.

Whether a number measures anything is decided in `quantities`; here only what can never be one is left out:
digits inside names, citations, references to numbered things, dates, links.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from synth.extract.lexicon import CARDINALS, MONTHS, REFERENCES, SCALE_LETTERS, SCALES
from synth.quantity import plain_decimal

SIGN = r"[-+\u2212\u2010\u2011\u2013\u2012\ufe63\uff0d\uff0b]"
SPACES = " \u00a0\u2009\u202f\u2002\u2003"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
ONE_TO_ONE = str.maketrans("０１２３４５６７８９．，％＋－٫٬٪", "0123456789.,%+-.,%")
"""Full-width forms and Arabic separators, each to its usual character, so that offsets stay."""
MAX_EXPONENT = 400
"""Larger powers of ten are no measurement, and their digits would fill the memory."""

_DIGITS = r"(?:\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d,.])|\d+)(?:\.\d+)?|(?<![\d.])\.\d+"
_POWER = rf"(?P<power>{SIGN}?\d{{1,3}})\}}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]+)"
_EXPONENT = rf"[eE][-+\u2212]?\d{{1,3}}(?![\w.])|[{SPACES}]?[×·∗*x][{SPACES}]?10(?:\^?\{{?{_POWER})"
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS})(?P<exponent>{_EXPONENT})?")
_TEN_TO = re.compile(rf"(?<![\w.])10(?:\^\{{?{_POWER})")
_SCALED = r"(?:param(?:eter)?s|tokens|words|sentences|images|examples|samples|weights)"
"""What is counted in thousands and millions even where the letter stands apart: "1.4 M parameters"."""
_SCALE = re.compile(
    rf"(?P<letter>[{''.join(SCALE_LETTERS)}])(?![\w/°²³]|[{SPACES}]?[-−]\d)|(?P<small>m)(?=[- ]param)"
    rf"|[{SPACES}](?P<apart>[kKMB])(?=[{SPACES}](?:(?:trainable|training|model) )?{_SCALED}\b)"
    rf"|[{SPACES}-](?i:(?P<word>{'|'.join(SCALES)})s?)\b"
)

_CARDINAL = "|".join(sorted(CARDINALS, key=len, reverse=True))
_SCALE_WORD = "|".join(SCALES)
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])(?:(?P<fraction>half|one third|two thirds|one quarter|three quarters|twice|thrice)"
    rf"|(?P<cardinals>(?:{_CARDINAL})(?:[ -](?:{_CARDINAL}))?)(?P<half> and a half)?"
    rf"(?P<scales>(?:[ -](?:{_SCALE_WORD}))*)"
    rf"|a (?P<ascale>{_SCALE_WORD}))(?!\w)",
    re.IGNORECASE,
)
_FRACTIONS = {
    "half": Decimal("0.5"),
    "one third": Decimal("0.333"),
    "two thirds": Decimal("0.667"),
    "one quarter": Decimal("0.25"),
    "three quarters": Decimal("0.75"),
    "twice": Decimal(2),
    "thrice": Decimal(3),
}

_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,({\[])\d{1,3},\d{1,2}(?![\d\w,.]*\d)(?!, ?\d| and \d)"
    r"(?:(?<=\d\d,\d)|(?<=\d\d,\d\d)|(?=[ \u00a0\u2009\u202f]?(?:%|°|points?\b)))"
)
"""A comma before decimals, "72,5": behind two digits or before a unit, as "3,4" may be a list of labels."""
_DIGIT = re.compile(r"\d")
_VARIABLE = re.compile(r"(?:^|[\s(])[A-Za-z]\s?$|[)\]]\s?$")
_LABEL = rf"(?>[A-Z]?\d+(?:[.-]\d+)*[a-z]?)(?![{SPACES}]?%)\b"
_LIST = (
    rf"\(?{_LABEL}\)?(?:[{SPACES}]?(?:,|;|&|–|-|−|/|to\b|and\b|or\b"
    rf"|through\b)[{SPACES}]?(?:and[{SPACES}])?{_LABEL}\)?)*"
    r"(?: ?\(\d\))?"
)
_MASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[[^\[\]]{0,200}@[^\]]*\]",
        r"(?<!CI )(?<!CI: )(?<!interval )(?<!range )(?<!∈ )\[\d{1,3}(?:[ ]?[,–-][ ]?\d{1,3})*\](?!\w)",
        r"(?:https?://|www\.|doi:|arxiv:)\S+",
        r"\b10\.\d{4,9}/\S+",
        rf"(?<![\w-])(?:{REFERENCES})[{SPACES}~]{{0,2}}{_LIST}",
        r"(?<=[^\w(])\((?:\d{1,2}|[ivx]+)\)(?=[ ][A-Za-z])",
        r"^\s*\(?\d{1,2}[.)][ ]|(?<=[\s(])\d{1,2}\)(?=\s[A-Za-z])",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:[–-]\d{{1,2}})? (?:of )?(?:{MONTHS})(?:,? \d{{4}})?\b",
        rf"\b(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})\b",
        rf"\b(?:{MONTHS}),? (?:19|20)\d\d\b",
        r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d0s\b",
        r"\b\d{1,2}:\d{2}(?::\d{2})?(?= ?(?:UTC?|am|pm|h\b|a\.m|p\.m))",
        r"[12]?[–-]?\bbest-of-\d+|\btop[- ]?\d+\b(?![ ]?(?:%|[a-z]*m\b))|\b[kKnN]-?best\b",
        r"(?:^|[,;] )\d{1,2}(?:\.\d)? (?:shows?|presents?|lists?|illustrates?|reports?|summari[sz]es?|compares?"
        r"|depicts?)\b",
        rf"\b(?:described|discussed|presented|defined|derived|proven|see|cf\.)(?: in)? {_LIST}",
        r"\b\d+-point (?:\w+ )?scale",
        r"(?:options?|and|or|constraints?|items?|in|from|by|of|,) \([1-9]\)",
        r"\b\d+[- ](?:fold|way)[- ](?:cross|validation|stratified|parallel)\w*",
        r"\b(?:\d+|one|zero|two|three|four|five|ten|few|many)[- ]shots?\b",
        r"\b\d+-(?:grams?|best|hop|step|stage|layers?|head|dim\w*|class|way|d\b|norm|nn\b|th\b|to-\d|dimensional|gram)",
        r"\b[1-9](?:st|nd|rd)? ?[x×] ?[1-9]\b(?! ?(?:faster|slower|more|less|larger|smaller))",
        r"\b\d{1,2}% (?:confidence|CI|credible)\b|\b9[059]%-?CI\b",
        r"\bv(?:er)?\.? ?\d+(?:\.\d+)*\b",
        r"\d+(?:\.\d+){2,}",
        r"°\s?\d+['’][^;,)]*",
    )
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One written number. `decimals` is the place of the last digit written, negative for round powers of ten."""

    start: int
    end: int
    value: Decimal
    decimals: int
    spelled: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Masks:
    """Parts of a text that are spoken for, in order, not overlapping."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def cover(self, place: int) -> bool:
        """Whether the character at `place` lies in one of them."""
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def find_masks(text: str) -> Masks:
    """Citations, references to tables and the like, links, dates, list markers and version numbers."""
    spans = sorted(match.span() for pattern in _MASKS for match in pattern.finditer(text))
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return Masks(tuple(start for start, _ in merged), tuple(end for _, end in merged))


def has_number(text: str) -> bool:
    """Whether a text holds any number at all, in digits or words: most sentences of a paper hold none."""
    return _DIGIT.search(text) is not None or _WORD_NUMBER.search(text) is not None


def find_numerals(text: str, masks: Masks) -> tuple[Numeral, ...]:
    """Every number that stands on its own in `text` outside the masks, in order, not overlapping."""
    found: list[Numeral] = []
    end = 0
    text = text.translate(ONE_TO_ONE)
    while (match := _NUMBER.search(text, end)) is not None:
        end = match.end()
        if masks.cover(match.start()):
            continue
        numeral = _digits_numeral(text, match)
        if numeral is not None:
            found.append(numeral)
            end = numeral.end
    taken = Masks(tuple(numeral.start for numeral in found), tuple(numeral.end for numeral in found))
    found += [
        _word_numeral(match)
        for match in _WORD_NUMBER.finditer(text)
        if not masks.cover(match.start()) and not taken.cover(match.start()) and not taken.cover(match.end() - 1)
    ]
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _power(match: re.Match[str]) -> int | None:
    written = match["power"] or (match["raised"] or "").translate(SUPERSCRIPTS)
    if not written:
        written = re.split("[eE]", match["exponent"])[1]
    exponent = int(re.sub(r"[^\d+-]", "-", written))
    return exponent if abs(exponent) <= MAX_EXPONENT else None


def _digits_numeral(text: str, match: re.Match[str]) -> Numeral | None:
    start, end = match.span("digits")
    if _glued_before(text, start):
        return None
    power_of_ten = _TEN_TO.match(text, start)
    if power_of_ten is not None:
        exponent = _power(power_of_ten)
        if exponent is None:
            return None
        return Numeral(start, power_of_ten.end(), _plain(Decimal(1).scaleb(exponent)), -exponent)
    comma = _DECIMAL_COMMA.match(text, start)
    if comma is not None:
        end = comma.end()
        value, decimals = plain_decimal(comma[0].replace(",", "."))
    else:
        value, decimals = plain_decimal(match["digits"])
    if match["exponent"] and comma is None:
        exponent = _power(match)
        if exponent is None:
            return None
        value, decimals, end = value.scaleb(exponent), decimals - exponent, match.end()
    scale = _SCALE.match(text, end)
    if scale is not None:
        exponent = (
            SCALES[scale["word"].lower()] if scale["word"] else SCALE_LETTERS[scale["letter"] or scale["apart"] or "M"]
        )
        value, decimals, end = value.scaleb(exponent), decimals - exponent, scale.end()
    value = _plain(value)
    sign_start = _sign_start(text, start)
    if sign_start is None:
        return Numeral(start, end, value, decimals)
    negative = text[sign_start] not in "+\uff0b"
    return Numeral(sign_start, end, value.copy_negate() if negative else value, decimals, signed=True)


def _plain(value: Decimal) -> Decimal:
    """The same number without an exponent in its written form."""
    return Decimal(f"{value:f}")


def _glued_before(text: str, start: int) -> bool:
    """Whether the digits at `start` continue a name or a word: F1, ResNet-50, x_1, 10^4 already read."""
    if start == 0:
        return False
    before = text[start - 1]
    if before.isalpha() and before not in "×x∼":
        return True
    if before == "x" and (start < 2 or text[start - 2].isalnum()):
        return True
    if before in "_^.'’#@\\":
        return True
    if before in "-\u2010\u2011/\u2013\u2212+" and start > 1:
        earlier = text[start - 2]
        if earlier.isalpha() or earlier in ")]}":
            # "BERT-110", "en/2", "X+1"; but "F1/EM 76.1/60.0" has digits before the slash and comes through
            return not (before in "/+" and earlier in ")]}")
        if earlier.isdigit() and before in "-\u2010\u2011\u2013/":
            word = re.search(r"[\w.%-]*$", text[max(0, start - 31) : start - 1])
            return word is not None and any(char.isalpha() for char in word[0].rstrip("kKMBx"))
    return False


def _sign_start(text: str, start: int) -> int | None:
    """Where the sign of the number at `start` is written, if it has one."""
    place = start - 1
    spaced = False
    while place >= 0 and text[place] in SPACES and start - place <= 2:
        place -= 1
        spaced = True
    if place < 0 or not re.match(SIGN, text[place]):
        return None
    before = text[place - 1] if place else " "
    if before not in SPACES + "([{~∼≈<>=,:;/|±":
        return None
    earlier = text[max(0, place - 3) : place].rstrip()[-1:]
    if spaced and _VARIABLE.search(text[max(0, place - 4) : place]):
        return None  # "n + 1"
    if spaced and (earlier.isalnum() or earlier in {")", "]", "%"}) and text[place] not in "+\u2212":
        return None  # a dash between two things
    if spaced and (earlier.isdigit() or earlier in {")", "]", "%"}):
        return None  # an operator or a range
    return place


def _word_numeral(match: re.Match[str]) -> Numeral:
    start, end = match.span()
    if match["fraction"]:
        value = _FRACTIONS[match["fraction"].lower()]
        exponent = value.as_tuple().exponent
        return Numeral(start, end, value, -exponent if isinstance(exponent, int) else 0, spelled=True)
    if match["ascale"]:
        exponent = SCALES[match["ascale"].lower()]
        return Numeral(start, end, Decimal(10) ** exponent, -exponent, spelled=True)
    parts = [CARDINALS[word.lower()] for word in re.split("[ -]", match["cardinals"])]
    if len(parts) == 2 and not (parts[0] >= 20 and 0 < parts[1] < 10):
        # "nineteen five": only the first is this number
        end = start + len(re.split("[ -]", match["cardinals"])[0])
        return Numeral(start, end, Decimal(parts[0]), 0, spelled=True)
    value, decimals = Decimal(sum(parts)), 0
    if match["half"]:
        value, decimals = value + Decimal("0.5"), 1
    for word in re.split("[ -]", match["scales"].strip(" -")) if match["scales"] else ():
        value, decimals = value.scaleb(SCALES[word.lower()]), decimals - SCALES[word.lower()]
    value = _plain(value)
    return Numeral(start, end, value, decimals, spelled=True)
