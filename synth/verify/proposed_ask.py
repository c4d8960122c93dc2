"""Asking a language model which cells give the numbers that the rules leave open, and what its answers come to.

Its formulas add places to look at: whatever it answers, each claim keeps its status and its probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from synth.extract.proposed_orders import speaks_to_a_model
from synth.models.llm import Request
from synth.prompts import Prompt
from synth.records import AGAINST, Check, Claim, JudgedClaim, Verdict
from synth.verify import Witness
from synth.verify.formula import FormulaError
from synth.verify.formula_value import Tables, line_names, table_name
from synth.verify.index import Line, TableIndex
from synth.verify.proposed import Asked, Place, check_formula
from synth.verify.surroundings import mention_of

PROMPT = "alignment"
MOST_CLAIMS = 12
"""Claims of one question."""
MOST_FORMULAS = 100
"""Formulas of one answer that are looked at."""
TRIED = 3
"""Formulas for one number that are worked out: the more a model may try, the less a match says."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for one number of one claim, both as the question calls them."""

    claim: str
    number: str
    formula: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """What a model answers: a formula for each number whose cells it sees."""

    formulas: list[Formula]


@dataclass(frozen=True, slots=True)
class AlignmentBlock:
    """One question about claims of one paper; the first of them is called "c1"."""

    request: Request
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Verdicts with a check that a formula added, by claim; how many formulas there were and how many gave nothing.

    Status and probabilities are those from before.
    """

    verdicts: Mapping[str, Verdict]
    formulas: int
    refused: int


def is_open(judged: JudgedClaim) -> bool:
    """Whether the paper's own tables leave a claim's numbers undecided."""
    decided = any(
        check.against == "own_table" and check.status in ("supported", "contradicted")
        for check in judged.verdict.checks
    )
    return bool(judged.claim.quantities) and not decided


def alignment_blocks(judged: Sequence[JudgedClaim], own: Witness, prompt: Prompt) -> tuple[AlignmentBlock, ...]:
    """The questions about one paper's open claims; none where it has no table that can be shown."""
    tables = shown_tables(own.tables, prompt.variables["tables"])
    claims = [each.claim for each in judged if is_open(each) and not speaks_to_a_model(each.claim.text)]
    if not tables:
        return ()
    blocks: list[AlignmentBlock] = []
    inside: list[Claim] = []
    for claim in claims:
        if inside and (len(inside) >= MOST_CLAIMS or len(_shown([*inside, claim])) > prompt.variables["claims"]):
            blocks.append(_block(own, prompt, inside, tables))
            inside = []
        if len(_shown([claim])) <= prompt.variables["claims"]:
            inside.append(claim)
    return (*blocks, _block(own, prompt, inside, tables)) if inside else tuple(blocks)


def _block(own: Witness, prompt: Prompt, claims: Sequence[Claim], tables: str) -> AlignmentBlock:
    request = prompt.fill({"claims": _shown(claims), "tables": tables}, (own.document.paper.id,))
    return AlignmentBlock(request, tuple(claims))


def _shown(claims: Sequence[Claim]) -> str:
    lines: list[str] = []
    for number, claim in enumerate(claims, 1):
        numbers = ", ".join(f'"{quantity.text}"' for quantity in claim.quantities)
        lines.append(f"c{number} [numbers: {numbers}]: {' '.join(claim.text.split())}")
    return "\n".join(lines)


def shown_tables(tables: Sequence[TableIndex], room: int) -> str:
    """The tables as text with the names that formulas use, as many as fit; none that speaks to a model."""
    shown: list[str] = []
    for index in tables:
        text = "\n".join(_table_lines(index))
        if sum(map(len, shown)) + 2 * len(shown) + len(text) <= room and not speaks_to_a_model(text):
            shown.append(text)
    return "\n\n".join(shown)


def _table_lines(index: TableIndex) -> Iterator[str]:
    rows, columns = line_names(index.rows), line_names(index.columns)
    printed = f"Table {index.table.printed}: " if index.table.printed else ""
    yield f"{table_name(index)}. {printed}{' '.join(index.table.caption.split())[:400]}"
    yield "columns: " + ", ".join(f'"{name}"' for name in columns)
    for name, line in rows.items():
        cells = (f'"{column}": {_cell(line, other)}' for column, other in columns.items() if _cell(line, other))
        yield f'row "{name}": ' + "; ".join(cells)


def _cell(row: Line, column: Line) -> str:
    return " / ".join(f"{value.value:f}" for value in row.values if value.column == column.position)


def aligned_claims(
    block: AlignmentBlock, answer: Formulas, verdicts: Mapping[str, Verdict], own: Witness, by: str
) -> Aligned:
    """What an answer adds to the verdicts on its block's claims (by claim id)."""
    known = {f"c{number}": claim for number, claim in enumerate(block.claims, 1)}
    numbers = {name: [quantity.text for quantity in claim.quantities] for name, claim in known.items()}
    proposed, refused = by_number(answer, numbers)
    names = Tables(own.tables)
    changed: dict[str, Verdict] = {}
    for name in sorted(proposed, key=lambda name: int(name[1:])):
        claim = known[name]
        checks, lost = _checks(claim, proposed[name], own, names, by)
        refused += lost
        if checks:
            changed[claim.id] = shown_beside(verdicts[claim.id], together(checks))
    return Aligned(changed, len(answer.formulas), refused)


def by_number(answer: Formulas, numbers: Mapping[str, Sequence[str]]) -> tuple[dict[str, dict[int, list[str]]], int]:
    """The formulas by claim and by the place of the number among the claim's; how many are for no such number."""
    proposed: dict[str, dict[int, list[str]]] = {}
    refused = max(0, len(answer.formulas) - MOST_FORMULAS)
    for each in answer.formulas[:MOST_FORMULAS]:
        places = [place for place, text in enumerate(numbers.get(each.claim, ())) if text == each.number.strip()]
        refused += not places
        for place in places[:1]:
            proposed.setdefault(each.claim, {}).setdefault(place, []).append(each.formula)
    return proposed, refused


def _checks(
    claim: Claim, proposed: Mapping[int, Sequence[str]], own: Witness, names: Tables, by: str
) -> tuple[list[Check], int]:
    """A check for each number that a formula comes out for, and how many formulas came to nothing."""
    mention = mention_of(claim, own.document.aliases)
    found: list[Check] = []
    refused = 0
    for place, texts in sorted(proposed.items()):
        asked = Asked(claim, claim.quantities[place], own.tables, names, mention, own.system, by)
        check, lost = best_of(texts, partial(check_formula, asked))
        refused += lost
        found += [check] if check is not None else []
    return found, refused


def shown_beside(verdict: Verdict, check: Check) -> Verdict:
    """A verdict with one check more to look at; its status and its probabilities stay what they are."""
    checks = tuple(sorted((*verdict.checks, check), key=lambda each: AGAINST.index(each.against)))
    if verdict.status != "unresolved":
        return replace(verdict, checks=checks)
    reason = f"{verdict.reason}; {check.reason}" if verdict.checks else check.reason
    return replace(verdict, checks=checks, reason=reason)


def best_of(texts: Sequence[str], check: Callable[[str], Place | None]) -> tuple[Check | None, int]:
    """The check of the formula for one number that is most likely meant, and how many of them came to nothing."""
    best: Place | None = None
    refused = max(0, len(texts) - TRIED)
    for text in texts[:TRIED]:
        try:
            place = check(text)
        except FormulaError:
            place = None
        refused += place is None
        if place is not None and (best is None or place.meant > best.meant):
            best = place
    return best.check if best else None, refused


def together(checks: Sequence[Check]) -> Check:
    """One check of a claim out of those of its numbers."""
    anchors = tuple(dict.fromkeys(anchor for check in checks for anchor in check.anchors))
    formula = "; ".join(dict.fromkeys(check.formula for check in checks if check.formula))
    reason = "; ".join(dict.fromkeys(check.reason for check in checks))
    return replace(checks[0], anchors=anchors, formula=formula, reason=reason)
