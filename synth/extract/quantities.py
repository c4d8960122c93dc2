"""Quantities: the numbers of a text with unit, bound, uncertainty, range, kind and direction.

A list gives a quantity for each of its numbers, a range is one quantity with `value` and `high`, a fraction ("8 of the
9 tasks") is two counts. A quantity's offsets refer to the text given; `sentence_quantities` carries them to the source.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from synth.extract.bounds import bound_start, find_bound
from synth.extract.direction import kind_and_sign
from synth.extract.lexicon import (
    CHANGE_VERBS,
    COUNT_UNITS,
    GAP_WORDS,
    ORDINALS,
    RANGE_WORDS,
    RANKED,
    UNIT_METRICS,
)
from synth.extract.numerals import SPACES, Numeral, find_masks, find_numerals, has_number
from synth.extract.units import Unit, counted_noun, find_unit
from synth.extract.vocabulary import STOPS
from synth.quantity import MINUS_SIGNS, Quantity, is_spread
from synth.records import Sentence

_PLUS_MINUS = re.compile(
    rf"^[{SPACES}]?(?:\(?[{SPACES}]?(?:±|\+/[-−])|\((?:std\.?|sd|s\.d\.|se|sem|stddev|standard deviation)(?: of|:"
    rf"| =|=)?)[{SPACES}]?",
    re.IGNORECASE,
)
_DASH = re.compile(rf"^[{SPACES}]?[-–—−‐‑][{SPACES}]?$")
_BEATEN = re.compile(r"\b(?:outperform|surpass|beat|exceed|improv)\w* (?:the )?[\w-]+ $")
_INTERVAL = re.compile(
    r"\b(?:(?:CI|CIs|intervals?|credible|ranges?|ranging|within|between)\W{0,4}|range of [\w -]{1,40} (?:is|was) \[)$"
)
_REFERENCE = re.compile(r"\\(?:[A-Za-z]*ref|cite[a-z]*|label)\b")
_ONE_LEADS = re.compile(r"\b(?:only|exactly|just|but|least|than|all but|most) $", re.IGNORECASE)
_IN_FORMULA = re.compile(r"(?<![A-Za-z])[ijktl]\s?[=∈]\s?$|(?:^|[\s(])[A-Za-z]\s?[-+*/·−^]\s?$|[)\]]\s?[/*+]\s?$")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.(?:\d{3}\.)*000", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w-]*|(?:19|20)\d\d,?(?: and)?|\bin) $")
_ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<word>{'|'.join(list(ORDINALS)[1:])})|(?P<digits>\d{{1,3}})(?:st|nd|rd"
    rf"|th))(?=[{SPACES}-](?:{'|'.join(sorted(RANKED))})\b)"
    rf"|(?<=\branks )(?:(?P<word2>{'|'.join(ORDINALS)})|(?P<digits2>\d{{1,3}})(?:st|nd|rd|th))\b"
    rf"|(?<=\branked )(?:(?P<word3>{'|'.join(ORDINALS)})|(?P<digits3>\d{{1,3}})(?:st|nd|rd|th))\b"
    rf"|(?<![\w-])(?<!in the )first(?= place\b| rank\b)",
    re.IGNORECASE,
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text`, in order, with offsets into it."""
    if not has_number(text) and _ORDINAL.search(text) is None:
        return ()
    masks = find_masks(text)
    found: list[Quantity] = []
    numerals = find_numerals(text, masks)
    place = 0
    while place < len(numerals):
        quantity, used = _quantity(text, numerals, place)
        place += used
        if quantity is not None:
            found.append(quantity)
    found = [_whole(text, quantity) for quantity in _share_units(text, found)]
    found = _share_kinds(text, [_with_kind(text, quantity) for quantity in found])
    taken = {quantity.start for quantity in found}
    found += [
        _rank(match)
        for match in _ORDINAL.finditer(text)
        if not masks.cover(match.start()) and match.start() not in taken
    ]
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def sentence_quantities(sentence: Sentence) -> tuple[Quantity, ...]:
    """The quantities of a sentence with offsets into its source, inside the sentence's anchor."""
    found = (to_source(quantity, sentence) for quantity in find_quantities(sentence.text))
    return tuple(quantity for quantity in found if quantity is not None)


def to_source(quantity: Quantity, sentence: Sentence) -> Quantity | None:
    """The same quantity with its offsets into the sentence's source; None where the source does not have it there."""
    span = _source_span(sentence, quantity.start, quantity.end)
    if span is None:
        return None
    unit = None
    if quantity.unit_start is not None and quantity.unit_end is not None:
        unit = _source_span(sentence, quantity.unit_start, quantity.unit_end)
    unit_start, unit_end = unit or (None, None)
    return replace(quantity, start=span[0], end=span[1], unit_start=unit_start, unit_end=unit_end)


def _source_span(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    try:
        low, high = sentence.traced.source_span(start, end)
    except ValueError:
        return None
    anchor = sentence.anchor
    if not anchor.start <= low < high <= anchor.end:
        return None
    # in LaTeX "Table 3" is a \ref: such a number was never written by the author
    return None if _REFERENCE.match(anchor.quote, low - anchor.start) else (low, high)


def _rank(match: re.Match[str]) -> Quantity:
    word = match["word"] or match["word2"] or match["word3"] or ""
    digits = match["digits"] or match["digits2"] or match["digits3"]
    value = Decimal(digits) if digits else Decimal(ORDINALS.get(word.lower(), 1))
    return Quantity(match[0], value, 0, match.start(), match.end(), kind="rank")


def _quantity(text: str, numerals: tuple[Numeral, ...], place: int) -> tuple[Quantity | None, int]:
    """The quantity that begins with one numeral and how many numerals it takes up."""
    first = numerals[place]
    unit = find_unit(text, first.end)
    used = 1
    high: Numeral | None = None
    second = numerals[place + 1] if place + 1 < len(numerals) else None
    if second is not None:
        high, unit = _range(text, first, unit, second)
    last = high or first
    used += high is not None
    uncertainty: Decimal | None = None
    behind = unit.end if unit else last.end
    spread = _PLUS_MINUS.match(text[behind : behind + 40])
    after = numerals[place + used] if place + used < len(numerals) else None
    if spread is not None and after is not None and after.start == behind + spread.end():
        uncertainty = after.value
        used += 1
        if unit is None:
            close = 1 if text[after.end : after.end + 1] == ")" and "(" in spread[0] else 0
            unit = find_unit(text, after.end + close)
    elif (
        high is None
        and after is not None
        and text[last.end : after.start] == " "
        and is_spread(first.value, first.decimals, after.value, after.decimals)
    ):
        uncertainty = after.value
        used += 1
        unit = find_unit(text, after.end)
    if high is None and not _measures(text, first, unit):
        return None, used
    start, end = first.start, last.end
    return Quantity(
        text=text[start:end],
        value=first.value,
        decimals=max(first.decimals, last.decimals) if high else first.decimals,
        start=start,
        end=end,
        unit=unit.name if unit else None,
        high=high.value if high else None,
        uncertainty=uncertainty,
        bound=find_bound(text, first, unit.end if unit else end),
        unit_start=unit.start if unit else None,
        unit_end=unit.end if unit else None,
    ), used


def _whole(text: str, quantity: Quantity) -> Quantity:
    """Stops that part thousands: "62.000 images" are not sixty-two, as images are counted whole."""
    if quantity.unit not in COUNT_UNITS or quantity.high is not None or not _THOUSANDS.fullmatch(quantity.text):
        return quantity
    end = max(quantity.end, quantity.unit_end or 0)
    if text[end : end + 5] in {" per ", " each"}:
        return quantity
    return replace(quantity, value=Decimal(quantity.text.replace(".", "")), decimals=0)


def _with_kind(text: str, quantity: Quantity) -> Quantity:
    signed = quantity.text[0] in MINUS_SIGNS + "+\N{FULLWIDTH PLUS SIGN}"
    plural = quantity.decimals <= 0 and counted_noun(text, quantity.end) is not None
    counted = quantity.unit is None and (quantity.text[0].isalpha() or plural)
    kind, sign = kind_and_sign(text, quantity, signed=signed, counted=counted)
    unit = quantity.unit
    if kind == "gain" and unit is not None and unit.lower() in UNIT_METRICS:
        unit = "points"  # "improves by 2.3 BLEU"
    return replace(quantity, kind=kind, sign=sign, unit=unit)


def _range(text: str, first: Numeral, unit: Unit | None, second: Numeral) -> tuple[Numeral | None, Unit | None]:
    """The numeral that closes a range begun by `first`, with the range's unit."""
    between = text[unit.end if unit else first.end : second.start]
    low, high = first.value, second.value
    if _DASH.match(between) or (between == "" and second.signed and text[second.start] in "-–−"):
        if second.signed and text[second.start] in "-–−" and between == "":
            high = abs(high)
        if low < high and not (unit and unit.name == "x"):
            return replace(second, value=high), find_unit(text, second.end) or unit
        return None, unit
    if len(between) > 14 or second.value <= first.value:
        return None, unit
    if (
        between in {", ", ","}
        and text[second.end : second.end + 1] in {"]", ")"}
        and _INTERVAL.search(text[max(0, first.start - 40) : first.start])
    ):
        return second, unit
    joiner = between.strip().lower()
    before = text[max(0, first.start - 60) : first.start].lower()
    words = re.findall(r"[a-z-]+", before)
    lead = words[-1] if words else ""
    if re.fullmatch(r"and(?: (?:about|around|approximately))?[ ~∼]*", joiner) and "between" in words[-2:]:
        if GAP_WORDS & set(words[-6:]):
            return None, unit
        return second, find_unit(text, second.end) or unit
    if re.fullmatch(r"(?:up )?to(?: (?:about|around|approximately|over))?[ ~∼]*", joiner):
        if lead == "from" and CHANGE_VERBS & set(words) and not RANGE_WORDS & set(words):
            return None, unit
        if lead == "from" and first.decimals > 0 and second.decimals > 0 and not RANGE_WORDS & set(words):
            return None, unit
        if CHANGE_VERBS & set(words[-3:]) and lead not in {"by", "of"}:
            return None, unit
        own = find_unit(text, second.end)
        if unit is not None and (own is None or own.name != unit.name) and lead in {"by", "of"}:
            return None, unit  # "improves by 2.1 points to 57.4 %"
        return second, own or unit
    return None, unit


def _measures(text: str, numeral: Numeral, unit: Unit | None) -> bool:
    """Whether the numeral says how many or how much, and does not merely name or date something."""
    written = text[numeral.start : numeral.end]
    after = text[numeral.end : numeral.end + 30]
    if numeral.spelled:
        return _spelled_measures(text, numeral, unit)
    before = text[max(0, numeral.start - 40) : numeral.start]
    named_year = _YEAR.fullmatch(written) and _NAME_BEFORE.search(before)
    if unit is not None and not (named_year and unit.name in COUNT_UNITS):
        return True
    if after[:1].isalpha() or (after[:1] == "-" and after[1:2].isalpha()):
        return False  # 3D, 7b, 24-layer
    if after[:1] in {"_", "^"}:
        return False
    counted = counted_noun(text, numeral.end)
    if _YEAR.fullmatch(written) and (counted is None or _NAME_BEFORE.search(before)):
        return False
    if _IN_FORMULA.search(before):
        return False
    integer = numeral.decimals == 0 and not numeral.signed and "," not in written
    if counted is None and re.search(r"\b(?=\w*[A-Z])\w*(?:[A-Z]\w*[A-Z]|[a-z][A-Z]|\d)[\w-]*[ ]$", before):
        if _BEATEN.search(before):
            return True
        # a bare number behind an acronym or a mixed-case name is its version: "SQuAD 2.0", "GPT 4", "XLM-R 100"
        return not (integer or (numeral.decimals == 1 and abs(numeral.value) < 10))
    return not (
        integer
        and re.search(r"(?:^|[\s(])[A-Z][a-z]+ $", before)
        and counted is None
        and not re.match(r"^\s*(?:%|out of|of)", after)
        and before.split()[-1].lower() not in STOPS
    )


def _spelled_measures(text: str, numeral: Numeral, unit: Unit | None) -> bool:
    word = text[numeral.start : numeral.end].lower()
    after = text[numeral.end : numeral.end + 30]
    if after[:1] == "-" and unit is None:
        return False  # two-stage, zero-shot
    if word == "one":
        leads = _ONE_LEADS.search(text[max(0, numeral.start - 12) : numeral.start])
        return (unit is not None or leads is not None) and not re.match(r" of\b", after)
    if word == "half":
        part = re.search(
            r"(?:left|right|first|second|top|bottom|upper|lower|other|latter|former) $",
            text[max(0, numeral.start - 9) : numeral.start],
        )
        return part is None and re.match(r"(?: of|,? as| the| a)\b", after) is not None
    if word in {"twice", "thrice", "zero"}:
        return True
    if unit is not None or numeral.value >= 20:
        return True
    return counted_noun(text, numeral.end) is not None or re.match(r"\s*(?:out )?of\b", after) is not None


_LIST_GAP = re.compile(
    rf"[{SPACES}]?(?:,|/|;|and|or|,[{SPACES}]?and|,[{SPACES}]?or|&|to|vs\.?|versus)[{SPACES}]?"
    r"(?:about |roughly |of |by )?"
)


_TO_GAP = re.compile(r"\W*to\b.*")
"""Between a change and the level that it reaches: "by 2.1 points to 57.4"."""


def _share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Gives the numbers of a list the unit that is written once, behind the last: "8.2, 7.5, and 7.0 points"."""
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        gap = text[this.end : following.start]
        if gap.endswith("by ") and not text.endswith("by ", 0, this.start):
            continue  # "from 81.0 to 84.1, by 3.1 points"
        if this.unit is None and following.unit is not None and _LIST_GAP.fullmatch(gap):
            whole = (this.decimals <= 0 and not this.text[0].isalpha()) or _THOUSANDS.fullmatch(this.text) is not None
            if whole if following.unit in COUNT_UNITS else (this.decimals > 0) == (following.decimals > 0):
                shared[index] = replace(this, unit=following.unit)
    return shared


def _share_kinds(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Gives the numbers of a list the kind and direction of the first: "gains of 2.1 points, 1.8 and 0.3 points"."""
    shared = list(quantities)
    for index in range(1, len(shared)):
        this, before = shared[index], shared[index - 1]
        place = before.unit_end if before.unit_end is not None and before.unit_end <= this.start else before.end
        gains = before.kind in {"gain", "relative_gain"}
        gap = text[place : this.start]
        if this.kind == "value" and gains and _LIST_GAP.fullmatch(gap) and not _TO_GAP.fullmatch(gap):
            shared[index] = replace(this, kind=before.kind, sign=before.sign)
    return shared


def modified_span(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where a quantity stands in `text` together with its unit and the words or signs that bound it."""
    return bound_start(text, quantity.start), max(quantity.end, quantity.unit_end or 0)
