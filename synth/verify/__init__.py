"""Deciding: a claim against its own paper's tables and text and against other papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synth.extract.names import document_names
from synth.quantity import Quantity
from synth.records import Check, Claim, Document, Paper, Problem, Verdict
from synth.verify.bounds import bounds_reached
from synth.verify.changes import check_direction
from synth.verify.compare import check_comparison
from synth.verify.independence import as_independent
from synth.verify.index import TableIndex, index_tables
from synth.verify.judge import judge
from synth.verify.names import WORD, Mention, fold, stem
from synth.verify.pair_survey import survey
from synth.verify.ranks import check_rank
from synth.verify.retold import retold
from synth.verify.statement_board import Board
from synth.verify.statement_own import check_said
from synth.verify.surroundings import NO_SURROUNDINGS, Surroundings, mention_of, surroundings
from synth.verify.tables import check_tables
from synth.verify.text import Statements, check_text, statements
from synth.verify.told_otherwise import check_retold
from synth.verify.trail import NO_TRAILS, Trails, trails
from synth.verify.trail_survey import is_surveyed, surveyed

__all__ = ["Witness", "verify_claim", "witness"]

SURVEYS = 2
"""Looks at all changes of a paper before one is asked for; a third tells them hardly better."""
WITNESSES = 2
"""Other papers that are named for a claim; a third adds nothing to the verdict."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A paper made ready to be asked: its tables as lines of numbers and its claims."""

    document: Document
    tables: tuple[TableIndex, ...]
    statements: Statements
    trails: Trails = NO_TRAILS
    system: frozenset[str] = frozenset()
    """The words of the name that the authors give their own system."""
    surroundings: Surroundings = NO_SURROUNDINGS
    problems: tuple[Problem, ...] = ()
    """Bounds of the search over tables that were reached."""
    boards: dict[int, Board] = field(default_factory=dict, repr=False, compare=False)
    """The tables, by number, as claims without numbers ask them; each made when it is first asked."""


def witness(document: Document, claims: Sequence[Claim]) -> Witness:
    """Prepare a paper; `claims` are all the claims that were extracted from it."""
    tables = index_tables(document)
    system = frozenset(stem(word) for word in WORD.findall(fold(document_names(document).system or "")))
    found = trails(document, tables, claims)
    said = statements(claims)
    again = retold(said, tables)
    known = surroundings(document, tables, found, again)
    if is_surveyed(tables):
        found = surveyed(claims, tables, found, system, known)
        known = surroundings(document, tables, found, again)
    for _ in range(SURVEYS if is_surveyed(tables) else 1):
        known = replace(known, changes=survey(claims, tables, found, system, known))
    return Witness(document, tables, said, found, system, known, tuple(bounds_reached(document, tables)))


def verify_claim(claim: Claim, own: Witness, others: Sequence[Witness] = ()) -> Verdict:
    """One claim against its own paper and against others, each kind of evidence in a check of its own."""
    aliases = own.document.aliases
    mention = mention_of(claim, aliases)
    checks: list[Check | None] = []
    if claim.quantities:
        told = _own_tables(claim, own)
        if told is None or told.status == "unresolved":
            told = check_retold(claim, own.surroundings.retold, lambda other: _own_tables(other, own)) or told
        checks.append(told)
    else:
        checks.append(_without_numbers(claim, own))
    checks.append(check_text(claim, own.statements, against="own_text"))
    checks.extend(_other_papers(claim, mention, own.document.paper, others))
    return judge([check for check in checks if check is not None], claim=claim)


def _own_tables(claim: Claim, own: Witness) -> Check | None:
    mention = mention_of(claim, own.document.aliases)
    return check_tables(claim, own.tables, mention, trails=own.trails, system=own.system, paper=own.surroundings)


def _without_numbers(claim: Claim, own: Witness) -> Check | None:
    """A claim without numbers against the own tables: by the plainest rule that decides it."""
    aliases = own.document.aliases
    told = (
        check_comparison(claim, own.tables, aliases)
        or check_rank(claim, own.tables, aliases)
        or check_direction(claim, own.tables, aliases)
    )
    if told is not None and told.status != "unresolved":
        return told
    said = check_said(claim, own.tables, own.trails.referred(claim), own.boards)
    return said if said is not None and (told is None or said.status == "supported") else told


def _other_papers(claim: Claim, mention: Mention, own: Paper, others: Sequence[Witness]) -> list[Check]:
    """The two papers that support most; a different number there is no contradiction, it may be measured anew."""
    if not claim.quantities or any(quantity.kind in ("count", "rank", "ratio") for quantity in claim.quantities):
        return []  # "nine tasks" stands in every paper
    named = Mention(mention.words, own=False)
    found: list[tuple[Check, Paper]] = []
    for other in others:
        paper = other.document.paper
        if paper.id == claim.anchor.paper:
            continue
        tables = [index for index in other.tables if _holds_all(index, claim.quantities)]
        said = (
            check_tables(claim, tables, named, against="other_paper") if tables else None,
            check_text(claim, other.statements, against="other_paper"),
        )
        supports = [check for check in said if check and check.status == "supported"]
        if supports:
            found.append((max(supports, key=lambda check: check.confidence), paper))
    told: list[Check] = []
    heard: list[Paper] = []
    while found and len(told) < WITNESSES:
        weighed = [(as_independent(check, paper, own, heard), paper) for check, paper in found]
        best, paper = max(weighed, key=lambda pair: pair[0].confidence)
        told.append(best)
        heard.append(paper)
        found = [pair for pair in found if pair[1] is not paper]
    return told


def _holds_all(index: TableIndex, quantities: Sequence[Quantity]) -> bool:
    """Whether the table prints every one of the numbers: a cheap look before the algebra."""
    printed = {abs(value.value) for value in index.values}
    return all(abs(quantity.value) in printed for quantity in quantities)
