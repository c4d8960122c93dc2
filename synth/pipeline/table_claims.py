"""A text report's claim table verified anew: each of its claims held against the papers of a corpus.

Such a claim has no place of its own in a paper. It is looked for among the papers' sentences; where one says it, the
claim is verified as that sentence's. That a paper says it is where the claim comes from and no evidence for it. A claim
that no sentence says is held against the tables and claims of the papers that come nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from synth.extract.claims import extract_claims
from synth.extract.quantities import find_quantities
from synth.pipeline.shelves import Shelf
from synth.pipeline.table_sentences import Library, Said, places
from synth.records import (
    Anchor,
    CellsAnchor,
    Check,
    Claim,
    Document,
    Paper,
    Progress,
    Sentence,
    Status,
    Traced,
    Verdict,
    silent,
)
from synth.report.diff_likeness import numbers
from synth.report.diff_table import READ, ClaimRow, ClaimTable
from synth.report.words import listed
from synth.verify import Witness, verify_claim
from synth.verify.judge import judge
from synth.verify.text import content_words

if TYPE_CHECKING:
    from synth.report.to_json import Json

Tick = Literal["holds", "fails", "own_words", "open"]
"""What became of the old mark: our verdict agrees; says the opposite; a paper says it, and nothing more; neither."""

TICKS: Mapping[Tick, str] = {
    "holds": "holds",
    "fails": "does not hold",
    "own_words": "rests on the paper's own words",
    "open": "not decided",
}

PAPERS = 4
"""Papers whose tables are asked about a claim that no sentence says."""
MISQUOTED = 0.85
"""How surely a number is wrong that stands in the words of a sentence that has another number there."""
DECIDES: tuple[Status, ...] = ("contradicted", "not_comparable", "unresolved", "supported")
"""Of the parts of a claim the first of these decides: one contradicted is enough, all must be supported."""


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """A row of the table with our verdict, the sentences that say it, and what became of its mark."""

    row: ClaimRow
    verdict: Verdict
    said: tuple[Said, ...]
    tick: Tick


def verify_table(table: ClaimTable, shelves: Sequence[Shelf], *, progress: Progress = silent) -> list[TableVerdict]:
    """A verdict for each row of a claim table, in the order of the rows, from the papers of open corpora."""
    library = Library(shelves, table.sources)
    made: list[TableVerdict] = []
    for done, row in enumerate(table.rows):
        progress("verifying claims", done, len(table.rows))
        made.append(_verify_row(table.name, row, library))
    progress("verifying claims", len(table.rows), len(table.rows))
    return made


def _verify_row(name: str, row: ClaimRow, library: Library) -> TableVerdict:
    if not row.text.strip():
        return TableVerdict(row, replace(judge(()), reason="the row has no claim"), (), "open")
    near = library.near(row)
    said = library.said(row, near)
    papers = dict.fromkeys([*(each.paper for each in said), *library.cited, *(paper for paper, _ in near)])
    others = [library.witness(paper) for paper in [*papers][:PAPERS]]
    parts = [(claim, _verify_claim(claim, said, others, library)) for claim in _claims(name, row)]
    verdict = _together(parts, said)
    return TableVerdict(row, verdict, said, _tick(row.status, verdict.status, said))


def _claims(name: str, row: ClaimRow) -> list[Claim]:
    """The row's claims, one a number, as extraction gives them for a sentence; at least the row itself."""
    text = row.sentence
    anchor = Anchor(name, None, None, 0, len(text), text)
    sentence = Sentence(Traced(text, ((0, len(text), 0, len(text)),)), anchor)
    if len(text) <= READ:
        alone = Document(Paper(name), (), (sentence,), (), ())
        claims = extract_claims(alone)
        if row.noted:  # of the numbers of its sentence the claim is about those that its note names
            claims = tuple(claim for claim in claims if numbers(claim.quantities) <= numbers(row.quantities))
        if claims:
            return list(claims)
    return [Claim(Claim.make_id(anchor, text), text, anchor, find_quantities(text[:READ]))]


def _verify_claim(claim: Claim, said: Sequence[Said], others: Sequence[Witness], library: Library) -> Verdict:
    """One claim of a row: as the claim of the paper whose sentence says it, else by what the papers print."""
    if not said:
        return _unsaid(claim, others)
    own = library.witness(said[0].paper)
    anchor = said[0].sentence.anchor
    here = [each for each in own.statements.claims if each.anchor == anchor]
    same = [each for each in here if numbers(each.quantities) == numbers(claim.quantities)]
    asked = content_words(claim.text)
    best = max(same, key=lambda each: len(asked & content_words(each.text)), default=None)
    verdict = verify_claim(best or replace(claim, anchor=anchor), own, others)
    if not said[0].misquoted or numbers(claim.quantities) <= numbers(q for each in here for q in each.quantities):
        return verdict
    numbers_there = listed([*dict.fromkeys(quantity.text for each in here for quantity in each.quantities)])
    numbers_there = numbers_there or "another number"
    reason = f"{places(said[:1])} has these very words with {numbers_there}"
    check = Check("own_text", "contradicted", MISQUOTED, reason, anchors=(anchor,))
    return judge([*(each for each in verdict.checks if each.against != "own_text"), check], claim=claim)


def _unsaid(claim: Claim, papers: Sequence[Witness]) -> Verdict:
    """A claim that no sentence says, as if each of these papers made it: only support counts, for it may be nobody's.

    The first paper with the strongest support speaks.
    """
    best = judge(())
    for paper in papers:
        anchor = replace(claim.anchor, paper=paper.document.paper.id)
        verdict = verify_claim(replace(claim, anchor=anchor), paper, papers)
        if verdict.status == "supported" and (best.status != "supported" or verdict.confidence > best.confidence):
            best = verdict
    return best


def _together(parts: Sequence[tuple[Claim, Verdict]], said: Sequence[Said]) -> Verdict:
    """The verdict of the part that decides, the surest where one contradicts, else the least sure, with all checks.

    A count beside a measured number ("on all nine tasks") names the setting: it decides only where it is contradicted.
    """

    def rank(part: tuple[Claim, Verdict]) -> tuple[int, float]:
        verdict = part[1]
        sure = -verdict.confidence if verdict.status == "contradicted" else verdict.confidence
        return DECIDES.index(verdict.status), sure

    measured = [part for part in parts if any(quantity.kind != "count" for quantity in part[0].quantities)]
    wrong = [part for part in parts if part[1].status == "contradicted"]
    deciding = min([*measured, *wrong] or parts, key=rank)[1]
    checks = [check for _, verdict in parts for check in verdict.checks]
    told = list(dict.fromkeys(filter(None, (_reason(claim, verdict, len(parts) > 1) for claim, verdict in parts))))
    if said and not said[0].misquoted:
        own = f"own words of {places(said)}"
        told.insert(0, own if told else f"{own}, and nothing beyond them to check it against")
        reason = f"{places(said[:1])} says it in its own words, which is where it comes from"
        anchors = tuple(each.sentence.anchor for each in said)
        checks.append(Check("own_text", "unresolved", round(said[0].likeness, 4), reason, anchors=anchors))
    return replace(deciding, checks=tuple(dict.fromkeys(checks)), reason="; ".join(told) or deciding.reason)


def _reason(claim: Claim, verdict: Verdict, named: bool) -> str:
    """The verdict's reason with the papers whose tables it speaks of; "" without any check."""
    if not verdict.checks:
        return ""
    deciding = [check for check in verdict.checks if check.status == verdict.status] or verdict.checks
    anchors = (anchor for check in deciding for anchor in check.anchors if isinstance(anchor, CellsAnchor))
    papers = listed([*dict.fromkeys(anchor.paper for anchor in anchors)])
    numbers_named = ", ".join(quantity.text for quantity in claim.quantities) if named else ""
    return ": ".join(filter(None, (numbers_named, f"paper {papers}" if papers else "", verdict.reason)))


def _tick(old: Status, new: Status, said: Sequence[Said]) -> Tick:
    if new in ("supported", "contradicted"):
        return "holds" if old == new else "open" if old not in ("supported", "contradicted") else "fails"
    return "own_words" if said else "open"


def to_record(verdict: TableVerdict) -> dict[str, Json]:
    """A line of output in the shape of `synth verify`, with the row's claim, its old mark, and what became of it."""
    from synth.report.to_json import plain

    told = verdict.verdict
    row = verdict.row
    papers = dict.fromkeys(each.paper for each in verdict.said)
    return {
        "id": str(row.number),
        "claim": row.text,
        "legacy": {
            "status": row.status,
            "confidence": None if row.confidence is None else float(row.confidence),
            "tick": verdict.tick,
        },
        "status": told.status,
        "confidence": told.confidence,
        "probabilities": plain(told.probabilities),
        "documents": [
            {
                "id": paper,
                "status": "unresolved",
                "confidence": max(each.likeness for each in verdict.said if each.paper == paper),
                "sentences": [each.index for each in verdict.said if each.paper == paper],
            }
            for paper in papers
        ],
        "checks": plain(told.checks),
        "tables": [
            {
                "id": f"{anchor.paper} table {anchor.table}",
                "status": check.status,
                "cells": plain(anchor.cells),
                "formula": check.formula,
            }
            for check in told.checks
            for anchor in check.anchors
            if isinstance(anchor, CellsAnchor)
        ],
        "reason": told.reason,
    }
