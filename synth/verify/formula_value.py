"""Working a formula out: which cells it names, and exactly what they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from synth.quantity import Interval
from synth.verify.axis import Mean, mean_of
from synth.verify.cells import Value
from synth.verify.formula import Binary, Call, CellOf, Constant, Expression, FormulaError, LineOf, MeasuredOf
from synth.verify.index import Line, TableIndex

PRECISION = 40
"""Digits of every step."""


@dataclass(frozen=True, slots=True)
class Named:
    """A cell or a line as a formula names it: the table, its row and its column (None: all of them)."""

    index: TableIndex
    row: Line | None
    column: Line | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula gives: the value, every value that the printed cells allow, and the cells."""

    value: Decimal
    interval: Interval
    named: tuple[Named, ...] = ()

    @property
    def cells(self) -> tuple[tuple[int, int, int], ...]:
        """(table, row, column) of every cell, each once, in order."""
        return tuple(
            dict.fromkeys((value.table, value.row, value.column) for each in self.named for value in each.values)
        )


def table_name(index: TableIndex) -> str:
    """What a formula calls a table: "T2" is the second of its paper."""
    return f"T{index.table.number}"


def line_names(lines: Sequence[Line]) -> Mapping[str, Line]:
    """A name for each line that no other line has: its own name, with those above it where that is not enough."""
    short = Counter(_plain(line.key) for line in lines)
    names: dict[str, Line] = {}
    for line in lines:
        name = _plain(line.key)
        if not name or short[name] > 1:
            name = " / ".join(filter(None, map(_plain, (*line.context, line.key)))) or f"line {line.position + 1}"
        unique, again = name, 1
        while unique in names:
            again += 1
            unique = f"{name} #{again}"
        names[unique] = line
    return names


def _plain(name: str) -> str:
    return " ".join(name.replace('"', "'").split())


class Tables:
    """The tables of a paper, by the names that formulas use."""

    def __init__(self, tables: Sequence[TableIndex]) -> None:
        self._tables = {
            table_name(index): (index, line_names(index.rows), line_names(index.columns)) for index in tables
        }

    def work_out(self, expression: Expression) -> Worked:
        """What a formula gives. Raises FormulaError where it names what is not there, or divides by nothing."""
        match expression:
            case Constant(value):
                whole = Decimal(value)
                return Worked(whole, Interval(whole, whole))
            case CellOf(table, row, column, part):
                return self._cell(table, row, column, part)
            case MeasuredOf():
                raise FormulaError("a measurement is no cell")
            case LineOf():
                raise FormulaError("a line stands only inside a function")
            case Call():
                return self._call(expression)
            case Binary():
                return self._binary(expression)

    def _cell(self, table: str, row: str, column: str, part: int) -> Worked:
        index, rows, columns = self._table(table)
        first, second = rows.get(row), columns.get(column)
        if first is None or second is None:
            raise FormulaError(f"{table} has no {'row' if first is None else 'column'} of that name")
        values = tuple(value for value in first.values if value.column == second.position and value.part == part - 1)
        if len(values) != 1:
            raise FormulaError(f"{table} has no such cell")
        return Worked(values[0].value, values[0].interval, (Named(index, first, second, values),))

    def _line(self, line: LineOf) -> list[Worked]:
        """Each cell of a line, those of a cell with several numbers averaged; averages that are printed left out."""
        index, rows, columns = self._table(line.table)
        found = (rows if line.by_row else columns).get(line.name)
        if found is None:
            raise FormulaError(f"{line.table} has no line of that name")
        across = index.columns if line.by_row else index.rows
        skipped = {cross.position for cross in across if cross.average}
        places: dict[int, list[Value]] = {}
        for value in found.values:
            place = value.column if line.by_row else value.row
            if place not in skipped:
                places.setdefault(place, []).append(value)
        parts: list[Worked] = []
        for values in places.values():
            mean = mean_of([Mean(value.value, value.interval, ()) for value in values])
            own = Named(index, found if line.by_row else None, None if line.by_row else found, tuple(values))
            parts.append(Worked(mean.value, mean.interval, (own,)))
        return parts

    def _call(self, call: Call) -> Worked:
        parts: list[Worked] = []
        for part in call.parts:
            parts.extend(self._line(part) if isinstance(part, LineOf) else [self.work_out(part)])
        if not parts or (len(parts) < 2 and call.function != "count"):
            raise FormulaError(f"{call.function} of fewer than two values")
        named = tuple(each for part in parts for each in part.named)
        values = [part.value for part in parts]
        if call.function == "count":
            count = Decimal(len(parts))
            return Worked(count, Interval(count, count), named)
        if call.function == "max" or call.function == "min":
            best = (max if call.function == "max" else min)(parts, key=lambda part: part.value)
            return Worked(best.value, best.interval, named)
        with localcontext(prec=PRECISION):
            low = sum((part.interval.low for part in parts), Decimal(0))
            high = sum((part.interval.high for part in parts), Decimal(0))
            total = sum(values, Decimal(0))
            if call.function == "mean":
                low, high, total = low / len(parts), high / len(parts), total / len(parts)
        return Worked(total, Interval(min(low, high), max(low, high)), named)

    def _binary(self, binary: Binary) -> Worked:
        left, right = self.work_out(binary.left), self.work_out(binary.right)
        named = left.named + right.named
        with localcontext(prec=PRECISION):
            if binary.sign == "+":
                return Worked(left.value + right.value, left.interval + right.interval, named)
            if binary.sign == "-":
                return Worked(left.value - right.value, left.interval - right.interval, named)
            if binary.sign == "*":
                if left.named and right.named:
                    raise FormulaError("cells are not multiplied with each other")
                factor, other = (left.value, right) if right.named else (right.value, left)
                return Worked(left.value * right.value, other.interval.scaled(factor), named)
            if right.interval.low <= 0:
                raise FormulaError("it divides by what may be nothing")
            return Worked(left.value / right.value, left.interval.divided(right.interval), named)

    def _table(self, name: str) -> tuple[TableIndex, Mapping[str, Line], Mapping[str, Line]]:
        if name not in self._tables:
            raise FormulaError(f"there is no table {name[:40]!r}")
        return self._tables[name]
