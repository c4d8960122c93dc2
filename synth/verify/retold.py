"""What a paper's sentences say of numbers besides the one that is asked for: told again, and found in tables or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from synth.quantity import Quantity
from synth.records import Anchor, Claim
from synth.verify.algebra import is_readable
from synth.verify.cells import Value
from synth.verify.index import TableIndex
from synth.verify.text import Statements, likeness

Size = tuple[Decimal, int]
"""A number without its sign, and its decimals."""
Told = tuple[Claim, Quantity, frozenset[str]]
"""A claim, its number and its content words."""


Printed = tuple[int, int, int, bool]
"""Start, end and decimals of a number, and whether a table prints it."""


@dataclass(frozen=True, slots=True)
class Retold:
    """The numbers of a paper's claims: by size the sentences that say them, by sentence whether a table prints them."""

    told: Mapping[Size, tuple[Told, ...]] = field(default_factory=dict)
    numbers: Mapping[Anchor, tuple[Printed, ...]] = field(default_factory=dict)
    totals: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """By decimals: numbers that a table prints, and all."""
    weights: dict[str, float] = field(default_factory=dict)

    def echo(self, claim: Claim, bag: frozenset[str], size: Size) -> float:
        """How alike (0 to 1) the likest other sentence is that says a number of this size."""
        others = (bag_there for other, _, bag_there in self.told.get(size, ()) if other.anchor != claim.anchor)
        return max((likeness(bag, each, self.weights) for each in others), default=0.0)

    def again(self, claim: Claim, bag: frozenset[str], quantity: Quantity, value: Value) -> float:
        """The same for the number of a cell, at the precision that the claim's number is printed with."""
        size, unit = abs(value.value), Decimal(1).scaleb(-quantity.decimals)
        if size.adjusted() > 14:
            return 0.0
        sizes = {size.quantize(unit, rounding) for rounding in (ROUND_HALF_UP, ROUND_DOWN)}
        return max(self.echo(claim, bag, (each, quantity.decimals)) for each in sizes)

    def beside(self, claim: Claim, quantity: Quantity) -> int:
        """How many other numbers of the sentence no table prints."""
        own = (quantity.start, quantity.end)
        return sum(not found and (start, end) != own for start, end, _, found in self.numbers.get(claim.anchor, ()))

    def share(self, claim: Claim, decimals: int) -> float:
        """The share of the numbers of other sentences with as many decimals that a table prints, one each added."""
        found, total = self.totals.get(decimals, (0, 0))
        own = [printed for _, _, places, printed in self.numbers.get(claim.anchor, ()) if places == decimals]
        return (found - sum(own) + 1) / (total - len(own) + 2)


NOTHING_RETOLD = Retold()


def retold(known: Statements, tables: Sequence[TableIndex]) -> Retold:
    """Linear in the claims and the tables."""
    values = {abs(value.value) for index in tables for value in index.values}
    told: dict[Size, dict[Anchor, Told]] = {}
    numbers: dict[Anchor, list[Printed]] = {}
    totals: dict[int, tuple[int, int]] = {}
    for claim, quantity, bag in _numbers(known):
        anchor, size, decimals = claim.anchor, abs(quantity.value), quantity.decimals
        told.setdefault((size, decimals), {}).setdefault(anchor, (claim, quantity, bag))
        if is_readable(quantity):
            numbers.setdefault(anchor, []).append((quantity.start, quantity.end, decimals, size in values))
            found, total = totals.get(decimals, (0, 0))
            totals[decimals] = found + (size in values), total + 1
    return Retold(
        {size: tuple(each.values()) for size, each in told.items()},
        {anchor: tuple(each) for anchor, each in numbers.items()},
        totals,
        known.weights,
    )


def _numbers(known: Statements) -> Iterator[Told]:
    """Every number of the claims once, with the first claim that holds it."""
    seen: set[tuple[str | None, int | None, int, int]] = set()
    for claim, bag in zip(known.claims, known.bags, strict=True):
        for quantity in claim.quantities:
            place = (claim.anchor.file, claim.anchor.page, quantity.start, quantity.end)
            if place not in seen and quantity.high is None:
                seen.add(place)
                yield claim, quantity, bag
