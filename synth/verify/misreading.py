"""Whether a number is a slip of the cell that it is read from, or stands in it, or comes from elsewhere.

With P(c) the probability that the number is read from cell c (`reading`), three explanations are weighed: it is a slip
of the cells' numbers (Σ P(c) · slip), it is theirs (Σ P(c) over the cells that agree), or no table is meant and it was
drawn from its surroundings (P(none) · density). `score` is the log odds of the first against the others, up to the
share of slips among all numbers, which nobody knows; `suspicion` weighs it against what else speaks for a slip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log

from synth.quantity import Quantity, same_number
from synth.verify.cells import Value
from synth.verify.reading import Read, Reading
from synth.verify.slips import slip_steps

NEIGHBOUR = 0.25 / 4
"""How often a slip takes the number of the cell above, below, to the left or to the right."""
AGAIN = 2.0
"""Log odds by which a cell is likelier meant that a sentence of the very same words gives the number of."""
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Misreading:
    """The cell that a number is most likely a slip of, and how likely each explanation is."""

    value: Value | None
    pointed: float
    """The probability that the number is read from that cell."""
    slipped: float
    """Σ P(c) · slip over the cells that it may be a slip of."""
    agreed: float
    """Σ P(c) over the cells that agree with it."""
    elsewhere: float
    """P(none) · density."""
    density: float
    """How likely a number drawn from its surroundings is this one."""
    right: Value | None = None
    """The cell among those that agree that it is most likely read from, with that probability in `stands`."""
    stands: float = 0.0
    slips: int = 0
    """Cells that it is one slip away from."""
    beside: bool = False
    """Whether it stands in a cell next to the one that it is a slip of."""

    @property
    def score(self) -> float:
        """The log odds of a slip, up to the share of slips among all numbers."""
        return log(self.slipped + TINY) - log(self.agreed + self.elsewhere + TINY)

    @property
    def agreeing(self) -> float:
        """The probability that the number is right and read from a cell that agrees with it."""
        return self.agreed / (self.agreed + self.elsewhere + self.slipped + TINY)


def misreading(quantity: Quantity, reading: Reading, again: Callable[[Value], float] = lambda _: 0.0) -> Misreading:
    """Weighs the explanations; linear in the cells.

    `again` says how alike (0 to 1) another sentence is that gives the number of a cell: who tells the same thing twice
    and slips once means that cell.
    """
    steps = slip_steps(quantity)
    unit = 10.0**-quantity.decimals
    agreed, slipped, slips = 0.0, 0.0, 0
    best: tuple[float, Read, bool] | None = None
    right: dict[tuple[int, int, int], float] = {}
    meant: tuple[float, Value] | None = None
    for read in reading.cells:
        value = read.value
        told = agreement(quantity, value)
        if told:
            agreed += read.probability * told
            right[_at(value)] = max(right.get(_at(value), 0.0), told)
            if meant is None or read.probability * told > meant[0]:
                meant = read.probability * told, value
    beside = {
        (table, row + down, column + across)
        for (table, row, column), told in right.items()
        if told >= 1
        for down, across in ((-1, 0), (1, 0), (0, -1), (0, 1))
    }
    for read in reading.cells:
        value = read.value
        place = _at(value)
        if right.get(place, 0.0) >= 1:
            continue
        likelihood = steps.get(steps_of(value, quantity, unit), 0.0)
        slips += likelihood > 0
        likelihood += NEIGHBOUR * (place in beside)
        if likelihood:
            told = read.probability * likelihood * exp(AGAIN * again(value))
            slipped += told
            if best is None or told > best[0]:
                best = told, read, place in beside
    likely = density(abs(float(quantity.value)), unit, [abs(float(read.value.value)) for read in reading.cells])
    stands, cell = meant or (0.0, None)
    return Misreading(
        best[1].value if best else None,
        best[1].probability if best else 0.0,
        slipped,
        agreed,
        reading.nowhere * likely,
        likely,
        cell,
        stands,
        slips,
        best is not None and best[2],
    )


def _at(value: Value) -> tuple[int, int, int]:
    return value.table, value.row, value.column


def steps_of(value: Value, quantity: Quantity, unit: float) -> int:
    """The size of a cell in units of the printed number's last place, a fraction as percent where that is meant."""
    size = abs(float(value.value))
    return round(size * (100 if _as_percent(quantity, value) else 1) / unit) if size < 1e15 else -1


def _as_percent(quantity: Quantity, value: Value) -> bool:
    return quantity.unit in ("%", "points") and value.decimals >= 2 and abs(value.value) <= 1 and not value.percent


def agreement(quantity: Quantity, value: Value) -> float:
    """1 where the cell's number is the printed one; less, by a tenth a digit, where the cell prints fewer digits."""
    if quantity.kind == "count" and value.decimals > 0:
        return 0.0  # nothing is counted in tenths
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
