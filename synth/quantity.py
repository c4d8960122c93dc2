"""Numbers as they are written: exact decimals with the precision that they were printed at.

84.30 and 84.3 promise different things. A printed number stands for every value that rounds to it, in either rounding
direction, so two numbers are compared as intervals, never as floats (statcheck, `error_test.R`: a printed 2.0 is
anything from 1.95 to 2.05).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

Kind = Literal["value", "gain", "relative_gain", "ratio", "count", "range", "rank"]
Bound = Literal["<", ">", "~"]

MINUS_SIGNS = (
    "-\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{NON-BREAKING HYPHEN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
"""Characters that papers print as a minus sign before a digit."""

DIGITS = re.compile(r"(?:\d{1,3}(?:[,\u2009\u202f\u00a0 ]\d{3})+|\d+)(?:\.\d+)?|\.\d+")
"""An unsigned decimal number, with or without thousands separators."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of exact decimals."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"empty interval [{self.low}, {self.high}]")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def scaled(self, factor: Decimal) -> Interval:
        """Every value times `factor`."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def divided(self, other: Interval) -> Interval:
        """Every quotient of a value here by a value of `other`. Raises ZeroDivisionError where `other` holds zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor's interval holds zero")
        with localcontext(prec=40):
            ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def absolute(self) -> Interval:
        """The magnitudes of the values."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return -self
        return Interval(Decimal(0), max(-self.low, self.high))

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies in it."""
        return self.low <= value <= self.high

    @property
    def width(self) -> Decimal:
        """The distance between its ends."""
        return self.high - self.low


def rounding_interval(value: Decimal, decimals: int) -> Interval:
    """All values that print as `value` at `decimals` decimals, whichever way halves are rounded.

    `decimals` may be negative for numbers printed in thousands (2.5M is 2500000 at -5).
    """
    half = Decimal(5).scaleb(-decimals - 1)
    return Interval(value - half, value + half)


SPREAD = 8
"""How many times a number is at least that of its uncertainty, where only a space stands between them."""


def is_spread(value: Decimal, decimals: int, behind: Decimal, decimals_behind: int) -> bool:
    """Whether a number right behind another one is its uncertainty, printed without its "±": "84.3 0.2"."""
    return decimals == decimals_behind > 0 and 0 <= behind * SPREAD < value


def plain_decimal(text: str) -> tuple[Decimal, int]:
    """Value and decimals of one printed number: optional sign, thousands separators, decimal point.

    Full-width and other Unicode digits are read as digits. Raises ValueError when the text is anything else.
    """
    stripped = text.strip()
    negative = stripped[:1] in MINUS_SIGNS if stripped else False
    unsigned = (
        stripped[1:].lstrip() if stripped[:1] and stripped[0] in MINUS_SIGNS + "+\N{FULLWIDTH PLUS SIGN}" else stripped
    )
    if not DIGITS.fullmatch(unsigned):
        raise ValueError(f"not a number: {text!r}")
    digits = re.sub(r"[,\s]", "", unsigned)
    digits = "".join(str(int(char)) if char.isdigit() else char for char in digits)
    decimals = len(digits.partition(".")[2])
    value = Decimal(digits)
    return (value.copy_negate() if negative else value), decimals


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a claim, as written.

    `value` keeps trailing zeros and drops thousands separators. `decimals` is the place of the last digit written
    (negative for "2.5M": -5). `start`/`end` cover the number alone in the claim's source (sign, digits, separators, or
    the spelled-out words), `unit_start`/`unit_end` a unit written with it. A range has `high`. `sign` is the direction
    that the words give (-1 for "drops by 2.1"); `value` stays as printed.
    """

    text: str
    value: Decimal
    decimals: int
    start: int
    end: int
    unit: str | None = None
    kind: Kind = "value"
    sign: Literal[1, -1] | None = None
    bound: Bound | None = None
    high: Decimal | None = None
    uncertainty: Decimal | None = None
    unit_start: int | None = None
    unit_end: int | None = None

    def interval(self) -> Interval:
        """Every value that this printed quantity can stand for; "about" widens it by one unit in the last place."""
        low = rounding_interval(self.value, self.decimals)
        whole = low if self.high is None else Interval(low.low, rounding_interval(self.high, self.decimals).high)
        if self.bound == "~":
            unit = Decimal(1).scaleb(-self.decimals)
            return Interval(whole.low - unit, whole.high + unit)
        return whole


def agrees_with(quantity: Quantity, computed: Interval) -> bool:
    """Whether a value of `computed` rounds to the quantity as printed.

    Of "<" nothing below, of ">" nothing above is asked: "up to 9" may be 9.4 rounded, but 3.6 is not "more than 4".
    """
    printed = quantity.interval()
    if quantity.bound == "<":
        return computed.low <= printed.high
    if quantity.bound == ">":
        return computed.high >= quantity.value
    return printed.meets(computed)


def same_number(quantity: Quantity, value: Decimal, decimals: int) -> bool:
    """Whether one printed number is another one, rounded or not: at equal precision they must be equal.

    For a computed range of values use `agrees_with`; it would let 0.8 pass for a printed 0.9, whose intervals touch.
    """
    if quantity.bound is not None or quantity.high is not None:
        return agrees_with(quantity, Interval(value, value))
    if decimals >= quantity.decimals:
        return rounding_interval(quantity.value, quantity.decimals).holds(value)
    return rounding_interval(value, decimals).holds(quantity.value)


def is_truncated(quantity: Quantity, computed: Interval) -> bool:
    """Whether the printed digits are those of `computed` cut off, not rounded (8.1 for 8.17)."""
    if quantity.high is not None or agrees_with(quantity, computed):
        return False
    unit = Decimal(1).scaleb(-quantity.decimals)
    towards_zero = quantity.value.copy_abs()
    return computed.absolute().meets(Interval(towards_zero, towards_zero + unit))
