"""What a table says of itself: a printed average that its own line does not give, where its neighbours' lines do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from synth.quantity import Interval
from synth.records import CellsAnchor
from synth.verify.algebra import shown
from synth.verify.axis import Mean, mean_of, single
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex

KEPT = 0.75
"""Share of a table's lines whose average must follow from their cells before one that does not is a breach: what an
average is taken over (some columns, weighted, other runs) is rarely said, so the table itself must show it."""
FEWEST = 4
"""Lines with a printed average that a table needs to show what its averages are taken over."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A printed cell against what its own line gives: `formula` in words, both numbers, and the cells used."""

    formula: str
    printed: Decimal
    computed: Decimal
    anchor: CellsAnchor
    where: str

    @property
    def message(self) -> str:
        """The breach as a sentence: the computed value with one digit more than the printed one."""
        decimals = max(0, -int(self.printed.as_tuple().exponent))
        computed = self.computed.quantize(Decimal(1).scaleb(-decimals - 1))
        return f"{self.where}: {self.formula} is {computed}, but {self.printed} is printed"


def breaches(tables: Sequence[TableIndex]) -> tuple[Breach, ...]:
    """Printed averages that their own row (or column) does not give, in table order."""
    found: list[Breach] = []
    for index in tables:
        found.extend(_averages(index, index.rows, index.columns, by_row=True))
        found.extend(_averages(index, index.columns, index.rows, by_row=False))
    return tuple(found)


def _averages(index: TableIndex, lines: tuple[Line, ...], cross: tuple[Line, ...], *, by_row: bool) -> Iterator[Breach]:
    """The law of one axis: needs exactly one average across, so that what it is the average of is plain."""
    averages = [line for line in cross if line.average]
    if len(averages) != 1:
        return
    kept: list[Line] = []
    broken: list[tuple[Line, Value, Mean]] = []
    for line in lines:
        stated = [v for v in line.values if (v.column if by_row else v.row) == averages[0].position]
        mean = _mean_without(line, averages[0].position, by_row=by_row)
        if len(stated) != 1 or mean is None or line.average:
            continue
        if _gives(mean, stated[0]):
            kept.append(line)
        else:
            broken.append((line, stated[0], mean))
    if len(kept) + len(broken) < FEWEST or len(kept) < KEPT * (len(kept) + len(broken)):
        return
    for line, value, mean in broken:
        formula = f"mean({shown(line.key)} {'row' if by_row else 'column'})"
        cells = tuple(sorted({(value.row, value.column), *mean.cells}))
        table = index.table
        where = f"Table {table.printed}" if table.printed else f"table {table.number} of the source"
        yield Breach(formula, value.value, mean.value, CellsAnchor(table.paper, table.number, cells), where)


def _mean_without(line: Line, place: int, *, by_row: bool) -> Mean | None:
    """The mean of a line's other cells, dual cells averaged; None where changes and scores stand side by side."""
    parts: dict[int, list[Mean]] = {}
    for value in line.values:
        position = value.column if by_row else value.row
        if position != place:
            parts.setdefault(position, []).append(single(value))
    if len(parts) < 2 or len({value.signed for value in line.values}) != 1:
        return None
    return mean_of([mean_of(parts[position]) for position in sorted(parts)])


def _gives(mean: Mean, stated: Value) -> bool:
    """Whether the mean may print as stated; one unit in the last place is left for cut off digits."""
    unit = Decimal(1).scaleb(-stated.decimals)
    return mean.interval.meets(Interval(stated.value - unit, stated.value + unit))
