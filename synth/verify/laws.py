"""What a paper's numbers say of themselves: averages and totals that their lines do not give, false bests, and more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from synth.quantity import Interval
from synth.records import CellsAnchor, Document
from synth.verify.axis import Mean, mean_of, single
from synth.verify.breach import Breach, table_name
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.laws_abstract import abstract_breaches
from synth.verify.laws_bold import bold_breaches
from synth.verify.laws_grim import grim_breaches
from synth.verify.laws_sums import sum_breaches
from synth.verify.laws_text import share_breaches
from synth.verify.names import words

KEPT = 0.75
"""Share of a table's lines whose average must follow from their cells before one that does not is a breach: what an
average is taken over (some columns, weighted, other runs) is rarely said, so the table itself must show it."""
FEWEST = 4
"""Lines with a printed average that a table needs to show what its averages are taken over."""


TOTAL = re.compile(r"^(?:sub)?(?:total|sum|sums)\b", re.IGNORECASE)


def breaches(tables: Sequence[TableIndex], document: Document | None = None) -> tuple[Breach, ...]:
    """Every breach of a law, by table and then by sentence, each in order."""
    found: list[Breach] = []
    for index in tables:
        for lines, cross, by_row in ((index.rows, index.columns, True), (index.columns, index.rows, False)):
            found.extend(_lines(index, lines, [line for line in cross if line.average], by_row=by_row, summed=False))
            found.extend(
                _lines(
                    index,
                    lines,
                    [line for line in cross if TOTAL.match(line.key) and "%" not in line.key],
                    by_row=by_row,
                    summed=True,
                )
            )
        found.extend(bold_breaches(index))
    found.extend(grim_breaches(document, tables))
    if document is not None:
        found.extend(share_breaches(document))
        found.extend(sum_breaches(document))
        found.extend(abstract_breaches(document, tables))
    return tuple(found)


def _lines(
    index: TableIndex, lines: tuple[Line, ...], stated: Sequence[Line], *, by_row: bool, summed: bool
) -> Iterator[Breach]:
    """The law of one axis: needs exactly one average (or total) across, so that what it is taken over is plain.

    A line with a gap breaks nothing: it may be filled where the average was taken.
    """
    if len(stated) != 1:
        return
    place = stated[0].position
    left_out = _left_out(stated[0], index.columns if by_row else index.rows)
    whole = max((_places(line, by_row=by_row) for line in lines), default=0)
    kept = 0
    broken: list[tuple[Line, Value, Mean]] = []
    for line in lines:
        printed = [value for value in line.values if (value.column if by_row else value.row) == place]
        mean = _mean_without(line, frozenset({place}), by_row=by_row)
        if len(printed) != 1 or mean is None or line.average or TOTAL.match(line.key) or (summed and "%" in line.key):
            continue
        places = _places(line, by_row=by_row)
        given = _times(mean, places - 1) if summed else mean
        others = () if summed else (_mean_without(line, each | {place}, by_row=by_row) for each in left_out)
        if _gives(given, printed[0]) or any(other is not None and _gives(other, printed[0]) for other in others):
            kept += 1
        elif places == whole:
            broken.append((line, printed[0], given))
    if kept + len(broken) < FEWEST or kept < KEPT * (kept + len(broken)):
        return
    for line, value, given in broken:
        formula = f"{'sum' if summed else 'mean'}({line.name} {'row' if by_row else 'column'})"
        cells = tuple(sorted({(value.row, value.column), *given.cells}))
        anchor = CellsAnchor(index.table.paper, index.table.number, cells)
        yield Breach(formula, value.value, given.value, anchor, table_name(index.table))


def _places(line: Line, *, by_row: bool) -> int:
    return len({value.column if by_row else value.row for value in line.values})


def _times(mean: Mean, count: int) -> Mean:
    """The sum that a mean of so many values is of; exact to the digits that the values have."""
    share = Decimal(count)
    decimals = Decimal("1e-9")
    return Mean((mean.value * share).quantize(decimals), mean.interval.scaled(share), mean.cells)


def _left_out(stated: Line, across: Sequence[Line]) -> tuple[frozenset[int], ...]:
    """What an average may leave out by its own name: "Avg. F1" all that is no F1, "Average (-en)" what is "en"."""
    said = frozenset(words(stated.key))
    named = frozenset(line.position for line in across if line is not stated and said & frozenset(words(line.key)))
    others = frozenset(line.position for line in across) - named
    return (named, others) if named else ()


def _mean_without(line: Line, left_out: frozenset[int], *, by_row: bool) -> Mean | None:
    """The mean of a line's other cells, dual cells averaged; None where changes and scores stand side by side."""
    parts: dict[int, list[Mean]] = {}
    for value in line.values:
        position = value.column if by_row else value.row
        if position not in left_out:
            parts.setdefault(position, []).append(single(value))
    if len(parts) < 2 or len({value.signed for value in line.values}) != 1:
        return None
    return mean_of([mean_of(parts[position]) for position in sorted(parts)])


def _gives(mean: Mean, stated: Value) -> bool:
    """Whether the mean may print as stated; one unit in the last place is left for cut off digits."""
    unit = Decimal(1).scaleb(-stated.decimals)
    return mean.interval.meets(Interval(stated.value - unit, stated.value + unit))
