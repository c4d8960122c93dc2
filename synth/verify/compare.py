"""Claims without numbers that a table can still decide: "A outperforms B"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import CellsAnchor, Check, Claim
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex, name_lines
from synth.verify.measures import LOWER_IS_BETTER
from synth.verify.names import OWN, SELF, STOP, Mention, stem, words
from synth.verify.statement_words import GENERIC

BETTER = re.compile(
    r"\b(?:outperform|surpass|exceed|beat|better than|superior to|higher than|improves? (?:up)?on)", re.IGNORECASE
)
WORSE = re.compile(
    r"\b(?:underperform|worse than|inferior to|lower than|lags? behind|falls? short of|behind)", re.IGNORECASE
)
NEGATED = re.compile(r"\b(?:not|no|never|neither|nor|cannot|fails? to|without|n't|rarely|hardly)\b", re.IGNORECASE)
HEDGED = re.compile(
    r"\b(?:may|might|could|should|would|if|expect|hypothesi[sz]e|potentially|most|some|sometimes)\b", re.IGNORECASE
)
NAMED = 0.8
OWN_WORDS = frozenset(stem(word) for word in SELF)
EVERYWHERE = re.compile(r"\b(?:all|every|each|both|consistently|across|always)\b", re.IGNORECASE)
BUT = re.compile(
    r"\b(?:all|every\w*|each)\b(?:\s[\w-]+){0,4}?,?\s(?:but|other than)\b"
    r"|\b(?:except(?:ing)?(?: for| on| in)?|with the exception of|apart from)\b",
    re.IGNORECASE,
)
"""Words that leave some places out of all."""
A_COUNT = re.compile(r"\s+(?:for\s+)?(?P<count>one|two|three|four)\b", re.IGNORECASE)
SPARED = 60
"""Characters after "except" in which the places are named that are left out."""
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
COVERED = 0.6
"""Share of a side's telling words that the line's names must have: "BERT" is not "multilingual BERT"."""


def check_comparison(claim: Claim, tables: Sequence[TableIndex], aliases: Sequence[tuple[str, str]]) -> Check | None:
    """A comparison of two named systems against every table that has both; None where it cannot be told.

    Only plain comparisons are decided: no negation, no hedge, both sides named, and no metric where lower is better.
    The first table that decides it speaks; one that speaks against it, only where no table speaks for it.
    """
    if not claim.subject or not claim.baseline or NEGATED.search(claim.text) or HEDGED.search(claim.text):
        return None
    better, worse = BETTER.search(claim.text) is not None, WORSE.search(claim.text) is not None
    if better == worse:
        return None
    subject, baseline = Mention.of(claim.subject, aliases), Mention.of(claim.baseline, aliases)
    places = Mention.of(claim.text, aliases)
    found: list[Check] = []
    for index in tables:
        if LOWER_IS_BETTER.search(index.table.caption) or any(
            LOWER_IS_BETTER.search(name) for line in index.columns for name in (line.key, *line.context)
        ):
            continue
        for lines, cross, by_row in ((index.rows, index.columns, True), (index.columns, index.rows, False)):
            first, second = only_named(index, lines, subject), only_named(index, lines, baseline)
            if first is None or second is None or first is second:
                continue
            if not (covers(first, claim.subject) and covers(second, claim.baseline)):
                continue
            check = _decide(index, (first, second), cross, by_row, places, claim.text, better=better)
            if check is not None and not (EVERYWHERE.search(claim.text) and _places(check) < 2):
                found.append(check)
    # Of two comparisons in one claim it is not sure which one a place belongs to.
    several = len(BETTER.findall(claim.text)) + len(WORSE.findall(claim.text)) > 1
    for status in ("supported", "unresolved") if several else ("supported", "unresolved", "contradicted"):
        for check in found:
            if check.status == status:
                return check
    return None


def _places(check: Check) -> int:
    """How many places the two sides were compared in: two cells each."""
    return sum(len(anchor.cells) for anchor in check.anchors if isinstance(anchor, CellsAnchor)) // 2


def covers(line: Line, side: str) -> bool:
    """Whether a line's names have (nearly) all the words that tell the side apart from others."""
    telling = {word for word in words(side) if word not in STOP and word not in GENERIC | OWN_WORDS}
    names = {word for name in (line.key, *line.context) for word in words(name)} | {OWN}
    return len(telling & names) >= COVERED * len(telling) and all(
        word in names for word in telling if any(char.isdigit() for char in word) and len(word) <= 3
    )


def only_named(index: TableIndex, lines: tuple[Line, ...], mention: Mention) -> Line | None:
    """The one line that is named, or None where none is or several are equally well."""
    scores = sorted(
        ((index.labels.match(line.key, mention), -line.position) for line in lines if line.key), reverse=True
    )
    if not scores or scores[0][0] < NAMED or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return next(line for line in lines if line.position == -scores[0][1])


def _decide(
    index: TableIndex,
    pair: tuple[Line, Line],
    cross: tuple[Line, ...],
    by_row: bool,
    places: Mention,
    text: str,
    *,
    better: bool,
) -> Check | None:
    named = name_lines(index, places)
    scores = named.columns if by_row else named.rows
    wanted = [line for line in cross if scores[line.position] >= NAMED and line.key not in (pair[0].key, pair[1].key)]
    left_out, missed = _left_out(index, wanted, text)
    first, second = (_by_place(line, by_row) for line in pair)
    if left_out or missed:
        meant = [line for line in cross if line not in left_out and not line.average]
    else:
        meant = wanted or list(cross)
    shared = [line for line in meant if line.position in first and line.position in second]
    compared = [(first[line.position], second[line.position]) for line in shared]
    if not compared or any(a.signed or b.signed for a, b in compared):
        return None
    wins = sum(a.value > b.value for a, b in compared)
    losses = sum(a.value < b.value for a, b in compared)
    if not better:
        wins, losses = losses, wins
    anchor = CellsAnchor(
        index.table.paper, index.table.number, tuple((v.row, v.column) for pair_ in compared for v in pair_)
    )
    sign = ">" if better else "<"
    formula = f"{pair[0].key} {sign} {pair[1].key} in {wins} of {len(compared)}"
    if left_out:
        formula += f" without {', '.join(line.key for line in left_out)}"
    where = f"Table {index.table.printed}" if index.table.printed else "a table of the paper"
    if wins == len(compared) - missed:
        return Check("own_table", "supported", 0.85, f"{formula} places of {where}", None, formula, (anchor,))
    if losses == len(compared) and (wanted or missed) and len(compared) > missed:
        return Check("own_table", "contradicted", 0.75, f"{formula} places of {where}", None, formula, (anchor,))
    return Check("own_table", "unresolved", 0.7, f"{formula} places of {where}", None, formula, (anchor,))


def _left_out(index: TableIndex, wanted: Sequence[Line], text: str) -> tuple[list[Line], int]:
    """The places that "on every task except X" leaves out, or how many "on all but one" does."""
    match = BUT.search(text)
    if match is None:
        return [], 0
    if count := A_COUNT.match(text, match.end()):
        return [], COUNTS[count["count"].lower()]
    spared = Mention.of(text[match.end() : match.end() + SPARED])
    return [line for line in wanted if index.labels.match(line.key, spared) >= NAMED], 0


def _by_place(line: Line, by_row: bool) -> dict[int, Value]:
    return {value.column if by_row else value.row: value for value in line.values if value.part == 0}
