"""A claim against tables: which formula over the cells gives its number, or what the cells give instead.

Alignment comes first and does not look at the number: each candidate gets a weight from how well the claim names it.
Only then are numbers compared. A match counts for what it is worth against chance: with `a` the alignment of the best
matching candidate and `chance` the probability that some candidate as well aligned would match a random number of that
size and precision, the match is meant with probability a / (a + (1 − a) · chance) (Bayes' rule, two hypotheses).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from math import exp

from synth.quantity import Interval, Quantity, agrees_with, is_truncated, same_number
from synth.records import Against, CellsAnchor, Check, Claim, Status
from synth.verify.algebra import SIMPLICITY, Candidate, Sides, candidates
from synth.verify.index import TableIndex, longest_names, name_lines
from synth.verify.names import Mention

SURE = 0.7
"""A match meant with at least this probability supports; below it the claim stays open."""
MOST_HITS = 50
"""Matching candidates that are weighed against chance: the best aligned ones."""
CLEAR = 0.78
"""Alignment from which the cells that a claim is about are taken as known, so that they can contradict it."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A candidate with its weight before its number is looked at, and how well the number agrees (0 to 1)."""

    candidate: Candidate
    weight: float
    fit: float
    right_way: bool


def check_tables(
    claim: Claim, tables: Sequence[TableIndex], mention: Mention, *, against: Against = "own_table"
) -> Check | None:
    """One check of all numbers of a claim against tables; None when no table has anything of the kind.

    A claim with several numbers is supported when each is, and contradicted when one is.
    """
    checks = [
        check
        for quantity in claim.quantities
        if (check := check_quantity(claim, quantity, tables, mention, against=against)) is not None
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
    claim: Claim, quantity: Quantity, tables: Sequence[TableIndex], mention: Mention, *, against: Against
) -> Check | None:
    """One number of a claim against tables."""
    aligned = align(claim, quantity, tables, mention)
    if not aligned:
        return None
    hits = [entry for entry in aligned if entry.fit > 0 and entry.right_way]
    if hits:
        field = _Field.of(aligned, quantity)
        best = max(hits[:MOST_HITS], key=lambda entry: (_meant(entry, field, quantity), entry.weight))
        best = _recomputation(best, hits)
        return _match_check(quantity, best, _meant(best, field, quantity), tables, against)
    return _mismatch_check(quantity, aligned, tables, against)


def align(claim: Claim, quantity: Quantity, tables: Sequence[TableIndex], mention: Mention) -> list[Aligned]:
    """All candidates of all tables with their weights, best first."""
    sides = Sides(
        Mention.of(claim.subject) if claim.subject else None, Mention.of(claim.baseline) if claim.baseline else None
    )
    printed = replace(quantity, value=abs(quantity.value)) if _is_change(quantity) else quantity
    aligned: list[Aligned] = []
    naming = [name_lines(index, mention) for index in tables]
    said = longest_names(frozenset().union(*(named.said for named in naming)))
    for index, named in zip(tables, naming, strict=True):
        factor = _table_factor(claim, index, mention)
        for candidate in candidates(index, named, quantity, claim.text, sides):
            share = len(candidate.keys & said) / len(said) if said else 1.0
            weight = candidate.naming * (0.5 + 0.5 * share) * SIMPLICITY[candidate.operation] * factor
            aligned.append(
                Aligned(candidate, min(weight, 0.97), _fit(printed, candidate), _right_way(quantity, candidate))
            )
    return sorted(
        aligned,
        key=lambda entry: (-entry.weight, entry.candidate.table, entry.candidate.formula, entry.candidate.cells),
    )


def _is_change(quantity: Quantity) -> bool:
    return quantity.kind in ("gain", "relative_gain")


def _fit(printed: Quantity, candidate: Candidate) -> float:
    """How well the numbers agree: 1 where the value rounds to the printed one, 0 where nothing lets it.

    In between where only the rounding of the cells lets it. A change is compared by its size; its direction is judged
    apart.
    The mean of n rounded cells has the whole interval of one cell, but the errors of n cells rarely add up to its ends.
    """
    value, interval = candidate.value, candidate.interval
    if _is_change(printed):
        value, interval = abs(value), interval.absolute()
    if candidate.decimals is not None:
        return float(same_number(printed, value, candidate.decimals))
    if agrees_with(printed, Interval(value, value)):
        return 1.0
    if not agrees_with(printed, interval):
        return 0.0
    return 0.5 if len(candidate.cells) <= 2 else 0.5 / len(candidate.cells) ** 0.5


def _right_way(quantity: Quantity, candidate: Candidate) -> bool:
    """Whether the direction that the words give is the direction of the cells, where both are known."""
    if not _is_change(quantity) or quantity.sign is None or not candidate.directed:
        return True
    return (candidate.value >= 0) == (quantity.sign > 0) or candidate.interval.holds(Decimal(0))


def _table_factor(claim: Claim, index: TableIndex, mention: Mention) -> float:
    """Less for a table that the sentence does not mean: it names another one, or the captions share no word."""
    table = index.table
    if table.printed is not None:
        folded = " ".join(claim.anchor.quote.casefold().split())
        if f"table {table.printed}" in claim.text.casefold() or (table.label and table.label.casefold() in folded):
            return 1.0
    if "table " in claim.text.casefold():
        return 0.6
    shared = len(index.caption_words & mention.words)
    return 0.85 + 0.05 * min(shared, 3)


@dataclass(frozen=True, slots=True)
class _Field:
    """All candidates of one number, ready to say how crowded it is around it: values and weights, each sorted."""

    values: tuple[float, ...]
    weights: tuple[float, ...]
    agreeing: int

    @staticmethod
    def of(aligned: Sequence[Aligned], quantity: Quantity) -> _Field:
        signless = _is_change(quantity)
        values = (float(entry.candidate.value) for entry in aligned)
        return _Field(
            tuple(sorted(abs(value) if signless else value for value in values)),
            tuple(sorted(entry.weight for entry in aligned)),
            sum(entry.fit > 0 for entry in aligned),
        )


def _meant(entry: Aligned, field: _Field, quantity: Quantity) -> float:
    """The probability that a match is meant and not a coincidence."""
    chance = _chance(entry, field, quantity)
    meant = entry.weight * entry.fit
    return meant / (meant + (1 - entry.weight) * chance + entry.weight * (1 - entry.fit) * 0.5) if meant > 0 else 0.0


def _chance(entry: Aligned, field: _Field, quantity: Quantity) -> float:
    """How likely one of the candidates at least as well aligned would match a random number like this one.

    The density of candidate values around the claimed number stands for "like this one": the share of all candidates
    in a window of 30 % (at least 20 units of the last place) on either side, times the width that counts as a match.
    """
    total = len(field.values)
    if quantity.bound in ("<", ">"):
        return field.agreeing / total
    unit = 10.0**-quantity.decimals
    size = float(quantity.value)
    if _is_change(quantity):
        size = abs(size)
    half = max(20 * unit, 0.3 * abs(size))
    near = bisect_right(field.values, size + half) - bisect_left(field.values, size - half)
    width = unit if entry.candidate.decimals is not None else unit + float(entry.candidate.interval.width)
    matching = (near + 1) / (total + 1) * min(1.0, width / (2 * half))
    peers = total - bisect_left(field.weights, entry.weight * 0.95)
    return 1 - exp(-peers * matching)


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
    candidate = best.candidate
    where = _table_name(tables, candidate.table)
    shown = _show(candidate.value, quantity)
    said = f"{candidate.formula} = {shown} in {where}"
    if meant >= SURE:
        reason = f"{said}, which is {quantity.text} at the precision printed"
        return _check(against, "supported", meant, reason, shown, candidate, tables)
    reason = f"{said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return _check(against, "unresolved", 1 - meant, reason, shown, candidate, tables)


def _mismatch_check(
    quantity: Quantity, aligned: Sequence[Aligned], tables: Sequence[TableIndex], against: Against
) -> Check | None:
    """No candidate agrees: contradicted when it is clear which cells are meant, else open."""
    best = aligned[0]
    candidate = best.candidate
    rivals = [entry for entry in aligned if entry.weight >= best.weight - 0.12]
    where = _table_name(tables, candidate.table)
    shown = _show(candidate.value, quantity)
    wrong_way = [entry for entry in rivals if entry.fit > 0 and not entry.right_way and entry.weight >= CLEAR * 0.9]
    if wrong_way:
        entry = wrong_way[0]
        shown = _show(entry.candidate.value, quantity)
        reason = (
            f"{entry.candidate.formula} = {shown} in {_table_name(tables, entry.candidate.table)}: the other direction"
        )
        return _check(against, "contradicted", entry.weight * 0.9, reason, shown, entry.candidate, tables)
    one_meaning = len({entry.candidate.cells for entry in rivals}) == 1
    if best.weight >= CLEAR and one_meaning and quantity.bound is None:
        reason = f"{candidate.formula} = {shown} in {where}, not {quantity.text}"
        if is_truncated(quantity, candidate.interval):
            return _check(
                against, "supported", 0.75, f"{reason} (cut off instead of rounded)", shown, candidate, tables
            )
        return _check(against, "contradicted", best.weight * 0.95, reason, shown, candidate, tables)
    if best.weight < 0.35 or (quantity.kind == "count" and candidate.operation == "count"):
        return None
    nearest = f"{candidate.formula} = {shown} in {where}"
    reason = f"no formula over the tables gives {quantity.text}; the nearest named is {nearest}"
    return _check(against, "unresolved", 0.8, reason, shown, candidate, tables)


def _check(
    against: Against,
    status: Status,
    confidence: float,
    reason: str,
    shown: str,
    candidate: Candidate,
    tables: Sequence[TableIndex],
) -> Check:
    table = next(index.table for index in tables if index.table.number == candidate.table)
    anchor = CellsAnchor(table.paper, candidate.table, tuple(sorted(set(candidate.cells))))
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
