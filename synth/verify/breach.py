"""A law of numbers that a paper breaks by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from synth.records import Anchor, CellsAnchor, Document, Table


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
        """The breach as a sentence: a computed value of other precision with one digit more than the printed one."""
        decimals = max(0, -int(self.printed.as_tuple().exponent))
        alike = -int(self.computed.as_tuple().exponent) == decimals
        computed = self.computed if alike else self.computed.quantize(Decimal(1).scaleb(-decimals - 1))
        return f"{self.where}: {self.formula} is {computed}, but {self.printed} is printed"


def place_of(document: Document, anchor: Anchor) -> str:
    """Where an anchor is, as a reader opens it: `paper.tex:12`, or the page of a PDF."""
    if anchor.page is not None:
        return f"{anchor.file} p. {anchor.page}"
    for source in document.files:
        if anchor.file in (None, source.name):
            return f"{source.name}:{source.text.count(chr(10), 0, anchor.start) + 1}"
    return f"{anchor.file}, characters {anchor.start}–{anchor.end}"


def table_name(table: Table) -> str:
    """What a reader finds a table by."""
    return f"Table {table.printed}" if table.printed else f"table {table.number} of the source"
