"""A law of numbers that a paper breaks by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from synth.records import Anchor, CellsAnchor, Table


@dataclass(frozen=True, slots=True)
class Breach:
    """A printed number against what the paper gives for it: `formula` in words, both numbers, and the place."""

    formula: str
    printed: Decimal
    computed: Decimal
    anchor: CellsAnchor | Anchor
    where: str

    @property
    def message(self) -> str:
        """The breach as a sentence: the computed value with one digit more than the printed one."""
        decimals = max(0, -int(self.printed.as_tuple().exponent))
        computed = self.computed.quantize(Decimal(1).scaleb(-decimals - 1))
        return f"{self.where}: {self.formula} is {computed}, but {self.printed} is printed"


def table_name(table: Table) -> str:
    """What a reader finds a table by."""
    return f"Table {table.printed}" if table.printed else f"table {table.number} of the source"
