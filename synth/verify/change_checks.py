"""What is said of a change: whether two cells give it, or what they give instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import exp

from synth.quantity import Interval, Quantity, agrees_with, is_truncated
from synth.records import Check, Claim
from synth.verify.algebra import Candidate
from synth.verify.align import Aligned, Alignment
from synth.verify.baselines import other_baselines
from synth.verify.change_foreign import is_another_change, is_of_another_work
from synth.verify.foreign import is_elsewhere
from synth.verify.index import TableIndex
from synth.verify.measures import LOWER_IS_BETTER
from synth.verify.names import Mention
from synth.verify.pair_reading import PairReading, is_percent, pair_candidate
from synth.verify.pairs import Pair
from synth.verify.tables_said import agreeing, made_check, said, show_value

SURE = 0.3
"""A change is supported where it is read from cells that give it with at least this probability. Of 38 changes read by
hand whose probability is from there to .7, tables bear 33 out (of those to .4, 7 of 10), and of 77 from .7 on, 72."""
BOUND_SURE = 0.92
"""The same for a bound ("up to 15"), which many cells keep."""
CLOSE = Decimal("0.1")
"""Share of a bound that what it is said of is at most away from: "up to 8.76" is said of no 1.94."""
SLIPPED, POINTED = 0.1, 0.01
"""Log odds from which a change is contradicted, and the probability of its pair that this needs."""
NAMELESS_SLIPPED = 1.7
"""The same where a side or the place has no name."""
OTHERWISE = frozenset({"cell", "delta", "sum", "mean", "mean_difference", "mean_relative", "count", "relative"})
"""Aligned formulas that are no pair of two cells ("relative" is that of errors there)."""
OTHERWISE_SURE = 0.7
STANDS = 0.8
"""Probability from which another formula explains the number better than a slip would."""
MOST_HITS = 50
TURNED = 0.35
"""Probability of the other direction that a contradiction needs: no change of 467 papers is contradicted from here, and
two in five of those whose direction was turned."""
UNPLAIN = re.compile(
    r"\b(?:not|no|never|neither|nor|without|w/o|remov\w+|ablat\w+|exclud\w+|disabl\w+|absence|gaps?|dispar\w+"
    r"|differences?|discrepanc\w+|instead of|replac\w+|fewer|less|underfit\w*|overfit\w*|forgetting"
    r"|from our|from the)\b",
    re.IGNORECASE,
)
"""Words that turn a direction round, or say from which side a change is told."""
A_LOSS = re.compile(r"\bloss(?:es)?\s+(?:of|in)\b", re.IGNORECASE)
"""A drop, and no measure of which less is better."""


def check_change(
    claim: Claim,
    quantity: Quantity,
    reading: PairReading,
    alignment: Alignment,
    hits: Sequence[Aligned],
    tables: Sequence[TableIndex],
) -> Check | None:
    """One change of a claim against the paper's own tables; `hits` are the aligned formulas that agree, best first."""
    others = [hit for hit in hits[:MOST_HITS] if _is_otherwise(hit.candidate)]
    other = max(others, key=lambda hit: (alignment.meant(hit, quantity), hit.weight), default=None)
    meant = alignment.meant(other, quantity) if other is not None else 0.0
    if meant < STANDS:
        if slipped := _slipped_check(claim, quantity, reading, tables):
            return slipped
        if turned := _turned_check(claim, quantity, reading, tables):
            return turned
    right = None if reading.right is None else _candidate(reading.right, quantity)
    if right is not None and not is_close(quantity, right.value):
        right = None
    if right is not None and reading.agreeing >= max(SURE if quantity.bound is None else BOUND_SURE, meant):
        return _support(quantity, _recomputation(right, others), reading.agreeing, tables)
    if other is not None and meant >= OTHERWISE_SURE:
        return _support(quantity, _recomputation(other.candidate, others), meant, tables)
    if right is not None and reading.agreeing >= meant:
        candidate, probability = right, reading.agreeing
    elif other is not None:
        candidate, probability = other.candidate, meant
    else:
        return None
    words_said = said(candidate, quantity, tables)
    reason = f"{words_said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check("own_table", "unresolved", 1 - probability, reason, quantity, candidate, tables)


def is_close(quantity: Quantity, value: Decimal) -> bool:
    """Whether a value is near enough to a number's bound to be what the bound is told of; True without a bound."""
    if quantity.bound not in ("<", ">"):
        return True
    printed, size = abs(quantity.value), abs(value)
    return abs(size - printed) <= max(Decimal(1).scaleb(-quantity.decimals), printed * CLOSE)


def _recomputation(candidate: Candidate, others: Sequence[Aligned]) -> Candidate:
    """A mean worked out from the cells in place of the average that the table prints of the same lines."""
    means = [
        each
        for each in others
        if each.candidate.operation == "mean"
        and each.candidate.table == candidate.table
        and each.candidate.keys
        and each.candidate.keys < candidate.keys
    ]
    best = max(means, key=lambda each: each.weight, default=None)
    return candidate if best is None else best.candidate


def _is_otherwise(candidate: Candidate) -> bool:
    return candidate.operation in OTHERWISE or "dual cells" in candidate.formula


def _candidate(pair: Pair, quantity: Quantity) -> Candidate:
    return pair_candidate(pair, 1.0, percent=is_percent(pair, quantity))


def _support(quantity: Quantity, candidate: Candidate, probability: float, tables: Sequence[TableIndex]) -> Check:
    reason = f"{said(candidate, quantity, tables)}, {agreeing(candidate, quantity)}"
    index = next(index for index in tables if index.table.number == candidate.table)
    for name, value in other_baselines(candidate, index):
        reason += f"; against {name} it would be {show_value(value, quantity)}"
    return made_check("own_table", "supported", probability, reason, quantity, candidate, tables)


def _slipped_check(
    claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]
) -> Check | None:
    """Contradicted, where a change is most likely a slip of what its two cells give."""
    if reading.wrong is None or reading.pointed < POINTED:
        return None
    nameless = any(line is not None and not line.key for line in reading.wrong.sides)
    least = NAMELESS_SLIPPED if nameless else SLIPPED
    if reading.score < least or is_another_change(claim, quantity, reading, reading.wrong, tables):
        return None
    candidate = _candidate(reading.wrong, quantity)
    if agrees_with(replace(quantity, value=abs(quantity.value)), candidate.interval.absolute()):
        return None  # the cells before they were rounded may give it
    if _is_cut_off(quantity, candidate) or is_elsewhere(claim, tables, candidate.table):
        return None
    reason = f"{said(candidate, quantity, tables)}, not {quantity.text}"
    confidence = 1 / (1 + exp(least - reading.score - 0.3))
    return made_check("own_table", "contradicted", confidence, reason, quantity, candidate, tables)


def _is_cut_off(quantity: Quantity, candidate: Candidate) -> bool:
    """Whether the printed digits are those of the change cut off; two cells are hardly ever both off by half a unit."""
    half = candidate.interval.width / (2 * len(candidate.cells))
    return is_truncated(quantity, Interval(candidate.value - half, candidate.value + half))


def _turned_check(claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]) -> Check | None:
    """Contradicted, where the two cells give the change the other way round.

    Its subject must be known, and neither side told to be the other: "a drop of 2 from our full model" says what the
    change is from, "the gap shrinks by 2" what less is better of.
    """
    if reading.back is None or LOWER_IS_BETTER.search(A_LOSS.sub("", claim.text)):
        return None
    if reading.turning < TURNED or not claim.subject:
        return None
    if UNPLAIN.search(claim.text) or not _sides_kept(reading.back, claim, tables):
        return None
    candidate = _candidate(reading.back, quantity)
    index = next(index for index in tables if index.table.number == candidate.table)
    if claim.metric is None and LOWER_IS_BETTER.search(index.table.caption):
        return None
    if is_elsewhere(claim, tables, candidate.table) or is_of_another_work(claim, quantity, reading.back, tables):
        return None
    reason = f"{said(candidate, quantity, tables)}: the other direction"
    odds = (reading.turning / (1 - reading.turning)) / (TURNED / (1 - TURNED)) * exp(0.3)
    return made_check("own_table", "contradicted", odds / (1 + odds), reason, quantity, candidate, tables)


def _sides_kept(pair: Pair, claim: Claim, tables: Sequence[TableIndex]) -> bool:
    """Whether the claim's subject names the second side no better than the first, and its baseline the first."""
    first, second, _ = pair.sides
    if second is None:
        return True
    index = next(index for index in tables if index.table.number == pair.first.table)
    subject = index.labels.scores(Mention.of(claim.subject))
    if subject.get(second.key, 0.0) > subject.get(first.key, 0.0):
        return False
    if not claim.baseline:
        return True
    baseline = index.labels.scores(Mention.of(claim.baseline))
    return baseline.get(first.key, 0.0) <= baseline.get(second.key, 0.0)
