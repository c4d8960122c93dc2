"""A claim against tables: which formula over the cells gives its number, or what the cells give instead.

Alignment comes first and does not look at the number: each candidate gets a weight from how well the claim names it.
Only then are numbers compared. A match counts for what it is worth against chance: with `a` the alignment of the best
matching candidate and `chance` the probability that some candidate as well aligned would match a random number of that
size and precision, the match is meant with probability a / (a + (1 − a) · chance) (Bayes' rule, two hypotheses).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from synth.quantity import Quantity, is_truncated
from synth.records import Against, CellsAnchor, Check, Claim, Status
from synth.verify.algebra import Candidate
from synth.verify.align import SCORES, Aligned, Alignment, align
from synth.verify.index import TableIndex
from synth.verify.misprint import LIKELY, best_misprint, is_taken
from synth.verify.names import Mention, words
from synth.verify.slips import slip_ratio
from synth.verify.trail import NO_TRAILS, Trail, Trails

SURE = 0.7
"""A match meant with at least this probability supports; below it the claim stays open."""
MOST_HITS = 50
"""Matching candidates that are weighed against chance: the best aligned ones."""
CLEAR = 0.72
"""Weight from which the cells that a claim is about may be known, so that they can contradict it."""
AROUND = 45
"""Characters before and after a number in which a citation says whose it is."""
SPLITS = {
    "dev": frozenset({"dev", "development", "val", "valid", "validation"}),
    "test": frozenset({"test", "testing"}),
}
MEANT = 0.85
"""Probability of a match from which the wrong direction of a change contradicts it."""
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
) -> Check | None:
    """One check of all numbers of a claim against tables; None when no table has anything of the kind.

    A claim with several numbers is supported when each is, and contradicted when one is.
    """
    checks = [
        check
        for quantity in claim.quantities
        if (check := check_quantity(claim, quantity, tables, mention, against=against, trails=trails, system=system))
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
    *,
    against: Against,
    trails: Trails = NO_TRAILS,
    system: frozenset[str] = frozenset(),
) -> Check | None:
    """One number of a claim against tables."""
    trail = trails.around(claim, quantity)
    alignment = align(claim, quantity, tables, mention, trail, system)
    if not alignment.entries:
        return None
    hits = [entry for entry in alignment.entries if entry.fit > 0 and entry.right_way]
    if against == "other_paper":
        hits = [entry for entry in hits if entry.candidate.grip >= FIRM]
    elif misprint := _misprint_check(claim, quantity, alignment, trail, tables):
        return misprint
    elif turned := _turned_check(quantity, alignment, hits, tables):
        return turned
    if not hits:
        return _mismatch_check(claim, quantity, alignment, trail, tables, against)
    best = max(hits[:MOST_HITS], key=lambda entry: (alignment.meant(entry, quantity), entry.weight))
    best = _recomputation(best, hits)
    return _match_check(quantity, best, alignment.meant(best, quantity), tables, against)


def _misprint_check(
    claim: Claim, quantity: Quantity, alignment: Alignment, trail: Trail, tables: Sequence[TableIndex]
) -> Check | None:
    """Contradicted, where the number is most likely a slip of what the claim points to."""
    misprint = best_misprint(quantity, alignment, trail)
    if misprint is None or misprint.score < LIKELY:
        return None
    candidate = misprint.entry.candidate
    if candidate.grip < FIRM and "[@" in beside(claim.text, quantity.text, AROUND):
        return None  # a number of the paper that is cited there
    if is_truncated(quantity, candidate.interval) or _elsewhere(claim, tables, candidate.table):
        return None
    reason = f"{_said(candidate, quantity, tables)}, not {quantity.text}"
    return _check("own_table", "contradicted", misprint.probability, reason, quantity, candidate, tables)


def _turned_check(
    quantity: Quantity, alignment: Alignment, hits: Sequence[Aligned], tables: Sequence[TableIndex]
) -> Check | None:
    """Contradicted, where the change is that of the cells that are meant and goes the other way, and none fits."""
    turned = [entry for entry in alignment.entries if entry.fit > 0 and not entry.right_way][:MOST_HITS]
    if not turned:
        return None
    entry = max(turned, key=lambda each: (alignment.meant(each, quantity), each.weight))
    if alignment.meant(entry, quantity) < MEANT or entry.weight < CLEAR or entry.candidate.grip < FIRM:
        return None
    if any(alignment.meant(hit, quantity) >= 0.5 for hit in hits[:MOST_HITS]):
        return None
    reason = f"{_said(entry.candidate, quantity, tables)}: the other direction"
    return _check("own_table", "contradicted", entry.weight * 0.9, reason, quantity, entry.candidate, tables)


def _elsewhere(claim: Claim, tables: Sequence[TableIndex], number: int) -> bool:
    """Whether a table lacks the claim's dataset, or its metric where another has it, or is of the other split."""
    index = next(index for index in tables if index.table.number == number)
    named = {word for name in claim.dataset for word in words(name)}
    if named and not named & index.all_words:
        return True
    metric = set(words(claim.metric or ""))
    if metric and not metric & index.all_words and any(metric <= each.all_words for each in tables):
        return True
    other = {"dev": "test", "test": "dev"}.get(claim.split or "")
    return (
        other is not None and bool(SPLITS[other] & index.all_words) and not SPLITS[claim.split or ""] & index.all_words
    )


def beside(text: str, number: str, reach: int) -> str:
    """The characters around a number's first place in a text; "" where it does not stand."""
    place = text.find(number)
    return text[max(0, place - reach) : place + len(number) + reach] if place >= 0 else ""


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
    quantity: Quantity, best: Aligned, meant: float, tables: Sequence[TableIndex], against: Against
) -> Check:
    said = _said(best.candidate, quantity, tables)
    if meant >= SURE:
        reason = f"{said}, which is {quantity.text} at the precision printed"
        return _check(against, "supported", meant, reason, quantity, best.candidate, tables)
    reason = f"{said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return _check(against, "unresolved", 1 - meant, reason, quantity, best.candidate, tables)


def _said(candidate: Candidate, quantity: Quantity, tables: Sequence[TableIndex]) -> str:
    return f"{candidate.formula} = {_show(candidate.value, quantity)} in {_table_name(tables, candidate.table)}"


def _mismatch_check(
    claim: Claim,
    quantity: Quantity,
    alignment: Alignment,
    trail: Trail,
    tables: Sequence[TableIndex],
    against: Against,
) -> Check | None:
    """No candidate agrees: contradicted when it is clear which cells are meant, else open."""
    left = [entry for entry in alignment.entries if not is_taken(entry, trail)]
    if not left:
        return None
    best = left[0]
    rivals = [entry for entry in left if entry.weight >= best.weight - 0.12]
    wrong_way = [entry for entry in rivals if entry.fit > 0 and entry.candidate.grip >= FIRM]
    if wrong_way:
        entry = wrong_way[0]
        reason = f"{_said(entry.candidate, quantity, tables)}: the other direction"
        return _check(against, "contradicted", entry.weight * 0.9, reason, quantity, entry.candidate, tables)
    firm = best.weight >= CLEAR and best.candidate.grip >= FIRM and best.covered >= 1
    known = firm and len({entry.candidate.cells for entry in rivals}) == 1
    if known and _comparable(quantity, best, tables) and not _elsewhere(claim, tables, best.candidate.table):
        reason = f"{_said(best.candidate, quantity, tables)}, not {quantity.text}"
        if is_truncated(quantity, best.candidate.interval):
            reason += " (cut off instead of rounded)"
            return _check(against, "supported", 0.75, reason, quantity, best.candidate, tables)
        return _check(against, "contradicted", best.weight * 0.95, reason, quantity, best.candidate, tables)
    if best.weight < 0.5 or best.candidate.grip < 0.5:
        return None
    nearest = _said(best.candidate, quantity, tables)
    reason = f"no formula over the tables gives {quantity.text}; the nearest named is {nearest}"
    return _check(against, "unresolved", 0.8, reason, quantity, best.candidate, tables)


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
    table = next(index for index in tables if index.table.number == entry.candidate.table)
    names = set(words(table.table.caption)) | {word for key in entry.candidate.keys for word in words(key)}
    return quantity.unit is not None and bool(set(words(quantity.unit)) & names)


def _check(
    against: Against,
    status: Status,
    confidence: float,
    reason: str,
    quantity: Quantity,
    candidate: Candidate,
    tables: Sequence[TableIndex],
) -> Check:
    table = next(index.table for index in tables if index.table.number == candidate.table)
    anchor = CellsAnchor(table.paper, candidate.table, tuple(sorted(set(candidate.cells))))
    shown = _show(candidate.value, quantity)
    return Check(against, status, round(confidence, 4), reason, shown, candidate.formula, (anchor,))


def _table_name(tables: Sequence[TableIndex], number: int) -> str:
    table = next(index.table for index in tables if index.table.number == number)
    return f"Table {table.printed}" if table.printed else f"the paper's {_ordinal(number)} table"


def _ordinal(number: int) -> str:
    """A number in order: 1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _show(value: Decimal, quantity: Quantity) -> str:
    """A computed value with one digit more than the claim prints, so that its rounding can be seen."""
    decimals = max(quantity.decimals, 0)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return f"{rounded if rounded == value else value.quantize(Decimal(1).scaleb(-decimals - 1), ROUND_HALF_EVEN):f}"


def mention_of(claim: Claim, aliases: Sequence[tuple[str, str]]) -> Mention:
    """Everything a claim names: its words, and what its slots resolved."""
    parts = (claim.text, claim.subject, claim.baseline or "", claim.metric or "", *claim.dataset)
    return Mention.of(" ".join(parts), aliases)
