"""Claims that come with their own evidence: a JSON object a line in, verified, a JSON object a line out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from synth.extract.quantities import find_quantities
from synth.pipeline.given_lines import BadLine, GivenClaim, GivenDocument, GivenTable, Id, read_lines
from synth.pipeline.given_tables import clean, given_table
from synth.pipeline.logged import Logged
from synth.records import STATUSES, Anchor, CellsAnchor, Check, Claim, Status
from synth.verify.compare import HEDGED, NEGATED
from synth.verify.confidence import held_back
from synth.verify.entail import Entailment, entail
from synth.verify.index import index_table
from synth.verify.judge import judge
from synth.verify.names import STOP, words
from synth.verify.runs_check import check_runs
from synth.verify.statement import board, check_statement
from synth.verify.statement_words import OPPOSITE, clauses
from synth.verify.text import check_text, speaks_of, statements

if TYPE_CHECKING:
    from synth.report.to_json import Json

NOTHING = 0.9
"""How surely a document or table without anything on the claim leaves it open."""
SAID = 0.85
"""How surely a sentence with the claim's own words supports it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one document or table says to the claim; `sentences` and `cells` are where, the strongest first."""

    id: Id
    probabilities: Mapping[Status, float]
    check: Check | None = None
    sentences: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def status(self) -> Status:
        """The most probable status."""
        return max(STATUSES, key=lambda name: (self.probabilities[name], -STATUSES.index(name)))


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """A claim with what everything that came with it says to it."""

    id: Id
    told: Told
    documents: tuple[Told, ...]
    tables: tuple[Told, ...]
    reason: str
    logs: Told | None = None


def verify_stream(stream: BinaryIO, logs: Logged | None = None) -> Iterator[GivenVerdict | BadLine]:
    """Verdicts in the order of the lines, one at a time. Raises OSError where the stream cannot be read."""
    for given in read_lines(stream):
        yield given if isinstance(given, BadLine) else verify_given(given, logs)


def verify_given(given: GivenClaim, logs: Logged | None = None) -> GivenVerdict:
    """One claim against each table and each document that comes with it, and against experiment logs where given.

    What decides the most speaks for the claim as a whole; evidence for and against it leaves it open.
    """
    claim = _claim(str(given.id), None, 0, clean(_whole(given.claim)))
    tables = tuple(_against_table(claim, table, number) for number, table in enumerate(given.tables, 1))
    documents = tuple(_against_document(claim, document) for document in given.documents)
    logged = _against_logs(given.id, claim, logs) if logs else None
    everything = (*tables, *documents, *((logged,) if logged else ()))
    if not everything:
        nothing = Told(given.id, _certainly("unresolved", NOTHING))
        why = (
            "the logs hold nothing that the claim names"
            if logs
            else "nothing came with the claim that it could be checked against"
        )
        return GivenVerdict(given.id, nothing, (), (), why)
    best = min(everything, key=lambda told: told.probabilities["unresolved"])
    statuses = {told.status for told in everything} - {"unresolved", "not_comparable"}
    if len(statuses) == 2:
        reason = "one thing that it was checked against supports it, another contradicts it"
        return GivenVerdict(given.id, Told(given.id, _certainly("unresolved", 0.6)), documents, tables, reason, logged)
    reason = best.check.reason if best.check else "no sentence that came with it gives its numbers or decides it"
    return GivenVerdict(given.id, replace(best, id=given.id), documents, tables, reason, logged)


def _against_logs(id_: Id, claim: Claim, logs: Logged) -> Told | None:
    """What experiment logs say; None where they hold nothing that the claim names."""
    check = check_runs(claim, logs.index, tolerance=logs.tolerance)
    return None if check is None else Told(id_, judge([check]).probabilities, check)


def _certainly(status: Status, probability: float) -> dict[Status, float]:
    """A distribution with this probability for one status and the rest shared by supported and contradicted."""
    rest = round((1 - probability) / 2, 4)
    told: dict[Status, float] = {"supported": rest, "contradicted": rest, "unresolved": rest, "not_comparable": 0.0}
    told[status] = round(1 - rest * 2, 4)
    return told


def _whole(text: str) -> str:
    """The text with half surrogate pairs, which JSON can spell, as question marks."""
    return text.encode("utf-8", "replace").decode()


def _claim(paper: str, file: str | None, start: int, text: str) -> Claim:
    anchor = Anchor(paper, file, None, start, start + len(text), text)
    return Claim(Claim.make_id(anchor, text), text, anchor, find_quantities(text))


def _against_table(claim: Claim, table: GivenTable, number: int) -> Told:
    header = [_whole(cell or "") for cell in table.header]
    rows = [[_whole(cell or "") for cell in row] for row in table.rows]
    made, _ = given_table(str(table.id), number, _whole(table.caption), header, rows)
    index = index_table(made)
    if not index.rows:
        return Told(table.id, _certainly("unresolved", NOTHING))
    told = check_statement(claim.text, claim.quantities, board(index))
    anchors = tuple(_given_rows(anchor) for anchor in told.check.anchors if isinstance(anchor, CellsAnchor))
    cells = tuple(cell for anchor in anchors for cell in anchor.cells)
    return Told(table.id, told.probabilities, replace(told.check, anchors=anchors), cells=cells)


def _given_rows(anchor: CellsAnchor) -> CellsAnchor:
    """Cells counted from the first of the given rows instead of from the header."""
    return replace(anchor, cells=tuple((row - 1, column) for row, column in anchor.cells if row > 0))


def _against_document(claim: Claim, document: GivenDocument) -> Told:
    """What the document's sentences say: in the claim's own words, with its numbers, or as the verifier reads them.

    A sentence that gives the claim's numbers for the same things supports it unless the verifier finds it contradicted.
    """
    place = 0
    said: list[Claim] = []
    for sentence in document.sentences:
        text = _whole(sentence)
        said.append(_claim(str(document.id), None, place, text))
        place += len(text) + 1
    fair = [index for index, each in enumerate(said) if not _opposed(each.text, claim.text)]
    same = [index for index in fair if _says(said[index], claim)]
    alike = [index for index in fair if index not in same and _supports(claim, said[index])]
    if same:
        reason = f"sentence {same[0] + 1} of document {document.id} says it"
        check = Check("other_paper", "supported", SAID, reason, anchors=(said[same[0]].anchor,))
        return Told(document.id, _certainly("supported", SAID), check, sentences=(*same, *alike))
    title = _whole(document.title)
    read = entail(claim.text, [each.text for each in said], title)
    apart = replace(claim, anchor=replace(claim.anchor, paper=f"{document.id}'s claim"))
    check_ = check_text(apart, statements([said[index] for index in fair]), against="other_paper")
    if check_ is None or check_.status != "supported" or read.status == "contradicted":
        return _as_read(claim.text, document.id, title, read, said)
    places = {each.anchor: index for index, each in enumerate(said)}
    first = [places[anchor] for anchor in check_.anchors if isinstance(anchor, Anchor) and anchor in places]
    rest = (*alike, *(read.sentences if read.status == "supported" else ()))
    sentences = tuple(dict.fromkeys((*first, *rest)))
    return Told(document.id, _certainly(check_.status, check_.confidence), check_, sentences=sentences)


def _as_read(claim: str, document: Id, title: str, read: Entailment, said: Sequence[Claim]) -> Told:
    """What the verifier makes of a document; the check names the sentences that it rests on.

    A document that does not speak of what the claim is about leaves it open, whatever it says of other things.
    """
    if not read.sentences:
        return Told(document, read.probabilities)
    if read.status == "contradicted" and not speaks_of(claim, [title, *(each.text for each in said)]):
        return Told(document, held_back(read.probabilities, "contradicted"))
    first = read.sentences[0]
    does = "supports" if read.status == "supported" else "contradicts"
    reason = f"as the verifier reads it, sentence {first + 1} of document {document} {does} it"
    anchors = tuple(said[index].anchor for index in read.sentences)
    check = Check("other_paper", read.status, read.probabilities[read.status], reason, anchors=anchors)
    return Told(document, read.probabilities, check, sentences=read.sentences)


def _opposed(sentence: str, claim: str) -> bool:
    """Whether one denies what the other does not, or says "higher" where the other says "lower"."""
    if (NEGATED.search(sentence) is None) != (NEGATED.search(claim) is None):
        return True
    here, there = ({cue.kind for clause in clauses(text) for cue in clause.cues} for text in (sentence, claim))
    return any(
        (low in here - there and high in there - here) or (high in here - there and low in there - here)
        for low, high in OPPOSITE.items()
    )


def _says(sentence: Claim, claim: Claim) -> bool:
    """Whether a sentence has the claim's words in the claim's order and its numbers, as little hedged or denied."""
    if len(HEDGED.findall(sentence.text)) != len(HEDGED.findall(claim.text)):
        return False
    told = iter(words(sentence.text))
    numbers = {(quantity.value, quantity.decimals) for quantity in sentence.quantities}
    asked = [word for word in words(claim.text) if word not in STOP]
    return (
        bool(asked)
        and all(word in told for word in asked)
        and all((quantity.value, quantity.decimals) in numbers for quantity in claim.quantities)
    )


def _supports(claim: Claim, sentence: Claim) -> bool:
    apart = replace(claim, anchor=replace(claim.anchor, paper=f"{sentence.anchor.paper}'s claim"))
    check = check_text(apart, statements([sentence]), against="other_paper")
    return check is not None and check.status == "supported"


def to_record(verdict: GivenVerdict | BadLine) -> dict[str, Json]:
    """The line of output that INTERFACE names."""
    from synth.report.to_json import plain

    if isinstance(verdict, BadLine):
        return {"id": verdict.id, "line": verdict.line, "error": verdict.error}
    told_by = (*verdict.tables, *verdict.documents, *((verdict.logs,) if verdict.logs else ()))
    checks = [told.check for told in told_by if told.check is not None]
    return {
        "id": verdict.id,
        **_judged(verdict.told),
        "probabilities": plain(verdict.told.probabilities),
        "documents": [{"id": t.id, **_judged(t), "sentences": list(t.sentences)} for t in verdict.documents],
        "checks": [plain(check) for check in checks],
        "tables": [
            {
                "id": told.id,
                "status": told.status,
                "cells": [[row, column] for row, column in told.cells],
                "formula": told.check.formula if told.check else None,
            }
            for told in verdict.tables
        ],
        "reason": verdict.reason,
    }


def _judged(told: Told) -> dict[str, Json]:
    return {"status": told.status, "confidence": told.probabilities[told.status]}
