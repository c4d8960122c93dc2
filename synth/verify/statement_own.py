"""Claims without numbers, held as statements against the tables that their paragraph refers to.

What a paper says of its own tables is nearly always true, and how it is read here sometimes wrong. So a table speaks
for such a claim, where comparisons of named lines hold in (nearly) every cell; that one speaks against it is said, and
decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from synth.records import Check, Claim
from synth.verify.breach import table_name
from synth.verify.index import TableIndex
from synth.verify.statement import StatementCheck, check_statement
from synth.verify.statement_board import Board, board
from synth.verify.statement_place import Fact
from synth.verify.statement_words import NEGATION, clauses

COMPARED = frozenset({"compare", "rank"})
"""Kinds of facts that two named sides or a named first one decide; changes and levels are read too loosely."""
HOLDS = 0.8
"""Least score of a comparison that holds, 1 in every cell: with 0.3 a third more sentences hold, and twice as many of
those whose direction was turned round."""
BOUND = 0.4
"""How plainly one comparison at least must be bound to the table."""
AGAINST = 0.7
"""Probability from which it is told that a table speaks against a claim."""
SURE = 0.8
"""What such a check counts as: of 40 read by hand, 36 rest on the cells that the sentence is about."""
LONGEST = 400
"""Characters of a claim; longer ones are mostly several sentences that lost their full stops."""


def check_said(
    claim: Claim, tables: Sequence[TableIndex], referred: Collection[str], boards: dict[int, Board]
) -> Check | None:
    """A claim without numbers against the tables with these printed numbers; None where they say nothing to it.

    `boards` keeps the tables that were asked before, by number.
    """
    if len(claim.text) > LONGEST or not any(clause.cues for clause in clauses(claim.text)):
        return None
    told: list[tuple[TableIndex, StatementCheck]] = []
    for index in tables:
        if index.table.printed in referred:
            number = index.table.number
            asked = boards[number] = boards.get(number) or board(index)
            told.append((index, check_statement(claim.text, (), asked)))
    for index, said in told:
        if said.check.status == "supported" and _holds(_compared(said)):
            reason = f"{table_name(index.table)} gives {said.check.formula}"
            return replace(said.check, confidence=SURE, reason=reason)
    if told and not NEGATION.search(claim.text) and all(_breaks(said) for _, said in told):
        index, said = told[0]
        reason = f"{table_name(index.table)} may speak against it: {said.check.formula}"
        return replace(said.check, status="unresolved", confidence=said.probabilities["contradicted"], reason=reason)
    return None


def _compared(said: StatementCheck) -> list[Fact]:
    return [fact for fact in said.seen.facts if fact.kind in COMPARED]


def _holds(facts: Sequence[Fact]) -> bool:
    return all(fact.score >= HOLDS for fact in facts) and any(fact.sure >= BOUND for fact in facts)


def _breaks(said: StatementCheck) -> bool:
    facts = _compared(said)
    likely = said.check.status == "contradicted" and said.probabilities["contradicted"] >= AGAINST
    return likely and bool(facts) and all(fact.score == -1 for fact in facts)
