"""Units written behind a number, and their normal forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from synth.extract.lexicon import COUNT_UNITS, HYPHEN_UNITS, LENGTH_WORDS, PERCENT, POINTS, TIME_UNITS, UNIT_METRICS
from synth.extract.numerals import SPACES
from synth.extract.vocabulary import STOPS


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit where it is written; `name` is its normal form."""

    start: int
    end: int
    name: str


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(words, key=lambda word: (-len(word), word)))


_METRIC = _either(UNIT_METRICS)
_POINT = _either(POINTS)
_SPACE = f"[{SPACES}]"
_QUALITY = r"absolute|relative|average|mean|overall|additional|full|whole|percentage|percent|%|accuracy|more|total"
_POINTS_UNIT = re.compile(
    rf"(?:(?:{_QUALITY}|{_METRIC})(?:{_SPACE}|-)){{0,3}}(?:{_POINT})(?![\w])|(?:percentage|percent"
    rf"|%)[{SPACES}-](?:{_POINT})(?!\w)",
    re.IGNORECASE,
)
_PERCENT_UNIT = re.compile(
    r"(?:(?:wt|vol|mol|at|w/w|v/v)\.?[ ]?)?(?:%|％|per[- ]?cent\b|pct\b)(?:[ ]?\((?:w/w|w/v|v/v)\))?|‰|per mil\b"
    r"|ppm\b|ppb\b|ppt\b|ppq\b"
)
_TIMES_UNIT = re.compile(
    r"(?:[×x](?![\w(]|[ ][A-Z\d])|-?fold\b|times\b"
    r"|X(?= (?:faster|slower|fewer|smaller|larger|more|less|speed|reduction|compression|cheaper|longer|the)))"
)
_ORDERS_UNIT = re.compile(r"orders? of magnitude\b")
_METRIC_UNIT = re.compile(rf"(?:{_METRIC})(?:{_SPACE}(?:scores?|points?))?(?![\w-])", re.IGNORECASE)
_BASE = (
    r"(?:[kMGTcmμµnpfdh]?(?:m|g|s|eV|Hz|Pa|W|V|A|J|N|L|l|M|F|T|H|bar|Bar|mol|Ω|rad|R|cal|Wh|bps|B|b|VA|T)|Å|AU|Da|K"
    r"|°[CFNSEW]?|oC|℃|R[psJEH⊙]{1,2}|RRh"
    r"|M[⊙☉]|yrs?|Ma|ka|Ga|byr|Myr|Gyr|kyr|min|hr?s?|bp|kb|dB[mi]?|rpm|Torr|atm|nt|ha|U|deg|mdeg|arcsec|mas|pc|kpc"
    r"|Mpc|ly|UT|pH|IU|cP|MMT|TOPS"
    r"|(?:[GMTPK]i?B|[GT]?FLOP[sS]?(?:/s)?|[KMGT]?bit/s|[GMT]bps))"
)
_EXP = r"(?:[ ]?[-−–][ ]?\d(?!\d)|[²³⁻][¹²³]?|\^?\{?[-−]?[1-4]\}?(?![\d.]))?"
_PHYSICAL_UNIT = re.compile(
    rf"(?P<first>{_BASE})(?P<exp>{_EXP})(?P<more>(?:(?:[ ]?[/·*⋅][ ]?|[ ](?=\S*[ ]?[-−–⁻]))(?:{_BASE}|year|day|h"
    rf"|week){_EXP})*)(?![\w°])"
)
_WORKERS = r"(?:[GCT]PU|[VAH]100|TPU ?v\d|core|machine|node|person|man)"
"""Whose time is measured in "6 GPU days"."""
_WORD_UNIT = re.compile(
    rf"(?:{_WORKERS}[{SPACES}-])?({_either(TIME_UNITS.keys() | LENGTH_WORDS.keys())})(?![\w])"
    rf"(?:{_SPACE}per{_SPACE}\w+|/\w+)?",
    re.IGNORECASE,
)
_HYPHEN_UNIT = re.compile(rf"[-‐‑]({_either(HYPHEN_UNITS)}s?)(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w'-]*")


def find_unit(text: str, place: int) -> Unit | None:
    """The unit written directly behind a number that ends at `place`."""
    hyphen = _HYPHEN_UNIT.match(text, place)
    if hyphen is not None and not (hyphen[1] == "fold" and _SYMMETRY.match(text, hyphen.end())):
        return Unit(hyphen.start(1), hyphen.end(1), normal_unit(hyphen[1]))
    if text[place : place + 1] == "-":
        compound = re.compile(rf"-(?:{_METRIC})(?= points?\b)", re.IGNORECASE).match(text, place)
        if compound is None:
            return None
        place = compound.start() + 1
    if text[place : place + 2] == "+ ":
        place += 1  # "50,000+ samples"
    start = place
    while start < len(text) and start - place < 2 and text[start] in SPACES:
        start += 1
    glued = start == place
    for pattern, name in (
        (_POINTS_UNIT, "points"),
        (_PERCENT_UNIT, None),
        (_ORDERS_UNIT, "orders of magnitude"),
        (_TIMES_UNIT, "x"),
    ):
        match = pattern.match(text, start)
        if match is not None and match[0] == "times" and not _compares_times(text, place, match.end()):
            continue
        if match is not None and match[0] == "-fold" and _SYMMETRY.match(text, match.end()):
            continue
        if match is not None and not (glued and match[0][0].isalpha() and pattern is _POINTS_UNIT):
            return Unit(start, match.end(), name or normal_unit(match[0]))
    return _metric_unit(text, start, glued) or _physical_unit(text, start, glued) or _counted_unit(text, start, glued)


_SYMMETRY = re.compile(r"[.,;)]|$| (?:symmetr\w+|or|and|\(|multiple\w*|cross\w*|rotation\w*)")
_MANIFOLD = re.compile(
    r" (?:as|more|less|fewer|the|that|higher|lower|\w+er|over|than|speed\w*|improvement|reduction|acceleration"
    r"|compression|increase|decrease|its|their|cheaper|better|worse)\b"
)
_OCCASIONS = re.compile(
    r"\b(?:repeat\w*|appear\w*|occur\w*|least|run|ran|train\w*|test\w*|each|for|and|perform\w*|up to|most"
    r"|visited) \S+ ?$"
)


def _compares_times(text: str, start: int, end: int) -> bool:
    """Whether "10 times" is a ratio and not how often something was done."""
    if _MANIFOLD.match(text, end):
        return True
    return not _OCCASIONS.search(text[max(0, start - 40) : start])


def _metric_unit(text: str, start: int, glued: bool) -> Unit | None:
    match = _METRIC_UNIT.match(text, start)
    if (
        match is None
        or glued
        or (match[0].islower() and match[0] in {"map", "em", "error", "meteor", "acc", "ter", "per", "mos", "ade"})
    ):
        return None
    return Unit(start, match.end(), normal_unit(match[0]))


def _physical_unit(text: str, start: int, glued: bool) -> Unit | None:
    word = _WORD_UNIT.match(text, start)
    if word is not None and len(word[0]) > 1 and (not glued or len(word[0]) <= 4):
        return Unit(start, word.end(), normal_unit(word[0]))
    match = _PHYSICAL_UNIT.match(text, start)
    if match is None:
        return None
    written = match[0]
    if (
        written in {"in", "at", "as", "A", "T", "B", "b", "F", "R", "H", "U", "l"}
        and not match["exp"]
        and not match["more"]
    ):
        # a lone capital behind a number is more often a name or a multiplier than ampere or tesla
        return None
    if not glued and written in {"M", "N", "L"} and text[match.end() : match.end() + 1] not in {",", ".", ")", " ", ""}:
        return None
    return Unit(start, match.end(), normal_unit(written))


def _counted_unit(text: str, start: int, glued: bool) -> Unit | None:
    """A noun of sizes within the next words of the same noun phrase: "9 target tasks", "15 low-resource languages"."""
    if glued:
        return None
    noun = counted_noun(text, start)
    if noun is None or text[noun[0] : noun[1]].lower() not in COUNT_UNITS:
        return None
    return Unit(noun[0], noun[1], text[noun[0] : noun[1]].lower())


_NOT_PLURAL = re.compile(
    r"(?:ss|us|is|ous|ings)$|^(?:was|has|does|its|this|thus|less|across|always|perhaps|previous|various|as|is|us|yes)$",
    re.IGNORECASE,
)
_IRREGULAR = frozenset(
    "people men women children data corpora criteria vertices indices matrices feet teeth mice".split()
)
_VERBAL = frozenset(
    "yields gives achieves outperforms performs improves shows leads results uses increases decreases reaches obtains "
    "has does makes takes helps means seems becomes remains provides contains includes requires follows comes goes "
    "gets allows needs works "
    "times".split()
)


def counted_noun(text: str, place: int) -> tuple[int, int] | None:
    """Where the plural noun stands that a number ending at `place` counts, at most four words on."""
    end = place
    for _ in range(4):
        match = _WORD.match(text, end + 1 if text[end : end + 1] in f"{SPACES}/" and end < len(text) else end)
        if match is None or (
            match.start() == place
            and end == place
            and text[place : place + 1].isalpha()
            and place
            and text[place - 1].isalnum()
        ):
            return None
        word = match[0]
        lower = word.lower()
        if lower in STOPS or lower in _VERBAL:
            return None
        if (
            lower in _IRREGULAR
            or (lower.endswith("s") and len(lower) > 2 and (word[:-1].isupper() or not _NOT_PLURAL.search(lower)))
        ) and not lower.endswith("'s"):
            # "11 datasets splits": the last plural of the run is the head
            following = _WORD.match(text, match.end() + 1) if text[match.end() : match.end() + 1] == " " else None
            if following is not None and following[0].lower() in COUNT_UNITS and following[0].lower().endswith("s"):
                return following.span()
            return match.span()
        end = match.end()
        if end >= len(text) or (
            text[end] not in SPACES and not (text[end] == "/" and text[end + 1 : end + 2].isalpha())
        ):
            return None
    return None


def normal_unit(written: str) -> str:
    """The normal form of a unit: "%", "points", "x", "seconds"; a metric's or a symbol's own letters else."""
    text = re.sub(rf"[{SPACES}]+", " ", written.strip()).replace("µ", "μ")
    head, per, rest = text.partition(" per ")
    if per and head.lower() in TIME_UNITS:
        return f"{normal_unit(head)} per {rest}"
    lower = text.lower()
    bare = lower.rstrip(".")
    if lower in PERCENT or bare in {"percent", "per cent", "pct"}:
        return "%"
    if bare in POINTS or re.search(r"\b(?:points?|pts?)$", bare):
        return "points"
    if bare in {"×", "x", "times", "fold", "-fold", "folds"}:
        return "x"
    if text in TIME_UNITS or bare in TIME_UNITS:
        return TIME_UNITS.get(text) or TIME_UNITS[bare]
    if bare in LENGTH_WORDS:
        return LENGTH_WORDS[bare]
    if lower in COUNT_UNITS:
        return lower
    if re.fullmatch(r"orders? of magnitude", lower):
        return "orders of magnitude"
    return text
