"""Whether a number is a slip of the cell that it is read from, or stands in it, or comes from elsewhere.

With P(c) the probability that the number is read from cell c (`reading`), three explanations are weighed: it is a slip
of the cells' numbers (Σ P(c) · slip), it is theirs (Σ P(c) over the cells that agree), or no table is meant and it was
drawn from its surroundings (P(none) · density). `score` is the log odds of the first against the others, up to the
share of slips among all numbers, which nobody knows; `LIKELY` stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log

from synth.quantity import Quantity, same_number
from synth.verify.algebra import is_change
from synth.verify.cells import Value
from synth.verify.reading import Read, Reading
from synth.verify.slips import slip_steps

FEWEST_DIGITS = 2
NEIGHBOUR = 0.25 / 4
"""How often a slip takes the number of the cell above, below, to the left or to the right."""
TINY = 1e-12
REPEATED = 1.5
"""What is taken from the score for each other place where the same number stands (at most two): nobody slips twice
alike."""


@dataclass(frozen=True, slots=True)
class Misreading:
    """The cell that a number is most likely a slip of, with the log odds that it is a slip, and of cells agreeing."""

    value: Value | None
    pointed: float
    """The probability that the number is read from that cell."""
    score: float
    agreeing: float
    """The probability that it is right and read from a cell that agrees with it."""
    right: Value | None = None
    """The cell among those that it is most likely read from."""


def is_readable(quantity: Quantity) -> bool:
    """Whether a number may be read from a single cell: no change, range or bound, and of two digits at least."""
    digits = len(quantity.value.normalize().as_tuple().digits) if quantity.decimals <= 0 else None
    if digits is None:
        digits = len(quantity.value.as_tuple().digits)
    return (
        quantity.kind in ("value", "count")
        and quantity.high is None
        and quantity.bound is None
        and not is_change(quantity)
        and digits >= FEWEST_DIGITS
    )


def misreading(quantity: Quantity, reading: Reading, repeated: int = 0) -> Misreading:
    """Weighs the explanations; linear in the cells."""
    steps = slip_steps(quantity)
    unit = 10.0**-quantity.decimals
    agree, slipped = 0.0, 0.0
    best: tuple[float, Read] | None = None
    right: dict[tuple[int, int, int], float] = {}
    meant: tuple[float, Value] | None = None
    for read in reading.cells:
        value = read.value
        told = _agreement(quantity, value)
        if told:
            agree += read.probability * told
            right[_at(value)] = max(right.get(_at(value), 0.0), told)
            if meant is None or read.probability * told > meant[0]:
                meant = read.probability * told, value
    for read in reading.cells:
        value = read.value
        place = _at(value)
        if right.get(place, 0.0) >= 1:
            continue
        likelihood = steps.get(_steps(value, quantity, unit), 0.0)
        for row, column in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            if right.get((value.table, value.row + row, value.column + column), 0.0) >= 1:
                likelihood += NEIGHBOUR
                break
        if likelihood:
            told = read.probability * likelihood
            slipped += told
            if best is None or told > best[0]:
                best = told, read
    sizes = [abs(float(read.value.value)) for read in reading.cells]
    elsewhere = reading.nowhere * density(abs(float(quantity.value)), unit, sizes)
    score = log(slipped + TINY) - log(agree + elsewhere + TINY) - REPEATED * min(repeated, 2)
    agreeing = agree / (agree + elsewhere + slipped + TINY)
    stands = meant[1] if meant else None
    if best is None:
        return Misreading(None, 0.0, score, agreeing, stands)
    return Misreading(best[1].value, best[1].probability, score, agreeing, stands)


def _at(value: Value) -> tuple[int, int, int]:
    return value.table, value.row, value.column


def _steps(value: Value, quantity: Quantity, unit: float) -> int:
    """The size of a cell in units of the printed number's last place, a fraction as percent where that is meant."""
    size = abs(float(value.value))
    return round(size * (100 if _as_percent(quantity, value) else 1) / unit) if size < 1e15 else -1


def _as_percent(quantity: Quantity, value: Value) -> bool:
    return quantity.unit in ("%", "points") and value.decimals >= 2 and abs(value.value) <= 1 and not value.percent


def _agreement(quantity: Quantity, value: Value) -> float:
    """1 where the cell's number is the printed one; less, by a tenth a digit, where the cell prints fewer digits."""
    near = abs(float(value.value)) - abs(float(quantity.value))
    if abs(near) > 1 and not _as_percent(quantity, value) and quantity.decimals >= 0 and value.decimals >= 0:
        return 0.0
    number, decimals = abs(value.value), value.decimals
    if _as_percent(quantity, value) and not same_number(quantity, number, decimals):
        number, decimals = number * 100, decimals - 2
    if not same_number(quantity, number, decimals):
        return 0.0
    return float(Decimal(10) ** min(decimals - quantity.decimals, 0))


def density(size: float, unit: float, sizes: Sequence[float]) -> float:
    """How likely a number drawn from its surroundings is of this size, at the precision of `unit`.

    Half of them are drawn like `sizes` (the share within 30 %, at least 20 units of the last place, spread evenly
    there), half evenly from all numbers of as many digits.
    """
    half = max(20 * unit, 0.3 * size)
    near = sum(size - half <= each <= size + half for each in sizes)
    drawn = (near + 1) / (len(sizes) + 2) * min(1.0, unit / (2 * half))
    digits = len(str(round(size / unit)))
    return 0.5 * drawn + 0.5 / (9 * 10.0 ** (digits - 1))
