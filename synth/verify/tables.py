"""A claim against tables: which formula over the cells gives its number, or what the cells give instead.

Alignment comes first and does not look at the number: each candidate gets a weight from how well the claim names it.
Only then are numbers compared. A match counts for what it is worth against chance: with `a` the alignment of the best
matching candidate and `chance` the probability that some candidate as well aligned would match a random number of that
size and precision, the match is meant with probability a / (a + (1 − a) · chance) (Bayes' rule, two hypotheses).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import exp

from synth.extract.lexicon import UNIT_METRICS
from synth.quantity import Quantity, is_truncated
from synth.records import Against, Check, Claim
from synth.verify.algebra import Candidate, Operation, cell_candidate, is_readable
from synth.verify.align import RIVAL, SCORES, Aligned, Alignment, align
from synth.verify.baselines import other_baselines
from synth.verify.cells import Value
from synth.verify.change_checks import check_change, is_close
from synth.verify.foreign import is_another, is_elsewhere, is_foreign, stands_elsewhere
from synth.verify.index import TableIndex
from synth.verify.misreading import Misreading, misreading
from synth.verify.names import Mention, words
from synth.verify.pair_reading import read_change
from synth.verify.reading import Asked, Reading, read_number
from synth.verify.referred import as_referred
from synth.verify.slips import slip_ratio
from synth.verify.spread import check_spread, is_spread
from synth.verify.stands import stands_otherwise
from synth.verify.surroundings import NO_SURROUNDINGS, Surroundings, around_number
from synth.verify.suspicion import suspicion
from synth.verify.tables_said import agreeing, made_check, said, show_value
from synth.verify.text import content_words
from synth.verify.trail import NO_TRAILS, Trail, Trails
from synth.verify.wins import check_wins

SURE, WHOLE_SURE, UNNAMED_SURE = 0.5, 0.7, 0.9
"""A match meant with at least this probability supports; below it the claim stays open. Whole numbers, which many cells
hold, need more, and most of all those of a unit ("31 hours") that the table does not name: of numbers read by hand that
were matched with .5 to .7, 13 of 15 decimals and 11 of 19 whole numbers were meant, and with .5 to .9 4 of 10 of such a
unit."""
MOST_HITS = 50
"""Matching candidates that are weighed against chance: the best aligned ones."""
CLEAR = 0.72
"""Weight from which the cells that a claim is about may be known, so that they can contradict it."""
SLIPPED = 2.2
"""Log odds (`suspicion`) from which a number is contradicted: few of all numbers are slips."""
NAMELESS_SLIPPED = 4.0
"""The same for a cell whose row or column has no name: what a reader cannot be told by name must be surer."""
ANSWERS = frozenset({"Yes", "yes", "No", "no", "NA", "N/A"})
"""Names that rows share which are told apart by what they have."""
AGREED = 0.6
"""Probability that a number is that of a cell from which it is no slip of another one."""
STANDS = 0.8
"""Probability from which a formula over several cells explains the number better than a slip would."""
TOGETHER: frozenset[Operation] = frozenset({"sum", "median", "extreme"})
"""What cells give together where a claim may speak of them together: it supports, and does not contradict."""
FIRM = 0.8
"""Grip (every line that a formula uses is named by the claim's own words) that a contradiction needs."""


def check_tables(
    claim: Claim,
    tables: Sequence[TableIndex],
    mention: Mention,
    *,
    against: Against = "own_table",
    trails: Trails = NO_TRAILS,
    system: frozenset[str] = frozenset(),
    paper: Surroundings = NO_SURROUNDINGS,
) -> Check | None:
    """One check of all numbers of a claim against tables; None when no table has anything of the kind.

    A claim with several numbers is supported when each is, and contradicted when one is.
    """
    if against == "own_table" and (won := check_wins(claim, tables, mention, trails, system, paper)):
        return won
    checks = [
        check
        for quantity in claim.quantities
        if (
            check := as_referred(
                check_quantity(claim, quantity, tables, mention, against, trails, system, paper),
                quantity,
                tables,
                trails.around(claim, quantity).printed,
            )
        )
        is not None
    ]
    if not checks:
        return None
    for status in ("contradicted", "unresolved"):
        worst = [check for check in checks if check.status == status]
        if worst:
            return max(worst, key=lambda check: check.confidence)
    weakest = min(checks, key=lambda check: check.confidence)
    anchors = tuple(dict.fromkeys(anchor for check in checks for anchor in check.anchors))
    reason = "; ".join(dict.fromkeys(check.reason for check in checks))
    formula = "; ".join(dict.fromkeys(check.formula for check in checks if check.formula))
    return replace(weakest, anchors=anchors, reason=reason, formula=formula or None)


def check_quantity(
    claim: Claim,
    quantity: Quantity,
    tables: Sequence[TableIndex],
    mention: Mention,
    against: Against,
    trails: Trails = NO_TRAILS,
    system: frozenset[str] = frozenset(),
    paper: Surroundings = NO_SURROUNDINGS,
) -> Check | None:
    """One number of a claim against tables."""
    if against == "own_table" and is_spread(claim, quantity):
        return check_spread(claim, quantity, tables, mention, trails, system, paper)
    trail = trails.around(claim, quantity)
    alignment = align(claim, quantity, tables, mention, trail, system)
    hits = [
        entry
        for entry in alignment.entries
        if entry.fit > 0 and entry.right_way and is_close(quantity, entry.candidate.value)
    ]
    if against == "own_table" and (read := read_change(claim, quantity, tables, mention, trails, system, paper)):
        return check_change(claim, quantity, read, alignment, hits, tables)
    if not alignment.entries:
        return None
    asked: Asked | None = None
    if against == "other_paper":
        hits = [entry for entry in hits if entry.candidate.grip >= FIRM]
    elif is_readable(quantity):
        place = trails.place(claim)
        around = around_number(claim, quantity, mention, system, place, paper)
        asked = Asked(claim, quantity, around, trail, place, paper.known)
        reading = read_number(asked, tables, paper)
        again = partial(paper.retold.again, claim, content_words(claim.text), quantity)
        found = misreading(quantity, reading, again)
        if misread := _misread_check(asked, reading, found, alignment, hits, tables, paper):
            return misread
        if found.right is not None:
            return _read_check(quantity, found.right, found.agreeing, alignment, hits, tables)
    if not hits:
        return _mismatch_check(claim, quantity, alignment, trail, tables, against, asked)
    best = max(hits[:MOST_HITS], key=lambda entry: (alignment.meant(entry, quantity), entry.weight))
    best = _recomputation(best, hits)
    return _match_check(quantity, best.candidate, alignment.meant(best, quantity), tables, against)


def _read_check(
    quantity: Quantity,
    cell: Value,
    agreeing: float,
    alignment: Alignment,
    hits: Sequence[Aligned],
    tables: Sequence[TableIndex],
) -> Check:
    """A number that stands in a cell: supported by that cell, or by what several give, whichever is likelier meant."""
    others = [hit for hit in hits[:MOST_HITS] if len(hit.candidate.cells) > 1]
    best = max(others, key=lambda hit: (alignment.meant(hit, quantity), hit.weight), default=None)
    if best is not None and alignment.meant(best, quantity) > max(agreeing, WHOLE_SURE):
        return _match_check(quantity, best.candidate, alignment.meant(best, quantity), tables, "own_table")
    place = (cell.row, cell.column)
    same = [hit for hit in hits if hit.candidate.table == cell.table and hit.candidate.cells == (place,)]
    candidate = _recomputation(same[0], hits).candidate if same else cell_candidate(cell)
    return _match_check(quantity, candidate, agreeing, tables, "own_table")


def _misread_check(
    asked: Asked,
    reading: Reading,
    found: Misreading,
    alignment: Alignment,
    hits: Sequence[Aligned],
    tables: Sequence[TableIndex],
    paper: Surroundings,
) -> Check | None:
    """Contradicted, where the number is most likely a slip of the cell that it is read from."""
    value, quantity = found.value, asked.quantity
    if value is None or is_truncated(quantity, value.interval) or (quantity.kind == "count" and value.decimals > 0):
        return None
    index = next(index for index in tables if index.table.number == value.table)
    score = suspicion(asked, reading, found, index, paper.retold, tables)
    least = SLIPPED if _is_called(value.row_names) and _is_called(value.column_names) else NAMELESS_SLIPPED
    if score < least or (value.table, value.row, value.column) in asked.trail.taken:
        return None  # another number of the sentence stands in that cell
    if is_another(asked, value, index) or stands_elsewhere(value, found.right):
        return None
    if found.agreeing >= AGREED or stands_otherwise(asked, value, found.right, tables):
        return None
    if any(len(hit.candidate.cells) > 1 and alignment.meant(hit, quantity) >= STANDS for hit in hits[:MOST_HITS]):
        return None  # what some of the cells give together
    candidate = cell_candidate(value)
    reason = f"{said(candidate, quantity, tables)}, not {quantity.text}"
    confidence = 1 / (1 + exp(least - score - 0.3))
    return made_check("own_table", "contradicted", confidence, reason, quantity, candidate, tables)


def _is_called(names: Sequence[str]) -> bool:
    """Whether names tell a line from others: not those without a letter ("#"), nor what rows only answer."""
    return any(any(map(str.isalpha, name)) for name in names) and not ANSWERS & set(names)


def is_taken(entry: Aligned, trail: Trail) -> bool:
    """Whether a candidate is a single cell that another number of the same sentence is found in."""
    candidate = entry.candidate
    return len(candidate.cells) == 1 and (candidate.table, *candidate.cells[0]) in trail.taken


def _recomputation(best: Aligned, hits: Sequence[Aligned]) -> Aligned:
    """A mean worked out from the cells in place of the average that the table prints of the same line."""
    if best.candidate.operation in ("mean", "mean_difference"):
        return best
    means = [
        entry
        for entry in hits
        if entry.candidate.operation in ("mean", "mean_difference")
        and entry.candidate.table == best.candidate.table
        and entry.candidate.keys
        and entry.candidate.keys <= best.candidate.keys
        and entry.weight >= best.weight * 0.8
    ]
    return max(means, key=lambda entry: entry.weight, default=best)


def _match_check(
    quantity: Quantity, best: Candidate, meant: float, tables: Sequence[TableIndex], against: Against
) -> Check:
    words_said = said(best, quantity, tables)
    if meant >= _least_sure(quantity, best, tables):
        reason = f"{words_said}, {agreeing(best, quantity)}"
        index = next(index for index in tables if index.table.number == best.table)
        for name, value in other_baselines(best, index):
            reason += f"; against {name} it would be {show_value(value, quantity)}"
        return made_check(against, "supported", meant, reason, quantity, best, tables)
    reason = f"{words_said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check(against, "unresolved", 1 - meant, reason, quantity, best, tables)


def _least_sure(quantity: Quantity, best: Candidate, tables: Sequence[TableIndex]) -> float:
    """The probability from which a match supports a number."""
    plain = quantity.unit in SCORES or quantity.kind == "count" or str(quantity.unit).lower() in UNIT_METRICS
    if not plain and not _names_unit(quantity, best, tables):
        return UNNAMED_SURE
    return SURE if quantity.decimals > 0 and quantity.high is None and quantity.kind == "value" else WHOLE_SURE


def _names_unit(quantity: Quantity, best: Candidate, tables: Sequence[TableIndex]) -> bool:
    """Whether the table's caption or the lines of the cells say the quantity's unit."""
    table = next(index for index in tables if index.table.number == best.table)
    names = set(words(table.table.caption)) | {word for key in best.keys for word in words(key)}
    return quantity.unit is not None and bool(set(words(quantity.unit)) & names)


def _mismatch_check(
    claim: Claim,
    quantity: Quantity,
    alignment: Alignment,
    trail: Trail,
    tables: Sequence[TableIndex],
    against: Against,
    asked: Asked | None,
) -> Check | None:
    """No candidate agrees: contradicted when it is clear which cells are meant, else open."""
    left = [entry for entry in alignment.entries if not is_taken(entry, trail)]
    if not left:
        return None
    best = left[0]
    rivals = [entry for entry in left if entry.weight >= best.weight - RIVAL]
    wrong_way = [entry for entry in rivals if entry.fit > 0 and not entry.right_way and entry.candidate.grip >= FIRM]
    if wrong_way:
        entry = wrong_way[0]
        reason = f"{said(entry.candidate, quantity, tables)}: the other direction"
        return made_check(against, "contradicted", entry.weight * 0.9, reason, quantity, entry.candidate, tables)
    firm = best.weight >= CLEAR and best.candidate.grip >= FIRM and best.covered >= 1
    firm = firm and best.candidate.operation not in TOGETHER
    known = firm and len({entry.candidate.cells for entry in rivals}) == 1
    if known and asked is not None:
        index = next(index for index in tables if index.table.number == best.candidate.table)
        meant = [value for value in index.values if (value.row, value.column) in best.candidate.cells]
        known = not any(
            is_foreign(asked, value, index, tables) or stands_otherwise(asked, value, None, tables) for value in meant
        )
    if known and _comparable(quantity, best, tables) and not is_elsewhere(claim, tables, best.candidate.table):
        reason = f"{said(best.candidate, quantity, tables)}, not {quantity.text}"
        if is_truncated(quantity, best.candidate.interval):
            reason += " (cut off instead of rounded)"
            return made_check(against, "supported", 0.75, reason, quantity, best.candidate, tables)
        return made_check(against, "contradicted", best.weight * 0.95, reason, quantity, best.candidate, tables)
    # A count of lines or wins can be made of any table: it tells nobody where to look.
    telling = [entry.candidate for entry in left if entry.candidate.operation != "count" and entry.weight >= 0.5]
    if not telling or telling[0].grip < 0.5:
        return None
    nearest = said(telling[0], quantity, tables)
    reason = f"no formula over the tables gives {quantity.text}; the nearest named is {nearest}"
    return made_check(against, "unresolved", 0.8, reason, quantity, telling[0], tables)


def _comparable(quantity: Quantity, entry: Aligned, tables: Sequence[TableIndex]) -> bool:
    """Whether the cells can be what the number states: of one kind, one unit and one size.

    What is counted must be named by the table; a bound or a range is not decided by one cell; and a number of another
    size ("10 days" beside 4,849 minutes) is about something else.
    """
    if quantity.bound is not None or quantity.high is not None or slip_ratio(quantity, entry.candidate.value) < 1:
        return False
    here, there = abs(float(quantity.value)), abs(float(entry.candidate.value))
    if not (0.5 * there <= here <= 2 * there or abs(here - there) <= 3):
        return False
    if quantity.kind != "count" and quantity.unit in SCORES:
        return True
    return _names_unit(quantity, entry.candidate, tables)
