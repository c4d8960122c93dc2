"""Claims without numbers about who comes first: "A achieves the best F1 on X", "B is the second largest".

The lines of one axis are ranked at each place that the claim names (at the average where it asks for one, else at all
places); which end is the good one depends on what is measured there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import CellsAnchor, Check, Claim, Status
from synth.verify.align import AVERAGING
from synth.verify.cells import Value
from synth.verify.compare import HEDGED, NAMED, NEGATED, covers, only_named
from synth.verify.foreign import is_elsewhere
from synth.verify.index import Line, TableIndex, name_lines
from synth.verify.measures import SIZES
from synth.verify.names import Mention
from synth.verify.pair_lines import is_turned

RANKED = re.compile(
    r"\b(?:perform\w*|achiev\w+|obtain\w*|attain\w*|has|have|had|gives?|gave|yield\w*|shows?|showed|reach\w*|is|are|was"
    r"|were|gets?|got|deliver\w*|provid\w+|report\w*|produc\w+|exhibit\w*|works?|worked|ranks?)"
    r"\s+(?:(?:the|also|both|overall|clearly|by far|consistently)\s+){0,3}"
    r"(?:(?P<rank>second|third|2nd|3rd|fourth)[- ])?"
    r"(?P<cue>best|worst|highest|lowest|largest|smallest|greatest|fewest|longest|shortest|fastest|slowest)\b(?!-)"
    r"(?![- ](?:known|previous|prior|published|existing|reported|baselines?|practices?|possible|competing|of both))",
    re.IGNORECASE,
)
ORDER = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
GOOD_END = frozenset({"best", "fastest"})
BAD_END = frozenset({"worst", "slowest"})
LOW_END = frozenset({"lowest", "smallest", "fewest", "shortest"})
ANSWERS = re.compile(r"\b(?:human|oracle|upper[- ]bound|gold|ground[- ]truth|topline)\b", re.IGNORECASE)
"""Names of lines that nobody competes with."""
PART = re.compile(
    r"\b(?:among|amongst|of all|of the|within|one of|compared|excluding|except|besides|other than|if|when|with only"
    r"|single|ensemble|unsupervised|supervised)\b",
    re.IGNORECASE,
)
"""Words that may leave out some of those that the table ranks: such a claim is not contradicted by them."""
WELL_AHEAD = 2
"""Lines ahead of the one that is said to be the first, at every place, from which it is not."""
MOST_CELLS = 60


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Where a line comes at some places: its rank and the size of the field at each, and the cells looked at."""

    index: TableIndex
    line: Line
    ranks: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int], ...]
    named: bool
    """Whether the claim names the places."""
    blocks: bool
    """Whether lines of several blocks are ranked together."""


def check_rank(claim: Claim, tables: Sequence[TableIndex], aliases: Sequence[tuple[str, str]]) -> Check | None:
    """A superlative about a line that the claim's subject names; None where it is none or no table ranks that line.

    Supported where the line has that rank at every place that is looked at in one table. Contradicted where in every
    table that ranks it others are well ahead of it at every place, the places are named, and nothing says that some
    of the others do not count.
    """
    found = list(RANKED.finditer(claim.text))
    if len(found) != 1 or not claim.subject or NEGATED.search(claim.text) or HEDGED.search(claim.text):
        return None
    cue = found[0]["cue"].lower()
    wanted = ORDER.get((found[0]["rank"] or "").lower(), 1)
    subject, places = Mention.of(claim.subject, aliases), Mention.of(claim.text, aliases)
    rankings = [
        ranking
        for index in tables
        if not is_elsewhere(claim, tables, index.table.number)
        for lines, cross in ((index.rows, index.columns), (index.columns, index.rows))
        if (ranking := _ranking(claim, index, lines, cross, subject, places, cue)) is not None
    ]
    if not rankings:
        return None
    holding = [each for each in rankings if all(rank == wanted for rank, _ in each.ranks)]
    if holding:
        best = max(holding, key=lambda each: (each.named, -each.index.table.number))
        return _check("supported", 0.85 if best.named else 0.7, best, cue, wanted)
    behind = all(rank - wanted >= WELL_AHEAD for each in rankings for rank, _ in each.ranks)
    plain = all(each.named and not each.blocks for each in rankings)
    if behind and plain and wanted == 1 and not PART.search(claim.text):
        return _check("contradicted", 0.65, rankings[0], cue, wanted)
    return _check("unresolved", 0.7, rankings[0], cue, wanted)


def _ranking(
    claim: Claim,
    index: TableIndex,
    lines: tuple[Line, ...],
    cross: tuple[Line, ...],
    subject: Mention,
    places: Mention,
    cue: str,
) -> _Ranking | None:
    line = only_named(index, lines, subject)
    if line is None or line.average or not covers(line, claim.subject):
        return None
    named = name_lines(index, places)
    scores = named.columns if lines is index.rows else named.rows
    averages = [each for each in cross if each.average]
    wanted = [each for each in cross if scores[each.position] >= NAMED and each.key != line.key]
    if averages and (AVERAGING.search(claim.text) or not wanted):
        where, said = averages, AVERAGING.search(claim.text) is not None
    elif wanted:
        where, said = wanted, True
    else:
        where, said = [each for each in cross if not SIZES.search(each.key)], False
    rivals = [each for each in lines if each is not line and not each.average and not ANSWERS.search(each.key)]
    ranks: list[tuple[int, int]] = []
    cells: list[tuple[int, int]] = []
    for place in where:
        mine = line.at.get(place.position, ())
        field = [values[0] for each in rivals if (values := each.at.get(place.position, ()))]
        if len(mine) != 1 or len(field) < 2 or any(value.signed != mine[0].signed for value in field):
            continue
        low = cue in LOW_END or (cue in (GOOD_END | BAD_END) and is_turned(place, claim) is (cue in GOOD_END))
        ahead = [value for value in field if value.value != mine[0].value and (value.value < mine[0].value) is low]
        ranks.append((len(ahead) + 1, len(field) + 1))
        cells.extend((value.row, value.column) for value in (*mine, *_next(field, low=low)))
    if not ranks:
        return None
    blocks = len({each.context[0] for each in (line, *rivals) if each.context}) > 1
    return _Ranking(index, line, tuple(ranks), tuple(dict.fromkeys(cells))[:MOST_CELLS], said, blocks)


def _next(field: Sequence[Value], *, low: bool) -> tuple[Value, ...]:
    """The best of the others."""
    return ((min if low else max)(field, key=lambda value: (value.value, value.row, value.column)),)


def _check(status: Status, confidence: float, ranking: _Ranking, cue: str, wanted: int) -> Check:
    index = ranking.index
    holds = sum(rank == wanted for rank, _ in ranking.ranks)
    order = {1: "", 2: "second ", 3: "third ", 4: "fourth "}[wanted]
    formula = f"{ranking.line.name} is {order}{cue} in {holds} of {len(ranking.ranks)}"
    where = f"Table {index.table.printed}" if index.table.printed else "a table of the paper"
    reason = f"{formula} places of {where}"
    if holds < len(ranking.ranks):
        reason += f"; its rank there is {', '.join(f'{rank} of {size}' for rank, size in ranking.ranks[:6])}"
    anchor = CellsAnchor(index.table.paper, index.table.number, tuple(sorted(ranking.cells)))
    return Check("own_table", status, confidence, reason, str(holds), formula, (anchor,))
