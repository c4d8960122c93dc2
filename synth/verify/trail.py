"""What a paper's sentences are seen to speak of: the cells that their numbers are found in, sentence by sentence.

A sentence that names no row and no column often stands beside numbers that plainly come from one table, one column or
one row; those lines are then meant by their neighbour too. A number's own matches never count for itself, so that what
is said about it is known before it is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import exp
from typing import TypeVar

from synth.quantity import Quantity
from synth.records import Claim, Document
from synth.verify.cells import Value
from synth.verify.index import TableIndex
from synth.verify.names import Mention
from synth.verify.nearness import beside_number

TABLE_NUMBER = re.compile(r"\bTab(?:le|\.)s?\s+([\dIVX]+)(?:\s*(?:and|,|&|to|–|-)\s*([\dIVX]+))?", re.IGNORECASE)
MOST_CELLS = 8
"""A number that stands in more cells than this tells nothing about which of them is meant."""
TAKEN = 0.5
"""Share of a cell from which a number is taken to stand there."""
SAME, BESIDE, NEAR = 1.0, 0.6, 0.35
"""How far a number speaks for one of its own sentence, of the sentence beside it and of the paragraph."""
NAMED, REFERRED, SAME_DECIMALS = 1.5, 2.0, 1.0
"""What it adds to the log odds of a cell that its row (or column) is named in the sentence, or beside the number; that
the sentence refers to its table; and that it prints as many decimals."""
FARTHEST = 12
"""Sentences of a long paragraph on either side that are looked at."""
LIFT = 0.85
"""What one number of the same sentence that stands in a single cell makes of the weight of that cell's lines."""


Place = tuple[int, int, int]
"""Table, row and column of a cell."""


@dataclass(frozen=True, slots=True)
class Trail:
    """How far (0 to 1) other numbers around a number speak for each table, row and column; tables that are named."""

    tables: dict[int, float] = field(default_factory=dict)
    rows: dict[tuple[int, int], float] = field(default_factory=dict)
    columns: dict[tuple[int, int], float] = field(default_factory=dict)
    printed: frozenset[str] = frozenset()
    """Printed numbers of the tables that the paragraph names last, before or in the sentence."""
    taken: frozenset[Place] = frozenset()
    """Cells that another number of the sentence most likely stands in."""
    others: Mapping[Place, float] = field(default_factory=dict)
    """How likely another number of the sentence stands in a cell, of those that it may stand in."""
    before: Mapping[Place, float] = field(default_factory=dict)
    after: Mapping[Place, float] = field(default_factory=dict)
    """The same of the numbers of the sentence that stand next before and next after this one."""
    repeated: int = 0
    """How often the same number stands elsewhere in the paper's claims: a slip is rarely made twice."""


NO_TRAIL = Trail()
Key = TypeVar("Key", int, tuple[int, int])
Match = tuple[int, int, Mapping[Place, float], float]
"""Start and end of a number in the source, its cells with their shares (they sum to 1), and how telling it is."""


@dataclass(frozen=True, slots=True)
class Trails:
    """The matches of a paper's numbers by sentence, and where each sentence stands."""

    places: dict[tuple[str | None, int | None, int, int], int] = field(default_factory=dict)
    paragraphs: tuple[int, ...] = ()
    named: tuple[frozenset[str], ...] = ()
    matches: dict[int, tuple[Match, ...]] = field(default_factory=dict)
    numbers: dict[Decimal, frozenset[tuple[str | None, int, int]]] = field(default_factory=dict)
    several: frozenset[Place] = frozenset()
    """Cells that print several numbers: one of them found there leaves the others to be read."""

    def place(self, claim: Claim) -> int | None:
        """Which of the paper's sentences a claim was taken from."""
        anchor = claim.anchor
        return self.places.get((anchor.file, anchor.page, anchor.start, anchor.end))

    def referred(self, claim: Claim) -> frozenset[str]:
        """Printed numbers of the tables that the claim's paragraph names last, before or in its sentence."""
        here = self.place(claim)
        if here is None:
            return frozenset()
        for place in range(here, max(-1, here - FARTHEST - 1), -1):
            if self.paragraphs[place] != self.paragraphs[here]:
                break
            if self.named[place]:
                return self.named[place]
        return frozenset()

    def around(self, claim: Claim, quantity: Quantity) -> Trail:
        """What the numbers around a quantity of a claim of this paper speak of."""
        anchor = claim.anchor
        here = self.place(claim)
        if here is None:
            return NO_TRAIL
        paragraph = self.paragraphs[here]
        first = last = here
        while first > 0 and self.paragraphs[first - 1] == paragraph and here - first < FARTHEST:
            first -= 1
        while last + 1 < len(self.paragraphs) and self.paragraphs[last + 1] == paragraph and last - here < FARTHEST:
            last += 1
        tables: dict[int, float] = {}
        rows: dict[tuple[int, int], float] = {}
        columns: dict[tuple[int, int], float] = {}
        others: dict[Place, float] = {}
        before: tuple[int, Mapping[Place, float]] = (-1, {})
        after: tuple[int, Mapping[Place, float]] = (-1, {})
        for place in range(first, last + 1):
            nearness = SAME if place == here else BESIDE if abs(place - here) == 1 else NEAR
            for start, end, cells, telling in self.matches.get(place, ()):
                if place == here and start < quantity.end and quantity.start < end:
                    continue
                if place == here:
                    for cell in cells.keys() - self.several:
                        others[cell] = max(cells[cell], others.get(cell, 0.0))
                if place == here and before[0] < end <= quantity.start:
                    before = end, cells
                if place == here and quantity.end <= start and (after[0] < 0 or start < after[0]):
                    after = start, cells
                for (table, row, column), share in cells.items():
                    said = nearness * telling * share
                    _speak(tables, table, said)
                    _speak(rows, (table, row), said)
                    _speak(columns, (table, column), said)
        own = (anchor.file, quantity.start, quantity.end)
        repeated = len(self.numbers.get(abs(quantity.value), frozenset()) - {own})
        taken = frozenset(cell for cell, share in others.items() if share >= TAKEN)
        return Trail(tables, rows, columns, self.referred(claim), taken, others, before[1], after[1], repeated)


NO_TRAILS = Trails()


def _speak(weights: dict[Key, float], key: Key, telling: float) -> None:
    weights[key] = 1 - (1 - weights.get(key, 0.0)) * (1 - LIFT * telling)


def trails(document: Document, tables: Sequence[TableIndex], claims: Sequence[Claim]) -> Trails:
    """Looks up every number of the claims in the tables; linear in both."""
    cells: dict[Decimal, list[tuple[TableIndex, Value]]] = {}
    printed: Counter[Place] = Counter()
    for index in tables:
        for value in index.values:
            cells.setdefault(abs(value.value), []).append((index, value))
            printed[value.table, value.row, value.column] += 1
    places = {
        (s.anchor.file, s.anchor.page, s.anchor.start, s.anchor.end): place
        for place, s in enumerate(document.sentences)
    }
    named = tuple(named_tables(sentence.text) for sentence in document.sentences)
    numbers: dict[Decimal, set[tuple[str | None, int, int]]] = {}
    matches: dict[int, dict[tuple[int, int], Match]] = {}
    for claim in claims:
        anchor = claim.anchor
        place = places.get((anchor.file, anchor.page, anchor.start, anchor.end))
        if place is None:
            continue
        for quantity in claim.quantities:
            at = quantity.start, quantity.end
            numbers.setdefault(abs(quantity.value), set()).add((anchor.file, *at))
            found = cells.get(abs(quantity.value), []) if quantity.high is None else []
            if sure := telling(quantity) * (0 < len(found) <= MOST_CELLS):
                shares = _shares(claim, quantity, found, named[place], document.aliases)
                matches.setdefault(place, {})[at] = *at, shares, sure
    return Trails(
        places,
        tuple(sentence.paragraph for sentence in document.sentences),
        named,
        {place: tuple(each[key] for key in sorted(each)) for place, each in matches.items()},
        {number: frozenset(where) for number, where in numbers.items()},
        frozenset(place for place, times in printed.items() if times > 1),
    )


def _shares(
    claim: Claim,
    quantity: Quantity,
    found: Sequence[tuple[TableIndex, Value]],
    printed: frozenset[str],
    aliases: Sequence[tuple[str, str]],
) -> dict[Place, float]:
    """Of the cells that hold a number, how likely each is meant: by how well the sentence names its row and column.

    They sum to 1; a log-linear model whose few weights are set by hand.
    """
    if len(found) == 1:
        value = found[0][1]
        return {(value.table, value.row, value.column): 1.0}
    mention = Mention.of(claim.text, aliases)
    near = beside_number(claim.text, quantity.text)
    beside = Mention.of(near, aliases) if near else mention
    weights: dict[Place, float] = {}
    for index, value in found:
        told, here = index.labels.scores(mention), index.labels.scores(beside)
        names = (
            max((each[name] for name in told_names if name in each), default=0.0)
            for told_names in (value.row_names, value.column_names)
            for each in (told, here)
        )
        score = NAMED * sum(names) + REFERRED * (index.table.printed in printed)
        score += SAME_DECIMALS * (value.decimals == quantity.decimals)
        place = value.table, value.row, value.column
        weights[place] = max(exp(score), weights.get(place, 0.0))
    total = sum(weights.values())
    return {place: weight / total for place, weight in weights.items()}


def named_tables(text: str) -> frozenset[str]:
    """The printed numbers of the tables that a text names."""
    return frozenset(number for match in TABLE_NUMBER.finditer(text) for number in match.groups() if number)


def telling(quantity: Quantity) -> float:
    """How much it says that a number stands in a cell: by its digits, more where it has decimals."""
    digits = len(quantity.value.as_tuple().digits)
    if quantity.decimals <= 0:
        digits -= 1
    return {0: 0.0, 1: 0.0, 2: 0.4}.get(digits, 1.0)
