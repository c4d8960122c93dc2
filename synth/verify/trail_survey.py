"""A second look at the cells that a paper's numbers stand in: each weighed by all that is known of it (`reading`).

`trail.trails` looks numbers up and weighs the cells of each by a few names. Once every number has been read with that
behind it, what the numbers around another one stand in is known better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.algebra import is_readable
from synth.verify.index import TableIndex
from synth.verify.misreading import agreement, misreading
from synth.verify.reading import Asked, read_number
from synth.verify.surroundings import Surroundings, around_number, mention_of
from synth.verify.trail import Match, Place, Trails, telling

MOST_SURVEYED = 5_000
"""Numbers in all tables of a paper up to which its numbers are looked at again, and its changes twice."""
FAINT = 0.01
"""Share of a number from which a cell is kept."""


def is_surveyed(tables: Sequence[TableIndex]) -> bool:
    """Whether the tables are small enough to be looked at again."""
    return sum(len(index.values) for index in tables) <= MOST_SURVEYED


def surveyed(
    claims: Sequence[Claim], tables: Sequence[TableIndex], trails: Trails, system: frozenset[str], paper: Surroundings
) -> Trails:
    """The trails of a paper with the cells of its numbers weighed anew; reads each number that some cell prints."""
    found = {place: {match[:2]: match for match in matches} for place, matches in trails.matches.items()}
    printed = {abs(size) for index in tables for size in index.floats}
    for place, claim, quantity in _numbers(claims, trails):
        known, at = found.setdefault(place, {}), (quantity.start, quantity.end)
        if at not in known and abs(float(quantity.value)) not in printed:
            continue
        mention = mention_of(claim, paper.aliases)
        around = around_number(claim, quantity, mention, system, place, paper)
        asked = Asked(claim, quantity, around, trails.around(claim, quantity), place, paper.known)
        known.pop(at, None)
        if match := _match(asked, tables, paper):
            known[at] = match
    matches = {place: tuple(known[at] for at in sorted(known)) for place, known in found.items() if known}
    return replace(trails, matches=matches)


def _numbers(claims: Sequence[Claim], trails: Trails) -> Iterator[tuple[int, Claim, Quantity]]:
    """Every number that may be read from a cell, once, with its sentence's place in the paper."""
    seen: set[tuple[int, int, int]] = set()
    for claim in claims:
        if (place := trails.place(claim)) is None:
            continue
        for quantity in claim.quantities:
            key = place, quantity.start, quantity.end
            if key not in seen and is_readable(quantity):
                seen.add(key)
                yield place, claim, quantity


def _match(asked: Asked, tables: Sequence[TableIndex], paper: Surroundings) -> Match | None:
    """The cells that agree with a number, by how likely it is read from each; the less telling, the less sure it is."""
    quantity = asked.quantity
    reading = read_number(asked, tables, paper)
    cells: dict[Place, float] = {}
    for read in reading.cells:
        if agreed := read.probability * agreement(quantity, read.value):
            at = read.value.table, read.value.row, read.value.column
            cells[at] = cells.get(at, 0.0) + agreed
    whole = sum(cells.values())
    if whole <= 0:
        return None
    shares = {at: share / whole for at, share in cells.items() if share / whole >= FAINT}
    return quantity.start, quantity.end, shares, misreading(quantity, reading).agreeing * telling(quantity)
