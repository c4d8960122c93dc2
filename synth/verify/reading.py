"""Which cell a number is read from: a probability for every cell of a paper's tables, and for none of them.

A log-linear model over the cues of row, column, table and cell (`cues`), one softmax over all cells and "no table".
Its weights are those that make the paper's own numbers most likely on the half of the papers that
`tests/benchmarks/planted.py` calls tuned, where a number is either that of its cell, a slip of it, or drawn from its
surroundings when no table is meant (marginal likelihood with an L2 penalty; no cell was labelled by hand). What the
paper's other numbers stand in (`trail`, habits) is part of the cues, as in AggChecker (Jo et al., SIGMOD 2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum
from operator import mul

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify import cue_weights
from synth.verify.align import lifts_of
from synth.verify.cell_cues import CELL, NOWHERE, cell_cues, nowhere_cues
from synth.verify.cells import Value
from synth.verify.cues import FAR, LINE, TABLE, Around, line_cues, table_cues
from synth.verify.index import TableIndex
from synth.verify.slips import slips
from synth.verify.surroundings import Said, Surroundings
from synth.verify.trail import Trail

MOST_CELLS = 500
"""Cells of one table that are weighed: those of the best named lines, and the number and its slips."""


@dataclass(frozen=True, slots=True)
class Read:
    """A cell with the probability that the number is read from it, before the number is looked at."""

    value: Value
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A probability for every cell of the paper's tables, in table order, and for none of them; they sum to 1."""

    cells: tuple[Read, ...]
    nowhere: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One number as it is asked for: where it stands and what stands around it."""

    claim: Claim
    quantity: Quantity
    around: Around
    trail: Trail
    place: int | None
    known: frozenset[str] = frozenset()
    """The words of the paper's tables."""


@dataclass(frozen=True, slots=True)
class Cued:
    """The cues of one table, of its rows and columns by position, and of its cells in reading order."""

    table: tuple[float, ...]
    rows: Mapping[int, tuple[float, ...]]
    columns: Mapping[int, tuple[float, ...]]
    cells: tuple[tuple[Value, tuple[float, ...]], ...]


def read_number(asked: Asked, tables: Sequence[TableIndex], paper: Surroundings) -> Reading:
    """The softmax of the weighted cues over all cells and "no table"."""
    each, none = cued(asked, tables, paper)
    scored: list[tuple[Value, float]] = []
    for table in each:
        base = _weighed(table.table, TABLE_WEIGHTS)
        rows = {place: _weighed(cues, ROW_WEIGHTS) for place, cues in table.rows.items()}
        columns = {place: _weighed(cues, COLUMN_WEIGHTS) for place, cues in table.columns.items()}
        scored.extend(
            (value, base + rows[value.row] + columns[value.column] + _weighed(cues, CELL_WEIGHTS))
            for value, cues in table.cells
        )
    nowhere = _weighed(none, NOWHERE_WEIGHTS)
    top = max((score for _, score in scored), default=nowhere)
    top = max(top, nowhere)
    total = fsum(exp(score - top) for _, score in scored) + exp(nowhere - top)
    return Reading(tuple(Read(value, exp(score - top) / total) for value, score in scored), exp(nowhere - top) / total)


def cued(asked: Asked, tables: Sequence[TableIndex], paper: Surroundings) -> tuple[tuple[Cued, ...], tuple[float, ...]]:
    """The cues of every table with its cells, and those of "no table"."""
    claim, around, trail = asked.claim, asked.around, asked.trail
    own = paper.shares.get(asked.place, {}) if asked.place is not None else {}
    habits = {name: 1 - exp(-(weight - own.get(name, 0.0)) / 2) for name, weight in paper.habits.items()}
    starts = paper.order.get((claim.anchor.file, claim.anchor.page), ())
    rank = sum(start < claim.anchor.start for start, _ in starts)
    apart = {number: min(abs(k + 0.5 - rank), FAR) / FAR for k, (_, number) in enumerate(starts)}
    said = Said.of(around, paper.known)
    found: list[Cued] = []
    named: list[tuple[float, float]] = []
    for index in tables:
        distance = apart.get(index.table.number, 1.0)
        cues = table_cues(index, around, claim, asked.quantity, trail, distance, paper.captions, paper.contents)
        lifts = lifts_of(index, trail)
        rows = line_cues(index, index.rows, around, claim, asked.quantity, lifts[0], habits)
        columns = line_cues(index, index.columns, around, claim, asked.quantity, lifts[1], habits)
        named.append((max(cues[0] for cues in rows.values()), max(cues[0] for cues in columns.values())))
        found.append(Cued(cues, rows, columns, tuple(_cells(index, asked, said, rows, columns))))
    best = max((a for a, _ in named), default=0.0), max((b for _, b in named), default=0.0)
    lines = *best, max((min(pair) for pair in named), default=0.0)
    return tuple(found), nowhere_cues(claim, asked.quantity, trail, paper.known, around, lines)


def _cells(
    index: TableIndex,
    asked: Asked,
    said: Said,
    rows: Mapping[int, tuple[float, ...]],
    columns: Mapping[int, tuple[float, ...]],
) -> Iterator[tuple[Value, tuple[float, ...]]]:
    """The cells of one table with their cues."""
    caption = said.mask(index.caption_words)
    row_masks = {line.position: said.mask(line.words) for line in index.rows}
    column_masks = {line.position: said.mask(line.words) | caption for line in index.columns}
    spans = {line.position: line.span for line in index.columns}
    values = index.values
    if len(values) > MOST_CELLS:
        wanted = {float(size) for size in (*slips(asked.quantity), abs(asked.quantity.value))}
        of_row = {place: _weighed(cues, ROW_WEIGHTS) for place, cues in rows.items()}
        of_column = {place: _weighed(cues, COLUMN_WEIGHTS) for place, cues in columns.items()}
        rough = [of_row[value.row] + of_column[value.column] for value in values]
        best = frozenset(sorted(range(len(values)), key=lambda place: -rough[place])[:MOST_CELLS])
        near = {place for place, size in enumerate(index.floats) if abs(size) in wanted}
        values = tuple(values[place] for place in sorted(best | near))
    number, taken = index.table.number, asked.trail.others
    for value in values:
        covering = row_masks[value.row] | column_masks[value.column]
        both = min(rows[value.row][0], columns[value.column][0])
        cues = cell_cues(
            value,
            asked.quantity,
            asked.around,
            spans[value.column],
            taken.get((number, value.row, value.column), 0.0),
            said.covered(covering, both),
            asked.trail,
        )
        yield value, cues


def _weighed(cues: tuple[float, ...], weights: tuple[float, ...]) -> float:
    return fsum(map(mul, cues, weights))


ROW_WEIGHTS = tuple(cue_weights.ROW[name] for name in LINE)
COLUMN_WEIGHTS = tuple(cue_weights.COLUMN[name] for name in LINE)
TABLE_WEIGHTS = tuple(cue_weights.TABLE[name] for name in TABLE)
CELL_WEIGHTS = tuple(cue_weights.CELL[name] for name in CELL)
NOWHERE_WEIGHTS = tuple(cue_weights.NOWHERE[name] for name in NOWHERE)
