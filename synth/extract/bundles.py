"""Numbers that belong together, and what cutting a list down to one of its members takes."""

from __future__ import annotations

import re
from typing import NamedTuple

from synth.extract.lexicon import UNIT_METRICS
from synth.quantity import Quantity

_APPOSED = re.compile(r", (?:about|around|approximately|roughly|nearly|almost|over|only) $")
Bundle = tuple[Quantity, ...]
"""One number, or two that are one claim ("from 68.1 to 73.5", "8 of the 9 tasks")."""


class Edit(NamedTuple):
    """Characters [start, end) of the sentence become `text`."""

    start: int
    end: int
    text: str


Run = list[tuple[Edit, ...]]
"""For each member of one list the edits that leave only that member."""


def end_of(bundle: Bundle) -> int:
    """The end of its last number, with a unit wherever that is written."""
    last = bundle[-1]
    return max(last.end, last.unit_end or 0)


def own_end(bundle: Bundle, following: Bundle | None) -> int:
    """The end of a number with the unit that belongs to it, before the next number begins."""
    end = end_of(bundle)
    return end if following is None or end <= following[0].start else bundle[-1].end


def alike(one: Bundle, other: Bundle) -> bool:
    """Whether two numbers can be members of one list."""
    a, b = one[-1], other[-1]
    if (a.kind == "ratio") != (b.kind == "ratio"):
        return False
    if (a.kind == "count") != (b.kind == "count"):
        plain = a if b.kind == "count" else b
        return plain.unit is None and plain.decimals <= 0 and plain.kind == "value"
    if a.kind == "count":
        return True
    if a.unit is None or b.unit is None:
        return a.unit == b.unit or (a.decimals > 0) == (b.decimals > 0)
    return scale_of(a.unit) == scale_of(b.unit)


def apposed(text: str, this: Bundle, following: Bundle) -> bool:
    """Whether a level is followed by the change that brought it there: "68.3 % mAP, about 1.3 % mAP higher"."""
    level = this[-1].kind == "value" and following[0].kind in {"gain", "relative_gain"} and this[-1].unit is not None
    return level and _APPOSED.search(text, this[-1].end, following[0].start) is not None


def scale_of(unit: str) -> str:
    """A unit; a metric's name behind a number ("2.1 F1") is as good as "points"."""
    return "points" if unit.lower() in UNIT_METRICS else unit


def own_metric(this: Bundle, following: Bundle) -> bool:
    """Whether two neighbours name a metric each: "92.6 F1 and 94.6 UAS"."""
    one, other = this[-1].unit, following[-1].unit
    return one is not None and other is not None and one != other and {one.lower(), other.lower()} <= UNIT_METRICS
