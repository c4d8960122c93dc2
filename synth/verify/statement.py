"""A statement about a table: what it speaks of, what the table says to it, and the check that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.quantity import Quantity
from synth.records import STATUSES, CellsAnchor, Check, Status
from synth.verify.confidence import as_sure, held_back, most_probable
from synth.verify.judge import judge_model
from synth.verify.statement_board import Board, Cells, board
from synth.verify.statement_facts import facts
from synth.verify.statement_features import features
from synth.verify.statement_links import Link, link, meant_by_numbers
from synth.verify.statement_model import statement_model
from synth.verify.statement_numbers import Found, find_numbers, number_facts, telling_places
from synth.verify.statement_place import Fact

__all__ = ["Look", "StatementCheck", "backed", "board", "check_statement", "look"]

GIVEN = ("named", "formula")
"""States of a number that cells of the table give."""
FOUR_IN_TEN = -0.2
"""Score from which enough cells speak for a statement: four of ten, the strictest that costs the tuning half of
SciTab nothing (a majority costs it one right statement in a hundred).

One cell that says otherwise speaks against it: a statement that names no metric and no set is about some of them, but
a wrong one is wrong about any.
"""
LONGEST = 20_000
"""Characters of a statement that are looked at."""
MOST_CELLS = 60
"""Cells that a check names; a statement about a whole table rests on no single one of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """One statement beside one table: everything that a verdict on it rests on."""

    links: tuple[Link, ...]
    facts: tuple[Fact, ...]
    numbers: tuple[tuple[Found, Cells, str], ...]
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class StatementCheck:
    """The check of one statement against one table, the probability of each status, and what they rest on."""

    check: Check
    probabilities: Mapping[Status, float]
    seen: Look


def look(text: str, quantities: Sequence[Quantity], asked: Board) -> Look:
    """Looks at a statement beside a table; the quantities' offsets refer to the text.

    Of a text longer than any statement the first `LONGEST` characters are looked at.
    """
    text, quantities = text[:LONGEST], [quantity for quantity in quantities if quantity.end <= LONGEST]
    links = meant_by_numbers(link(text, asked.index), telling_places(quantities, asked))
    said = facts(text, links, asked)
    said = (*said, *number_facts(text, quantities, links, said, asked))
    numbers = find_numbers(text, quantities, links, asked)
    found = features(text, links, said, [state for state, _, _ in numbers], asked)
    return Look(links, said, numbers, found)


def check_statement(text: str, quantities: Sequence[Quantity], asked: Board) -> StatementCheck:
    """One statement against one table. Its cells and its formula are those that speak for the status."""
    seen = look(text, quantities, asked)
    rounded = as_sure(backed(statement_model().probabilities(seen.features), seen), judge_model().statement)
    status = max(STATUSES, key=lambda name: (rounded[name], -STATUSES.index(name)))
    sense = {"supported": 1, "contradicted": -1}.get(status, 0)
    facts_ = [fact for fact in seen.facts if fact.score * sense > 0 or not sense]
    facts_ = facts_ or [fact for fact in seen.facts if fact.score * sense > (FOUR_IN_TEN if sense > 0 else -1)]
    numbers = [(cells, formula) for state, cells, formula in seen.numbers if state in GIVEN]
    if sense < 0:
        numbers = []
    cells = dict.fromkeys(cell for fact in facts_ for cell in fact.cells)
    cells.update(dict.fromkeys(cell for places, _ in numbers for cell in places))
    formula = "; ".join(dict.fromkeys([*(fact.formula for fact in facts_), *(formula for _, formula in numbers)]))
    table = asked.index.table
    anchors = (CellsAnchor(table.paper, table.number, tuple(sorted(cells))),) if 0 < len(cells) <= MOST_CELLS else ()
    reason = _reason(status, formula, seen)
    check = Check("own_table", status, rounded[status], reason, None, formula or None, anchors)
    return StatementCheck(check, rounded, seen)


def backed(told: Mapping[Status, float], seen: Look) -> dict[Status, float]:
    """The model's probabilities, except that wording decides nothing: the most probable status needs cells for it.

    Not all cells need to ("better in 4 of 6" has two against it). Where none speaks for it, or fewer than `FOUR_IN_TEN`
    for support, it shares with `unresolved` and comes out just behind it.
    """
    made: dict[Status, float] = {status: round(told[status], 4) for status in STATUSES}
    for_it = any(fact.score > FOUR_IN_TEN for fact in seen.facts) or any(state in GIVEN for state, _, _ in seen.numbers)
    against = any(fact.score < 1 for fact in seen.facts)
    made["unresolved"] = round(1 - made["supported"] - made["contradicted"], 4)
    unspoken = {status for status, spoken in (("supported", for_it), ("contradicted", against)) if not spoken}
    while (best := most_probable(made)) in unspoken:
        made = held_back(made, best)
    return made


def _reason(status: Status, formula: str, seen: Look) -> str:
    """One sentence: what of the table speaks for the status, or why it decides nothing."""
    if status == "unresolved":
        if not seen.links:
            return "the table names nothing that the statement speaks of"
        named = ", ".join(dict.fromkeys(each.phrase for each in seen.links[:4]))
        return f"the table names {named}, but that decides too little of the statement"
    return f"the table {'gives' if status == 'supported' else 'speaks against it:'} {formula}"
